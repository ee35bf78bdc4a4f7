#!/bin/sh
# Looks for data races between clones of a message, and between threads that share a socket: builds libzmq with the draft
# API, the crate and the tests with the thread sanitizer, and runs tests/races. Used by CI;
# needs clang. Arguments go to the test programs.
#
# Not DRD or helgrind: they know the locks of pthreads only. The standard library is not rebuilt, which needs sources
# that not every toolchain has: what its own locks protect would be reported, so the tests use none where it counts.
set -eu
cd "$(dirname "$0")/.."

target=$(rustc -vV | sed -n 's/^host: //p')
RUSTC_BOOTSTRAP=1 # the flag is not stable yet; the sanitizer's library comes with every toolchain
CARGO_TARGET_DIR=${ZMQ_TEST_RACES_TARGET:-target/races}
RUSTFLAGS="-Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer"
CC=clang CXX=clang++ CFLAGS="-fsanitize=thread" CXXFLAGS="-fsanitize=thread"
TSAN_OPTIONS="halt_on_error=1 exitcode=9 suppressions=$PWD/tests/races.supp"
export RUSTC_BOOTSTRAP CARGO_TARGET_DIR RUSTFLAGS CC CXX CFLAGS CXXFLAGS TSAN_OPTIONS

# Without CURVE, which has no part in it.
exec cargo test --locked --target "$target" --no-default-features --features vendored,draft \
    --test races -- "$@"
