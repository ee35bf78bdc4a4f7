//! ZPL (RFC 4), the text of certificates: names with values, nested by indentation.

use crate::{Errno, Error, Result};
use zeroize::Zeroizing;

/// How deep sections may lie in each other; certificates have two levels.
const DEEPEST: usize = 32;

/// A name with its value, and what is indented below it. It may hold a secret: values are overwritten when dropped, and
/// neither it nor its errors print any.
pub(super) struct Section {
    pub name: String,
    pub value: Zeroizing<String>,
    pub children: Vec<Section>,
    /// The number of its line, if it was read from a text.
    pub line: usize,
}

impl Section {
    pub fn new(name: &str, value: &str) -> Section {
        let value = Zeroizing::new(value.to_owned());
        Section { name: name.to_owned(), value, children: Vec::new(), line: 0 }
    }

    /// Reads a whole text; gives a section without a name that has the outermost ones as children.
    ///
    /// Deeper than the line before means within it, by any number of spaces; a tab counts as four. Values stand in `"` or
    /// `'`, or go up to a `#`, which begins a comment. A name alone has the empty value.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL), with the number of the line and nothing of what is in it.
    pub fn parse(text: &str) -> Result<Section> {
        // Those that are still open, with their indentation; the outermost is always there.
        let mut open = vec![(0, Section::new("", ""))];
        for (at, line) in text.lines().enumerate() {
            let wrong = |reason: &str| refused(at, reason);
            let rest = line.trim_start_matches([' ', '\t']);
            if rest.trim_end().is_empty() || rest.starts_with('#') {
                continue;
            }
            // One more than in the file, so that the outermost section lies above all.
            let indent = 1 + line[..line.len() - rest.len()]
                .bytes()
                .map(|space| if space == b'\t' { 4 } else { 1 })
                .sum::<usize>();
            while open.len() > 1 && open.last().is_some_and(|(above, _)| *above >= indent) {
                close(&mut open);
            }
            if open.len() > DEEPEST {
                return Err(wrong("too many sections within each other"));
            }
            open.push((indent, Section { line: at + 1, ..read(rest).map_err(wrong)? }));
        }
        while open.len() > 1 {
            close(&mut open);
        }
        Ok(open.pop().map_or_else(|| Section::new("", ""), |(_, root)| root))
    }

    /// The first child of that name.
    pub fn child(&self, name: &str) -> Option<&Section> {
        self.children.iter().find(|child| child.name == name)
    }

    /// What is at a path of names, as `curve/public-key`.
    pub fn find(&self, path: &str) -> Option<&Section> {
        path.split('/').try_fold(self, |section, name| section.child(name))
    }

    /// The value at a path of names.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.find(path).map(|found| &**found.value)
    }

    /// Adds a child.
    pub fn push(&mut self, name: &str, value: &str) {
        self.children.push(Section::new(name, value));
    }

    /// Writes what is in it, four spaces for each level. An empty value is left out.
    ///
    /// # Errors
    /// [`EINVAL`](Errno::EINVAL) for what could not be read again: see [`may_write`].
    pub fn write(&self) -> Result<Zeroizing<String>> {
        // Where a secret may be, a text that grows would leave copies of itself.
        let mut text = Zeroizing::new(String::with_capacity(self.size(0)));
        self.write_into(&mut text, 0)?;
        Ok(text)
    }

    fn write_into(&self, text: &mut String, level: usize) -> Result<()> {
        for child in &self.children {
            let quote = may_write(&child.name, &child.value)?;
            (0..level * 4).for_each(|_| text.push(' '));
            text.push_str(&child.name);
            if !child.value.is_empty() {
                text.push_str(" = ");
                text.push(quote);
                text.push_str(&child.value);
                text.push(quote);
            }
            text.push('\n');
            child.write_into(text, level + 1)?;
        }
        Ok(())
    }

    /// How long its text is at most.
    fn size(&self, level: usize) -> usize {
        let own =
            |child: &Section| level * 4 + child.name.len() + child.value.len() + 6 + child.size(level + 1);
        self.children.iter().map(own).sum()
    }
}

/// The quotation mark for a value, if both can be written.
///
/// # Errors
/// [`EINVAL`](Errno::EINVAL): the name is empty, has another character than `A-Z a-z 0-9 $-_@.&+/` or a `/` at an end; the
/// value has a line break or another control character, or both kinds of quotation marks.
pub(super) fn may_write(name: &str, value: &str) -> Result<char> {
    if name.is_empty() || !name.chars().all(is_name) || name.starts_with('/') || name.ends_with('/') {
        let reason = "a name has letters, digits and $-_@.&+/ only, and / not at its ends";
        return Err(Error::refused(Errno::EINVAL, format!("{name:?}"), reason));
    }
    let refused = |reason: &'static str| Err(Error::refused(Errno::EINVAL, name.to_owned(), reason));
    if value.chars().any(char::is_control) {
        return refused("a value is one line without control characters");
    }
    match (value.contains('"'), value.contains('\'')) {
        (false, _) => Ok('"'),
        (true, false) => Ok('\''),
        (true, true) => refused("a value has quotation marks of one kind only"),
    }
}

/// Puts the innermost open section into the one around it.
fn close(open: &mut Vec<(usize, Section)>) {
    if let Some((_, section)) = open.pop() {
        if let Some((_, around)) = open.last_mut() {
            around.children.push(section);
        }
    }
}

/// A line without its indentation.
fn read(line: &str) -> Result<Section, &'static str> {
    let end = line.find(|c| !is_name(c)).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    if name.is_empty() {
        return Err("a name was expected");
    }
    let rest = rest.trim_start();
    let Some(value) = rest.strip_prefix('=') else {
        nothing(rest)?;
        return Ok(Section::new(name, ""));
    };
    let value = value.trim();
    let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        let value = value.split('#').next().unwrap_or_default();
        return Ok(Section::new(name, value.trim_end()));
    };
    let (value, rest) = value[1..].split_once(quote).ok_or("the quotation mark is not closed")?;
    nothing(rest.trim_start())?;
    Ok(Section::new(name, value))
}

/// Nothing or a comment.
fn nothing(rest: &str) -> Result<(), &'static str> {
    if rest.is_empty() || rest.starts_with('#') {
        Ok(())
    } else {
        Err("an equals sign or the end was expected")
    }
}

/// What names consist of.
fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "$-_@.&+/".contains(c)
}

#[cold]
fn refused(at: usize, reason: &str) -> Error {
    Error::refused(Errno::EINVAL, "ZPL", format!("line {}: {reason}", at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_of_others_are_read() {
        let root = Section::parse(
            "#   ****  Generated by somebody  ****\n\n#   more\r\n\nmetadata\n    name = \"Alice \\ B # c\"\n    \
             e-mail = 'a \"b\"'   # a comment\ncurve\n\tpublic-key = \"rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7\"\r\n\
             \x20   plain = to the end  # comment\nlast",
        )
        .unwrap();
        assert_eq!(root.get("metadata/name"), Some("Alice \\ B # c"));
        assert_eq!(root.get("metadata/e-mail"), Some("a \"b\""));
        assert_eq!(root.get("curve/public-key"), Some("rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"));
        assert_eq!(root.get("curve/plain"), Some("to the end"));
        assert_eq!(root.get("last"), Some(""));
        assert_eq!(root.get("curve/name"), None);
        assert_eq!(root.get("public-key"), None);
        assert_eq!(root.children.len(), 3);
    }

    #[test]
    fn sections_lie_in_sections() {
        let root = Section::parse("a\n  b = 1\n      c = 2\n  d = 3\n b = 4\ne = \n").unwrap();
        assert_eq!(root.get("a/b/c"), Some("2"));
        assert_eq!(root.get("a/d"), Some("3"));
        assert_eq!(root.child("a").unwrap().children.len(), 3);
        assert_eq!(root.get("e"), Some(""));
        assert!(Section::parse("").unwrap().children.is_empty());
    }

    #[test]
    fn what_is_wrong_is_said_by_its_line_alone() {
        for (text, line) in [
            ("a\n    secret-key = \"never shown", 2),
            ("a\n\n= never shown", 3),
            ("a = \"never\" shown", 1),
            ("never shown", 1),
            ("a\n\u{e4} = never shown", 2),
            ("\"never shown\"", 1),
        ] {
            let error = Section::parse(text).err().unwrap();
            assert_eq!(error, Errno::EINVAL);
            assert!(error.to_string().contains(&format!("line {line}")), "{text:?}: {error}");
            assert!(!error.to_string().contains("never") && !error.to_string().contains("shown"), "{error}");
        }
    }

    #[test]
    fn depth_has_an_end() {
        let deep =
            |levels: usize| (0..levels).map(|level| format!("{}a\n", " ".repeat(level))).collect::<String>();
        assert!(Section::parse(&deep(DEEPEST)).is_ok());
        assert!(Section::parse(&deep(DEEPEST + 1)).is_err());
    }

    #[test]
    fn whatever_it_is_nothing_panics() {
        let pieces = ["a", " ", "\t", "=", "\"", "'", "#", "\n", "\r", "\u{e4}", "\0", "-", "curve"];
        let mut state = 1u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..20 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
            }
            let _ = Section::parse(&text);
        }
    }

    /// A root with a section and one value in it.
    fn root(name: &str, value: &str) -> Section {
        let mut root = Section::new("", "");
        root.push("metadata", "");
        root.children[0].push(name, value);
        root.push("last", "");
        root
    }

    #[test]
    fn what_is_written_is_read() {
        for value in ["x", "a # b", " spaces ", "it's", "\"quoted\"", "\u{e4}\u{1f600}", "=", "\\"] {
            let text = root("a.b/c", value).write().unwrap();
            let read = Section::parse(&text).unwrap();
            assert_eq!(&*read.child("metadata").unwrap().children[0].value, value, "{text:?}");
            assert_eq!(read.child("last").unwrap().line, 3);
        }
        assert_eq!(&**root("a", "it's").write().unwrap(), "metadata\n    a = \"it's\"\nlast\n");
        assert_eq!(&**root("a", "").write().unwrap(), "metadata\n    a\nlast\n");
    }

    #[test]
    fn what_cannot_be_read_is_not_written() {
        for (name, value) in [
            ("", "x"),
            ("a b", "x"),
            ("/a", "x"),
            ("a/", "x"),
            ("a=", "x"),
            ("a", "x\ny"),
            ("a", "\"'"),
            ("a", "\r"),
        ] {
            assert_eq!(root(name, value).write().err().unwrap(), Errno::EINVAL, "{name:?} {value:?}");
        }
    }
}
