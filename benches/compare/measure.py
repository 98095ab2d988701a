"""Runs one command and appends its CPU seconds and peak memory to a file.

Usage: measure.py RESULTS LABEL COMMAND [ARGUMENT...]

A line of RESULTS is: label, CPU seconds (user and system), seconds on the clock, peak memory in
MiB, separated by tabs. Children that the command waited for are included.
"""

import os
import sys
import time


def main() -> int:
    results, label, *command = sys.argv[1:]
    start = time.perf_counter()
    child = os.posix_spawnp(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(child, 0)
    clock = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    # Linux counts in KiB, macOS in bytes.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    # 1 is "findings at or above the threshold": the site was built all the same.
    allowed = (0, 1) if label.startswith("vitrina") else (0,)
    if code not in allowed:
        print(f"error: exit status {code}: {' '.join(command)}", file=sys.stderr)
        return 2
    cpu = usage.ru_utime + usage.ru_stime
    with open(results, "a", encoding="utf-8") as out:
        out.write(f"{label}\t{cpu:.4f}\t{clock:.4f}\t{usage.ru_maxrss / unit:.1f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
