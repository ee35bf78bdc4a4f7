# shellcheck shell=bash
# The oldest Rust that we promise: steps for .ci/run, which sources this.

# The version of Debian's package that has the Rust $1.
debian_rust() {
    apt-cache madison rustc-web 2>/dev/null | awk -v wanted="$1." 'index($3, wanted) == 1 { print $3 }' | head -n 1
}

# Puts a compiler of the version that we promise into target/, if it is not on the machine: rustup's, or Debian's packages of
# it, unpacked and not installed, so that nobody else compiles with them. Says by which prefix it is called.
old_rust() {
    local version=$1 folder=$PWD/target/rust-$1 debian package
    if rustup run "$version" rustc --version >/dev/null 2>&1; then
        old=(rustup run "$version")
        return
    fi
    if ! [ -x "$folder/usr/bin/cargo" ]; then
        debian=$(debian_rust "$version")
        if [ -z "$debian" ] && [ "$(id -u)" -eq 0 ]; then
            apt-get update -qq || true
            debian=$(debian_rust "$version")
        fi
        [ -n "$debian" ] || return 1
        rm -rf "$folder" && mkdir -p "$folder/archives/partial"
        apt-get install -y -qq --download-only --no-install-recommends -o Debug::NoLocking=1 -o APT::Sandbox::User=root \
            -o Dir::Cache::archives="$folder/archives" {rustc-web,cargo-web,libstd-rust-web-dev,"libstd-rust-web-$version"}="$debian" >/dev/null
        for package in "$folder"/archives/*.deb; do
            dpkg-deb -x "$package" "$folder"
        done
        rm -rf "$folder/archives"
    fi
    local libraries=$folder/usr/lib/$(uname -m)-linux-gnu:$folder/lib/$(uname -m)-linux-gnu
    old=(env "PATH=$folder/usr/bin:$PATH" "LD_LIBRARY_PATH=$libraries")
}

# The version that we promise, as `old`, or a line about why this step is left out.
promised_rust() {
    local version
    version=$(sed -n 's/^rust-version = "\([0-9.]*\)".*/\1/p' Cargo.toml)
    if ! old_rust "$version"; then
        skip "Rust $version: neither rustup nor Debian has it here"
        return 1
    fi
}

# The command of the README once more, whole, by that compiler. Only Rust is compiled: the libzmq is the one of the step
# `readme_test`, since cargo would have the same C++ compiled again for each version of rustc.
oldest_suite() {
    local old=() command words host folder=$PWD/target/oldest-suite
    promised_rust || return 0
    "${old[@]}" rustc --version
    command=$(readme_command)
    read -ra words <<<"$command"
    mkdir -p "$folder"
    host=$(rustc -vV | sed -n 's/^host: //p')
    cargo build -p zmq-sys-vendored --locked --message-format=json |
        python3 .ci/compiled_libzmq.py "$host" >"$folder/libzmq.toml"
    # rustdoc makes one program of most examples. That of 1.85 has an unstable feature in it, which its own compiler refuses, and then
    # links one for each, in silence: 307 s of the processor instead of 22.
    printf '#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc "$@"\n' >"$folder/rustdoc"
    chmod +x "$folder/rustdoc"
    (
        export CARGO_TARGET_DIR=$folder RUSTDOC=$folder/rustdoc
        tests "${old[@]}" "${words[0]}" --config "$folder/libzmq.toml" "${words[@]:1}"
    )
}

# Whether the oldest compiler takes what the whole suite with the default features does not compile.
oldest_rust() {
    local old=()
    promised_rust || return 0
    "${old[@]}" rustc --version
    (
        export ZMQ_NO_COMPILE=1 CARGO_TARGET_DIR="$PWD/target/oldest-rust"
        "${old[@]}" cargo check --locked --quiet --features "$rust_features" --tests --examples
        "${old[@]}" cargo check --locked --quiet -p zmq -p zmq-sys -p zmq-compat --tests
    )
}
