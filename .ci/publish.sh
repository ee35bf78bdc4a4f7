#!/usr/bin/env bash
# What must hold before the three crates are published: that what is packed is whole, and builds with the oldest compiler
# (`oldest.sh`) and the oldest dependencies that it promises. `.ci/run` takes the functions in the list at the end as steps of its
# own; `bash .ci/publish.sh NAME..` runs those that it names.

# The features that docs.rs turns on; none of them links a library of the system.
rust_features=draft,bytes,serde,tokio,async-io,tracing

# The programs that the packed crate runs, as arguments of `cargo test`.
packed_tests=(--lib --test core)

# Packs the crates as they are, and unpacks them into the folder $1, as `zmq`, `zmq-sys` and `zmq-compat`.
unpack() {
    local target package
    target=$(cargo metadata --format-version 1 --no-deps --locked | python3 -c 'import json,sys; print(json.load(sys.stdin)["target_directory"])')
    rm -f "$target"/package/zmq-*.crate
    cargo package -p zmq-sys-vendored -p zmq-safe -p zmq-compat --no-verify --allow-dirty --locked --quiet
    for package in "$target"/package/zmq-*.crate; do
        tar -xzf "$package" -C "$1"
    done
    mv "$1"/zmq-sys-vendored-* "$1/zmq-sys"
    mv "$1"/zmq-safe-* "$1/zmq"
    mv "$1"/zmq-compat-* "$1/zmq-compat"
}

# cargo in the unpacked crate `zmq` of the folder $1, which finds the FFI crate beside itself.
in_package() {
    local folder=$1
    shift
    (cd "$folder/zmq" && cargo --config "patch.crates-io.zmq-sys-vendored.path='$folder/zmq-sys'" "$@")
}

# The same in the unpacked `zmq-compat`, which finds both.
in_compat() {
    local folder=$1
    shift
    (cd "$folder/zmq-compat" && cargo --config "patch.crates-io.zmq-sys-vendored.path='$folder/zmq-sys'" \
        --config "patch.crates-io.zmq-safe.path='$folder/zmq'" "$@")
}

# The packed crates, far from the workspace: all that a reader is sent to is there, nothing else, and they build and pass.
packages() {
    (
        folder=$(mktemp -d)
        trap 'rm -rf "$folder"' EXIT
        unpack "$folder"
        python3 .ci/package_files.py "$folder/zmq" "$folder/zmq-sys" "$folder/zmq-compat"
        # Whether it builds and works, not how fast.
        export CXXFLAGS=-O0 CARGO_TARGET_DIR="$PWD/target/packages"
        in_package "$folder" test "${packed_tests[@]}"
        in_compat "$folder" test --tests
        cd "$folder/zmq-sys" && cargo test
    )
}

# Everything with the lowest versions that our own Cargo.toml files allow, as a dependent may have them.
minimal_versions() {
    (
        folder=$(mktemp -d)
        trap 'rm -rf "$folder"' EXIT
        unpack "$folder"
        rm "$folder"/*/Cargo.lock
        export RUSTC_BOOTSTRAP=1 ZMQ_NO_COMPILE=1 CARGO_TARGET_DIR="$PWD/target/minimal-versions"
        (cd "$folder/zmq-sys" && cargo update -Z direct-minimal-versions --quiet && cargo check --locked --quiet)
        in_package "$folder" update -Z direct-minimal-versions --quiet
        in_package "$folder" check --locked --quiet
        in_package "$folder" check --locked --quiet --tests --features "$rust_features"
        in_compat "$folder" update -Z direct-minimal-versions --quiet
        in_compat "$folder" check --locked --quiet --tests
        in_package "$folder" tree --depth 2 --edges normal,build --features "$rust_features" --locked
    )
}

# The documentation as docs.rs builds it, with no compiler for C or C++; each item behind a feature must say so.
docs_rs() {
    (
        settings=$(cargo metadata --format-version 1 --no-deps --locked | python3 -c '
import json, sys
[package] = [p for p in json.load(sys.stdin)["packages"] if p["name"] == "zmq-safe"]
docs = package["metadata"]["docs"]["rs"]
print(",".join(docs["features"]), *docs["rustdoc-args"])')
        read -r features arguments <<<"$settings"
        export RUSTC_BOOTSTRAP=1 DOCS_RS=1 CC=false CXX=false
        export RUSTDOCFLAGS="$arguments -D warnings"
        CARGO_TARGET_DIR=target/docs-rs/all cargo doc --lib --no-deps --locked --quiet --features "$features"
        # What is left without any feature; links to the rest lead nowhere there.
        export RUSTDOCFLAGS="$arguments --cap-lints allow"
        CARGO_TARGET_DIR=target/docs-rs/bare cargo doc --lib --no-deps --locked --quiet --no-default-features
        python3 .ci/feature_labels.py target/docs-rs/all/doc/zmq target/docs-rs/bare/doc/zmq
    )
}

# What changed in the interface since the commit or tag $ZMQ_SINCE, and whether the version says so. For a release, not for CI:
# it compiles some four hundred crates the first time.
semver() {
    local since=${ZMQ_SINCE:-$(git describe --tags --abbrev=0 2>/dev/null || true)}
    [ -n "$since" ] || { echo 'set ZMQ_SINCE to the commit of the last release'; return 1; }
    if ! cargo semver-checks --version >/dev/null 2>&1; then
        cargo install cargo-semver-checks --locked
    fi
    ZMQ_NO_COMPILE=1 cargo semver-checks -p zmq-safe --baseline-rev "$since" --only-explicit-features --features "vendored,$rust_features"
    ZMQ_NO_COMPILE=1 cargo semver-checks -p zmq-compat --baseline-rev "$since" --only-explicit-features
    ZMQ_NO_COMPILE=1 cargo semver-checks -p zmq-sys-vendored --baseline-rev "$since" --only-explicit-features --features vendored,draft
}

publish_steps=(packages minimal_versions oldest_rust docs_rs)

# By itself, and not sourced by `.ci/run`.
if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    set -euo pipefail
    skip() { echo "SKIPPED: $*"; }
    cd "$(dirname "$0")/.."
    source .ci/oldest.sh
    for step in "${@:-${publish_steps[@]}}"; do
        printf '\n=== %s\n' "$step"
        "$step"
    done
fi
