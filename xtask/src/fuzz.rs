//! `cargo xtask fuzz`: hostile peers against libzmq with the address sanitizer, guided by what they reach of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::process;
use crate::workspace::{Workspace, cargo, rustc};

const TARGETS: [&str; 2] = ["peer", "handshake"];

/// Longer inputs are slower and say nothing new: what is long is written as its length.
const MAX_INPUT: u32 = 1024;

/// Seconds for one input, which waits for deadlines of its own up to half of it.
const INPUT_DEADLINE: u32 = 180;

/// Runs the targets at once, for so many seconds; or one input of one target.
pub fn run(workspace: &Workspace, words: &[&str]) -> Result<()> {
    let fuzz = workspace.root.join("fuzz");
    match words {
        [seconds] => {
            let seconds: u32 = seconds.parse().context("a number of seconds")?;
            let programs = build(&fuzz)?;
            let mut running = Vec::new();
            for (target, program) in TARGETS.iter().zip(&programs) {
                let mut command = command(&fuzz, target, program)?;
                command.arg(format!("-max_total_time={seconds}"));
                running.push((
                    target,
                    command.spawn().with_context(|| format!("cannot start {}", program.display()))?,
                ));
            }
            let mut failed = Vec::new();
            for (target, mut child) in running {
                if !child.wait().with_context(|| format!("waiting for {target}"))?.success() {
                    failed.push(*target);
                }
            }
            ensure!(failed.is_empty(), "{} failed; the inputs are in fuzz/artifacts/", failed.join(" and "));
            Ok(())
        }
        [target, input] => {
            let Some(at) = TARGETS.iter().position(|known| known == target) else {
                bail!("the targets are {}", TARGETS.join(" and "))
            };
            let programs = build(&fuzz)?;
            process::run(Command::new(&programs[at]).envs(options(&fuzz)).arg(input))
        }
        _ => bail!("fuzz SECONDS, or fuzz TARGET FILE"),
    }
}

/// libFuzzer with the seeds of a target, and a corpus that grows beside them.
fn command(fuzz: &Path, target: &str, program: &Path) -> Result<Command> {
    let folder = |name: &str| {
        let folder = fuzz.join(name).join(target);
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok::<PathBuf, anyhow::Error>(folder)
    };
    let mut command = Command::new(program);
    command.envs(options(fuzz)).arg(folder("corpus")?).arg(folder("seeds")?);
    command.arg(format!("-artifact_prefix={}/", folder("artifacts")?.display()));
    command.arg(format!("-dict={}", fuzz.join("zmtp.dict").display()));
    command
        .arg(format!("-max_len={MAX_INPUT}"))
        .arg("-len_control=0")
        .arg(format!("-timeout={INPUT_DEADLINE}"));
    // A stranger may announce what no machine has: libzmq is to survive the refusal.
    command.args(["-rss_limit_mb=4096", "-malloc_limit_mb=1000000", "-print_final_stats=1"]);
    Ok(command)
}

fn options(fuzz: &Path) -> [(&'static str, String); 2] {
    let suppressions = fuzz.join("leaks.supp");
    [
        (
            "ASAN_OPTIONS",
            "allocator_may_return_null=1:detect_leaks=1:abort_on_error=1:handle_abort=1".to_owned(),
        ),
        ("LSAN_OPTIONS", format!("suppressions={}:print_suppressions=0", suppressions.display())),
    ]
}

/// Compiles both with clang and the sanitizer; only libzmq tells what is reached.
fn build(fuzz: &Path) -> Result<Vec<PathBuf>> {
    let runtime =
        process::output(Command::new("clang++").arg("-print-file-name=libclang_rt.fuzzer-x86_64.a"))?;
    let runtime = Path::new(runtime.trim());
    ensure!(
        runtime.is_file(),
        "clang has no libFuzzer (Debian: apt-get install libclang-rt-14-dev, or the version of clang)"
    );
    let version = process::output(Command::new(rustc()).arg("-vV"))?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc does not say its host")?;
    let mut command = Command::new(cargo());
    command.current_dir(fuzz).args(["build", "--bins", "--target", host]);
    let flags = "-fsanitize=address -fsanitize=fuzzer-no-link";
    let cxx_flags = format!("{flags} -O1 -gline-tables-only -fno-omit-frame-pointer");
    command.env("CC", "clang").env("CXX", "clang++").env("CFLAGS", flags).env("CXXFLAGS", cxx_flags);
    command.env("CUSTOM_LIBFUZZER_PATH", runtime);
    // The flag of the sanitizer is not stable yet; its library comes with every toolchain.
    command.env("RUSTC_BOOTSTRAP", "1").env_remove("CARGO_PROFILE_DEV_DEBUG");
    command.env("RUSTFLAGS", "-Zsanitizer=address -Cunsafe-allow-abi-mismatch=sanitizer --cfg fuzzing");
    process::run(&mut command)?;
    let folder = fuzz.join("target").join(host).join("debug");
    Ok(TARGETS.map(|name| folder.join(name)).into())
}
