//! Tables as text.

use super::{
    bars::{self, Verdict, named},
    plots::Plot,
    stats::{Spread, ratio, spread},
};
use crate::measure::store::{Cell, Measured, Results};
use std::fmt::Write;

/// Programs above this number get a line each; else the rows do.
const COLUMNS: usize = 6;

const HEAD: &str = "\
# What it costs beside C

Each number is the median of all rounds. A ratio compares a program with the first one of its table, round by round, and is the
median of the rounds; the middle half of them lies between the numbers in brackets. All programs of a table ran in turns, so
what else the machine did fell upon all of them. For times, less is better.

To measure it again: `cargo xtask bench report`, or one table: `cargo xtask bench measure throughput`.
";

const AHEAD: &str = "\
Those that would stay ahead with more rounds, in 95 of 100 cases; of times and counts, less is ahead. In tables of two processes
the far one sends or answers, and each has a processor of its own with all its threads. The time of a throughput there begins before
the second message is sent, so what waits in a queue costs what it costs: some take a hundred messages of 1 MiB before they send one.
";

fn value(figure: &str, value: f64) -> String {
    let nanoseconds = matches!(figure, "p50" | "p90" | "p99" | "p999" | "subscribe");
    match (nanoseconds, value) {
        (true, 1e6..) => format!("{:.2} ms", value / 1e6),
        (true, 1e3..) => format!("{:.1} us", value / 1e3),
        (true, _) => format!("{value:.0} ns"),
        (false, 1e6..) => format!("{:.2} M", value / 1e6),
        (false, 1e3..) => format!("{:.1} k", value / 1e3),
        (false, 10.0..) => format!("{value:.0}"),
        (false, _) => format!("{value:.3}"), // calls of the system for a message of which many go in one
    }
}

fn shown(row: &Measured, cell: &Cell, first: Option<&Cell>) -> String {
    let Some(median) = spread(&cell.values) else { return cell.gave_up.clone().unwrap_or("–".into()) };
    let median = value(&row.figure, median.median);
    match first.and_then(|first| ratio(cell, first)) {
        None => median,
        // Counted once.
        Some(Spread { median: middle, .. }) if cell.values.len() == 1 => format!("{median}, **{middle:.2}**"),
        Some(Spread { low, median: middle, high, .. }) => {
            format!("{median}, **{middle:.2}** ({low:.2} to {high:.2})")
        }
    }
}

fn line(text: &mut String, cells: impl IntoIterator<Item = String>) {
    // A String takes all that is written to it.
    let _ = write!(text, "|");
    for cell in cells {
        let _ = write!(text, " {cell} |");
    }
    text.push('\n');
}

/// One table.
pub fn table(results: &Results) -> String {
    let mut text = String::new();
    let rows = &results.rows;
    let cell =
        |row: &Measured, place: usize| shown(row, &row.cells[place], (place > 0).then(|| &row.cells[0]));
    if results.programs.len() > COLUMNS {
        line(&mut text, [String::new()].into_iter().chain(rows.iter().map(named)));
        line(&mut text, (0..=rows.len()).map(|_| "---".into()));
        for (place, program) in results.programs.iter().enumerate() {
            line(&mut text, [program.clone()].into_iter().chain(rows.iter().map(|row| cell(row, place))));
        }
    } else {
        line(&mut text, [String::new()].into_iter().chain(results.programs.iter().cloned()));
        line(&mut text, (0..=results.programs.len()).map(|_| "---".into()));
        for row in rows {
            line(
                &mut text,
                [named(row)].into_iter().chain((0..row.cells.len()).map(|place| cell(row, place))),
            );
        }
    }
    text
}

/// What holds of the bars, and each that does not.
fn verdict(results: &[Results]) -> String {
    let judged: Vec<(String, Verdict)> = results.iter().flat_map(bars::judged).collect();
    let of = |wanted: Verdict| {
        judged.iter().filter(move |(_, verdict)| *verdict == wanted).map(|(text, _)| format!("- {text}\n"))
    };
    let holds = of(Verdict::Holds).count();
    let mut text = format!("\n## Bars\n{holds} of {} hold", judged.len());
    text.push_str(
        ". They are: throughput at least 0.98 of C, p50 and p99 at most 1.03; on runtimes in one process throughput at least 0.95, \
         on more than one thread 0.85, and p50 and p99 at most 1.3; on runtimes in two processes, beside blocking calls, 0.97 at 16 B \
         and 1.0 above with tokio, 0.9 on more than one thread, 0.92 with async-io; no build of libzmq ahead of ours. The first \
         program of a table runs twice in each round of some (\"again\"): how far that is from 1 is noise. In the lists, the numbers \
         in brackets are those between which the median of ever more rounds would lie, in 95 of 100 cases.\n",
    );
    for (verdict, head) in [
        (Verdict::Missed, "Missed"),
        (
            Verdict::Open,
            "Not told: the median is on the wrong side, and could be on the right one after more rounds",
        ),
    ] {
        let lines: String = of(verdict).collect();
        if !lines.is_empty() {
            let _ = write!(text, "\n{head}:\n\n{lines}");
        }
    }
    text
}

/// The rows where another is ahead, which come first.
fn ahead(results: &[Results]) -> String {
    let lines: String = results.iter().flat_map(bars::ahead).map(|line| format!("- {line}\n")).collect();
    let lines = if lines.is_empty() { "None.\n".to_owned() } else { lines };
    format!("\n## Others ahead of our blocking sockets\n{AHEAD}\n{lines}")
}

pub fn report(results: &[Results], plots: &[Plot]) -> String {
    let mut text = HEAD.to_owned();
    text.push_str(&ahead(results));
    for plot in plots {
        let _ = write!(text, "\n![{}](plots/{})\n", plot.title, plot.file);
    }
    text.push_str(&verdict(results));
    for results in results {
        let _ = write!(
            text,
            "\n## {}\n{} rounds on {}.\n\n{}",
            results.title,
            results.rounds,
            results.machine,
            table(results)
        );
    }
    text
}
