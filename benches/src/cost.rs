//! What each message costs, in numbers that do not depend on the load of the machine: a program is run twice, the second time
//! with more messages, and the difference is divided by how many more.

use crate::Failure;
use std::{env, process::Command};

/// Programs, and how many instructions more than C they may take for a message sent and received; those of `pair_array` and `pair_parts` have
/// 8 parts.
const BARS: [(&str, f64); 4] =
    [("pair_reused", 20.0), ("pair_owned", 20.0), ("pair_array", 0.0), ("pair_parts", 85.0)];

/// Programs in C, and how many instructions they may take for a message on our libzmq: all threads, both ends. Each bar is near
/// enough to what was measured with gcc (344, 409, 1054) that mend 70, 71 or 72, left out, breaks all three, and 73 the last (1315);
/// clang took 370, 446 and 1083 before mend 77.
const LIMITS: [Limit; 3] = [
    Limit { program: &["pair_reused"], times: 1, instructions: 352.0 },
    Limit { program: &["pair_owned"], times: 1, instructions: 417.0 },
    Limit { program: &["throughput", "tcp", "16"], times: 10, instructions: 1075.0 },
];

struct Limit {
    program: &'static [&'static str],
    /// How many times as many messages: batches grow at first.
    times: usize,
    instructions: f64,
}

const FEW: usize = 1_000;
const MANY: usize = 11_000;

/// A number that a tool counts in a run.
struct Count {
    name: &'static str,
    tool: &'static [&'static str],
    /// Finds the number in what the tool wrote.
    read: fn(&str) -> Option<f64>,
}

const COUNTS: [Count; 3] = [
    Count {
        name: "instructions",
        tool: &["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"],
        read: |text| number_after(text, "Collected :"),
    },
    Count {
        name: "allocations",
        tool: &["valgrind", "--tool=memcheck", "--leak-check=no", "--undef-value-errors=no"],
        read: |text| number_after(text, "total heap usage:"),
    },
    Count { name: "system calls", tool: &["strace", "--follow-forks", "--summary-only"], read: total_calls },
];

/// The number in the first line with `label`, after it.
fn number_after(text: &str, label: &str) -> Option<f64> {
    let rest = text.lines().find_map(|line| line.split_once(label))?.1;
    rest.split_whitespace().next()?.replace(',', "").parse().ok()
}

/// The calls in the last line of strace's summary: `100.00 0.001 3 330 12 total`.
fn total_calls(text: &str) -> Option<f64> {
    let line = text.lines().rev().find(|line| line.trim_end().ends_with("total"))?;
    line.split_whitespace().nth(3)?.parse().ok()
}

fn measure(count: &Count, language: &str, program: &[&str], messages: usize) -> Result<f64, Failure> {
    let (tool, arguments) = count.tool.split_first().ok_or("no tool")?;
    let output = Command::new(tool)
        .args(arguments)
        .arg(env::current_exe()?)
        .arg(language)
        .args(program)
        .arg(messages.to_string())
        .output()
        .map_err(|error| format!("{tool}: {error}; on Debian: apt install valgrind strace"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{tool} {language} {program:?}: {}\n{text}", output.status).into());
    }
    (count.read)(&text).ok_or_else(|| format!("{tool} does not tell: {text}").into())
}

/// How much each message costs.
fn each(count: &Count, language: &str, program: &[&str], times: usize) -> Result<f64, Failure> {
    let (few, many) = (FEW * times, MANY * times);
    let more = measure(count, language, program, many)? - measure(count, language, program, few)?;
    Ok(more / (many - few) as f64)
}

/// Prints the table; fails where Rust takes more than it may, if `check`.
pub fn report(check: bool) -> Result<(), Failure> {
    let mut over = Vec::new();
    println!("For each message sent and received, inproc, PAIR, 16 bytes, or 8 parts of 16 bytes:\n");
    println!("{:<14}{:<14}{:>10}{:>10}{:>10}{:>10}", "", "", "C", "Rust", "more", "allowed");
    for count in &COUNTS {
        for (program, bar) in BARS {
            // The threads of libzmq wake up now and then, and every millisecond a call looks for commands; the rest is exact.
            let bar = if count.name == "instructions" { bar } else { 0.01 };
            let mut tries = 3;
            let (c, rust) = loop {
                let (c, rust) = (each(count, "c", &[program], 1)?, each(count, "rust", &[program], 1)?);
                tries -= 1;
                if rust - c <= bar || tries == 0 {
                    break (c, rust);
                }
            };
            let more = rust - c;
            println!("{:<14}{program:<14}{c:>10.2}{rust:>10.2}{more:>10.2}{bar:>10.2}", count.name);
            if more > bar {
                over.push(format!("{} of {program}", count.name));
            }
        }
    }
    println!("\nInstructions for each message, in C:\n");
    // They are those of our libzmq on this processor.
    let ours = !zmq::mends().is_empty() && cfg!(target_arch = "x86_64");
    for Limit { program, times, instructions } in LIMITS {
        let [counter, ..] = &COUNTS;
        let (name, found) = (program.join(" "), each(counter, "c", program, times)?);
        println!("{name:<28}{found:>10.2}{instructions:>10.2}");
        if ours && found > instructions {
            over.push(format!("instructions of {name}"));
        }
    }
    if check && !over.is_empty() {
        return Err(format!("more than allowed: {}", over.join(", ")).into());
    }
    Ok(())
}
