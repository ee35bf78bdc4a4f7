//! Old versions of libzmq: old versions of pyzmq, as published, have their sources beside them, and a configuration for Linux.

use super::{Places, debian, fetching, python, quietly};
use anyhow::{Context, Result};
use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What reads an old package, so that pip hands it over.
const TOOLS: &[&str] = &["setuptools==59.8.0", "wheel==0.45.1"];

/// The C program `source` on the libzmq that is in this version of pyzmq.
pub fn compiled_with(places: &Places, source: &str, version: &str, pythons: &[&str]) -> Result<PathBuf> {
    debian::installed(&["g++", "libsodium-dev"])?;
    let package = format!("pyzmq=={version}");
    let unpacked = places.filled(&format!("libzmq-of-pyzmq-{version}"), &package, |folder| {
        let python = python::venv(places, "sdists", pythons, TOOLS)?;
        let home = python.parent().and_then(Path::parent).context("a Python in no folder")?;
        let mut pip = python::pip(places, home, "download")?;
        pip.args(["--no-deps", "--no-build-isolation", "--no-binary", ":all:", &package, "--dest"]);
        fetching(pip.arg(folder))?;
        let archive = folder.join(format!("pyzmq-{version}.zip"));
        quietly(Command::new(&python).args(["-m", "zipfile", "-e"]).arg(&archive).arg(folder))?;
        fs::remove_file(archive)?;
        compile(folder, &folder.join(format!("pyzmq-{version}")))
    })?;
    let text = fs::read_to_string(places.peer(source))?;
    let program = format!("{}-on-{version}", source.trim_end_matches(".c"));
    let folder = places.filled(&program, &text, |folder| {
        let mut command = Command::new("cc");
        command.args(["-std=gnu11", "-O1", "-Wall", "-Wextra", "-I"]);
        command.arg(unpacked.join(format!("pyzmq-{version}/bundled/zeromq/include")));
        command.arg(places.peer(source)).arg(unpacked.join("libzmq.o")).arg("-o").arg(folder.join("program"));
        quietly(command.args(["-lsodium", "-lstdc++", "-lpthread", "-lrt", "-lm"]))
    })?;
    Ok(folder.join("program"))
}

/// All of it as one unit, which takes seconds, and what does not go with the rest by itself.
fn compile(folder: &Path, package: &Path) -> Result<()> {
    let (bundled, sources) = (package.join("bundled"), package.join("bundled/zeromq/src"));
    fs::copy(package.join("buildutils/include_linux/platform.hpp"), sources.join("platform.hpp"))?;
    let (alone, together): (Vec<_>, Vec<_>) =
        files(&sources, "cpp")?.into_iter().partition(|file| file.ends_with("zmq_utils.cpp"));
    let mut unit = String::new();
    for file in together {
        writeln!(unit, "#include \"{}\"", file.display())?;
    }
    let file = folder.join("libzmq.cpp");
    fs::write(&file, unit)?;
    let mut command = Command::new("cc");
    command.args(["-w", "-O0", "-DHAVE_LIBSODIUM", "-DZMQ_USE_EPOLL", "-r", "-nostdlib"]);
    command.arg("-I").arg(&sources).arg("-I").arg(bundled.join("zeromq/include")).arg("-I").arg(&bundled);
    command.arg("-o").arg(folder.join("libzmq.o")).arg(file).args(alone);
    // 2.2 makes routing ids of them.
    if let Ok(uuid) = files(&bundled.join("uuid"), "c") {
        let is_a_program = |file: &PathBuf| file.ends_with("tst_uuid.c");
        command.args(uuid.iter().filter(|file| !is_a_program(file)));
    }
    quietly(&mut command)
}

fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|of_file| of_file == extension));
    files.sort();
    Ok(files)
}
