# Steps of .ci/run, which sources this: tests under sanitizers, over Rust and C++.

# Wrong accesses, and leaks. The tests that are left out are about the process, which the sanitizer changes.
address_sanitizer() {
    local left_out=(
        reentry::release::without_a_thread # limits the address space, of which the sanitizer takes terabytes
        lifecycle::ten_thousand_sockets_leave_nothing # counts bytes, and the sanitizer keeps freed ones
    )
    sh tests/sanitize.sh address --test core -- "${left_out[@]/#/--skip=}"
}

# Data races between threads that share messages and sockets.
thread_sanitizer() {
    sh tests/races.sh
}

# Data races in all that the core tests do. They wait at locks of the standard library, which the sanitizer sees only if that library
# is rebuilt with it; its sources are not part of every toolchain.
thread_sanitizer_core() {
    local library
    library=$(rustc --print sysroot)/lib/rustlib/src/rust/library
    if ! [ -f "$library/Cargo.lock" ]; then
        skip 'data races in core: the sources of the standard library are missing (rustup component add rust-src)'
        return
    fi
    local left_out=(
        reentry::without_a_thread # limits the address space, of which the sanitizer takes terabytes
        lifecycle::ten_thousand_sockets_leave_nothing # counts bytes, and the sanitizer keeps freed ones
        devices::in_a_fork # drops a thread of its parent's, which the sanitizer does not know in the child
    )
    ZMQ_TEST_REBUILD_STD=1 sh tests/sanitize.sh thread --test core --test options -- "${left_out[@]/#/--skip=}"
}
