//! `cargo run --release -p zmq-bench -- COMMAND`: the crate beside the same programs in C, over the same libzmq.

#![deny(unsafe_code)]

mod cost;
mod handshakes;
mod pair;
mod raw;

use std::{env, process::ExitCode};

/// What goes wrong in a measurement.
type Failure = Box<dyn std::error::Error>;

const USAGE: &str = "\
usage: cargo run --release -p zmq-bench -- COMMAND

  cost [--check]          instructions, allocations and system calls for each message, beside C; --check: fail where Rust
                          needs more than it may (needs valgrind and strace)
  handshakes              CURVE handshakes in a second, with our authenticator, none, and pyzmq's
  run LANGUAGE PROGRAM N  run one program once: c or rust, pair_reused or pair_owned
";

/// Runs one program and says how many messages arrived.
fn run(language: &str, program: &str, count: usize) -> Result<usize, Failure> {
    match (language, program) {
        ("c", "pair_reused") => Ok(raw::pair_reused(count)),
        ("c", "pair_owned") => Ok(raw::pair_owned(count)),
        ("rust", "pair_reused") => Ok(pair::reused(count)?),
        ("rust", "pair_owned") => Ok(pair::owned(count)?),
        _ => Err(format!("no program {program} in {language}").into()),
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["cost"] => cost::report(false),
        ["cost", "--check"] => cost::report(true),
        ["handshakes"] => handshakes::report(),
        ["serve", mode @ ("with" | "without"), client] => handshakes::serve(*mode == "with", client),
        ["run", language, program, count] => count.parse().map_err(Failure::from).and_then(|count| {
            let arrived = run(language, program, count)?;
            if arrived == count { Ok(()) } else { Err(format!("{arrived} of {count} arrived").into()) }
        }),
        _ => Err(format!("what to do?\n\n{USAGE}").into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("zmq-bench: {error}");
            ExitCode::FAILURE
        }
    }
}
