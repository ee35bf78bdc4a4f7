#!/bin/sh
# Runs tests under valgrind's memcheck, which finds wrong accesses and leaks: those that make, share and free much, and end
# soon. Data races are the business of races.sh. Used by CI; needs valgrind. Arguments go to cargo (features, for example).
set -eu
cd "$(dirname "$0")/.."

# What lets go of its memory by a panic on purpose is not here but for messages, nor what only starts children.
# A program, and the modules of it.
programs="
core messages sending metadata handles given_up builder timers poller polling monitor proxy proxy_control
options tables
races memory
security keys certificates mechanisms zap_handler"

names=$(echo "$programs" | cut -d' ' -f1)
# shellcheck disable=SC2046,SC2086 # words
output=$(cargo test --no-run $(printf ' --test %s' $names) "$@" 2>&1) || { echo "$output" >&2; exit 1; }

# A panic on purpose prints where it happened: no backtraces, which take long here.
export RUST_BACKTRACE=0
echo "$programs" | while read -r program modules; do
    [ -n "$program" ] || continue
    # As cargo names it when it has built it.
    binary=$(echo "$output" | sed -n "s|^ *Executable tests/$program/main.rs (\\(.*\\))\$|\\1|p")
    [ -n "$binary" ] || { echo "cannot find the program $program" >&2; exit 1; }
    # Filters are parts of names, and `proxy::` would be part of another module's: the names themselves, one a word.
    tests=
    for module in $modules; do
        found=$("$binary" --list | sed -n "s/^\($module::.*\): test\$/\1/p")
        [ -n "$found" ] || { echo "the program $program has no tests in $module" >&2; exit 1; }
        tests="$tests $found"
    done
    # shellcheck disable=SC2086 # words
    valgrind --quiet --error-exitcode=9 --leak-check=full --show-leak-kinds=definite \
        --errors-for-leak-kinds=definite --fair-sched=yes --suppressions=tests/valgrind.supp \
        "$binary" --exact --test-threads=1 $tests </dev/null
done
