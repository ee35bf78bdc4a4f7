//! Where the programs of others come from: pinned versions, in folders of their own under `target/interop`.

mod debian;
mod python;
mod rust;
mod sdist;

pub use debian::{installed, packages_missing};
pub use python::{compiled_venv, debian_python, has_python, node, venv};
pub use rust::{built, crate_of};
pub use sdist::compiled_with;

use anyhow::{Context, Result, bail};
use std::{
    collections::HashMap,
    env, fs,
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// The folders of one run.
pub struct Places {
    /// Our sources: the folder of this package.
    pub sources: PathBuf,
    /// `target/interop`.
    pub target: PathBuf,
    /// What is being provided, by name, and whether it is: two peers at once may ask for the same.
    making: Mutex<HashMap<String, Arc<Mutex<bool>>>>,
}

impl Places {
    pub fn new() -> Result<Places> {
        let sources = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| sources.join("../target"), PathBuf::from);
        let target = target.join("interop");
        fs::create_dir_all(&target).with_context(|| format!("cannot make {}", target.display()))?;
        Ok(Places { sources, target: target.canonicalize()?, making: Mutex::default() })
    }

    /// A program of ours for a peer.
    pub fn peer(&self, file: &str) -> PathBuf {
        self.sources.join("peers").join(file)
    }

    /// A folder that holds what these words ask for, filled by `fill` unless it is already.
    pub fn filled(&self, name: &str, asked: &str, fill: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
        let one = self.one_at_a_time(name);
        let _made = one.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = self.target.join(name);
        let stamp = folder.join("provisioned");
        if fs::read_to_string(&stamp).is_ok_and(|stamp| stamp == asked) {
            return Ok(folder);
        }
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        }
        fs::create_dir_all(&folder)?;
        fill(&folder)?;
        fs::write(stamp, asked)?;
        Ok(folder)
    }
}

impl Places {
    /// Does this once in a run; if it fails, whoever asks next tries it again.
    pub fn once(&self, name: &str, make: impl FnOnce() -> Result<()>) -> Result<()> {
        let one = self.one_at_a_time(name);
        let mut made = one.lock().unwrap_or_else(PoisonError::into_inner);
        if !*made {
            make()?;
            *made = true;
        }
        Ok(())
    }

    /// Who makes the thing of this name holds this lock.
    fn one_at_a_time(&self, name: &str) -> Arc<Mutex<bool>> {
        let mut making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        making.entry(name.to_owned()).or_default().clone()
    }
}

/// A C program, compiled against what pkg-config finds.
pub fn compiled_c(places: &Places, source: &str, libraries: &[&str]) -> Result<PathBuf> {
    let one = places.one_at_a_time(source);
    let _made = one.lock().unwrap_or_else(PoisonError::into_inner);
    let flags = output(Command::new("pkg-config").args(["--cflags", "--libs"]).args(libraries))?;
    let text = fs::read_to_string(places.peer(source))?;
    let folder = places.target.join(source.trim_end_matches(".c"));
    let (program, compiled) = (folder.join("program"), folder.join("compiled"));
    // One that runs already cannot be written anew.
    if fs::read_to_string(&compiled).is_ok_and(|compiled| compiled == text) {
        return Ok(program);
    }
    fs::create_dir_all(&folder)?;
    let mut command = Command::new("cc");
    command.args(["-std=gnu11", "-O1", "-Wall", "-Wextra", "-o"]).arg(&program).arg(places.peer(source));
    quietly(command.args(flags.split_whitespace()))?;
    fs::write(compiled, text)?;
    Ok(program)
}

/// A folder with packages of npm. `bin` is that of [`node`].
pub fn npm(places: &Places, name: &str, bin: &Path, packages: &[&str]) -> Result<PathBuf> {
    places.filled(name, &packages.join(" "), |folder| {
        fs::write(folder.join("package.json"), r#"{"private":true}"#)?;
        let path = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths([bin.to_owned()].into_iter().chain(env::split_paths(&path)))?;
        // The compiled library is in the package; none of its scripts has to run.
        let mut command = Command::new(bin.join("npm"));
        command.args(["install", "--ignore-scripts", "--no-audit", "--no-fund"]).args(packages);
        let cache = folder.join("cache");
        fetching(command.env("PATH", path).env("npm_config_cache", &cache).current_dir(folder))?;
        // npm also keeps what it fetched.
        fs::remove_dir_all(&cache).with_context(|| format!("cannot remove {}", cache.display()))
    })
}

/// How often something is fetched before it counts as not there: networks fail.
const ATTEMPTS: u32 = 3;

/// Runs a program that fetches something.
fn fetching(command: &mut Command) -> Result<()> {
    for _ in 1..ATTEMPTS {
        match quietly(command) {
            Ok(()) => return Ok(()),
            Err(error) => eprintln!("{error:#}\nonce more:"),
        }
    }
    quietly(command)
}

/// Runs a program that has nothing to say unless it fails.
pub fn quietly(command: &mut Command) -> Result<()> {
    output(command).map(drop)
}

/// How long one program may take that fetches or compiles, on a machine that has much else to do.
const DEADLINE: Duration = Duration::from_secs(1200);

/// What a program prints.
pub fn output(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {program}: is it installed?"))?;
    let (stdout, stderr) = (read(child.stdout.take()), read(child.stderr.take()));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > DEADLINE {
            child.kill()?;
            child.wait()?;
            bail!("{command:?} is not done after {DEADLINE:?}");
        }
        thread::sleep(Duration::from_millis(5));
    };
    let (stdout, stderr) = (stdout.join().unwrap_or_default(), stderr.join().unwrap_or_default());
    if !status.success() {
        bail!("{command:?} ended with {status}\n{stdout}{stderr}");
    }
    Ok(stdout)
}

/// Reads all that comes, on a thread of its own.
fn read(from: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut from) = from {
            // What cannot be read is missing in the text of an error, or in a version.
            let _ = from.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
