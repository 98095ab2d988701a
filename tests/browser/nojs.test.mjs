// Without JavaScript every page reads, and nothing offers what would not work.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { pageKinds, start } from "./support.mjs";

let portal, page;
before(async () => {
  portal = await start();
  const context = await portal.browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
});
after(() => portal?.close());

const mainText = () => page.locator("main").innerText();

test("every page kind has its heading, its text and the way on", async (t) => {
  for (const [kind, path] of Object.entries(pageKinds(portal.files))) {
    await t.test(`${kind}: ${path}`, async () => {
      await page.goto(portal.url(path));
      assert.equal(await page.locator("h1").count(), 1, "one first heading");
      assert.ok((await page.locator("h1").innerText()).trim());
      assert.ok((await mainText()).length > 100, "there is text to read");
      assert.ok((await page.locator("header nav a:visible").count()) >= 5, "the lists are linked");
      assert.equal(await page.locator(".js-only:visible").count(), 0, "a control is shown that needs the script");
    });
  }
});

test("a view tells owner, target, columns and lineage", async () => {
  await page.goto(portal.url("views/unified/orders.html"));
  const text = await mainText();
  for (const wanted of ["Marketplace Core", "marketplace_core.orders", "order_id", "Where it points", "Sample query"]) {
    assert.ok(text.includes(wanted), `${wanted} is missing`);
  }
  assert.ok((await page.locator("#column-rows tbody tr:visible").count()) > 5);
  assert.ok((await page.locator("#lineage svg a").count()) > 0);
  await page.locator("#points a", { hasText: "marketplace_core.orders" }).first().click();
  assert.match(page.url(), /\/tables\/mercadia-marketplace\/marketplace_core\/orders\.html$/);
});

test("the SQL opens", async () => {
  await page.goto(portal.url("views/unified/orders.html"));
  assert.equal(await page.locator("#sql-text").isVisible(), false);
  await page.locator("#sql summary").click();
  assert.equal(await page.locator("#sql-text").isVisible(), true);
});

test("search says what it needs and links the lists", async () => {
  await page.goto(portal.url("search/index.html"));
  assert.match(await page.locator("noscript").innerText(), /needs JavaScript/);
  await page.locator("#lists a", { hasText: "Views" }).first().click();
  assert.match(page.url(), /\/views\/index\.html$/);
});

test("pages of a long list are linked", async () => {
  await page.goto(portal.url("views/index.html"));
  await page.locator("a[rel=next]").click();
  assert.match(page.url(), /\/views\/page-2\.html$/);
});

test("moments are printed: an age would only hold at one moment", () => {
  const age = /\b\d+ (?:s|min|h|d|years) (?:ago|old)\b|\bopen for \d/;
  let moments = 0;
  for (const file of portal.files.filter((file) => file.endsWith(".html"))) {
    const html = readFileSync(portal.file(file), "utf8");
    const text = html.replace(/<script[^]*?<\/script>/g, "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
    assert.equal(age.exec(text)?.[0], undefined, file);
    for (const [, datetime, printed] of html.matchAll(/<time datetime="([^"]*)" data-age>([^<]*)<\/time>/g)) {
      assert.match(datetime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/, file);
      assert.equal(printed, `${datetime.slice(0, 16).replace("T", " ")} UTC`, file);
      moments++;
    }
    assert.equal(html.split(" data-age").length, html.split(/<time datetime="[^"]*" data-age>/).length, file);
  }
  assert.ok(moments > 50, `only ${moments} moments`);
});

test("a portal that wasn't rebuilt shows no empty banner", async () => {
  await page.goto(portal.url());
  assert.equal(await page.locator(".outdated, main > [role=status]").count(), 0);
});
