// The lineage explorer: on the sample portal's own data, and on made-up meshes that are put in the place of it.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { large, small } from "./lineage-data.mjs";
import { start } from "./support.mjs";

const PAGE = "lineage/index.html", DATA = "lineage/data/";
const ORDERS = "views/unified/orders.html";

let portal, folder, context, page, trouble, requests;
before(async () => {
  portal = await start();
  folder = mkdtempSync(join(tmpdir(), "vitrina-lineage-"));
});
after(async () => {
  await context?.close();
  await portal?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Every test is a reader of its own; `expected` are statuses that it brings about. */
const fresh = async (options = {}, expected = []) => {
  await context?.close();
  context = await portal.browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(20_000);
  await context.addInitScript(() => {
    globalThis.refused = [];
    addEventListener("securitypolicyviolation", (event) => refused.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  [trouble, requests] = [[], []];
  page = await context.newPage();
  page.on("console", (message) => !expected.some((status) => message.text().includes(status)) && trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`page error: ${error.message}`));
  page.on("response", (r) => r.status() >= 400 && !expected.includes(r.status()) && trouble.push(`${r.status()} ${r.url()}`));
  context.on("request", (request) => requests.push(request.url()));
};
/** Waits until the page shows what its address asks for. */
const settled = () => page.waitForFunction(() => document.getElementById("explorer")?.dataset.shows === location.search
  && document.querySelector(".x-canvas")?.getAttribute("aria-busy") === "false");
const visit = async (params = {}) => {
  const query = new URLSearchParams(params).toString();
  await page.goto(portal.url(PAGE) + (query && `?${query}`));
  await settled();
};
const quiet = async () => {
  assert.deepEqual(await page.evaluate(() => refused), [], "refused by the page's policy");
  assert.deepEqual(trouble, []);
  const elsewhere = requests.filter((r) => !r.startsWith(portal.url("")) && !/^(data|blob):/.test(r) && !r.endsWith("/favicon.ico"));
  assert.deepEqual(elsewhere, [], "requests outside the portal");
};
const audit = async (what) => {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.help}\n    ${v.nodes.slice(0, 3).map((n) => n.html).join("\n    ")}`), [], what);
};
const params = () => new URL(page.url()).searchParams;
const node = (name) => page.locator(".x-node").filter({ has: page.getByText(name, { exact: true }) });
const names = (list) => page.getByRole("group", { name: list, exact: true }).locator(".x-node .x-name > :first-child").allInnerTexts();
const status = () => page.locator("#lineage-status").innerText();
const says = (text) => page.locator("#lineage-status").filter({ hasText: text }).waitFor();
const focused = () => page.evaluate(() => document.activeElement.querySelector("span")?.textContent ?? document.activeElement.textContent);

describe("on the sample portal's own data", () => {
  const data = (name) => JSON.parse(readFileSync(portal.file(DATA + name), "utf8"));
  let assets, orders;
  before(() => {
    const { blocks } = data("head.json");
    assets = new Map();
    for (let i = 0; i < blocks; i++) {
      if (existsSync(portal.file(`${DATA}${i}.json`))) for (const [id, asset] of Object.entries(data(`${i}.json`))) assets.set(id, asset);
    }
    orders = [...assets].find(([, asset]) => asset.h === ORDERS)?.[0];
    assert.ok(orders, `no asset of the data has the page ${ORDERS}`);
  });

  test("every address in the data is a page, every neighbour an asset", () => {
    const head = data("head.json");
    const pages = [...[...assets.values()].map((a) => a.h), ...head.dmes.map((d) => d.href), ...head.domains.map((d) => d.href)].filter(Boolean);
    assert.deepEqual(pages.filter((href) => !portal.files.includes(decodeURIComponent(href))), []);
    const lost = [...assets].flatMap(([id, a]) => [...a.up, ...a.down].filter(([other]) => !assets.has(other)).map(([other]) => `${id}: ${other}`));
    assert.deepEqual(lost, []);
    for (const [id, a] of assets) {
      for (const [other] of a.down) assert.ok(assets.get(other).up.some(([back]) => back === id), `${id} → ${other} is known at one end only`);
      assert.ok(a.u >= a.up.filter(([x]) => x !== id).length && a.n >= a.down.filter(([x]) => x !== id).length, `${id} reaches fewer than its neighbours`);
    }
  });

  test("shows the neighbours of an asset, and is accessible wide and narrow, light and dark", async () => {
    await fresh();
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await visit({ focus: orders });
        const { up, down } = assets.get(orders);
        for (const [list, all] of [["Upstream", up], ["Downstream", down]]) {
          const heading = page.getByRole("group", { name: list, exact: true }).locator("h2");
          if (all.length) assert.match(await heading.innerText(), new RegExp(`${list}\\s*${all.filter(([id]) => id !== orders).length}$`));
        }
        const [needed, given] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok(needed <= given, `at ${width} px the page is ${needed} px wide and scrolls sideways`);
        await audit(`${width} px, ${colorScheme}`);
      }
    }
    assert.equal(await page.getByRole("link", { name: "Open page" }).getAttribute("href"), portal.url(ORDERS));
    await quiet();
  });

  test("begins with the domains, and zooms in", async () => {
    await fresh();
    await visit();
    await audit("overview");
    const first = page.locator(".x-node .x-name").first();
    await first.focus();
    await page.keyboard.press("Enter");
    await settled();
    assert.match(params().get("focus"), /^(domain|dme):/);
    await audit("one level further");
    await quiet();
  });

  test("says without JavaScript where the lists are", async () => {
    await fresh({ javaScriptEnabled: false });
    await page.goto(portal.url(PAGE));
    const links = page.locator("noscript a, .notice a");
    assert.ok((await links.count()) >= 1);
    for (const href of await links.evaluateAll((all) => all.map((a) => a.href))) assert.equal((await page.request.get(href)).status(), 200, href);
  });

  test("says what to do when it is opened as a file", async () => {
    await fresh();
    await page.goto(pathToFileURL(portal.file(PAGE)).href);
    await page.getByRole("alert").filter({ hasText: "web server" }).waitFor();
  });
});

describe("on a small mesh", () => {
  let ids, instead;
  before(() => {
    const data = join(folder, "small");
    ids = small(data);
    instead = portal.instead;
    portal.instead = (name) => (name?.startsWith(DATA) ? (existsSync(join(data, name.slice(DATA.length))) ? readFileSync(join(data, name.slice(DATA.length))) : 404) : null);
  });
  after(() => { portal.instead = instead; });

  test("zooms from domains to columns and back", async () => {
    await fresh();
    await visit();
    assert.deepEqual((await page.locator(".x-node .x-name > :first-child").allInnerTexts()).sort(), ["Fintech", "Growth", "Marketplace", "Payments", "Shipping"]);
    await node("Marketplace").locator(".x-name").dblclick();
    await settled();
    assert.equal(params().get("focus"), "domain:commerce/marketplace");
    await node("Marketplace core").locator(".x-name").click();
    await page.getByRole("button", { name: "Zoom in" }).click();
    await settled();
    assert.equal(params().get("focus"), "dme:marketplace-core");
    assert.deepEqual((await page.locator(".x-node .x-name > :first-child").allInnerTexts()).sort(), ["In no product", "Items", "Orders"]);
    await node("Orders").locator(".x-name").dblclick();
    await settled();
    await node("unified.orders").locator(".x-name").dblclick();
    await settled();
    assert.equal(params().get("focus"), ids.focus);
    await page.getByRole("group", { name: "Zoom" }).getByRole("button", { name: "Columns" }).click();
    await settled();
    assert.equal(await page.locator(".x-row.x-column").count(), 3);
    assert.equal(await page.locator(".x-zoom [aria-current]").innerText(), "Columns");
    await page.getByRole("group", { name: "Zoom" }).getByRole("button", { name: "Products" }).click();
    await settled();
    assert.equal(await page.locator(".x-box.here .x-name > :first-child").innerText(), "Orders");
    await page.getByRole("navigation", { name: "Place in the mesh" }).getByRole("button", { name: "Whole mesh" }).click();
    await settled();
    assert.equal(page.url(), portal.url(PAGE));
    await quiet();
  });

  test("what is in no DME is found as well", async () => {
    await fresh();
    await visit({ level: "dmes" });
    await node("In no DME").locator(".x-name").dblclick();
    await settled();
    assert.ok((await page.locator(".x-node .x-name > :first-child").allInnerTexts()).includes("currency.rates"));
    await quiet();
  });

  test("says how many there are before it opens, and keeps it all in the address", async () => {
    await fresh();
    await visit({ focus: ids.focus });
    assert.equal((await names("Downstream"))[0], "ads.audience_scores");
    const more = page.getByRole("button", { name: "Show 1 upstream of marketplace_core.orders, 3 in all" });
    assert.equal(await more.innerText(), "+1");
    await more.click();
    await settled();
    await node("Load orders, hourly").waitFor();
    assert.deepEqual(params().getAll("up"), ["table:mercadia-marketplace.marketplace_core.orders"]);
    await says("Shown: 1 asset upstream");
    assert.equal(await focused(), "−", "the button keeps the focus");
    const address = page.url();
    await page.getByRole("button", { name: "Hide: Upstream", exact: true }).click();
    await settled();
    assert.equal(await page.locator(".x-level").count(), 2);
    await page.goBack();
    await settled();
    assert.equal(page.url(), address);
    assert.equal(await page.locator(".x-level").count(), 4);
    await page.goForward();
    await settled();
    await page.goto(address);
    await settled();
    await node("Load orders, hourly").waitFor();
    assert.equal(await page.locator(".x-level").count(), 4, "the address alone gives it all back");
    await quiet();
  });

  test("a cycle and an asset that reads itself are drawn once", async () => {
    await fresh();
    await visit({ focus: ids.close, up: ids.revenue, down: ids.revenue });
    assert.equal(await node("unified.revenue_daily").count(), 1);
    assert.match(await node("finance.monthly_close").innerText(), /reads itself/);
    await quiet();
  });

  test("follows a column both ways, and says why a source is unknown", async () => {
    await fresh();
    await visit({ focus: ids.focus, cols: ids.focus });
    await page.getByRole("button", { name: "amount identity" }).click();
    await settled();
    const about = page.getByRole("region", { name: "Column" });
    const rows = await about.locator("tbody tr").allInnerTexts();
    const has = (...parts) => assert.ok(rows.some((row) => parts.every((part) => row.includes(part))), `${parts} in ${rows}`);
    has("marketplace_core.orders.amount", "unified.orders.amount", "identity");
    has("unified.orders.amount", "unified.revenue_daily.revenue", "aggregation");
    assert.ok((await page.locator(".x-column.marked").allInnerTexts()).some((text) => text.startsWith("revenue")), "derived columns of loaded nodes are marked");
    assert.ok((await page.locator(".x-edges .column").count()) > 0);
    assert.equal(params().get("column"), "amount");
    await audit("columns");
    await visit({ focus: ids.revenue, cols: ids.revenue, column: "odd" });
    assert.match(await about.innerText(), /unknown: the statement has a function that isn't known/);
    await quiet();
  });

  test("finds the shortest path in either direction", async () => {
    await fresh();
    await visit({ focus: ids.revenue });
    await page.getByLabel("Path to").fill(ids.raw);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Shortest path, 4 steps" }).waitFor();
    const chain = () => page.locator(".x-chain li").allInnerTexts();
    assert.deepEqual(await chain(), ["raw.orders_raw", "Load orders, hourly", "marketplace_core.orders", "unified.orders", "unified.revenue_daily"]);
    assert.match(await page.getByRole("region", { name: "Path" }).innerText(), /against the order asked for/);
    assert.equal(await page.locator(".x-box.path").count(), 5);
    await audit("path");
    await visit({ focus: ids.raw, to: ids.model });
    assert.deepEqual(await chain(), ["raw.orders_raw", "Load orders, hourly", "marketplace_core.orders", "unified.orders", "ads.audience_scores", "Buyer churn"]);
    await visit({ focus: ids.focus, to: ids.alone });
    assert.match(await page.getByRole("region", { name: "Path" }).innerText(), /Nothing leads from unified.orders to ads.untouched/);
    await page.getByLabel("Path to").fill("no such thing");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "No such asset" }).waitFor();
    await quiet();
  });

  test("gives what is shown as CSV, Mermaid, DOT and OpenLineage", async () => {
    await fresh({ permissions: ["clipboard-read", "clipboard-write"] });
    await visit({ focus: ids.revenue, cols: ids.revenue });
    const written = async (format) => {
      await page.getByLabel("Export").selectOption(format);
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download" }).click()]);
      const text = readFileSync(await download.path(), "utf8");
      await page.getByRole("button", { name: "Copy", exact: true }).click();
      await says("copied");
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      if (format !== "openlineage") assert.equal(copied.replaceAll("\r\n", "\n"), text.replaceAll("\r\n", "\n"));
      return text;
    };
    const csv = await written("csv");
    assert.ok(csv.includes('"exposure:board <b>""deck""</b>"'), csv);
    assert.equal(csv.trim().split("\r\n").length, 1 + 8);
    // The script is there by now; what it makes of texts that a spreadsheet or a terminal would act on.
    const hostile = ["=1+1", "  +1+1", "-1-1", "@A1", "\uff1d1", "\"=1", "-5", "+3.2", "a\u202eb\u009bc", "x\r\ny"];
    const exported = await page.evaluate(async (names) => {
      const script = performance.getEntriesByType("resource").find(({ name }) => name.includes("explorer-export")).name;
      const { FORMATS } = await import(script);
      const nodes = names.map((name, i) => ({ id: `term:${i}`, name, kind: "term", group: "" }));
      return Object.fromEntries(["csv", "dot", "mermaid"].map((format) => [format, FORMATS[format].write({ nodes, edges: [], columns: new Map() })]));
    }, hostile);
    for (const cell of ["'=1+1", "'  +1+1", "'-1-1", "'@A1", "'\uff1d1", "\"'\"\"=1\"", "'-5", "'+3.2", "a\ufffdb\ufffdc", "\"x\ny\""]) {
      assert.ok(exported.csv.includes(`,term,${cell},`), `${cell} in ${exported.csv}`);
    }
    for (const text of Object.values(exported)) assert.doesNotMatch(text, /[\u0080-\u009f\u202a-\u202e]/);
    const mermaid = await written("mermaid");
    assert.match(mermaid, /^flowchart LR\n/);
    assert.ok(!/<b>/.test(mermaid) && mermaid.includes("#34;deck#34;"), mermaid);
    const dot = await written("dot");
    assert.ok(dot.includes('[label="Board <b>\\"deck\\"</b> | a;b"]'), dot);
    const events = JSON.parse(await written("openlineage"));
    const revenue = events.find((e) => e.job.name === ids.revenue);
    assert.equal(revenue.inputs.length, 5);
    assert.deepEqual(revenue.outputs[0].name, "mercadia-unified.unified.revenue_daily");
    assert.equal(revenue.outputs[0].facets.columnLineage.fields.revenue.inputFields[0].transformations[0].subtype, "AGGREGATION");
    for (const event of events) for (const field of ["eventTime", "producer", "schemaURL", "job"]) assert.ok(event[field], field);
    await visit({ level: "dmes" });
    await page.getByLabel("Export").selectOption("openlineage");
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    await says("zoom in");
    await quiet();
  });

  test("is used from the keyboard alone", async () => {
    await fresh();
    await visit({ focus: ids.focus });
    await page.locator(".x-box.here .x-name").focus();
    await page.keyboard.press("ArrowLeft");
    assert.equal(await focused(), "marketplace_core.orders");
    await page.keyboard.press("Enter");
    await says("Shown: 1 asset upstream");
    assert.equal(await focused(), "marketplace_core.orders", "what was opened keeps the focus");
    await node("Load orders, hourly").waitFor();
    await page.keyboard.press("ArrowLeft");
    assert.equal(await focused(), "Load orders, hourly");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("End");
    assert.match(await focused(), /^dashboard.9$/i, "named by its id until its title is read");
    await page.keyboard.press("Home");
    assert.equal(await focused(), "ads.audience_scores");
    assert.match(await page.getByRole("region", { name: "Chosen node" }).innerText(), /audience_scores/);
    await quiet();
  });

  test("says what is wrong, and what to do", async () => {
    await fresh({}, [404]);
    await visit({ focus: "view:no.such.view" });
    const alert = page.getByRole("alert");
    assert.match(await alert.innerText(), /Not in this portal/);
    assert.match(await alert.getByRole("link").getAttribute("href"), /search\/index\.html\?q=such\.view$/);
    await page.getByRole("button", { name: "begin with the overview" }).click();
    await settled();
    assert.equal(await alert.count(), 0);

    const whole = portal.instead;
    try {
      portal.instead = (name) => (name?.startsWith(DATA) && !name.endsWith("head.json") ? 404 : whole(name));
      await visit({ focus: ids.focus });
      assert.match(await alert.innerText(), /is not in this portal.*rebuilt/s);
      portal.instead = whole;
      await page.getByRole("button", { name: "Try again" }).click();
      await page.locator(".x-node").first().waitFor();
      portal.instead = (name) => (name === `${DATA}head.json` ? 404 : whole(name));
      await visit({ focus: ids.focus });
      assert.match(await alert.innerText(), /built without lineage/);
      portal.instead = (name) => (name === `${DATA}head.json` ? Buffer.from("{") : whole(name));
      await visit({ focus: ids.focus });
      assert.match(await alert.innerText(), /can't be read/);
    } finally {
      portal.instead = whole;
    }
    assert.deepEqual(trouble, []);
  });
});

describe("on a node of 3,000 neighbours", () => {
  let ids, instead;
  before(() => {
    const data = join(folder, "large");
    ids = large(data);
    instead = portal.instead;
    portal.instead = (name) => (name?.startsWith(DATA) ? (existsSync(join(data, name.slice(DATA.length))) ? readFileSync(join(data, name.slice(DATA.length))) : 404) : null);
  });
  after(() => { portal.instead = instead; });

  const list = () => page.getByRole("group", { name: "Downstream", exact: true });
  const elements = () => list().evaluate((all) => all.querySelectorAll("*").length);

  test("shows fifty, then more, then all, with few elements in the page", async () => {
    await fresh();
    await visit({ focus: ids.hub });
    assert.match(await list().locator("h2").innerText(), /3,000/);
    assert.equal(await list().locator("footer .soft").innerText(), "50 of 3,000");
    await list().getByRole("button", { name: "Show 50 more" }).click();
    assert.equal(await list().locator("footer .soft").innerText(), "100 of 3,000");
    await list().getByRole("button", { name: "Show all" }).click();
    assert.ok((await elements()) <= 200, `${await elements()} elements`);
    const frames = await list().locator(".x-scroll").evaluate(async (scroller) => {
      const taken = [];
      for (let i = 0, last = performance.now(); i < 60; i++) {
        scroller.scrollTop += 900;
        await new Promise(requestAnimationFrame);
        taken.push(performance.now() - last);
        last = performance.now();
      }
      return taken.sort((a, b) => a - b);
    });
    assert.ok(frames[30] < 50, `half of the frames took over ${frames[30]} ms`);
    await page.waitForTimeout(300);
    assert.ok((await elements()) <= 200, `${await elements()} elements`);
    await audit("3,000 neighbours");
    await list().locator(".x-name").first().focus();
    await page.keyboard.press("End");
    assert.match(await focused(), /reader_\d+/);
    await quiet();
  });

  test("filters all of them", async () => {
    await fresh();
    await visit({ focus: ids.hub });
    await list().getByRole("searchbox").fill("reader_02 9");
    await says("19 of 3,000 match.");
    // The count is said before the rows are drawn.
    const allMatch = async () => (await names("Downstream")).every((name) => /reader_02.*9/.test(name));
    for (let tries = 0; tries < 50 && !(await allMatch()); tries += 1) await page.waitForTimeout(100);
    assert.ok(await allMatch());
    await page.keyboard.press("Escape");
    await says("3,000 of 3,000 match.");
    await quiet();
  });

  test("finds a path through it, or is told to stop", async () => {
    await fresh();
    await visit({ focus: ids.first, to: ids.end });
    assert.match(await page.getByRole("region", { name: "Path" }).innerText(), /No path/);
    await visit({ focus: ids.hub, to: ids.end });
    assert.equal(await page.locator(".x-chain li").count(), 14);
    assert.match(await page.getByRole("region", { name: "Path" }).innerText(), /\d+ files read/);
    const whole = portal.instead;
    await visit({ focus: ids.first });
    await page.route("**/lineage/data/*.json", async (route) => {
      await new Promise((done) => setTimeout(done, 400));
      await route.continue().catch(() => {});
    });
    await page.getByLabel("Path to").fill(ids.end);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Find path" }).waitFor();
    await settled();
    assert.equal(params().get("to"), null);
    portal.instead = whole;
    await quiet();
  });

  test("a table of 1,000 columns stays small in the page", async () => {
    await fresh();
    await visit({ focus: ids.hub, cols: ids.hub });
    const own = page.getByRole("group", { name: "In focus" });
    assert.ok((await own.evaluate((all) => all.querySelectorAll("*").length)) <= 200);
    await own.getByRole("searchbox").fill("column_99");
    await page.waitForFunction(() => document.querySelectorAll(".x-row.x-column").length === 11);
    await quiet();
  });
});
