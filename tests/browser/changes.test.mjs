// What builds saw change: marks by the reader's clock, and a page that needs no script.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { buildPortal, start } from "./support.mjs";

const VIEW = "views/unified/orders.html";
const HOUR = 3_600_000;
const FORTNIGHT = 14 * 24 * HOUR;
let portal, changed, page;
before(async () => {
  portal = await start();
  // The sample a day later, with a column of its views and a text changed.
  changed = buildPortal(join(portal.folder, "changed"), undefined, (root) => {
    const edit = (name, from, to) => {
      const path = join(root, name);
      const text = readFileSync(path, "utf8");
      const other = text.replaceAll(from, to);
      assert.notEqual(other, text);
      writeFileSync(path, other);
    };
    edit("exports/bigquery/VIEWS.ndjson", "marketplace_core.orders", "marketplace_core.order_items");
    edit("guides/finding-data.md", "Start with the search", "Begin with the search");
  }, ["--previous", portal.site]);
});
afterEach(async () => {
  await page?.context().close();
  page = undefined;
});
after(() => portal?.close());

/** A page of the changed portal, as read at this moment. */
const read = async (path, moment, options = {}) => {
  await page?.context().close();
  const file = (name) => readFileSync(join(changed, name));
  portal.instead = (name) => (name !== null && /\.(html|atom)$/.test(name) ? file(name) : null);
  const context = await portal.browser.newContext({ reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(10_000);
  page = await context.newPage();
  page.on("pageerror", (error) => assert.fail(`page error: ${error.message}`));
  if (options.javaScriptEnabled !== false) await page.clock.setFixedTime(moment);
  await page.goto(portal.url(path));
};
const seen = () => Date.parse(/data-changed="([^"]+)"/.exec(readFileSync(join(changed, VIEW), "utf8"))[1]);

test("a page and a list say that something changed, for a fortnight", async (t) => {
  for (const [what, passed, shown] of [["at once", 0, true], ["at the end", FORTNIGHT - 1, true], ["after it", FORTNIGHT, false], ["by a clock that is behind", -HOUR, false]]) {
    await t.test(what, async () => {
      await read(VIEW, seen() + passed);
      const mark = page.locator(".head .seen");
      assert.equal(await mark.isVisible(), shown);
      if (shown) assert.equal(await mark.innerText(), "Changed in the last fortnight");
      await read("views/index.html", seen() + passed);
      const row = page.locator("#rows tr", { has: page.locator(`a[href$="unified/orders.html"]`) }).first();
      assert.equal(await row.locator(".tag:visible", { hasText: "changed" }).count(), shown ? 1 : 0);
      assert.equal(await page.locator("#rows [data-new]:visible").count() > 0, shown);
    });
  }
});

test("what didn't change has no mark", async () => {
  await read("views/unified/countries.html", seen());
  assert.equal(await page.locator("[data-changed]").count(), 0);
});

test("without JavaScript nothing is marked, and all changes are told", async () => {
  await read(VIEW, 0, { javaScriptEnabled: false });
  assert.equal(await page.locator("[data-changed]:visible").count(), 0);
  assert.match(await page.locator("#history").innerText(), /it reads .*order_items instead of .*orders/);
  await read("guides/finding-data.html", 0, { javaScriptEnabled: false });
  assert.match(await page.locator("#history").innerText(), /its text changed/);
  await read("changes/index.html", 0, { javaScriptEnabled: false });
  await page.locator("#pointer summary").first().click();
  assert.ok((await page.locator("#pointer .changes a:visible").count()) > 0);
});

test("the page of changes fits any width, in light and dark", async (t) => {
  for (const width of [1280, 390]) {
    for (const colorScheme of ["light", "dark"]) {
      await t.test(`${width}, ${colorScheme}`, async () => {
        await read("changes/index.html", seen(), { colorScheme, viewport: { width, height: 900 } });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${wide} px beyond the window`);
        const text = page.locator("#pointer details[open] .changes p").first();
        assert.ok((await text.boundingBox()).width > 200);
      });
    }
  }
});

test("the feed that a page links is there", async () => {
  await read(VIEW, seen());
  const href = await page.locator('link[rel=alternate][type="application/atom+xml"]').getAttribute("href");
  const feed = await page.evaluate(async (address) => {
    const answer = await fetch(address);
    const xml = new DOMParser().parseFromString(await answer.text(), "application/xml");
    return { status: answer.status, root: xml.documentElement.nodeName, entries: xml.querySelectorAll("entry").length };
  }, href);
  assert.equal(feed.status, 200);
  assert.equal(feed.root, "feed");
  assert.ok(feed.entries > 0);
});
