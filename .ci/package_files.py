"""Looks at the unpacked packages it is given: nothing of the workspace is in them, their licences are, and each file that a
page of theirs links to is there.

usage: package_files.py FOLDER..
"""

import pathlib
import re
import sys

# Folders and files of the workspace that a dependent has no use for.
OURS = (".cargo/", ".ci/", ".github/", ".gitignore", "rustfmt.toml", "clippy.toml", "benches/", "xtask/", "target/", "CONTRIBUTING.md")
# crates.io takes 10 MiB.
LARGEST = 10 << 20
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def faults(folder):
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    size = sum((folder / name).stat().st_size for name in files)
    print(f"{folder.name}: {len(files)} files, {size} bytes")
    if size > LARGEST:
        yield f"{size} bytes are too much"
    yield from (f"{name} is packed" for name in files if name.startswith(OURS) or "__pycache__" in name)
    for name in ("LICENSE-MIT", "LICENSE-APACHE", "README.md"):
        if name not in files:
            yield f"{name} is not packed"
    manifest = (folder / "Cargo.toml").read_text()
    for field in ("description", "readme", "keywords", "categories", "license", "documentation", "rust-version"):
        if not re.search(rf"^{field} = ", manifest, re.MULTILINE):
            yield f"Cargo.toml has no {field}"
    for name in files:
        if not name.endswith(".md") or name.startswith("src/"):
            continue  # those in src/ are pages of rustdoc, which looks at their links
        for link in LINK.findall((folder / name).read_text()):
            if not re.match(r"[a-z]+:", link) and not (folder / name).parent.joinpath(link).is_file():
                yield f"{name} links to {link}, which is not packed"


found = [f"{folder}: {fault}" for folder in sys.argv[1:] for fault in faults(pathlib.Path(folder))]
if found:
    sys.exit("\n".join(found))
