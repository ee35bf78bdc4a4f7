//! A Rust that has a standard library for the target: one that is installed, or its sources, which are compiled then.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::build_script::executable;
use crate::process;
use crate::workspace::{Workspace, cargo, rustc};

/// A folder with Debian's packages of a Rust, unpacked: `.ci/publish.sh` makes one. Without it, the Rust that runs this.
const FOLDER: &str = "ZMQ_CROSS_RUST";

/// For `cargo check`: whatever is compiled for the target becomes metadata, also the standard library, of which cargo wants code;
/// and our own package has no warning.
const METADATA: &str = r#"#!/bin/sh
rustc=$1
shift
cross=
for argument do
  case $argument in --target | --target=*) cross=1 ;; esac
done
if [ "$cross" ]; then
  for argument do
    shift
    case $argument in
      --emit=*,link) argument=${argument%,link} ;;
      --emit=*,link,*) argument=${argument%%,link,*},${argument#*,link,} ;;
      *.rlib) argument=${argument%.rlib}.rmeta ;;
    esac
    set -- "$@" "$argument"
  done
  [ "$CARGO_PRIMARY_PACKAGE" ] && set -- "$@" -Dwarnings
fi
exec "$rustc" "$@"
"#;

/// What cargo is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Metadata.
    Check,
    /// Programs.
    Code,
}

pub struct Rust {
    cargo: PathBuf,
    rustc: PathBuf,
    /// Where its libraries are, if not where the system looks for them.
    libraries: Option<OsString>,
    sysroot: PathBuf,
    wrapper: PathBuf,
}

impl Rust {
    pub fn load(workspace: &Workspace) -> Result<Rust> {
        let wrapper = executable(&workspace.scratch("cross")?.join("metadata-only"), METADATA)?;
        let mut rust = match env::var_os(FOLDER) {
            None => {
                Rust { cargo: cargo(), rustc: rustc(), libraries: None, sysroot: PathBuf::new(), wrapper }
            }
            Some(folder) => {
                let folder = std::path::absolute(folder)?;
                let (usr, processor) = (folder.join("usr"), format!("{}-linux-gnu", env::consts::ARCH));
                let places = [usr.join("lib").join(&processor), folder.join("lib").join(&processor)];
                Rust {
                    cargo: usr.join("bin").join("cargo"),
                    rustc: usr.join("bin").join("rustc"),
                    libraries: Some(env::join_paths(places)?),
                    sysroot: PathBuf::new(),
                    wrapper,
                }
            }
        };
        let mut ask = Command::new(&rust.rustc);
        rust.environment(&mut ask);
        rust.sysroot = process::output(ask.args(["--print", "sysroot"]))?.trim().into();
        Ok(rust)
    }

    /// cargo, for what it is asked, with the standard library of the target.
    pub fn cargo(&self, what: &[&str], triple: &str, work: Work) -> Result<Command> {
        self.by(&self.cargo, what, triple, work)
    }

    /// The same by another program, which calls cargo.
    pub fn by(&self, program: &Path, what: &[&str], triple: &str, work: Work) -> Result<Command> {
        let mut command = Command::new(program);
        command.env("CARGO", &self.cargo);
        self.environment(&mut command);
        command.args(what).args(["--target", triple, "--locked"]);
        if self.builds_std(triple)? {
            command.arg("-Zbuild-std").env("RUSTC_BOOTSTRAP", "1");
        }
        if work == Work::Check {
            command.env("RUSTC_WRAPPER", &self.wrapper).env("ZMQ_NO_COMPILE", "1");
        }
        Ok(command)
    }

    /// A rustc by itself.
    pub fn rustc(&self) -> Command {
        let mut command = Command::new(&self.rustc);
        self.environment(&mut command);
        command
    }

    /// Whether it is the Rust that runs this.
    pub fn is_ours(&self) -> bool {
        self.libraries.is_none()
    }

    /// Whether it has clippy.
    pub fn has_clippy(&self) -> bool {
        let mut command = Command::new(&self.cargo);
        self.environment(&mut command);
        process::quietly(command.args(["clippy", "--version"])).is_ok()
    }

    /// Whether the standard library of the target has to be compiled.
    pub fn builds_std(&self, triple: &str) -> Result<bool> {
        if self.rustlib().join(triple).join("lib").read_dir().is_ok_and(|mut files| files.next().is_some()) {
            return Ok(false);
        }
        if self.sources().join("library").join("Cargo.lock").is_file() {
            return Ok(true);
        }
        bail!(
            "this Rust has neither a standard library for {triple} nor its sources: rustup component add rust-src, \
             rustup target add {triple}, or {FOLDER} with a folder of Debian's packages, as .ci/run has it"
        )
    }

    /// The sources of the standard library.
    pub fn sources(&self) -> PathBuf {
        self.rustlib().join("src").join("rust")
    }

    fn rustlib(&self) -> PathBuf {
        self.sysroot.join("lib").join("rustlib")
    }

    fn environment(&self, command: &mut Command) {
        // Those of the cargo that runs this would mislead another one.
        for (name, _) in env::vars_os() {
            let shown = name.to_string_lossy();
            if shown.starts_with("CARGO_PKG_") || shown.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command.env("RUSTC", &self.rustc);
        if let Some(libraries) = &self.libraries {
            command.env("LD_LIBRARY_PATH", libraries);
            // By its name it would be rustup's.
            command.env_remove("RUSTUP_TOOLCHAIN").env("PATH", path_with(self.cargo.parent()));
        }
    }
}

fn path_with(folder: Option<&Path>) -> OsString {
    let others = env::var_os("PATH").unwrap_or_default();
    let all = folder.map(Path::to_owned).into_iter().chain(env::split_paths(&others));
    env::join_paths(all).unwrap_or(others)
}

/// A program that is missing for a target, as an error.
pub fn needs(program: &str, package: &str) -> Result<()> {
    if process::exists(program) { Ok(()) } else { missing(program, package) }
}

/// The same of a file.
pub fn needs_file(path: &Path, package: &str) -> Result<()> {
    if path.exists() { Ok(()) } else { missing(&path.display().to_string(), package) }
}

fn missing(what: &str, package: &str) -> Result<()> {
    Err(anyhow::anyhow!("{what} is missing")).with_context(|| format!("needs Debian's {package}"))
}
