//! Programs beside each other: in each round every one of them runs once, and what is compared are the runs of one round. So
//! what else the machine does falls upon all of them.

pub mod sample;
pub mod store;
pub mod tables;

use crate::Failure;
use sample::{Program, Sample};
use std::time::Duration;
use store::{Cell, Measured, Results};
use tables::{Row, Table};

/// How thoroughly to measure.
#[derive(Clone, Copy)]
pub struct Effort {
    pub rounds: usize,
    /// About how long each program runs in a round.
    pub time: Duration,
}

impl Default for Effort {
    fn default() -> Effort {
        Effort { rounds: 9, time: Duration::from_millis(300) }
    }
}

/// How many messages take the program about that long.
fn calibrate(table: &Table, row: &Row, program: &Program, effort: Effort) -> usize {
    let mut count = row.few;
    // The first runs are short, and their start weighs more than their messages.
    for _ in 0..3 {
        let Sample::Values(values) = program.run(&row.words, count) else { return count };
        let Some(taken) = table.figures[0].duration(&values, count) else { return count };
        let scale = effort.time.as_secs_f64() / taken.as_secs_f64().max(1e-6);
        if scale < 1.5 {
            break;
        }
        count = (count as f64 * scale.min(50.0)) as usize;
    }
    count.clamp(row.few, row.many)
}

/// Measures all rows of a table with these programs, and stores it.
pub fn run(table: &Table, programs: &[Program], effort: Effort) -> Result<Results, Failure> {
    let mut results = Results::new(table, programs, effort)?;
    let pinned: Vec<Program>;
    let programs = if table.one_processor {
        pinned = programs.iter().map(Program::on_one_processor).collect();
        &pinned
    } else {
        programs
    };
    for (at, row) in table.rows.iter().enumerate() {
        let counts: Vec<usize> =
            programs.iter().map(|program| calibrate(table, row, program, effort)).collect();
        let mut cells = vec![vec![Cell::default(); programs.len()]; table.figures.len()];
        for round in 0..effort.rounds {
            eprint!(
                "\r{}: row {} of {}, round {} of {}   ",
                table.id,
                at + 1,
                table.rows.len(),
                round + 1,
                effort.rounds
            );
            for turn in 0..programs.len() {
                let place = (round + turn) % programs.len();
                if cells.iter().any(|cells| cells[place].gave_up.is_some()) {
                    continue;
                }
                let count = counts[place];
                match programs[place].run(&row.words, count) {
                    Sample::Values(values) => {
                        for (figure, cells) in table.figures.iter().zip(&mut cells) {
                            match figure.value(&values, count) {
                                Some(value) => cells[place].values.push(value),
                                None => cells[place].gave_up = Some(format!("no {}", figure.name)),
                            }
                        }
                    }
                    Sample::NotHere => cells[0][place].gave_up = Some("–".into()),
                    Sample::Failed(why) => {
                        eprintln!("\n{} {}: {why}", programs[place].name, row.words.join(" "));
                        cells[0][place].gave_up = Some(why);
                    }
                }
            }
        }
        for (figure, cells) in table.figures.iter().zip(cells) {
            results.rows.push(Measured {
                label: row.label.clone(),
                x: row.x,
                figure: figure.name.into(),
                cells,
            });
        }
        results.store()?;
    }
    eprintln!();
    Ok(results)
}
