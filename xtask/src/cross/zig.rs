//! zig, as a C and C++ compiler that brings the headers of many targets; it comes from PyPI.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::build_script::{Compiler, quoted};
use crate::process;
use crate::workspace::Workspace;

/// The package and its version.
const PACKAGE: &str = "ziglang";
const VERSION: &str = "0.17.1";

/// What lets cargo link with zig.
const ZIGBUILD: (&str, &str) = ("cargo-zigbuild", "0.24.1");

/// An installed zig.
pub struct Zig {
    program: PathBuf,
    python: PathBuf,
    /// What zig compiled of its own: C libraries, libc++.
    libraries: PathBuf,
    /// What it compiled for us.
    objects: PathBuf,
}

impl Zig {
    /// Installs zig in a virtual environment of Python below the target folder, unless it is there.
    pub fn load(workspace: &Workspace) -> Result<Self> {
        let venv = workspace.scratch("")?.join(format!("zig-{VERSION}"));
        let python = venv.join("bin").join("python");
        if !python.is_file() || process::output(&mut locate(&python)).is_err() {
            eprintln!("installing {PACKAGE} {VERSION} in {}", venv.display());
            process::quietly(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv))
                .context("a virtual environment of Python (Debian: apt-get install python3-venv)")?;
            install(&python, PACKAGE, VERSION)?;
        }
        let folder = process::output(&mut locate(&python))?;
        Ok(Self {
            program: PathBuf::from(folder.trim()).join("zig"),
            python,
            libraries: workspace.scratch("zig-libraries")?,
            objects: workspace.scratch("zig-objects")?,
        })
    }

    /// Makes sure that the next file is compiled, and not found compiled by an earlier run: zig does not
    /// look into precompiled headers.
    pub fn forget_objects(&self) -> Result<()> {
        fs::remove_dir_all(&self.objects).with_context(|| format!("cannot empty {}", self.objects.display()))
    }

    /// One of zig's commands: `cc`, `c++`, `ar`.
    pub fn command(&self, name: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(name);
        command.env("ZIG_GLOBAL_CACHE_DIR", &self.libraries).env("ZIG_LOCAL_CACHE_DIR", &self.objects);
        command
    }

    /// The same as words of a shell.
    pub fn words(&self, name: &str) -> String {
        format!(
            "env ZIG_GLOBAL_CACHE_DIR={} ZIG_LOCAL_CACHE_DIR={} {} {name}",
            quoted(&self.libraries),
            quoted(&self.objects),
            quoted(&self.program)
        )
    }

    /// The program that has cargo compile and link with zig; installed first, if need be.
    pub fn builder(&self) -> Result<PathBuf> {
        let (package, version) = ZIGBUILD;
        let program = self.python.parent().context("Python is in no folder")?.join(package);
        if !program.is_file() {
            install(&self.python, package, version)?;
        }
        Ok(program)
    }

    /// Tells that program which zig.
    pub fn build_with(&self, command: &mut Command) {
        command.env("CARGO_ZIGBUILD_ZIG_PATH", &self.program);
        command.env("ZIG_GLOBAL_CACHE_DIR", &self.libraries).env("ZIG_LOCAL_CACHE_DIR", &self.objects);
    }

    /// A compiler for one target, by zig's name of it.
    pub fn compiler(&self, target: &str) -> Compiler {
        Compiler {
            cc: format!("{} -target {target}", self.words("cc")),
            cxx: format!("{} -target {target}", self.words("c++")),
            ar: self.words("ar"),
        }
    }
}

fn install(python: &Path, package: &str, version: &str) -> Result<()> {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    process::quietly(pip.arg(format!("{package}=={version}")))
}

/// Asks Python where the package lies.
fn locate(python: &Path) -> Command {
    let mut command = Command::new(python);
    command.args(["-c", "import os, ziglang; print(os.path.dirname(ziglang.__file__))"]);
    command
}
