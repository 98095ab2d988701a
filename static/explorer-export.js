// What the explorer shows, as text for other tools. `shown` is { nodes: [{ id, name, kind, group }], edges: [{ from, to, how }], columns: Map }.
import { UNSEEN, escaped, gather, shown } from "./%explorer-data.js%";

const line = (text) => shown(String(text)).replace(/\s+/g, " ");

// A spreadsheet takes a cell that starts like this for a formula: as src/neutral/csv.rs has it.
const FORMULA = /^(?:[\t\n]|[\s"'\u200b\u2060]*[=+\-@\uff1d\uff0b\uff0d\uff20])/;
const cell = (value) => {
  const text = shown(String(value ?? ""));
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
const csv = ({ nodes, edges }) => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const about = (id) => {
    const node = byId.get(id);
    return node ? [node.id, node.kind, node.name, node.group] : [id, "", "", ""];
  };
  const joined = new Set(edges.flatMap((e) => [e.from, e.to]));
  const rows = [
    ["from", "from_kind", "from_name", "from_group", "to", "to_kind", "to_name", "to_group", "how"],
    ...edges.map((e) => [...about(e.from), ...about(e.to), e.how]),
    // What has no edge is still shown, so it is still said.
    ...nodes.filter((n) => !joined.has(n.id)).map((n) => [...about(n.id), "", "", "", "", ""]),
  ];
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
};

/** Nodes by their group, in the order of both. */
const grouped = (nodes) => {
  const groups = new Map();
  for (const node of nodes) gather(groups, node.group, node);
  return groups;
};

const mermaid = ({ nodes, edges }) => {
  const names = new Map(nodes.map((node, i) => [node.id, `n${i}`]));
  const quoted = (text) => `"${line(text).replace(/[^\p{L}\p{N} ._:/()-]/gu, (c) => `#${c.codePointAt(0)};`)}"`;
  const box = (node) => `${names.get(node.id)}[${quoted(node.name)}]`;
  const out = ["flowchart LR"];
  let group = 0;
  for (const [title, members] of grouped(nodes)) {
    if (!title) {
      out.push(...members.map((node) => `  ${box(node)}`));
      continue;
    }
    out.push(`  subgraph g${group++}[${quoted(title)}]`, ...members.map((node) => `    ${box(node)}`), "  end");
  }
  out.push(...edges.map((e) => `  ${names.get(e.from)} -->${e.how ? `|${quoted(e.how)}|` : ""} ${names.get(e.to)}`));
  return `${out.join("\n")}\n`;
};

const dot = ({ nodes, edges }) => {
  const quoted = (text) => `"${line(text).replace(/[\\"]/g, "\\$&")}"`;
  const box = (node) => `${quoted(node.id)} [label=${quoted(node.name)}];`;
  const out = ["digraph lineage {", "  rankdir=LR;", "  node [shape=box];"];
  let group = 0;
  for (const [title, members] of grouped(nodes)) {
    if (!title) {
      out.push(...members.map((node) => `  ${box(node)}`));
      continue;
    }
    out.push(`  subgraph cluster_${group++} {`, `    label=${quoted(title)};`, ...members.map((node) => `    ${box(node)}`), "  }");
  }
  out.push(...edges.map((e) => `  ${quoted(e.from)} -> ${quoted(e.to)}${e.how ? ` [label=${quoted(e.how)}]` : ""};`), "}");
  return `${out.join("\n")}\n`;
};

const SPEC = "https://openlineage.io/spec/";
const SUBTYPES = { identity: "IDENTITY", transformation: "TRANSFORMATION", aggregation: "AGGREGATION" };
// OpenLineage names a BigQuery table by its full name in the namespace "bigquery"; what is no table keeps its id.
const dataset = (id) => (/^(view|table):/.test(id)
  ? { namespace: "bigquery", name: id.slice(id.indexOf(":") + 1) }
  : { namespace: "vitrina", name: id });
const isJob = (id) => id.startsWith("job:");
const openlineage = ({ edges, columns }, { now, producer }) => {
  const columnLineage = (id) => {
    const fields = [];
    for (const column of columns.get(id) ?? []) {
      const subtype = SUBTYPES[column.how];
      if (!subtype || !column.sources.length) continue;
      const transformations = [{ type: "DIRECT", subtype }];
      fields.push([column.name, { inputFields: column.sources.map((s) => ({ ...dataset(s.id), field: s.column, transformations })) }]);
    }
    const facet = { _producer: producer, _schemaURL: `${SPEC}facets/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet` };
    return fields.length ? { facets: { columnLineage: { ...facet, fields: Object.fromEntries(fields) } } } : {};
  };
  // An edge is made by the job at one of its ends, or else by one that is named after what it writes.
  const jobs = new Map();
  const job = (id) => jobs.get(id) ?? jobs.set(id, { inputs: new Set(), outputs: new Set() }).get(id);
  for (const { from, to } of edges) {
    // It is no dataset, and one of that name would be one.
    if (from === UNSEEN) continue;
    const { inputs, outputs } = job(isJob(from) && !isJob(to) ? from : to);
    if (!isJob(from)) inputs.add(from);
    if (!isJob(to)) outputs.add(to);
  }
  const events = [...jobs].map(([id, { inputs, outputs }]) => ({
    eventTime: now,
    producer,
    schemaURL: `${SPEC}2-0-2/OpenLineage.json#/$defs/JobEvent`,
    job: { namespace: "vitrina", name: id },
    inputs: [...inputs].map(dataset),
    outputs: [...outputs].map((output) => ({ ...dataset(output), ...columnLineage(output) })),
  }));
  return `${escaped(JSON.stringify(events, null, 2))}\n`;
};

/** Formats by name. */
export const FORMATS = {
  csv: { file: "lineage.csv", type: "text/csv", write: csv },
  mermaid: { file: "lineage.mmd", type: "text/plain", write: mermaid },
  dot: { file: "lineage.dot", type: "text/vnd.graphviz", write: dot },
  openlineage: { file: "lineage.openlineage.json", type: "application/json", write: openlineage },
};
