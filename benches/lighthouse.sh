#!/usr/bin/env bash
# Lighthouse's scores of home, a view and the search page of the sample portal, phone and desktop.
#
# Usage: benches/lighthouse.sh [--bin FILE] [--least SCORE]
#
# Needs Node.js 18.20, npm, Chromium (CHROMIUM names it). The portal is built with the address that it is
# served at, and served by `vitrina serve`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bin="" least=0
while [ $# -gt 0 ]; do
  case $1 in
    --bin) bin=${2:?--bin needs a program} && shift 2 ;;
    --least) least=${2:?--least needs a score} && shift 2 ;;
    -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0" && exit 0 ;;
    *) echo "error: unknown argument $1" >&2 && exit 2 ;;
  esac
done
if [ -z "$bin" ]; then
  cargo build --locked --release >&2
  bin=${CARGO_TARGET_DIR:-target}/release/vitrina
fi
export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}

work=$(mktemp -d "${TMPDIR:-/tmp}/vitrina-lighthouse.XXXXXX")
server=""
finish() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT

"$bin" serve --root manifests --out "$work/site" --port 0 2>"$work/log" >&2 &
server=$!
for _ in $(seq 300); do
  origin=$(sed -n 's/^serving on \(http:[^ ]*\).*/\1/p' "$work/log")
  [ -z "$origin" ] || break
  sleep 0.1
done
[ -n "$origin" ] || { cat "$work/log" >&2 && exit 1; }

(cd benches/lighthouse && npm ci --no-audit --no-fund >&2)
view=$(cd "$work/site" && find views -mindepth 2 -name '*.html' -not -name index.html | LC_ALL=C sort | head -n 1)
node benches/lighthouse/run.mjs "${origin%/}" "$least" / "/$view" "/search/?q=orders"
