# shellcheck shell=bash
# Programs that nobody here wrote, as peers: a step of .ci/run, which sources this. `packages` is that script's list.

# Every cell of the matrix and every real job. What cannot be provisioned fails, and is named.
interop() {
    local wanted
    wanted=$(cargo run --quiet -p zmq-interop --locked -- --packages)
    read -ra packages <<<"$wanted"
    install_packages
    cargo xtask interop
}
