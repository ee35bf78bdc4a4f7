#!/usr/bin/env bash
# The steps of .ci/run, for .github/workflows/ci.yml: `steps=["format","lint"]`.
set -euo pipefail
names=$(sed -n '/^steps=(/,/)/p' "$(dirname "$0")/run" | tr -d '()' | sed 's/^steps=//' | tr -s ' \n' '\n\n' | grep -v '^install_packages$' | grep .)
[ "$(wc -l <<<"$names")" -gt 5 ] || { echo '.ci/run has no list of steps' >&2; exit 1; }
printf 'steps=[%s]\n' "$(sed 's/.*/"&"/' <<<"$names" | paste -sd, -)"
