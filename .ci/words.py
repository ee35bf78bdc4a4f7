"""Public texts use ZeroMQ's standard terms: this lists the paraphrases that crept in before, with what to say instead.

Looks at the documentation of the library (`///` and `//!` in src/), its pages and the texts for people. Run from the root;
prints each place and fails when there is one. A place that needs such a word is in EXCEPTIONS, with the reason.
"""

import pathlib
import re
import subprocess
import sys

INSTEAD = {
    r"signs? of life": "heartbeat, PING",
    r"turn(s|ed)? \w+ away|turned away": "reject",
    r"hands? names over|change of hands": "handover",
    r"without a word": "silently",
    r"shakes? (no )?hands": "handshake",
    r"joins itself": "TCP simultaneous open",
    r"com(e|es|ing) in\b(?! (order|turn|different|pairs|pieces|one|parts))": "is admitted, connects, is received",
    r"\blets? (in\b|\w+ in\b|everybody in\b)|let in\b": "admit",
    r"\b(has|have|had|no|is|was) room\b": "queue full, below the high-water mark",
    r"hands? the memory over|memory is handed": "takes ownership, zero-copy",
    r"ends? the process": "aborts the process",
    r"gives? (a|the) connection up|given up for good": "stops reconnecting, closes the connection",
    r"speaks? IPv": "uses IPv6",
    r"in turn(?! with)\b(?=[^.]*\bpeers)": "round-robin",
    r"home of sockets": "owns the I/O threads and its sockets",
    r"(subscription|topic)s?( that)?( is| are| was)? tak(en|es?) back": "cancel, unsubscribe",
}
PAGES = ["README.md", "SECURITY.md", "docs/building.md", "src/guide/from_pyzmq.md", "src/guide/from_rust_zmq.md",
         "src/guide/cookbook.md", "src/guide/libzmq_defects.md", "zmq-sys-vendored/README.md"]
# (file, a piece of the line): why.
EXCEPTIONS = {
    ("src/draft/ppoll/raw.rs", "room"): "memory that is written to",
    ("src/asynchronous/ready/model/wrong.rs", "no room"): "the model's own word for a full queue",
}


def lines():
    sources = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "src/*.rs"], capture_output=True, text=True, check=True)
    for name in sources.stdout.split():
        if pathlib.Path(name).exists():
            for number, line in enumerate(pathlib.Path(name).read_text().splitlines(), 1):
                if re.match(r"\s*//[/!]", line):
                    yield name, number, line
    for name in PAGES:
        for number, line in enumerate(pathlib.Path(name).read_text().splitlines(), 1):
            yield name, number, line


found = 0
for name, number, line in lines():
    for words, instead in INSTEAD.items():
        match = re.search(words, line, re.IGNORECASE)
        if match and not any(name == file and piece in line for file, piece in EXCEPTIONS):
            print(f"{name}:{number}: \"{match.group()}\": say {instead}")
            found += 1
sys.exit(f"{found} places" if found else 0)
