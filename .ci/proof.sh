# shellcheck shell=bash
# The proof by others: steps for .ci/run, which sources this. `packages` is that script's list.

# libFuzzer and the address sanitizer of Debian's clang, whatever its version is.
proof_packages() {
    local version
    version=$(clang --version | sed -n '1s/.*version \([0-9]*\)\..*/\1/p')
    packages=("libclang-rt-$version-dev")
    install_packages
}

# libzmq's own tests against the two libraries that the suite of this crate has compiled already: what fails is run without
# mends, too, and must fail there.
suites() {
    cargo xtask suites libzmq --features '' --features "$transport_features"
}

# A minute of hostile peers.
fuzz() {
    proof_packages
    cargo fmt --manifest-path fuzz/Cargo.toml --check
    cargo xtask fuzz 60
}
