//! A libzmq to test: one static library with all that ours consists of, be it C++ or Rust, and its sources.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use crate::process;
use crate::workspace::{Workspace, cargo};

/// Which libzmq.
#[derive(Clone, Copy)]
pub struct Which<'a> {
    /// The cargo features beside the default ones.
    pub features: &'a str,
    pub mended: bool,
}

/// A compiled libzmq.
pub struct Library {
    /// All of it, and what it needs of Rust.
    pub archive: PathBuf,
    /// The folder with the sources it was compiled from: `src` and `include`.
    pub sources: PathBuf,
    /// The system's libraries, as arguments of the linker.
    pub system: Vec<String>,
}

impl Which<'_> {
    /// For the table, and the name of a folder.
    pub fn name(&self) -> String {
        let api = if self.draft() { "draft" } else { "stable" };
        if self.mended { api.to_owned() } else { format!("{api}-unmended") }
    }

    /// Whether it has the draft API.
    pub fn draft(&self) -> bool {
        self.has("draft") || self.has("wss")
    }

    /// Whether a feature is named.
    pub fn has(&self, feature: &str) -> bool {
        self.features.split(',').any(|word| word == feature)
    }

    /// Has cargo compile it, as for a program of ours.
    pub fn build(&self, workspace: &Workspace) -> Result<Library> {
        eprintln!("building libzmq: {}", self.name());
        let mut command = Command::new(cargo());
        command.args(["rustc", "--package", "zmq-safe", "--lib", "--crate-type", "staticlib", "--locked"]);
        command.args(["--message-format", "json-render-diagnostics", "--features", self.features]);
        command.current_dir(&workspace.root).env_remove("ZMQ_SYS_WITHOUT_MENDS");
        if !self.mended {
            let target = workspace.scratch("suites/unmended")?;
            command.env("ZMQ_SYS_WITHOUT_MENDS", "all").env("CARGO_TARGET_DIR", target);
        }
        let text = process::output_only(&mut command)?;
        let messages: Vec<Value> =
            text.lines().map(serde_json::from_str).collect::<Result<_, _>>().context("messages of cargo")?;

        let folder = workspace.scratch(&format!("suites/{}", self.name()))?;
        let archive = folder.join("libzmq.a");
        // The next build, with other features, has the same name.
        fs::copy(built_archive(&messages)?, &archive).with_context(|| format!("{}", archive.display()))?;
        let out = out_dir(&messages, "zmq-sys-vendored").context("cargo did not build zmq-sys-vendored")?;
        Ok(Library { archive, sources: out.join("source"), system: system(&messages) })
    }
}

/// The static library among the artifacts.
fn built_archive(messages: &[Value]) -> Result<PathBuf> {
    let files = messages
        .iter()
        .filter(|message| message["reason"] == "compiler-artifact" && message["target"]["name"] == "zmq");
    let mut names = files.flat_map(|message| message["filenames"].as_array().into_iter().flatten());
    let archive = names.find_map(|name| name.as_str().filter(|name| name.ends_with(".a")));
    archive.map(PathBuf::from).ok_or_else(|| anyhow!("cargo made no static library"))
}

/// Where the build script of a package wrote.
fn out_dir(messages: &[Value], package: &str) -> Option<PathBuf> {
    let message = messages.iter().find(|message| {
        let id = message["package_id"].as_str().unwrap_or_default();
        message["reason"] == "build-script-executed" && id.contains(package)
    })?;
    message["out_dir"].as_str().map(PathBuf::from)
}

/// What build scripts link and did not compile, and what the standard library of Rust needs.
fn system(messages: &[Value]) -> Vec<String> {
    let mut arguments = Vec::new();
    for message in messages.iter().filter(|message| message["reason"] == "build-script-executed") {
        let of = |key: &str| message[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        arguments.extend(of("linked_paths").map(|path| format!("-L{}", path.trim_start_matches("native="))));
        let shared = of("linked_libs").filter(|name| !name.starts_with("static"));
        arguments.extend(shared.map(|name| format!("-l{}", name.trim_start_matches("dylib="))));
    }
    arguments
        .extend(["-lstdc++", "-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl"].map(str::to_owned));
    arguments
}
