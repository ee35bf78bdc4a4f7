//! How near to C a program must be, as a ratio of medians.

use super::stats::{Spread, ratio};
use crate::measure::store::{Measured, Results};

/// What a ratio may be.
#[derive(Clone, Copy, Debug)]
pub enum Bar {
    AtLeast(f64),
    AtMost(f64),
}

/// What the rounds say of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The median is on the right side.
    Holds,
    /// The median is not, and with more rounds it could be.
    Open,
    /// It would not be with more rounds, in 95 of 100 cases.
    Missed,
}

impl Bar {
    pub fn judge(self, ratio: Spread) -> Verdict {
        let (median, best, holds): (f64, f64, fn(f64, f64) -> bool) = match self {
            Bar::AtLeast(_) => (ratio.median, ratio.sure.1, |value, bar| value >= bar),
            Bar::AtMost(_) => (ratio.median, ratio.sure.0, |value, bar| value <= bar),
        };
        let (Bar::AtLeast(bar) | Bar::AtMost(bar)) = self;
        match (holds(median, bar), holds(best, bar)) {
            (true, _) => Verdict::Holds,
            (false, true) => Verdict::Open,
            (false, false) => Verdict::Missed,
        }
    }
}

/// The bar of a program in a table, if it has one.
pub fn bar(table: &str, program: &str, figure: &str, x: f64) -> Option<Bar> {
    if table == "apart" {
        return match program {
            _ if OURS.contains(&program) => None,
            // How often ours is to do what a program in C does with the library that the system has.
            "debian" => {
                let bars = [
                    (16.0, 1.5),
                    (256.0, 1.9),
                    (1024.0, 2.4),
                    (16_384.0, 2.4),
                    (65_536.0, 1.3),
                    (1_048_576.0, 1.1),
                ];
                let of_size = bars.iter().find(|(size, _)| *size == x);
                of_size.map(|(_, times)| Bar::AtMost(1.0 / times))
            }
            _ => Some(Bar::AtMost(1.0)),
        };
    }
    let throughput = figure == "seconds" || figure == "publish";
    let latency = figure == "p50" || figure == "p99";
    match (table, program) {
        ("runtimes-apart", "tokio") => Some(Bar::AtLeast(if x < 1000.0 { 0.97 } else { 1.0 })),
        ("runtimes-apart", "tokio, multi-thread") => Some(Bar::AtLeast(0.9)),
        ("runtimes-apart", "async-io") => Some(Bar::AtLeast(0.92)),
        ("runtimes", "tokio" | "tokio, both on one thread" | "async-io") => Some(Bar::AtLeast(0.95)),
        ("runtimes", "tokio, multi-thread") => Some(Bar::AtLeast(0.85)),
        ("runtimes-latency", "tokio" | "tokio, both on one thread" | "tokio, multi-thread" | "async-io")
            if latency =>
        {
            Some(Bar::AtMost(1.3))
        }
        ("builds", _) if program != "ours" && throughput => Some(Bar::AtMost(1.0)),
        ("builds-latency" | "builds-latency-one", _) if program != "ours" && latency => {
            Some(Bar::AtLeast(1.0))
        }
        (_, "Rust") if throughput => Some(Bar::AtLeast(0.98)),
        (_, "Rust") if latency => Some(Bar::AtMost(1.03)),
        _ => None,
    }
}

/// Each ratio that has a bar: its row, and what came of it.
pub fn judged(results: &Results) -> Vec<(String, Verdict)> {
    let mut judged = Vec::new();
    for row in &results.rows {
        for (place, program) in results.programs.iter().enumerate().skip(1) {
            let Some(bar) = bar(&results.id, program, &row.figure, row.x) else { continue };
            let Some(ratio) = ratio(&row.cells[place], &row.cells[0]) else { continue };
            let text = format!(
                "{}, {}: {program} {:.2} ({:.2} to {:.2})",
                named(row),
                results.id,
                ratio.median,
                ratio.sure.0,
                ratio.sure.1
            );
            judged.push((text, bar.judge(ratio)));
        }
    }
    judged
}

/// What is ours in a table of others, and what all are compared with.
const OURS: [&str; 6] = ["C", "Rust", "Rust, spinning", "tokio", "tokio, multi-thread", "async-io"];

/// Others that are ahead of our blocking sockets, in the tables of others: by row, with the ratio to ours.
pub fn ahead(results: &Results) -> Vec<String> {
    let Some(rust) = results.programs.iter().position(|program| program == "Rust") else { return Vec::new() };
    let mut lines = Vec::new();
    for row in &results.rows {
        for (place, program) in results.programs.iter().enumerate() {
            let of_others = results.id.starts_with("peers") || results.id.starts_with("apart");
            if !of_others || OURS.contains(&program.as_str()) {
                continue;
            }
            let Some(ratio) = ratio(&row.cells[place], &row.cells[rust]) else { continue };
            let Spread { median, sure: (low, high), .. } = ratio;
            let ahead = if row.figure == "seconds" { low > 1.0 } else { high < 1.0 };
            if ahead {
                let place = if results.id.starts_with("apart") { ", two processes" } else { "" };
                lines.push(format!(
                    "{}{place}: {program} {median:.2} ({low:.2} to {high:.2}) of ours",
                    named(row)
                ));
            }
        }
    }
    lines
}

/// The label of a row, with its figure where a row has several.
pub fn named(row: &Measured) -> String {
    match row.figure.as_str() {
        "seconds" | "publish" => row.label.clone(),
        "p999" => format!("{}, p99.9", row.label),
        "instructions" => format!("{}, instructions", row.label),
        "calls" => format!("{}, calls of the system", row.label),
        "subscribe" => format!("{}, to subscribe", row.label),
        figure => format!("{}, {figure}", row.label),
    }
}

#[cfg(test)]
mod tests {
    use super::{Bar, Spread, Verdict};

    #[test]
    fn what_rounds_say() {
        let spread = |low, median, high| Spread { low: median, median, high: median, sure: (low, high) };
        let least = Bar::AtLeast(0.98);
        assert_eq!(least.judge(spread(0.5, 0.98, 1.2)), Verdict::Holds);
        assert_eq!(least.judge(spread(0.5, 0.97, 1.2)), Verdict::Open);
        assert_eq!(least.judge(spread(0.5, 0.9, 0.97)), Verdict::Missed);
        let most = Bar::AtMost(1.03);
        assert_eq!(most.judge(spread(0.5, 1.03, 1.2)), Verdict::Holds);
        assert_eq!(most.judge(spread(1.0, 1.1, 1.2)), Verdict::Open);
        assert_eq!(most.judge(spread(1.04, 1.1, 1.2)), Verdict::Missed);
    }
}
