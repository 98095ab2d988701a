// What is shown: lists of nodes by level, upstream at the left. No page and no network here.
import { gather, isData } from "./%explorer-data.js%";

/** Neighbours that a list begins with, and that each "more" adds. */
export const FIRST = 50;
const HEIGHT = { group: 26, node: 54, column: 26 };
// "Team 2" before "Team 10", whatever the reader's language.
const { compare } = new Intl.Collator("en", { numeric: true });
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
const wordsOf = (text) => fold(text ?? "").split(/\s+/).filter(Boolean);
const holds = (words, text) => words.every((word) => text.includes(word));

/** Items sorted into their groups, the nameless group last; views and tables come before what uses them. */
const ordered = (items) => {
  for (const item of items) item.sort = fold(item.name);
  return items.sort((a, b) => !a.group - !b.group || compare(a.group, b.group) || isData(b.id) - isData(a.id) || compare(a.sort, b.sort) || compare(a.id, b.id));
};

/**
 * The assets around `focus`. `known(id)` gives what was read of an asset, `isOpen(id, way)` whether its neighbours are
 * shown, `item(id, dme)` its name and group; `chain` is a path that is shown besides.
 */
export const around = (focus, { known, isOpen, item, chain }) => {
  const place = new Map([[focus, 0]]), lists = [], queue = [focus];
  const here = known(focus);
  const add = (list, level) => {
    ordered(list.items);
    lists.push({ ...list, level });
    for (const { id } of list.items) queue.push(id);
  };
  lists.push({ key: "focus", level: 0, items: [{ ...item(focus, here?.dme ?? -1), how: "" }] });
  for (const id of queue) {
    for (const way of ["up", "down"]) {
      if (!isOpen(id, way)) continue;
      const level = place.get(id) + (way === "up" ? -1 : 1);
      const items = [];
      for (const n of known(id)?.[way] ?? []) {
        if (place.has(n.id)) continue;
        place.set(n.id, level);
        items.push({ ...item(n.id, n.dme), how: n.how });
      }
      if (items.length) add({ key: `${way} ${id}`, of: id, way, items }, level);
    }
  }
  const start = Math.max(0, chain.findIndex((id) => place.has(id)));
  chain.forEach((id, i) => {
    if (place.has(id)) return;
    const level = (place.get(chain[start]) ?? 0) + i - start;
    place.set(id, level);
    add({ key: `path ${id}`, path: true, items: [{ ...item(id, known(id)?.dme ?? -1), how: "" }] }, level);
  });
  return lists;
};

/** Edges that close no cycle, found by walking depth first. */
const acyclic = (ids, out) => {
  const state = new Map(), kept = [];
  for (const root of ids) {
    if (state.has(root)) continue;
    state.set(root, "open");
    const stack = [[root, 0]];
    while (stack.length) {
      const top = stack.at(-1);
      const next = out.get(top[0])[top[1]++];
      if (next === undefined) {
        state.set(top[0], "done");
        stack.pop();
        continue;
      }
      if (state.get(next) === "open") continue;
      kept.push([top[0], next]);
      if (!state.has(next)) {
        state.set(next, "open");
        stack.push([next, 0]);
      }
    }
  }
  return kept;
};

/** Nodes in the columns of their longest way from a source; what has no edge stands below the first. */
export const layered = (items, edges) => {
  const out = new Map(items.map(({ id }) => [id, []])), joined = new Set();
  for (const { from, to } of edges) {
    if (from === to || !out.has(from) || !out.has(to)) continue;
    out.get(from).push(to);
    joined.add(from).add(to);
  }
  const kept = acyclic([...out.keys()], out);
  const waiting = new Map(), level = new Map(), after = new Map();
  for (const [from, to] of kept) {
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
    gather(after, from, to);
  }
  const ready = [...out.keys()].filter((id) => !waiting.has(id));
  for (const id of ready) level.set(id, 0);
  for (const id of ready) {
    for (const to of after.get(id) ?? []) {
      level.set(to, Math.max(level.get(to) ?? 0, level.get(id) + 1));
      waiting.set(to, waiting.get(to) - 1);
      if (!waiting.get(to)) ready.push(to);
    }
  }
  const lists = new Map();
  for (const item of items) {
    const at = level.get(item.id) ?? 0, alone = !joined.has(item.id);
    const key = alone ? "alone" : `level ${at}`;
    if (!lists.has(key)) lists.set(key, { key, level: alone ? 0 : at, alone: alone && joined.size > 0, items: [] });
    lists.get(key).items.push(item);
  }
  return [...lists.values()].map((list) => ({ ...list, items: ordered(list.items) })).sort((a, b) => a.level - b.level || a.alone - b.alone);
};

/**
 * Lays a list out in rows: its groups, the nodes that the filter and the limit leave, and the columns of those whose
 * columns are shown. `pinned` ids are there in any case. Gives `{ rows, height, at, shown, matching, filterable }`.
 */
export const rowsOf = (list, { filter, limit, pinned, columnsOf, grouping }) => {
  const words = wordsOf(filter);
  const shown = [];
  let many = list.items.length, matching = 0, taken = 0;
  for (const item of list.items) {
    const columns = columnsOf(item.id);
    many += columns?.length ?? 0;
    const whole = holds(words, fold(`${item.id} ${item.name}`));
    const some = whole ? columns : columns?.filter((c) => holds(words, fold(c.name)));
    if (!whole && !some?.length) continue;
    matching++;
    if (taken < limit) taken++;
    else if (!pinned.has(item.id)) continue;
    shown.push({ item, columns: some });
  }
  const groups = new Map();
  for (const { item } of shown) groups.set(item.group, (groups.get(item.group) ?? 0) + 1);
  const rows = [], at = new Map();
  let height = 0, group;
  const push = (row) => {
    row.y = height;
    row.height = HEIGHT[row.type];
    height += row.height;
    at.set(row.key, row);
    rows.push(row);
  };
  for (const { item, columns } of shown) {
    if (grouping && item.group !== group) {
      group = item.group;
      push({ type: "group", key: `group ${group}`, text: group || "No DME", count: groups.get(group) });
    }
    push({ type: "node", key: `node ${item.id}`, id: item.id, item });
    for (const column of columns ?? []) push({ type: "column", key: `column ${column.name} ${item.id}`, id: item.id, column });
  }
  return { rows, height, at, shown: shown.map(({ item }) => item.id), matching, filterable: many > FIRST };
};

/** Edges between shown nodes, as far as they are known. */
export const edgesAmong = (shown, known) => {
  const edges = new Map();
  const add = (from, to, how) => {
    const key = `${from}\n${to}`;
    if (!edges.has(key)) edges.set(key, { from, to, how });
  };
  for (const id of shown) {
    const asset = known(id);
    if (!asset) continue;
    for (const n of asset.down) if (shown.has(n.id)) add(id, n.id, n.how);
    for (const n of asset.up) if (shown.has(n.id)) add(n.id, id, n.how);
  }
  return [...edges.values()];
};

/** Follows a column to its sources and to what is derived from it, among what is shown; `columns(id)` reads an asset's. */
export const trace = async ({ id, name }, { shown, edges, columns }) => {
  const same = (a, b) => a.toLowerCase() === b.toLowerCase();
  const links = [], seen = new Set(), marks = new Map();
  const after = new Map();
  for (const { from, to } of edges) gather(after, from, to);
  const visit = (way, node, column) => {
    const key = `${way} ${node} ${column.toLowerCase()}`;
    if (seen.has(key) || seen.size > 2000) return false;
    seen.add(key);
    if (shown.has(node)) marks.set(node, (marks.get(node) ?? new Set()).add(column.toLowerCase()));
    return true;
  };
  const start = (await columns(id))?.find((c) => same(c.name, name)) ?? null;
  const up = [[id, name]];
  visit("up", id, name);
  for (const [node, column] of up) {
    if (!shown.has(node)) continue;
    const row = (await columns(node))?.find((c) => same(c.name, column));
    for (const source of row?.sources ?? []) {
      links.push({ from: source.id, column: source.column, to: node, into: row.name, how: row.how, way: "up" });
      if (visit("up", source.id, source.column)) up.push([source.id, source.column]);
    }
  }
  const down = [[id, name]];
  visit("down", id, name);
  for (const [node, column] of down) {
    for (const next of after.get(node) ?? []) {
      for (const row of (await columns(next)) ?? []) {
        if (!row.sources.some((s) => s.id === node && same(s.column, column))) continue;
        links.push({ from: node, column, to: next, into: row.name, how: row.how, way: "down" });
        if (visit("down", next, row.name)) down.push([next, row.name]);
      }
    }
  }
  return { start, links, marks };
};
