//! `cargo xtask mends`: what is mended in the libzmq that is compiled, and what of it still fits another version.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, anyhow, bail, ensure};

use crate::process;
use crate::workspace::{self, Workspace};

#[path = "../../zmq-sys-vendored/build/mends.rs"]
mod applier;

use applier::{Mend, Sources};

/// Lists the mends, after they were tried on the sources that are compiled.
pub fn list(workspace: &Workspace) -> Result<()> {
    let mends = load(workspace)?;
    let mut sources = Sources::new(&workspace.libzmq()?);
    for mend in &mends {
        sources.mend(mend, true).map_err(|why| anyhow!(why))?;
        println!("{}: {}", mend.title(), mend.what);
        for scope in &mend.scopes {
            println!("    {}", scope.place());
        }
        if !mend.needs.is_empty() {
            let needs: Vec<String> = mend.needs.iter().map(|number| format!("{number:02}")).collect();
            println!("    only with {}", needs.join(", "));
        }
    }
    each_alone(workspace, mends.len())?;
    println!("{} mends fit the sources, also with any one of them left out", mends.len());
    Ok(())
}

/// Says which mends still fit the sources in `tree`, for example those of a new version, and the hashes of what has changed.
pub fn compare(workspace: &Workspace, tree: &str) -> Result<()> {
    let tree = Path::new(tree);
    if !tree.join("src").is_dir() {
        bail!("{} has no folder src: it is no tree of libzmq", tree.display());
    }
    let mut sources = Sources::new(tree);
    let (mut same, mut fit, mut all) = (0, 0, 0);
    for mend in load(workspace)? {
        all += 1;
        let title = mend.title();
        if sources.mend(&mend, true).is_ok() {
            same += 1;
            println!("{title}: fits, and its functions are the same");
            continue;
        }
        match sources.mend(&mend, false) {
            Ok(()) => {
                fit += 1;
                println!("{title}: fits, but read it again with");
                changed(&mut sources, &mend);
            }
            Err(why) => println!("{title}: does not fit any more: {why}"),
        }
    }
    println!("of {all} mends {same} fit the same functions, {fit} others, {} none", all - same - fit);
    Ok(())
}

/// Makes the edits of one mend in the sources in `tree`, and of those that it needs: a change to offer to libzmq.
pub fn offer(workspace: &Workspace, tree: &str, number: &str) -> Result<()> {
    let mends = load(workspace)?;
    let number: u32 = number.parse().with_context(|| format!("{number} is no number of a mend"))?;
    let (mut wanted, mut known) = (BTreeSet::from([number]), 0);
    while known < wanted.len() {
        known = wanted.len();
        let of = mends.iter().filter(|mend| wanted.contains(&mend.number));
        wanted = of.flat_map(|mend| &mend.needs).chain(&wanted).copied().collect();
    }
    ensure!(mends.iter().any(|mend| mend.number == number), "no mend has the number {number:02}");
    let mut sources = Sources::new(Path::new(tree));
    for mend in mends.iter().filter(|mend| wanted.contains(&mend.number)) {
        sources.mend(mend, false).map_err(|why| anyhow!(why))?;
        println!("{}: {}", mend.title(), mend.what);
        changed(&mut sources, mend);
    }
    sources.write().map_err(|why| anyhow!(why))
}

/// Prints the hash of each function of a mend that is not the one it was written for.
fn changed(sources: &mut Sources, mend: &Mend) {
    for scope in &mend.scopes {
        let Some(old) = scope.hash else { continue };
        let new = sources.released(&scope.file).and_then(|text| scope.hash_of(text));
        match new {
            Ok(new) if new == old => (),
            Ok(new) => println!("    {}\n    @ hash {new:016x}", scope.place()),
            Err(why) => println!("    {}: {why}", scope.place()),
        }
    }
}

/// Whether the rest still fits when one mend is left out, with those that need it.
fn each_alone(workspace: &Workspace, count: usize) -> Result<()> {
    let tree = workspace.libzmq()?;
    for index in 0..count {
        let mends = load(workspace)?;
        let number = mends.get(index).context("a mend has gone")?.number.to_string();
        let rest = applier::choose(mends, &[&number]).map_err(|why| anyhow!(why))?;
        let mut sources = Sources::new(&tree);
        for mend in &rest {
            sources.mend(mend, true).map_err(|why| anyhow!("without {number}: {why}"))?;
        }
    }
    Ok(())
}

/// Compiles libzmq without one mend after the other, all or those with the `numbers`, and runs the tests of that mend, at least one
/// of which must fail: else it tests nothing. `38+41` leaves out both in one build, for mends that have nothing to do with each other.
pub fn matrix(workspace: &Workspace, numbers: &[&str]) -> Result<()> {
    let titles: BTreeMap<String, String> =
        load(workspace)?.iter().map(|mend| (format!("{:02}", mend.number), mend.title())).collect();
    let all: Vec<&str> = titles.keys().map(String::as_str).collect();
    let mut idle = Vec::new();
    for group in if numbers.is_empty() { &all } else { numbers } {
        let group: Vec<&str> = group.split('+').collect();
        let program = Without::compile(workspace, &group)?;
        for number in group {
            let title = titles.get(number).with_context(|| format!("no mend has the number {number}"))?;
            let (passed, failed) = program.run(number)?;
            let verdict = match (passed, failed) {
                (0, 0) => "no test",
                (_, 0) => "passes all the same",
                _ => "fails without it",
            };
            println!("| {title} | {passed} passed, {failed} failed | {verdict} |");
            if failed == 0 {
                idle.push(title);
            }
        }
    }
    ensure!(idle.is_empty(), "nothing fails without these: {idle:?}");
    Ok(())
}

/// The program of tests with a libzmq that lacks some mends.
struct Without<'a> {
    workspace: &'a Workspace,
    numbers: String,
    features: &'static str,
}

impl Without<'_> {
    fn compile<'a>(workspace: &'a Workspace, numbers: &[&str]) -> Result<Without<'a>> {
        // What needs a library of the system is compiled only for the mend that is about it; and the draft API has the options of
        // 75 by itself.
        let features = match () {
            () if numbers.contains(&"31") => "draft,gssapi",
            () if numbers == ["75"] => "",
            () => "draft",
        };
        let without = Without { workspace, numbers: numbers.join(","), features };
        process::quietly(without.cargo().arg("--no-run"))?;
        Ok(without)
    }

    fn cargo(&self) -> Command {
        let mut command = Command::new(workspace::cargo());
        command.args(["test", "--quiet", "--test", "mends", "--features", self.features]);
        command.current_dir(&self.workspace.root);
        command.env("ZMQ_SYS_WITHOUT_MENDS", &self.numbers).env("CXXFLAGS", "-O0");
        command.env("CARGO_TARGET_DIR", self.workspace.target.join("xtask").join("mends"));
        command
    }

    /// How many tests of a mend pass and fail.
    fn run(&self, number: &str) -> Result<(u32, u32)> {
        let mut command = self.cargo();
        let output = command.args(["--", &format!("mend_{number}_"), &format!("_and_{number}_")]).output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let result = text.lines().rev().find_map(|line| line.strip_prefix("test result: "));
        let result = result.with_context(|| format!("no result of the tests without {number}: {text}"))?;
        let count = |word: &str| {
            let words: Vec<&str> = result.split(' ').collect();
            let at = words.iter().position(|other| other.trim_end_matches(';') == word)?;
            words.get(at.checked_sub(1)?)?.parse().ok()
        };
        Ok((count("passed").unwrap_or(0), count("failed").unwrap_or(0)))
    }
}

fn load(workspace: &Workspace) -> Result<Vec<Mend>> {
    applier::load(&workspace.sys_crate()?.join("mends")).map_err(|why| anyhow!(why))
}
