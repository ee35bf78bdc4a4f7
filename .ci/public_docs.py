"""What the documentation must not fall back in, counted in the pages that rustdoc made and in the texts for people:
`public_docs.py target/doc/zmq`, from the root.

- Items without an example: methods, functions and types. Not counted: what traits give, variants, fields and constants, the
  methods that a row of an option makes (src/socket/options/, where most rooms have an example), and those that say in one short
  sentence, without an error, what they give. `--list` names the others.
- Relative clauses: how many of "which", "that", "who" there are in a sentence. One idea a sentence needs few of them. In the pages of
  rustdoc all together, in the texts for people one by one. `--sentences` shows each.
- Async calls whose documentation does not say what dropping the future does, on the page of the call, or of its type as `ProxyControl`.
- The order of a page: its first methods are what everybody needs, see `src/lib.rs`.

The numbers below are ceilings. Lower them when you are under them; a new method comes with an example.
"""

import html.parser
import itertools
import pathlib
import re
import sys

WITHOUT_EXAMPLE = 0
CLAUSES_A_SENTENCE = 0.06
# What users read outside of rustdoc, and its pages of text. Not docs/decisions.md and its neighbours: those are for who changes the code;
# nor docs/interop.md: a command writes it.
TEXTS = ["README.md", "SECURITY.md", "CHANGELOG.md", "docs/building.md", "guide/README.md", "zmq-sys-vendored/README.md",
         "compat/*/README.md", "src/guide/*.md", "src/guide/concepts/*.md"]
CLAUSES_IN_A_TEXT = 0.1
# On the page of a type, these come in this order.
ORDER = {
    "struct.Socket.html": "bind connect send recv subscribe set_linger setsockopt send_to_group",
    "asynchronous/struct.Socket.html": "send recv bind connect set_linger",
    "struct.Context.html": "new builder term io_threads from_raw",
    "asynchronous/struct.Context.html": "new builder term socket",
    "struct.SocketBuilder.html": "bind connect build linger",
    "struct.Authenticator.html": "start stop allow configure_curve",
    "proxy/struct.Proxy.html": "spawn builder pause stop",
}


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
        if self.text is None and (tag == "section" or id.startswith(("structfield.", "variant."))):
            self.name = id
        if tag == "details" and "top-doc" in classes:
            self.name = ""
        elif tag == "details" and "non-exhaustive" in classes:
            self.name = None  # a text of rustdoc's own
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


CLAUSE = re.compile(r"\b(which|that|who|whom|whose|whoever)\b", re.IGNORECASE)


def paragraphs(markdown):
    """The text of a file in Markdown, a line for each paragraph, item and cell; without code, and links as they are read."""
    markdown = re.sub(r"^```.*?^```\s*$", "", markdown, flags=re.MULTILINE | re.DOTALL)
    markdown = re.sub(r"<!--.*?-->|<svg.*?</svg>", "", markdown, flags=re.DOTALL)
    markdown = re.sub(r"`[^`\n]*`", "CODE", re.sub(r"\]\([^)]*\)", "]", markdown))
    block = []
    for line in [*map(str.strip, markdown.splitlines()), ""]:
        new = re.match(r"([-*#>]+|\d+\.) ", line)
        if not line or new or line.startswith("|"):
            yield " ".join(block)
            block = []
        if line.startswith("|"):
            yield from line.strip("|").split("|")
        elif line:
            block.append(line[new.end():] if new else line)
    yield " ".join(block)


def misplaced(root):
    for name, methods in ORDER.items():
        page = (root / name).read_text()
        places = [(page.find(f'<section id="method.{method}"'), method) for method in methods.split()]
        for (before, first), (after, second) in itertools.pairwise(places):
            if not 0 <= before < after:
                yield f"{name}: {first} is not before {second}"
    pictures = (root / "guide/concepts/index.html").read_text()
    inside = len(re.findall(r"(?<!</p>\n)<svg xmlns|</svg>\s*+(?!<p>|<h2|<div)", pictures))
    if inside:
        yield f"guide/concepts: {inside} ends of pictures are in a paragraph"


SAYS_OF_DROPS = re.compile(r"cancel-safe|(dropping|dropped)\s+(the\s+|a\s+)?future|future\s+is\s+dropped", re.IGNORECASE)


def silent(root):
    for path in sorted((root / "asynchronous").rglob("*.html")):
        kind, name, *_ = path.name.split(".")
        page = path.read_text().replace("<wbr>", "").split('id="trait-implementations"')[0]
        if kind not in ("struct", "fn") or "item-decl" not in page:
            continue
        head, *calls = re.split(r'<section id="(?=method\.)', page)
        of_type = SAYS_OF_DROPS.search(head) if name == "ProxyControl" else None
        for call in calls if kind == "struct" else [f'{name}"{head}']:
            signature = re.sub(r"<[^>]*>", "", re.search(r"<h4.*?</h4>|item-decl.*?</pre>", call, re.DOTALL)[0])
            if re.search(r"\basync fn|impl Future", signature) and not (of_type or SAYS_OF_DROPS.search(re.sub(r"<[^>]*>", "", call))):
                yield f"{path.relative_to(root)}: {call.partition(chr(34))[0]} does not say what dropping its future does"


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
clauses = {sentence: len(CLAUSE.findall(sentence)) for sentence in said}
share = sum(clauses.values()) / len(clauses)
wordy = []
for path in sorted(path for pattern in TEXTS for path in pathlib.Path().glob(pattern)):
    of_text = {sentence: len(CLAUSE.findall(sentence)) for block in paragraphs(path.read_text()) for sentence in sentences(block)}
    if sum(of_text.values()) > max(1, CLAUSES_IN_A_TEXT * len(of_text)):
        wordy.append(f"{path}: {sum(of_text.values())} relative clauses in {len(of_text)} sentences")
    if "--sentences" in sys.argv:
        for sentence, count in of_text.items():
            if count:
                print(count, path, sentence)
misplaced = [*misplaced(root), *silent(root)]
if "--list" in sys.argv:
    print("\n".join(without))
if "--sentences" in sys.argv:
    for sentence, count in clauses.items():
        if count:
            print(count, said[sentence].relative_to(root), sentence)
print(f"{len(without)} items without an example (at most {WITHOUT_EXAMPLE}); "
      f"{share:.3f} relative clauses a sentence (at most {CLAUSES_A_SENTENCE}) in {len(clauses)} sentences")
for text in wordy + misplaced:
    print(text)
sys.exit(len(without) > WITHOUT_EXAMPLE or share > CLAUSES_A_SENTENCE or bool(wordy or misplaced))
