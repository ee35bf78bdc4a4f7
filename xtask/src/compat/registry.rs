//! Packages of the registry, which cargo has unpacked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;
use crate::workspace::{Workspace, cargo};

/// The programs of the bench whose packages are looked at: their lock files say the versions.
const PROGRAMS: [&str; 2] = ["tmq", "async_zmq"];

/// The folders of the packages that programs on tmq and async_zmq depend on, by their names.
pub struct Registry {
    folders: BTreeMap<String, PathBuf>,
}

impl Registry {
    /// Asks cargo, which downloads what is missing. The versions are those that the programs of the bench have locked.
    pub fn load(workspace: &Workspace) -> Result<Registry> {
        let mut folders = BTreeMap::new();
        for program in PROGRAMS {
            let mut command = Command::new(cargo());
            command.current_dir(workspace.root.join("benches").join("peers").join(program));
            let text = process::output(command.args(["metadata", "--format-version", "1", "--locked"]))?;
            let metadata: Value = serde_json::from_str(&text).context("cargo metadata is not JSON")?;
            let packages = metadata["packages"].as_array().context("cargo metadata has no packages")?;
            let folder = |package: &Value| {
                let manifest = Path::new(package["manifest_path"].as_str()?);
                Some((package["name"].as_str()?.to_owned(), manifest.parent()?.to_owned()))
            };
            folders.extend(packages.iter().filter_map(folder));
        }
        Ok(Registry { folders })
    }

    /// Where a package is.
    pub fn package(&self, name: &str) -> Result<&Path> {
        self.folders
            .get(name)
            .map(PathBuf::as_path)
            .with_context(|| format!("no program of the bench depends on {name}"))
    }
}
