"""Prints measurements as a Markdown table of medians, with ratios to one of them.

Usage: report.py RESULTS REFERENCE
"""

import statistics
import sys


def main() -> int:
    results, reference = sys.argv[1:]
    rows: dict[str, list[tuple[float, float, float]]] = {}
    with open(results, encoding="utf-8") as lines:
        for line in lines:
            label, *numbers = line.rstrip("\n").split("\t")
            cpu, clock, peak = (float(number) for number in numbers)
            rows.setdefault(label, []).append((cpu, clock, peak))
    if reference not in rows:
        known = ", ".join(f"`{label}`" for label in rows)
        print(f"error: no measurement named `{reference}`; there are {known}", file=sys.stderr)
        return 2

    def median(label: str, place: int) -> float:
        return statistics.median(run[place] for run in rows[label])

    print(f"| | runs | CPU, s | lowest to highest | clock, s | peak, MiB | CPU / {reference} |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    base = median(reference, 0)
    for label, runs in rows.items():
        cpus = [run[0] for run in runs]
        ratio = f"{median(label, 0) / base:.2f}" if base else "–"
        print(
            f"| {label} | {len(runs)} | {median(label, 0):.2f} "
            f"| {min(cpus):.2f} to {max(cpus):.2f} | {median(label, 1):.2f} "
            f"| {median(label, 2):.0f} | {ratio} |"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
