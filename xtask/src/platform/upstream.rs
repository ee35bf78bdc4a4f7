//! Upstream's own CMake, run over the sources that we compile; it configures and builds nothing.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::workspace::Workspace;
use crate::{files, process};

/// How upstream's build would compile a file of libzmq.
pub struct Configured {
    /// The compiler that CMake chose.
    pub compiler: PathBuf,
    /// What decides the preprocessor's view: defines, folders, the standard, and the platform.hpp.
    pub flags: Vec<String>,
}

/// What is asked of CMake. CURVE by libsodium is what our feature `curve` tells libzmq; everything else is
/// upstream's default, or switches off what adds a library or is no part of the library.
const OPTIONS: [&str; 12] = [
    "-DCMAKE_BUILD_TYPE=Release",
    "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
    // 4.3.5 asks for a policy that CMake 4 no longer has.
    "-DCMAKE_POLICY_VERSION_MINIMUM=3.5",
    "-DENABLE_DRAFTS=OFF",
    "-DENABLE_CURVE=ON",
    "-DWITH_LIBSODIUM=ON",
    "-DWITH_LIBSODIUM_STATIC=OFF",
    // One more library, for one function.
    "-DWITH_LIBBSD=OFF",
    "-DBUILD_SHARED=OFF",
    "-DBUILD_TESTS=OFF",
    "-DWITH_PERF_TOOL=OFF",
    "-DWITH_DOCS=OFF",
];

/// Configures a copy of libzmq for this machine.
pub fn configure(workspace: &Workspace) -> Result<Configured> {
    let folder = workspace.scratch("platform/upstream")?;
    let source = folder.join("source");
    let build = folder.join("build");
    // Fresh each time: CMake keeps the answers of its probes. It also removes a file of its source.
    files::remove_tree(&source)?;
    files::remove_tree(&build)?;
    files::copy_tree(&workspace.libzmq()?, &source)?;

    let mut command = Command::new("cmake");
    command.arg("-S").arg(&source).arg("-B").arg(&build).args(OPTIONS);
    command.arg("-G").arg("Unix Makefiles");
    // Its configuration only asks for something of these names; nothing is compiled with it.
    command.arg(format!("-DSODIUM_INCLUDE_DIRS={}", workspace.sys_crate()?.join("curve").display()));
    command.arg("-DSODIUM_LIBRARIES=libsodium.a");
    process::quietly(&mut command)?;

    let commands = build.join("compile_commands.json");
    let text =
        fs::read_to_string(&commands).with_context(|| format!("cannot read {}", commands.display()))?;
    let entries: Vec<Value> = serde_json::from_str(&text).context("compile_commands.json")?;
    let command = entries
        .iter()
        .find(|entry| entry["file"].as_str().is_some_and(|file| file.ends_with("/zmq.cpp")))
        .and_then(|entry| entry["command"].as_str())
        .context("CMake compiles no zmq.cpp")?;
    let mut words = command.split_whitespace();
    let compiler = words.next().context("CMake names no compiler")?.into();
    let matters = |word: &&str| ["-D", "-I", "-U", "-std="].iter().any(|start| word.starts_with(start));
    let mut flags: Vec<String> = words.filter(matters).map(str::to_owned).collect();
    flags.extend(["-include".to_owned(), build.join("platform.hpp").display().to_string()]);
    Ok(Configured { compiler, flags })
}

/// The names that a command line defines.
pub fn passed(flags: &[String]) -> impl Iterator<Item = String> {
    let names = flags.iter().filter_map(|flag| flag.strip_prefix("-D"));
    names.map(|define| define.split('=').next().unwrap_or(define).to_owned())
}
