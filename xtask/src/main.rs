//! `cargo xtask`: what people and CI run by hand on this repository, a file for each command.

#![forbid(unsafe_code)]

mod bench;
mod bindings;
mod build_script;
mod compat;
mod coverage;
mod cross;
mod files;
mod fuzz;
mod interop;
mod mends;
mod platform;
mod process;
mod suites;
mod vendor;
mod workspace;

use std::env;
use std::process::ExitCode;

use anyhow::{Result, bail};
use workspace::Workspace;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  bench peers [--check] [ARGUMENT..]
                       build programs on other bindings and other implementations of ZeroMQ, and measure them beside
                       ours; --check: only see that each of them runs; the arguments are zmq-bench's
                       (needs the network the first time, and python3 with venv for pyzmq)
  bench builds [ARGUMENT..]
                       measure our build of libzmq beside Debian's and two by upstream's CMake
                       (needs cmake, pkg-config, gcc and libzmq3-dev; what is not there is left out)
  bench scale [--check] [PART]
                       how cost grows with connections, heartbeats, subscriptions and sockets, beside other builds of libzmq
  bench report [ARGUMENT..]
                       measure all of it, and write docs/performance/REPORT.md and its pictures (half an hour);
                       --stored: from what was measured before
  bench ARGUMENT..     cargo run --release -p zmq-bench -- ARGUMENT..
  bindings [--check]   write the bindings of zmq-sys-vendored anew; --check: fail where they differ
                       (needs libclang)
  compat [zmq-sys] [zmq]
                       run the suites of rust-zmq 0.10 and tmq 0.5 on one of the packages in compat/, or on both, and a program that
                       has zmq-safe, zmq, tmq and bitcoincore-zmq at once; compile what the guides show of before
  compat --arzmq       the last for arzmq, which compiles a libzmq of its own (needs libclang)
  compat --cost        count instructions for a message on rust-zmq and on compat/zmq (needs valgrind)
  compat --throughput  time rust-zmq's own example with rust-zmq and with compat/zmq, in turns, on a machine that does nothing else
                       (all need the network the first time)
  coverage [--check]   write the page of the guide that says what of libzmq is wrapped; --check: fail where it is old
  coverage --header H  fail where the zmq.h at H declares what is neither wrapped nor on the list of what is not
  interop [NAME..]     run our sockets against programs that nobody here wrote, and print what held; without a name, all of them
                       --only=TEXT: the cells whose text has that; --patience=MILLISECONDS: and no longer for each step
  interop --list       what there is to run, and which packages of Debian each needs
  interop --write      run all of it, and write docs/interop.md and the README's section
                       (needs the network the first time, for pip, npm and cargo; what is missing fails, and is named)
  fuzz SECONDS         run hostile peers against libzmq, with a sanitizer and guided by what they reach
  fuzz TARGET FILE     run one input, as fuzz/artifacts/ has it after a failure
                       (needs clang with libFuzzer: libclang-rt-*-dev)
  mends [TREE]         list what is mended in the libzmq that is compiled, and see that it fits; TREE: which mends still fit
                       the sources there, and the new hashes
  mends apply TREE NN  make the edits of a mend, and of those that it needs, in the sources there, as a change to offer to libzmq
  mends matrix [NN..]  compile libzmq without one mend after the other, and see that the tests of that mend fail
                       (half a minute for each; 38+41 leaves out both at once)
  platform             compare our configuration of libzmq with what upstream's CMake finds here
                       (needs cmake and pkg-config; without them only the names are checked)
  cross [--run] [TARGET..]
                       compile every file of libzmq for the targets that cannot be tested here;
                       --run: also link and run a program for x86_64-unknown-linux-musl
                       (needs python3 with venv, and the network the first time)
  cross check [--tests] [TARGET..]
                       see that the crate, or its tests as well, compiles for other targets without a warning, by clippy
  cross test [--quick] [TARGET..] [-- ARGUMENT..]
                       run the tests for targets whose programs run here, by an emulator or without; the arguments are those
                       of cargo test; --quick: a part of them
                       (both need a standard library for the target, or rust-src, which is compiled then; ZMQ_CROSS_RUST names
                       a folder with Debian's packages of a Rust, unpacked. The tests need Debian's cross compilers, qemu-user,
                       wine; for musl, python3 with venv)
  suites libzmq [--compare] [--features SET].. [--only PART]
                       run libzmq's own tests against the libzmq that is compiled; what fails is run without mends as well,
                       with --compare all of it. A SET of features is a build; none: the default ones, and with draft
                       (needs gcc and g++)
  suites pyzmq [--compare] [--only PART]
                       run pyzmq's own suite on a shared library made of ours
                       (needs g++, tar, python3 with venv, and the network the first time)
  vendor [--check]     fill vendor/ with what a build without a network needs; --check: and build so
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["bench", "peers", rest @ ..] => bench::peers(&Workspace::load()?, rest),
        ["bench", "builds", rest @ ..] => bench::builds(&Workspace::load()?, rest),
        ["bench", "scale", rest @ ..] => bench::scale(&Workspace::load()?, rest),
        ["bench", "report", "--stored"] => bench::forward(&Workspace::load()?, &["report"]),
        ["bench", "report", rest @ ..] => bench::report(&Workspace::load()?, rest),
        ["bench", rest @ ..] => bench::forward(&Workspace::load()?, rest),
        ["bindings"] => bindings::write(&Workspace::load()?),
        ["bindings", "--check"] => bindings::check(&Workspace::load()?),
        ["compat", rest @ ..] => compat::run(&Workspace::load()?, rest),
        ["coverage"] => coverage::write(&Workspace::load()?),
        ["coverage", "--header", header] => coverage::check_header(&Workspace::load()?, header.as_ref()),
        ["coverage", "--check"] => coverage::check(&Workspace::load()?),
        ["interop", rest @ ..] => interop::run(&Workspace::load()?, rest),
        ["fuzz", rest @ ..] => fuzz::run(&Workspace::load()?, rest),
        ["mends"] => mends::list(&Workspace::load()?),
        ["mends", "matrix", numbers @ ..] => mends::matrix(&Workspace::load()?, numbers),
        ["mends", "apply", tree, number] => mends::offer(&Workspace::load()?, tree, number),
        ["mends", tree] => mends::compare(&Workspace::load()?, tree),
        ["platform"] => platform::check(&Workspace::load()?),
        ["cross", rest @ ..] => cross::run(&Workspace::load()?, rest),
        ["suites", rest @ ..] => suites::run(&Workspace::load()?, rest),
        ["vendor"] => vendor::fill(&Workspace::load()?),
        ["vendor", "--check"] => vendor::check(&Workspace::load()?),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        _ => bail!("what to do?\n\n{USAGE}"),
    }
}
