//! Programs beside each other: in each round every one of them runs once, and what is compared are the runs of one round. So
//! what else the machine does falls upon all of them.

mod counts;
pub mod sample;
pub mod store;
pub mod tables;

use crate::Failure;
use sample::{Program, Sample};
use std::time::Duration;
use store::{Cell, Measured, Results};
use tables::{Place, Row, Table};

pub use counts::count;

/// How thoroughly to measure.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    pub rounds: usize,
    /// About how long each program runs in a round.
    pub time: Duration,
}

impl Effort {
    /// For what takes long to begin.
    pub const LONG: Effort = Effort::of(9, 300);
    /// For what begins at once: the more rounds, the nearer their median is to what it would be after many more.
    pub const OFTEN: Effort = Effort::of(27, 100);
    /// As [`OFTEN`](Self::OFTEN), with enough in each for the slowest of a thousand.
    pub const OFTEN_AND_LONG: Effort = Effort::of(27, 200);

    const fn of(rounds: usize, milliseconds: u64) -> Effort {
        Effort { rounds, time: Duration::from_millis(milliseconds) }
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

/// Whose turn it is. Each follows each other one as often, since what ran before leaves the machine as it does.
fn place(round: usize, turn: usize, programs: usize) -> usize {
    let turn = if round % 2 == 0 { turn } else { programs - 1 - turn };
    (round / 2 + turn) % programs
}

/// Measures all rows of a table with these programs, and stores it.
pub fn run(table: &Table, programs: &[Program]) -> Result<Results, Failure> {
    let effort = table.effort;
    let mut results = Results::new(table, programs)?;
    let pinned: Vec<Program>;
    let programs = match table.place {
        Place::Anywhere => programs,
        Place::One => {
            pinned = programs.iter().map(Program::on_one_processor).collect();
            &pinned
        }
        Place::Apart => {
            pinned = programs.iter().map(Program::on_two_processors).collect();
            &pinned
        }
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
                let place = place(round, turn, programs.len());
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

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn all_have_their_turn_and_each_begins() {
        for programs in 1..8 {
            let mut began = vec![0; programs];
            for round in 0..2 * programs {
                let mut places: Vec<usize> = (0..programs).map(|turn| place(round, turn, programs)).collect();
                began[places[0]] += 1;
                places.sort_unstable();
                assert!(places.iter().copied().eq(0..programs));
            }
            assert_eq!(began, vec![2; programs]);
        }
    }
}
