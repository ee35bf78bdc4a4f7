//! Python, and packages of pip.

use super::{Places, debian, output, quietly};
use anyhow::{Context, Result};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A Python with these packages. `versions` are those of Python that they have wheels for, the best first.
pub fn venv(places: &Places, name: &str, versions: &[&str], packages: &[&str]) -> Result<PathBuf> {
    let asked = format!("{} {}", versions.join(" "), packages.join(" "));
    let folder = places.filled(name, &asked, |folder| {
        let python = python(versions)?;
        quietly(Command::new(python).args(["-m", "venv"]).arg(folder))?;
        let mut pip = Command::new(folder.join("bin/python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--prefer-binary"]);
        quietly(pip.args(packages))
    })?;
    Ok(folder.join("bin/python"))
}

/// The Python of the system, with the packages of Debian.
pub fn debian_python(packages: &[&str]) -> Result<PathBuf> {
    debian::installed(packages)?;
    Ok("/usr/bin/python3".into())
}

/// A Python of one of these versions: in the PATH, or where pyenv and uv keep them.
fn python(versions: &[&str]) -> Result<PathBuf> {
    versions
        .iter()
        .find_map(|version| {
            let program = format!("python{version}");
            let mut all: Vec<PathBuf> = vec![program.clone().into(), Path::new("/usr/bin").join(&program)];
            for folder in kept() {
                let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
                all.extend(entries.map(|entry| entry.path().join("bin").join(&program)));
            }
            all.into_iter().find(|python| is(python, version))
        })
        .with_context(|| format!("no Python {} here", versions.join(" or ")))
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
