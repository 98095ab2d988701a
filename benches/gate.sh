#!/usr/bin/env bash
# What the gate and the comparison of two meshes cost at 6,000 tables, in instructions (callgrind, one
# thread): `check`, `diff` of two roots and of two built sites, each as a ratio against reading and
# linking one of them, taken from the same run of `check`.
#
#   benches/gate.sh               builds the programs and counts
#   benches/gate.sh --bin DIR     programs vitrina and generate-mesh from there
#   TABLES=600 benches/gate.sh    another size
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C

bin=""
[ "${1-}" != --bin ] || bin=$2
if [ -z "$bin" ]; then
  cargo build --locked --release --bin vitrina --example generate-mesh >&2
  bin=${CARGO_TARGET_DIR:-target}/release
  generate=$bin/examples/generate-mesh
else
  generate=$bin/generate-mesh
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/vitrina-gate.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
environment=(env -i PATH="$PATH" HOME="$work" RAYON_NUM_THREADS=1 SOURCE_DATE_EPOCH=1764400000)

size=(--tables "${TABLES:-6000}" --dmes 90 --seed 7)
"$generate" "${size[@]}" "$work/old" >&2
cp -r "$work/old" "$work/new"
"$generate" --next "$work/new" >&2
for side in old new; do
  "${environment[@]}" "$bin/vitrina" build --no-cache --quiet --root "$work/$side" --out "$work/site-$side"
done

# Instructions of a whole run; status 1 says that there is something to tell.
count() {
  local name=$1 status=0
  shift
  "${environment[@]}" valgrind --tool=callgrind --callgrind-out-file="$work/$name.out" \
    --log-file="$work/$name.log" "$bin/vitrina" "$@" >/dev/null 2>"$work/$name.err" || status=$?
  [ "$status" -le 1 ] || { cat "$work/$name.err" >&2 && exit 2; }
  callgrind_annotate --inclusive=yes --threshold=100 "$work/$name.out" >"$work/$name.txt"
}
count check check --root "$work/new" --fail-on never
count diff-roots diff "$work/old" "$work/new" --fail-on never
count diff-sites diff "$work/site-old" "$work/site-new" --fail-on never

python3 - "$work" <<'PYTHON'
import pathlib, re, sys

work = pathlib.Path(sys.argv[1])


def total(name):
    text = (work / f"{name}.txt").read_text()
    found = re.search(r"^\s*([\d,]+).*PROGRAM TOTALS", text, re.M)
    return int(found[1].replace(",", ""))


def stage(name, function):
    text = (work / f"{name}.txt").read_text()
    found = re.search(rf"^\s*([\d,]+) [^\n]*?:{function}(?:::h[0-9a-f]{{16}}|'2)? \[", text, re.M)
    if not found:
        sys.exit(f"benches/gate.sh: no {function} in the profile of {name}")
    return int(found[1].replace(",", ""))


base = stage("check", "vitrina::pipeline::read") + stage("check", "vitrina::link::link")
print(f"{'what':<24}{'instructions':>18}{'ratio':>8}{'budget':>8}")
print(f"{'reading and linking':<24}{base:>18,}{1:>8.2f}")
over = []
for name, budget in (("check", 1.5), ("diff-roots", 2.5), ("diff-sites", 1.0)):
    count = total(name)
    print(f"{name:<24}{count:>18,}{count / base:>8.2f}{budget:>8.1f}")
    if count > budget * base:
        over.append(name)
if over:
    sys.exit(f"benches/gate.sh: over budget: {', '.join(over)}")
PYTHON
