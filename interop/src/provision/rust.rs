//! Programs in Rust: those on other crates, in packages of their own, and those of this package.

use super::{Places, output, quietly};
use anyhow::{Context, Result};
use std::{env, fs, path::PathBuf, process::Command};

fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A program on another crate, in `peers/NAME`, with the versions of its Cargo.lock. What it was built of is removed: a third of a
/// gigabyte each.
pub fn crate_of(places: &Places, name: &str) -> Result<PathBuf> {
    let sources = places.peer(name);
    let mut asked = output(cargo().arg("--version"))?;
    for file in ["Cargo.toml", "Cargo.lock", "src/main.rs", "../program.rs"] {
        let file = sources.join(file);
        asked += &fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    }
    let folder = places.filled(&format!("crate-{name}"), &asked, |folder| {
        let target = folder.join("target");
        let mut command = cargo();
        command.args(["build", "--quiet", "--locked"]).current_dir(&sources);
        quietly(command.env("CARGO_TARGET_DIR", &target).env_remove("RUSTFLAGS"))?;
        fs::copy(target.join("debug").join(format!("interop-{name}")), folder.join("program"))?;
        fs::remove_dir_all(&target).with_context(|| format!("cannot remove {}", target.display()))
    })?;
    Ok(folder.join("program"))
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
