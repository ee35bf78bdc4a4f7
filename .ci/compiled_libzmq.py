"""Prints a configuration for cargo that gives the FFI crate a libzmq which is compiled already, in place of its build script.

Reads `cargo build --message-format=json`, which says where the build script that compiled it put it. For another compiler than that,
which would compile the same C++ again.
"""

import json
import os
import sys

# What a configuration may say of a build script, as lists; all that has no such name is told to the build scripts of dependents.
LISTS = ("rustc-link-lib", "rustc-link-search", "rustc-cfg", "rustc-check-cfg")


def quoted(text):
    # A basic string of TOML is one of JSON.
    return json.dumps(text)


folders = set()
for line in sys.stdin:
    message = json.loads(line)
    if message["reason"] == "build-script-executed" and "zmq-sys-vendored" in message["package_id"]:
        folders.add(message["out_dir"])
if len(folders) != 1:
    sys.exit(f"one libzmq is wanted, and cargo names {len(folders)}: {sorted(folders)}")
[folder] = folders
library = os.path.join(folder, "lib/libzmq.a")

lists = {name: [] for name in LISTS}
# The folder in which the crate looks for what its build script wrote.
variables = {"OUT_DIR": folder}
# A new library is new to cargo, too.
told = {"compiled": str(os.stat(library).st_mtime_ns)}
with open(os.path.join(os.path.dirname(folder), "output")) as output:
    for line in output:
        line = line.rstrip("\n")
        if not line.startswith("cargo:"):
            continue
        name, _, value = line.removeprefix("cargo:").removeprefix(":").partition("=")
        if name in LISTS:
            lists[name].append(value)
        elif name == "rustc-env":
            variables.update([value.split("=", 1)])
        elif name == "metadata":
            told.update([value.split("=", 1)])
        elif not name.startswith("rerun-if-"):
            sys.exit(f"the build script says {line}, which is not known here")

print(f"[target.{quoted(sys.argv[1])}.zmq]")
for name, values in lists.items():
    print(f"{name} = [{', '.join(map(quoted, values))}]")
for name, value in told.items():
    print(f"{name} = {quoted(value)}")
print(f"\n[target.{quoted(sys.argv[1])}.zmq.rustc-env]")
for name, value in variables.items():
    print(f"{name} = {quoted(value)}")
