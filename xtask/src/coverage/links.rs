//! The items of the crate that wrap what C declares: those that have its name as `doc(alias)`. The test `tests/coverage.rs`
//! includes this file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The macros whose rows belong to a type that stands elsewhere: the room, the macro and the type.
const MACROS: [(&str, &str, &str); 4] = [
    ("context/", "options!", "Context"),
    ("", "options!", "Socket"),
    ("", "events!", "EventMask"),
    ("", "protocol_errors!", "ProtocolError"),
];

/// For each name of C, the items that have it, as links of rustdoc where they are there without a feature.
pub fn read(src: &Path) -> io::Result<BTreeMap<String, Vec<String>>> {
    let lib = fs::read_to_string(src.join("lib.rs"))?;
    let public = exports(&lib);
    let mut files = Vec::new();
    list(src, &mut files)?;
    files.sort();
    let mut rooms = Vec::new();
    for path in files.iter().filter(|path| path.ends_with("mod.rs") || path.ends_with("lib.rs")) {
        let folder = path.parent().unwrap_or(src);
        rooms.extend(gated_rooms(&fs::read_to_string(path)?).into_iter().map(|room| folder.join(room)));
    }
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in files {
        let file = path.strip_prefix(src).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if file.starts_with("asynchronous/") {
            continue; // the same names again
        }
        let room = if file == "security/z85.rs" { "z85::" } else { "" };
        for (alias, item, gated) in aliases(&file, &fs::read_to_string(&path)?) {
            let item = format!("{room}{item}");
            let root = item.split("::").next().unwrap_or_default();
            let within_gate =
                rooms.iter().any(|room| path.starts_with(room) || path == room.with_extension("rs"));
            let link = public.contains(root) && !gated && !within_gate;
            let text = if link { format!("[`{item}`](crate::{item})") } else { format!("`{item}`") };
            let items = found.entry(alias).or_default();
            if !items.contains(&text) {
                items.push(text);
            }
        }
    }
    Ok(found)
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// The modules that a file declares for a feature only.
fn gated_rooms(code: &str) -> Vec<String> {
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    let gated = lines.windows(2).filter(|pair| pair[0].starts_with("#[cfg(") && pair[0].contains("feature"));
    let names = gated.filter_map(|pair| pair[1].strip_suffix(';')?.rsplit_once("mod "));
    names.map(|(_, name)| name.to_owned()).collect()
}

/// What the root exports whatever the features are.
fn exports(lib: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let (mut within, mut gated) = (false, false);
    for line in lib.lines() {
        if line.starts_with("pub use ") {
            within = true;
        }
        if within && !gated {
            names.extend(
                line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()),
            );
        }
        within &= !line.ends_with(';');
        if !within {
            gated = line.starts_with("#[cfg(") && line.contains("feature");
        }
    }
    names
}

/// What the page says of a name of C that the crate uses: the items that have it.
pub fn cell(name: &str, group: &str, links: &BTreeMap<String, Vec<String>>) -> Option<String> {
    let short = name.strip_prefix("ZMQ_").unwrap_or(name);
    match links.get(name) {
        Some(items) => Some(items.join(", ")),
        None if group == "Error numbers" => Some(format!("[`Errno::{name}`](crate::Errno::{name})")),
        None if group == "Socket types" => Some(format!("[`{short}`](crate::{short})")),
        None if group.ends_with("Socket types") => Some(format!("`{short}`")),
        None => None,
    }
}

/// Each alias in a file, the item that has it, and whether that asks for a feature.
fn aliases(file: &str, code: &str) -> Vec<(String, String, bool)> {
    let mut found = Vec::new();
    let mut waiting: Vec<&str> = Vec::new();
    let mut gated = false;
    // The types and macros that are open, with their indentation.
    let mut owners: Vec<(usize, &str)> = Vec::new();
    let mut lines = code.lines().peekable();
    while let Some(line) = lines.next() {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if let Some(alias) = text.strip_prefix("#[doc(alias = \"").and_then(|rest| rest.split('"').next()) {
            waiting.push(alias);
            continue;
        }
        gated |= text.starts_with("#[cfg(") && text.contains("feature");
        if text.is_empty() || text.starts_with("//") || text.starts_with("#[") {
            continue;
        }
        owners.retain(|(above, _)| *above < indent);
        let owner = owners.last().map(|(_, owner)| *owner);
        if !waiting.is_empty() {
            let mut item = text.to_owned();
            while text.starts_with("ZMQ_") && !item.contains(';') {
                let Some(next) = lines.next() else { break };
                item = format!("{item} {}", next.trim());
            }
            for path in paths(&item, owner) {
                found.extend(waiting.iter().map(|alias| ((*alias).to_owned(), path.clone(), gated)));
            }
            waiting.clear();
        }
        gated = false;
        if text.ends_with('{') {
            owners.extend(owner_of(file, text).map(|owner| (indent, owner)));
        }
    }
    found
}

/// The type that a line opens a block of.
fn owner_of<'a>(file: &str, line: &'a str) -> Option<&'a str> {
    let rest = match line.strip_prefix("impl") {
        // Past the parameters, and past the trait.
        Some(rest) => {
            let rest = if rest.starts_with('<') { rest.split_once("> ")?.1 } else { rest.trim_start() };
            rest.split_once(" for ").map_or(rest, |(_, of)| of)
        }
        None => {
            let of_macro =
                MACROS.iter().find(|(room, name, _)| file.starts_with(room) && line.starts_with(name));
            if let Some((_, _, owner)) = of_macro {
                return Some(owner);
            }
            let line = line.strip_prefix("pub ").unwrap_or(line);
            let line = ["enum ", "struct ", "trait "]
                .iter()
                .find_map(|word| line.strip_prefix(word))
                .unwrap_or(line);
            if !line.starts_with(char::is_uppercase) {
                return None;
            }
            line
        }
    };
    let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').next()?;
    name.rsplit("::").next().filter(|name| !name.is_empty())
}

/// The items a line declares: one, or all methods of the row of an option.
fn paths(line: &str, owner: Option<&str>) -> Vec<String> {
    let of_owner = |name: &str| owner.map_or_else(|| name.to_owned(), |owner| format!("{owner}::{name}"));
    let word = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned()
    };
    if line.starts_with("ZMQ_") && line.contains("=>") {
        let words: Vec<&str> = line.split([' ', '(', ',']).collect();
        let methods = words.windows(2).filter(|pair| ["get", "set", "add"].contains(&pair[0]));
        return methods.map(|pair| of_owner(&word(pair[1]))).collect();
    }
    if let Some((_, name)) = line.split_once("fn ") {
        return vec![of_owner(&word(name))];
    }
    for kind in ["pub struct ", "pub enum ", "pub trait ", "pub type "] {
        if let Some(name) = line.strip_prefix(kind) {
            return vec![word(name)];
        }
    }
    vec![of_owner(&word(line.strip_prefix("pub const ").unwrap_or(line)))]
}
