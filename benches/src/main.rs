//! `cargo run --release -p zmq-bench -- COMMAND`: the crate beside the same programs in C, over the same libzmq.

#![deny(unsafe_code)]

mod cost;
mod handshakes;
mod measure;
mod programs;
mod raw;
mod report;
mod scale;

use measure::{sample::Program, tables};
use std::{env, process::ExitCode, time::Duration};

/// What goes wrong in a measurement.
type Failure = Box<dyn std::error::Error>;

const USAGE: &str = "\
usage: cargo run --release -p zmq-bench -- COMMAND

  cost [--check]          instructions, allocations and system calls for each message, beside C; --check: fail where Rust
                          needs more than it may (needs valgrind and strace)
  handshakes              CURVE handshakes in a second, with our authenticator, none, and pyzmq's
  measure [OPTION].. [TABLE]..
                          time the programs beside each other and print the tables; without a name all that are beside C
                          (ten minutes or more)
  peers [OPTION].. NAME=COMMAND..
                          the same beside programs of other bindings and on other builds, each side in a process of its own
                          (apart, apart-latency, apart-counts: instructions and system calls), and in one
  builds [OPTION].. NAME=COMMAND..
                          the programs in C over our libzmq, beside the same over others
      --rounds N          how often each program runs (27, or 9 for what takes long to begin)
      --milliseconds N    about how long each time (100, 200 or 300)
      --rows TEXT         only the rows with this in their names
  scale [--check] [PART] [NAME=COMMAND]..
                          how cost grows with connections, heartbeats, subscriptions and sockets, over our libzmq and others; --check:
                          fail where it grows faster than their number; PART: only what has this in its name
  tables                  the names of the tables
  report                  write docs/performance/REPORT.md and its pictures from what was measured
  LANGUAGE PROGRAM ..     run one program once, as in `c throughput tcp 16 100000`
";

fn number(word: Option<&&str>) -> Result<usize, Failure> {
    Ok(word.ok_or("a number is missing")?.parse()?)
}

/// Measures the tables that are named, or all, with the programs that are given beside ours, and prints them.
fn compare(mut tables: Vec<tables::Table>, words: &[&str]) -> Result<(), Failure> {
    let (mut names, mut programs) = (Vec::new(), Vec::new());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--rows" => {
                let text = words.next().ok_or("a text is missing")?;
                tables.iter_mut().for_each(|table| table.rows.retain(|row| row.label.contains(text)));
            }
            "--rounds" => {
                let rounds = number(words.next())?;
                tables.iter_mut().for_each(|table| table.effort.rounds = rounds);
            }
            "--milliseconds" => {
                let time = Duration::from_millis(number(words.next())? as u64);
                tables.iter_mut().for_each(|table| table.effort.time = time);
            }
            word => match Program::given(word) {
                Some(program) => programs.push(program),
                None if tables.iter().any(|table| table.id == word) => names.push(word),
                None => return Err(format!("no table and no program: {word}").into()),
            },
        }
    }
    for table in tables.iter().filter(|table| names.is_empty() || names.contains(&table.id)) {
        let all: Vec<Program> = table.programs().into_iter().chain(programs.iter().cloned()).collect();
        let results = if table.id == "apart-counts" {
            measure::count(table, &all)?
        } else {
            measure::run(table, &all)?
        };
        println!("{}\n{}\n\n{}", results.title, results.machine, report::markdown(&results));
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["cost"] => cost::report(false),
        ["cost", "--check"] => cost::report(true),
        ["handshakes"] => handshakes::report(),
        ["serve", mode @ ("with" | "without"), client] => handshakes::serve(*mode == "with", client),
        ["measure", rest @ ..] => compare(tables::all(), rest),
        ["peers", rest @ ..] => {
            compare(tables::peers().into_iter().chain([tables::apart_counts()]).collect(), rest)
        }
        ["builds", rest @ ..] => compare(tables::builds(), rest),
        ["tables"] => {
            tables::all().iter().for_each(|table| println!("{:<18}{}", table.id, table.title));
            Ok(())
        }
        ["scale", rest @ ..] => scale::report(rest),
        ["report"] => report::write(),
        [language, words @ ..] if programs::LANGUAGES.contains(language) => {
            return programs::run(language, words).unwrap_or_else(|error| failed(&error));
        }
        _ => Err(format!("what to do?\n\n{USAGE}").into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &Failure) -> ExitCode {
    eprintln!("zmq-bench: {error}");
    ExitCode::FAILURE
}
