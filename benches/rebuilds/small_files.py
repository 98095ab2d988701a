"""Meshes of many small files: the part of small-files.sh that writes and measures them.

Usage: small_files.py VITRINA FOLDER RUNS COUNTS KIND...
"""

import pathlib
import shutil
import sys

from measured import run, stamps

NAME = "benches/small-files.sh"
MOMENT = 1793588400
# A folder has so many of them.
FOLDER = 100
# What one of many may cost, of one of few: of 100 in a check, and of 1,000 in a build, where 100 are less than
# what the pages that every site has cost more in one run than in another.
MOST, FEW = 1.25, {"check": 100, "build": 1000}

DOMAIN = "apiVersion: vitrina/v1\nkind: Domain\nid: trade\nname: Trade\n"


def dme(number):
    return (
        f"apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: place-{number}\nname: Place {number}\n"
        f"status: active\ndescription: What place {number} sells.\ndomains: [trade]\n"
    )


def product(number):
    return (
        f"apiVersion: vitrina/v1\nkind: DataProduct\nid: product-{number}\nname: Product {number}\nversion: 1.0.0\n"
        f"status: active\ndescription: Sales of product {number}, a row for each order.\ntags: [sales]\n"
        f"domain: trade\nenvironment: place-{number // FOLDER}\n"
    )


def guide(number):
    return (
        f"---\ntitle: Guide {number}\ndescription: How to do number {number}.\n---\n# Guide {number}\n\n"
        f"Ask for access first, then look at `orders_{number}`.\n\n- one\n- two\n\nSee [the next](g{number}.md).\n"
    )


def write(mesh, kind, count):
    """A mesh with so many files of a kind; without any, with what all have."""
    (mesh / "manifests").mkdir(parents=True)
    (mesh / "vitrina.toml").write_text('title = "Small files"\nbase_url = "https://data.example.com/"\n')
    (mesh / "manifests/domain.yaml").write_text(DOMAIN)
    for first in range(0, count, FOLDER):
        number = first // FOLDER
        folder = mesh / ("manifests" if kind == "products" else "guides") / f"place-{number}"
        folder.mkdir(parents=True)
        if kind == "products":
            (folder / "dme.yaml").write_text(dme(number))
        for at in range(first, min(first + FOLDER, count)):
            name, text = (f"p{at}.yaml", product(at)) if kind == "products" else (f"g{at}.md", guide(at))
            (folder / name).write_text(text)


def runs_of(count, runs):
    """The shorter a build the more the least of some needs; long ones are measured twice."""
    return runs * 8 if count <= 100 else runs * 2 if count <= 1000 else runs if count <= 10_000 else min(runs, 2)


def measured(vitrina, folder, kind, count, runs):
    """Least CPU of `check` and of cold builds, the peak memory of these, and how many files they write. One
    thread, since those that look for work cost what varies."""
    mesh = folder / f"{kind}-{count}"
    write(mesh, kind, count)
    runs, checks, builds = runs_of(count, runs), [], []
    check = [vitrina, "check", "--root", mesh, "--no-cache"]
    build = [vitrina, "build", "--quiet", "--no-cache", "--root", mesh, "--out"]
    # Sites stay until all is measured: where many files went, new ones cost many times as much.
    for number in range(runs):
        out = folder / f"site-{kind}-{count}-{number}"
        checks.append(run(check, NAME, MOMENT, threads=1).cpu)
        builds.append(run([*build, out], NAME, MOMENT, threads=1))
    files = len(stamps(out))
    return min(checks), min(ran.cpu for ran in builds), min(ran.mib for ran in builds), files


def main():
    vitrina, folder, runs, counts, *kinds = sys.argv[1:]
    folder, counts = pathlib.Path(folder), sorted(int(count) for count in counts.split())
    print("| files | check, CPU s | µs a file | of 100 | build, CPU s | µs a file | of 1,000 ", end="")
    print("| peak, MiB | files written |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    over = []
    for kind in kinds:
        none = measured(vitrina, folder, kind, 0, int(runs))
        print(f"| no {kind} | {none[0]:.3f} | | | {none[1]:.3f} | | | {none[2]:.0f} | {none[3]:,} |", flush=True)
        few = {}
        for count in counts:
            *took, mib, files = measured(vitrina, folder, kind, count, int(runs))
            cells = []
            for what, seconds, without in zip(FEW, took, none):
                micros, ratio = max(0.1, (seconds - without) / count * 1e6), ""
                if count >= FEW[what]:
                    of_few = micros / few.setdefault(what, micros)
                    ratio = f"{of_few:.2f}"
                    if of_few > MOST:
                        over.append(f"{count:,} {kind}, {what}: {ratio} of {MOST}")
                cells.append(f"{seconds:.3f} | {micros:.0f} | {ratio}")
            print(f"| {count:,} {kind} | {' | '.join(cells)} | {mib:,.0f} | {files:,} |", flush=True)
        for made in folder.iterdir():
            shutil.rmtree(made)
    if over:
        sys.exit(f"{NAME}: over budget: " + "; ".join(over))


main()
