// The mesh from afar: domains, DMEs, the products of a DME, the assets of a product. Each gives nodes and edges.
import { counted } from "./%explorer-draw.js%";
import { gather, kindOf } from "./%explorer-data.js%";

/** Ids of what isn't an asset of its own file: `other:<index>` are the assets of a DME that are in no product. */
export const AREAS = ["domain", "dme", "product", "other"];
export const isArea = (id) => AREAS.includes(kindOf(id));
/** The assets that are in no DME. */
const NOWHERE = "other:-1";
const edge = (from, to, n) => ({ from, to, how: counted(n || 0, "edge") });

/** Index of the DME that has the product: its own file says, and its id often begins with the DME's. */
const dmeOf = async (product, data) => {
  const name = product.slice("product:".length);
  const likely = (d) => name.startsWith(`${d.id}/`) || name.startsWith(`${d.id}.`);
  const order = [...data.dmes.keys()].sort((a, b) => likely(data.dmes[b]) - likely(data.dmes[a]));
  for (const index of order) if ((await data.dme(index)).products.some((p) => p.id === product)) return index;
  return -1;
};

/** Which domain, DME and product `id` lies in; fails with the code `unknown` where it is in no file. */
export const placeOf = async (id, data) => {
  const kind = kindOf(id), name = id.slice(kind.length + 1);
  const own = id && !isArea(id) ? await data.asset(id) : null;
  let dme = own?.dme ?? -1;
  if (kind === "dme") dme = data.dmes.findIndex((d) => d.id === name);
  if (kind === "other") dme = Number(name);
  if (kind === "product") dme = await dmeOf(id, data);
  const found = {
    domain: () => [...data.dmes.map((d) => d.domain), ...data.domains.map((d) => d.path)].includes(name),
    dme: () => dme >= 0,
    product: () => dme >= 0,
    other: () => data.dmes[dme] || (id === NOWHERE && data.other),
  }[kind] ?? (() => !id || own);
  if (!found()) throw Object.assign(new Error(id), { code: "unknown" });
  const product = kind === "product" || kind === "other" ? id : own?.product ?? "";
  // For its title only, so nothing is lost where it can't be read.
  const all = kindOf(product) === "product" && dme >= 0 ? await data.dme(dme).catch(() => null) : null;
  return {
    dme,
    product,
    productTitle: kindOf(product) === "other" ? "In no product" : all?.products.find((p) => p.id === product)?.title ?? product.split("/").at(-1),
    domain: kind === "domain" ? name : data.dmes[dme]?.domain ?? "",
  };
};

export const domains = (data) => {
  const members = new Map(), sums = new Map();
  for (const d of data.dmes) gather(members, d.domain, d);
  for (const [from, to, n] of data.dmeEdges) {
    const [a, b] = [data.dmes[from].domain, data.dmes[to].domain];
    if (a === b) continue;
    const row = sums.get(a) ?? sums.set(a, new Map()).get(a);
    row.set(b, (row.get(b) ?? 0) + (n || 0));
  }
  const known = new Map(data.domains.map((d) => [d.path, d]));
  const title = (path) => known.get(path)?.title ?? path;
  const nodes = [...members].map(([path, own]) => ({
    id: `domain:${path}`, name: title(path) || "No domain", sub: counted(own.length, "DME"), kind: "domain",
    group: path.includes("/") ? title(path.split("/")[0]) : "", href: known.get(path)?.href,
  }));
  return { nodes, edges: [...sums].flatMap(([a, row]) => [...row].map(([b, n]) => edge(`domain:${a}`, `domain:${b}`, n))) };
};

/** All DMEs, or those of a domain with their neighbours. */
export const dmes = (data, focus) => {
  const path = kindOf(focus) === "domain" ? focus.slice("domain:".length) : null;
  const inside = new Set();
  data.dmes.forEach((d, i) => {
    if (path === null || d.domain === path || d.domain.startsWith(`${path}/`)) inside.add(i);
  });
  const near = data.dmeEdges.filter(([from, to]) => inside.has(from) || inside.has(to));
  const kept = new Set([...inside, ...near.flatMap(([from, to]) => [from, to])]);
  const titles = new Map(data.domains.map((d) => [d.path, d.title]));
  const id = (i) => `dme:${data.dmes[i].id}`;
  const nodes = [...kept].map((i) => {
    const d = data.dmes[i];
    return { id: id(i), name: d.title, sub: counted(d.assets, "asset"), kind: "DME", group: titles.get(d.domain) ?? d.domain, href: d.href, faint: !inside.has(i) };
  });
  if (path === null && data.other) nodes.push({ id: NOWHERE, name: "In no DME", sub: counted(data.other, "asset"), kind: "rest", group: "", faint: true });
  return { nodes, edges: near.map(([from, to, n]) => edge(id(from), id(to), n)) };
};

export const products = async (data, dme) => {
  const { products: own, other, edges } = await data.dme(dme);
  const id = (i) => (i === -1 ? `other:${dme}` : own[i]?.id);
  const nodes = own.map((p) => ({ id: p.id, name: p.title, sub: counted(p.assets.length, "asset"), kind: "product", group: "", href: p.href }));
  if (other.length || !own.length) nodes.push({ id: id(-1), name: "In no product", sub: counted(other.length, "asset"), kind: "rest", group: "", faint: true });
  return { nodes, edges: edges.filter(([a, b]) => id(a) && id(b)).map(([a, b, n]) => edge(id(a), id(b), n)) };
};

/** Ids of the assets of a product, or of those in none. */
export const members = async (data, dme, focus) => {
  const { products: own, other } = await data.dme(dme);
  return (kindOf(focus) === "other" ? other : own.find((p) => p.id === focus)?.assets) ?? [];
};
