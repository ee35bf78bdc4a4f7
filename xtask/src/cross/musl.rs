//! A static program for musl runs on any Linux of the same processor, so this one is run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use super::zig::Zig;
use super::{REAL, compile};
use crate::build_script::{BuildScript, Call};
use crate::process;
use crate::workspace::Workspace;

/// The target that is linked and run.
pub const TRIPLE: &str = "x86_64-unknown-linux-musl";

/// What any Linux has, for a processor with the small end first.
const SODIUM_FLAGS: [&str; 11] = [
    "-O2",
    "-D_GNU_SOURCE=1",
    "-DCONFIGURED=1",
    "-DNATIVE_LITTLE_ENDIAN=1",
    "-DHAVE_TI_MODE=1",
    "-DHAVE_PTHREAD=1",
    "-DHAVE_WEAK_SYMBOLS=1",
    "-DHAVE_SYS_RANDOM_H=1",
    "-DHAVE_GETRANDOM=1",
    "-DHAVE_POSIX_MEMALIGN=1",
    "-DSODIUM_STATIC=1",
];

/// Links the program beside this file with the object files of libzmq and a libsodium, and runs it.
pub fn link_and_run(
    workspace: &Workspace,
    script: &BuildScript,
    zig: &Zig,
    target: &str,
    objects: &[PathBuf],
    folder: &Path,
) -> Result<()> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        bail!("a program for {TRIPLE} runs on Linux with an x86-64 processor only");
    }
    let start = Instant::now();
    let sodium = compile(zig, target, &libsodium(script)?, &REAL, &folder.join("sodium"))?;

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
    link.args(["-target", target, "-static", "-O2"]).arg(&object).args(objects).args(&sodium);
    process::quietly(link.arg("-o").arg(&program))?;
    process::run(&mut Command::new(&program))?;
    println!("{TRIPLE}: linked and run, {:.0} s", start.elapsed().as_secs_f32());
    Ok(())
}

/// The sources of libsodium that were unpacked for this machine, for musl and any processor: without
/// what its configure finds, the files for special instructions are empty. Configure itself links a
/// hundred programs with as many sets of flags, for each of which zig compiles a C library first.
fn libsodium(script: &BuildScript) -> Result<Vec<Call>> {
    let folder = script.sodium_include.parent().context("libsodium has no folder")?;
    let include = &script.sodium_include;
    let mut flags: Vec<String> = SODIUM_FLAGS.map(str::to_owned).into();
    for dir in [include, &include.join("sodium")] {
        flags.extend(["-I".to_owned(), dir.display().to_string()]);
    }
    let mut files = Vec::new();
    c_files(folder, &mut files)?;
    ensure!(!files.is_empty(), "{} has no C file", folder.display());
    Ok(files.into_iter().map(|file| Call { file, flags: flags.clone(), cxx: false }).collect())
}

fn c_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            c_files(&path, files)?;
        } else if path.extension().is_some_and(|suffix| suffix == "c") {
            files.push(path);
        }
    }
    Ok(())
}
