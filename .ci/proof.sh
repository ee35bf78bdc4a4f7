# shellcheck shell=bash
# The proof by others: steps for .ci/run, which sources this. `packages` is that script's list.

# libFuzzer and the address sanitizer of Debian's clang, whatever its version is.
proof_packages() {
    local version
    version=$(clang --version | sed -n '1s/.*version \([0-9]*\)\..*/\1/p')
    packages=("libclang-rt-$version-dev")
    install_packages
}

# libzmq's own tests, those of its stable and of its draft API, against the library with the draft API, which the suite of this crate
# has compiled already: what fails is run without mends, too, and must fail there. By hand, with both libraries and with pyzmq's
# tests: CONTRIBUTING.md, "Prove that libzmq holds".
suites() {
    cargo xtask suites libzmq --features "$transport_features"
}

# A minute of hostile peers.
fuzz() {
    proof_packages
    cargo fmt --manifest-path fuzz/Cargo.toml --check
    cargo xtask fuzz 60
}
