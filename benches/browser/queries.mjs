// Draws queries of each class from the documents, by a hash, so that every run asks the same.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

const PER_CLASS = 20;
const hash = (...parts) => parseInt(createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 12), 16);
const words = (text) => (text.match(/\p{L}{4,}/gu) ?? []);
const pick = (list, ...salt) => list[hash(...salt) % list.length];
const short = (d) => d.short.split(".").pop();

/** What is typed to find a document, by class. */
const CLASSES = {
  "a word": (d) => pick(words(d.description), d.id, "a"),
  "two words": (d) => {
    const all = words(d.description);
    return all.length > 1 && `${pick(all, d.id, "b")} ${pick(all, d.id, "c")}`;
  },
  "name": short,
  "name, unfinished": (d) => short(d).slice(0, Math.ceil(short(d).length * 0.6)),
  "column": (d) => d.columns.length > 0 && pick(d.columns, d.id, "d"),
  "phrase": (d) => {
    const all = d.description.match(/[\p{L}]+ [\p{L}]+/gu) ?? [];
    return all.length > 0 && `"${pick(all, d.id, "e")}"`;
  },
  "name with a typo": (d) => {
    const at = 2 + (hash(d.id) % Math.max(1, short(d).length - 3));
    return short(d).length > 6 && short(d).slice(0, at) + short(d).slice(at + 1);
  },
  "field and word": (d) => d.columns.length > 0 && words(d.description).length > 0
    && `column:${pick(d.columns, d.id, "f")} ${pick(words(d.description), d.id, "g")}`,
};

export async function draw(file) {
  const best = Object.fromEntries(Object.keys(CLASSES).map((name) => [name, []]));
  let documents = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    documents++;
    const d = JSON.parse(line);
    if (!/view|table/.test(d.kind)) continue;
    for (const [name, ask] of Object.entries(CLASSES)) {
      const rank = hash(name, d.id);
      const kept = best[name];
      if (kept.length === PER_CLASS && rank > kept.at(-1).rank) continue;
      const query = ask(d);
      if (!query || kept.some((k) => k.query === query)) continue;
      kept.push({ rank, query });
      kept.sort((a, b) => a.rank - b.rank);
      kept.length = Math.min(kept.length, PER_CLASS);
    }
  }
  return { documents, classes: Object.fromEntries(Object.entries(best).map(([name, kept]) => [name, kept.map((k) => k.query)])) };
}
