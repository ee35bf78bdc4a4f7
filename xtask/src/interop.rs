//! `cargo xtask interop`: the package zmq-interop, with its examples, which it plays as well.

use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::workspace::{self, Workspace};

/// Builds the examples, then runs the program with these words.
pub fn run(workspace: &Workspace, words: &[&str]) -> Result<()> {
    let package = ["--package", "zmq-interop", "--locked"];
    let mut build = Command::new(workspace::cargo());
    process::run(
        build.arg("build").args(package).args(["--bins", "--examples"]).current_dir(&workspace.root),
    )?;
    let mut run = Command::new(workspace::cargo());
    run.args(["run", "--quiet"]).args(package).arg("--").args(words);
    process::run(run.current_dir(&workspace.root))
}
