//! What was run against what: printed, and written to `docs/interop.md` and into the README.

use crate::{
    deviations::ABORT,
    jobs::Done,
    matrix::Transport,
    play::{ATTEMPTS, Tally},
    provision::{self, Places},
};
use anyhow::{Context, Result, bail};
use std::{fmt::Write, fs, path::PathBuf, process::Command};

const BEGIN: &str = "<!-- interop: written by `cargo xtask interop --write` -->";
const END: &str = "<!-- /interop -->";

pub fn print_tally(tally: &Tally) {
    let (cells, deviating, failed) = (tally.cells(), tally.deviating(), tally.failures.len());
    println!(
        "{}: {cells} cells, {} passed, {deviating} deviate as expected, {failed} failed, {:.1} s ({})",
        tally.peer,
        tally.passed,
        tally.time.as_secs_f64(),
        tally.hello
    );
    println!("    the slowest cell took {:?}: {}", tally.slowest.0, tally.slowest.1);
    for (cell, wrong) in &tally.failures {
        println!("    FAILED {cell}\n        {wrong}");
    }
}

pub fn print_job(done: &Done) {
    println!("{}: {} steps held, {:.1} s ({})", done.name, done.held.len(), done.time.as_secs_f64(), done.on);
    if let Some(failure) = &done.failure {
        println!("    FAILED {failure}");
    }
}

/// All of it as a table, and in a line.
pub fn table(tallies: &[Tally], done: &[Done]) -> String {
    let row = |name: &str, words: [&str; 5]| {
        let [cells, passed, deviating, failed, time] = words;
        format!("{name:20}{cells:>8}{passed:>8}{deviating:>10}{failed:>8}{time:>8}\n")
    };
    let seconds = |time: std::time::Duration| format!("{:.1}", time.as_secs_f64());
    let mut text = row("peer", ["cells", "passed", "deviate", "failed", "s"]);
    for tally in tallies {
        let [cells, passed, deviating, failed] =
            [tally.cells(), tally.passed, tally.deviating(), tally.failures.len()]
                .map(|count| count.to_string());
        text += &row(tally.peer, [&cells, &passed, &deviating, &failed, &seconds(tally.time)]);
    }
    text += &row("job", ["steps", "held", "", "failed", "s"]);
    for job in done {
        let (held, failed) = (job.held.len().to_string(), usize::from(job.failure.is_some()).to_string());
        text += &row(job.name, [&job.steps.to_string(), &held, "", &failed, &seconds(job.time)]);
    }
    text + &sum(tallies, done)
}

/// All of it in a line.
fn sum(tallies: &[Tally], done: &[Done]) -> String {
    let sum = |of: fn(&Tally) -> usize| tallies.iter().map(of).sum::<usize>();
    let failed = sum(|tally| tally.failures.len()) + done.iter().filter(|job| job.failure.is_some()).count();
    format!(
        "{} peers: {} cells, {} passed, {} deviate as expected; {} jobs; {failed} failures",
        tallies.len(),
        sum(Tally::cells),
        sum(|tally| tally.passed),
        sum(Tally::deviating),
        done.len()
    )
}

/// Writes both files.
pub fn write(places: &Places, tallies: &[Tally], done: &[Done]) -> Result<()> {
    let date = provision::output(Command::new("date").args(["-u", "+%Y-%m-%d"]))?;
    fs::write(page_file(places), page(tallies, done, date.trim())?).context("docs/interop.md")?;
    let readme = root(places).join("README.md");
    let text = fs::read_to_string(&readme)?;
    fs::write(&readme, with_section(&text, &section(tallies, done, date.trim())?)?).context("README.md")
}

/// Fails where the files say other things of other peers and jobs than were run now. Dates and versions may be older.
pub fn check(places: &Places, tallies: &[Tally], done: &[Done]) -> Result<()> {
    let text = fs::read_to_string(page_file(places)).unwrap_or_default();
    let old = tallies
        .iter()
        .map(|tally| (tally.peer, row_counts(tally)))
        .chain(done.iter().map(|job| (job.name, job.shows.to_owned())))
        .find(|(name, what)| {
            !text.lines().any(|line| line.starts_with(&format!("| {name} |")) && line.contains(what))
        });
    if let Some((name, what)) = old {
        bail!("docs/interop.md is old, it does not say of {name}: {what}; run cargo xtask interop --write");
    }
    Ok(())
}

fn root(places: &Places) -> PathBuf {
    places.sources.join("..")
}

fn page_file(places: &Places) -> PathBuf {
    root(places).join("docs/interop.md")
}

fn row_counts(tally: &Tally) -> String {
    format!("| {} | {} | {} |", tally.cells(), tally.passed, tally.deviating())
}

fn page(tallies: &[Tally], done: &[Done], date: &str) -> Result<String> {
    let mut text = format!(
        "# Interoperability\n\nWritten by `cargo xtask interop --write` on {date}; not to be edited.\n\n\
         ## Matrix\n\nA cell is one conversation: a pattern, which of its two kinds is ours, who binds, the transport (tcp, ipc, and ws where the peer has it), the \
         mechanism (NULL, PLAIN, CURVE, and over tcp which end is its server), heartbeats on or off, and our blocking or tokio \
         socket. It sends messages of 0 to 8192 bytes and, over tcp, of 1 MiB, of one part and of seven, and looks at every \
         byte, at order, at routing ids, at the user whom the server has authenticated, and that no connection was lost. \
         libzmq 2.2, 3.2 and 4.1 speak ZMTP 1.0, 2.0 and 3.0, JeroMQ 0.3.6 2.0; the others 3.0 or 3.1. Who is not \
         played over ws was asked to bind there, and refused. This command plays all cells.\n\n"
    );
    writeln!(
        text,
        "| peer | runs on | transports | cells | passed | deviate as expected |\n|---|---|---|---|---|---|"
    )?;
    for tally in tallies {
        let transports = tally.transports.iter().map(Transport::to_string).collect::<Vec<_>>().join(", ");
        writeln!(text, "| {} | {} | {transports} {}", tally.peer, tally.hello, row_counts(tally))?;
    }
    writeln!(
        text,
        "\n## Deviations\n\nEach is in `interop/src/deviations.rs`; a cell that no longer deviates fails. One is by chance: {ABORT}. \
         Such a cell is played up to {ATTEMPTS} times.\n"
    )?;
    for tally in tallies {
        for (reason, cells) in &tally.deviations {
            writeln!(text, "- {}, {cells} cells: {reason}.", tally.peer)?;
        }
    }
    text.push_str(
        "\n## Real jobs\n\nPrograms of others, and examples of `interop/examples` that work with them.\n\n",
    );
    writeln!(text, "| job | what it is | runs on | what held |\n|---|---|---|---|")?;
    for job in done {
        writeln!(text, "| {} | {} | {} | {} |", job.name, job.shows, job.on, job.held.join("; "))?;
    }
    Ok(text)
}

/// The README's section: names and sums.
fn section(tallies: &[Tally], done: &[Done], date: &str) -> Result<String> {
    let mut text = format!("{BEGIN}\n");
    let (cells, passed): (usize, usize) =
        (tallies.iter().map(Tally::cells).sum(), tallies.iter().map(|tally| tally.passed).sum());
    writeln!(
        text,
        "On {date}, {cells} conversations were held with {} peers on other libraries and versions: every classic pattern, both \
         roles, bind and connect, tcp, ipc and ws, NULL, PLAIN and CURVE, with heartbeats and without, by blocking and tokio \
         sockets. {passed} went as ZeroMQ has it; of the others [docs/interop.md](docs/interop.md) says what the peer lacks or \
         does otherwise. `cargo xtask interop` plays all of them.\n",
        tallies.len()
    )?;
    let names: Vec<&str> = tallies.iter().map(|tally| tally.peer).collect();
    writeln!(text, "- Peers: {}.", names.join(", "))?;
    for job in done {
        writeln!(text, "- {} ({}).", capital(job.shows), job.on)?;
    }
    text.push_str(END);
    Ok(text)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The text with this section between its markers.
fn with_section(text: &str, section: &str) -> Result<String> {
    let (start, end) = (text.find(BEGIN), text.find(END));
    let (Some(start), Some(end)) = (start, end) else { bail!("it has no {BEGIN} and {END}") };
    Ok(format!("{}{section}{}", &text[..start], &text[end + END.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_replaces_the_old_one() {
        let text = format!("before\n{BEGIN}\nold\n{END}\nafter\n");
        let new = with_section(&text, &format!("{BEGIN}\nnew\n{END}")).unwrap();
        assert_eq!(new, format!("before\n{BEGIN}\nnew\n{END}\nafter\n"));
        assert!(with_section("no markers", "").is_err());
    }
}
