//! `cargo xtask bench`: what the package zmq-bench measures beside ours is built here, in folders of its own.

mod builds;
mod peers;

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use crate::workspace::{self, Workspace};

/// A program to measure.
struct Program {
    /// What the tables call it.
    name: String,
    /// The executable and what it is called with, before the words of a row.
    command: Vec<String>,
}

impl Program {
    fn new(name: &str, command: &[&Path]) -> Self {
        let command = command.iter().map(|word| word.display().to_string()).collect();
        Self { name: name.to_owned(), command }
    }

    /// The program as zmq-bench takes it.
    fn argument(&self) -> String {
        format!("{}={}", self.name, self.command.join(" "))
    }
}

/// Measures programs on other bindings and implementations beside ours, or only sees that they run.
pub fn peers(workspace: &Workspace, words: &[&str]) -> Result<()> {
    let check = words.contains(&"--check");
    let words: Vec<&str> = words.iter().copied().filter(|word| *word != "--check").collect();
    let programs = peers::build(workspace);
    if check { peers::check(&programs) } else { measure(workspace, "peers", &words, &programs) }
}

/// Measures other builds of libzmq beside ours.
pub fn builds(workspace: &Workspace, words: &[&str]) -> Result<()> {
    let programs = builds::build(workspace)?;
    measure(workspace, "builds", words, &programs)
}

/// How cost grows, beside Debian's and upstream's build.
pub fn scale(workspace: &Workspace, words: &[&str]) -> Result<()> {
    measure(workspace, "scale", words, &builds::build(workspace)?)
}

/// Measures a table for each question, which takes about half an hour, and writes the report.
pub fn report(workspace: &Workspace, words: &[&str]) -> Result<()> {
    // What cannot be built is said before anything is measured.
    let mut beside: Vec<Program> = builds::build(workspace)?;
    // One build of upstream's is enough beside Debian's.
    beside.retain(|program| program.name != "cmake-shared");
    beside.extend(peers::build(workspace));
    let words = if words.is_empty() { ["--rounds", "7", "--milliseconds", "100"].as_slice() } else { words };
    measure(workspace, "peers", words, &beside)?;
    forward(workspace, &[["measure"].as_slice(), words].concat())?;
    forward(workspace, &["report"])
}

/// Has zmq-bench do what the words say.
pub fn forward(workspace: &Workspace, words: &[&str]) -> Result<()> {
    let mut command = Command::new(workspace::cargo());
    command.args(["run", "--release", "--package", "zmq-bench", "--"]).args(words);
    process::run(command.current_dir(&workspace.root))
}

fn measure(workspace: &Workspace, what: &str, words: &[&str], programs: &[Program]) -> Result<()> {
    if programs.is_empty() {
        bail!("nothing could be built to measure beside ours");
    }
    let programs: Vec<String> = programs.iter().map(Program::argument).collect();
    let mut all = vec![what];
    all.extend(words);
    all.extend(programs.iter().map(String::as_str));
    forward(workspace, &all)
}

/// What came of a build, or a line that says why there is nothing.
fn or_leave_out(name: &str, program: Result<Program>) -> Option<Program> {
    program.map_err(|error| eprintln!("{name} is left out: {error:#}")).ok()
}
