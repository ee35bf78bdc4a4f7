//! What the guides show of before, compiled: a block of Rust that is marked `ignore`, in a page `from_NAME.md`, is a program on the crate
//! NAME. As in doc-tests, a line that begins with `# ` is not shown and is compiled.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::{Bridge, Place, read};
use crate::process;
use crate::workspace::{Workspace, cargo};

/// The pages, the crates that they are about, and what those take. arzmq compiles a libzmq of its own.
const PAGES: [(&str, &str); 4] = [
    ("from_rust_zmq", "zmq = \"0.10\""),
    ("from_tmq", "tmq = \"0.5\""),
    ("from_async_zmq", "async_zmq = \"0.4\""),
    (
        "from_zeromq",
        "zeromq = { version = \"0.7\", default-features = false, features = [\"tokio-runtime\", \"tcp-transport\"] }",
    ),
];
const ARZMQ: (&str, &str) = ("from_arzmq", "arzmq = { version = \"0.7\", features = [\"futures\"] }");

/// What the programs on the async ones need beside them.
const BESIDE: &str = "futures = \"0.3\"\ntokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\", \"time\"] }\n";

/// Writes a package of the blocks of all pages but arzmq's; zeromq, which has no libzmq, is in one of the two.
pub(super) fn write(root: &Path, place: &Place, bridge: Bridge) -> Result<()> {
    let pages: Vec<_> =
        PAGES.iter().filter(|(page, _)| bridge == Bridge::Sys || *page != "from_zeromq").copied().collect();
    let (dependencies, library) = package(root, &pages)?;
    place.package("guides", "2024", &dependencies, &[("src/lib.rs", &library)])
}

/// Compiles the blocks of arzmq's page in a workspace of their own.
pub(super) fn check_arzmq(workspace: &Workspace) -> Result<()> {
    let (dependencies, library) = package(&workspace.root, &[ARZMQ])?;
    let place = Place {
        folder: workspace.scratch("compat/arzmq")?,
        target: workspace.target.join("compat"),
        bridge: Bridge::Sys,
    };
    place.package("guides", "2024", &dependencies, &[("src/lib.rs", &library)])?;
    place.write("Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [\"guides\"]\n")?;
    let mut command = std::process::Command::new(cargo());
    command.current_dir(&place.folder).args(["check", "--quiet", "--target-dir"]).arg(&place.target);
    process::run(&mut command)?;
    println!("from_arzmq.md: what it shows of before compiles");
    Ok(())
}

/// The dependencies of the blocks, and a library with a module for each.
fn package(root: &Path, pages: &[(&str, &str)]) -> Result<(String, String)> {
    let mut dependencies = format!("\n[dependencies]\n{BESIDE}");
    let mut library = String::from("#![allow(warnings)]\n");
    for (page, dependency) in pages {
        writeln!(dependencies, "{dependency}")?;
        let file = root.join("src").join("guide").join(format!("{page}.md"));
        let blocks = blocks(&read(&file)?);
        if blocks.is_empty() {
            bail!("{} shows nothing of before", file.display());
        }
        for (number, block) in blocks.iter().enumerate() {
            writeln!(library, "mod {page}_{number} {{\n{block}}}")?;
        }
    }
    Ok((dependencies, library))
}

/// The blocks that are marked `ignore`, with their hidden lines.
fn blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    for line in page.lines() {
        match (&mut block, line) {
            (None, "```ignore") => block = Some(String::new()),
            (None, _) => {}
            (Some(_), "```") => blocks.extend(block.take()),
            (Some(text), "#") => text.push('\n'),
            (Some(text), line) => {
                text.push_str(line.strip_prefix("# ").unwrap_or(line));
                text.push('\n');
            }
        }
    }
    blocks
}

/// Every page about another crate is on the list, so that none goes unchecked.
pub(super) fn all_are_listed(root: &Path) -> Result<()> {
    let folder = root.join("src").join("guide");
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let name = entry?.file_name();
        let Some(page) = name.to_str().and_then(|name| name.strip_suffix(".md")) else { continue };
        let known = page == "from_pyzmq" || page == ARZMQ.0 || PAGES.iter().any(|(known, _)| *known == page);
        if page.starts_with("from_") && !known {
            bail!("{page}.md is about no crate that `cargo xtask compat` knows");
        }
    }
    Ok(())
}
