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

const CONNECTIONS: &[usize] = &[1, 10, 100, 1000, 10_000];

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

/// A time, or bytes, for one.
fn shown(name: &str, value: f64) -> String {
    match (name, value) {
        ("bytes", _) => format!("{:.0} B", value.max(0.0)),
        (_, 1e-3..) => format!("{:.2} ms", value * 1e3),
        (_, 1e-6..) => format!("{:.2} us", value * 1e6),
        _ => format!("{:.0} ns", value * 1e9),
    }
}

/// What grew more than the number of things did, from one count to the next.
fn growth(question: &Question, runs: &[(usize, Vec<(String, f64)>)]) -> Vec<String> {
    let mut faults = Vec::new();
    for pair in runs.windows(2) {
        let [(few, less), (many, more)] = pair else { continue };
        for (name, value) in more {
            let Some((_, before)) = less.iter().find(|(other, _)| other == name) else { continue };
            let (before, value) = (before / *few as f64, value / *many as f64);
            if *few >= MANY && before > 0.0 && value > GROWTH * before {
                let (from, to) = (shown(name, before), shown(name, value));
                faults.push(format!(
                    "{}: {name} for each {}: {from} of {few}, {to} of {many}",
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
    let mut faults = Vec::new();
    for question in QUESTIONS.iter().filter(|question| question.words.contains(only)) {
        let _ = write!(text, "\n## {}\n", question.title);
        let words: Vec<String> = question.words.split(' ').map(str::to_owned).collect();
        let mut lines = Vec::new();
        for program in &programs {
            let mut runs = Vec::new();
            for count in question.counts {
                eprint!("\r{} {count}, {}        ", question.words, program.name);
                match program.run(&words, *count) {
                    Sample::Values(values) => runs.push((*count, values)),
                    Sample::NotHere => lines.push((*count, program.name.clone(), "–".to_owned())),
                    Sample::Failed(why) => lines.push((*count, program.name.clone(), why)),
                }
            }
            if program.name == "ours" {
                faults.extend(growth(question, &runs));
            }
            for (count, values) in runs {
                let each = values
                    .iter()
                    .map(|(name, value)| format!("{name} {}", shown(name, value / count as f64)))
                    .collect::<Vec<_>>()
                    .join(", ");
                lines.push((count, program.name.clone(), each));
            }
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
    for fault in &faults {
        println!("faster than linear: {fault}");
    }
    if check && !faults.is_empty() {
        Err("some costs grow faster than what they are of".into())
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{QUESTIONS, growth};

    #[test]
    fn what_grows_faster_than_its_number() {
        let run = |count: usize, seconds: f64| (count, vec![("connect".to_owned(), seconds)]);
        let [question, ..] = &QUESTIONS;
        assert!(growth(question, &[run(100, 1.0), run(1000, 12.0), run(10_000, 130.0)]).is_empty());
        assert_eq!(growth(question, &[run(100, 1.0), run(1000, 12.0), run(10_000, 1200.0)]).len(), 1);
        // What is done once is shared by few.
        assert!(growth(question, &[run(1, 0.001), run(10, 1.0)]).is_empty());
    }
}
