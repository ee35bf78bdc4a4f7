//! The public methods of this crate's types, read in the sources: enough of Rust to find them, and the macros that make methods
//! here. A method that it does not find shows in a test that asks for it by name.
#![allow(dead_code)] // each test binary uses a part of it

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// What a type has.
#[derive(Default, Debug)]
pub struct Methods {
    pub names: BTreeSet<String>,
    /// What `doc(alias)` says at them, and at the type.
    pub aliases: BTreeSet<String>,
}

/// The types by name; those of `zmq::asynchronous` have `asynchronous::` before it.
pub type Surface = BTreeMap<String, Methods>;

pub fn read() -> Surface {
    let mut surface = Surface::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    list(&root, &mut files);
    assert!(files.len() > 100, "only {} sources in {}", files.len(), root.display());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let path = file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        // What is there is hidden, for programs that move here.
        if !path.starts_with("bridge/") {
            read_file(&path, &text, &mut surface);
        }
    }
    surface
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
}

fn read_file(path: &str, text: &str, surface: &mut Surface) {
    let is_async = path.starts_with("asynchronous/");
    let mut current: Option<String> = None;
    let mut aliases = Vec::new();
    let mut list = String::new();
    let mut hidden = false; // names that other crates had, which nobody is to learn
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        if line.starts_with("//") {
            continue;
        }
        if let Some(alias) = line.strip_prefix("#[doc(alias = \"").and_then(|rest| rest.strip_suffix("\")]"))
        {
            aliases.push(alias.to_owned());
            continue;
        }
        if line.starts_with('#') {
            hidden |= line == "#[doc(hidden)]";
            continue;
        }
        if let Some(name) = line.strip_suffix("! {") {
            name.clone_into(&mut list);
            continue;
        }
        if line.starts_with("impl<") || line.starts_with("impl ") {
            let mut header = line.to_owned();
            while !header.contains('{') && !header.ends_with(';') {
                header = format!("{header} {}", lines.next().unwrap());
            }
            current = implemented(&header, is_async);
            aliases.clear();
            continue;
        }
        if let Some(name) = word_after(line, "pub struct ") {
            surface
                .entry(named(&name, is_async))
                .or_default()
                .aliases
                .append(&mut aliases.drain(..).collect());
            continue;
        }
        let mut found: Vec<(String, String)> = Vec::new();
        if let Some(name) = function(line).filter(|_| !hidden) {
            found.extend(current.iter().map(|of| (of.clone(), name.clone())));
        }
        for (kind, name) in rows(path, &list, line) {
            found.push((kind.to_owned(), name));
        }
        for (of, name) in &found {
            let methods = surface.entry(of.clone()).or_default();
            methods.names.insert(name.clone());
            methods.aliases.extend(aliases.iter().cloned());
        }
        if !found.is_empty() || line.contains(['{', ';', '(']) {
            aliases.clear();
            hidden = false;
        }
    }
}

fn named(name: &str, is_async: bool) -> String {
    if is_async { format!("asynchronous::{name}") } else { name.to_owned() }
}

/// The type of an `impl` that is not one of a trait.
fn implemented(header: &str, is_async: bool) -> Option<String> {
    let mut rest = header.strip_prefix("impl").unwrap();
    if rest.starts_with('<') {
        let mut depth = 0;
        let end = rest.char_indices().find(|&(at, c)| {
            let arrow = at > 0 && rest[..at].ends_with('-');
            depth += i32::from(c == '<') - i32::from(c == '>' && !arrow);
            depth == 0
        });
        rest = &rest[end.unwrap().0 + 1..];
    }
    let head = rest.split(['{', ';']).next().unwrap();
    if head.contains(" for ") {
        return None;
    }
    let path = head.trim().split(['<', ' ']).next().unwrap();
    let is_async = is_async || path.contains("asynchronous::");
    let name = path.rsplit("::").next().unwrap();
    // The halves of a socket have what the socket has, by the same macros.
    Some(named(if ["$of", "$half"].contains(&name) { "Socket" } else { name }, is_async))
}

/// The name of a public function.
fn function(line: &str) -> Option<String> {
    let mut rest = line.strip_prefix("pub ")?;
    for word in ["const ", "async ", "unsafe "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    word_after(rest, "fn ")
}

fn word_after(line: &str, before: &str) -> Option<String> {
    let rest = line.strip_prefix(before)?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    (end > 0).then(|| rest[..end].to_owned())
}

/// The methods that a row in a list makes, by the macro of that name: options, and what an async type has as the blocking one.
fn rows(path: &str, list: &str, line: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let options = path.starts_with("socket/options/") || path.starts_with("draft/options");
    if let (true, Some((_, made))) = (line.starts_with("ZMQ_"), line.split_once(" => ")) {
        for made in made.split([' ', ';']).collect::<Vec<_>>().windows(2) {
            if let (["get" | "set" | "add"], Some(name)) = (&made[..1], word_after(made[1], "")) {
                if options {
                    found.extend([("Socket", name.clone()), ("asynchronous::Socket", name)]);
                } else if path == "context/options.rs" {
                    found.extend([("Context", name.clone()), ("asynchronous::Context", name)]);
                }
            }
        }
    }
    if path == "asynchronous/same.rs" && line.contains(") -> ") && line.ends_with(';') {
        if let Some(name) = word_after(line, "") {
            found.push((
                if list == "contexts" { "asynchronous::Context" } else { "asynchronous::Socket" },
                name,
            ));
        }
    }
    found
}
