//! The names of upstream's `platform.hpp.in`, and whether each of our headers speaks of each of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

/// Our headers, one a system.
const HEADERS: [&str; 4] = ["apple.hpp", "freebsd.hpp", "linux.hpp", "windows.hpp"];

/// What upstream's template can define.
pub struct Names {
    /// What CMake probes or is told.
    pub probed: BTreeSet<String>,
    /// What follows from the compiler's own macros.
    pub derived: BTreeSet<String>,
}

/// Reads upstream's template.
pub fn of_upstream(libzmq: &Path) -> Result<Names> {
    let file = libzmq.join("builds").join("cmake").join("platform.hpp.in");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let after = |mark: &str| -> BTreeSet<String> {
        text.lines()
            .filter_map(|line| first_word(line.trim().strip_prefix(mark)?))
            .map(str::to_owned)
            .collect()
    };
    let mut names = Names { probed: after("#cmakedefine "), derived: after("#define ") };
    names.derived.retain(|name| name.starts_with("ZMQ_HAVE_"));
    ensure!(!names.probed.is_empty(), "{} has no #cmakedefine", file.display());
    Ok(names)
}

/// Fails unless every header has each name as `#define X` or as `// not defined: X - reason`.
pub fn check_headers(folder: &Path, names: &BTreeSet<String>) -> Result<()> {
    let mut faults = Vec::new();
    for header in HEADERS {
        let file = folder.join(header);
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let defined: BTreeSet<&str> =
            text.lines().filter_map(|line| first_word(line.strip_prefix("#define ")?)).collect();
        let mut left_out = BTreeSet::new();
        for line in text.lines().filter_map(|line| line.strip_prefix("// not defined: ")) {
            match line.split_once(" - ") {
                Some((name, reason)) if !reason.trim().is_empty() => {
                    if !left_out.insert(name) {
                        faults.push(format!("{header}: {name} is left out twice"));
                    }
                }
                _ => faults.push(format!("{header}: no reason in \"not defined: {line}\"")),
            }
        }
        for name in names {
            match (defined.contains(name.as_str()), left_out.contains(name.as_str())) {
                (true, true) => faults.push(format!("{header}: {name} is both defined and left out")),
                (false, false) => faults.push(format!("{header}: {name} is not spoken of")),
                _ => {}
            }
        }
        faults.extend(
            left_out
                .iter()
                .filter(|name| !names.contains(**name))
                .map(|name| format!("{header}: {name} is no name of upstream's platform.hpp.in")),
        );
    }
    if !faults.is_empty() {
        bail!("the headers in {}:\n  {}", folder.display(), faults.join("\n  "));
    }
    println!("{}: each speaks of all {} names of platform.hpp.in", HEADERS.join(", "), names.len());
    Ok(())
}

fn first_word(text: &str) -> Option<&str> {
    text.split_whitespace().next()
}
