//! A static program for musl runs on any Linux of the same processor, so this one is run.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use super::REAL;
use super::zig::Zig;
use crate::process;
use crate::workspace::Workspace;

/// The target that is linked and run.
pub const TRIPLE: &str = "x86_64-unknown-linux-musl";

/// Links the program beside this file with the object files of libzmq, and runs it.
pub fn link_and_run(
    workspace: &Workspace,
    zig: &Zig,
    target: &str,
    objects: &[PathBuf],
    folder: &Path,
) -> Result<()> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        bail!("a program for {TRIPLE} runs on Linux with an x86-64 processor only");
    }
    let start = Instant::now();
    let source = workspace.root.join("xtask").join("src").join("cross").join("musl.c");
    let object = folder.join("musl.o");
    let mut compile = zig.command("cc");
    compile
        .args(["-target", target, "-Wall", "-Wextra", "-Werror", "-c"])
        .args(REAL)
        .arg(&source)
        .arg("-o")
        .arg(&object);
    process::quietly(compile.arg("-I").arg(workspace.libzmq()?.join("include")))?;

    let program = folder.join("musl");
    let mut link = zig.command("c++");
    link.args(["-target", target, "-static", "-O2"]).arg(&object).args(objects);
    process::quietly(link.arg("-o").arg(&program))?;
    process::run(&mut Command::new(&program))?;
    println!("{TRIPLE}: linked and run, {:.0} s", start.elapsed().as_secs_f32());
    Ok(())
}
