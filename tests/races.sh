#!/bin/sh
# Looks for data races between clones of a message: builds libzmq, the crate, the tests and the standard library with
# the thread sanitizer, and runs tests/memory.rs. Needs clang, and a nightly toolchain with rust-src.
#
# Not DRD or helgrind: they know the locks of pthreads only, and report everything that std's own locks protect.
# Not without -Zbuild-std: the contended half of those locks would be invisible in the same way.
set -eu
cd "$(dirname "$0")/.."

toolchain=${ZMQ_TEST_NIGHTLY:-nightly}
target=$(rustc "+$toolchain" -vV | sed -n 's/^host: //p')
CARGO_TARGET_DIR=${ZMQ_TEST_RACES_TARGET:-target/races}
RUSTFLAGS="-Zsanitizer=thread"
CC=clang CXX=clang++ CFLAGS="-fsanitize=thread" CXXFLAGS="-fsanitize=thread"
TSAN_OPTIONS="halt_on_error=1 exitcode=9"
export CARGO_TARGET_DIR RUSTFLAGS CC CXX CFLAGS CXXFLAGS TSAN_OPTIONS

# Without CURVE: libsodium has no part in it.
exec cargo "+$toolchain" test -Zbuild-std --target "$target" --no-default-features --features vendored \
    --test memory "$@"
