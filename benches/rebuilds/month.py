"""A month of nights over one site: the part of month.sh that builds, measures and compares.

Usage: month.py VITRINA GENERATE FOLDER TABLES NIGHTS COMPARE_EVERY MINUTES, with the mesh in FOLDER/mesh.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import time

from measured import at_rank, differences, run, stamps, written

NAME = "benches/month.sh"
# A night after the newest moment of the generated exports, and how long it is to the next.
MOMENT, DAY = 1793588400, 86_400


# Bytes of disk for a table: the mesh, two sites and the cache.
NEEDED = 180_000


def size(folder):
    return sum(length for *_, length in stamps(folder).values())


def mirror(site, twin):
    """Makes `twin` the same as `site`, writing no more than differs: where many files went, new ones cost
    many times as much, and the nights that follow are measured."""
    for folder, folders, files in os.walk(twin, topdown=False):
        there = site / pathlib.Path(folder).relative_to(twin)
        for name in files:
            if not (there / name).is_file():
                os.remove(os.path.join(folder, name))
        for name in folders:
            if not (there / name).is_dir():
                os.rmdir(os.path.join(folder, name))
    for folder, folders, files in os.walk(site):
        there = twin / pathlib.Path(folder).relative_to(site)
        there.mkdir(exist_ok=True)
        for name in files:
            own, other = os.stat(os.path.join(folder, name)), there / name
            was = other.stat() if other.exists() else None
            if was is None or (own.st_size, own.st_mtime_ns) != (was.st_size, was.st_mtime_ns):
                shutil.copy2(os.path.join(folder, name), other)


def main():
    vitrina, generate, folder, tables, nights, compare_every, minutes = sys.argv[1:]
    end = time.monotonic() + 60 * float(minutes)
    folder, nights, compare_every = pathlib.Path(folder), int(nights), int(compare_every)
    mesh, site, twin = folder / "mesh", folder / "site", folder / "twin"
    needed, free = NEEDED * int(tables), shutil.disk_usage(folder).free
    if free < needed:
        sys.exit(f"{NAME}: {tables} tables take {needed / 1e9:.1f} GB in {folder}, where {free / 1e9:.1f} GB are free")

    def build(out, moment, *more):
        return run([vitrina, "build", "--quiet", "--root", mesh, "--out", folder / out, *more], NAME, moment)

    def edit(*options):
        subprocess.run([generate, *options, mesh], check=True, stderr=subprocess.DEVNULL)

    # What stands in this folder becomes the twin that is built without a cache.
    cold = build(twin.name, MOMENT, "--no-cache")
    kept = build("site", MOMENT)
    before = stamps(site)
    print(f"{int(tables):,} tables, {len(before):,} files, {size(site) / 1e6:,.0f} MB\n")
    print("| night | CPU, s | of cold | clock, s | peak, MiB | pages of assets written | lists | lines ", end="")
    print("| search pieces | all files | files of the site | cache, MB |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for what, ran in (("cold, nothing kept", cold), ("cold, all is kept", kept)):
        print(f"| {what} | {ran.cpu:.2f} | {ran.cpu / cold.cpu:.2f} | {ran.clock:.1f} | {ran.mib:,.0f}", end="")
        print(" |" * 8, flush=True)
    ratios, twins, caches = [], [], [size(folder / ".vitrina-cache")]
    for night in range(1, nights + 1):
        edit("--next")
        edit("--edit", "one-manifest")
        moment = MOMENT + night * DAY
        is_last = night == nights or time.monotonic() > end
        is_compared = is_last or night % compare_every == 0
        if is_compared:
            mirror(site, twin)
        ran = build("site", moment)
        after = stamps(site)
        files, before = written(before, after), after
        ratios.append(ran.cpu / cold.cpu)
        pages = [files[kind] for kind in ("pages of assets", "lists", "lines", "search pieces")]
        counts = [*pages, sum(files.values()), len(after)]
        print(f"| {night} | {ran.cpu:.2f} | {ratios[-1]:.2f} | {ran.clock:.1f} | {ran.mib:,.0f} | ", end="")
        print(" | ".join(f"{count:,}" for count in counts), end="")
        caches.append(size(folder / ".vitrina-cache"))
        print(f" | {caches[-1] / 1e6:,.0f} |", flush=True)
        if is_compared:
            again = build(twin.name, moment, "--no-cache")
            twins.append(f"night {night}: {again.cpu:.2f} s, {again.mib:,.0f} MiB")
            if differ := differences(site, twin):
                told = f"night {night}: {len(differ)} files differ from a build without a cache: {differ[:5]}"
                sys.exit(f"{NAME}: {told}")
            if is_last:
                break
    shown = ", ".join(f"{at_rank(ratios, share):.2f}" for share in (0.5, 0.95, 1))
    print(f"\nOf a cold build a night takes p50, p95 and at most {shown}. No byte differs from builds without a")
    print(f"cache over the same former site: {'; '.join(twins)}. The cache had at most {max(caches) / caches[0]:.2f} of")
    print("the bytes that it had after the first build.")


main()
