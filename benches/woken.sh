#!/usr/bin/env bash
# How many files of a site are written where one row of the input changes: single changes, drawn by a seed,
# each followed by a build over the site and the cache of the one before. Changes add up: none is undone, so
# that each build sees one. The clock stands still, and is moved at the end, alone. Hubs, the hundredth of
# tables and views with the most assets downstream, are told apart. Fails where the last site isn't what a
# build without a cache makes over the same former one.
#
#   benches/woken.sh                  builds the programs, and measures 6,000 tables, plain and with operations
#   benches/woken.sh --bin DIR        programs vitrina and generate-mesh from there
#   benches/woken.sh plain            only that mesh; or `operations`
#   TABLES=1000 CHANGES=20 HUBS=5 SEED=3 benches/woken.sh    so many changes, and so many of hubs besides
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C

bin="" meshes=()
while [ $# -gt 0 ]; do
  case $1 in
    --bin) bin=$2 && shift 2 ;;
    plain | operations) meshes+=("$1") && shift ;;
    *) printf 'benches/woken.sh: unknown argument %s\n' "$1" >&2 && exit 2 ;;
  esac
done
[ ${#meshes[@]} -gt 0 ] || meshes=(plain operations)
if [ -z "$bin" ]; then
  cargo build --locked --release --bin vitrina --example generate-mesh >&2
  bin=${CARGO_TARGET_DIR:-target}/release
  generate=$bin/examples/generate-mesh
else
  generate=$bin/generate-mesh
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/vitrina-woken.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
tables=${TABLES:-6000}

for mesh in "${meshes[@]}"; do
  options=()
  [ "$mesh" = plain ] || options=(--operations)
  # A folder of its own: where many files went shortly before, new ones cost many times as much.
  mkdir "$work/$mesh"
  "$generate" --tables "$tables" --dmes 90 --seed 7 "${options[@]}" "$work/$mesh/mesh" >&2
  python3 benches/rebuilds/woken.py "$bin/vitrina" "$work/$mesh" "$mesh" "${CHANGES:-40}" "${HUBS:-12}" "${SEED:-7}"
done
