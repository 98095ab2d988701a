// Lineage files as the build writes them, of made-up meshes: node lineage-data.mjs small|large FOLDER

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const hash = (id) => Buffer.from(id, "utf8").reduce((h, byte) => Math.imul(h ^ byte, 0x01000193), 0x811c9dc5) >>> 0;

/** A mesh to fill: assets, edges between them, columns; `write` puts it into a folder. */
function mesh(blocks) {
  const domains = [], dmes = [], assets = new Map(), products = new Map(), columns = new Map();
  const domain = (path, title) => domains.push({ path, title, href: `domains/${path}.html` });
  const dme = (id, title, of) => dmes.push({ id, title, domain: of, href: `dmes/${id}.html`, assets: 0 }) - 1;
  const product = (d, id, title) => {
    products.set(id, { id, title, href: `products/${id.slice(8)}.html`, assets: [], dme: d });
    return id;
  };
  const asset = (id, kind, d = -1, { title = id.slice(id.indexOf(":") + 1).split(".").slice(-2).join("."), of, verdict } = {}) => {
    const name = id.slice(id.indexOf(":") + 1).replaceAll(".", "/");
    assets.set(id, { t: title, h: `${id.split(":")[0]}s/${name}.html`, k: kind, d, ...(of && { p: of }), u: 0, n: 0, up: [], down: [], ...(verdict && { v: verdict }) });
    if (of) products.get(of).assets.push(id);
    if (d >= 0) dmes[d].assets++;
    return id;
  };
  const edge = (from, to, how) => {
    assets.get(from).down.push([to, how, assets.get(to).d]);
    assets.get(to).up.push([from, how, assets.get(from).d]);
  };
  const reach = (id, way) => {
    const seen = new Set([id]);
    for (const at of seen) for (const [next] of assets.get(at)[way]) seen.add(next);
    return seen.size - 1;
  };
  const write = (folder) => {
    const put = (name, value) => writeFileSync(join(folder, name), JSON.stringify(value));
    for (const part of ["", "dme", "columns"]) mkdirSync(join(folder, part), { recursive: true });
    for (const [id, a] of assets) [a.u, a.n] = [reach(id, "up"), reach(id, "down")];
    const between = (index, skip) => {
      const counts = new Map();
      for (const [id, a] of assets) {
        for (const [to] of a.down) {
          const [x, y] = [index(id, a), index(to, assets.get(to))];
          if (x !== y && !skip(x) && !skip(y)) counts.set(`${x} ${y}`, (counts.get(`${x} ${y}`) ?? 0) + 1);
        }
      }
      return [...counts].map(([key, n]) => [...key.split(" ").map(Number), n]);
    };
    const rest = [...assets].filter(([, a]) => a.d < 0).map(([id]) => id);
    put("dme/-1.json", { products: [], other: rest, product_edges: [] });
    put("head.json", { blocks, assets: assets.size, other: rest.length, dmes, domains, dme_edges: between((_, a) => a.d, (i) => i < 0) });
    dmes.forEach((_, d) => {
      const own = [...products.values()].filter((p) => p.dme === d);
      const other = [...assets].filter(([, a]) => a.d === d && !a.p).map(([id]) => id);
      const index = (_, a) => (a.d !== d ? -2 : own.findIndex((p) => p.id === a.p));
      put(`dme/${d}.json`, { products: own.map(({ dme: _, ...p }) => p), other, product_edges: between(index, (i) => i === -2) });
    });
    for (let block = 0; block < blocks; block++) {
      const mine = (all) => Object.fromEntries([...all].filter(([id]) => hash(id) % blocks === block));
      put(`${block}.json`, mine(assets));
      if (columns.size) put(`columns/${block}.json`, mine(columns));
    }
    return assets;
  };
  return { domain, dme, product, asset, edge, columns, write };
}

/** A mesh such as a reader may have: a few domains, chains through several DMEs, columns, a cycle, names with odd characters. */
export function small(folder) {
  const m = mesh(7);
  m.domain("commerce", "Commerce");
  m.domain("commerce/marketplace", "Marketplace");
  m.domain("commerce/shipping", "Shipping");
  m.domain("fintech", "Fintech");
  m.domain("fintech/payments", "Payments");
  m.domain("growth", "Growth");
  const [market, ship, pay, finance, ads] = [
    m.dme("marketplace-core", "Marketplace core", "commerce/marketplace"), m.dme("shipping-network", "Shipping network", "commerce/shipping"),
    m.dme("payments-core", "Payments core", "fintech/payments"), m.dme("finance-reporting", "Finance reporting", "fintech"), m.dme("ads", "Ads and \"growth\"", "growth"),
  ];
  const orders = m.product(market, "product:marketplace-core/orders", "Orders"), catalog = m.product(market, "product:marketplace-core/items", "Items");
  const parcels = m.product(ship, "product:shipping-network/parcels", "Parcels"), payments = m.product(pay, "product:payments-core/payments", "Payments");
  const table = (name, d, of) => m.asset(`table:mercadia-${name}`, "table", d, { of });
  const view = (name, d, of, verdict) => m.asset(`view:mercadia-unified.unified.${name}`, "unified view", d, { of, verdict });
  const web = m.asset("table:mercadia-events.web.clicks", "external table");
  const rates = m.asset("table:open-data.currency.rates", "external table");
  const load = m.asset("job:load-orders", "job", market, { title: "Load orders, hourly" });
  const raw = table("marketplace.raw.orders_raw", market), items = table("marketplace.marketplace_core.items", market, catalog);
  const order = table("marketplace.marketplace_core.orders", market, orders), lines = table("marketplace.marketplace_core.order_items", market, orders);
  const paid = table("payments.payments_core.payments", pay, payments), refunds = table("payments.payments_core.refunds", pay, payments);
  const parcel = table("shipping.shipping_core.parcels", ship, parcels);
  m.edge(web, load, "read by job");
  m.edge(raw, load, "read by job");
  m.edge(load, order, "written by job");
  m.edge(items, lines, "SQL");
  m.edge(order, lines, "SQL");
  m.edge(order, paid, "SQL");
  m.edge(paid, refunds, "SQL");
  m.edge(order, parcel, "dbt");
  const v = view("orders", market, orders, "fresh"), vi = view("order_items", market, orders, "stale"), vp = view("payments", pay, payments, "failed");
  m.edge(order, v, "pointer");
  m.edge(lines, vi, "pointer");
  m.edge(paid, vp, "pointer");
  m.edge(refunds, vp, "pointer");
  const vs = view("parcels", ship, parcels, "fresh");
  m.edge(parcel, vs, "pointer");
  const money = view("revenue_daily", finance), close = table("finance.finance.monthly_close", finance), churn = table("ads.ads.audience_scores", ads);
  for (const from of [v, vi, vp]) m.edge(from, money, "SQL");
  m.edge(rates, money, "SQL");
  m.edge(money, close, "SQL");
  // A cycle, and a table that reads itself.
  m.edge(close, money, "SQL");
  m.edge(close, close, "SQL");
  const odd = m.asset("exposure:board <b>\"deck\"</b>", "exposure", finance, { title: "Board <b>\"deck\"</b> | a;b" });
  m.edge(money, odd, "exposure");
  const model = m.asset("model:buyer-churn", "model", ads, { title: "Buyer churn" });
  m.edge(v, churn, "SQL");
  m.edge(vs, churn, "SQL");
  m.edge(churn, model, "trained on");
  for (let i = 1; i <= 9; i++) m.edge(v, m.asset(`exposure:dashboard-${i}`, "exposure", i % 2 ? finance : ads, { title: `Dashboard ${i}` }), "exposure");
  const alone = table("ads.ads.untouched", ads);
  const from = (id, ...names) => names.map((name) => [id, name]);
  m.columns.set(raw, [["id", "unknown", [], "no export describes the job's columns"], ["total", "unknown", [], "no export describes the job's columns"]]);
  m.columns.set(order, [["order_id", "identity", from(raw, "id")], ["amount", "transformation", from(raw, "total")], ["created_at", "constant", []]]);
  m.columns.set(lines, [["order_id", "identity", from(order, "order_id")], ["share", "transformation", [...from(order, "amount"), ...from(items, "price")]]]);
  m.columns.set(v, [["order_id", "identity", from(order, "order_id")], ["amount", "identity", from(order, "amount")], ["created_at", "identity", from(order, "created_at")]]);
  m.columns.set(vi, [["order_id", "identity", from(lines, "order_id")], ["share", "identity", from(lines, "share")]]);
  m.columns.set(money, [["day", "transformation", from(v, "created_at")], ["revenue", "aggregation", [...from(v, "amount"), ...from(rates, "rate")]], ["odd", "unknown", [], "the statement has a function that isn't known"]]);
  m.columns.set(close, [["revenue", "aggregation", from(money, "revenue")]]);
  m.write(folder);
  return { focus: v, revenue: money, raw, close, alone, odd, model };
}

/** One table that 3,000 read, of which one leads on through a chain; and one of 1,000 columns. */
export function large(folder, readers = 3000) {
  const m = mesh(64);
  m.domain("platform", "Platform");
  const dmes = Array.from({ length: 24 }, (_, i) => m.dme(`team-${i}`, `Team ${i}`, "platform"));
  const hub = m.asset("table:hub-project.core.events", "table", dmes[0]);
  for (let i = 0; i < 6; i++) m.edge(m.asset(`table:hub-project.raw.source_${i}`, "table", dmes[0]), hub, "SQL");
  const names = [];
  for (let i = 0; i < readers; i++) {
    const id = m.asset(`view:hub-project.unified.reader_${String(i).padStart(4, "0")}`, "unified view", dmes[i % 24]);
    m.edge(hub, id, "pointer");
    if (i % 3 === 0) m.edge(id, m.asset(`exposure:report-${i}`, "exposure", dmes[i % 24], { title: `Report ${i}` }), "exposure");
    names.push(id);
  }
  let last = names.at(-1);
  for (let i = 0; i < 12; i++) {
    const next = m.asset(`table:chain-project.steps.step_${i}`, "table", dmes[i]);
    m.edge(last, next, "SQL");
    last = next;
  }
  m.columns.set(hub, Array.from({ length: 1000 }, (_, i) => [`column_${i}`, "identity", [["table:hub-project.raw.source_0", `c${i}`]]]));
  m.write(folder);
  return { hub, first: names[0], end: last };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [, , kind, folder] = process.argv;
  if (!{ small, large }[kind] || !folder) {
    console.error("usage: node lineage-data.mjs small|large FOLDER");
    process.exitCode = 2;
  } else console.log({ small, large }[kind](folder));
}
