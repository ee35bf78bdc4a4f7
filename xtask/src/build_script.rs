//! What the build script of `zmq-sys-vendored` tells a compiler to do for a target.
//!
//! The script itself is run, for any target, with a stand-in for the compiler that notes each file it
//! is to compile together with the flags. So nothing here repeats a flag, a define or a list of files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::process;
use crate::workspace::{Workspace, cargo, rustc};

/// The build script, compiled, and what cargo found out on the way.
pub struct BuildScript {
    program: PathBuf,
    manifest: PathBuf,
    /// The triple of this machine.
    pub host: String,
}

/// A compiler for one target, each as the words of a shell.
pub struct Compiler {
    /// For C.
    pub cc: String,
    /// For C++.
    pub cxx: String,
    /// For static libraries.
    pub ar: String,
}

/// A file that the build script has compiled, and how.
pub struct Call {
    /// The source.
    pub file: PathBuf,
    /// All arguments except the source, `-c` and the name of the object file.
    pub flags: Vec<String>,
    /// Whether the C++ compiler was called; a C source may be given to it.
    pub cxx: bool,
}

impl BuildScript {
    /// Has cargo build the FFI crate with its default features, for this machine.
    pub fn load(workspace: &Workspace) -> Result<Self> {
        eprintln!("building zmq-sys-vendored for this machine, for the sake of its build script");
        let mut command = Command::new(cargo());
        command.args([
            "build",
            "--package",
            "zmq-sys-vendored",
            "--message-format",
            "json-render-diagnostics",
        ]);
        command.current_dir(&workspace.root);
        let text = process::output_only(&mut command)?;
        let messages: Vec<Value> =
            text.lines().map(serde_json::from_str).collect::<Result<_, _>>().context("messages of cargo")?;
        let about = |reason: &'static str, package: &'static str| {
            messages.iter().filter(move |message| {
                message["reason"] == reason
                    && message["package_id"].as_str().is_some_and(|id| names_package(id, package))
            })
        };
        let program = about("compiler-artifact", "zmq-sys-vendored")
            .find(|message| message["target"]["kind"][0] == "custom-build")
            .and_then(|message| message["filenames"][0].as_str())
            .context("cargo named no build script of zmq-sys-vendored")?;
        Ok(Self { program: program.into(), manifest: workspace.sys_crate()?, host: host_triple()? })
    }

    /// Runs the build script for `triple` in `folder`, and returns what it had compiled.
    pub fn calls(&self, triple: &str, compiler: &Compiler, folder: &Path) -> Result<Vec<Call>> {
        let notes = folder.join("notes");
        let out = folder.join("out");
        for dir in [&notes, &out] {
            if dir.exists() {
                fs::remove_dir_all(dir).with_context(|| format!("cannot remove {}", dir.display()))?;
            }
            fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
        }

        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os() {
            let shown = name.to_string_lossy();
            let misleads =
                ["CARGO_", "DEP_", "CC", "CXX", "AR_", "CFLAGS", "CXXFLAGS", "HOST_", "TARGET_", "ZMQ_"];
            if misleads.iter().any(|start| shown.starts_with(start)) {
                command.env_remove(&name);
            }
        }
        command.current_dir(&self.manifest);
        command.env("CARGO_MANIFEST_DIR", &self.manifest).env("OUT_DIR", &out);
        command.env("TARGET", triple).env("HOST", &self.host).env("RUSTC", rustc());
        command.env("PROFILE", "release").env("OPT_LEVEL", "3").env("DEBUG", "false").env("NUM_JOBS", "2");
        command.env("CARGO_FEATURE_VENDORED", "1").env("CARGO_FEATURE_CURVE", "1");
        command.env("CARGO_ENCODED_RUSTFLAGS", "");
        for (name, value) in cfgs(triple)? {
            command.env(format!("CARGO_CFG_{name}"), value);
        }
        let cxx = stand_in(folder, "c++", &compiler.cxx, &notes)?;
        let cc = stand_in(folder, "cc", &compiler.cc, &notes)?;
        let ar = executable(&folder.join("ar"), &format!("#!/bin/sh\nexec {} \"$@\"\n", compiler.ar))?;
        command.env(format!("CXX_{triple}"), cxx).env(format!("CC_{triple}"), cc);
        command.env(format!("AR_{triple}"), ar);
        process::quietly(&mut command).with_context(|| format!("the build script for {triple}"))?;

        let mut calls = read_notes(&notes)?;
        ensure!(!calls.is_empty(), "the build script compiled nothing for {triple}");
        calls.sort_by(|a, b| a.file.cmp(&b.file));
        Ok(calls)
    }
}

/// A compiler that notes what it is to compile, and passes on what only asks a question.
fn stand_in(folder: &Path, name: &str, real: &str, notes: &Path) -> Result<PathBuf> {
    let script = format!(
        r#"#!/bin/sh
# Notes a call of the compiler, an argument a line, instead of carrying it out.
compile= source= object= before=
for argument do
  shift
  case $argument in
    # The compiler behind this has its target already, by its own name of it.
    --target=*) continue ;;
  esac
  set -- "$@" "$argument"
  case $argument in
    -c | -E) compile=$argument ;;
    *flag_check*) compile=question ;;
    *.c | *.cpp) source=$argument ;;
  esac
  [ "$before" = -o ] && object=$argument
  before=$argument
done
if [ "$compile" = -c ] && [ -n "$source" ] && [ -n "$object" ]; then
  {{ echo {name}; printf '%s\n' "$@"; }} > {notes}/$$ && : > "$object"
  exit
fi
# zig leaves a file where it is asked for its version. What names a relative path has a folder of its own already.
[ "$compile" = question ] || cd {folder} || exit
exec {real} "$@"
"#,
        notes = quoted(notes),
        folder = quoted(folder),
    );
    executable(&folder.join(name), &script)
}

fn read_notes(notes: &Path) -> Result<Vec<Call>> {
    let mut calls = Vec::new();
    for entry in fs::read_dir(notes)? {
        let text = fs::read_to_string(entry?.path())?;
        let mut lines = text.lines();
        let mut call = Call { file: PathBuf::new(), flags: Vec::new(), cxx: lines.next() == Some("c++") };
        while let Some(line) = lines.next() {
            match line {
                "-c" => {}
                "-o" => drop(lines.next()),
                source
                    if !source.starts_with('-') && (source.ends_with(".cpp") || source.ends_with(".c")) =>
                {
                    call.file = source.into();
                }
                flag => call.flags.push(flag.to_owned()),
            }
        }
        calls.push(call);
    }
    Ok(calls)
}

/// What cargo tells a build script of its target, from the same source: rustc.
fn cfgs(triple: &str) -> Result<Vec<(String, String)>> {
    let text = process::output(Command::new(rustc()).args(["--print", "cfg", "--target", triple]))?;
    let mut cfgs: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let (name, value) = line.split_once('=').unwrap_or((line, ""));
        let (name, value) = (name.to_uppercase(), value.trim_matches('"'));
        match cfgs.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => *values = format!("{values},{value}"),
            None => cfgs.push((name, value.to_owned())),
        }
    }
    Ok(cfgs)
}

fn host_triple() -> Result<String> {
    let text = process::output(Command::new(rustc()).arg("-vV"))?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc -vV names no host")
}

/// Whether a package id of cargo (`registry+...#name@1.0`, `path+file:///.../name#1.0`) is of `name`.
fn names_package(id: &str, name: &str) -> bool {
    let (url, fragment) = id.split_once('#').unwrap_or((id, ""));
    match fragment.split_once('@') {
        Some((named, _)) => named == name,
        None => url.rsplit('/').next() == Some(name),
    }
}

/// A path as one word of a POSIX shell.
pub fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

#[cfg(unix)]
pub fn executable(path: &Path, text: &str) -> Result<PathBuf> {
    use std::os::unix::fs::PermissionsExt;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    Ok(path.to_owned())
}

#[cfg(not(unix))]
pub fn executable(_: &Path, _: &str) -> Result<PathBuf> {
    anyhow::bail!(
        "this command stands in for a compiler with a shell script: run it on Linux, macOS or FreeBSD"
    )
}
