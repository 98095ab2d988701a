#!/usr/bin/env bash
# Measures search in Chromium over loopback: bytes, requests, round trips, latency and memory, by
# class of query; Pagefind and MiniSearch beside it, over the same synthetic mesh, in the same run.
#
# Usage: benches/browser.sh [--tables N] [--dmes N] [--seed N] [--bin DIR] [--skip-pagefind]
#                           [--skip-minisearch] [--keep]
#
#   --tables N  productive tables, each with a view (6000)
#   --dmes N    Data Mesh Environments (90)
#   --seed N    of the mesh (7)
#   --bin DIR   folder of the programs vitrina, generate-mesh and index-documents; built if missing
#   --keep      keep the temporary folder and say where it is
#
# Needs Linux, Chromium ($CHROMIUM), Node.js 18 and npm, and pip for Pagefind. At 100,000 tables
# Pagefind takes 11 GB of memory, and all of it 20 GB of disk.
set -euo pipefail

tables=6000 dmes=90 seed=7 bin="" keep=no pagefind=yes minisearch=yes
while [ $# -gt 0 ]; do
    case $1 in
        --tables | --dmes | --seed | --bin)
            [ $# -ge 2 ] || { echo "error: $1 needs a value" >&2 && exit 2; }
            declare "${1#--}=$2"
            shift 2
            ;;
        --skip-pagefind) pagefind=no && shift ;;
        --skip-minisearch) minisearch=no && shift ;;
        --keep) keep=yes && shift ;;
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0" && exit 0 ;;
        *) echo "error: unknown argument $1" >&2 && exit 2 ;;
    esac
done

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(dirname "$here")
work=$(mktemp -d "${TMPDIR:-/tmp}/vitrina-browser.XXXXXX")
finish() { if [ "$keep" = yes ]; then echo "kept: $work" >&2; else rm -rf -- "$work"; fi; }
trap finish EXIT
step() { echo "-- $*" >&2; }

if [ -z "$bin" ]; then
    step "build"
    bin=$work/bin
    mkdir "$bin"
    target=${CARGO_TARGET_DIR:-$project/target}
    cargo build --manifest-path "$project/Cargo.toml" --locked --profile dist --bin vitrina \
        --example generate-mesh --example index-documents >&2
    cp "$target/dist/vitrina" "$target/dist/examples/generate-mesh" \
        "$target/dist/examples/index-documents" "$bin/"
fi
bin=$(cd "$bin" && pwd)
cp "$here"/browser/* "$work/"
npm ci --prefix "$work" --no-audit --no-fund >&2

step "mesh and portal"
"$bin/generate-mesh" --tables "$tables" --dmes "$dmes" --seed "$seed" "$work/mesh" >&2
measure() { python3 "$here/compare/measure.py" "$work/index.tsv" "$@" 2>"$work/messages" || { tail -n 20 "$work/messages" >&2 && exit 1; }; }
measure "vitrina, whole build" "$bin/vitrina" build --no-cache --quiet --root "$work/mesh" --out "$work/site"
RAYON_NUM_THREADS=1 "$bin/vitrina" build --no-cache --quiet --timings --root "$work/mesh" --out "$work/site-1" 2>&1 |
    sed -n 's/^ *index *\([0-9.]*\) s.*/vitrina, index alone (one thread)\t\1\t\1\t/p' >>"$work/index.tsv"
rm -rf "$work/site-1"
"$bin/index-documents" "$work/mesh" >"$work/documents.ndjson"

if [ "$minisearch" = yes ]; then
    step "MiniSearch"
    measure "MiniSearch" node --max-old-space-size=12000 "$work/minisearch.mjs" "$work"
fi
if [ "$pagefind" = yes ]; then
    step "Pagefind"
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check "pagefind-bin==1.5.2" >&2
    packages=$("$work/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    # At 100,000 tables it may need more memory than there is.
    (measure "Pagefind" "$packages/pagefind_bin/pagefind" --quiet --site "$work/site" \
        --glob '{views,tables}/**/*.html' --output-path "$work/pagefind") ||
        { step "Pagefind failed and is left out" && rm -rf "$work/pagefind"; }
fi

step "browser"
processor=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
echo "$tables tables and as many views, $dmes DMEs, seed $seed. ${processor:-unknown processor}, $(nproc) cores, Linux $(uname -r)."
echo
node --max-old-space-size=8000 "$work/run.mjs" "$work"
