// What the script adds, search aside: filters, copying, the theme; and all of it from the keyboard.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { start } from "./support.mjs";

let portal, context, page;
before(async () => {
  portal = await start();
  context = await portal.browser.newContext({ reducedMotion: "reduce", viewport: { width: 1280, height: 800 } });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  context.setDefaultTimeout(10_000);
  page = await context.newPage();
});
afterEach(() => page?.setViewportSize({ width: 1280, height: 800 }));
after(() => portal?.close());

/** Waits for what the status line says, since it changes a moment after typing. */
const says = (line, pattern) => line.filter({ hasText: pattern }).waitFor({ state: "attached" });

test("keys go to the search box", async () => {
  for (const key of ["/", "Control+k"]) {
    await page.goto(portal.url("views/unified/orders.html"));
    await page.keyboard.press(key);
    assert.equal(await page.evaluate(() => document.activeElement.id), "q", key);
    assert.equal(await page.locator("#q").inputValue(), "", key);
  }
});

test("filters", async (t) => {
  await t.test("columns: rows hide, and the count is announced", async () => {
    await page.goto(portal.url("views/unified/orders.html"));
    const rows = page.locator("#column-rows tbody tr");
    const count = await rows.count();
    const status = page.locator("#columns [role=status]");
    await page.getByRole("searchbox", { name: "Filter columns" }).fill("ORDER_ID");
    await says(status, new RegExp(`^1 of ${count} match$`));
    assert.equal(await rows.filter({ visible: true }).count(), 1);
    await page.keyboard.press("Escape");
    await page.waitForFunction((wanted) => document.querySelectorAll("#column-rows tbody tr:not([hidden])").length === wanted, count);
    assert.equal(await status.innerText(), "");
  });
  await t.test("a list", async () => {
    await page.goto(portal.url("glossary/index.html"));
    await page.getByRole("searchbox", { name: "Filter this page" }).fill("gross");
    await says(page.locator("main [role=status]"), /^\d+ of \d+ match$/);
    const left = await page.locator("#rows tbody tr:visible").allInnerTexts();
    assert.ok(left.length > 0 && left.every((text) => /gross/i.test(text)), `left: ${left}`);
  });
});

test("a copy button copies", async () => {
  await page.goto(portal.url("views/unified/orders.html"));
  await page.getByRole("button", { name: "Copy query" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await page.locator("#query-text").textContent());
  assert.match(copied, /FROM/);
});

test("the chosen theme is remembered", async () => {
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(portal.url());
  const light = await paper();
  await page.getByRole("button", { name: "Switch to dark theme" }).click();
  const dark = await paper();
  assert.notEqual(dark, light);
  await page.goto(portal.url("views/unified/orders.html"));
  assert.equal(await paper(), dark);
  await page.getByRole("button", { name: "Switch to light theme" }).click();
  assert.equal(await paper(), light);
  await page.evaluate(() => localStorage.clear());
});

test("keyboard", async (t) => {
  await t.test("the skip link is the first stop and leads to the content", async () => {
    await page.goto(portal.url("views/unified/orders.html"));
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    assert.equal(await focused.innerText(), "Skip to content");
    assert.ok((await focused.boundingBox()).y >= 0, "it is in sight");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  });

  for (const [path, width] of [["index.html", 1280], ["views/unified/orders.html", 1280], ["views/unified/orders.html", 390], ["governance/index.html", 1280]]) {
    await t.test(`every stop of ${path} is in sight at ${width} px`, async () => {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(portal.url(path));
      const seen = [];
      for (;;) {
        await page.keyboard.press("Tab");
        const stop = await page.evaluate(() => {
          const element = document.activeElement;
          if (!element || element === document.body) return null;
          const { left, top, width: w, height: h } = element.getClientRects()[0] ?? element.getBoundingClientRect();
          const x = Math.min(left + w / 2, innerWidth - 1), y = Math.min(top + h / 2, innerHeight - 1);
          const hit = x >= 0 && y >= 0 ? document.elementFromPoint(x, y) : null;
          const ring = getComputedStyle(element);
          return {
            name: element.outerHTML.slice(0, 90),
            first: element.matches(".skip"),
            uncovered: Boolean(hit && (element.contains(hit) || hit.contains(element))),
            // The boxes of the picture show the focus with their own stroke.
            ringed: (ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) > 0) || Boolean(element.closest("svg")),
          };
        });
        if (!stop || (stop.first && seen.length)) break;
        assert.ok(stop.uncovered, `out of sight: ${stop.name}`);
        assert.ok(stop.ringed, `no focus ring: ${stop.name}`);
        seen.push(stop.name);
        assert.ok(seen.length < 500, "the focus never comes round");
      }
      assert.ok(seen.length > 10, `only ${seen.length} stops`);
    });
  }

  await t.test("a box of the lineage picture is a link", async () => {
    await page.goto(portal.url("views/unified/orders.html"));
    const box = page.locator("#lineage svg a").first();
    const target = new URL(await box.getAttribute("href"), page.url()).href;
    await box.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(target);
    assert.equal(await page.locator("h1").count(), 1);
  });
});

test("an unknown address gives a page whose links work", async () => {
  for (const path of ["nothing.html", "views/unified/deep/er/nothing.html"]) {
    const response = await page.goto(portal.url(path));
    assert.equal(response.status(), 404);
    assert.match(await page.locator("h1").innerText(), /not found/i);
    const links = await page.locator("a[href]").evaluateAll((all) => [...new Set(all.map((a) => a.href.split("#")[0]))]);
    assert.ok(links.length > 8);
    for (const link of links.filter((link) => link !== page.url())) {
      assert.equal((await page.request.get(link)).status(), 200, link);
    }
    await page.locator("#q").fill("orders");
    await page.keyboard.press("Enter");
    await says(page.locator("#status"), /results/);
  }
});
