"""Compares the column lineage of vitrina and sqlglot and lists every disagreement.

Usage: compare.py VITRINA SQLGLOT [DISAGREEMENTS]

VITRINA is what `examples/column-lineage.rs` prints, SQLGLOT what `sqlglot_lineage.py` prints.
DISAGREEMENTS (disagreements.tsv beside this file) is kept by hand: `view`, `column`, `class`,
`right` (vitrina, sqlglot, both, neither) and `why`, separated by tabs; `*` in place of a view, or
of a column, stands for all of them, and the most specific line counts.

sqlglot's sources are top-level columns: paths into structs are cut to their first part before they
are compared. Names are compared without regard to case. What is counted is columns, and `*` where
the columns behind it aren't known.

First comes a Markdown table, then every disagreement with both answers. Exit status: 1 where a
disagreement has no class, or a line of DISAGREEMENTS fits none any more.
"""

import collections
import pathlib
import sys

Answer = frozenset | str | None


def table(path: str) -> list[dict[str, str]]:
    with open(path, encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if line.strip() and line[0] != "#"]
    head = rows[0] if rows else []
    return [dict(zip(head, row + [""] * (len(head) - len(row)))) for row in rows[1:]]


def relation_and_column(source: str) -> str:
    """A source in lower case, its column without the path into a struct."""
    relation, _, column = source.rpartition(":")
    return f"{relation}:{column.split('.')[0]}".lower()


def answers(path: str) -> dict[tuple[str, str], Answer]:
    """By view and column: the sources, or the text that says why there are none."""
    found: dict[tuple[str, str], Answer] = {}
    for row in table(path):
        key = (row["view"], row["column"].lower())
        text = row["sources"]
        if text.startswith("!"):
            answer: Answer = text
        else:
            answer = frozenset(relation_and_column(source) for source in text.split())
        before = found.get(key)
        if isinstance(answer, frozenset) and isinstance(before, frozenset):
            # Several stars of one view.
            answer |= before
        elif isinstance(before, str) and isinstance(answer, frozenset) and row["column"] == "*":
            answer = before
        found[key] = answer
    return found


def doubtful(answer: Answer) -> bool:
    """Whether a source is tied to no relation: sqlglot's way not to know."""
    return isinstance(answer, frozenset) and any(source.startswith("?:") for source in answer)


def verdict(ours: Answer, theirs: Answer) -> str:
    ours_known = isinstance(ours, frozenset)
    theirs_known = isinstance(theirs, frozenset) and not doubtful(theirs)
    if ours_known and theirs_known:
        return "same sources" if ours == theirs else "other sources"
    if ours_known:
        return "column of vitrina's alone" if theirs is None else "known to vitrina alone"
    if theirs_known:
        return "column of sqlglot's alone" if ours is None else "known to sqlglot alone"
    return "known to neither"


# What needs a class: the rest is agreement.
AGREEMENT = ("same sources", "known to neither")


def shown(answer: Answer) -> str:
    if answer is None:
        return "(no such column)"
    if isinstance(answer, str):
        return answer
    return " ".join(sorted(answer)) or "(constant)"


def main() -> int:
    arguments = sys.argv[1:]
    if len(arguments) not in (2, 3):
        print(__doc__.splitlines()[2], file=sys.stderr)
        return 2
    if len(arguments) == 2:
        arguments.append(str(pathlib.Path(__file__).with_name("disagreements.tsv")))
    ours, theirs = answers(arguments[0]), answers(arguments[1])
    kept = table(arguments[2]) if pathlib.Path(arguments[2]).exists() else []
    classes = {(row["view"], row["column"].lower()): row for row in kept}

    # Where one failed on a whole view, its columns aren't a disagreement each.
    failed = {view for (view, column), answer in theirs.items() if column == "*" and isinstance(answer, str)}
    counts: collections.Counter[str] = collections.Counter()
    differences, used = [], set()
    for key in sorted(ours.keys() | theirs.keys()):
        view, column = key
        mine, other = ours.get(key), theirs.get(key)
        if view in failed and other is None:
            other = theirs[view, "*"]
        elif view in failed and column == "*" and mine is None:
            continue
        what = verdict(mine, other)
        counts[what] += 1
        if what in AGREEMENT:
            continue
        found = None
        for candidate in (key, (view, "*"), ("*", column), ("*", "*")):
            if candidate in classes:
                found = classes[candidate]
                used.add(candidate)
                break
        differences.append((what, view, column, mine, other, found))

    total = sum(counts.values())
    agreed = sum(counts[what] for what in AGREEMENT)
    both = counts["same sources"] + counts["other sources"]
    print("| | columns | share |\n|---|---:|---:|")
    for what, count in counts.most_common():
        print(f"| {what} | {count} | {count / total:.1%} |")
    print(f"| all | {total} | |\n")
    if both:
        share = counts["same sources"] / both
        print(f"Of {both} columns whose sources both know, {share:.2%} have the same.")
    print(f"{agreed} agree, {len(differences)} don't.\n")

    by_class = collections.Counter(
        (found["class"], found["right"]) if found else ("(no class)", "") for *_, found in differences
    )
    if by_class:
        print("| class of the disagreement | right | columns |\n|---|---|---:|")
        for (name, right), count in by_class.most_common():
            print(f"| {name} | {right} | {count} |")
        print("\nwhat\tview\tcolumn\tclass\tright\twhy\tvitrina\tsqlglot")
    for what, view, column, mine, other, found in differences:
        row = found or {"class": "", "right": "", "why": ""}
        parts = [what, view, column, row["class"], row["right"], row["why"], shown(mine), shown(other)]
        print("\t".join(parts))

    open_ones = sum(1 for *_, found in differences if found is None)
    stale = sorted(set(classes) - used)
    for view, column in stale:
        print(f"warning: `{view}` `{column}` isn't a disagreement any more", file=sys.stderr)
    if open_ones:
        print(f"warning: {open_ones} disagreements have no class", file=sys.stderr)
    return 1 if stale or open_ones else 0


if __name__ == "__main__":
    sys.exit(main())
