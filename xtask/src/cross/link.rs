//! `cargo xtask cross link`: cargo builds a program for targets that nothing here runs, and zig's libraries of the target have all that
//! it asks for. libzmq is that of our build script, not optimized.

use std::time::Instant;

use anyhow::{Result, bail, ensure};

use super::rust::{Rust, Work};
use super::targets;
use super::zig::Zig;
use crate::process;
use crate::workspace::Workspace;

/// Whose C library zig has, and we neither run nor get a compiler of from Debian.
const TARGETS: [&str; 4] =
    ["aarch64-apple-darwin", "x86_64-apple-darwin", "x86_64-unknown-freebsd", "aarch64-unknown-linux-musl"];

/// The program: both directions over tcp, and threads.
const EXAMPLE: &str = "quickstart";

/// Builds it for the named targets, or for all.
pub fn run(workspace: &Workspace, names: &[&str]) -> Result<()> {
    for name in names {
        ensure!(TARGETS.contains(name), "not linked here: {name}; it is one of {}", TARGETS.join(", "));
    }
    let names = if names.is_empty() { &TARGETS[..] } else { names };
    let rust = Rust::load(workspace)?;
    let zig = Zig::load(workspace)?;
    let builder = zig.builder()?;
    let mut failed = Vec::new();
    for target in targets::named(names, |_| true)? {
        let start = Instant::now();
        let mut command = rust.by(&builder, &["build"], target.triple, Work::Code)?;
        command.args(["--package", "zmq-safe", "--features", target.features, "--example", EXAMPLE]);
        zig.build_with(&mut command);
        command.env("CARGO_TARGET_DIR", workspace.scratch("cross/link")?);
        command.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "0").env("CXXFLAGS", "-O0");
        match process::run(command.current_dir(&workspace.root)) {
            Ok(()) => {
                println!("{}: {EXAMPLE} is linked, {:.0} s", target.triple, start.elapsed().as_secs_f32())
            }
            Err(error) => {
                println!("{}: {error:#}", target.triple);
                failed.push(target.triple);
            }
        }
    }
    if !failed.is_empty() {
        bail!("{EXAMPLE} is not linked for {}", failed.join(", "));
    }
    Ok(())
}
