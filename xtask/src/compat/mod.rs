//! `cargo xtask compat`: programs of the crate `zmq` 0.10 and of those on it, against both bridges in `compat/`.
//!
//! For each bridge a workspace is made under the target folder, with copies of packages from the registry and of what is theirs: the
//! suites and examples of rust-zmq, tmq and async_zmq, one program that has everything at once, one that prints what each option and call
//! answers, and what the guides show of before. The bridge comes in by `[patch.crates-io]`, as it does for whoever moves. All of them share one target folder, and so one libzmq.

mod cost;
mod guides;
mod names;
mod registry;
mod same;
mod throughput;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::files::{copy_tree, remove_tree};
use crate::process;
use crate::suites::until;
use crate::workspace::{Workspace, cargo};
use registry::Registry;

/// For all tests of a workspace, once they are compiled.
const DEADLINE: Duration = Duration::from_secs(240);

/// How often a program of tests is run before it counts as failed: they take ports by number, some of them by chance, and have deadlines
/// for a machine at rest.
const ATTEMPTS: u32 = 3;

/// All tests, but one of async_zmq's programs, which is compiled only: `push_pull` waits for ever in a fifth of its runs, also on a libzmq
/// without any mend (6 of 30).
const TARGETS: [&str; 2] =
    ["--workspace --exclude async_zmq", "-p async_zmq --lib --test pub_sub --test request_reply --test xpub"];

/// Which of the two packages stands in for the one of the registry.
#[derive(Clone, Copy, PartialEq)]
enum Bridge {
    /// `compat/zmq-sys`, under rust-zmq as it is.
    Sys,
    /// `compat/zmq`, in place of rust-zmq.
    Zmq,
}

impl Bridge {
    fn name(self) -> &'static str {
        match self {
            Bridge::Sys => "zmq-sys",
            Bridge::Zmq => "zmq",
        }
    }
}

/// Runs what is asked for.
pub fn run(workspace: &Workspace, words: &[&str]) -> Result<()> {
    let (mut bridges, mut arzmq, mut cost, mut speed) = (Vec::new(), false, false, false);
    for word in words {
        match *word {
            "zmq-sys" => bridges.push(Bridge::Sys),
            "zmq" => bridges.push(Bridge::Zmq),
            "--arzmq" => arzmq = true,
            "--cost" => cost = true,
            "--throughput" => speed = true,
            _ => bail!("compat: what is {word}?"),
        }
    }
    if bridges.is_empty() && !arzmq && !cost && !speed {
        bridges = vec![Bridge::Sys, Bridge::Zmq];
    }
    guides::all_are_listed(&workspace.root)?;
    let registry = Registry::load(workspace)?;
    let mut answers = Vec::new();
    for bridge in bridges {
        let start = Instant::now();
        let place = Place::make(workspace, &registry, bridge)?;
        place.test()?;
        place.run_together()?;
        answers.push((bridge, same::run(&place)?));
        println!("compat/{}: all of it in {:.0} s", bridge.name(), start.elapsed().as_secs_f32());
    }
    same::compare(&answers)?;
    if cost {
        cost::compare(workspace, &registry)?;
    }
    if speed {
        throughput::compare(workspace, &registry)?;
    }
    if arzmq { guides::check_arzmq(workspace) } else { Ok(()) }
}

/// A workspace for one bridge.
struct Place {
    folder: PathBuf,
    target: PathBuf,
    bridge: Bridge,
}

/// The dependencies of the package made of `compat/together`.
const TOGETHER: &str = r#"
[dependencies]
bitcoincore-zmq = { version = "1.5", default-features = false }
futures = "0.3"
tmq = "0.5"
tokio = { version = "1", features = ["rt-multi-thread"] }
zmq = { version = "0.10", default-features = false }
"#;

impl Place {
    fn make(workspace: &Workspace, registry: &Registry, bridge: Bridge) -> Result<Place> {
        let folder = workspace.scratch(&format!("compat/{}", bridge.name()))?;
        let place = Place { folder, target: workspace.target.join("compat"), bridge };
        let compat = workspace.root.join("compat");
        let members = ["rust-zmq", "tmq", "async_zmq", "together", "guides", "names", "cost", "same"];
        place.copy("rust-zmq", registry.package("zmq")?, |text| rust_zmq(text, bridge))?;
        place.copy("tmq", registry.package("tmq")?, |text| {
            without(text, &["[[bench]]", "[dev-dependencies.criterion]"])
        })?;
        place.copy("async_zmq", registry.package("async_zmq")?, str::to_owned)?;
        let safe = format!("zmq_safe = {{ package = \"zmq-safe\", path = {:?} }}\n", workspace.root);
        place.package("together", "2024", &format!("{TOGETHER}{safe}"), &[])?;
        place.write("together/src/main.rs", &read(&compat.join("together").join("main.rs"))?)?;
        guides::write(&workspace.root, &place, bridge)?;
        names::write(&place, registry, bridge)?;
        cost::write(&workspace.root, &place)?;
        same::write(&workspace.root, &place)?;
        let zmq = match bridge {
            Bridge::Sys => place.folder.join("rust-zmq"),
            Bridge::Zmq => compat.join("zmq"),
        };
        let manifest = format!(
            "[workspace]\nresolver = \"2\"\nmembers = {members:?}\n\n[patch.crates-io]\nzmq = {{ path = {zmq:?} }}\n\
             zmq-sys = {{ path = {:?} }}\n\n{}",
            compat.join("zmq-sys"),
            profiles(&read(&workspace.root.join("Cargo.toml"))?)
        );
        place.write("Cargo.toml", &manifest)?;
        let lock = lock(&workspace.root, bridge);
        if lock.is_file() {
            place.write("Cargo.lock", &read(&lock)?)?;
        }
        Ok(place)
    }

    /// A copy of a package of the registry, with another manifest. What is there is not copied again.
    fn copy(&self, name: &str, source: &Path, manifest: impl Fn(&str) -> String) -> Result<()> {
        let folder = self.folder.join(name);
        if !folder.join("src").is_dir() {
            remove_tree(&folder)?;
            copy_tree(source, &folder)?;
            // Their texts are those of the compiler of then; `zmq-compat` has its own tests of what must not compile.
            remove_tree(&folder.join("tests").join("compile-fail"))?;
            let _ = fs::remove_file(folder.join("tests").join("compile-tests.rs"));
        }
        if name == "rust-zmq" && self.bridge == Bridge::Zmq {
            remove_tree(&folder.join("src"))?;
            self.write("rust-zmq/src/lib.rs", "")?;
        }
        let manifest = manifest(&read(&source.join("Cargo.toml"))?);
        // What a compiler of today warns of is not our concern.
        self.write(
            &format!("{name}/Cargo.toml"),
            &format!("{manifest}\n[lints.rust]\nwarnings = \"allow\"\n"),
        )
    }

    /// A package of our own: its manifest and its files.
    fn package(&self, name: &str, edition: &str, dependencies: &str, files: &[(&str, &str)]) -> Result<()> {
        let head = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = {edition:?}\npublish = false\n"
        );
        self.write(&format!("{name}/Cargo.toml"), &format!("{head}{dependencies}"))?;
        files.iter().try_for_each(|(file, text)| self.write(&format!("{name}/{file}"), text))
    }

    /// Writes a file, unless it is there with the same text: cargo goes by the time of a change.
    fn write(&self, file: &str, text: &str) -> Result<()> {
        let file = self.folder.join(file);
        if fs::read_to_string(&file).is_ok_and(|old| old == text) {
            return Ok(());
        }
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))
    }

    fn cargo(&self, words: &[&str]) -> Command {
        let mut command = Command::new(cargo());
        command.current_dir(&self.folder).args(words).arg("--target-dir").arg(&self.target);
        command
    }

    fn test(&self) -> Result<()> {
        process::run(&mut self.cargo(&["test", "--workspace", "--no-run", "--quiet"]))?;
        let log = self.folder.join("tests.log");
        // Those that are to be run, as arguments of cargo: first all of them.
        let mut targets = TARGETS.map(str::to_owned).to_vec();
        let mut passed = 0;
        for left in (0..ATTEMPTS).rev() {
            let mut failed = Vec::new();
            for target in &targets {
                let mut command = self.cargo(&["test", "--no-fail-fast"]);
                let ended = until(DEADLINE, command.args(target.split(' ')), &log)?;
                if ended.status.is_none() && left > 0 {
                    // Where a port was in use, the thread that serves a test ends, and the test waits for ever.
                    println!("compat/{}: not done in time: {target}", self.bridge.name());
                    failed.push(target.clone());
                    continue;
                }
                passed += passed_tests(&ended.printed);
                if ended.status.is_some_and(|status| status.success()) {
                    continue;
                }
                let faults = failed_targets(&ended.printed);
                println!("compat/{}: failed: {}", self.bridge.name(), faults.join(", "));
                if faults.is_empty() || left == 0 {
                    bail!("{}\ncompat/{}: `cargo test {target}` failed", ended.printed, self.bridge.name());
                }
                failed.extend(faults);
            }
            if failed.is_empty() {
                break;
            }
            targets = failed;
        }
        println!("compat/{}: {passed} tests passed", self.bridge.name());
        Ok(())
    }

    fn run_together(&self) -> Result<()> {
        let tree = process::output(&mut self.cargo_tree())?;
        // Packages that compile or link a libzmq; the sources are in one of their own.
        let named = |line: &&str| line.starts_with("zmq-sys") || line.starts_with("zeromq-src");
        let found: BTreeSet<&str> = tree.lines().filter(named).collect();
        let count = |start| found.iter().filter(|line| line.starts_with(start)).count();
        if (count("zmq-sys-vendored v"), count("zeromq-src v")) != (1, 1) {
            bail!("there is not one libzmq in the program: {found:?}");
        }
        process::run(&mut self.cargo(&["build", "--quiet", "--package", "together"]))?;
        let mut command = self.cargo(&["run", "--quiet", "--package", "together"]);
        let ended = until(Duration::from_secs(60), &mut command, &self.folder.join("together.log"))?;
        if !ended.status.is_some_and(|status| status.success()) {
            bail!("the program with everything at once ended with {:?}\n{}", ended.status, ended.printed);
        }
        print!("compat/{}: {}", self.bridge.name(), ended.printed);
        Ok(())
    }

    /// What the program with everything at once depends on, a package a line.
    fn cargo_tree(&self) -> Command {
        let mut command = Command::new(cargo());
        command.current_dir(&self.folder).args(["tree", "--package", "together", "--edges", "normal,build"]);
        command.args(["--prefix", "none", "--no-dedupe", "--format", "{p}"]);
        command
    }
}

/// How many tests have passed, by what cargo prints.
fn passed_tests(printed: &str) -> u64 {
    let number = |line: &str| line.split(" passed").next()?.rsplit(' ').next()?.parse::<u64>().ok();
    printed.lines().filter(|line| line.starts_with("test result:")).filter_map(number).sum()
}

/// The targets that have failed, as arguments of cargo: it lists each in a line of its own, between backquotes.
fn failed_targets(printed: &str) -> Vec<String> {
    let line = |line: &str| line.strip_prefix("    `")?.strip_suffix('`').map(str::to_owned);
    printed.lines().filter_map(line).collect()
}

/// rust-zmq's manifest: as it is, or of its tests and examples alone.
fn rust_zmq(manifest: &str, bridge: Bridge) -> String {
    let text = without(manifest, &["[dev-dependencies.trybuild]"]);
    if bridge == Bridge::Sys {
        return text;
    }
    let text = text.replacen("name = \"zmq\"", "name = \"rust-zmq-suite\"", 1);
    let text = text.replacen("build = \"build.rs\"", "build = false", 1);
    without(&text, &["[dependencies.bitflags]", "[dependencies.libc]"])
        + "\n[dependencies.zmq]\nversion = \"0.10\"\n"
}

/// A manifest as cargo publishes it without the sections that begin with one of `heads`.
fn without(manifest: &str, heads: &[&str]) -> String {
    let sections =
        manifest.split("\n\n").filter(|section| !heads.iter().any(|head| section.starts_with(head)));
    sections.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// The profiles of our own manifest, which stand at its end.
fn profiles(manifest: &str) -> String {
    let sections = manifest.split("\n\n").filter(|section| section.contains("[profile."));
    sections.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// The lock file that a workspace begins with, so that nothing new of others can break it.
fn lock(root: &Path, bridge: Bridge) -> PathBuf {
    root.join("compat").join("locks").join(format!("{}.lock", bridge.name()))
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}
