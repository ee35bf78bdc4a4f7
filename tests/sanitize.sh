#!/bin/sh
# Builds libzmq with the draft API, the crate and the tests with a sanitizer, C++ and Rust, and runs test programs:
# `sh tests/sanitize.sh address --test core`, `sh tests/sanitize.sh thread --test races -- some_test`. What follows the sanitizer goes
# to cargo. Used by CI; needs clang.
#
# The standard library is rebuilt with the sanitizer if ZMQ_TEST_REBUILD_STD is set, which needs its sources (`rustup component add
# rust-src`). Without, the sanitizer of threads does not see what that library's own locks protect where they had to wait.
# tests/races.supp lists that for tests/races; for other programs it is too much.
set -eu
cd "$(dirname "$0")/.."

sanitizer=$1
shift
target=$(rustc -vV | sed -n 's/^host: //p')
RUSTC_BOOTSTRAP=1 # the flag is not stable yet; the sanitizers' libraries come with every toolchain
RUSTFLAGS="-Zsanitizer=$sanitizer -Cunsafe-allow-abi-mismatch=sanitizer"
CC=clang CXX=clang++ CFLAGS="-fsanitize=$sanitizer" CXXFLAGS="-fsanitize=$sanitizer"
CARGO_TARGET_DIR=${ZMQ_TEST_SANITIZE_TARGET:-target}/$sanitizer-sanitizer
# The suppressions want to know what was inlined where.
CARGO_PROFILE_DEV_DEBUG=1
# Leaks are looked for at the end of each process, children of tests included.
ASAN_OPTIONS="detect_leaks=1 exitcode=9"
TSAN_OPTIONS="halt_on_error=1 exitcode=9 suppressions=$PWD/tests/races.supp"
if [ -n "${ZMQ_TEST_REBUILD_STD:-}" ]; then
    set -- -Zbuild-std "$@"
    CARGO_TARGET_DIR=$CARGO_TARGET_DIR-std
    # To find the lines of a panic in such a program takes minutes, and tests that look at forks go on in them.
    RUST_BACKTRACE=0
    TSAN_OPTIONS="$TSAN_OPTIONS die_after_fork=0"
    export RUST_BACKTRACE
fi
export RUSTC_BOOTSTRAP RUSTFLAGS CC CXX CFLAGS CXXFLAGS CARGO_TARGET_DIR CARGO_PROFILE_DEV_DEBUG ASAN_OPTIONS TSAN_OPTIONS

# Without CURVE: its library has no part in it.
exec cargo test --locked --target "$target" --no-default-features --features vendored,draft "$@"
