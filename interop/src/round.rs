//! A round: what each peer and job needs is provided, and what is ready is played, several at once.

use crate::{
    Task,
    jobs::{self, Done, Job},
    peers::{self, Entry},
    play::{self, Tally},
    provision::Places,
    report,
};
use anyhow::Result;
use std::{
    process::Command,
    sync::{Mutex, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

/// How many are played at once. Most of a cell is waiting.
const PLAYED: usize = 6;

/// How many peers are provided at once: most of it is waiting for registries.
const PROVIDED: usize = 3;

/// What took longer to provide is told.
const WORTH_TELLING: Duration = Duration::from_secs(1);

/// A peer or a job.
#[derive(Clone, Copy)]
enum Part {
    Entry(&'static Entry),
    Job(&'static Job),
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Part::Entry(entry) => entry.name,
            Part::Job(job) => job.name,
        }
    }

    /// The program that plays it, and how long that took.
    fn provide(self, places: &Places) -> Result<Command> {
        let start = Instant::now();
        let program = match self {
            Part::Entry(entry) => (entry.program)(places),
            Part::Job(job) => (job.program)(places),
        };
        if start.elapsed() > WORTH_TELLING {
            println!("{}: provided in {:.1} s", self.name(), start.elapsed().as_secs_f64());
        }
        program
    }
}

/// Plays everything, and prints each as it ends. In the order of the tables.
pub fn play(task: &Task, places: &Places) -> (Vec<Tally>, Vec<Done>) {
    let (compiled, fetched): (Vec<_>, Vec<_>) =
        task.entries.iter().copied().partition(|entry| peers::CRATES.contains(&entry.name));
    let jobs = Mutex::new(task.jobs.iter().copied().map(Part::Job));
    let fetched = Mutex::new(fetched.into_iter().map(Part::Entry));
    let compiled = Mutex::new(compiled.into_iter().map(Part::Entry));
    let (ready, played) = mpsc::channel::<(Part, Result<Command>)>();
    let played = Mutex::new(played);
    let results = Mutex::new((Vec::new(), Vec::new()));
    thread::scope(|scope| {
        // Beside each other: some want a processor, and others a network. Cargo lets only one of the peers in Rust be compiled at a
        // time, and every job waits until our examples are.
        provide(scope, places, &compiled, ready.clone());
        provide(scope, places, &jobs, ready.clone());
        provide(scope, places, &jobs, ready.clone());
        for _ in 0..PROVIDED {
            provide(scope, places, &fetched, ready.clone());
        }
        drop(ready);
        for _ in 0..PLAYED {
            scope.spawn(|| {
                loop {
                    let next = lock(&played).recv();
                    let Ok((part, program)) = next else { break };
                    match part {
                        Part::Entry(entry) => {
                            let tally = play::play(entry, program, &task.only, task.patience);
                            report::print_tally(&tally);
                            lock(&results).0.push(tally);
                        }
                        Part::Job(job) => {
                            let done = jobs::play(job, program);
                            report::print_job(&done);
                            lock(&results).1.push(done);
                        }
                    }
                }
            });
        }
    });
    let (mut tallies, mut done) = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    tallies.sort_by_key(|tally| peers::ALL.iter().position(|entry| entry.name == tally.peer));
    done.sort_by_key(|done| jobs::ALL.iter().position(|job| job.name == done.name));
    (tallies, done)
}

/// Provides one after the other, and hands over what is ready.
fn provide<'scope>(
    scope: &'scope thread::Scope<'scope, '_>,
    places: &'scope Places,
    parts: &'scope Mutex<impl Iterator<Item = Part> + Send>,
    ready: mpsc::Sender<(Part, Result<Command>)>,
) {
    scope.spawn(move || {
        loop {
            let next = lock(parts).next();
            let Some(part) = next else { break };
            if ready.send((part, part.provide(places))).is_err() {
                break;
            }
        }
    });
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
