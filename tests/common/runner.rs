//! How a program of this target is started: by itself, or by an emulator.

use std::{ffi::OsStr, process::Command};

/// A command that runs a program of this target: behind the words of `ZMQ_TEST_RUNNER`, where the system cannot start it by itself.
pub fn run(program: impl AsRef<OsStr>) -> Command {
    let words = std::env::var("ZMQ_TEST_RUNNER").unwrap_or_default();
    let mut words = words.split_whitespace();
    let Some(emulator) = words.next() else { return Command::new(program) };
    let mut command = Command::new(emulator);
    command.args(words).arg(program);
    command
}
