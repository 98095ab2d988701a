#!/usr/bin/env bash
# Measures the relevance figures of BENCHMARKS.md again: known-item queries, drawn by rule from real
# metadata, answered by vitrina and by MiniSearch over the same documents.
#
# Usage: benches/relevance.sh [--bin DIR] [--keep] [--misses]
#
#   --bin DIR  folder of the programs vitrina and index-documents; built if missing
#   --misses   also lists, to stderr, the queries whose item vitrina didn't put first
#   --keep     keep the temporary folder (mesh, portal, documents, queries) and say where it is
#
# Needs the real metadata ($VITRINA_REAL_DATA, see docs/real-data.md), Node.js 18 and npm.
set -euo pipefail

bin="" keep=no misses=""
while [ $# -gt 0 ]; do
    case $1 in
        --bin) bin=${2:?--bin needs a folder} && shift 2 ;;
        --keep) keep=yes && shift ;;
        --misses) misses=--misses && shift ;;
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0" && exit 0 ;;
        *) echo "error: unknown argument $1" >&2 && exit 2 ;;
    esac
done

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
data=${VITRINA_REAL_DATA:?set it to the folder of real metadata; docs/real-data.md says what is in it}
[ -d "$data/bigquery-etl" ] || { echo "error: no real metadata in $data" >&2 && exit 2; }
if [ -z "$bin" ]; then
    cargo build --locked --manifest-path "$project/Cargo.toml" --release --bins --example index-documents >&2
    bin=${CARGO_TARGET_DIR:-$project/target}/release
    export PATH=$bin/examples:$PATH
fi
export PATH=$bin:$PATH

work=$(mktemp -d "${TMPDIR:-/tmp}/vitrina-relevance.XXXXXX")
finish() { if [ "$keep" = yes ]; then echo "kept: $work" >&2; else rm -rf "$work"; fi; }
trap finish EXIT

# One mesh of all: the sample with its Spanish and Portuguese tables, a warehouse, four dbt projects
# and the examples of the contract standards.
mesh=$work/mesh
cp -r "$project/manifests" "$mesh"
mkdir -p "$mesh/exports/bigquery/warehouse" "$mesh/standards"
cp "$data"/bigquery-etl/information_schema/*.ndjson "$mesh/exports/bigquery/warehouse/"
for folder in "$data"/dbt/*/; do
    # One project under two versions of dbt would be there twice.
    case $folder in *_20/) continue ;; esac
    cp -r "$folder" "$mesh/exports/dbt/$(basename "$folder")"
done
cp "$data"/odcs/*.odcs.yaml "$data"/odps/*.odps.yaml "$mesh/standards/"
sed -i 's|^datasets = .*|datasets = ["mercadia-unified.unified", "moz-fx-data-shared-prod.search", "moz-fx-data-shared-prod.addons", "moz-fx-data-shared-prod.mozilla_vpn"]|' "$mesh/vitrina.toml"

vitrina build --quiet --root "$mesh" --out "$work/site" >"$work/build.log" 2>&1 || [ $? = 1 ]
index-documents "$mesh" >"$work/documents.ndjson"
cp "$project"/benches/relevance/* "$work/"
npm ci --prefix "$work" --no-audit --no-fund >&2
node "$work/relevance.mjs" "$work" $misses
