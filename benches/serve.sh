#!/usr/bin/env bash
# Measures the figures of BENCHMARKS.md on `vitrina serve` again: many requests over connections
# that are kept, with idle ones beside them; and, as the reference, one request after the other.
#
# Usage: benches/serve.sh [--bin PROGRAM] [--root DIR] [--requests N] [--connections N] [--idle N]
#                         [--runs N]
#
#   --bin PROGRAM    vitrina; built if missing
#   --root DIR       mesh whose portal is served (the sample)
#   --requests N     in all (10000)
#   --connections N  that ask (64)
#   --idle N         that don't (200)
#   --runs N         (5)
#
# Needs Python 3.9 or newer. The asking program is on the same machine and takes most of its time.
set -euo pipefail

bin="" root="" requests=10000 connections=64 idle=200 runs=5

fail() {
    echo "error: $*" >&2
    exit 2
}

while [ $# -gt 0 ]; do
    case $1 in
        --bin | --root | --requests | --connections | --idle | --runs)
            [ $# -ge 2 ] || fail "$1 needs a value"
            declare "${1#--}=$2"
            shift 2
            ;;
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0" && exit 0 ;;
        *) fail "unknown argument $1" ;;
    esac
done
for number in "$requests" "$connections" "$idle" "$runs"; do
    [[ $number =~ ^[0-9]+$ ]] || fail "$number is not a number"
done

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=${root:-$project/manifests}
if [ -z "$bin" ]; then
    (cd "$project" && cargo build --release --locked --bin vitrina)
    bin=${CARGO_TARGET_DIR:-$project/target}/release/vitrina
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/vitrina-serve.XXXXXX")
server=""
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

"$bin" serve --root "$root" --out "$work/site" --port 0 2>"$work/said" &
server=$!
port=""
for _ in $(seq 600); do
    port=$(sed -n 's|.*http://127\.0\.0\.1:\([0-9]*\)/.*|\1|p' "$work/said")
    [ -z "$port" ] || break
    kill -0 "$server" 2>/dev/null || fail "the server ended: $(cat "$work/said")"
    sleep 0.1
done
[ -n "$port" ] || fail "the server doesn't say where it listens"

# A page, a list of pages, a picture, a table for machines.
views=$(python3 -c 'import json, sys, urllib.request
files = map(json.loads, urllib.request.urlopen(sys.argv[1]))
print(next(file["file"] for file in files if file["kind"] == "views"))' \
    "http://127.0.0.1:$port/api/v1/files.ndjson")
paths=(/ /views/index.html /favicon.svg "/api/v1/$views")
cpu() { awk '{ print ($14 + $15) * 10 }' "/proc/$server/stat" 2>/dev/null || echo 0; }

failed=0
for run in $(seq "$runs"); do
    before=$(cpu)
    echo "run $run, $requests requests, $connections connections, $idle idle:" \
        "$(python3 "$project/benches/serve/load.py" 127.0.0.1 "$port" "${paths[@]}" \
            --requests "$requests" --connections "$connections" --idle "$idle" || echo failed)," \
        "$(($(cpu) - before)) ms of CPU for the server"
done | tee "$work/runs"
grep -q "failed" "$work/runs" && failed=1
echo "one after the other:" \
    "$(python3 "$project/benches/serve/load.py" 127.0.0.1 "$port" "${paths[@]}" \
        --requests 1000 --connections 1 --idle 0)"
exit "$failed"
