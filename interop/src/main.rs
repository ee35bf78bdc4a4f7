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
mod theirs;

use anyhow::{Result, bail};
use jobs::{Done, Job};
use peers::Entry;
use play::Tally;
use provision::Places;
use std::{
    env,
    process::ExitCode,
    sync::{Mutex, PoisonError},
    thread,
    time::Duration,
};

/// How many peers are played at once. Most of a cell is waiting.
const AT_ONCE: usize = 4;

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
    let (tallies, done) = play(&task, &places);
    let right =
        tallies.iter().all(|tally| tally.failures.is_empty()) && done.iter().all(|job| job.failure.is_none());
    println!("{}", report::sum(&tallies, &done));
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

/// Plays everything, a few at once, and prints each as it ends. In the order of the tables.
fn play(task: &Task, places: &Places) -> (Vec<Tally>, Vec<Done>) {
    type Play<'a> = Box<dyn FnOnce() -> (Option<Tally>, Option<Done>) + Send + 'a>;
    let entries = task.entries.iter().map(|entry| -> Play<'_> {
        Box::new(|| {
            let tally = play::play(entry, places, &task.only, task.patience);
            report::print_tally(&tally);
            (Some(tally), None)
        })
    });
    let jobs = task.jobs.iter().map(|job| -> Play<'_> {
        Box::new(|| {
            let done = jobs::play(job, places);
            report::print_job(&done);
            (None, Some(done))
        })
    });
    // The jobs first: one of them waits longer than any peer has cells.
    let queue = Mutex::new(jobs.chain(entries));
    let results = Mutex::new((Vec::new(), Vec::new()));
    thread::scope(|scope| {
        // What takes longest is compiled meanwhile; cargo has the others wait for it. What fails is told by the peer that needs it.
        scope.spawn(|| {
            for entry in task.entries.iter().filter(|entry| peers::CRATES.contains(&entry.name)) {
                let _ = (entry.program)(places);
            }
        });
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some(play) = next else { break };
                    let (tally, done) = play();
                    let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
                    results.0.extend(tally);
                    results.1.extend(done);
                }
            });
        }
    });
    let (mut tallies, mut done) = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    tallies.sort_by_key(|tally| peers::ALL.iter().position(|entry| entry.name == tally.peer));
    done.sort_by_key(|done| jobs::ALL.iter().position(|job| job.name == done.name));
    (tallies, done)
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
