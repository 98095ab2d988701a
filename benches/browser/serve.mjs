// A static server that counts: what was asked for, when, and how many bytes went out.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml" };

/** `mounts`: path prefix to folder. `log` holds { bytes, start, end } of each request; `delay` in ms holds every answer back. */
export async function serve(mounts) {
  const state = { log: [], delay: 0 };
  const server = createServer((request, response) => {
    const entry = { start: performance.now(), end: Infinity, bytes: 0, path: request.url };
    state.log.push(entry);
    const answer = () => {
      const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
      const mount = Object.keys(mounts).find((prefix) => path.startsWith(prefix));
      const file = mount && join(mounts[mount], path.slice(mount.length));
      const size = file && statSync(file, { throwIfNoEntry: false });
      if (!size?.isFile()) {
        response.writeHead(404).end();
        entry.end = performance.now();
        return;
      }
      entry.bytes = size.size;
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-length": size.size, "last-modified": size.mtime.toUTCString() });
      createReadStream(file).pipe(response);
      response.on("finish", () => { entry.end = performance.now(); });
    };
    if (state.delay) setTimeout(answer, state.delay);
    else answer();
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  state.origin = `http://127.0.0.1:${server.address().port}`;
  state.close = () => new Promise((done) => { server.closeAllConnections(); server.close(done); });
  return state;
}

/** Longest chain of requests each of which began after an answer to the one before. */
export function rounds(log) {
  let count = 0, end = -Infinity;
  for (const { start, end: own } of [...log].sort((a, b) => a.start - b.start)) {
    if (start >= end) {
      count++;
      end = own;
    } else end = Math.min(end, own);
  }
  return count;
}
