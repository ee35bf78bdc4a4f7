//! Packages of Debian. They are installed by who runs the machine, or by CI; here is only looked.

use super::output;
use anyhow::{Result, bail};
use std::process::Command;

/// Those of the packages that are not installed.
pub fn packages_missing<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    packages.iter().copied().filter(|package| version(package).is_none()).collect()
}

/// Fails where one of the packages is missing, and says what to do; otherwise the version of the first.
pub fn installed(packages: &[&str]) -> Result<String> {
    let missing = packages_missing(packages);
    if !missing.is_empty() {
        bail!("not installed (Debian: apt-get install --no-install-recommends {})", missing.join(" "));
    }
    Ok(packages.first().and_then(|package| version(package)).unwrap_or_default())
}

fn version(package: &str) -> Option<String> {
    let mut command = Command::new("dpkg-query");
    let text = output(command.args(["-W", "-f", "${Status} ${Version}", package])).ok()?;
    text.strip_prefix("install ok installed ").map(str::to_owned)
}
