#!/usr/bin/env bash
# What a small file costs where there are 100 of them, and where there are 100,000: YAML manifests of products,
# and guides in Markdown, in folders of 100 (of products with a DME each). User and system time of `check` and of
# a cold `build` on one thread, the least of some runs, less what the same takes without any such file. Fails
# where one of many costs more than 1.25 of one of 100, in a build of one of 1,000 (fewer are lost in what every
# site costs; `scripts/growth guides documents` counts instructions of those).
#
#   benches/small-files.sh                     builds the program and measures; needs 3 GB in $TMPDIR
#   benches/small-files.sh --bin DIR           the program vitrina from there
#   benches/small-files.sh guides              only those; or `products`
#   COUNTS="100 1000 10000" RUNS=7 benches/small-files.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C

bin="" kinds=()
while [ $# -gt 0 ]; do
  case $1 in
    --bin) bin=$2 && shift 2 ;;
    products | guides) kinds+=("$1") && shift ;;
    *) printf 'benches/small-files.sh: unknown argument %s\n' "$1" >&2 && exit 2 ;;
  esac
done
[ ${#kinds[@]} -gt 0 ] || kinds=(products guides)
if [ -z "$bin" ]; then
  cargo build --locked --release --bin vitrina >&2
  bin=${CARGO_TARGET_DIR:-target}/release
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/vitrina-small-files.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
python3 benches/rebuilds/small_files.py "$bin/vitrina" "$work" "${RUNS:-5}" "${COUNTS:-100 1000 10000 100000}" "${kinds[@]}"
