"""Whether what the deprecated names of before say is called so here: `notes.py target/doc/zmq`, from the root.

Each name between backquotes in a note of compat/zmq-compat, and of the old names in src/bridge/, has to be a method, a type, a
function or a constant on the pages that rustdoc made: `Type::name`, or `name` alone.
"""

import itertools
import pathlib
import re
import sys

NOTES = re.compile(r'"((?:use `[^"]*; )?zmq-safe: [^"]*)"|note = "(use [^"]*)"')
# Rust's own.
OTHERS = {"bool", "Duration", "String", "From"}
# Fewer would mean that the notes are written otherwise and this reads none of them.
AT_LEAST = 180


def names(span):
    """(type or None, name) of what is written in a pair of backquotes."""
    path = re.match(r"(?:(\w+)::)?(\w+)", span)
    if path:
        yield path.groups()
    for name in re.findall(r"\.(\w+)\(", span):
        yield None, name


def main(root):
    pages = {path: path.read_text() for path in root.rglob("*.html")}
    items = {}  # its name: the pages that are about it
    for path in pages:
        kind, _, name = path.name.removesuffix(".html").partition(".")
        if name:
            items.setdefault(name, []).append(path)
    modules = {path.parent.name for path in pages if path.name == "index.html"}

    def has(page, name):
        return re.search(rf'id="(?:ty)?(?:method|variant|associatedconstant)\.{name}"', pages[page])

    seen, wrong = 0, []
    for file in sorted([*pathlib.Path("compat/zmq-compat/src").rglob("*.rs"), pathlib.Path("src/bridge/old_names.rs")]):
        for match in NOTES.finditer(file.read_text()):
            note = match[1] or match[2]
            # What rust-zmq itself says comes before.
            ours = note.split("zmq-safe: ")[-1]
            for of, name in itertools.chain.from_iterable(map(names, re.findall(r"`([^`]*)`", ours))):
                if name in OTHERS:
                    continue
                seen += 1
                if name in items and (of is None or of in modules):
                    continue
                if not any(has(page, name) for page in (items.get(of, []) if of else pages)):
                    wrong.append(f"{file}: there is no `{f'{of}::' if of else ''}{name}`: {note}")
    for line in wrong:
        print(line)
    if seen < AT_LEAST:
        wrong.append("few")
        print(f"only {seen} names were found in the notes")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
