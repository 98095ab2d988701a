"""Files that are written where one row changes: the part of woken.sh for one mesh.

Usage: woken.py VITRINA FOLDER NAME CHANGES HUBS SEED, with the mesh in FOLDER/mesh.
"""

import json
import pathlib
import random
import re
import shutil
import sys
from collections import defaultdict
from dataclasses import dataclass

import single_changes
from measured import Run, at_rank, differences, run, stamps, written

NAME = "benches/woken.sh"
# A night after the newest moment of the generated exports.
MOMENT = 1793588400
# Of all tables and views, those with the most downstream.
HUBS = 0.01


@dataclass
class Touched:
    what: str
    files: dict[str, int]
    run: Run


def lines(site, kind):
    """Lines of the site, wherever they are parted."""
    for told in (site / "api/v1/files.ndjson").read_text().rstrip("\n").split("\n"):
        file = json.loads(told)
        if file["kind"] == kind:
            for line in (site / "api/v1" / file["file"]).read_text().rstrip("\n").split("\n"):
                yield json.loads(line)


def downstream(site):
    """How many assets are reachable from each table and view."""
    to = defaultdict(set)
    for edge in lines(site, "edges"):
        to[edge["from"]].add(edge["to"])
    counts = {}
    for start in list(to):
        seen, left = {start}, [start]
        while left:
            left.extend(new := to.get(left.pop(), set()) - seen)
            seen |= new
        kind, _, name = start.partition(":")
        if kind in ("table", "view"):
            counts[name] = len(seen) - 1
    return counts


class Drawn:
    """Changes by kind, in an order of their own; each is made once at most."""

    def __init__(self, kinds, mesh, dice):
        self.left = {}
        for what, of in kinds.items():
            found = of(mesh)
            dice.shuffle(found)
            self.left[what] = found

    def take(self, count, wanted):
        """So many, of each kind in turns."""
        taken = []
        while len(taken) < count:
            before = len(taken)
            for what, found in self.left.items():
                at = next((at for at, (about, _) in enumerate(found) if wanted(about)), None)
                if at is not None and len(taken) < count:
                    about, make = found.pop(at)
                    taken.append((what, about, make))
            if len(taken) == before:
                break
        return taken


class Site:
    """The site that is built again and again."""

    def __init__(self, vitrina, folder):
        self.command = [vitrina, "build", "--quiet", "--root", folder / "mesh", "--out"]
        self.folder, self.site = folder, folder / "site"

    def build(self, moment=MOMENT, out="site", *more):
        return run([*self.command, self.folder / out, *more], NAME, moment)

    def touched(self, what, moment=MOMENT):
        before = stamps(self.site)
        ran = self.build(moment)
        return Touched(what, written(before, stamps(self.site)), ran)


def row(what, of):
    """A row of the table: of some kinds p50, p95 and most, of others the median and most."""
    cells = [f"{what} ({len(of)})"]
    for kind in ["pages of assets", "lists"]:
        counts = [each.files[kind] for each in of]
        cells.append(" / ".join(str(at_rank(counts, share)) for share in (0.5, 0.95, 1)))
    for kind in ["lines", "search pieces", "feeds"]:
        counts = [each.files[kind] for each in of]
        cells.append(f"{at_rank(counts, 0.5)} / {max(counts)}")
    every = [sum(each.files.values()) for each in of]
    cells.append(" / ".join(f"{at_rank(every, share):,}" for share in (0.5, 0.95, 1)))
    cells.append(f"{at_rank([each.run.cpu for each in of], 0.5):.2f}")
    print("| " + " | ".join(cells) + " |", flush=True)


def by_kind(of):
    kinds = defaultdict(list)
    for each in of:
        kinds[each.what].append(each)
    for what, some in kinds.items():
        row(what, some)


def main():
    vitrina, folder, name, changes, hubs, seed = sys.argv[1:]
    folder = pathlib.Path(folder)
    mesh, dice = folder / "mesh", random.Random(int(seed))
    site = Site(vitrina, folder)
    cold = site.build()
    below = downstream(site.site)
    most = sorted(below, key=lambda about: (-below[about], about))
    hubs_of = set(most[: max(1, round(len(most) * HUBS))])
    exports = single_changes.Exports(mesh)
    kinds = dict(single_changes.ROWS)
    if name == "operations":
        kinds |= single_changes.OPERATIONS
    drawn = Drawn(kinds, exports, dice)
    of_rows = drawn.take(int(changes), lambda about: about not in hubs_of)
    of_hubs = drawn.take(int(hubs), lambda about: about in hubs_of)
    of_manifests = Drawn(single_changes.MANIFESTS, mesh, dice).take(max(2, int(changes) // 4), lambda _: True)

    groups = []
    for group in (of_rows, of_hubs, of_manifests):
        groups.append([])
        for what, about, make in group:
            make()
            groups[-1].append(touched := site.touched(what))
            print(f"-- {what}: {about}: {touched.files} {touched.run.cpu:.2f} s", file=sys.stderr)
    clock = [site.touched(what, MOMENT + after) for what, after in [("a minute later", 60), ("a day later", 86460)]]

    files = len(stamps(site.site))
    print(f"\n## {name}: {files:,} files; a build of which nothing was kept took {cold.cpu:.2f} s\n")
    reach = [below[about] for about in most]
    least = min(below[about] for about in hubs_of)
    print(
        f"Of {len(reach):,} tables and views with something downstream {len(hubs_of)} are hubs, with {least} to "
        f"{reach[0]} assets; the others have {at_rank(reach, 0.5)} in the median, {at_rank(reach, 0.95)} at p95.\n"
    )
    print("| change (how many) | pages of assets, p50 / p95 / most | lists, likewise | lines, p50 / most ", end="")
    print("| search pieces | feeds | all files, p50 / p95 / most | CPU, s |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    row("**one row, no hub**", groups[0])
    by_kind(groups[0])
    if groups[1]:
        row("**one row, of a hub**", groups[1])
    row("**one manifest**", groups[2])
    by_kind(groups[2])
    for each in clock:
        row(f"**nothing, {each.what}**", [each])

    # The last site once more, without what was kept.
    twin = folder / "twin"
    shutil.copytree(site.site, twin, copy_function=shutil.copy2)
    what, _, make = drawn.take(1, lambda about: about not in hubs_of)[0]
    make()
    for out, more in (("site", []), ("twin", ["--no-cache"])):
        site.build(MOMENT + 86460, out, *more)
    if differ := differences(site.site, twin):
        sys.exit(f"{NAME}: {name}: {what}: {len(differ)} files differ from a build without a cache: {differ[:5]}")


main()
