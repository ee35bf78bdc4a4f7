//! `cargo xtask cross check`: the crate compiles for each target without a warning. No C++ is compiled.
//!
//! Clippy looks, too, if it is that of the Rust which runs this: an old one knows faults that are none.

use std::time::Instant;

use anyhow::{Result, bail};

use super::rust::{Rust, Work};
use super::targets;
use crate::process;
use crate::workspace::Workspace;

/// Looks at the named targets, or at all; with `--tests` also at the tests.
pub fn run(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let tests = arguments.contains(&"--tests");
    let names: Vec<&str> = arguments.iter().copied().filter(|argument| *argument != "--tests").collect();
    let rust = Rust::load(workspace)?;
    let tool = if rust.is_ours() && rust.has_clippy() { "clippy" } else { "check" };
    let mut failed = Vec::new();
    for target in targets::named(&names, |_| true)? {
        let start = Instant::now();
        let mut command = rust.cargo(&[tool, "--quiet"], target.triple, Work::Check)?;
        command.args(["--package", "zmq-safe", "--features", target.features]);
        if tests {
            command.arg("--tests");
        }
        command.current_dir(&workspace.root);
        command.env("CARGO_TARGET_DIR", workspace.scratch("cross/check")?).env("CARGO_INCREMENTAL", "0");
        match process::run(&mut command) {
            Ok(()) => {
                println!("{}: {tool} finds nothing, {:.0} s", target.triple, start.elapsed().as_secs_f32())
            }
            Err(error) => {
                println!("{}: {error:#}", target.triple);
                failed.push(target.triple);
            }
        }
    }
    if !failed.is_empty() {
        bail!("the crate does not compile without a warning for {}", failed.join(", "));
    }
    Ok(())
}
