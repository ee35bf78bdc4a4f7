//! The sources of libzmq, as the crate `zeromq-src` carries them, copied to where they may be changed and compiled.
//!
//! That crate has one public function, which compiles in its own way and says where its files are only on its way there: a line
//! for cargo, printed before it looks for a compiler. So this script starts itself once more, has that function called where
//! there is no compiler, and reads the line. Nothing is compiled, and nothing of cargo's folders is guessed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Set for the process that only has to make `zeromq-src` name its folder.
const LOCATE: &str = "ZMQ_SYS_LOCATE_SOURCES";

/// The file that the line of cargo names, below the folder of `zeromq-src`.
const NAMED: &str = "src/strlcpy.c";

/// What is compiled, below the sources of the release.
const FOLDERS: [&str; 4] = ["include", "src", "external/sha1", "external/wepoll"];

/// Whether this process was started by [`folder`]; if so, it has done all it is for.
pub fn located() -> bool {
    if env::var_os(LOCATE).is_none() {
        return false;
    }
    // Ends with a panic, since there is no compiler; by then the line is out.
    zeromq_src::Build::new().build();
    true
}

/// Copies what is compiled to `target`, which is made anew.
pub fn copy(target: &Path) -> Result<(), String> {
    let release = folder()?.join("vendor");
    if target.exists() {
        fs::remove_dir_all(target).map_err(|error| format!("cannot remove {}: {error}", target.display()))?;
    }
    FOLDERS.iter().try_for_each(|folder| copy_folder(&release.join(folder), &target.join(folder)))
}

/// The folder of the package `zeromq-src`, wherever cargo has it.
fn folder() -> Result<PathBuf, String> {
    let script = env::current_exe().map_err(|error| format!("this build script has no path: {error}"))?;
    let mut child = Command::new(script);
    // The target whose way to that line is the shortest, whatever is built in truth.
    child.env(LOCATE, "1").env("TARGET", "x86_64-unknown-linux-gnu").env("CARGO_CFG_TARGET_ENV", "gnu");
    for name in
        ["CC", "CXX", "CC_x86_64-unknown-linux-gnu", "CC_x86_64_unknown_linux_gnu", "HOST_CC", "TARGET_CC"]
    {
        child.env(name, "no-compiler");
    }
    let output = child.output().map_err(|error| format!("cannot start this build script again: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let file = text.lines().find_map(|line| {
        let file = Path::new(line.strip_prefix("cargo:rerun-if-changed=")?);
        file.ends_with(NAMED).then(|| file.to_owned())
    });
    let folder = file.as_deref().and_then(|file| file.ancestors().nth(2)).map(Path::to_owned);
    folder.ok_or_else(|| {
        let said = String::from_utf8_lossy(&output.stderr);
        format!("zeromq-src does not say where its sources are. It printed:\n{text}{said}")
    })
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), String> {
    let failed =
        |error: std::io::Error| format!("cannot copy {} to {}: {error}", from.display(), to.display());
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let target = to.join(entry.file_name());
        if entry.file_type().map_err(failed)?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            // Written, not copied, so that it can be changed whatever the rights of a registry's file are.
            let contents = fs::read(entry.path()).map_err(failed)?;
            fs::write(&target, contents).map_err(failed)?;
        }
    }
    Ok(())
}
