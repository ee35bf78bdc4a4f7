# Steps of .ci/run, which sources this: the core tests under sanitizers, over Rust and C++.

# Wrong accesses, and leaks. The tests that are left out are about the process, which the sanitizer changes.
address_sanitizer() {
    local left_out=(
        reentry::without_a_thread # limits the address space, of which the sanitizer takes terabytes
        lifecycle::ten_thousand_sockets_leave_nothing # counts bytes, and the sanitizer keeps freed ones
    )
    sh tests/sanitize.sh address --test core -- "${left_out[@]/#/--skip=}"
}
