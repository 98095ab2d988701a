// One query, one answer: the client that the portal ships, run outside a browser, beside `vitrina search`.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { buildPortal, filesBelow, vitrina } from "./support.mjs";

const LIMIT = 20;

let folder, site, step;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitrina-parity-"));
  site = buildPortal(folder);
  const asset = (pattern) => {
    const found = filesBelow(join(site, "assets")).filter((name) => pattern.test(name));
    assert.equal(found.length, 1, `${pattern}: ${found}`);
    return readFileSync(join(site, "assets", found[0]));
  };
  const { initSync, Client } = await import(`data:text/javascript;base64,${readFileSync(resolve("../..", process.env.SEARCH_CLIENT ?? "static", "search-glue.js")).toString("base64")}`);
  initSync({ module: new WebAssembly.Module(gunzipSync(asset(/\.wasm\.gz$/))) });
  const client = new Client(gunzipSync(readFileSync(join(site, "search/head.bin"))));
  step = (request) => {
    for (let round = 0; ; round++) {
      const outcome = JSON.parse(client.step(JSON.stringify(request)));
      if (outcome.answer) return { ...outcome.answer, rounds: round };
      for (const name of new Set(outcome.need.map((piece) => piece.name))) client.put(name, readFileSync(join(site, `search/c/${name}.bin`)));
    }
  };
});
after(() => rmSync(folder, { recursive: true, force: true }));

const WRITTEN = [
  "orders", "order", "ord", "o", "order items", "items order", "orderItems", "ORDER_ITEMS", "order-it", "mercadia-unified.unified.orders",
  "`mercadia-unified.unified.orders`", "order_id", "buyer_id amount", "gmv", "gross merchandise value", '"gross merchandise"', '"order items"',
  "orders -legacy", "orders OR returns", "returns OR refunds -table", "dme:marketplace-core", "dme:payments orders", "domain:commerce orders",
  "owner:payments", "kind:table orders", 'kind:"unified view" orders', "column:order_id", "column:buyer", "tag:pii", "audience:finance", "audience:everyone orders",
  "lifecycle:deprecated", "criticality:tier_1", "name:orders", "description:refund", "ordes", "odrers", "shiment", "custmoers", "merchnt_crdit", "recomendacion",
  "devolucao", "transacción", "TRANSACCION", "inversion campaña", "colour:red", '"orders', "-orders", "zzyzx", "", "   ", "!?…", "🎉 orders", "注文", "طلبات",
  "ord OR", "OR OR", "a b c d e f g h", "(orders)", ".*", "(a+)+$", "orders~2", "orders^5", "+orders", "field:", ":x", "https://example.com/a?b=c", "null", "\\u0000",
  "orders zzqx", "zzqx vvkk orders", "orders buyer_id chargeback campaign", "the orders of a buyer", "los pedidos de un comprador", "as vendas da loja", "the of",
  "facturación", "pagamento", "estorno", "mercadia-unified:unified.orders", "\"mercadia-unified\".\"unified\".\"orders\"", "[mercadia-unified:unified.orders]",
  "FROM `mercadia-unified.unified.orders` LIMIT 10", "orderitems", "ayment", "hargeback", "verdict:usable", 'verdict:"with care"', "verdict:no-promise orders", "verdict:broken",
];

test("the same ranked results natively and as WebAssembly", async (t) => {
  const names = vitrina(["list", "views", "--root", "../../manifests", "--format", "ndjson"]).trim().split("\n").map((line) => JSON.parse(line).name);
  assert.ok(names.length > 100);
  const short = names.map((name) => name.split(".").pop());
  // A name with one letter left out, at a place that differs from name to name.
  const typos = short.map((name, i) => name.slice(0, 1 + (i % (name.length - 1))) + name.slice(2 + (i % (name.length - 1))));
  const queries = [...WRITTEN, ...names, ...short, ...typos, "x".repeat(10_000), "orders ".repeat(100).trim()];
  const lines = vitrina(["search", "--out", site, "--limit", String(LIMIT), "--queries", "-"], queries.map((q) => `${q}\n`).join("")).trim().split("\n");
  assert.equal(lines.length, queries.length);
  let found = 0, rounds = 0;
  for (const [i, query] of queries.entries()) {
    const native = JSON.parse(lines[i]);
    const answer = step({ q: query, from: 0, size: LIMIT, sort: "relevance", filters: {}, facets: false });
    const shown = JSON.stringify(query.slice(0, 60));
    assert.deepEqual(answer.hits.map((hit) => hit.id), native.ids, shown);
    assert.equal(answer.total, native.total, shown);
    assert.ok(answer.rounds <= 4, `${shown} took ${answer.rounds} rounds`);
    if (answer.total) found++;
    rounds = Math.max(rounds, answer.rounds);
  }
  t.diagnostic(`${queries.length} queries, ${found} of them with results, at most ${rounds} rounds of pieces`);
  assert.ok(found > queries.length * 0.8);
});

test("an exact name comes first", () => {
  const key = (name) => name.toLowerCase().replace(/[^a-z0-9]+/g, "");
  for (const what of ["views", "tables", "products", "dmes", "domains", "terms"]) {
    for (const line of vitrina(["list", what, "--root", "../../manifests", "--format", "ndjson"]).trim().split("\n")) {
      const { name } = JSON.parse(line);
      for (const query of [name, name.split(".").pop(), name.toUpperCase()]) {
        const [first] = step({ q: query, from: 0, size: 1, sort: "relevance", filters: {}, facets: false }).hits;
        const names = [first.id.slice(first.id.indexOf(":") + 1), (first.title ?? []).join("")];
        assert.ok(names.some((n) => key(n) === key(query) || key(n.split(".").pop()) === key(query) || key(n.split(".").slice(1).join(".")) === key(query)), `${query}: ${first.id}`);
      }
    }
  }
});

test("facets count what the results are", () => {
  const ask = (filters, extra = {}) => step({ q: "order", from: 0, size: 100, sort: "relevance", filters, facets: true, ...extra });
  const all = ask({});
  for (const { field, values } of all.facets) {
    for (const { value, count } of values.slice(0, 5)) {
      assert.equal(ask({ [field]: [value] }).total, count, `${field}: ${value}`);
    }
  }
  const [first, second] = all.facets.find((f) => f.field === "kind").values;
  const both = ask({ kind: [first.value, second.value] });
  assert.equal(both.total, first.count + second.count, "values of one facet are alternatives");
  assert.deepEqual(both.facets.find((f) => f.field === "kind").values.map((v) => v.count).sort(), all.facets.find((f) => f.field === "kind").values.map((v) => v.count).sort(), "the others of a facet stay to be chosen");
  const names = ask({}, { sort: "name" }).hits.map((hit) => hit.id.split(".").pop().toLowerCase());
  assert.equal(names.length, Math.min(100, all.total));
});
