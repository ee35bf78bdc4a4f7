//! What programs for Windows need to run under Wine: libraries, a server that stays between two of them, Python.

mod peers;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::Workspace;

/// The pyzmq of the tests, as in `tests/common/python.rs`.
const PYZMQ: &str = "27.1.0";

/// A place where Wine keeps its files, and its server; both end with this.
pub struct Wine {
    prefix: PathBuf,
}

impl Wine {
    /// Sets the variables for programs that `gcc` and `g++` link.
    pub fn set_up(workspace: &Workspace, command: &mut Command, gcc: &str, gxx: &str) -> Result<Wine> {
        let wine = Wine { prefix: workspace.scratch("wine")? };
        let own = workspace.scratch("cross/wine")?;
        let sources = workspace.root.join("xtask").join("src").join("cross").join("wine");
        let mut library = Command::new(gcc);
        library.args(["-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-o"]);
        library.arg(own.join("bcryptprimitives.dll")).arg(sources.join("bcryptprimitives.c"));
        process::quietly(library.arg("-ladvapi32"))?;
        let mut folders = vec![own.clone()];
        for name in ["libstdc++-6.dll", "libgcc_s_seh-1.dll", "libwinpthread-1.dll"] {
            let path = process::output(Command::new(gxx).arg(format!("-print-file-name={name}")))?;
            let path = Path::new(path.trim()).canonicalize().with_context(|| format!("no {name}"))?;
            folders.push(path.parent().context("a library in no folder")?.to_owned());
        }
        folders.dedup();
        let folders: Vec<String> = folders.iter().map(|folder| wine_path(folder)).collect();
        wine.environment(command);
        command.env("WINEPATH", folders.join(";"));
        // It would start anew, for seconds, whenever none of its programs runs for a while.
        let mut server = Command::new("wineserver");
        server.arg("-p").env("WINEPREFIX", &wine.prefix);
        // It stays, and would keep the output of this program open.
        server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        server.status().context("wineserver")?;
        Ok(wine)
    }

    /// Has the tests talk to Python on this machine; `relay` is `python.rs`, compiled for Windows.
    pub fn with_python(&self, workspace: &Workspace, command: &mut Command, relay: &Path) -> Result<()> {
        let folder = workspace.target.join("tmp").join(format!("pyzmq-{PYZMQ}"));
        let script = workspace.root.join("tests").join("peers").join("provision.py");
        let printed = process::output_only(Command::new("python3").arg(script).arg(folder).arg(PYZMQ))?;
        let address = peers::serve(printed.trim_end().into(), self.prefix.join("drive_c"))?;
        command.env("ZMQ_TEST_PYTHON", wine_path(relay)).env("ZMQ_TEST_PEERS", address.to_string());
        Ok(())
    }

    fn environment(&self, command: &mut Command) {
        command.env("WINEDEBUG", "-all").env("WINEPREFIX", &self.prefix);
    }
}

impl Drop for Wine {
    fn drop(&mut self) {
        let mut end = Command::new("wineserver");
        // One that has ended already is as good.
        let _ = process::quietly(end.arg("-k").env("WINEPREFIX", &self.prefix));
    }
}

/// A path of this machine as Wine has it.
fn wine_path(path: &Path) -> String {
    format!("Z:{}", path.display().to_string().replace('/', "\\"))
}
