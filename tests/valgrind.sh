#!/bin/sh
# Runs tests under valgrind's memcheck, which finds wrong accesses and leaks: those that make, share and free much, and end
# soon. Data races are the business of races.sh. Used by CI; needs valgrind. Arguments go to cargo (features, for example).
set -eu
cd "$(dirname "$0")/.."

# What lets go of its memory by a panic on purpose is not here but for messages, nor what only starts children.
tests="messages sending memory metadata handles keys certificates mechanisms given_up zap_handler options builder
    timers poller polling monitor proxy proxy_control"

# The test binaries, as cargo names them when it has built them.
# shellcheck disable=SC2046 # words
binaries=$(cargo test --no-run $(printf ' --test %s' $tests) "$@" 2>&1 | tee -a /dev/stderr |
    sed -n 's/^ *Executable.*(\(.*\))$/\1/p')
[ "$(echo "$binaries" | wc -l)" = "$(echo "$tests" | wc -w)" ] || { echo "cannot find the test binaries" >&2; exit 1; }

# A panic on purpose prints where it happened: no backtraces, which take long here.
export RUST_BACKTRACE=0
for binary in $binaries; do
    valgrind --quiet --error-exitcode=9 --leak-check=full --show-leak-kinds=definite \
        --errors-for-leak-kinds=definite --fair-sched=yes --suppressions=tests/valgrind.supp \
        "$binary" --test-threads=1
done
