#!/usr/bin/env bash
# What portals of several audiences cost against one build of the same mesh, in user and system time
# of all cores, and in memory: `build --all-audiences` reads and links once, and has one portal at hand
# at a time. Both are measured in one run, in turns; the least of each counts.
#
#   benches/audiences.sh                    builds the programs and measures; the budget is 3.5
#   benches/audiences.sh --bin DIR          programs vitrina and generate-mesh from there
#   benches/audiences.sh --instructions     counts instructions too, by stage (callgrind, one thread; minutes)
#   benches/audiences.sh --mesh DIR         measures a mesh that is there
#   TABLES=600 AUDIENCES=12 RUNS=5 benches/audiences.sh    another size; the budget is for 6000 and 5
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C

bin="" instructions=no mesh=""
while [ $# -gt 0 ]; do
  case $1 in
    --bin) bin=$2 && shift 2 ;;
    --instructions) instructions=yes && shift ;;
    --mesh) mesh=$(realpath -- "$2") && shift 2 ;;
    *) printf 'benches/audiences.sh: unknown argument %s\n' "$1" >&2 && exit 2 ;;
  esac
done
if [ -z "$bin" ]; then
  cargo build --locked --release --bin vitrina --example generate-mesh >&2
  bin=${CARGO_TARGET_DIR:-target}/release
  generate=$bin/examples/generate-mesh
else
  generate=$bin/generate-mesh
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/vitrina-audiences.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
tables=${TABLES:-6000} audiences=${AUDIENCES:-5}
what="$tables tables, $audiences audiences"
if [ -z "$mesh" ]; then
  mesh=$work/mesh
  "$generate" --tables "$tables" --dmes 90 --seed 7 --audiences "$audiences" "$mesh" >&2
else
  what=$(basename -- "$mesh")
fi

python3 - "$bin/vitrina" "$work" "$mesh" "$what" "${RUNS:-3}" "$instructions" <<'PYTHON'
import os, pathlib, re, shutil, subprocess, sys

vitrina, work, mesh, what, runs, instructions = sys.argv[1:]
work = pathlib.Path(work)
environment = {"PATH": os.environ["PATH"], "HOME": str(work), "SOURCE_DATE_EPOCH": "1764400000"}
BUDGET = 3.5
MEMORY = 1024  # MiB
# Of a whole build some are done once, of portals once each.
STAGES = {
    "read": r"pipeline::read",
    "link": r"link::link",
    "insight": r"insight::(?:\w+::)?insight",
    "check": r"pipeline::check",
    "restrict, insight, check": r"pipeline::audiences::part_and_rest",
    "index": r"search::(?:\w+::)?index",
    "render": r"render::(?:\w+::)?render",
    "scan": r"pipeline::portal_scan::leaks",
}


def command(out, more):
    return [vitrina, "build", "--no-cache", "--quiet", "--root", mesh, "--out", work / out, *more]


def run(command, environment=environment):
    """User and system time in seconds, and peak resident memory in MiB."""
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read().decode()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"benches/audiences.sh: {said}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measured(out, more):
    """A build into an empty folder."""
    shutil.rmtree(work / out, ignore_errors=True)
    return run(command(out, more))


def size(out):
    files = [file for file in (work / out).rglob("*") if file.is_file()]
    return len(files), sum(file.stat().st_size for file in files) / 1e6


def count(out, more):
    """Instructions of a build on one thread, by stage and in all."""
    shutil.rmtree(work / out, ignore_errors=True)
    log, record = work / "callgrind.log", work / "callgrind.out"
    tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={record}", f"--log-file={log}"]
    run([*tool, *command(out, more)], {**environment, "RAYON_NUM_THREADS": "1"})
    annotate = ["callgrind_annotate", "--inclusive=yes", "--threshold=100", record]
    shown = subprocess.run(annotate, check=True, capture_output=True, text=True).stdout
    stages = {}
    for name, function in STAGES.items():
        line = re.search(rf"^\s*([\d,]+) .*:vitrina::{function} \[", shown, re.M)
        stages[name] = int(line[1].replace(",", "")) if line else 0
    return {**stages, "in all": int(re.search(r"Collected : (\d+)", log.read_text())[1])}


builds = {"one": ("whole", []), "all": ("portals", ["--all-audiences"])}
runs = range(int(runs))
took = {name: [] for name in builds}
for _ in runs:
    for name, build in builds.items():
        took[name].append(measured(*build))
(one, once), (every, peak) = ([min(each) for each in zip(*took[name])] for name in builds)
print(f"{what}; least of {len(runs)}")
print(f"{'':<26}{'CPU s':>9}{'ratio':>8}{'MiB':>8}{'files':>10}{'MB':>8}")
for name, seconds, memory, out in (
    ("build", one, once, "whole"),
    ("build --all-audiences", every, peak, "portals"),
):
    files, megabytes = size(out)
    print(f"{name:<26}{seconds:>9.2f}{seconds / one:>8.2f}{memory:>8.0f}{files:>10}{megabytes:>8.0f}")
for portal in sorted(path for path in (work / "portals").iterdir() if path.is_dir()):
    files, megabytes = size(f"portals/{portal.name}")
    print(f"  {portal.name:<49}{files:>10}{megabytes:>8.0f}")
if instructions == "yes":
    first, rest = (count(*build) for build in builds.values())
    print(f"{'million instructions':<26}{'one':>9}{'all':>9}{'ratio':>8}")
    for name, number in first.items():
        ratio = f"{rest[name] / number:>8.2f}" if number else ""
        print(f"{name:<26}{number / 1e6:>9,.0f}{rest[name] / 1e6:>9,.0f}{ratio}")
if every > BUDGET * one:
    sys.exit(f"benches/audiences.sh: over budget: {every / one:.2f} of {BUDGET}")
if peak > MEMORY:
    sys.exit(f"benches/audiences.sh: over budget: {peak:.0f} MiB of {MEMORY}")
PYTHON
