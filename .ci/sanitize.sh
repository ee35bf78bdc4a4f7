# Steps of .ci/run, which sources this: tests under sanitizers, over Rust and C++.

# Wrong accesses, and leaks. The tests that are left out are about the process, which the sanitizer changes.
address_sanitizer() {
    local left_out=(
        reentry::release::without_a_thread # limits the address space, of which the sanitizer takes terabytes
        lifecycle::ten_thousand_sockets_leave_nothing # counts bytes, and the sanitizer keeps freed ones
        handover::without_a_bound_it_is_waited_for_without_end # about the time that libzmq takes for something
    )
    sh tests/sanitize.sh address --test core -- "${left_out[@]/#/--skip=}"
}

# Data races. Not over `core`: its tests wait at locks of the standard library, which the sanitizer does not see unless that
# library is rebuilt, and each such wait is reported as a race.
thread_sanitizer() {
    sh tests/races.sh
}
