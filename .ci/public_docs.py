"""What the documentation must not fall back in, counted in the pages that rustdoc made: `public_docs.py target/doc/zmq`.

- Items without an example: methods, functions and types. Not counted: what traits give, variants, fields and constants, the
  methods that a row of an option makes (src/socket/options/, where most rooms have an example), and those that say in one short
  sentence, without an error, what they give. `--list` names the others.
- Relative clauses: how many of "which", "that", "who" there are in a sentence. One idea a sentence needs few of them.

The numbers below are ceilings. Lower them when you are under them; a new method comes with an example.
"""

import html.parser
import pathlib
import re
import sys

WITHOUT_EXAMPLE = 127
CLAUSES_A_SENTENCE = 0.06


class Page(html.parser.HTMLParser):
    """Each text of documentation on a page, with what it is about."""

    def __init__(self):
        super().__init__()
        self.items = []  # (name, text, examples)
        self.name = None  # what the next documentation is about
        self.text, self.depth, self.code, self.traits = None, 0, 0, False

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        classes, id = attributes.get("class", "").split(), attributes.get("id", "")
        if id.startswith(("trait-implementations", "deref-methods")):
            self.traits = True  # from here on it is what others say
        if self.text is None and tag == "section":
            self.name = id
        if tag == "details" and "top-doc" in classes:
            self.name = ""
        if tag == "div" and self.text is None and "docblock" in classes:
            self.text, self.depth, self.examples = [], 0, 0
        elif self.text is not None and tag == "div":
            self.depth += 1
            if "example-wrap" in classes:
                self.code, self.examples = self.depth, self.examples + ("compile_fail" not in classes)
        elif self.text is not None and tag in ("p", "li", "td", "th", "h2", "h3", "h4", "h5", "h6"):
            self.text.append("\n")
        elif self.text is not None and tag == "pre" and not self.code:
            self.code = -1

    def handle_endtag(self, tag):
        if self.text is None:
            return
        if tag == "pre" and self.code == -1:
            self.code = 0
        if tag != "div":
            return
        if self.code == self.depth:
            self.code = 0
        self.depth -= 1
        if self.depth < 0:
            if not self.traits:
                self.items.append((self.name, "".join(self.text), self.examples))
            self.text = None

    def handle_data(self, data):
        if self.text is not None and not self.code:
            self.text.append(data.replace("\n", " "))


def sentences(text):
    for block in text.split("\n"):
        for sentence in re.split(r"(?<=[.!?])\s+", block.strip()):
            if len(re.findall(r"\w+", sentence)) >= 3 and not re.match(r"(Sets|Reads) ZMQ_", sentence):
                yield sentence


def plain(text):
    """Whether one short sentence says all."""
    return len(list(sentences(text))) <= 1 and len(text.split()) <= 16


root = pathlib.Path(sys.argv[1])
without, clauses, said = [], 0, {}
for path in sorted(root.rglob("*.html")):
    kind = path.name.split(".")[0]
    if kind not in ("struct", "enum", "trait", "fn", "index", "type", "constant") or "guide" in path.relative_to(root).parts:
        continue
    page = Page()
    page.feed(path.read_text())
    for name, text, examples in page.items:
        for sentence in sentences(text):
            said.setdefault(sentence, path)
        counted = name == "" and kind in ("struct", "enum", "trait", "fn") or (name or "").startswith(("method.", "tymethod."))
        row = re.search(r"(Sets|Reads) ZMQ_\w+( as|\. Default)", text)
        if counted and not examples and not row and not plain(text):
            without.append(f"{path.relative_to(root)}#{name}")
clauses = {sentence: len(re.findall(r"\b(which|that|who|whom|whose|whoever)\b", sentence, re.IGNORECASE)) for sentence in said}
share = sum(clauses.values()) / len(clauses)
if "--list" in sys.argv:
    print("\n".join(without))
if "--sentences" in sys.argv:
    for sentence, count in clauses.items():
        if count:
            print(count, said[sentence].relative_to(root), sentence)
print(f"{len(without)} items without an example (at most {WITHOUT_EXAMPLE}); "
      f"{share:.3f} relative clauses a sentence (at most {CLAUSES_A_SENTENCE}) in {len(clauses)} sentences")
sys.exit(len(without) > WITHOUT_EXAMPLE or share > CLAUSES_A_SENTENCE)
