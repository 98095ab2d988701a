// Draws known-item queries from the documents by rule, asks both engines, and prints the figures as
// a table for BENCHMARKS.md. Nothing is drawn by chance: what varies is decided by a hash of the
// document's id, so that every run asks the same.
//
// Usage: node relevance.mjs FOLDER [--misses], with documents.ndjson and site/ in FOLDER.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import MiniSearch from "minisearch";

const [folder, flag] = process.argv.slice(2);
const PER_CLASS = 60, TOP = 10;

const documents = readFileSync(join(folder, "documents.ndjson"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
const data = documents.filter((d) => /view|table/.test(d.kind));

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const words = (text) => text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
const key = (name) => fold(name).replace(/[^\p{L}\p{N}]+/gu, "");
const hash = (...parts) => parseInt(createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 12), 16);
/** Where each of some keys occurs: key to ids. */
const places = (of) => {
  const found = new Map();
  for (const d of documents) for (const k of of(d)) found.set(k, (found.get(k) ?? new Set()).add(d.id));
  return found;
};

// An item is known by what it alone has: a name, a column, a pair of words. Views repeat the columns
// and often the text of the table behind them, so up to three documents may be the same item.
const TWINS = 3;
const names = places((d) => [...d.exact, ...d.known_as, d.title].filter(Boolean).map(key));
const tableName = (d) => d.short.split(".").pop();
const known = data.filter((d) => names.get(key(tableName(d)))?.size === 1);
const columns = places((d) => d.columns.map(key));
const inDescriptions = places((d) => words(fold(d.description)));
const anywhere = places((d) => words(fold([d.name, d.description, ...d.columns, ...d.column_text].join(" "))));
const inColumns = places((d) => words(fold(d.column_text.join(" "))));
const nested = places((d) => d.nested.map(key));
const glossary = places((d) => d.glossary.map(fold));
const described = (d) => pair(d, d.description, inDescriptions);
/** Any word of any document: one that isn't among them, nor within them, is nobody's. */
const everything = [...new Set(documents.flatMap((d) => words(fold([d.name, d.path, d.description, d.title, ...d.known_as, ...d.columns, ...d.nested, ...d.column_text, ...d.glossary, ...d.about].join(" ")))))];
const holding = (part) => everything.filter((word) => word.includes(part));
const nonsense = (d) => {
  const letters = "bcdfghjklmnpqrstvwxz";
  return Array.from({ length: 7 }, (_, i) => letters[hash("nonsense", d.id, i) % letters.length]).join("");
};
/** The end of a long word without separators in the name of a column: five letters or more that begin no word. */
const tail = (d) => {
  const long = d.columns.flatMap((c) => fold(c.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")).match(/\p{L}{9,}/gu) ?? []);
  for (const word of [...long].sort((a, b) => hash(d.id, a) - hash(d.id, b))) {
    const part = word.slice(-(5 + (hash("tail", d.id, word) % (word.length - 8))));
    const within = holding(part);
    if (within.some((other) => other.startsWith(part))) continue;
    const ids = [...new Set(within.flatMap((other) => [...(inNames.get(other) ?? [])]))];
    if (ids.length > 0 && ids.length <= TWINS) return { query: part, ids };
  }
  return null;
};
const inNames = places((d) => words(fold([d.name, ...d.columns].join(" ").replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")).replaceAll("_", " ")));

/** Two words that only this item's text has both of; long enough to mean something. */
const pair = (d, text, where, fits = () => true) => {
  const all = [...new Set(words(text).filter((w) => w.length >= 4 && !/\d/.test(w)))];
  const pairs = all.flatMap((a, i) => all.slice(i + 1).map((b) => [a, b]))
    .filter(([a, b]) => fits(a, b) && fold(a) !== fold(b))
    .sort((x, y) => hash(d.id, ...x) - hash(d.id, ...y));
  for (const [a, b] of pairs) {
    const ids = [...where.get(fold(a))].filter((id) => where.get(fold(b)).has(id));
    if (ids.length <= TWINS) return { query: `${a} ${b}`, ids };
  }
  return null;
};
const parts = (name) => name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
const STYLES = [
  (p) => p.join(" "),
  (p) => p.join("-"),
  (p) => p.join("_").toUpperCase(),
  (p) => p.map((w, i) => (i ? w[0].toUpperCase() + w.slice(1) : w)).join(""),
  (p) => p.map((w) => w[0].toUpperCase() + w.slice(1)).join(""),
  (p) => p.join("."),
];
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
/** One letter left out, doubled by another, replaced, or swapped with the next, within a word of five or more. */
const mistyped = (d) => {
  const name = tableName(d);
  const long = [...name.matchAll(/\p{L}{5,}/gu)];
  if (!long.length) return null;
  const h = hash("typo", d.id);
  const word = long[h % long.length];
  // Never the first letter: people rarely get it wrong.
  const at = word.index + 1 + (Math.floor(h / 7) % (word[0].length - 2));
  const letter = LETTERS[Math.floor(h / 31) % 26];
  const changed = [
    name.slice(0, at) + name.slice(at + 1),
    name.slice(0, at) + letter + name.slice(at),
    name.slice(0, at) + letter + name.slice(at + 1),
    name.slice(0, at) + name[at + 1] + name[at] + name.slice(at + 2),
  ][Math.floor(h / 13) % 4];
  return changed === name || names.has(key(changed)) ? null : changed;
};
const accented = (w) => fold(w) !== w.toLowerCase();

const only = (query, d) => query && { query, ids: [d.id] };
const first = (d, list) => [...list].sort((a, b) => hash(d.id, a) - hash(d.id, b))[0];

const CLASSES = {
  "exact name": [known, (d) => only(tableName(d), d)],
  "name, other separators or case": [
    known.filter((d) => parts(tableName(d)).length > 1),
    (d) => {
      const styled = STYLES.map((style) => style(parts(tableName(d)))).filter((q) => q !== tableName(d));
      return only(styled[hash("style", d.id) % styled.length], d);
    },
  ],
  "two words of the description": [data, (d) => pair(d, d.description, inDescriptions)],
  "column name": [
    data,
    (d) => {
      const column = first(d, d.columns.filter((c) => c.length >= 4 && columns.get(key(c)).size <= TWINS));
      return column && { query: column, ids: [...columns.get(key(column))] };
    },
  ],
  "two words of a column's description": [
    data,
    (d) => {
      const texts = d.column_text.filter((text) => words(text).length >= 3).sort((a, b) => hash(d.id, a) - hash(d.id, b));
      for (const text of texts) {
        const found = pair(d, text, inColumns);
        if (found) return found;
      }
      return null;
    },
  ],
  "name with one typo": [known, (d) => only(mistyped(d), d)],
  // A word of the table's description or of a column's.
  "Spanish or Portuguese without accents": [
    data,
    (d) => {
      const own = words([d.description, ...d.column_text].join(" "))
        .filter((w) => w.length >= 4 && accented(w) && anywhere.get(fold(w)).size <= TWINS).map(fold);
      const word = first(d, own);
      return word && { query: word, ids: [...anywhere.get(word)] };
    },
  ],
};

const SYNONYM = "synonym of a term that it carries";
/** A full name as a statement or another tool has it. */
const QUOTED = [
  (p) => p.map((part) => `\`${part}\``).join("."),
  (p) => `\`${p.join(".")}\``,
  (p) => p.map((part) => `"${part}"`).join("."),
  (p) => p.map((part) => `[${part}]`).join("."),
  (p) => `[${p[0]}:${p.slice(1).join(".")}]`,
  (p) => `${p[0]}:${p.slice(1).join(".")}`,
  (p) => `FROM ${p.join(".")};`,
];
Object.assign(CLASSES, {
  "two words of the description and one that nothing has": [data, (d) => {
    const found = described(d);
    return found && { ...found, query: `${nonsense(d)} ${found.query}` };
  }],
  "two words of the description in a question": [data, (d) => {
    const found = described(d);
    return found && { ...found, query: `what is the ${found.query.replace(" ", " of the ")}` };
  }],
  // The term itself is not what is looked for.
  [SYNONYM]: [data.filter((d) => d.glossary.length > 0), (d) => {
    const word = first(d, d.glossary.filter((text) => text.length >= 3));
    const carriers = new Set(data.map(({ id }) => id));
    return word && { query: word, ids: [...glossary.get(fold(word))].filter((id) => carriers.has(id)) };
  }],
  "path of a nested field": [data, (d) => {
    const path = first(d, d.nested.filter((p) => nested.get(key(p)).size <= TWINS));
    return path && { query: path, ids: [...nested.get(key(path))] };
  }],
  "part of a compound": [data, tail],
  "full name, quoted": [known.filter((d) => /^[^.]+\.[^.]+\.[^.]+$/.test(d.id.slice(d.id.indexOf(":") + 1))), (d) =>
    only(QUOTED[hash("quoted", d.id) % QUOTED.length](d.id.slice(d.id.indexOf(":") + 1).split(".")), d)],
});

const queries = Object.entries(CLASSES).flatMap(([name, [from, ask]]) => {
  const asked = new Set();
  return [...from].sort((a, b) => hash(name, a.id) - hash(name, b.id))
    .map((d) => ({ name, ...ask(d) }))
    .filter(({ query }) => query && !asked.has(query) && asked.add(query))
    .slice(0, PER_CLASS);
});

writeFileSync(join(folder, "queries.txt"), queries.map(({ query }) => `${query}\n`).join(""));
const asked = spawnSync("vitrina", ["search", "--out", join(folder, "site"), "--limit", String(TOP), "--queries", join(folder, "queries.txt")],
  { encoding: "utf8", maxBuffer: 1 << 28 });
if (asked.status !== 0) throw new Error(asked.stderr);
const answers = asked.stdout.trim().split("\n").map((line) => JSON.parse(line).ids);

const FIELDS = ["name", "path", "description", "columns", "nested", "column_text", "glossary", "about"];
const index = (options) => {
  const mini = new MiniSearch({ fields: FIELDS, searchOptions: { prefix: true, fuzzy: 0.2, boost: { name: 2 } }, ...options });
  mini.addAll(documents.map((d) => ({ ...d, columns: d.columns.join(" "), nested: d.nested.join(" "), column_text: d.column_text.join(" "), glossary: d.glossary.join(" "), about: d.about.join(" ") })));
  return (query) => mini.search(query).slice(0, TOP).map((hit) => hit.id);
};
const mini = index({});
const folding = index({ processTerm: fold });

const ENGINES = [
  ["vitrina", (_, i) => answers[i]],
  ["MiniSearch", ({ query }) => mini(query)],
  ["MiniSearch, accents folded", ({ query }) => folding(query)],
];
// A synonym leads to its term first, as it should; what counts is the place among assets.
const counted = (name, ids) => (name === SYNONYM ? ids.filter((id) => !id.startsWith("term:")) : ids);
const ranks = ENGINES.map(([, ask]) => queries.map((q, i) => counted(q.name, ask(q, i)).findIndex((id) => q.ids.includes(id)) + 1));
const figure = (of, name) => {
  const own = of.filter((_, i) => name === null || queries[i].name === name);
  const mean = (f) => (own.reduce((sum, rank) => sum + f(rank), 0) / own.length).toFixed(3);
  return `${mean((rank) => (rank ? 1 / rank : 0))} / ${mean((rank) => (rank === 1 ? 1 : 0))}`;
};
console.log(`${documents.length} documents, ${data.length} of them views and tables; ${queries.length} queries. MRR@10 / success@1:\n`);
console.log(`| class | queries | ${ENGINES.map(([name]) => name).join(" | ")} |`);
console.log(`|---|---:|${ENGINES.map(() => "---:|").join("")}`);
for (const name of [...Object.keys(CLASSES), null]) {
  const count = queries.filter((q) => name === null || q.name === name).length;
  console.log(`| ${name ?? "**all**"} | ${count} | ${ranks.map((of) => figure(of, name)).join(" | ")} |`);
}
if (flag === "--misses") {
  queries.forEach(({ name, query, ids: [id] }, i) => {
    if (ranks[0][i] !== 1) console.error(`${name}: ${JSON.stringify(query)} for ${id}: rank ${ranks[0][i] || "none"}, MiniSearch ${ranks[1][i] || "none"}; first ${answers[i][0]}`);
  });
}
