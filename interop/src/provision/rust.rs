//! Programs in Rust: those on other crates, in packages of their own, and those of this package.

use super::{Places, quietly};
use anyhow::{Context, Result};
use std::{env, path::PathBuf, process::Command};

fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A program on another crate, in `peers/NAME`, with the versions of its Cargo.lock.
pub fn crate_of(places: &Places, name: &str) -> Result<PathBuf> {
    let target = places.target.join("crates");
    let mut command = cargo();
    command
        .args(["build", "--quiet", "--locked"])
        .current_dir(places.peer(name))
        .env("CARGO_TARGET_DIR", &target);
    quietly(command.env_remove("RUSTFLAGS"))?;
    Ok(target.join("debug").join(format!("interop-{name}")))
}

/// An example of this package, which `cargo xtask interop` has built beside this program.
pub fn built(name: &str) -> Result<PathBuf> {
    let this = env::current_exe().context("where is this program?")?;
    let folder = this.parent().context("this program is in no folder")?;
    let program = folder.join("examples").join(name);
    anyhow::ensure!(
        program.exists(),
        "{} is missing: cargo build -p zmq-interop --examples",
        program.display()
    );
    Ok(program)
}
