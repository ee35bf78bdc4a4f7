//! `cargo xtask interop`: our sockets against programs that nobody here wrote.

#![forbid(unsafe_code)]

mod deviations;
mod end;
mod jobs;
mod matrix;
mod ours;
mod part;
mod patterns;
mod peers;
mod play;
mod provision;
mod report;
mod round;
mod theirs;

use anyhow::{Result, bail};
use jobs::Job;
use peers::Entry;
use provision::Places;
use std::{env, process::ExitCode, time::Duration};

fn main() -> ExitCode {
    match run(&env::args().skip(1).collect::<Vec<_>>()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("interop: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// What is asked for.
#[derive(Default)]
struct Task {
    entries: Vec<&'static Entry>,
    jobs: Vec<&'static Job>,
    /// A part of the text of the cells to play.
    only: String,
    /// How long what must happen may take, if not as long as on a busy machine.
    patience: Option<Duration>,
    write: bool,
    /// Whether it is all there is.
    all: bool,
}

fn run(words: &[String]) -> Result<bool> {
    let mut task = Task::default();
    for word in words {
        match word.as_str() {
            "--list" => return list(),
            "--packages" => return packages(),
            "--write" => task.write = true,
            word => match word.split_once('=') {
                Some(("--only", only)) => task.only = only.into(),
                Some(("--patience", millis)) => task.patience = Some(Duration::from_millis(millis.parse()?)),
                _ => task.name(word)?,
            },
        }
    }
    if task.entries.is_empty() && task.jobs.is_empty() {
        task.entries.extend(peers::ALL);
        task.jobs.extend(jobs::ALL);
        task.all = task.only.is_empty();
    }
    if task.write && !task.all {
        bail!("what is written down is what came of all of it: no names beside --write");
    }
    let places = Places::new()?;
    let (tallies, done) = round::play(&task, &places);
    let right =
        tallies.iter().all(|tally| tally.failures.is_empty()) && done.iter().all(|job| job.failure.is_none());
    println!("{}", report::table(&tallies, &done));
    if task.write {
        if !right {
            bail!("something failed, so nothing is written down");
        }
        report::write(&places, &tallies, &done)?;
    } else if task.all && right {
        report::check(&places, &tallies, &done)?;
    }
    Ok(right)
}

impl Task {
    /// Adds what has this name.
    fn name(&mut self, name: &str) -> Result<()> {
        let (entry, job) = (
            peers::ALL.iter().find(|entry| entry.name == name),
            jobs::ALL.iter().find(|job| job.name == name),
        );
        if entry.is_none() && job.is_none() {
            bail!("there is no {name}; --list says what there is");
        }
        self.entries.extend(entry);
        self.jobs.extend(job);
        Ok(())
    }
}

/// Every package of Debian that anything here needs.
fn debian() -> Vec<&'static str> {
    let of_peers = peers::ALL.iter().flat_map(|entry| entry.debian);
    let of_jobs = jobs::ALL.iter().flat_map(|job| job.debian);
    let mut all: Vec<&str> = peers::TOOLS.iter().chain(of_peers).chain(of_jobs).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn packages() -> Result<bool> {
    println!("{}", debian().join(" "));
    Ok(true)
}

fn list() -> Result<bool> {
    for entry in peers::ALL {
        println!("{:24}{}", entry.name, entry.debian.join(" "));
    }
    for job in jobs::ALL {
        println!("{:24}{}: {}", job.name, job.debian.join(" "), job.shows);
    }
    let missing = provision::packages_missing(&debian());
    if !missing.is_empty() {
        println!("\nnot installed: apt-get install --no-install-recommends {}", missing.join(" "));
    }
    Ok(true)
}
