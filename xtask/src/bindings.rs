//! `cargo xtask bindings`: the checked-in bindings, made anew from the header of the vendored libzmq.

#[path = "../../zmq-sys-vendored/build/bindings_config.rs"]
mod bindings_config;

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// The files below `src/bindings/`, each with whether it has the draft API.
const FILES: [(&str, bool); 2] = [("stable.rs", false), ("draft.rs", true)];

/// Writes both files.
pub fn write(workspace: &Workspace) -> Result<()> {
    let folder = workspace.sys_crate()?.join("src").join("bindings");
    for (name, draft) in FILES {
        let file = folder.join(name);
        fs::write(&file, generate(workspace, draft)?)
            .with_context(|| format!("cannot write {}", file.display()))?;
        println!("wrote {}", file.display());
    }
    Ok(())
}

/// Fails, with the difference, where a file is not what bindgen makes today.
pub fn check(workspace: &Workspace) -> Result<()> {
    let folder = workspace.sys_crate()?.join("src").join("bindings");
    let fresh_folder = workspace.scratch("bindings")?;
    let mut stale = Vec::new();
    for (name, draft) in FILES {
        let file = folder.join(name);
        let text = generate(workspace, draft)?;
        let present = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        if present == text {
            println!("{name}: {} lines, up to date", text.lines().count());
            continue;
        }
        stale.push(name);
        let fresh = fresh_folder.join(name);
        fs::write(&fresh, text).with_context(|| format!("cannot write {}", fresh.display()))?;
        // Its exit code says that they differ, which is known already.
        Command::new("diff").arg("-u").arg(&file).arg(&fresh).status().context("cannot start diff")?;
    }
    if !stale.is_empty() {
        bail!("{} differ from the header of libzmq: run `cargo xtask bindings`", stale.join(" and "));
    }
    Ok(())
}

fn generate(workspace: &Workspace, draft: bool) -> Result<String> {
    let include = workspace.libzmq()?.join("include");
    let header = include.join("zmq.h");
    let header = header.to_str().context("bindgen needs a path in UTF-8")?;
    let bindings = bindings_config::builder(header, &[&include], draft)
        .generate()
        .with_context(|| format!("bindgen could not read {header} (Debian: apt-get install libclang-dev)"))?;
    Ok(bindings.to_string())
}
