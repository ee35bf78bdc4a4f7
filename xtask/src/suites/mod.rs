//! `cargo xtask suites`: the test suites of others against the libzmq that is compiled here, and against the same without mends.
//!
//! What fails here must fail without mends, too. libzmq's own tests come with the sources in the registry, pyzmq's with its
//! sources from PyPI; nothing of either is kept in the repository.

mod comparison;
mod library;
mod libzmq;
mod programs;
mod pyzmq;

pub use programs::until;

use anyhow::{Result, bail};

use crate::workspace::Workspace;

/// What is asked for after `suites`.
pub fn run(workspace: &Workspace, words: &[&str]) -> Result<()> {
    let (suite, mut options) = match words {
        [suite @ ("libzmq" | "pyzmq"), options @ ..] => (*suite, options.iter().copied()),
        _ => bail!("which suite: libzmq or pyzmq?"),
    };
    let mut asked = Asked { compare: false, features: Vec::new(), only: None };
    while let Some(option) = options.next() {
        match (option, suite) {
            ("--compare", _) => asked.compare = true,
            ("--features", "libzmq") => asked.features.extend(options.next().map(str::to_owned)),
            ("--only", _) => asked.only = options.next().map(str::to_owned),
            _ => bail!("suites {suite}: what is {option}?"),
        }
    }
    if suite == "pyzmq" { pyzmq::run(workspace, &asked) } else { libzmq::run(workspace, &asked) }
}

/// The options of a suite.
struct Asked {
    /// Run all of it without mends as well, not only what fails with them.
    compare: bool,
    /// Sets of cargo features, each a build of its own; none: the default features, and with `draft`.
    features: Vec<String>,
    /// A part of the name of what to run.
    only: Option<String>,
}
