//! `cargo xtask cross`: other targets than this machine. Their C++ is compiled (`sources.rs`), their Rust is looked at
//! (`check.rs`) and linked (`link.rs`), and where programs for them run here, the tests do (`tests.rs`).

mod check;
mod link;
mod musl;
mod rust;
mod sources;
mod targets;
mod tests;
mod wine;
mod zig;

use anyhow::Result;

use crate::workspace::Workspace;

/// After the flags of the real build, where the result runs: zig adds checks of its own by default.
const REAL: [&str; 2] = ["-g0", "-fno-sanitize=undefined"];

/// What the words after `cross` ask for.
pub fn run(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    match arguments {
        ["check", rest @ ..] => check::run(workspace, rest),
        ["link", rest @ ..] => link::run(workspace, rest),
        ["test", rest @ ..] => tests::run(workspace, rest),
        _ => sources::compile_all(workspace, arguments),
    }
}
