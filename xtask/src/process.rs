//! Other programs: run one, and when it fails say which and why.

use std::io::ErrorKind;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail};

/// What to install where a program is missing, by its name: Debian's package.
const PACKAGES: [(&str, &str); 8] = [
    ("cmake", "cmake"),
    ("diff", "diffutils"),
    ("gcc", "gcc"),
    ("git", "git"),
    ("make", "make"),
    ("pkg-config", "pkg-config"),
    ("python3", "python3 python3-venv"),
    ("tar", "tar"),
];

/// Runs a program whose output is for the reader.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|error| not_started(command, error))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs a program that has nothing to say unless it fails.
pub fn quietly(command: &mut Command) -> Result<()> {
    captured(command, true).map(drop)
}

/// What a program prints; what it says on standard error is shown only when it fails.
pub fn output(command: &mut Command) -> Result<String> {
    let output = captured(command, true)?;
    String::from_utf8(output.stdout).with_context(|| format!("{} printed no UTF-8", shown(command)))
}

/// What a program prints, while its standard error is for the reader.
pub fn output_only(command: &mut Command) -> Result<String> {
    let output = captured(command, false)?;
    String::from_utf8(output.stdout).with_context(|| format!("{} printed no UTF-8", shown(command)))
}

/// Whether a program can be started at all.
pub fn exists(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok()
}

fn captured(command: &mut Command, stderr: bool) -> Result<Output> {
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command.stderr(if stderr { Stdio::piped() } else { Stdio::inherit() });
    let output = command
        .spawn()
        .and_then(|child| child.wait_with_output())
        .map_err(|error| not_started(command, error))?;
    if !output.status.success() {
        bail!(
            "{} ended with {}\n{}{}",
            shown(command),
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(output)
}

fn not_started(command: &Command, error: std::io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy().into_owned();
    let package = PACKAGES.iter().find(|(name, _)| *name == program).map(|(_, package)| *package);
    match package {
        Some(package) if error.kind() == ErrorKind::NotFound => {
            anyhow::anyhow!("{program} is not installed (Debian: apt-get install {package})")
        }
        _ => anyhow::anyhow!("cannot start {program}: {error}"),
    }
}

/// The command as a reader would type it, short enough to read.
fn shown(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    if text.len() > 400 {
        let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= 400).last().unwrap_or(0);
        text.truncate(end);
        text.push_str(" ...");
    }
    text
}
