#!/usr/bin/env bash
# Measures the figures of BENCHMARKS.md on operations and lineage again, each beside its reference
# in the same run.
#
# Usage: benches/operations.sh [PART...] [--tables N] [--dmes N] [--seed N] [--runs N]
#                              [--memory-tables N] [--amounts "N N N"] [--nodes N]
#                              [--views FOLDER] [--bin DIR] [--keep]
#
#   PART              build, memory, impact, columns; all of them where none is given
#   --tables N        productive tables of the mesh that is built, each with a view (6000)
#   --dmes N          Data Mesh Environments (90)
#   --seed N          of the mesh (7)
#   --runs N          times that each command runs (5)
#   --memory-tables N productive tables of the mesh whose events are counted (1000)
#   --amounts "N N"   OpenLineage events and rows of JOBS ("100000 1000000 3000000")
#   --nodes N         nodes of the graphs whose impact is counted (1000000)
#   --views FOLDER    INFORMATION_SCHEMA export with VIEWS.ndjson and COLUMN_FIELD_PATHS.ndjson;
#                     without it, `columns` takes the generated mesh
#   --bin DIR         folder of the programs vitrina, generate-mesh, write-files, impact and
#                     column-lineage; built if missing
#   --keep            keep the temporary folder and say where it is
#
# Needs Linux, Python 3.10 or newer, and pip for sqlglot. The tables go to stdout. The temporary
# folder (in $TMPDIR) takes up to 10 GB: sites and their copies of `build`, events of `memory`.
set -euo pipefail

parts="" tables=6000 dmes=90 seed=7 runs=5 memory_tables=1000 nodes=1000000
amounts="100000 1000000 3000000"
views="" bin="" keep=no

fail() {
    echo "error: $*" >&2
    exit 2
}

while [ $# -gt 0 ]; do
    case $1 in
        build | memory | impact | columns) parts="$parts $1" && shift ;;
        --tables | --dmes | --seed | --runs | --memory-tables | --amounts | --nodes | --views | --bin)
            [ $# -ge 2 ] || fail "$1 needs a value"
            name=${1#--}
            declare "${name//-/_}=$2"
            shift 2
            ;;
        --keep) keep=yes && shift ;;
        -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0" && exit 0 ;;
        *) fail "unknown argument $1" ;;
    esac
done
for number in "$tables" "$dmes" "$seed" "$runs" "$memory_tables" "$nodes" $amounts; do
    [[ $number =~ ^[0-9]+$ ]] || fail "$number is not a number"
done
[ "$runs" -ge 1 ] || fail "--runs must be at least 1"
wanted() { [ -z "$parts" ] || [[ " $parts " == *" $1 "* ]]; }

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(dirname "$here")
helpers=$here/compare

work=$(mktemp -d "${TMPDIR:-/tmp}/vitrina-operations.XXXXXX")
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
    step "build the programs"
    bin=$work/bin
    mkdir "$bin"
    target=${CARGO_TARGET_DIR:-$project/target}
    examples="generate-mesh write-files impact column-lineage"
    # shellcheck disable=SC2086
    (cd "$project" && cargo build --locked --profile dist --bin vitrina \
        $(printf -- '--example %s ' $examples) >&2)
    cp "$target/dist/vitrina" "$bin/"
    for example in $examples; do
        cp "$target/dist/examples/$example" "$bin/"
    done
fi
bin=$(cd "$bin" && pwd)

# Runs a command and keeps its output for the case that it fails.
measure() {
    local results=$1 label=$2
    shift 2
    python3 "$helpers/measure.py" "$results" "$label" "$@" 2>"$work/messages" ||
        { tail -n 20 "$work/messages" >&2 && fail "$label failed"; }
}
generate() { "$bin/generate-mesh" --dmes "$dmes" --seed "$seed" "$@" 2>"$work/counts"; }

processor=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
load=$(cut -d ' ' -f 1 /proc/loadavg)
echo "${processor:-unknown processor}, $(nproc) cores, Linux $(uname -r); load at the start $load."

# The whole build, with operations and without, beside the mere writing of the same files.
part_build() {
    local run mesh site results=$work/build.tsv
    step "generate $tables tables"
    generate --tables "$tables" "$work/plain"
    generate --tables "$tables" --operations "$work/operations"
    local file_cost
    file_cost=$(python3 "$helpers/probe.py" "$work")
    # Nothing is deleted in between: see probe.py for why that would falsify what comes after it.
    for run in $(seq "$runs"); do
        step "build, run $run of $runs"
        for mesh in plain operations; do
            site=$work/site-$mesh-$run
            measure "$results" "vitrina, $mesh" "$bin/vitrina" build --no-cache --root "$work/$mesh" --out "$site" --quiet
            if [ "$run" = 1 ]; then
                find "$site" -type f -printf '%s %P\n' | LC_ALL=C sort -k 2 >"$work/list-$mesh"
            fi
            measure "$results" "files only, $mesh" "$bin/write-files" "$work/list-$mesh" "$work/copy-$mesh-$run"
        done
    done
    echo
    echo "## Build with and without operations"
    echo
    echo "$tables tables and as many views, $dmes DMEs, seed $seed; $file_cost µs to create a file."
    for mesh in plain operations; do
        awk -v mesh="$mesh" '{ sum += $1 } END { printf "%s: %d files, %.0f MB.\n", mesh, NR, sum / 1e6 }' "$work/list-$mesh"
    done
    grep -E 'rows in (JOBS|OpenLineage|alerts|uptime|DAG runs|models|training runs)' "$work/counts"
    echo
    python3 "$helpers/report.py" "$results" "files only, plain"
    echo
    echo "Stages of one build with operations, one thread:"
    echo
    RAYON_NUM_THREADS=1 "$bin/vitrina" build --no-cache --root "$work/operations" --out "$work/site-stages" --quiet --timings 2>&1 |
        grep -E ' s$|^built' | sed 's/^/    /'
}

# Peak memory of `vitrina check` as events grow and nothing else does.
part_memory() {
    local amount kind file results=$work/memory.tsv
    echo
    echo "## Memory by the number of events"
    echo
    echo "$memory_tables tables and as many views; \`vitrina check\`."
    echo
    # One run of a pipeline, for a file without any event would be found fault with.
    generate --tables "$memory_tables" --operations --jobs 0 --events 2 "$work/memory"
    measure "$results" "vitrina none 0 0" "$bin/vitrina" check --root "$work/memory" --format json --fail-on never
    for amount in $amounts; do
        for kind in events jobs; do
            step "$amount $kind"
            if [ "$kind" = events ]; then
                generate --tables "$memory_tables" --operations --jobs 0 --events "$amount" "$work/memory"
                file=$work/memory/exports/openlineage/events.ndjson
            else
                generate --tables "$memory_tables" --operations --jobs "$amount" --events 2 "$work/memory"
                file=$work/memory/exports/bigquery/JOBS.ndjson
            fi
            measure "$results" "vitrina $kind $amount $(stat -c %s "$file")" \
                "$bin/vitrina" check --root "$work/memory" --format json --fail-on never
        done
    done
    python3 "$here/operations/memory.py" "$results"
    rm -rf -- "$work/memory"
}

# Exact counts of what is reachable from each node, beside a search from each.
part_impact() {
    echo
    echo "## Impact"
    echo
    step "generate a mesh for its lineage"
    generate --tables "$tables" --operations "$work/impact"
    RAYON_NUM_THREADS=1 "$bin/impact" --nodes "$nodes" --root "$work/impact"
}

# Where columns come from, beside sqlglot.
part_columns() {
    local folder=$views run results=$work/columns.tsv
    echo
    echo "## Column lineage"
    echo
    if [ -z "$folder" ]; then
        generate --tables 300 "$work/columns"
        folder=$work/columns/exports/bigquery
    fi
    step "install sqlglot"
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check \
        -r "$here/columns/requirements.txt" >&2
    local sqlglot=("$work/venv/bin/python" "$here/columns/sqlglot_lineage.py" --views "$folder/VIEWS.ndjson" "$folder")
    for run in $(seq "$runs"); do
        step "columns, run $run of $runs"
        measure "$results" "vitrina" "$bin/column-lineage" --views "$folder"
        measure "$results" "sqlglot" "${sqlglot[@]}"
    done
    "$bin/column-lineage" --views "$folder" >"$work/vitrina.tsv" 2>"$work/vitrina.counts"
    "${sqlglot[@]}" >"$work/sqlglot.tsv" 2>"$work/sqlglot.counts"
    echo "vitrina: $(cat "$work/vitrina.counts")"
    echo "sqlglot: $(cat "$work/sqlglot.counts")"
    echo
    python3 "$helpers/report.py" "$results" "sqlglot"
    echo
    # 1 says that something has no class; the list says what.
    python3 "$here/columns/compare.py" "$work/vitrina.tsv" "$work/sqlglot.tsv" || [ $? = 1 ]
}

for part in build memory impact columns; do
    if wanted "$part"; then
        "part_$part"
    fi
done
