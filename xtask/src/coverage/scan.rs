//! What a `zmq.h` declares, and what the sources of the crate use of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

/// A function or a constant of the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub name: String,
    /// The comment above it in the header: "Socket options".
    pub group: String,
    pub draft: bool,
}

/// All functions, constants and error numbers of a `zmq.h`, in its order; each once.
pub fn header(text: &str) -> Vec<Item> {
    let (mut items, mut seen) = (Vec::new(), BTreeSet::new());
    let (mut group, mut draft) = (String::new(), false);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.contains("ZMQ_BUILD_DRAFT_API") {
            draft = line.starts_with("#ifdef");
        }
        if let Some(comment) = line.strip_prefix("/*") {
            let comment = comment.trim_end_matches(['/', '*']).trim();
            let title = comment.trim_end_matches('.');
            if title.starts_with(|first: char| first.is_alphanumeric()) && !title.contains('.') {
                group = title.to_owned();
            }
        }
        let mut names = Vec::new();
        if let Some(define) = line.strip_prefix("#define ") {
            let name = define.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            let macro_with_arguments = define[name.len()..].starts_with('(');
            if name.starts_with("ZMQ_") && !macro_with_arguments || define.contains("ZMQ_HAUSNUMERO +") {
                names.push((name.to_owned(), "Constants"));
            }
        }
        if line.starts_with("ZMQ_EXPORT") {
            let mut declaration = line.to_owned();
            while !declaration.contains(';') {
                let Some(next) = lines.next() else { break };
                declaration = format!("{declaration} {next}");
            }
            let words = declaration.split(|c: char| !c.is_alphanumeric() && c != '_');
            names.extend(words.filter(|word| word.starts_with("zmq_")).filter_map(|word| {
                let called = declaration.contains(&format!("{word} (")) && !word.ends_with("_t");
                called.then(|| (word.to_owned(), "Functions"))
            }));
        }
        for (name, kind) in names {
            if seen.insert(name.clone()) {
                let group = match kind {
                    "Functions" => kind.to_owned(),
                    _ if name.starts_with('E') => "Error numbers".to_owned(),
                    _ if [
                        "ZMQ_VERSION",
                        "ZMQ_EXPORT",
                        "ZMQ_DEFINED",
                        "ZMQ_HAUS",
                        "ZMQ_HAVE_",
                        "ZMQ_HAS_",
                    ]
                    .iter()
                    .any(|prefix| name.starts_with(prefix)) =>
                    {
                        "The header itself".to_owned()
                    }
                    _ if name.starts_with("ZMQ_POLL") => "Poll events".to_owned(),
                    _ if name.starts_with("ZMQ_EVENT_") => "Events".to_owned(),
                    _ if name.starts_with("ZMQ_PROTOCOL_ERROR_") => "Protocol errors".to_owned(),
                    _ => group.clone(),
                };
                items.push(Item { name, group, draft });
            }
        }
    }
    items
}

/// The names of C that the code under `folder` uses, and the first file that does; comments, documentation and strings
/// do not count.
pub fn used(folder: &Path) -> io::Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    visit(folder, folder, &mut names)?;
    Ok(names)
}

fn visit(root: &Path, folder: &Path, names: &mut BTreeMap<String, String>) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            visit(root, &path, names)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let file = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            for name in identifiers(&fs::read_to_string(&path)?) {
                names.entry(name).or_insert_with(|| file.clone());
            }
        }
    }
    Ok(())
}

/// Values that the sources name in Rust only.
const VALUES: [&str; 3] = ["ZMQ_RECONNECT_STOP_", "ZMQ_NOTIFY_", "ZMQ_MSG_PROPERTY_"];

/// The identifiers of code, without comments, attributes of documentation and strings.
fn identifiers(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in code.lines() {
        let line = line.trim_start();
        if let Some(alias) = line.strip_prefix("#[doc(alias = \"").and_then(|rest| rest.split('"').next()) {
            // Values that have no other trace of C's name: the variant or constant below has this alias.
            if VALUES.iter().any(|prefix| alias.starts_with(prefix)) {
                found.insert(alias.to_owned());
            }
        }
        if line.starts_with("//") || line.starts_with("#[doc") {
            continue;
        }
        // Strings: every second piece between quotes. None in the sources has a quote in it and a name of C.
        for piece in line.split('"').step_by(2) {
            let piece = piece.split("//").next().unwrap_or_default();
            let words = piece.split(|c: char| !c.is_alphanumeric() && c != '_');
            found.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
        }
    }
    found
}

/// Whether the sources use an item, and where. Kinds and error numbers have Rust names of their own.
pub fn place<'a>(item: &Item, used: &'a BTreeMap<String, String>) -> Option<&'a str> {
    let short = item.name.trim_start_matches("ZMQ_");
    let kind = item.group.ends_with("Socket types");
    let name = if kind { short } else { &item.name };
    used.get(name).map(String::as_str)
}
