"""Reads `cargo metadata` and fails where the default build needs a newer Rust than the workspace promises."""

import json
import sys


def number(version):
    return tuple(int(part) for part in version.split("."))[:2]


metadata = json.load(sys.stdin)
packages = {package["id"]: package for package in metadata["packages"]}
nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
ours = {name: i for i, name in ((i, packages[i]["name"]) for i in metadata["workspace_members"])}
promised = number(packages[ours["zmq-safe"]]["rust_version"])

# What a dependent of the published crates builds: normal and build dependencies, no development ones.
todo, seen = [ours["zmq-safe"], ours["zmq-compat"]], set()
while todo:
    current = todo.pop()
    if current in seen:
        continue
    seen.add(current)
    for dependency in nodes[current]["deps"]:
        if any(kind["kind"] != "dev" for kind in dependency["dep_kinds"]):
            todo.append(dependency["pkg"])

too_new = [
    f'{packages[i]["name"]} {packages[i]["version"]} needs Rust {packages[i]["rust_version"]}'
    for i in seen
    if packages[i]["rust_version"] and number(packages[i]["rust_version"]) > promised
]
print(f"{len(seen)} packages, promised Rust {'.'.join(map(str, promised))}")
if too_new:
    sys.exit("\n".join(too_new))
