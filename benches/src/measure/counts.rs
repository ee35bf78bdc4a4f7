//! What a message costs in numbers that do not depend on the load of the machine, for programs with two processes: each runs twice,
//! the second time with more messages, and the difference is divided by how many more.

use super::{
    sample::Program,
    store::{Cell, Measured, Results},
    tables::{Row, Table},
};
use crate::Failure;
use std::{
    ffi::OsString,
    process::{Command, Stdio},
};

/// A number that a tool counts in all processes of a run.
struct Tool {
    figure: &'static str,
    words: &'static [&'static str],
    read: fn(&str) -> Option<f64>,
    /// How many messages there are in the shorter run, and how many more in the longer.
    few: usize,
    more: usize,
}

const TOOLS: [Tool; 2] = [
    Tool {
        figure: "instructions",
        words: &["valgrind", "--tool=callgrind", "--trace-children=yes", "--callgrind-out-file=/dev/null"],
        read: instructions,
        few: 2_000,
        more: 6_000,
    },
    Tool {
        figure: "calls",
        words: &["strace", "--follow-forks", "--summary-only"],
        read: calls,
        few: 2_000,
        more: 20_000,
    },
];

/// Each process says its own.
fn instructions(text: &str) -> Option<f64> {
    let each = text.lines().filter_map(|line| line.split_once("Collected :")?.1.trim().parse::<f64>().ok());
    Some(each.sum()).filter(|sum| *sum > 0.0)
}

/// The calls in the last line of strace's summary: `100.00 0.001 3 330 12 total`.
fn calls(text: &str) -> Option<f64> {
    let line = text.lines().rev().find(|line| line.trim_end().ends_with("total"))?;
    line.split_whitespace().nth(3)?.parse().ok()
}

fn measure(tool: &Tool, program: &Program, row: &Row, count: usize) -> Result<f64, String> {
    let (executable, arguments) = tool.words.split_first().ok_or("no tool")?;
    let output = Command::new(executable)
        .args(arguments)
        .args(&program.command)
        .args(row.words.iter().map(OsString::from))
        .arg(count.to_string())
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{executable}: {error}; on Debian: apt install valgrind strace"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    match output.status.code() {
        Some(0) => (tool.read)(&text).ok_or_else(|| format!("{executable} does not tell")),
        Some(3) => Err("–".into()),
        _ => Err(format!("{executable}: {}", output.status)),
    }
}

fn each(tool: &Tool, program: &Program, row: &Row) -> Result<f64, String> {
    // Large messages are few, and so are those that wait for an answer each.
    let trips = row.words.first().is_some_and(|word| word == "apart_trips");
    let scale = if row.x > 10_000.0 || trips { 8 } else { 2 };
    let (few, more) = (tool.few / scale, tool.more / scale);
    let less = measure(tool, program, row, few)?;
    Ok((measure(tool, program, row, few + more)? - less) / more as f64)
}

/// Counts for all rows of a table with these programs, and stores it.
pub fn count(table: &Table, programs: &[Program]) -> Result<Results, Failure> {
    let mut results = Results::new(table, programs)?;
    for row in &table.rows {
        for tool in &TOOLS {
            let mut cells = Vec::new();
            for program in programs {
                eprint!("\r{}: {}, {} of {}        ", table.id, row.label, tool.figure, program.name);
                cells.push(match each(tool, program, row) {
                    Ok(value) => Cell { values: vec![value], gave_up: None },
                    Err(why) => Cell { values: Vec::new(), gave_up: Some(why) },
                });
            }
            let figure = tool.figure.into();
            results.rows.push(Measured { label: row.label.clone(), x: row.x, figure, cells });
        }
        results.store()?;
    }
    eprintln!();
    Ok(results)
}

#[cfg(test)]
mod tests {
    use super::{calls, instructions};

    #[test]
    fn what_the_tools_say() {
        let text = "==7== Collected : 1200\n==7==\n==8== Collected : 300\n";
        assert_eq!(instructions(text), Some(1500.0));
        assert_eq!(instructions("==7== Command: x"), None);
        let text = "% time seconds\n 60.1 0.1 3 20 1 poll\n100.00 0.2 3 330 12 total\n";
        assert_eq!(calls(text), Some(330.0));
    }
}
