//! How near to C a program must be, as a ratio of medians.

use super::stats::ratio;
use crate::measure::store::{Measured, Results};

/// What a ratio may be.
#[derive(Clone, Copy, Debug)]
pub enum Bar {
    AtLeast(f64),
    AtMost(f64),
}

impl Bar {
    pub fn holds(self, ratio: f64) -> bool {
        match self {
            Bar::AtLeast(bar) => ratio >= bar,
            Bar::AtMost(bar) => ratio <= bar,
        }
    }
}

/// The bar of a program in a table, if it has one.
pub fn bar(table: &str, program: &str, figure: &str) -> Option<Bar> {
    let throughput = figure == "seconds" || figure == "publish";
    let latency = figure == "p50" || figure == "p99";
    match (table, program) {
        ("runtimes", "tokio" | "tokio, both on one thread" | "async-io") => Some(Bar::AtLeast(0.95)),
        ("runtimes", "tokio, multi-thread") => Some(Bar::AtLeast(0.85)),
        ("runtimes-latency", "tokio" | "tokio, both on one thread" | "tokio, multi-thread" | "async-io")
            if latency =>
        {
            Some(Bar::AtMost(1.3))
        }
        ("builds", _) if program != "ours" && throughput => Some(Bar::AtMost(1.0)),
        ("builds-latency", _) if program != "ours" && latency => Some(Bar::AtLeast(1.0)),
        (_, "Rust") if throughput => Some(Bar::AtLeast(0.98)),
        (_, "Rust") if latency => Some(Bar::AtMost(1.03)),
        _ => None,
    }
}

/// Each ratio that has a bar: its row, and whether it holds.
pub fn judged(results: &Results) -> Vec<(String, bool)> {
    let mut judged = Vec::new();
    for row in &results.rows {
        for (place, program) in results.programs.iter().enumerate().skip(1) {
            let Some(bar) = bar(&results.id, program, &row.figure) else { continue };
            let Some(ratio) = ratio(&row.cells[place], &row.cells[0]) else { continue };
            let text = format!(
                "{}, {}: {program} {:.2} ({:.2} to {:.2})",
                named(row),
                results.id,
                ratio.median,
                ratio.low,
                ratio.high
            );
            judged.push((text, bar.holds(ratio.median)));
        }
    }
    judged
}

/// The label of a row, with its figure where a row has several.
pub fn named(row: &Measured) -> String {
    match row.figure.as_str() {
        "seconds" | "publish" => row.label.clone(),
        "p999" => format!("{}, p99.9", row.label),
        "subscribe" => format!("{}, to subscribe", row.label),
        figure => format!("{}, {figure}", row.label),
    }
}
