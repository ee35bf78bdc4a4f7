//! A Python interpreter that has pyzmq.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

/// The pyzmq to test against; it runs on Python 3.8 and later.
const PYZMQ: &str = "27.1.0";

/// By which name the system starts Python: the installer for Windows makes no `python3`.
const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// What a person can do about it.
const HELP: &str = "\
The tests against pyzmq need `python3` with the module `venv`, and the network the first time:
    Debian and Ubuntu:   apt install python3 python3-venv
    Fedora:              dnf install python3
    Alpine:              apk add python3
    Arch:                pacman -S python
    macOS with Homebrew: brew install python
    Windows:             winget install Python.Python.3.13, which calls it `python`
ZMQ_TEST_PYTHON=/path/to/python names another interpreter, which has pyzmq already.
ZMQ_TEST_NO_PEERS=1 leaves these tests out.";

/// Where the Python sides of the tests are, seen from the root and from a member.
pub fn peers() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = package.ancestors().map(|folder| folder.join("tests/peers"));
    folders.find(|peers| peers.join("provision.py").exists()).unwrap_or_else(|| package.join("tests/peers"))
}

/// The interpreter. The first call of all makes a virtual environment below the target folder; test binaries that
/// run at the same time wait for it.
#[track_caller]
pub fn python() -> &'static Path {
    static PYTHON: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match PYTHON.get_or_init(find) {
        Ok(python) => python,
        Err(error) => panic!("{error}\n\n{HELP}"),
    }
}

fn find() -> Result<PathBuf, String> {
    if let Some(python) = std::env::var_os("ZMQ_TEST_PYTHON") {
        run(&python, &["-c".into(), "import zmq".into()])?;
        return Ok(python.into());
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("pyzmq-{PYZMQ}"));
    let script = peers().join("provision.py");
    let printed = run(&PYTHON.into(), &[script.into(), folder.into(), PYZMQ.into()])?;
    Ok(printed.trim_end().into())
}

/// Runs an interpreter and gives what it printed.
fn run(python: &OsString, arguments: &[OsString]) -> Result<String, String> {
    let mut command = Command::new(python);
    command.args(arguments).stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = command.output().map_err(|error| format!("{python:?}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{command:?}: {}; see its messages above", output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("{command:?}: {error}"))
}
