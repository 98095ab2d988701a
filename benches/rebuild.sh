#!/usr/bin/env bash
# What a rebuild costs against a cold build of the same mesh, in user and system time of all cores: nothing
# changed, one manifest, one row of an export, 1 % of the SQL, a night. The rebuilt tree is compared with
# one that was built over the same former site without a cache.
#
#   benches/rebuild.sh                 builds the programs and measures at 6,000 tables
#   benches/rebuild.sh --bin DIR       programs vitrina and generate-mesh from there
#   TABLES=100000 RUNS=1 benches/rebuild.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C

bin=""
while [ $# -gt 0 ]; do
  case $1 in
    --bin) bin=$2 && shift 2 ;;
    *) printf 'benches/rebuild.sh: unknown argument %s\n' "$1" >&2 && exit 2 ;;
  esac
done
if [ -z "$bin" ]; then
  cargo build --locked --release --bin vitrina --example generate-mesh >&2
  bin=${CARGO_TARGET_DIR:-target}/release
  generate=$bin/examples/generate-mesh
else
  generate=$bin/generate-mesh
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/vitrina-rebuild.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
tables=${TABLES:-6000}
"$generate" --tables "$tables" --dmes 90 --seed 7 "$work/mesh" >&2

python3 - "$bin/vitrina" "$generate" "$work" "$tables" "${RUNS:-3}" <<'PYTHON'
import filecmp, os, pathlib, re, shutil, subprocess, sys

vitrina, generate, work, tables, runs = sys.argv[1:]
work = pathlib.Path(work)
environment = {"PATH": os.environ["PATH"], "HOME": str(work), "SOURCE_DATE_EPOCH": "1764400000"}
# Of a cold build, and what would be better still.
BUDGETS = {"nothing": (0.05, 0.05), "one-manifest": (0.15, 0.08), "one-row": (0.20, 0.12), "sql-1-percent": (0.25, 0.15)}


def build(out, *more):
    """User and system time, peak memory in MiB, and what the build says last."""
    command = [vitrina, "build", "--quiet", "--root", work / "mesh", "--out", work / out, *more]
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read().decode().strip().splitlines()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit("benches/rebuild.sh: " + "\n".join(said))
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said[-1]


def same(a, b):
    """Paths that differ between two trees."""
    files = lambda top: {file.relative_to(top) for file in top.rglob("*") if file.is_file()}
    left, right = files(a), files(b)
    differ = [path for path in left & right if not filecmp.cmp(a / path, b / path, shallow=False)]
    return sorted(map(str, (left ^ right) | set(differ)))


cold = []
for _ in range(int(runs)):
    shutil.rmtree(work / "cold", ignore_errors=True)
    cold.append(build("cold", "--no-cache"))
shutil.rmtree(work / "cold")
kept = build("site")
reference = min(seconds for seconds, *_ in cold)
print(f"{tables} tables; cold: least of {runs}")
print(f"{'':<28}{'CPU s':>9}{'of cold':>9}{'budget':>8}{'MiB':>7}{'not written':>14}")
print(f"{'cold, nothing kept':<28}{reference:>9.2f}{1:>9.3f}{'':>8}{min(m for _, m, _ in cold):>7.0f}")
print(f"{'cold, cache written':<28}{kept[0]:>9.2f}{kept[0] / reference:>9.3f}{'':>8}{kept[1]:>7.0f}")
over = []
for edit in ["nothing", "one-manifest", "one-row", "sql-1-percent", "next"]:
    if edit != "nothing":
        option = ["--next"] if edit == "next" else ["--edit", edit]
        subprocess.run([generate, *option, work / "mesh"], check=True, stderr=subprocess.DEVNULL)
    twin = work / "twin"
    shutil.copytree(work / "site", twin, copy_function=shutil.copy2)
    seconds, memory, said = build("site")
    told = re.search(r"([\d,]+) as they were|are (as they were)", said)
    unchanged = told and (told[1] or "all")
    build("twin", "--no-cache")
    differ = same(work / "site", twin)
    if differ:
        sys.exit(f"benches/rebuild.sh: {edit}: {len(differ)} files differ from a build without a cache: {differ[:5]}")
    shutil.rmtree(twin)
    ratio = seconds / reference
    budget, stretch = BUDGETS.get(edit, (None, None))
    shown = f"{budget:>8.2f}" if budget else " " * 8
    print(f"{edit:<28}{seconds:>9.2f}{ratio:>9.3f}{shown}{memory:>7.0f}{unchanged or '0':>14}")
    if budget and ratio > budget:
        over.append(f"{edit}: {ratio:.3f} of {budget}")
size = sum(file.stat().st_size for file in (work / ".vitrina-cache").rglob("*") if file.is_file())
print(f"the cache takes {size / 1e6:.0f} MB")
if over:
    sys.exit("benches/rebuild.sh: over budget: " + "; ".join(over))
PYTHON
