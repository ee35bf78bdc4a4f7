# Steps of .ci/run, which sources this: tests under sanitizers, over Rust and C++.

# Wrong accesses, and leaks. The tests that are left out are about the process, which the sanitizer changes.
address_sanitizer() {
    local left_out=(
        reentry::release::without_a_thread # limits the address space, of which the sanitizer takes terabytes
        lifecycle::ten_thousand_sockets_leave_nothing # counts bytes, and the sanitizer keeps freed ones
    )
    sh tests/sanitize.sh address --test core -- "${left_out[@]/#/--skip=}"
}

# The sources of the standard library, which are not part of every toolchain.
library_sources() {
    local library
    library=$(rustc --print sysroot)/lib/rustlib/src/rust/library
    [ -f "$library/Cargo.lock" ] || rustup component add rust-src || true
    [ -f "$library/Cargo.lock" ]
}

# Data races: between threads that share messages and sockets (tests/races), and in all that the tests of core and options do. These
# wait at locks of the standard library, which the sanitizer sees only if that library is rebuilt with it.
thread_sanitizer() {
    if ! library_sources; then
        skip 'data races in core and options: no sources of the standard library (rustup component add rust-src failed)'
        sh tests/races.sh
        return
    fi
    local left_out=(
        reentry::release::without_a_thread # limits the address space, of which the sanitizer takes terabytes
        lifecycle::ten_thousand_sockets_leave_nothing # counts bytes, and the sanitizer keeps freed ones
        devices::in_a_fork # drops a thread of its parent's, which the sanitizer does not know in the child
    )
    # Everything takes about ten times as long.
    ZMQ_TEST_SLOWNESS=10 ZMQ_TEST_REBUILD_STD=1 \
        sh tests/sanitize.sh thread --test races --test core --test options -- "${left_out[@]/#/--skip=}"
}
