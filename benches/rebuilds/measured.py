"""Builds that are measured, what they wrote, and whether two sites are the same: for woken.sh, month.sh and
small-files.sh."""

import filecmp
import math
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass

# What a site consists of, in the order in which it is told.
KINDS = ["pages of assets", "lists", "lines", "search pieces", "feeds", "explorer", "other"]


@dataclass
class Run:
    """User and system time of all cores, seconds by the clock, peak resident memory, and what was said."""

    cpu: float
    clock: float
    mib: float
    said: list[str]


def run(command, name, moment, threads=None):
    """Runs a command of vitrina's; ends the program where it fails. Findings are no failure."""
    environment = {"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": str(moment)}
    if threads is not None:
        environment["RAYON_NUM_THREADS"] = str(threads)
    begun = time.perf_counter()
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read().decode().strip().splitlines()
    _, status, used = os.wait4(child.pid, 0)
    clock = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"{name}: exit status {child.returncode}\n" + "\n".join(said[-20:]))
    return Run(used.ru_utime + used.ru_stime, clock, used.ru_maxrss / 1024, said)


def kind(path):
    """Which of KINDS a file of a site is of."""
    top, _, rest = path.partition("/")
    name = path.rpartition("/")[2]
    if top == "search":
        return "search pieces"
    if top == "api":
        return "lines"
    if top in ("feeds", "feed.atom"):
        return "feeds"
    if top == "lineage" and rest.startswith("data"):
        return "explorer"
    if top in ("governance", "findings", "changes"):
        return "lists"
    if name.endswith(".html"):
        return "lists" if name == "index.html" or re.fullmatch(r"page-\d+\.html", name) else "pages of assets"
    return "other"


def stamps(site):
    """What the file system tells of each file: one that was written is another, or was changed later."""
    found, folders = {}, [("", str(site))]
    while folders:
        prefix, folder = folders.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append((f"{prefix}{entry.name}/", entry.path))
                else:
                    stat = entry.stat(follow_symlinks=False)
                    found[prefix + entry.name] = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
    return found


def written(before, after):
    """How many files of each kind were written."""
    counts = dict.fromkeys(KINDS, 0)
    for path, stamp in after.items():
        if before.get(path) != stamp:
            counts[kind(path)] += 1
    return counts


def differences(left, right):
    """Paths at which two sites aren't the same, byte for byte."""
    ours, theirs = stamps(left).keys(), stamps(right).keys()
    differ = [path for path in ours & theirs if not filecmp.cmp(left / path, right / path, shallow=False)]
    return sorted((ours ^ theirs) | set(differ))


def at_rank(values, share):
    """The value that so many of all don't exceed: 0.5 is the median, 1 the greatest."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)] if ordered else 0
