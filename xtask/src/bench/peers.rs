//! The programs on other bindings and implementations of ZeroMQ, in `benches/peers`.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::{Program, or_leave_out};
use crate::process;
use crate::workspace::{self, Workspace};

/// The packages, by the name of their folder and of the crate, and what they build: names in the tables, and executables.
const CRATES: [(&str, &[(&str, &str)]); 7] = [
    ("zmq", &[("zmq", "peer-zmq")]),
    ("arzmq", &[("arzmq", "peer-arzmq"), ("arzmq, awaited", "peer-arzmq-async")]),
    ("tmq", &[("tmq", "peer-tmq")]),
    ("async_zmq", &[("async_zmq", "peer-async_zmq")]),
    ("zeromq", &[("zeromq", "peer-zeromq")]),
    ("rzmq", &[("rzmq", "peer-rzmq")]),
    ("omq-tokio", &[("omq-tokio", "peer-omq-tokio"), ("omq-tokio, blocking", "peer-omq-tokio-blocking")]),
];

/// The scripts: names in the tables, and files.
const SCRIPTS: [(&str, &str); 2] = [("pyzmq", "pyzmq.py"), ("pyzmq, asyncio", "pyzmq_asyncio.py")];

/// The pyzmq of the tests.
const PYZMQ: &str = "27.1.0";

/// A little of each row, to see that a program runs; each is followed by the number of messages.
const ROWS: [&str; 16] = [
    "throughput tcp 16",
    "throughput ipc 1024",
    "throughput inproc 65536",
    "latency req_rep tcp 16",
    "latency req_rep ipc 16",
    "latency req_rep inproc 16",
    "latency dealer_router tcp 16",
    "latency dealer_router ipc 16",
    "latency dealer_router inproc 16",
    "fanout tcp 10 16",
    "fanout ipc 10 16",
    "fanout inproc 1 16",
    "apart tcp 16",
    "apart ipc 65536",
    "apart_trips tcp 16",
    "apart_trips ipc 16",
];

/// How many messages are a little.
const FEW: &str = "200";

/// How a program ends that cannot do a row.
const CANNOT: i32 = 3;

/// Builds all that can be built here, and says why where one cannot.
pub fn build(workspace: &Workspace) -> Vec<Program> {
    let mut programs = Vec::new();
    for (name, executables) in CRATES {
        match package(workspace, name) {
            Ok(folder) => {
                let program = |(name, executable): &(&str, &str)| {
                    Program::new(name, &[&folder.join(format!("{executable}{EXE_SUFFIX}"))])
                };
                programs.extend(executables.iter().map(program));
            }
            Err(error) => eprintln!("{name} is left out: {error:#}"),
        }
    }
    let python = python(workspace);
    for (name, script) in SCRIPTS {
        let script = folder(workspace).join(script);
        let program = match &python {
            // Without files of bytecode beside the scripts.
            Ok(python) => Ok(Program::new(name, &[python, Path::new("-B"), &script])),
            Err(error) => Err(anyhow::anyhow!("{error:#}")),
        };
        programs.extend(or_leave_out(name, program));
    }
    programs
}

/// Runs a little of each row with each program.
pub fn check(programs: &[Program]) -> Result<()> {
    let mut faults = Vec::new();
    for program in programs {
        let mut cannot = Vec::new();
        for row in ROWS {
            match run(program, row) {
                Ok(true) => {}
                Ok(false) => cannot.push(row),
                Err(error) => faults.push(format!("{}: {row}: {error:#}", program.name)),
            }
        }
        match cannot.as_slice() {
            [] => println!("{} runs", program.name),
            rows => println!("{} runs; it cannot do: {}", program.name, rows.join(", ")),
        }
    }
    if !faults.is_empty() {
        bail!("these failed:\n  {}", faults.join("\n  "));
    }
    Ok(())
}

/// Whether a program can do a row.
fn run(program: &Program, row: &str) -> Result<bool> {
    let (executable, arguments) = program.command.split_first().context("no command")?;
    let mut command = Command::new(executable);
    command.args(arguments).args(row.split(' ')).arg(FEW).stdin(Stdio::null());
    let output = command.output().with_context(|| format!("cannot start {executable}"))?;
    if output.status.code() == Some(CANNOT) {
        return Ok(false);
    }
    if !output.status.success() {
        bail!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let wanted: &[&str] = if row.starts_with("latency") || row.starts_with("apart_trips") {
        &["p50", "p99", "p999"]
    } else {
        &["seconds"]
    };
    for name in wanted {
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<f64>().ok());
        value.filter(|value| *value > 0.0).with_context(|| format!("no {name} in {text:?}"))?;
    }
    Ok(true)
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.root.join("benches").join("peers")
}

/// Builds the package on a crate and gives the folder of its executables.
fn package(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    let source = folder(workspace).join(name);
    let target = workspace.target.join("peers").join(name);
    eprintln!("building the programs on {name} {}", version(&source, name)?);
    let mut command = Command::new(workspace::cargo());
    command.args(["build", "--release", "--locked", "--target-dir"]).arg(&target);
    // From there, so that nothing of this workspace is meant.
    process::run(command.current_dir(&source))?;
    Ok(target.join("release"))
}

/// The version of a crate that the package's lock file has.
fn version(source: &Path, name: &str) -> Result<String> {
    let file = source.join("Cargo.lock");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let mark = format!("name = \"{name}\"");
    let mut lines = text.lines().skip_while(|line| *line != mark).skip(1);
    let version = lines.next().and_then(|line| line.strip_prefix("version = "));
    Ok(version.with_context(|| format!("{} has no {name}", file.display()))?.trim_matches('"').to_owned())
}

/// A Python that has pyzmq: the one named, or the one that the tests use, which is made when it is missing.
fn python(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(python) = std::env::var_os("ZMQ_TEST_PYTHON") {
        return Ok(python.into());
    }
    let script = workspace.root.join("tests").join("peers").join("provision.py");
    let folder = workspace.target.join("tmp").join(format!("pyzmq-{PYZMQ}"));
    fs::create_dir_all(workspace.target.join("tmp")).context("cannot make target/tmp")?;
    let mut command = Command::new("python3");
    let printed = process::output_only(command.arg(script).arg(folder).arg(PYZMQ))?;
    Ok(printed.trim_end().into())
}
