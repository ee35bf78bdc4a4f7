//! The throughput of rust-zmq's own example, `msgsend`: with rust-zmq as it is released on the libzmq of the system, with rust-zmq on
//! `compat/zmq-sys`, and with `compat/zmq`. In turns, so that what else the machine does befalls all of them, each in a process of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{Bridge, Place, read, registry::Registry, rust_zmq};
use crate::process;
use crate::workspace::Workspace;

/// How often each is run.
const ROUNDS: usize = 15;

/// How many messages go from one thread to the other.
const MESSAGES: &str = "2000000";

/// The part of rust-zmq's throughput, on the same libzmq, that `compat/zmq` must have in the median of the rounds. The same program differs
/// by a few percent from run to run.
const AT_LEAST: f64 = 0.95;

/// A program, and messages a second of each run.
struct Measured {
    name: &'static str,
    program: PathBuf,
    runs: Vec<f64>,
}

pub(super) fn compare(workspace: &Workspace, registry: &Registry) -> Result<()> {
    let folder = workspace.scratch("compat/throughput")?;
    let mut all = Vec::new();
    for (name, bridge) in [
        ("rust-zmq, system's libzmq", None),
        ("rust-zmq, our libzmq", Some(Bridge::Sys)),
        ("compat/zmq", Some(Bridge::Zmq)),
    ] {
        // The bridges share a target folder, where one program takes the place of the other.
        let program = folder.join(format!("msgsend-{}", all.len()));
        fs::copy(build(workspace, registry, bridge)?, &program)
            .with_context(|| format!("cannot copy to {}", program.display()))?;
        all.push(Measured { name, program, runs: Vec::new() });
    }
    for round in 0..ROUNDS {
        // Another one begins each time.
        for turn in 0..all.len() {
            let at = (round + turn) % all.len();
            let run = run(&all[at].program)?;
            all[at].runs.push(run);
        }
    }
    println!("Messages a second of rust-zmq's example msgsend, medians of {ROUNDS} rounds:\n");
    for measured in &all {
        let beside: Vec<String> = all
            .iter()
            .map(|other| format!("{:.3} of {}", median(ratios(measured, other)), other.name))
            .collect();
        println!("{:<28}{:>12.0}   {}", measured.name, median(measured.runs.clone()), beside.join(", "));
    }
    let [_, rust_zmq, compat] = &all[..] else { bail!("three programs") };
    let ratio = median(ratios(compat, rust_zmq));
    if ratio < AT_LEAST {
        bail!("compat/zmq has {ratio:.3} of rust-zmq's throughput, less than {AT_LEAST}");
    }
    Ok(())
}

/// Round by round.
fn ratios(one: &Measured, other: &Measured) -> Vec<f64> {
    one.runs.iter().zip(&other.runs).map(|(one, other)| one / other).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The example, compiled: with rust-zmq as it is released where there is no bridge.
fn build(workspace: &Workspace, registry: &Registry, bridge: Option<Bridge>) -> Result<PathBuf> {
    let place = match bridge {
        Some(bridge) => Place::make(workspace, registry, bridge)?,
        None => alone(workspace, registry)?,
    };
    process::run(&mut place.cargo(&["build", "--quiet", "--release", "--example", "msgsend"]))?;
    Ok(place.target.join("release").join("examples").join("msgsend"))
}

/// A workspace of rust-zmq alone.
fn alone(workspace: &Workspace, registry: &Registry) -> Result<Place> {
    let place = Place {
        folder: workspace.scratch("compat/alone")?,
        target: workspace.target.join("compat-alone"),
        bridge: Bridge::Sys,
    };
    place.copy("rust-zmq", registry.package("zmq")?, |text| rust_zmq(text, Bridge::Sys))?;
    let profiles = super::profiles(&read(&workspace.root.join("Cargo.toml"))?);
    place.write(
        "Cargo.toml",
        &format!("[workspace]\nresolver = \"2\"\nmembers = [\"rust-zmq\"]\n\n{profiles}"),
    )?;
    Ok(place)
}

/// Messages a second of one run.
fn run(program: &Path) -> Result<f64> {
    let text = process::output(Command::new(program).args([MESSAGES, "1"]))?;
    let number = text.lines().find_map(|line| line.strip_prefix("Throughput=")?.strip_suffix(" per sec"));
    number.and_then(|number| number.parse().ok()).with_context(|| format!("msgsend says {text}"))
}
