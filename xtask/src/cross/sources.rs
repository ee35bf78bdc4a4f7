//! Every file of libzmq compiles for the targets that cannot be tested here.
//!
//! The build script of `zmq-sys-vendored` says what is compiled and how; zig's compilers do it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use super::zig::Zig;
use super::{REAL, musl};
use crate::build_script::{BuildScript, Call};
use crate::process;
use crate::workspace::Workspace;

/// A target of rustc, and zig's name for it.
const TARGETS: [(&str, &str); 7] = [
    (musl::TRIPLE, "x86_64-linux-musl"),
    ("aarch64-unknown-linux-musl", "aarch64-linux-musl"),
    ("aarch64-unknown-linux-gnu", "aarch64-linux-gnu"),
    ("aarch64-apple-darwin", "aarch64-macos"),
    ("x86_64-apple-darwin", "x86_64-macos"),
    ("x86_64-unknown-freebsd", "x86_64-freebsd"),
    ("x86_64-pc-windows-gnu", "x86_64-windows-gnu"),
];

/// After the flags of the real build. Nothing is optimized, for it changes no verdict and takes long;
/// and the standard headers bring only what they must, as those of the newest libc++ do.
const QUICK: [&str; 4] = ["-O0", "-g0", "-fno-sanitize=undefined", "-D_LIBCPP_REMOVE_TRANSITIVE_INCLUDES"];

/// Compiles for the named targets, or for all; with `--run` also runs what was compiled for musl.
pub fn compile_all(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let run = arguments.contains(&"--run");
    let named: Vec<&str> = arguments.iter().copied().filter(|argument| *argument != "--run").collect();
    for name in &named {
        let known = TARGETS.map(|(triple, _)| triple);
        ensure!(known.contains(name), "unknown target {name}: it is one of {}", known.join(", "));
    }
    let script = BuildScript::load(workspace)?;
    let zig = Zig::load(workspace)?;
    let mut failed = Vec::new();
    for (triple, zigs_name) in TARGETS {
        if !named.is_empty() && !named.contains(&triple) {
            continue;
        }
        let start = Instant::now();
        let folder = workspace.scratch(&format!("cross/{triple}"))?;
        let compiler = zig.compiler(zigs_name);
        let calls = script.calls(triple, &compiler, &folder)?;
        let runs = run && triple == musl::TRIPLE;
        let more: &[&str] = if runs { &REAL } else { &QUICK };
        zig.forget_objects()?;
        let outcome = compile(&zig, zigs_name, &calls, more, &folder);
        match outcome {
            Ok(objects) => {
                println!(
                    "{triple}: {} files compiled, {:.0} s",
                    objects.len(),
                    start.elapsed().as_secs_f32()
                );
                if runs {
                    musl::link_and_run(workspace, &zig, zigs_name, &objects, &folder)?;
                }
            }
            Err(error) => {
                println!("{triple}: {error:#}");
                failed.push(triple);
            }
        }
    }
    if !failed.is_empty() {
        bail!("libzmq does not compile for {}", failed.join(", "));
    }
    Ok(())
}

/// Compiles all files, as many at once as there are processors, and returns the object files.
fn compile(zig: &Zig, target: &str, calls: &[Call], more: &[&str], folder: &Path) -> Result<Vec<PathBuf>> {
    let objects = folder.join("objects");
    fs::create_dir_all(&objects).with_context(|| format!("cannot make {}", objects.display()))?;
    let next = AtomicUsize::new(0);
    let faults: Mutex<BTreeMap<usize, String>> = Mutex::default();
    let work = || {
        while let Some((at, call)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            calls.get(at).map(|call| (at, call))
        } {
            let mut command = compile_one(zig, target, call, more, &object(at, call, &objects));
            if let Err(error) = process::quietly(&mut command) {
                let mut faults = faults.lock().unwrap_or_else(|broken| broken.into_inner());
                faults.insert(at, format!("{error:#}"));
            }
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));

    let faults = faults.into_inner().unwrap_or_else(|broken| broken.into_inner());
    if let Some((at, first)) = faults.first_key_value() {
        bail!(
            "{} of {} files do not compile; the first is {}:\n{first}",
            faults.len(),
            calls.len(),
            calls[*at].file.display()
        );
    }
    Ok(calls.iter().enumerate().map(|(at, call)| object(at, call, &objects)).collect())
}

fn compile_one(zig: &Zig, target: &str, call: &Call, more: &[&str], object: &Path) -> Command {
    let mut command = zig.command(if call.cxx { "c++" } else { "cc" });
    command.args(["-target", target]).args(&call.flags).args(more).arg("-w");
    if call.cxx {
        // A C++ compiler takes each source for C++, whatever its name.
        command.args(["-x", "c++"]);
    }
    command.arg("-c").arg(&call.file).arg("-o").arg(object);
    command
}

/// Numbered, because two files in different folders may have one name.
fn object(at: usize, call: &Call, objects: &Path) -> PathBuf {
    let name = call.file.file_stem().unwrap_or_default().to_string_lossy();
    objects.join(format!("{at}-{name}.o"))
}
