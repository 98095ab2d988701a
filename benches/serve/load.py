#!/usr/bin/env python3
"""Asks a web server many times over connections that are kept, with idle ones beside them.

Usage: load.py HOST PORT [--requests N] [--connections N] [--idle N] PATH...

Prints one line: errors, requests a second, and the time of an answer (median, of 100 the 99th,
longest) in milliseconds. An error is anything but the whole body that the path had at first.
"""

import argparse
import asyncio
import sys
import time


async def answer(reader):
    """Status and body of the next answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
    else:
        body = await reader.readexactly(int(headers["content-length"]))
    return int(lines[0].split(" ")[1]), body


async def ask(reader, writer, host, path):
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    await writer.drain()
    return await asyncio.wait_for(answer(reader), 30)


async def work(number, options, expected, times, errors):
    reader, writer = await asyncio.open_connection(options.host, options.port)
    count = len(range(number, options.requests, options.connections))
    for i in range(count):
        path = options.paths[(i + number) % len(options.paths)]
        begun = time.perf_counter()
        try:
            got = await ask(reader, writer, options.host, path)
            if got != (200, expected[path]):
                errors.append(f"{path}: status {got[0]}, {len(got[1])} bytes")
        except (OSError, EOFError, ValueError, KeyError, asyncio.TimeoutError) as error:
            # What this connection can't ask any more is missing, each an error.
            errors.extend([f"{path}: {error!r}"] * (count - i))
            break
        times.append(time.perf_counter() - begun)
    writer.close()


async def main(options):
    expected = {}
    for path in options.paths:
        reader, writer = await asyncio.open_connection(options.host, options.port)
        status, expected[path] = await ask(reader, writer, options.host, path)
        writer.close()
        if status != 200:
            sys.exit(f"error: {path} has status {status}")
    idle = [await asyncio.open_connection(options.host, options.port) for _ in range(options.idle)]
    times, errors = [], []
    begun = time.perf_counter()
    workers = (work(i, options, expected, times, errors) for i in range(options.connections))
    await asyncio.gather(*workers)
    took = time.perf_counter() - begun
    for _, writer in idle:
        writer.close()
    for error in errors[:5]:
        print(error, file=sys.stderr)
    times.sort()
    at = lambda part: 1000 * times[min(int(part * len(times)), len(times) - 1)] if times else 0
    print(
        f"{len(errors)} errors, {len(times) / took:.0f} requests/s, "
        f"{at(0.5):.1f} / {at(0.99):.1f} / {at(1):.1f} ms"
    )
    return 1 if errors else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--idle", type=int, default=200)
    sys.exit(asyncio.run(main(parser.parse_args())))
