// The lineage of the mesh as the build wrote it: a head, blocks of assets by a hash of their id, columns beside them.
// Files are read on demand and once; nothing is trusted to have the shape that it should have.
const KEPT = 2000;
/** Files that a search for a path may read, and how many at a time. */
export const CAP = 600;
const AT_ONCE = 8;

export const failed = (code, message) => Object.assign(new Error(message), { code });
/** Adds to the list at `key`. */
export const gather = (map, key, value) => (map.get(key) ?? map.set(key, []).get(key)).push(value);
const list = (value) => (Array.isArray(value) ? value : []);
const text = (value) => (typeof value === "string" ? value : "");
const number = (value) => (Number.isFinite(value) ? value : 0);

/** FNV-1a over the id's UTF-8, as the build has it. */
const hash = (id) => {
  let h = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(id)) h = Math.imul(h ^ byte, 0x01000193);
  return h >>> 0;
};

export const kindOf = (id) => id.slice(0, Math.max(0, id.indexOf(":")));
export const isData = (id) => /^(view|table):/.test(id);
/** What a box has room for: dataset and name of a view or table, the name alone of all else. */
export const shortName = (id) => {
  const name = id.slice(id.indexOf(":") + 1);
  return isData(id) ? name.split(".").slice(-2).join(".") : name;
};

const neighbours = (rows) => list(rows)
  .filter((row) => Array.isArray(row) && typeof row[0] === "string")
  .map(([id, how, dme]) => ({ id, how: text(how), dme: Number.isInteger(dme) ? dme : -1 }));

/** Stands for all that the reader may not see: one node, however much that is. It has no file and no page. */
export const UNSEEN = "hidden";
export const UNSEEN_NAME = "something that you may not see";

const asset = (id, raw) => ({
  id,
  title: text(raw.t),
  href: text(raw.h),
  kind: text(raw.k) || kindOf(id),
  dme: Number.isInteger(raw.d) ? raw.d : -1,
  product: text(raw.p),
  reach: { up: number(raw.u), down: number(raw.n) },
  up: [...neighbours(raw.up), ...(Array.isArray(raw.s) ? [{ id: UNSEEN, how: "view SQL", dme: -1 }] : [])],
  unseen: list(raw.s).map(text).filter(Boolean),
  down: neighbours(raw.down),
  verdict: text(raw.v),
});

const columns = (rows) => list(rows).filter(Array.isArray).map(([name, how, sources, why]) => ({
  name: text(name),
  how: text(how) || "unknown",
  sources: list(sources).filter(Array.isArray).map(([id, column]) => ({ id: text(id), column: text(column) })),
  why: text(why),
}));

/** Opens the data below `base`. */
export const open = async (base) => {
  const files = new Map(), assets = new Map();
  let read = 0;
  const fetched = async (name, cache) => {
    read++;
    let response;
    try {
      response = await fetch(new URL(name, base), { cache });
    } catch {
      throw failed("network", "The portal can't be reached.");
    }
    if (response.status === 404) throw failed("missing", `The file lineage/data/${name} is not in this portal.`);
    if (!response.ok) throw failed("network", `The server answered ${response.status} for lineage/data/${name}.`);
    try {
      return await response.json();
    } catch {
      throw failed("broken", `The file lineage/data/${name} can't be read.`);
    }
  };
  const file = (name) => {
    if (!files.has(name)) {
      // What failed may be asked for again.
      files.set(name, fetched(name, "default").catch((error) => {
        files.delete(name);
        throw error;
      }));
      if (files.size > KEPT) files.delete(files.keys().next().value);
    }
    return files.get(name);
  };
  const own = (table, id) => (table && Object.hasOwn(table, id) ? table[id] : null);
  const head = await fetched("head.json", "no-cache");
  const blocks = head.blocks;
  if (!Number.isInteger(blocks) || blocks < 1) throw failed("broken", "The file lineage/data/head.json can't be read.");
  const dmes = list(head.dmes).map((d) => ({ id: text(d.id), title: text(d.title) || text(d.id), domain: text(d.domain), href: text(d.href), assets: number(d.assets) }));
  const domains = list(head.domains).map((d) => ({ path: text(d.path), title: text(d.title) || text(d.path), href: text(d.href) }));
  const block = (id) => `${hash(id) % blocks}.json`;
  const keep = (id, table) => {
    const raw = own(table, id);
    if (raw && !assets.has(id)) assets.set(id, asset(id, raw));
    return assets.get(id) ?? null;
  };
  return {
    /** How many assets are in no DME; they are listed as those of the DME -1. */
    other: number(head.other),
    dmes,
    domains,
    dmeEdges: list(head.dme_edges).filter((e) => Array.isArray(e) && dmes[e[0]] && dmes[e[1]]),
    block,
    /** The asset, where its block has been read. */
    known: (id) => assets.get(id) ?? null,
    /** Ids of all assets that were read, and of their neighbours. */
    names: () => {
      const names = new Set(assets.keys());
      for (const a of assets.values()) for (const n of [...a.up, ...a.down]) names.add(n.id);
      names.delete(UNSEEN);
      return names;
    },
    asset: async (id) => assets.get(id) ?? (id === UNSEEN ? null : keep(id, await file(block(id)))),
    /** Its columns; `null` where none are recorded. */
    columns: async (id) => {
      try {
        const rows = own(await file(`columns/${block(id)}`), id);
        return rows && columns(rows);
      } catch (error) {
        if (error.code === "missing") return null;
        throw error;
      }
    },
    dme: async (index) => {
      const raw = await file(`dme/${index}.json`);
      return {
        products: list(raw.products).map((p) => ({ id: text(p.id), title: text(p.title) || text(p.id), href: text(p.href), assets: list(p.assets).filter((id) => typeof id === "string") })),
        other: list(raw.other).filter((id) => typeof id === "string"),
        edges: list(raw.product_edges).filter(Array.isArray),
      };
    },
    /** How many files were asked for so far. */
    get read() {
      return read;
    },
  };
};

/** Ids of what was read so far whose id or title holds `text`, the best first. */
export const named = (data, text, most) => {
  const wanted = text.toLowerCase(), fits = [];
  for (const id of data.names()) {
    const whole = id.toLowerCase();
    const rank = whole.endsWith(wanted) ? 0 : whole.includes(wanted) ? 1 : data.known(id)?.title.toLowerCase().includes(wanted) ? 2 : 3;
    if (rank < 3) fits.push([rank, id.length, id]);
  }
  return fits.sort(([a, m, x], [b, n, y]) => a - b || m - n || (x < y ? -1 : 1)).slice(0, most).map(([, , id]) => id);
};

/** Reads the blocks of `ids`, some at a time, and says after each turn how far it is. */
export const readAll = async (data, ids, turn = () => {}) => {
  const byBlock = new Map();
  for (const id of ids) {
    if (data.known(id) || id === UNSEEN) continue;
    gather(byBlock, data.block(id), id);
  }
  const waiting = [...byBlock.values()];
  for (let i = 0; i < waiting.length; i += AT_ONCE) {
    turn();
    await Promise.all(waiting.slice(i, i + AT_ONCE).flat().map((id) => data.asset(id)));
  }
};

/** Breadth first from both ends, always whole levels of the smaller side: where the sides first meet lies a shortest path. */
const meet = async (data, from, to, turn) => {
  const side = (start, way) => ({ way, seen: new Map([[start, { before: null, depth: 0 }]]), edge: [start], depth: 0 });
  const ends = [side(from, "down"), side(to, "up")];
  while (ends[0].edge.length && ends[1].edge.length) {
    const [mine, other] = ends[0].edge.length <= ends[1].edge.length ? ends : [ends[1], ends[0]];
    await readAll(data, mine.edge, () => turn(ends[0].seen.size + ends[1].seen.size));
    const next = [];
    let best = null;
    mine.depth++;
    for (const id of mine.edge) {
      for (const n of data.known(id)?.[mine.way] ?? []) {
        if (mine.seen.has(n.id)) continue;
        mine.seen.set(n.id, { before: id, depth: mine.depth });
        next.push(n.id);
        const there = other.seen.get(n.id)?.depth;
        if (there !== undefined && (!best || there < best.there)) best = { id: n.id, there };
      }
    }
    if (best) {
      const walk = (seen) => {
        const steps = [];
        for (let id = best.id; id !== null; id = seen.get(id).before) steps.push(id);
        return steps;
      };
      return [...walk(ends[0].seen).reverse(), ...walk(ends[1].seen).slice(1)];
    }
    mine.edge = next;
  }
  return null;
};

/**
 * The shortest path from `a` to `b`, or else from `b` to `a`: `chain` in the direction in which data flows, or `null`.
 * `signal` cancels it; `progress(files, assets)` is told how far it is.
 */
export const shortestPath = async (data, a, b, { signal, progress }) => {
  const began = data.read;
  const turn = (seen) => {
    signal.throwIfAborted();
    if (data.read - began > CAP) throw failed("cap", `No path was found within ${CAP} files.`);
    progress(data.read - began, seen);
  };
  const chain = a === b ? [a] : (await meet(data, a, b, turn)) ?? (await meet(data, b, a, turn));
  signal.throwIfAborted();
  return { chain, files: data.read - began };
};

// What acts on the text around it without being seen: controls, marks and overrides of direction, separators, byte-order marks.
const ACTS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]/g;
/** Text without characters that act, as the build writes it. */
export const shown = (text) => text.replace(/\r\n?/g, "\n").replace(ACTS, "\ufffd");
/** JSON with escapes for them. */
export const escaped = (json) => json.replace(ACTS, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
