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
    places.once(name, || {
        let mut command = cargo();
        command.args(["build", "--quiet", "--locked"]).current_dir(places.peer(name));
        quietly(command.env("CARGO_TARGET_DIR", &target).env_remove("RUSTFLAGS"))
    })?;
    Ok(target.join("debug").join(format!("interop-{name}")))
}

/// An example of this package, compiled beside this program.
pub fn built(places: &Places, name: &str) -> Result<PathBuf> {
    places.once("examples", || {
        let package = ["build", "--quiet", "--locked", "--package", "zmq-interop", "--examples"];
        quietly(cargo().args(package).current_dir(&places.sources))
    })?;
    let this = env::current_exe().context("where is this program?")?;
    let folder = this.parent().context("this program is in no folder")?;
    Ok(folder.join("examples").join(name))
}
