//! `cargo xtask cross test`: the tests of the crate, for targets whose programs run here, against a libzmq that our build script
//! compiled for the target, with all mends.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use super::rust::{self, Rust, Work};
use super::targets::{self, Compiler, Emulator, Target, Tests};
use super::wine::Wine;
use super::zig::Zig;
use crate::process;
use crate::workspace::Workspace;

/// What `--quick` runs: sockets, messages, options, and how C lays things out. Not the search through all orders of events, which is
/// the same everywhere, and takes minutes under an emulator.
const QUICK: [&str; 8] = ["--lib", "--test", "core", "--test", "options", "--", "--skip", "readiness::model"];

/// What an emulator takes a minute and more for, each, and `--quick` leaves to the machines that run it by themselves.
const SLOW: [&str; 4] = ["endpoints_random", "inproc_names", "poller_orders", "ten_thousand_sockets"];

/// Runs `cargo test` for the named target, or for each. What is after `--` is cargo's; `--quick`: a part of the tests, of a
/// libzmq that is not optimized.
pub fn run(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let (words, more) = match arguments.iter().position(|word| *word == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (arguments, &[][..]),
    };
    let quick = words.contains(&"--quick");
    let names: Vec<&str> = words.iter().copied().filter(|word| *word != "--quick").collect();
    let rust = Rust::load(workspace)?;
    let mut failed = Vec::new();
    for target in targets::named(&names, |target| target.tests.is_some())? {
        let Some(tests) = &target.tests else { continue };
        if let Err(error) = ready(tests) {
            println!("SKIPPED: {}: {error:#}", target.triple);
            continue;
        }
        let start = Instant::now();
        let (mut command, wine) = command(workspace, &rust, &target, tests)?;
        match (quick, more) {
            (true, []) => {
                command.args(QUICK);
                if !matches!(tests.emulator, Emulator::Machine(_)) {
                    command.args(SLOW.into_iter().flat_map(|name| ["--skip", name]));
                }
            }
            _ => drop(command.args(more)),
        }
        if quick {
            command.env("CXXFLAGS", "-O0");
        }
        let outcome = process::run(command.current_dir(&workspace.root));
        drop(wine);
        let seconds = start.elapsed().as_secs_f32();
        match outcome {
            Ok(()) => println!("{}: tests passed, {seconds:.0} s", target.triple),
            Err(error) => {
                println!("{}: {error:#}, {seconds:.0} s", target.triple);
                failed.push(target.triple);
            }
        }
    }
    if !failed.is_empty() {
        bail!("tests fail for {}", failed.join(", "));
    }
    Ok(())
}

/// Whether what compiles and runs the tests is there.
fn ready(tests: &Tests) -> Result<()> {
    if let Compiler::Gcc(before, after, package) = tests.compiler {
        rust::needs(&format!("{before}g++{after}"), package)?;
    }
    match tests.emulator {
        Emulator::Machine(None) => Ok(()),
        Emulator::Machine(Some((loader, package))) => rust::needs_file(Path::new(loader), package),
        Emulator::Qemu(program, _) => rust::needs(program, "qemu-user"),
        Emulator::Wine => rust::needs("wine", "wine64 wine"),
    }
}

/// cargo, and all that it has to know of the target.
fn command(
    workspace: &Workspace,
    rust: &Rust,
    target: &Target,
    tests: &Tests,
) -> Result<(Command, Option<Wine>)> {
    let mut wine = None;
    let zig = match tests.compiler {
        Compiler::Gcc(..) => None,
        Compiler::Zig => Some(Zig::load(workspace)?),
    };
    let mut command = match &zig {
        None => rust.cargo(&["test"], target.triple, Work::Code)?,
        Some(zig) => rust.by(&zig.builder()?, &["test"], target.triple, Work::Code)?,
    };
    command.args(["--package", "zmq-safe", "--features", target.features, "--no-fail-fast"]);
    command.env("CARGO_TARGET_DIR", workspace.scratch("cross/test")?);
    command.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "0");
    if env::var_os("ZMQ_TEST_SLOWNESS").is_none() {
        command.env("ZMQ_TEST_SLOWNESS", tests.slowness.to_string());
    }
    let upper = target.triple.to_uppercase().replace('-', "_");
    let lower = target.triple.replace('-', "_");
    let mut flags: Vec<OsString> = Vec::new();
    match tests.compiler {
        Compiler::Gcc(before, after, _) => {
            let program = |name: &str| format!("{before}{name}{after}");
            command.env(format!("CARGO_TARGET_{upper}_LINKER"), program("gcc"));
            command.env("ZMQ_TEST_CC", program("gcc"));
            command.env(format!("CC_{lower}"), program("gcc")).env(format!("CXX_{lower}"), program("g++"));
        }
        Compiler::Zig => {
            if let Some(zig) = &zig {
                zig.build_with(&mut command);
            }
            flags.push("-Clink-self-contained=no".into());
        }
    }
    match tests.emulator {
        Emulator::Machine(_) => {}
        Emulator::Qemu(program, root) => {
            let runner = format!("{program} -L {root}");
            // Also for the children of the tests, which the system starts by itself only where binfmt_misc knows the processor.
            command.env(format!("CARGO_TARGET_{upper}_RUNNER"), &runner).env("ZMQ_TEST_RUNNER", &runner);
        }
        Emulator::Wine => {
            command.env(format!("CARGO_TARGET_{upper}_RUNNER"), "wine");
            let Compiler::Gcc(before, after, _) = tests.compiler else { bail!("Wine runs what gcc links") };
            let (gcc, gxx) = (format!("{before}gcc{after}"), format!("{before}g++{after}"));
            let started = Wine::set_up(workspace, &mut command, &gcc, &gxx)?;
            if rust.builds_std(target.triple)? {
                // Its standard library comes without a panic runtime for a program by itself, such as the one for Python.
                command.env("ZMQ_TEST_NO_PEERS", "1");
                let objects = startup(workspace, rust, target)?;
                flags.push("-L".into());
                flags.push(objects.into());
            } else if env::var_os("ZMQ_TEST_NO_PEERS").is_none() {
                let program = relay(workspace, rust, target, &gcc)?;
                started.with_python(workspace, &mut command, &program)?;
            }
            wine = Some(started);
        }
    }
    if !flags.is_empty() {
        // Divided as cargo does it, since a path may have spaces.
        command.env("CARGO_ENCODED_RUSTFLAGS", flags.join(OsString::from("\x1f").as_os_str()));
    }
    Ok((command, wine))
}

/// The program that is Python for the tests under Wine.
fn relay(workspace: &Workspace, rust: &Rust, target: &Target, linker: &str) -> Result<PathBuf> {
    let source = workspace.root.join("xtask").join("src").join("cross").join("wine").join("python.rs");
    let program = workspace.scratch("cross/wine")?.join("python.exe");
    let mut command = rust.rustc();
    command.args(["--target", target.triple, "--edition", "2024", &format!("-Clinker={linker}")]);
    process::quietly(command.arg("-o").arg(&program).arg(source))?;
    Ok(program)
}

/// Compiles what rustc puts at both ends of a program for Windows; it is a part of the standard library.
fn startup(workspace: &Workspace, rust: &Rust, target: &Target) -> Result<PathBuf> {
    let folder = workspace.scratch(&format!("cross/startup-{}", target.triple))?;
    for name in ["rsbegin", "rsend"] {
        let source = rust.sources().join("library").join("rtstartup").join(format!("{name}.rs"));
        let mut command = rust.rustc();
        command.env("RUSTC_BOOTSTRAP", "1").args(["--target", target.triple, "--crate-type", "lib"]);
        command
            .args(["--edition", "2024", "--emit=obj", "-o"])
            .arg(folder.join(format!("{name}.o")))
            .arg(source);
        process::quietly(&mut command)?;
    }
    Ok(folder)
}
