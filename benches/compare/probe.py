"""Waits until creating a file in a folder costs what it should.

Usage: probe.py FOLDER

ext4 without a journal (common in virtual machines) doesn't give out the inode of a file that was
deleted in the last five minutes, and searches past all of them, for each file that is created
nearby. Measured after a large `rm -rf`, 20 µs a file become 900. Prints the microseconds that a
file takes; the files are left there, for their deletion would do the same harm.
"""

import os
import sys
import time

FILES = 500
SLOW = 60
TRIES = 13
PAUSE = 30


def main() -> int:
    folder = sys.argv[1]
    cost = 0.0
    for attempt in range(TRIES):
        place = os.path.join(folder, f"probe-{attempt}")
        os.mkdir(place)
        start = time.process_time()
        for number in range(FILES):
            os.close(os.open(os.path.join(place, str(number)), os.O_CREAT | os.O_WRONLY))
        cost = (time.process_time() - start) / FILES * 1e6
        if cost < SLOW:
            break
        if attempt + 1 < TRIES:
            print(f"-- creating a file takes {cost:.0f} µs: waiting {PAUSE} s", file=sys.stderr)
            time.sleep(PAUSE)
    else:
        print("warning: creating files is slow here; the figures will be too high", file=sys.stderr)
    print(f"{cost:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
