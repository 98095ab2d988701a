// The portal of an audience: a listed view says how to ask, what is hidden is one box, and a reader of several portals can
// switch between those that the host offers.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import axe from "axe-core";
import { PREFIX, start } from "./support.mjs";

const LIST = "audiences.json";
const UNSEEN = "something that you may not see";
const WIDTHS = [1280, 390];

let portal, views, context, page, trouble;
/** The audience list goes into the sample's settings. */
const change = (root) => {
  const settings = join(root, "vitrina.toml");
  const text = readFileSync(settings, "utf8");
  const line = `audience_list = "${PREFIX}${LIST}"\n`;
  writeFileSync(settings, /^\[access\]$/m.test(text) ? text.replace(/^\[access\]\n/m, `[access]\n${line}`) : `${text}\n[access]\n${line}`);
};
before(async () => {
  portal = await start(change, ["--audience", "analysts"]);
  views = readFileSync(portal.file("api/v1/views.ndjson"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
});
after(async () => {
  await context?.close();
  await portal?.close();
});

const offers = (list) => { portal.instead = (name) => (name === LIST ? Buffer.from(JSON.stringify(list)) : null); };
const fresh = async (width) => {
  await context?.close();
  context = await portal.browser.newContext({ viewport: { width, height: 900 }, reducedMotion: "reduce" });
  context.setDefaultTimeout(20_000);
  await context.addInitScript(() => {
    globalThis.refused = [];
    addEventListener("securitypolicyviolation", (event) => refused.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  trouble = [];
  page = await context.newPage();
  page.on("console", (message) => trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`page error: ${error.message}`));
};
const audit = async (what) => {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.help}\n    ${v.nodes.slice(0, 3).map((n) => n.html).join("\n    ")}`), [], what);
};
const quiet = async () => {
  assert.deepEqual(await page.evaluate(() => refused), [], "refused by the page's policy");
  assert.deepEqual(trouble, []);
};
const fits = async () => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "wider than the window");

const listed = () => views.find((view) => view.level === "listed");
const stub = () => views.find((view) => view.stub && view.unified);

for (const width of WIDTHS) {
  describe(`at ${width} px`, () => {
    test("a listed view says that it can't be queried yet, and whom to ask", async () => {
      offers([]);
      await fresh(width);
      await page.goto(portal.url(listed().url));
      await page.getByText("You can't query it yet.").waitFor();
      assert.ok(await page.getByRole("heading", { name: "How to get access" }).isVisible());
      assert.equal(await page.locator("main .empty").count(), 0);
      assert.equal(await page.locator("#columns, #lineage, #sql").count(), 0);
      assert.ok(await page.locator(".audience").filter({ hasText: "Data analysts" }).isVisible());
      await fits();
      await audit("listed");
      await quiet();
    });

    test("the search finds it, and what is open", async () => {
      await fresh(width);
      const [, name] = /\.([^.]+)$/.exec(listed().name);
      await page.goto(portal.url(`search/index.html?q=${encodeURIComponent(name)}`));
      await page.locator(`#results a[href*="${listed().url}"]`).first().waitFor();
      await quiet();
    });

    test("what an open view reads and isn't for the reader is one thing", async () => {
      await fresh(width);
      await page.goto(portal.url(stub().url));
      assert.ok(await page.locator("#points").getByText(UNSEEN).isVisible());
      assert.equal(await page.locator("svg.lineage .unseen").count(), 1);
      await fits();
      await audit("open");
      await quiet();
    });

    test("the explorer draws it as one box that leads nowhere", async () => {
      await fresh(width);
      await page.goto(portal.url(`lineage/index.html?${new URLSearchParams({ focus: stub().id })}`));
      const box = page.locator(".x-node").filter({ hasText: "that you may not see" });
      await box.first().waitFor();
      assert.equal(await box.count(), 1);
      await box.locator(".x-name").click();
      assert.equal(await page.getByRole("button", { name: "Put in the middle" }).count(), 0);
      assert.equal(await page.getByRole("link", { name: "Open page" }).count(), 0);
      await audit("explorer");
      await quiet();
    });

    test("a reader of several portals switches between them, by keys alone", async () => {
      offers([
        { label: "Data analysts", href: PREFIX },
        { label: "Finance <b>", href: "/some/other/" },
        { label: "Elsewhere", href: "https://elsewhere.example/" },
        { label: "Script", href: "javascript:alert(1)" },
        { label: 7, href: "/x/" },
        null,
      ]);
      await fresh(width);
      await page.goto(portal.url("index.html"));
      const summary = page.locator(".audiences > summary");
      await summary.waitFor();
      await summary.focus();
      await page.keyboard.press("Enter");
      const links = page.locator(".audiences a");
      assert.deepEqual(await links.allInnerTexts(), ["Data analysts", "Finance <b>"]);
      assert.equal(await links.first().getAttribute("aria-current"), "true");
      await fits();
      await audit("switch");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Escape");
      assert.ok(await summary.evaluate((element) => element === document.activeElement && !element.parentElement.open));
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await quiet();
      await Promise.all([page.waitForURL("**/some/other/"), page.keyboard.press("Enter")]);
    });

    test("who is offered one portal has nothing to switch", async () => {
      offers([{ label: "Data analysts", href: PREFIX }]);
      await fresh(width);
      await page.goto(portal.url("index.html"), { waitUntil: "networkidle" });
      assert.equal(await page.locator(".audiences").count(), 0);
      assert.ok(await page.locator(".audience").filter({ hasText: "Data analysts" }).isVisible());
      await quiet();
    });
  });
}
