//! `cargo xtask vendor`: everything a build without a network needs, in `vendor/`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::{Workspace, cargo};

/// Downloads the sources of all dependencies into `vendor/crates`, and writes the configuration that
/// makes cargo use them.
pub fn fill(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root.join("vendor");
    let mut command = Command::new(cargo());
    command.current_dir(&workspace.root).args(["vendor", "--versioned-dirs", "vendor/crates"]);
    let config = process::output(&mut command)?;
    let file = folder.join("config.toml");
    fs::write(&file, config).with_context(|| format!("cannot write {}", file.display()))?;
    let crates = fs::read_dir(folder.join("crates"))?.count();
    println!(
        "{}: {crates} packages; use them as {} says",
        folder.display(),
        folder.join("README.md").display()
    );
    Ok(())
}

/// Builds a copy of this tree with nothing but `vendor/`: an empty home of cargo, and no network, which on Linux is enforced.
pub fn check(workspace: &Workspace) -> Result<()> {
    fill(workspace)?;
    let start = Instant::now();
    let folder = env::temp_dir().join(format!("zmq-safe-vendor-{}", std::process::id()));
    let outcome = build_copy(workspace, &folder);
    // The copy is of no use any more, whatever the outcome.
    fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    outcome?;
    println!("built from vendor/ alone, {:.0} s", start.elapsed().as_secs_f32());
    Ok(())
}

fn build_copy(workspace: &Workspace, folder: &Path) -> Result<()> {
    let tree = folder.join("tree");
    let home = folder.join("cargo-home");
    fs::create_dir_all(&home).with_context(|| format!("cannot make {}", home.display()))?;
    for file in files(&workspace.root)? {
        copy(&workspace.root.join(&file), &tree.join(&file))?;
    }
    copy_tree(&workspace.root.join("vendor"), &tree.join("vendor"))?;

    let mut command = without_network();
    command.current_dir(&tree).env("CARGO_HOME", &home).env("CARGO_TARGET_DIR", folder.join("target"));
    command.args(["--config", "vendor/config.toml", "build", "--offline", "--examples"]);
    // Where something asks for the network after all, it gets none.
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env(name, "http://127.0.0.1:9");
    }
    process::run(&mut command)
}

/// Cargo, where the system can do that in a network of its own that leads nowhere.
fn without_network() -> Command {
    const ISOLATED: [&str; 2] = ["--map-root-user", "--net"];
    let probe = Command::new("unshare").args(ISOLATED).arg("true").output();
    if !probe.is_ok_and(|output| output.status.success()) {
        println!("no network of its own for the build: unshare is missing or not allowed");
        return Command::new(cargo());
    }
    let mut command = Command::new("unshare");
    command.args(ISOLATED).arg(cargo());
    command
}

/// What git has of this tree, and what it does not ignore.
fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut command = Command::new("git");
    command.current_dir(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let text = process::output(&mut command)?;
    let names = text.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from);
    // A file may be deleted and still be known to git.
    Ok(names.filter(|name| root.join(name).is_file()).collect())
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            copy(&entry.path(), &target)?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let folder = to.parent().context("a file has a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    fs::copy(from, to).with_context(|| format!("cannot write {}", to.display()))?;
    Ok(())
}
