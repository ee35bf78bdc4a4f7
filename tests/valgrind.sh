#!/bin/sh
# Runs the tests of messages under valgrind's memcheck, which finds wrong accesses and leaks. Data races are the
# business of races.sh. Used by CI; needs valgrind. Arguments go to cargo (features, for example).
set -eu
cd "$(dirname "$0")/.."

# The test binaries, as cargo names them when it has built them.
binaries=$(cargo test --no-run --test messages --test memory "$@" 2>&1 | tee -a /dev/stderr |
    sed -n 's/^ *Executable.*(\(.*\))$/\1/p')
[ "$(echo "$binaries" | wc -l)" = 2 ] || { echo "cannot find the two test binaries" >&2; exit 1; }

# A panic on purpose prints where it happened: no backtraces, which take long here.
export RUST_BACKTRACE=0
for binary in $binaries; do
    valgrind --quiet --error-exitcode=9 --leak-check=full --show-leak-kinds=definite \
        --errors-for-leak-kinds=definite --fair-sched=yes --suppressions=tests/valgrind.supp \
        "$binary" --test-threads=1
done
