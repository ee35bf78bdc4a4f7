//! What is measured: a table for each question, its rows from little work to much.

mod lists;

use super::{Effort, sample::Program};
use std::time::Duration;

pub use lists::{all, apart_counts, builds, peers};

/// A number that a program prints.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    pub name: &'static str,
    /// Whether it is the time of all messages, and the table shows messages in a second; or else nanoseconds of one.
    pub rate: bool,
}

impl Figure {
    fn find(self, values: &[(String, f64)]) -> Option<f64> {
        values
            .iter()
            .find(|(name, _)| name == self.name)
            .map(|(_, value)| *value)
            .filter(|value| *value > 0.0)
    }

    pub fn value(self, values: &[(String, f64)], count: usize) -> Option<f64> {
        self.find(values).map(|value| if self.rate { count as f64 / value } else { value })
    }

    /// How long the whole run took.
    pub fn duration(self, values: &[(String, f64)], count: usize) -> Option<Duration> {
        let seconds =
            self.find(values).map(|value| if self.rate { value } else { value * 1e-9 * count as f64 })?;
        Duration::try_from_secs_f64(seconds).ok()
    }
}

const fn nanoseconds(name: &'static str) -> Figure {
    Figure { name, rate: false }
}

const SECONDS: &[Figure] = &[Figure { name: "seconds", rate: true }];
const TRIPS: &[Figure] = &[nanoseconds("p50"), nanoseconds("p90"), nanoseconds("p99"), nanoseconds("p999")];
/// What all programs print, also those of others.
const FEWER_TRIPS: &[Figure] = &[nanoseconds("p50"), nanoseconds("p99"), nanoseconds("p999")];
/// What is counted, see `counts.rs`.
const COUNTS: &[Figure] = &[nanoseconds("instructions"), nanoseconds("calls")];
const TOPICS: &[Figure] = &[Figure { name: "publish", rate: true }, nanoseconds("subscribe")];

/// A line of a table.
#[derive(Clone, Debug)]
pub struct Row {
    pub label: String,
    /// Where it stands in a plot.
    pub x: f64,
    /// What the programs are called with, but for the number of messages.
    pub words: Vec<String>,
    /// The least and the most messages.
    pub few: usize,
    pub many: usize,
}

/// On which processors the programs of a table run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Where the system lets them.
    Anywhere,
    /// All threads of a program on one, so that none of them waits for one that sleeps: what is left is the work.
    One,
    /// Each of the two processes of a program on one of its own.
    Apart,
}

#[derive(Clone, Debug)]
pub struct Table {
    pub id: &'static str,
    pub title: &'static str,
    pub figures: &'static [Figure],
    /// Names and languages of the programs here; others may join them.
    pub programs: &'static [(&'static str, &'static str)],
    /// What stands for the word `HOW`, for each program.
    pub how: &'static [&'static str],
    pub place: Place,
    pub effort: Effort,
    pub rows: Vec<Row>,
}

impl Table {
    pub fn programs(&self) -> Vec<Program> {
        let programs = self.programs.iter().map(|(name, language)| Program::ours(name, language));
        let how = self.how.iter().copied().chain(std::iter::repeat(""));
        programs.zip(how).map(|(program, how)| Program { how, ..program }).collect()
    }
}

fn row(label: impl Into<String>, x: f64, words: &str) -> Row {
    let words = words.split(' ').map(str::to_owned).collect();
    Row { label: label.into(), x, words, few: 1000, many: 50_000_000 }
}

pub fn bytes(size: usize) -> String {
    match size {
        1_048_576.. => format!("{} MiB", size / 1_048_576),
        1024.. => format!("{} KiB", size / 1024),
        _ => format!("{size} B"),
    }
}

const SIZES: [usize; 6] = [16, 64, 256, 1024, 16_384, 1_048_576];
const TRANSPORTS: [&str; 3] = ["inproc", "ipc", "tcp"];
const BOTH: &[(&str, &str)] = &[("C", "c"), ("Rust", "rust")];
/// The same program again shows what is noise.
const TWICE: &[(&str, &str)] = &[("C", "c"), ("C again", "c"), ("Rust", "rust")];
const RUNTIMES: &[(&str, &str)] = &[
    ("C", "c"),
    ("Rust", "rust"),
    ("tokio", "tokio"),
    ("tokio, recv_many", "tokio-many"),
    ("tokio, both on one thread", "tokio-one"),
    ("tokio, multi-thread", "tokio-threads"),
    ("async-io", "async-io"),
];

/// A row for each transport and each number.
fn grid(
    transports: &[&str],
    numbers: &[usize],
    label: impl Fn(usize) -> String,
    words: impl Fn(&str, usize) -> String,
) -> Vec<Row> {
    let mut rows = Vec::new();
    for transport in transports {
        for number in numbers {
            rows.push(row(
                format!("{transport}, {}", label(*number)),
                *number as f64,
                &words(transport, *number),
            ));
        }
    }
    rows
}

fn throughput(transports: &[&str], sizes: &[usize]) -> Vec<Row> {
    let mut rows = grid(transports, sizes, bytes, |transport, size| format!("throughput {transport} {size}"));
    for row in &mut rows {
        row.few = if row.x > 100_000.0 { 100 } else { 1000 };
    }
    rows
}

fn latency(pairings: &[&str], transports: &[&str]) -> Vec<Row> {
    let mut rows = Vec::new();
    for pairing in pairings {
        for transport in transports {
            let label = format!("{}, {transport}", pairing.to_uppercase().replace('_', "/"));
            rows.push(row(label, rows.len() as f64, &format!("latency {pairing} {transport} 16")));
        }
    }
    rows
}

/// With fewer messages where each costs as much as many; at most as many as one of the implementations keeps for a subscriber.
fn fewer(mut rows: Vec<Row>) -> Vec<Row> {
    for row in &mut rows {
        row.many = 90_000;
        row.few = (10_000.0 / row.x).clamp(100.0, 1000.0) as usize;
    }
    rows
}

/// With at least as many messages as there are peers, twice.
fn by_peers(mut rows: Vec<Row>) -> Vec<Row> {
    for row in &mut rows {
        row.few = (2.0 * row.x).max(1000.0) as usize;
    }
    rows
}

/// What begins at once: throughput, or times.
fn effort(figures: &[Figure]) -> Effort {
    if figures.len() > 1 { Effort::OFTEN_AND_LONG } else { Effort::OFTEN }
}

/// Takes long to begin, or has many programs.
fn fewer_rounds(table: Table) -> Table {
    Table { effort: Effort::LONG, ..table }
}

fn one_processor(table: Table) -> Table {
    Table { place: Place::One, ..table }
}

fn apart(table: Table) -> Table {
    Table { place: Place::Apart, ..table }
}
