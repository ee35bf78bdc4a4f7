//! `cargo xtask interop`: our sockets against programs that nobody here wrote.

#![forbid(unsafe_code)]

mod deviations;
mod end;
mod matrix;
mod ours;
mod part;
mod patterns;
mod peers;
mod play;
mod provision;
mod theirs;

use anyhow::Result;
use play::Tally;
use provision::Places;
use std::{env, process::ExitCode, sync::Mutex, thread};

fn main() -> ExitCode {
    match run(&env::args().skip(1).collect::<Vec<_>>()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("interop: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Result<bool> {
    let places = Places::new()?;
    let only = words.iter().find_map(|word| word.strip_prefix("--only=")).unwrap_or_default();
    let names: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.starts_with("--")).collect();
    let entries = if names.is_empty() {
        peers::ALL.iter().collect()
    } else {
        names.iter().map(|name| peers::named(name)).collect::<Result<Vec<_>>>()?
    };
    let queue = Mutex::new(entries.into_iter());
    let tallies = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(entry) = queue.lock().ok().and_then(|mut queue| queue.next()) else { break };
                    let tally = play::play(entry, &places, only);
                    print(&tally);
                    if let Ok(mut tallies) = tallies.lock() {
                        tallies.push(tally);
                    }
                }
            });
        }
    });
    let tallies = tallies.into_inner().unwrap_or_default();
    Ok(tallies.iter().all(|tally: &Tally| tally.failures.is_empty()))
}

fn print(tally: &Tally) {
    println!(
        "{}: {} cells, {} passed, {} deviate as expected, {} failed, {:.1} s; slowest {:?} {} ({})",
        tally.peer,
        tally.cells(),
        tally.passed,
        tally.deviating(),
        tally.failures.len(),
        tally.time.as_secs_f64(),
        tally.slowest.0,
        tally.slowest.1,
        tally.hello
    );
    for (cell, wrong) in &tally.failures {
        println!("    {cell}\n        {wrong}");
    }
}
