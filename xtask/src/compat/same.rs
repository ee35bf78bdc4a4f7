//! Whether `compat/zmq` answers as rust-zmq does: the program in `compat/same` prints what each option, endpoint and call answers, and
//! what it prints on both bridges is compared. What differs on purpose has a row here.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};

use super::{Bridge, Place, read};
use crate::process;
use crate::suites::until;

/// For the whole program.
const DEADLINE: Duration = Duration::from_secs(120);

/// How many differences are shown.
const SHOWN: usize = 40;

/// What differs: words that are in the line, and how the answers of both end. The reason stands before it.
const DIFFERENCES: [Difference; 0] = [];

struct Difference {
    words: &'static [&'static str],
    rust_zmq: &'static str,
    compat: &'static str,
}

impl Difference {
    fn explains(&self, rust_zmq: &str, compat: &str) -> bool {
        let said = self.words.iter().all(|word| rust_zmq.contains(word));
        said && rust_zmq.ends_with(self.rust_zmq) && compat.ends_with(self.compat)
    }
}

/// Writes the package.
pub(super) fn write(root: &Path, place: &Place) -> Result<()> {
    let source = read(&root.join("compat").join("same").join("main.rs"))?;
    place.package("same", "2024", "\n[dependencies]\nzmq = \"0.10\"\n", &[("src/main.rs", &source)])
}

/// What the program prints on a bridge.
pub(super) fn run(place: &Place) -> Result<String> {
    process::run(&mut place.cargo(&["build", "--quiet", "--package", "same"]))?;
    let mut command = place.cargo(&["run", "--quiet", "--package", "same"]);
    let ended = until(DEADLINE, &mut command, &place.folder.join("same.log"))?;
    if !ended.status.is_some_and(|status| status.success()) {
        bail!("compat/same on {} ended with {:?}\n{}", place.bridge.name(), ended.status, ended.printed);
    }
    Ok(ended.printed)
}

/// Compares what was printed on both, and fails over a difference without a row, and over a row without a difference.
pub(super) fn compare(printed: &[(Bridge, String)]) -> Result<()> {
    let on = |wanted| printed.iter().find(|(bridge, _)| *bridge == wanted).map(|(_, text)| text);
    let (Some(rust_zmq), Some(compat)) = (on(Bridge::Sys), on(Bridge::Zmq)) else { return Ok(()) };
    let mut met = [false; DIFFERENCES.len()];
    let (mut lines, mut on_purpose, mut others) = (0, 0, Vec::new());
    for (before, after) in rust_zmq.lines().zip(compat.lines()) {
        lines += 1;
        // A panic there is an answer here.
        if before == after || before.ends_with(": panics") {
            continue;
        }
        match DIFFERENCES.iter().position(|difference| difference.explains(before, after)) {
            Some(place) => {
                on_purpose += 1;
                met[place] = true;
            }
            None => others.push(format!("rust-zmq {before}\ncompat   {after}")),
        }
    }
    if rust_zmq.lines().count() != compat.lines().count() {
        bail!(
            "compat/same prints {} lines on rust-zmq, {} on compat",
            rust_zmq.lines().count(),
            compat.lines().count()
        );
    }
    if !others.is_empty() {
        let shown = others.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join("\n");
        bail!("{} answers differ from rust-zmq's, of {lines}:\n{shown}", others.len());
    }
    if let Some(place) = met.iter().position(|met| !met) {
        bail!("no answer differs any more by {:?}", DIFFERENCES[place].words);
    }
    println!("compat/zmq: {lines} answers are rust-zmq's, but for {on_purpose} that differ on purpose");
    Ok(())
}
