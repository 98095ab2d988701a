"""Prints peak memory by the number of events as a Markdown table.

Usage: memory.py RESULTS

RESULTS is what measure.py wrote, with labels of the form `vitrina KIND AMOUNT BYTES`; the kind
`none` is the same mesh without events. Growth is what an event more takes, against the row before
it of the same kind: 0 where memory doesn't grow with the file.
"""

import sys


def main() -> int:
    (results,) = sys.argv[1:]
    print("| export | rows | file, MB | CPU, s | peak, MiB | growth, bytes a row |")
    print("|---|---:|---:|---:|---:|---:|")
    before: dict[str, tuple[int, float]] = {}
    nothing = (0, 0.0)
    rows = []
    with open(results, encoding="utf-8") as lines:
        for line in lines:
            label, cpu, _clock, peak = line.rstrip("\n").split("\t")
            _, kind, amount, size = label.split(" ")
            rows.append((kind, int(amount), int(size), float(cpu), float(peak)))
    rows.sort(key=lambda row: (row[0] != "none", row[0], row[1]))
    names = {"none": "none", "events": "OpenLineage events", "jobs": "JOBS"}
    for kind, amount, size, cpu, peak in rows:
        if kind == "none":
            nothing = (amount, peak)
            growth = ""
        else:
            amount_before, peak_before = before.get(kind, nothing)
            more = max(amount - amount_before, 1)
            growth = f"{(peak - peak_before) * (1 << 20) / more:.1f}"
            before[kind] = (amount, peak)
        print(f"| {names[kind]} | {amount} | {size / 1e6:.0f} | {cpu:.2f} | {peak:.0f} | {growth} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
