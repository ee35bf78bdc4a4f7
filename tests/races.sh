#!/bin/sh
# Looks for data races between clones of a message, and between threads that share a socket: tests/races under the thread
# sanitizer. Used by CI; needs clang. Arguments go to the test program.
#
# Not DRD or helgrind: they know the locks of pthreads only.
set -eu
exec sh "$(dirname "$0")/sanitize.sh" thread --test races -- "$@"
