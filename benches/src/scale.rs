//! How cost grows with the number of connections, subscriptions and sockets: the programs of `c/scale.c` over our libzmq, beside
//! the same over others.

use crate::{
    Failure,
    measure::sample::{Program, Sample},
};
use std::{fmt::Write, fs, path::Path};

/// A program, what there are many of, and how many.
struct Question {
    words: &'static str,
    title: &'static str,
    of: &'static str,
    counts: &'static [usize],
}

/// Both ends of a connection are in one process, and many systems allow 20,000 descriptors at most.
const CONNECTIONS: &[usize] = &[1, 10, 100, 1000, 9800];

const QUESTIONS: [Question; 7] = [
    Question {
        words: "scale_connections tcp",
        title: "Connections of a ROUTER over tcp",
        of: "connection",
        counts: CONNECTIONS,
    },
    Question {
        words: "scale_connections ipc",
        title: "Connections of a ROUTER over ipc",
        of: "connection",
        counts: CONNECTIONS,
    },
    Question {
        words: "scale_heartbeats tcp",
        title: "Idle connections with heartbeats each second, over tcp: processor time in a second",
        of: "connection",
        counts: CONNECTIONS,
    },
    Question {
        words: "scale_heartbeats ipc",
        title: "Idle connections with heartbeats each second, over ipc: processor time in a second",
        of: "connection",
        counts: CONNECTIONS,
    },
    Question {
        words: "scale_reconnect tcp",
        title: "All connections are lost at once: until all were used again",
        of: "connection",
        counts: &[1, 10, 100, 1000],
    },
    Question {
        words: "scale_subscriptions",
        title: "Subscriptions of a SUB, and their removal",
        of: "subscription",
        counts: &[100, 1000, 10_000, 100_000, 1_000_000],
    },
    Question { words: "scale_sockets", title: "Sockets", of: "socket", counts: &[1, 10, 100, 1000, 10_000] },
];

/// Below this many what is done once weighs more than what is done for each, and is no sign of growth.
const MANY: usize = 100;

/// Ten times as many may take so many times as much for each; caches end somewhere between.
const GROWTH: f64 = 3.0;

/// What grows by that for all libraries alike is the system's, as when its table of descriptors grows; ours may grow by this much more
/// than the one that grows least.
const BESIDE_OTHERS: f64 = 1.5;

/// What the runs of one program printed, for each count.
type Runs = Vec<(usize, Vec<(String, f64)>)>;

/// A time, or bytes, for one.
fn shown(name: &str, value: f64) -> String {
    match (name, value) {
        ("bytes", _) => format!("{:.0} B", value.max(0.0)),
        (_, 1e-3..) => format!("{:.2} ms", value * 1e3),
        (_, 1e-6..) => format!("{:.2} us", value * 1e6),
        _ => format!("{:.0} ns", value * 1e9),
    }
}

/// How many times as much each costs when there are more of them, where both counts ran.
fn growth(runs: &Runs, name: &str, few: usize, many: usize) -> Option<f64> {
    let each = |count: usize| {
        let (_, values) = runs.iter().find(|(at, _)| *at == count)?;
        let (_, value) = values.iter().find(|(at, _)| at == name)?;
        Some(value / count as f64).filter(|value| *value > 0.0)
    };
    Some(each(many)? / each(few)?)
}

/// What grew more than the number of things did, from one count to the next, and more than with the other libraries.
fn faults(question: &Question, ours: &Runs, others: &[Runs]) -> Vec<String> {
    let mut faults = Vec::new();
    for pair in ours.windows(2) {
        let [(few, _), (many, more)] = pair else { continue };
        for (name, _) in more {
            let Some(grown) = growth(ours, name, *few, *many) else { continue };
            let least = others.iter().filter_map(|runs| growth(runs, name, *few, *many)).reduce(f64::min);
            let allowed = least.map_or(GROWTH, |least| GROWTH.max(BESIDE_OTHERS * least));
            if *few >= MANY && grown > allowed {
                faults.push(format!(
                    "{}: {name} for each {}: {grown:.1} times as much of {many} as of {few}, allowed: {allowed:.1}",
                    question.words, question.of
                ));
            }
        }
    }
    faults
}

/// Runs all of it, prints the tables and writes them to `docs/performance/SCALE.md`; fails, if `check`, where ours grows faster
/// than the number of things.
pub fn report(words: &[&str]) -> Result<(), Failure> {
    let check = words.contains(&"--check");
    let mut programs = vec![Program::ours("ours", "c")];
    let mut only = "";
    for word in words.iter().filter(|word| **word != "--check") {
        match Program::given(word) {
            Some(program) => programs.push(program),
            None => only = word,
        }
    }
    let mut text = String::from(
        "# How cost grows\n\nTime and memory for each of so many, in C over our libzmq and others; once each, so that a row is told \
         from its neighbours, not to the percent. To measure it again: `cargo xtask bench scale`.\n",
    );
    let mut grown = Vec::new();
    for question in QUESTIONS.iter().filter(|question| question.words.contains(only)) {
        let _ = write!(text, "\n## {}\n", question.title);
        let words: Vec<String> = question.words.split(' ').map(str::to_owned).collect();
        let mut lines = Vec::new();
        let mut all: Vec<Runs> = Vec::new();
        for program in &programs {
            let mut runs = Runs::new();
            for count in question.counts {
                eprint!("\r{} {count}, {}        ", question.words, program.name);
                match program.run(&words, *count) {
                    Sample::Values(values) => runs.push((*count, values)),
                    Sample::NotHere => lines.push((*count, program.name.clone(), "–".to_owned())),
                    Sample::Failed(why) => lines.push((*count, program.name.clone(), why)),
                }
            }
            for (count, values) in &runs {
                let each = values
                    .iter()
                    .map(|(name, value)| format!("{name} {}", shown(name, value / *count as f64)))
                    .collect::<Vec<_>>()
                    .join(", ");
                lines.push((*count, program.name.clone(), each));
            }
            all.push(runs);
        }
        if let Some((ours, others)) = all.split_first() {
            grown.extend(faults(question, ours, others));
        }
        lines.sort_by_key(|(count, _, _)| *count);
        let _ = write!(text, "\n| number | libzmq | for each {} |\n|---|---|---|\n", question.of);
        for (count, name, each) in lines {
            let _ = writeln!(text, "| {count} | {name} | {each} |");
        }
    }
    eprintln!();
    println!("{text}");
    if only.is_empty() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("docs").join("performance");
        fs::write(folder.join("SCALE.md"), &text)?;
    }
    for fault in &grown {
        println!("faster than linear: {fault}");
    }
    if check && !grown.is_empty() {
        Err("some costs grow faster than what they are of".into())
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{QUESTIONS, Runs, faults};

    #[test]
    fn what_grows_faster_than_its_number() {
        let runs = |all: &[(usize, f64)]| -> Runs {
            all.iter().map(|(count, seconds)| (*count, vec![("connect".to_owned(), *seconds)])).collect()
        };
        let [question, ..] = &QUESTIONS;
        let found = |ours: &[(usize, f64)], others: &[Runs]| faults(question, &runs(ours), others).len();
        assert_eq!(found(&[(100, 1.0), (1000, 12.0), (10_000, 130.0)], &[]), 0);
        let steep = [(100, 1.0), (1000, 12.0), (10_000, 1200.0)];
        assert_eq!(found(&steep, &[]), 1);
        // What is done once is shared by few.
        assert_eq!(found(&[(1, 0.001), (10, 1.0)], &[]), 0);
        // Where all of them grow it is the system; where one does not, it is ours.
        assert_eq!(found(&steep, &[runs(&steep)]), 0);
        assert_eq!(found(&steep, &[runs(&steep), runs(&[(1000, 12.0), (10_000, 130.0)])]), 1);
        assert_eq!(found(&steep, &[runs(&[(1000, 12.0)])]), 1, "one that did not run says nothing");
    }
}
