//! Mends: small edits of a copy of libzmq's sources, each in a file `mends/NN-name.mend`; `mends/README.md` has the format.
//!
//! Shared by the build script, which applies them between copy and compile, and by `cargo xtask mends`, which looks at them. An
//! edit is made only where its function is, byte for byte, what it was written for, and its anchor stands exactly once.
#![allow(dead_code)] // each of the two programs uses a part of it

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// One mend: a few edits that belong together.
#[derive(Debug)]
pub struct Mend {
    /// The number in the name of its file, which is its place in the order.
    pub number: u32,
    /// The rest of that name.
    pub name: String,
    /// What was wrong, and what is done about it.
    pub what: String,
    /// The mends without which this one does harm: it is left out with any of them.
    pub needs: Vec<u32>,
    /// Where it edits.
    pub scopes: Vec<Scope>,
}

/// A function of a file, or the whole file, with the edits that are made there.
#[derive(Debug)]
pub struct Scope {
    /// Its path in the tree of libzmq.
    pub file: String,
    /// The beginning of the function's first line; empty for the whole file.
    pub function: String,
    /// What [`hash`] gives for it as released.
    pub hash: Option<u64>,
    edits: Vec<Edit>,
}

#[derive(Debug)]
struct Edit {
    verb: Verb,
    from: String,
    /// The end of a range that begins with `from`; empty if there is none.
    to: String,
    block: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Verb {
    Replace,
    Before,
    After,
}

impl Mend {
    /// Number and name, as its file is called.
    pub fn title(&self) -> String {
        format!("{:02}-{}", self.number, self.name)
    }

    fn parse(number: u32, name: &str, text: &str) -> Result<Mend, String> {
        let mut mend =
            Mend { number, name: name.into(), what: String::new(), needs: Vec::new(), scopes: Vec::new() };
        let mut file = String::new();
        for (index, line) in text.lines().enumerate() {
            let wrong = |what: &str| format!("line {}: {what}: {line:?}", index + 1);
            let Some(rest) = line.strip_prefix("@ ") else {
                mend.prose(line).map_err(wrong)?;
                continue;
            };
            let (word, value) = rest.split_once(' ').ok_or_else(|| wrong("nothing after the word"))?;
            let scope = |function: &str, file: &str| Scope {
                file: file.into(),
                function: function.into(),
                hash: None,
                edits: Vec::new(),
            };
            match word {
                "file" => {
                    file = value.into();
                    mend.scopes.push(scope("", &file));
                }
                "in" if !file.is_empty() => mend.scopes.push(scope(value, &file)),
                _ => {
                    let last = mend.scopes.last_mut().ok_or_else(|| wrong("no `@ file` before"))?;
                    last.order(word, value).map_err(wrong)?;
                }
            }
        }
        // A file is named before its functions, and need not be edited outside of them.
        mend.scopes.retain(|scope| !scope.edits.is_empty() || !scope.function.is_empty());
        mend.complete()
    }

    /// A line that is no order: before the first one a notice, a word with a colon, or more of what it says; then a block.
    fn prose(&mut self, line: &str) -> Result<(), &'static str> {
        if let Some(scope) = self.scopes.last_mut() {
            let Some(edit) = scope.edits.last_mut() else {
                return if line.is_empty() { Ok(()) } else { Err("text that belongs to no edit") };
            };
            edit.block.push_str(line);
            edit.block.push('\n');
        } else if let Some(numbers) = line.strip_prefix("Needs: ") {
            let numbers = numbers.split(' ').map(str::parse);
            self.needs = numbers.collect::<Result<_, _>>().map_err(|_| "not numbers of mends")?;
        } else if !line.starts_with('#') {
            let line = line.strip_prefix("What: ").unwrap_or(line).trim();
            self.what.push_str(if self.what.is_empty() { "" } else { " " });
            self.what.push_str(line);
        }
        Ok(())
    }

    fn complete(self) -> Result<Mend, String> {
        if self.what.is_empty() {
            return Err("it does not say what it mends".into());
        }
        if self.scopes.is_empty() {
            return Err("it mends nothing".into());
        }
        for scope in &self.scopes {
            if scope.edits.is_empty() {
                return Err(format!("{}: no edit", scope.place()));
            }
            // What a range takes away is not in the mend: only the hash tells that it is still the same.
            let blind = !scope.function.is_empty() || scope.edits.iter().any(|edit| !edit.to.is_empty());
            if blind && scope.hash.is_none() {
                return Err(format!("{}: no hash", scope.place()));
            }
        }
        Ok(self)
    }
}

impl Scope {
    /// File and function, for messages.
    pub fn place(&self) -> String {
        if self.function.is_empty() { self.file.clone() } else { format!("{}: {}", self.file, self.function) }
    }

    fn order(&mut self, word: &str, value: &str) -> Result<(), &'static str> {
        let verb = match word {
            "hash" if self.hash.is_some() || !self.edits.is_empty() => return Err("a hash too late"),
            "hash" => {
                self.hash = Some(u64::from_str_radix(value, 16).map_err(|_| "not a hash")?);
                return Ok(());
            }
            "replace" => Verb::Replace,
            "before" => Verb::Before,
            "after" => Verb::After,
            _ => return Err("no such order"),
        };
        let (from, to) = value.split_once(" ... ").unwrap_or((value, ""));
        self.edits.push(Edit { verb, from: from.into(), to: to.into(), block: String::new() });
        Ok(())
    }

    /// Where it begins and ends in a file.
    fn find(&self, text: &str) -> Result<(usize, usize), String> {
        if self.function.is_empty() {
            return Ok((0, text.len()));
        }
        let begin = once(text, &self.function)?;
        let length = text[begin..].find("\n}").ok_or("no line begins with } after it")?;
        Ok((begin, begin + length))
    }

    /// What [`hash`] gives for it in a file.
    pub fn hash_of(&self, text: &str) -> Result<u64, String> {
        self.find(text).map(|(begin, end)| hash(&text[begin..end]))
    }

    fn edit(&self, text: &mut String) -> Result<(), String> {
        for edit in &self.edits {
            let (begin, end) = self.find(text)?;
            let at = begin + once(&text[begin..end], &edit.from)?;
            let mut stop = at + edit.from.len();
            if !edit.to.is_empty() {
                let rest = &text[stop..end];
                let to = rest.find(&edit.to).ok_or_else(|| format!("no end of the range: {:?}", edit.to))?;
                stop += to + edit.to.len();
            }
            match edit.verb {
                Verb::Replace => text.replace_range(at..stop, edit.block.trim()),
                Verb::Before => {
                    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
                    text.insert_str(line, &edit.block);
                }
                Verb::After => {
                    let next = text[stop..].find('\n').map_or(text.len(), |newline| stop + newline + 1);
                    text.insert_str(next, &edit.block);
                }
            }
        }
        Ok(())
    }
}

/// A tree of sources with what was made of them, in memory until it is written.
pub struct Sources {
    tree: PathBuf,
    /// By path: as read, and as mended.
    files: BTreeMap<String, (String, String)>,
}

impl Sources {
    /// The sources in `tree`, as released.
    pub fn new(tree: &Path) -> Sources {
        Sources { tree: tree.into(), files: BTreeMap::new() }
    }

    /// A file as it was read.
    pub fn released(&mut self, file: &str) -> Result<&str, String> {
        self.file(file).map(|(released, _)| released.as_str())
    }

    /// Makes all edits of a mend, or none. With `strict` every function must be what the mend was written for.
    pub fn mend(&mut self, mend: &Mend, strict: bool) -> Result<(), String> {
        let mut made = BTreeMap::<&str, String>::new();
        for scope in &mend.scopes {
            let place = |why: String| format!("mend {}: {}: {why}", mend.title(), scope.place());
            let (released, mended) = self.file(&scope.file).map_err(place)?;
            if let (true, Some(hash)) = (strict, scope.hash) {
                let found = scope.hash_of(released).map_err(place)?;
                if found != hash {
                    let why = format!("the source is another: hash {found:016x}, not {hash:016x}");
                    return Err(place(why));
                }
            }
            let text = made.entry(&scope.file).or_insert_with(|| mended.clone());
            scope.edit(text).map_err(place)?;
        }
        for (file, text) in made {
            if let Some((_, mended)) = self.files.get_mut(file) {
                *mended = text;
            }
        }
        Ok(())
    }

    /// Writes what was mended.
    pub fn write(&self) -> Result<(), String> {
        for (file, (released, mended)) in &self.files {
            if released != mended {
                fs::write(self.tree.join(file), mended).map_err(|error| format!("{file}: {error}"))?;
            }
        }
        Ok(())
    }

    fn file(&mut self, file: &str) -> Result<&(String, String), String> {
        if !self.files.contains_key(file) {
            let path = self.tree.join(file);
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            self.files.insert(file.into(), (text.clone(), text));
        }
        self.files.get(file).ok_or_else(|| format!("{file}: not read"))
    }
}

/// The mends in a folder, in the order of their numbers.
pub fn load(folder: &Path) -> Result<Vec<Mend>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut mends = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_none_or(|extension| extension != "mend") {
            continue;
        }
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let named = stem.split_once('-').and_then(|(number, name)| Some((number.parse().ok()?, name)));
        let (number, name) = named.ok_or_else(|| format!("{}: not named NN-name.mend", path.display()))?;
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mend = Mend::parse(number, name, &text).map_err(|why| format!("mend {stem}: {why}"))?;
        if let Some(other) = mends.insert(number, mend) {
            return Err(format!("two mends have the number {number:02}: {} and {name}", other.name));
        }
    }
    Ok(mends.into_values().collect())
}

/// The mends that are left once those that `without` names are taken out (`all`, or numbers), and those that need them.
pub fn choose(mends: Vec<Mend>, without: &[&str]) -> Result<Vec<Mend>, String> {
    let mut out = BTreeSet::new();
    for word in without {
        if *word == "all" {
            return Ok(Vec::new());
        }
        let number =
            word.parse().map_err(|_| format!("{word:?} is neither `all` nor the number of a mend"))?;
        if !mends.iter().any(|mend| mend.number == number) {
            return Err(format!("no mend has the number {word}"));
        }
        out.insert(number);
    }
    let known: BTreeSet<u32> = mends.iter().map(|mend| mend.number).collect();
    loop {
        let before = out.len();
        for mend in &mends {
            if let Some(unknown) = mend.needs.iter().find(|number| !known.contains(number)) {
                return Err(format!("mend {}: it needs {unknown:02}, which is not there", mend.title()));
            }
            if mend.needs.iter().any(|number| out.contains(number)) {
                out.insert(mend.number);
            }
        }
        if out.len() == before {
            return Ok(mends.into_iter().filter(|mend| !out.contains(&mend.number)).collect());
        }
    }
}

/// Applies the mends in the folder `mends` to the released sources in `tree`, but for those that `without` names, and gives those
/// that were applied. If one of them cannot be, nothing is written.
pub fn apply(tree: &Path, mends: &Path, without: &[&str]) -> Result<Vec<Mend>, String> {
    let chosen = choose(load(mends)?, without)?;
    let mut sources = Sources::new(tree);
    for mend in &chosen {
        sources.mend(mend, true)?;
    }
    sources.write()?;
    Ok(chosen)
}

/// FNV-1a of a text.
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf29ce484222325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100000001b3))
}

/// Where `anchor` is in `text`, if it is there exactly once.
fn once(text: &str, anchor: &str) -> Result<usize, String> {
    let mut hits = text.match_indices(anchor);
    match (hits.next(), hits.next()) {
        (Some((at, _)), None) => Ok(at),
        (None, _) => Err(format!("not there: {anchor:?}")),
        _ => Err(format!("there more than once: {anchor:?}")),
    }
}

#[cfg(test)]
#[path = "mends_tests.rs"]
mod tests;
