# shellcheck shell=bash
# Other targets: steps for .ci/run, which sources this. `packages` is that script's list, `version` in `publish.sh` the Rust
# that we promise.

# For which processors Debian's standard library is fetched, by Debian's names: it has arm64 and armhf, too. That of other targets is
# compiled from its sources.
read -ra debian_processors <<<"${ZMQ_CROSS_PROCESSORS:-i386 s390x}"

# What compiles C++ for those whose tests `cross_tests` runs, and what runs them: about 120 MB.
cross_packages=(g++-i686-linux-gnu libc6-i386 lib32stdc++6 g++-s390x-linux-gnu qemu-user)

# Puts the Rust that we promise into target/, with the sources of its standard library and with those that Debian has compiled for
# other processors. Unpacked and not installed; the machine keeps its list of processors, too. Fails where Debian's packages are not
# to be had. `apt_lists` is .ci/run's.
cross_rust() {
    local version folder lists debian processor package wanted=() apt=()
    version=$(sed -n 's/^rust-version = "\([0-9.]*\)".*/\1/p' Cargo.toml)
    folder=$PWD/target/rust-$version-cross
    lists=$folder/lists
    if ! [ -e "$folder/complete" ]; then
        [ -f /etc/apt/sources.list.d/debian.sources ] || return 1
        rm -rf "$folder" && mkdir -p "$lists/partial" "$folder/archives/partial"
        apt=(-qq -o Debug::NoLocking=1 -o APT::Sandbox::User=root -o Dir::State::lists="$lists" -o Dir::Cache="$folder/archives"
            -o Dir::Etc::sourcelist=/etc/apt/sources.list.d/debian.sources -o Dir::Etc::sourceparts=-)
        for processor in amd64 "${debian_processors[@]}"; do
            apt+=(-o "APT::Architectures::=$processor")
        done
        apt_lists apt-get "${apt[@]}" || true
        debian=$(apt-cache madison "${apt[@]:1}" rustc-web | awk -v wanted="$version." 'index($3, wanted) == 1 { print $3 }' | head -n 1)
        [ -n "$debian" ] || return 1
        for package in rustc-web cargo-web rust-web-src libstd-rust-web-dev "libstd-rust-web-$version"; do
            wanted+=("$package=$debian")
        done
        for processor in "${debian_processors[@]}"; do
            wanted+=("libstd-rust-web-dev:$processor=$debian")
        done
        wanted+=(libllvm19 libhttp-parser2.9 libpcre3)
        (cd "$folder/archives" && apt-get download "${apt[@]}" "${wanted[@]}") || return 1
        for package in "$folder"/archives/*.deb; do
            dpkg-deb -x "$package" "$folder" || return 1
        done
        rm -rf "$folder/archives" "$lists"
        touch "$folder/complete"
    fi
    export ZMQ_CROSS_RUST=$folder
}

# The same, or rustup's Rust with these targets. Fails where there is neither.
cross_rust_for() {
    cross_rust && return
    unset ZMQ_CROSS_RUST
    rustup target add "$@"
}

# The crate itself without a warning, for a target with bytes in the other order and for Windows, there with its tests: nothing else
# here would say that one of them calls what only Unix has. `cargo xtask cross check` knows all targets; each whose standard library
# is compiled first takes a minute of processor time.
cross_check() {
    local targets=(s390x-unknown-linux-gnu x86_64-pc-windows-msvc)
    if ! cross_rust_for "${targets[@]}"; then
        skip 'neither Debian nor rustup has a Rust for other targets here'
        return
    fi
    cargo xtask cross check "${targets[0]}"
    cargo xtask cross check --tests "${targets[1]}"
    skip 'the other targets: cargo xtask cross check, by hand'
}

# A part of the tests in 32 bits, and on a processor with bytes in the other order, which qemu-user emulates: unit tests, `core` and
# `options`, compiled by the Rust that we promise, against a libzmq that our build script compiled for it. `cargo xtask cross test
# TARGET` runs all of them there, and on the other targets that run here.
cross_tests() {
    local packages=("${cross_packages[@]}") targets=(i686-unknown-linux-gnu s390x-unknown-linux-gnu)
    # What is missing then, `cross test` names, and skips its target.
    install_packages || skip 'apt could not install compilers and an emulator for other targets'
    if ! cross_rust_for "${targets[@]}"; then
        skip 'neither Debian nor rustup has a Rust for other targets here'
        return
    fi
    tests cargo xtask cross test --quick "${targets[@]}"
    skip 'musl, ARM and Windows, and on these two the other programs: cargo xtask cross test, by hand'
}
