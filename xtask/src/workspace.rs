//! Where things are: the repository, its target folder, and the packages it depends on.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;

/// What `cargo metadata` says of this workspace.
pub struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    metadata: Value,
}

impl Workspace {
    /// Asks cargo.
    pub fn load() -> Result<Self> {
        let mut command = Command::new(cargo());
        command.args(["metadata", "--format-version", "1"]).current_dir(env!("CARGO_MANIFEST_DIR"));
        let text = process::output(&mut command)?;
        let metadata: Value = serde_json::from_str(&text).context("cargo metadata is not JSON")?;
        let folder = |name: &str| {
            metadata[name]
                .as_str()
                .map(PathBuf::from)
                .with_context(|| format!("cargo metadata has no {name}"))
        };
        Ok(Self { root: folder("workspace_root")?, target: folder("target_directory")?, metadata })
    }

    /// The folder of a package's sources, be it a member or from the registry.
    pub fn package(&self, name: &str) -> Result<PathBuf> {
        let packages = self.metadata["packages"].as_array().context("cargo metadata has no packages")?;
        packages
            .iter()
            .find(|package| package["name"] == name)
            .and_then(|package| Path::new(package["manifest_path"].as_str()?).parent())
            .map(Path::to_owned)
            .with_context(|| format!("the workspace does not depend on {name}"))
    }

    /// The FFI crate.
    pub fn sys_crate(&self) -> Result<PathBuf> {
        self.package("zmq-sys-vendored")
    }

    /// The unmodified tree of libzmq that is compiled.
    pub fn libzmq(&self) -> Result<PathBuf> {
        Ok(self.package("zeromq-src")?.join("vendor"))
    }

    /// A folder of our own under the target folder; made when it is missing.
    pub fn scratch(&self, name: &str) -> Result<PathBuf> {
        let folder = self.target.join("xtask").join(name);
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(folder)
    }
}

/// The cargo that runs this program.
pub fn cargo() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// The rustc that belongs to it.
pub fn rustc() -> PathBuf {
    env::var_os("RUSTC").map_or_else(|| PathBuf::from("rustc"), PathBuf::from)
}
