//! The C++ standard headers that libzmq uses, compiled once for a target behind our own header.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::zig::Zig;
use crate::build_script::Call;
use crate::process;

/// Compiles the standard headers for `target`, and gives the result to every call with the same flags.
pub fn prepare(
    zig: &Zig,
    target: &str,
    calls: &mut [Call],
    more: &[&str],
    libzmq: &Path,
    folder: &Path,
) -> Result<()> {
    let flags = match calls.iter().find(|call| call.cxx) {
        Some(call) => call.flags.clone(),
        None => return Ok(()),
    };
    // Each file of libzmq begins with this one, which on Windows brings the headers of the system.
    let mut text = "#include \"precompiled.hpp\"\n".to_owned();
    for name in standard_headers(&libzmq.join("src"))? {
        text.push_str(&format!("#include <{name}>\n"));
    }
    let header = folder.join("standard.hpp");
    fs::write(&header, text).with_context(|| format!("cannot write {}", header.display()))?;

    let compiled = folder.join("standard.pch");
    let mut command = zig.command("c++");
    command.args(["-target", target]).args(&flags).args(more).arg("-w");
    command.args(["-x", "c++-header"]).arg(&header).arg("-o").arg(&compiled);
    process::quietly(&mut command)?;
    for call in calls.iter_mut().filter(|call| call.cxx && call.flags == flags) {
        call.flags.extend(["-include-pch".to_owned(), compiled.display().to_string()]);
    }
    Ok(())
}

/// The headers without a suffix that the files in `folder` include.
fn standard_headers(folder: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if !path.extension().is_some_and(|suffix| suffix == "cpp" || suffix == "hpp") {
            continue;
        }
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        names.extend(text.lines().filter_map(|line| {
            let name = line.strip_prefix("#include <")?.strip_suffix('>')?;
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_').then(|| name.to_owned())
        }));
    }
    Ok(names)
}
