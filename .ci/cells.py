"""The right column of the guides for those who move in (src/guide/from_*.md) compiles: each call in a cell of a table becomes a function
that `cargo check` looks at. Run from the root, with ZMQ_NO_COMPILE where no libzmq is wanted; prints the cell of each error.

A call without what it is called on, as `set_sndhwm(5)?`, gets that from the link behind it. `…` and `..` stand for anything: not compiled.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

# The guides whose sockets are async.
ASYNC = {"from_tmq", "from_async_zmq", "from_zeromq"}
# (guide, code): why it is not compiled.
EXCEPTIONS = {
    ("from_rust_zmq", "Message::more()"): "names the method",
    ("from_rust_zmq", "from_raw(&context, ptr, kind)"): "unsafe",
    ("from_rust_zmq", "into_raw()"): "takes a socket, and the functions borrow theirs",
}
# What a link's type is called in the functions.
RECEIVERS = {
    "Socket": "socket", "asynchronous::Socket": "socket", "Context": "context", "Message": "message", "Multipart": "parts",
    "Error": "error", "PollEvents": "events", "PollItem": "item", "ProxyBuilder": "builder", "Authenticator": "auth",
    "asynchronous::Context": "ctx",
}
# Of what type the value is, where nothing else says it.
TYPES = {"socket.recv_json()?": "u32", "Poller::new()": "Poller<'_, u32>"}
# The names that the cells use. A socket of any kind has all methods.
COMMON = """mut message: Message, mut parts: Multipart, data: Vec<u8>, mut buffer: [u8; 8], keys: KeyPair, secret: SecretKey,
    server_key: PublicKey, error: Error, event: MonitorEvent, key: u32, value: u32, name: &str, password: &str, folder: &str,
    endpoint: &str, events: PollEvents, auth: Authenticator"""
BLOCKING = """context: zmq::Context, ctx: zmq::Context, socket: &'static Socket, server: Socket, client: Socket, frontend: Socket,
    backend: Socket, a: Socket, b: Socket, monitor: Monitor, mut poller: Poller<'static, u32>, mut items: [PollItem<'static>; 1],
    item: PollItem<'static>, builder: ProxyBuilder<Router, Dealer>"""
ASYNCHRONOUS = """context: zmq::tokio::Context, ctx: zmq::tokio::Context, mut socket: zmq::tokio::Socket<SocketType>,
    mut requester: zmq::tokio::Socket<Req>, mut replier: zmq::tokio::Socket<Rep>, a: Message, b: Message,
    call: fn(&zmq::Socket<SocketType>)"""


def cells():
    """(guide, number of the line, code as it stands there, code with what it is called on)"""
    for path in sorted(pathlib.Path("src/guide").glob("from_*.md")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not line.startswith("| "):
                continue
            codes = []
            for match in re.finditer(r"\[`([^`]+)`\]\(crate::([\w:]+)[^)]*\)?\)|`([^`]+)`", re.split(r"(?<!\\)\|", line.strip("| "))[-1]):
                code, link = match[1] or match[3], match[2] or ""
                if code.startswith(".") and codes:
                    codes[-1] = (codes[-1][0] + code, codes[-1][1])
                elif "(" in code:
                    codes.append((code, link))
            for code, link in codes:
                if "…" not in code and "(..)" not in code:
                    yield path.stem, number, code, called(code, link)


def called(code, link):
    name = re.match(r"(\w+)\(", code)
    owner, _, last = link.rpartition("::")
    if not name or name[1] in ("drop", "println", "matches"):
        return code
    if last == name[1] and owner in RECEIVERS:
        return f"{RECEIVERS[owner]}.{code}"
    return f"{'socket.' if owner or name[1] == 'recv' else 'zmq::'}{code}"


def statement(code):
    if code.startswith("for "):
        return f"{code} {{}}"
    if code.startswith("match "):
        return f"{code} {{ _ => () }}"
    if code.startswith("if "):
        return f"{code} {{}}"
    if code.startswith("let "):
        return f"{code};"
    return f"let _{': ' + TYPES[code] if code in TYPES else ''} = {code};"


lines, places, used = ["#![allow(warnings)]", "use std::{error::Error as _, time::Duration};", "use zmq::*;"], {}, set()
for guide, number, code, whole in cells():
    if (guide, code) in EXCEPTIONS:
        used.add((guide, code))
        continue
    other = ASYNCHRONOUS if guide in ASYNC else BLOCKING
    lines.append(f"async fn _{len(places)}({other}, {COMMON}) -> Result<(), Box<dyn std::error::Error>> {{ {statement(whole)} Ok(()) }}")
    first = "\n".join(lines[:-1]).count("\n") + 2
    for line in range(first, first + lines[-1].count("\n") + 1):
        places[line] = (guide, number, code)
folder = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", "target")).resolve() / "cells"
(folder / "src").mkdir(parents=True, exist_ok=True)
(folder / "src/lib.rs").write_text("\n".join(lines) + "\n")
(folder / "Cargo.toml").write_text(
    '[package]\nname = "cells"\nversion = "0.0.0"\nedition = "2024"\n[dependencies]\n'
    f'bytes = "1"\nzmq = {{ package = "zmq-safe", path = {json.dumps(os.getcwd())}, features = ["bytes", "draft", "serde", "tokio"] }}\n[workspace]\n')
shutil.copy("Cargo.lock", folder)
run = subprocess.run(["cargo", "check", "--quiet", "--message-format", "json", "--manifest-path", folder / "Cargo.toml"],
                     stdout=subprocess.PIPE, text=True, env={**os.environ, "CARGO_TARGET_DIR": str(folder / "target")})
wrong = []
for line in run.stdout.splitlines():
    message = json.loads(line).get("message") or {}
    if message.get("level") == "error" and message.get("spans"):
        guide, number, code = places.get(message["spans"][0]["line_start"], ("?", 0, "?"))
        wrong.append(f"src/guide/{guide}.md:{number}: `{code}`: {message['message']}")
wrong += [f"{guide}: `{code}` is on the list of exceptions, and not in the guide" for guide, code in EXCEPTIONS.keys() - used]
print(f"{len(set(places.values()))} calls in the tables of the guides, {len(wrong)} wrong")
print("\n".join(wrong))
sys.exit(run.returncode != 0 or bool(wrong))
