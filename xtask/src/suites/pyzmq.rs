//! pyzmq's own suite, on a shared library made of ours.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Asked;
use super::comparison::{Outcome, Report, Reports, failed, summary, worse};
use super::library::{Library, Which};
use super::programs::{in_pairs, until};
use crate::files::copy_tree;
use crate::process;
use crate::workspace::Workspace;

/// The version, with its tests in the sources on PyPI.
const PYZMQ: &str = "pyzmq==27.1.0";

/// What its tests need; those of what is not named here skip themselves.
const NEEDED: [&str; 4] = ["pytest==8.4.2", "pytest-asyncio==1.2.0", "tornado==6.5.2", "cython==3.1.4"];

/// For one file of tests.
const DEADLINE: Duration = Duration::from_secs(300);

/// How often a file is run, alone, before it counts as failed.
const ATTEMPTS: u32 = 3;

/// What is not run: they look at the types and the packaging of pyzmq, not at libzmq.
const LEFT_OUT: [&str; 2] = ["test_mypy", "test_cython"];

/// What pytest says when there was nothing to run, or all was skipped.
const NOTHING: i32 = 5;

/// Builds and runs it.
pub fn run(workspace: &Workspace, asked: &Asked) -> Result<()> {
    let start = Instant::now();
    let with = Which { features: "", mended: true };
    let place = Place::set_up(workspace, &with.build(workspace)?)?;
    let mended = place.suite(with, asked.only.as_deref(), None)?;
    let mut lines = vec![format!("{:<16} {}", with.name(), summary(&mended))];
    let again = failed(&mended);
    let mut faults = Vec::new();
    if asked.compare || !again.is_empty() {
        let without = Which { features: "", mended: false };
        place.link(without, &without.build(workspace)?)?;
        let some = if asked.compare { None } else { Some(again.iter().map(String::as_str).collect()) };
        let unmended = place.suite(without, asked.only.as_deref(), some)?;
        lines.push(format!("{:<16} {}", without.name(), summary(&unmended)));
        faults = worse(&mended, &unmended);
    }
    println!("\n{PYZMQ}, {:.0} s", start.elapsed().as_secs_f32());
    lines.iter().for_each(|line| println!("{line}"));
    if !faults.is_empty() {
        bail!("worse with mends than without:\n  {}", faults.join("\n  "));
    }
    Ok(())
}

/// A Python with pyzmq, its tests, and a folder for each library that it may find.
struct Place {
    folder: PathBuf,
}

impl Place {
    /// pyzmq is compiled once; which library it finds is decided when it runs.
    fn set_up(workspace: &Workspace, library: &Library) -> Result<Place> {
        let place = Place { folder: workspace.scratch("suites/pyzmq")? };
        place.link(Which { features: "", mended: true }, library)?;
        let prefix = place.folder.join("prefix");
        copy_tree(&library.sources.join("include"), &prefix.join("include"))?;
        copy_tree(&place.libraries(Which { features: "", mended: true }), &prefix.join("lib"))?;
        let python = place.python();
        if !python.is_file() {
            process::quietly(Command::new("python3").args(["-m", "venv"]).arg(place.folder.join("venv")))?;
        }
        process::quietly(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(NEEDED))?;
        let tests = place.folder.join("tests");
        if tests.is_dir() {
            return Ok(place);
        }
        let mut command = Command::new(&python);
        command.args(["-m", "pip", "install", "--quiet", "--no-binary", "pyzmq", "--no-cache-dir", PYZMQ]);
        command.env("ZMQ_PREFIX", &prefix).env("PYZMQ_NO_BUNDLE", "1").env("PYZMQ_LIBZMQ_RPATH", "OFF");
        process::quietly(&mut command)?;
        let mut command = Command::new(&python);
        command.args(["-m", "pip", "download", "--quiet", "--no-binary", "pyzmq", "--no-deps", PYZMQ]);
        process::quietly(command.arg("--dest").arg(&place.folder))?;
        let source = format!("{}.tar.gz", PYZMQ.replace("==", "-"));
        let mut command = Command::new("tar");
        command.current_dir(&place.folder).args(["-xzf", &source, "--strip-components=1", "--wildcards"]);
        process::quietly(command.args(["*/tests", "*/pytest.ini"]))?;
        Ok(place)
    }

    fn python(&self) -> PathBuf {
        self.folder.join("venv/bin/python")
    }

    fn libraries(&self, which: Which<'_>) -> PathBuf {
        self.folder.join(which.name())
    }

    /// Makes a shared library of a static one.
    fn link(&self, which: Which<'_>, library: &Library) -> Result<()> {
        let folder = self.libraries(which);
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let file = folder.join("libzmq.so.5");
        let mut command = Command::new("g++");
        command.args(["-shared", "-Wl,-soname,libzmq.so.5", "-Wl,--whole-archive"]).arg(&library.archive);
        command.arg("-Wl,--no-whole-archive");
        command.args(&library.system).arg("-o").arg(&file);
        process::quietly(&mut command)?;
        fs::copy(&file, folder.join("libzmq.so")).with_context(|| format!("{}", file.display()))?;
        Ok(())
    }

    fn suite(&self, which: Which<'_>, only: Option<&str>, some: Option<Vec<&str>>) -> Result<Reports> {
        let mut names = Vec::new();
        let folder = self.folder.join("tests");
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let name = entry?.file_name();
            let stem = name.to_str().and_then(|name| name.strip_suffix(".py"));
            names.extend(stem.filter(|stem| stem.starts_with("test_")).map(str::to_owned));
        }
        names.retain(|name| {
            !LEFT_OUT.contains(&name.as_str())
                && only.is_none_or(|word| name.contains(word))
                && some.as_ref().is_none_or(|some| some.contains(&name.as_str()))
        });
        names.sort();
        let start = Instant::now();
        let reports = in_pairs(&names, |name| self.run(which, name))?;
        let mut reports: Reports = names.iter().cloned().zip(reports).collect();
        for name in failed(&reports) {
            for _ in 1..ATTEMPTS {
                let report = self.run(which, &name)?;
                if report.outcome != Outcome::Failed {
                    println!("{}: {name} passed when it ran alone", which.name());
                    reports.insert(name.clone(), report);
                    break;
                }
            }
        }
        for (name, report) in reports.iter().filter(|(_, report)| report.outcome == Outcome::Failed) {
            println!("{}: {name} failed: {}\n{}", which.name(), report.end, report.printed);
        }
        println!("{}: run in {:.0} s", which.name(), start.elapsed().as_secs_f32());
        Ok(reports)
    }

    fn run(&self, which: Which<'_>, name: &str) -> Result<Report> {
        let mut command = Command::new(self.python());
        command.current_dir(&self.folder).env("LD_LIBRARY_PATH", self.libraries(which));
        command.args(["-m", "pytest", "-v", "--tb=short", "-p", "no:cacheprovider"]);
        command.arg(Path::new("tests").join(format!("{name}.py")));
        let ended = until(DEADLINE, &mut command, &self.folder.join(format!("{}-{name}.log", which.name())))?;
        let (outcome, end) = match ended.status {
            None => (Outcome::Failed, format!("still running after {} s", DEADLINE.as_secs())),
            Some(status) if status.success() => (Outcome::Passed, String::new()),
            Some(status) if status.code() == Some(NOTHING) => (Outcome::Skipped, String::new()),
            Some(status) => (Outcome::Failed, status.to_string()),
        };
        let cases: BTreeMap<String, Outcome> = ended.printed.lines().filter_map(case).collect();
        let nothing = !cases.is_empty() && cases.values().all(|case| *case == Outcome::Skipped);
        let outcome = if nothing && outcome == Outcome::Passed { Outcome::Skipped } else { outcome };
        Ok(Report { outcome, end, cases, printed: ended.printed })
    }
}

/// A line of pytest: `FILE::NAME OUTCOME`, with more behind it.
fn case(line: &str) -> Option<(String, Outcome)> {
    let (name, rest) = line.split_once(' ')?;
    let (_, name) = name.split_once(".py::")?;
    let outcome = match rest.split([' ', '(']).next()? {
        "PASSED" | "XPASS" => Outcome::Passed,
        "SKIPPED" | "XFAIL" => Outcome::Skipped,
        "FAILED" | "ERROR" => Outcome::Failed,
        _ => return None,
    };
    Some((name.to_owned(), outcome))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_pytest_are_cases() {
        let passed = ("TestSocket::test_a[x]".to_owned(), Outcome::Passed);
        assert_eq!(case("tests/test_socket.py::TestSocket::test_a[x] PASSED     [ 10%]"), Some(passed));
        let skipped = case("tests/test_ssh.py::test_b SKIPPED (no paramiko)     [ 20%]");
        assert_eq!(skipped, Some(("test_b".to_owned(), Outcome::Skipped)));
        assert_eq!(case("FAILED tests/test_socket.py::TestSocket::test_a - AssertionError"), None);
        assert_eq!(case("tests/test_ssh.py:12: in test_b"), None);
    }
}
