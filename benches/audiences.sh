#!/usr/bin/env bash
# What portals of several audiences cost against one build of the same mesh, in user and system time
# of all cores: `build --all-audiences` reads and links once. Both are measured in one run, in turns;
# the least time of each counts.
#
#   benches/audiences.sh                    builds the programs and measures; the budget is 3.5
#   benches/audiences.sh --bin DIR          programs vitrina and generate-mesh from there
#   benches/audiences.sh --instructions     counts instructions too (callgrind, one thread; minutes)
#   TABLES=600 AUDIENCES=12 RUNS=5 benches/audiences.sh    another size; the budget is for 6000 and 5
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C

bin="" instructions=no
while [ $# -gt 0 ]; do
  case $1 in
    --bin) bin=$2 && shift 2 ;;
    --instructions) instructions=yes && shift ;;
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
"$generate" --tables "$tables" --dmes 90 --seed 7 --audiences "$audiences" "$work/mesh" >&2

python3 - "$bin/vitrina" "$work" "$audiences" "$tables" "${RUNS:-3}" "$instructions" <<'PYTHON'
import os, pathlib, re, resource, shutil, subprocess, sys

vitrina, work, audiences, tables, runs, instructions = sys.argv[1:]
work = pathlib.Path(work)
environment = {"PATH": os.environ["PATH"], "HOME": str(work), "SOURCE_DATE_EPOCH": "1764400000"}
BUDGET = 3.5


def command(out, more):
    return [vitrina, "build", "--quiet", "--root", work / "mesh", "--out", work / out, *more]


def run(command, environment=environment):
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode > 1:
        sys.exit(f"benches/audiences.sh: {done.stderr.decode()}")


def seconds(out, more):
    """User and system time of a build into an empty folder."""
    shutil.rmtree(work / out, ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command(out, more))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def size(out):
    files = [file for file in (work / out).rglob("*") if file.is_file()]
    return len(files), sum(file.stat().st_size for file in files) / 1e6


def count(out, more):
    """Instructions of a build on one thread."""
    shutil.rmtree(work / out, ignore_errors=True)
    log = work / "callgrind.log"
    tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={work}/callgrind.out", f"--log-file={log}"]
    run([*tool, *command(out, more)], {**environment, "RAYON_NUM_THREADS": "1"})
    return int(re.search(r"Collected : (\d+)", log.read_text())[1])


builds = {"one": ("whole", []), "all": ("portals", ["--all-audiences"])}
times = {name: [] for name in builds}
for _ in range(int(runs)):
    for name, (out, more) in builds.items():
        times[name].append(seconds(out, more))
one, every = min(times["one"]), min(times["all"])
print(f"{tables} tables, {audiences} audiences; least of {runs}")
print(f"{'what':<24}{'CPU s':>10}{'ratio':>8}{'files':>10}{'MB':>8}")
print(f"{'build':<24}{one:>10.2f}{1:>8.2f}{size('whole')[0]:>10}{size('whole')[1]:>8.0f}")
print(f"{'build --all-audiences':<24}{every:>10.2f}{every / one:>8.2f}{size('portals')[0]:>10}{size('portals')[1]:>8.0f}")
for portal in sorted(path for path in (work / "portals").iterdir() if path.is_dir()):
    files, megabytes = size(f"portals/{portal.name}")
    print(f"  {portal.name:<40}{files:>12}{megabytes:>8.0f}")
if instructions == "yes":
    first, rest = (count(*build) for build in builds.values())
    print(f"{'instructions':<24}{'':>10}{rest / first:>8.2f}   {first:,} and {rest:,}")
if every > BUDGET * one:
    sys.exit(f"benches/audiences.sh: over budget: {every / one:.2f} of {BUDGET}")
PYTHON
