//! libzmq's own tests, compiled against our library.

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
use crate::files::{copy_tree, remove_tree};
use crate::process;
use crate::workspace::Workspace;

/// Upstream's limit is ten seconds for most; a machine that does other things as well needs more.
const DEADLINE: Duration = Duration::from_secs(90);

/// How often a test is run, alone, before it counts as failed: some use fixed ports or fixed delays. `test_mock_pub_sub` gives a
/// connection one millisecond, then waits for ever: on a busy machine one run of eight hangs, with mends and without.
const ATTEMPTS: u32 = 6;

/// The exit code of a test that finds nothing to test.
const SKIPPED: i32 = 77;

/// What is not run, unless the feature is on, and why. Upstream's build leaves the same out.
const LEFT_OUT: [(&str, &str, &str); 5] = [
    ("test_fork", "", "HAVE_FORK is not defined: platform/linux.hpp says why"),
    ("test_pair_vmci", "", "VMCI is not compiled"),
    ("test_reqrep_vmci", "", "VMCI is not compiled"),
    ("test_wss_transport", "wss", "the feature wss is off"),
    ("test_security_gssapi", "gssapi", "the feature gssapi is off"),
];

/// The helpers of the tests, which each is linked with.
const HELPERS: [&str; 4] = ["testutil", "testutil_monitoring", "testutil_security", "testutil_unity"];

/// Compiles and runs it.
pub fn run(workspace: &Workspace, asked: &Asked) -> Result<()> {
    let start = Instant::now();
    let mut features: Vec<&str> = asked.features.iter().map(String::as_str).collect();
    if features.is_empty() {
        features = vec!["", "draft"];
    }
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for features in features {
        let with = Which { features, mended: true };
        let mended = suite(workspace, with, asked.only.as_deref(), None)?;
        lines.push(format!("{:<16} {}", with.name(), summary(&mended)));
        let again = failed(&mended);
        if asked.compare || !again.is_empty() {
            let without = Which { features, mended: false };
            let some = if asked.compare { None } else { Some(again.iter().map(String::as_str).collect()) };
            let unmended = suite(workspace, without, asked.only.as_deref(), some)?;
            lines.push(format!("{:<16} {}", without.name(), summary(&unmended)));
            for name in &again {
                if unmended.get(name).is_some_and(|report| report.outcome == Outcome::Failed) {
                    lines.push(format!("    {name} fails without mends, too"));
                }
            }
            faults.extend(worse(&mended, &unmended).iter().map(|fault| format!("{}: {fault}", with.name())));
        }
    }
    println!("\nlibzmq's own tests, {:.0} s", start.elapsed().as_secs_f32());
    lines.iter().for_each(|line| println!("{line}"));
    if !faults.is_empty() {
        bail!("worse with mends than without:\n  {}", faults.join("\n  "));
    }
    Ok(())
}

/// All tests, or `some` of them, against one library.
fn suite(
    workspace: &Workspace,
    which: Which<'_>,
    only: Option<&str>,
    some: Option<Vec<&str>>,
) -> Result<Reports> {
    let library = which.build(workspace)?;
    let bench = Bench::set_up(workspace, which, &library)?;
    let mut names = bench.tests()?;
    names.retain(|name| {
        only.is_none_or(|word| name.contains(word))
            && some.as_ref().is_none_or(|some| some.contains(&name.as_str()))
    });
    for (name, feature, why) in LEFT_OUT {
        if (feature.is_empty() || !which.has(feature)) && names.iter().any(|known| known == name) {
            println!("{}: left out {name}: {why}", which.name());
            names.retain(|known| known != name);
        }
    }
    eprintln!("{}: {} tests", which.name(), names.len());
    let start = Instant::now();
    bench.compile_helpers()?;
    // One that cannot be compiled has failed.
    let compiled = in_pairs(&names, |name| Ok(bench.compile(name).err()))?;
    let compile_time = start.elapsed();
    let errors: BTreeMap<&String, anyhow::Error> =
        names.iter().zip(compiled).filter_map(|(name, error)| Some((name, error?))).collect();
    let reports = in_pairs(&names, |name| match errors.get(name) {
        Some(error) => Ok(Report::failed("does not compile", format!("{error:#}"))),
        None => bench.run(name),
    })?;
    let mut reports: Reports = names.iter().cloned().zip(reports).collect();
    for name in failed(&reports) {
        if errors.contains_key(&name) {
            continue;
        }
        for _ in 1..ATTEMPTS {
            let report = bench.run(&name)?;
            if report.outcome != Outcome::Failed {
                println!("{}: {name} passed when it ran alone", which.name());
                reports.insert(name.clone(), report);
                break;
            }
        }
    }
    for (name, report) in &reports {
        if report.outcome == Outcome::Failed {
            println!("{}: {name} failed: {}\n{}", which.name(), report.end, report.printed);
        }
    }
    println!(
        "{}: compiled in {:.0} s, run in {:.0} s",
        which.name(),
        compile_time.as_secs_f32(),
        (start.elapsed() - compile_time).as_secs_f32()
    );
    Ok(reports)
}

/// A folder with the tests beside the sources of a library, as they include each other.
struct Bench<'a> {
    folder: PathBuf,
    library: &'a Library,
    /// What each compilation is given.
    flags: Vec<String>,
    draft: bool,
}

impl<'a> Bench<'a> {
    fn set_up(workspace: &Workspace, which: Which<'_>, library: &'a Library) -> Result<Bench<'a>> {
        let folder = workspace.scratch(&format!("suites/{}/tree", which.name()))?;
        remove_tree(&folder)?;
        let release = workspace.libzmq()?;
        for name in ["tests", "unittests", "external/unity"] {
            copy_tree(&release.join(name), &folder.join(name))?;
        }
        for name in ["src", "include"] {
            copy_tree(&library.sources.join(name), &folder.join(name))?;
        }
        // What upstream's build puts there, ours has in its platform folder.
        let empty = folder.join("src/platform.hpp");
        fs::write(&empty, "").with_context(|| format!("cannot write {}", empty.display()))?;

        let platform = workspace.sys_crate()?.join("platform/zmq_platform.hpp");
        let mut flags: Vec<String> =
            ["-std=c++11", "-O0", "-w", "-funsigned-char", "-DZMQ_STATIC=1"].map(str::to_owned).into();
        flags.extend(
            ["-DUNITY_USE_COMMAND_LINE_ARGS", "-DUNITY_EXCLUDE_FLOAT", "-DZMQ_SYS_CURVE=1", "-include"]
                .map(str::to_owned),
        );
        flags.push(platform.display().to_string());
        for feature in ["pgm", "norm", "wss", "gssapi"].into_iter().filter(|feature| which.has(feature)) {
            flags.push(format!("-DZMQ_SYS_{}=1", feature.to_uppercase()));
        }
        if which.draft() {
            flags.push("-DZMQ_BUILD_DRAFT_API=1".to_owned());
        }
        let mut includes = ["include", "src", "external/unity"].map(|name| folder.join(name)).to_vec();
        // The `sodium.h` that some headers of the sources include.
        includes.push(workspace.sys_crate()?.join("curve"));
        flags.extend(includes.iter().map(|folder| format!("-I{}", folder.display())));
        Ok(Bench { folder, library, flags, draft: which.draft() })
    }

    /// The names of the tests that the library can be asked.
    fn tests(&self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for folder in ["tests", "unittests"] {
            let folder = self.folder.join(folder);
            for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
                let name = entry?.file_name();
                let stem = name.to_str().and_then(|name| name.strip_suffix(".cpp"));
                names.extend(
                    stem.filter(|stem| stem.starts_with("test_") || stem.starts_with("unittest_"))
                        .map(str::to_owned),
                );
            }
        }
        if !self.draft {
            let lists = self.folder.join("tests/CMakeLists.txt");
            let text =
                fs::read_to_string(&lists).with_context(|| format!("cannot read {}", lists.display()))?;
            let draft = draft_tests(&text);
            if draft.is_empty() {
                bail!("{} names no tests of the draft API", lists.display());
            }
            names.retain(|name| !draft.contains(&name.as_str()));
        }
        names.sort();
        Ok(names)
    }

    fn compile_helpers(&self) -> Result<()> {
        let unity = self.folder.join("external/unity/unity.c");
        let mut command = self.compiler("gcc");
        // The header of the platform is C++, and no flag of C++ is for C.
        command.args(["-c", "-w", "-DUNITY_USE_COMMAND_LINE_ARGS", "-DUNITY_EXCLUDE_FLOAT"]);
        process::quietly(command.arg(unity).arg("-o").arg(self.folder.join("unity.o")))?;
        let tests = self.folder.join("tests");
        // Found in place of the header by each test that begins with it.
        let header = tests.join("testutil.hpp");
        let mut command = self.compiler("g++");
        command
            .args(&self.flags)
            .args(["-x", "c++-header"])
            .arg(&header)
            .arg("-o")
            .arg(tests.join("testutil.hpp.gch"));
        process::quietly(&mut command)?;
        in_pairs(&HELPERS, |name| {
            let mut command = self.compiler("g++");
            command.args(&self.flags).arg("-c").arg(tests.join(format!("{name}.cpp")));
            process::quietly(command.arg("-o").arg(self.folder.join(format!("{name}.o"))))
        })
        .map(drop)
    }

    /// Compiles a test and links it with our library.
    fn compile(&self, name: &str) -> Result<()> {
        let group = if name.starts_with("unittest_") { "unittests" } else { "tests" };
        let mut command = self.compiler("g++");
        command.args(&self.flags).arg(self.folder.join(group).join(format!("{name}.cpp")));
        command.args(HELPERS.map(|helper| self.folder.join(format!("{helper}.o"))));
        command.arg(self.folder.join("unity.o")).arg(&self.library.archive).args(&self.library.system);
        process::quietly(command.arg("-o").arg(self.program(name)))
    }

    fn run(&self, name: &str) -> Result<Report> {
        let mut command = Command::new(self.program(name));
        // Some make files where they stand.
        command.current_dir(&self.folder);
        let ended = until(DEADLINE, &mut command, &self.folder.join(format!("{name}.log")))?;
        let (outcome, end) = match ended.status {
            None => (Outcome::Failed, format!("still running after {} s", DEADLINE.as_secs())),
            Some(status) if status.success() => (Outcome::Passed, String::new()),
            Some(status) if status.code() == Some(SKIPPED) => (Outcome::Skipped, String::new()),
            Some(status) => (Outcome::Failed, status.to_string()),
        };
        let cases: BTreeMap<String, Outcome> = ended.printed.lines().filter_map(case).collect();
        let nothing = !cases.is_empty() && cases.values().all(|case| *case == Outcome::Skipped);
        let outcome = if nothing && outcome == Outcome::Passed { Outcome::Skipped } else { outcome };
        Ok(Report { outcome, end, cases, printed: ended.printed })
    }

    fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn compiler(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder);
        command
    }
}

impl Report {
    fn failed(end: &str, printed: String) -> Report {
        Report { outcome: Outcome::Failed, end: end.to_owned(), cases: BTreeMap::new(), printed }
    }
}

/// A line of Unity: `FILE:LINE:NAME:PASS`, with more behind it where it did not pass.
fn case(line: &str) -> Option<(String, Outcome)> {
    let mut words = line.split(':');
    let file = words.next()?;
    let number: Option<u32> = words.next()?.parse().ok();
    number.filter(|_| Path::new(file).extension().is_some_and(|extension| extension == "cpp"))?;
    let name = words.next()?.to_owned();
    let outcome = match words.next()?.trim() {
        "PASS" => Outcome::Passed,
        "IGNORE" => Outcome::Skipped,
        "FAIL" => Outcome::Failed,
        _ => return None,
    };
    Some((name, outcome))
}

/// The tests that upstream's build compiles with the draft API only: its lists between `if(ENABLE_DRAFTS)` and the end of that.
fn draft_tests(lists: &str) -> Vec<&str> {
    let (mut depth, mut names) = (0, Vec::new());
    for line in lists.lines().map(str::trim) {
        if line.starts_with("if(ENABLE_DRAFTS)") || (depth > 0 && line.starts_with("if(")) {
            depth += 1;
        } else if depth > 0 && line.starts_with("endif(") {
            depth -= 1;
        }
        if depth > 0 {
            names.extend(line.split([' ', '(', ')']).filter(|word| word.starts_with("test_")));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_unity_are_cases() {
        let passed = ("test_a".to_owned(), Outcome::Passed);
        assert_eq!(case("/t/test_x.cpp:12:test_a:PASS"), Some(passed));
        assert_eq!(
            case("test_x.cpp:12:test_a:FAIL: Expected 1: Was 2").map(|case| case.1),
            Some(Outcome::Failed)
        );
        assert_eq!(case("test_x.cpp:12:test_a:IGNORE: no TIPC").map(|case| case.1), Some(Outcome::Skipped));
        assert_eq!(case("7 Tests 0 Failures 0 Ignored"), None);
        assert_eq!(case("Assertion failed: x (src/msg.cpp:22)"), None);
    }

    #[test]
    fn draft_tests_are_found_in_nested_lists() {
        let lists = "set(tests\n test_a)\nif(ENABLE_DRAFTS)\n list(\n APPEND\n tests\n test_b\n )\n if(HAVE_FORK)\n \
                     list(APPEND tests test_c)\n endif()\nendif()\nif(X)\n list(APPEND tests test_d)\nendif()\n";
        assert_eq!(draft_tests(lists), ["test_b", "test_c"]);
    }
}
