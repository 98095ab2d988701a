#!/usr/bin/env bash
# A month of nights. Each night the exports are those of the next day (`generate-mesh --next`: 1 % of the rows
# changed, 0.1 % gone, 0.1 % new), one manifest is another one, and the clock is a day on; the site is built
# over that of the night before, with its cache. Says what each night cost, in user and system time of all
# cores, beside a cold build that keeps nothing, in the same run. At the end, and every so many nights, the
# tree is compared with what a build without a cache makes over the same former site (its record of history
# and addresses of before are input): it fails where a byte differs.
#
#   benches/month.sh                builds the programs; 100,000 tables, 30 nights
#   benches/month.sh --bin DIR      programs vitrina and generate-mesh from there
#   TABLES=6000 NIGHTS=10 COMPARE_EVERY=5 benches/month.sh
#   MINUTES=60 benches/month.sh     after so long the next night is the last
#
# The folder, in $TMPDIR, takes the mesh, two sites and the cache: 18 GB at 100,000 tables. It ends before
# the first build where there is less.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C

bin=""
while [ $# -gt 0 ]; do
  case $1 in
    --bin) bin=$2 && shift 2 ;;
    *) printf 'benches/month.sh: unknown argument %s\n' "$1" >&2 && exit 2 ;;
  esac
done
if [ -z "$bin" ]; then
  cargo build --locked --release --bin vitrina --example generate-mesh >&2
  bin=${CARGO_TARGET_DIR:-target}/release
  generate=$bin/examples/generate-mesh
else
  generate=$bin/generate-mesh
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/vitrina-month.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
tables=${TABLES:-100000} nights=${NIGHTS:-30}
"$generate" --tables "$tables" --dmes 90 --seed 7 "$work/mesh" >&2
python3 benches/rebuilds/month.py "$bin/vitrina" "$generate" "$work" "$tables" "$nights" \
  "${COMPARE_EVERY:-$nights}" "${MINUTES:-inf}"
