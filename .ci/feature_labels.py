"""Compares the documentation with all features and without any, and fails where an item that only the first one has does
not say which feature it needs: by a label of its own, of its impl block, or of its page.

usage: feature_labels.py FOLDER_WITH_ALL FOLDER_WITHOUT_ANY
"""

import html.parser
import pathlib
import sys

# Items on a page, by the first word of their ids.
ITEMS = {"method", "tymethod", "variant", "structfield", "associatedconstant", "associatedtype", "impl"}
# What rustdoc derives from other crates, at the end of a page.
FOREIGN = {"synthetic-implementations", "blanket-implementations"}


class Item:
    def __init__(self, parent):
        self.parent, self.words, self.has_label, self.children = parent, [], False, []
        if parent:
            parent.children.append(self)

    def name(self):
        text = " ".join("".join(self.words).split())
        return f"{self.parent.name()} / {text}" if self.parent else text

    def says(self):
        """Whether a label is on it, on what it is in, or on everything in it: rustdoc labels the methods of some impl blocks only."""
        everything = bool(self.children) and all(child.has_label for child in self.children)
        return self.has_label or everything or (self.parent is not None and self.parent.has_label)


class Page(html.parser.HTMLParser):
    """The items of a page, and whether it has a label itself."""

    def __init__(self, text):
        super().__init__()
        self.items, self.has_label, self.redirects = [], False, False
        self.impl = self.variant = self.header = None
        self.depth, self.done = 0, False
        self.feed(text)

    def begin(self, identity):
        words = identity.replace("-", ".", 1).split(".")
        if words[0] not in ITEMS:
            return
        if words[0] == "impl":
            item = self.impl = Item(None)
        elif words[0] == "variant" and "field" not in words[2:]:
            item = self.variant = Item(None)
        else:
            item = Item(self.variant if words[0] == "variant" else self.impl)
        self.items.append(item)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        identity, classes = attributes.get("id") or "", (attributes.get("class") or "").split()
        self.redirects = self.redirects or attributes.get("http-equiv") == "refresh"
        self.done = self.done or identity in FOREIGN
        if self.done:
            return
        if tag in ("section", "span"):
            self.begin(identity)
        # The text of an item: its first line of code.
        if self.header is None and self.items and not self.items[-1].words:
            if "code-header" in classes or tag == "code":
                self.header, self.depth = tag, 0
        if tag == self.header:
            self.depth += 1
        if "portability" in classes and tag == "div":
            (self.items[-1] if self.items else self).has_label = True

    def handle_endtag(self, tag):
        if tag == self.header:
            self.depth -= 1
            if self.depth == 0:
                self.header = None

    def handle_data(self, data):
        if self.header:
            self.items[-1].words.append(data)


def pages(folder):
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*.html")):
        name = str(path.relative_to(folder))
        if name == "all.html":
            continue
        page = Page(path.read_text())
        if not page.redirects:
            found[name] = page
    return found


def main():
    everything, bare = map(pages, sys.argv[1:3])
    behind, silent = 0, []
    for name, page in everything.items():
        if name not in bare:
            behind += 1
            if not page.has_label:
                silent.append(name)
            continue
        known = {item.name() for item in bare[name].items}
        for item in page.items:
            if item.name() not in known:
                behind += 1
                if not page.has_label and not item.says():
                    silent.append(f"{name}: {item.name()}")
    print(f"{behind} pages and items are behind features, of {len(everything)} pages", flush=True)
    if silent:
        sys.exit("without a label that says which:\n" + "\n".join(sorted(silent)))
    if behind < 100:
        sys.exit("that is too few: what was compared is not the documentation with and without features")


main()
