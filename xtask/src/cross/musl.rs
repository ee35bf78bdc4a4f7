//! A static program for musl runs on any Linux of the same processor, so this one is run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::zig::Zig;
use crate::process;
use crate::workspace::Workspace;

/// The target that is linked and run.
pub const TRIPLE: &str = "x86_64-unknown-linux-musl";

/// Links the program beside this file with the object files of libzmq and a libsodium, and runs it.
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
    let sodium = libsodium(workspace, zig, target, folder)?;

    let source = workspace.root.join("xtask").join("src").join("cross").join("musl.c");
    let object = folder.join("musl.o");
    let mut compile = zig.command("cc");
    compile
        .args(["-target", target, "-Wall", "-Wextra", "-Werror", "-c"])
        .arg(&source)
        .arg("-o")
        .arg(&object);
    process::quietly(compile.arg("-I").arg(workspace.libzmq()?.join("include")))?;

    let program = folder.join("musl");
    let mut link = zig.command("c++");
    link.args(["-target", target, "-static", "-O2"]).arg(&object).args(objects).arg(&sodium);
    process::quietly(link.arg("-o").arg(&program))?;
    process::run(&mut Command::new(&program))?;
    println!("{TRIPLE}: linked and run, {:.0} s", start.elapsed().as_secs_f32());
    Ok(())
}

/// A libsodium for musl, from the archive that `libsodium-sys-stable` carries; kept once it is there.
fn libsodium(workspace: &Workspace, zig: &Zig, target: &str, folder: &Path) -> Result<PathBuf> {
    let archive = workspace.package("libsodium-sys-stable")?.join("LATEST.tar.gz");
    let version = archive.parent().and_then(Path::file_name).context("libsodium-sys-stable has no folder")?;
    let folder = folder.join(version);
    let library = folder.join("libsodium-stable/src/libsodium/.libs/libsodium.a");
    if library.is_file() {
        return Ok(library);
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    process::quietly(Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(&folder))?;
    let source = folder.join("libsodium-stable");
    let mut configure = Command::new("sh");
    configure.current_dir(&source).arg("configure").arg(format!("--host={TRIPLE}"));
    configure.args(["--disable-shared", "--enable-static", "--disable-dependency-tracking"]);
    configure.env("CC", format!("{} -target {target}", zig.words("cc")));
    configure.env("AR", zig.words("ar")).env("RANLIB", zig.words("ranlib"));
    configure.env("CFLAGS", "-O2 -fno-sanitize=undefined");
    process::quietly(&mut configure)?;
    let jobs = thread::available_parallelism().map_or(1, usize::from);
    let mut make = Command::new("make");
    process::quietly(make.current_dir(source.join("src/libsodium")).arg(format!("-j{jobs}")))?;
    Ok(library)
}
