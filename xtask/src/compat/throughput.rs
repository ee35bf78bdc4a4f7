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
const ROUNDS: usize = 61;

/// Of so many values in order, the true median lies between the 23rd from each end with a certainty of 96 %, whatever they are distributed
/// like.
const CERTAIN: (usize, usize) = (22, ROUNDS - 23);

/// How many messages go from one thread to the other.
const MESSAGES: &str = "2000000";

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
        println!("{:<28}{:>12.0}", measured.name, in_order(measured.runs.clone())[ROUNDS / 2]);
    }
    println!("\nRatios round by round: the median, and where it lies for certain:\n");
    for (one, other) in [(2, 1), (2, 0), (1, 0)] {
        let ratios = in_order(ratios(&all[one], &all[other]));
        let (median, least, most) = (ratios[ROUNDS / 2], ratios[CERTAIN.0], ratios[CERTAIN.1]);
        println!("{} / {}: {median:.3} ({least:.3} to {most:.3})", all[one].name, all[other].name);
        if (one, other) == (2, 1) && most < 1.0 {
            bail!("compat/zmq is slower than rust-zmq on the same libzmq");
        }
    }
    Ok(())
}

/// Round by round.
fn ratios(one: &Measured, other: &Measured) -> Vec<f64> {
    one.runs.iter().zip(&other.runs).map(|(one, other)| one / other).collect()
}

fn in_order(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
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
