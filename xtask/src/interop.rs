//! `cargo xtask interop`: the package zmq-interop, which compiles its examples itself.

use std::process::Command;

use anyhow::Result;

use crate::process;
use crate::workspace::{self, Workspace};

/// Runs the program with these words.
pub fn run(workspace: &Workspace, words: &[&str]) -> Result<()> {
    let mut run = Command::new(workspace::cargo());
    run.args(["run", "--quiet", "--package", "zmq-interop", "--locked", "--"]).args(words);
    process::run(run.current_dir(&workspace.root))
}
