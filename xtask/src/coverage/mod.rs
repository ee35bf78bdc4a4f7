//! `cargo xtask coverage`: which functions and constants of libzmq the crate wraps, and where; the page of the guide.

mod links;
mod reasons;
mod scan;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

const PAGE: &str = "src/guide/coverage.md";

/// Writes the page.
pub fn write(workspace: &Workspace) -> Result<()> {
    let path = workspace.root.join(PAGE);
    let text = page(workspace)?;
    fs::write(&path, &text).with_context(|| format!("cannot write {}", path.display()))?;
    print!("{text}");
    Ok(())
}

/// Fails where the page is not what [`write()`] would write.
pub fn check(workspace: &Workspace) -> Result<()> {
    let path = workspace.root.join(PAGE);
    let found = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    if found != page(workspace)? {
        bail!("{PAGE} is old: run `cargo xtask coverage`");
    }
    Ok(())
}

/// Fails where another `zmq.h`, a system's, declares what is neither wrapped nor on the list.
pub fn check_header(workspace: &Workspace, header: &Path) -> Result<()> {
    let text = fs::read_to_string(header).with_context(|| format!("cannot read {}", header.display()))?;
    let used = scan::used(&workspace.root.join("src")).context("cannot read src/")?;
    let missing = missing(&text, &used);
    if !missing.is_empty() {
        bail!("{}: neither wrapped nor on the list: {}", header.display(), missing.join(", "));
    }
    Ok(())
}

/// What of a header is neither wrapped nor on the list.
fn missing(header: &str, used: &BTreeMap<String, String>) -> Vec<String> {
    let reasons: BTreeMap<_, _> = reasons::REASONS.iter().copied().collect();
    let items = scan::header(header);
    let left = items
        .iter()
        .filter(|item| scan::place(item, used).is_none() && !reasons.contains_key(item.name.as_str()));
    left.map(|item| format!("{} ({})", item.name, item.group)).collect()
}

fn page(workspace: &Workspace) -> Result<String> {
    let header = workspace.libzmq()?.join("include/zmq.h");
    let header = fs::read_to_string(&header).with_context(|| format!("cannot read {}", header.display()))?;
    let items = scan::header(&header);
    let used = scan::used(&workspace.root.join("src")).context("cannot read src/")?;
    let links = links::read(&workspace.root.join("src")).context("cannot read src/")?;
    let reasons: BTreeMap<_, _> = reasons::REASONS.iter().copied().collect();

    let mut groups: Vec<(&str, String, u32, u32)> = Vec::new();
    for item in &items {
        let at = groups.iter().position(|group| group.0 == item.group).unwrap_or_else(|| {
            groups.push((&item.group, String::new(), 0, 0));
            groups.len() - 1
        });
        let (_, rows, wrapped, others) = &mut groups[at];
        let draft = if item.draft { " (draft)" } else { "" };
        let what = match (scan::place(item, &used), reasons.get(item.name.as_str())) {
            (Some(file), _) => {
                *wrapped += 1;
                let items = links::cell(&item.name, &item.group, &links);
                items
                    .with_context(|| format!("no item has {} as doc(alias), and {file} uses it", item.name))?
            }
            (None, reason) => {
                *others += 1;
                format!("not wrapped: {}", reason.unwrap_or(&"MISSING"))
            }
        };
        writeln!(rows, "| `{}`{draft} | {what} |", item.name)?;
    }
    let total: u32 = groups.iter().map(|group| group.2).sum();
    let others: u32 = groups.iter().map(|group| group.3).sum();
    let mut text = format!(
        "# What of libzmq is wrapped\n\nEvery function and constant of the `zmq.h` of libzmq 4.3.5, and the item that \
         wraps it and has its name as an alias for the search, or the reason why nothing does: {total} are wrapped, {others} are not. \
         `cargo xtask coverage` writes this page, and a test compares the header that a build used with the sources.\n"
    );
    for (name, rows, wrapped, others) in groups {
        write!(text, "\n## {name}: {wrapped} of {}\n\n| C | here |\n|---|---|\n{rows}", wrapped + others)?;
    }
    Ok(text)
}
