// Runs the search engine off the page: a request goes as far as the pieces at hand allow, the
// missing ones are fetched together, and on it goes.
import { initSync, Client } from "./search-glue.js";

const TRIES = 2, ROUNDS = 20, PATIENCE = 20000;
let base, head, client, memory, next, busy = false;

class Failure extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

// A piece that is gone belongs to an index that was replaced since the page was opened.
const isStale = async () => {
  try {
    const response = await fetch(new URL("head.bin", base), { cache: "no-cache" });
    if (!response.ok) return false;
    const bytes = new Uint8Array(await response.arrayBuffer());
    // A server may have unpacked it on the way.
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return !same(bytes, head);
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return !same(new Uint8Array(await new Response(unpacked).arrayBuffer()), head);
  } catch {
    return false;
  }
};

const fetchPiece = async ({ name, length }) => {
  let missing = false;
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      // Pieces are named by their content, so a copy at hand is as good as any; a second try asks
      // the server, in case the copy is the trouble.
      const response = await fetch(new URL(`c/${name}.bin`, base), {
        cache: attempt === 1 ? "force-cache" : "reload",
        signal: AbortSignal.timeout(PATIENCE),
      });
      missing = response.status === 404 || response.status === 410;
      if (!response.ok) continue;
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (bytes.length === length) return bytes;
    } catch {
      missing = false;
    }
  }
  if (missing && await isStale()) throw new Failure("stale", "The catalog was published anew since this page was opened.");
  throw new Failure("network", "A part of the search index could not be loaded.");
};

const answer = async (request) => {
  const started = performance.now();
  const stats = { rounds: 0, requests: 0, bytes: 0, ms: 0 };
  const text = JSON.stringify(request);
  while (stats.rounds <= ROUNDS) {
    const outcome = JSON.parse(client.step(text));
    if (outcome.answer) {
      stats.ms = performance.now() - started;
      stats.memory = memory.buffer.byteLength;
      return { answer: outcome.answer, stats };
    }
    const pieces = new Map(outcome.need.map((piece) => [piece.name, piece]));
    const all = await Promise.all([...pieces.values()].map(async (piece) => [piece.name, await fetchPiece(piece)]));
    stats.rounds++;
    for (const [name, bytes] of all) {
      stats.requests++;
      stats.bytes += bytes.length;
      client.put(name, bytes);
    }
    // Nobody waits for this one any more; its pieces are kept.
    if (next) return null;
  }
  throw new Failure("damaged", "The search index contradicts itself.");
};

const failure = (id, error) => {
  const text = String(error?.message ?? error);
  const [, known] = /^(version|damaged):/.exec(text) ?? [];
  const code = error?.code ?? known ?? (error instanceof WebAssembly.RuntimeError ? "crashed" : "damaged");
  postMessage({ type: "failed", id, code, message: text.replace(/^(version|damaged): /, "") });
};

const work = async () => {
  if (busy || !client) return;
  busy = true;
  while (next) {
    const { id, request } = next;
    next = undefined;
    try {
      const result = await answer(request);
      if (result) postMessage({ type: "answer", id, ...result });
    } catch (error) {
      failure(id, error);
    }
  }
  busy = false;
};

onmessage = ({ data }) => {
  if (data.type === "open") {
    base = data.base;
    head = new Uint8Array(data.head);
    try {
      memory = initSync({ module: data.module }).memory;
      client = new Client(head);
    } catch (error) {
      failure(null, error);
      return;
    }
    work();
  } else if (data.type === "query") {
    next = data;
    work();
  }
};
