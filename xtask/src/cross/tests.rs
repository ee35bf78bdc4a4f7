//! `cargo xtask cross test`: the tests of the crate, for targets whose programs run here, against a libzmq that our build script
//! compiled for the target, with all mends.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::rust::{self, Rust, Work};
use super::targets::{self, Compiler, Emulator, Target, Tests};
use super::zig::Zig;
use crate::process;
use crate::workspace::Workspace;

/// What `--quick` runs: sockets, messages, options, and how C lays things out.
const QUICK: [&str; 5] = ["--lib", "--test", "core", "--test", "options"];

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
        let mut command = command(workspace, &rust, &target, tests)?;
        match (quick, more) {
            (true, []) => drop(command.args(QUICK)),
            _ => drop(command.args(more)),
        }
        if quick {
            command.env("CXXFLAGS", "-O0");
        }
        let outcome = process::run(command.current_dir(&workspace.root));
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
        Emulator::None => Ok(()),
        Emulator::Qemu(program, _) => rust::needs(program, "qemu-user"),
        Emulator::Wine => rust::needs("wine", "wine64 wine"),
    }
}

/// cargo, and all that it has to know of the target.
fn command(workspace: &Workspace, rust: &Rust, target: &Target, tests: &Tests) -> Result<Command> {
    let what: &[&str] = match tests.compiler {
        Compiler::Gcc(..) => &["test"],
        Compiler::Zig => &["zigbuild", "test"],
    };
    let mut command = rust.cargo(what, target.triple, Work::Code)?;
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
            command.env(format!("CC_{lower}"), program("gcc")).env(format!("CXX_{lower}"), program("g++"));
        }
        Compiler::Zig => {
            let zig = Zig::load(workspace)?;
            zig.build_with(&mut command)?;
            flags.push("-Clink-self-contained=no".into());
        }
    }
    match tests.emulator {
        Emulator::None => {}
        Emulator::Qemu(program, root) => {
            command.env(format!("CARGO_TARGET_{upper}_RUNNER"), format!("{program} -L {root}"));
            // For the children of the tests, which the system starts by itself where binfmt_misc knows the processor.
            command.env("QEMU_LD_PREFIX", root);
        }
        Emulator::Wine => {
            command.env(format!("CARGO_TARGET_{upper}_RUNNER"), "wine");
            command.env("WINEDEBUG", "-all").env("WINEPREFIX", workspace.scratch("wine")?);
            command.env("WINEPATH", windows_libraries(tests)?);
            if rust.builds_std(target.triple)? {
                let objects = startup(workspace, rust, target)?;
                flags.push("-L".into());
                flags.push(objects.into());
            }
        }
    }
    if !flags.is_empty() {
        // Divided as cargo does it, since a path may have spaces.
        command.env("CARGO_ENCODED_RUSTFLAGS", flags.join(OsString::from("\x1f").as_os_str()));
    }
    Ok(command)
}

/// The folders of the libraries that gcc's programs for Windows load, as Wine takes them.
fn windows_libraries(tests: &Tests) -> Result<String> {
    let Compiler::Gcc(before, after, _) = tests.compiler else { return Ok(String::new()) };
    let mut folders: Vec<String> = Vec::new();
    for name in ["libstdc++-6.dll", "libgcc_s_seh-1.dll", "libwinpthread-1.dll"] {
        let mut ask = Command::new(format!("{before}g++{after}"));
        let path = process::output(ask.arg(format!("-print-file-name={name}")))?;
        let path = Path::new(path.trim()).canonicalize().with_context(|| format!("no {name}"))?;
        let folder = path.parent().context("a library in no folder")?;
        let folder = format!("Z:{}", folder.display().to_string().replace('/', "\\"));
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    Ok(folders.join(";"))
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
