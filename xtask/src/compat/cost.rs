//! What a message costs on each bridge, in instructions, which do not depend on the load of the machine.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{Bridge, Place, read, registry::Registry};
use crate::process;
use crate::workspace::Workspace;

/// The patterns of `compat/cost/main.rs`.
const PATTERNS: [&str; 6] = ["text", "slice", "bytes", "parts", "poll", "empty"];

/// A program is run twice, and the difference divided by how many more messages there were.
const FEW: u32 = 1_000;
const MANY: u32 = 11_000;

/// How many instructions more than rust-zmq a pattern may take; the first is that of its own example.
const BARS: [(&str, f64); 6] =
    [("text", 0.0), ("slice", 0.0), ("bytes", 5.0), ("parts", 0.0), ("poll", 0.0), ("empty", 5.0)];

/// Counts on both, prints a table, and fails where `compat/zmq` takes more than it may.
pub(super) fn compare(workspace: &Workspace, registry: &Registry) -> Result<()> {
    let mut counts = Vec::new();
    for bridge in [Bridge::Sys, Bridge::Zmq] {
        let place = Place::make(workspace, registry, bridge)?;
        process::run(&mut place.cargo(&["build", "--quiet", "--release", "--package", "cost"]))?;
        // Both workspaces put it at the same place.
        let program = place.target.join("release").join("cost");
        let count = |pattern: &&str| each(&program, pattern);
        counts.push(PATTERNS.iter().map(count).collect::<Result<Vec<_>>>()?);
    }
    let [rust_zmq, compat] = &counts[..] else { bail!("two bridges") };
    println!(
        "Instructions for each message, both ends, inproc:\n\n{:<10}{:>10}{:>10}{:>10}",
        "", "rust-zmq", "compat", "allowed"
    );
    let mut over = Vec::new();
    for (((pattern, allowed), before), after) in BARS.iter().zip(rust_zmq).zip(compat) {
        println!("{pattern:<10}{before:>10.1}{after:>10.1}{:>10.1}", before + allowed);
        if after - before > *allowed {
            over.push(*pattern);
        }
    }
    if over.is_empty() { Ok(()) } else { bail!("more than allowed: {}", over.join(", ")) }
}

fn each(program: &Path, pattern: &str) -> Result<f64> {
    Ok((run(program, pattern, MANY)? - run(program, pattern, FEW)?) / f64::from(MANY - FEW))
}

/// The instructions of a run.
fn run(program: &Path, pattern: &str, messages: u32) -> Result<f64> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
    let output =
        command.arg(pattern).arg(messages.to_string()).output().context("valgrind is not installed")?;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("{pattern}: {}\n{text}", output.status);
    }
    let number = text.lines().find_map(|line| line.split_once("Collected :")).map(|(_, rest)| rest.trim());
    number.and_then(|number| number.parse().ok()).with_context(|| format!("callgrind does not tell: {text}"))
}

/// Writes the package.
pub(super) fn write(root: &Path, place: &Place) -> Result<()> {
    let source = read(&root.join("compat").join("cost").join("main.rs"))?;
    place.package("cost", "2024", "\n[dependencies]\nzmq = \"0.10\"\n", &[("src/main.rs", &source)])
}
