// Every page kind, wide and narrow, light and dark: complete, quiet, within its policy, accessible.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { pageKinds, start } from "./support.mjs";

const WIDTHS = [1280, 390];
const THEMES = ["light", "dark"];

let portal;
before(async () => { portal = await start(); });
after(() => portal?.close());

/** What went wrong while a page loaded, as lines. */
function watch(page, allowed) {
  const trouble = [];
  const expected = (status, url) => status === 404 && url === allowed;
  page.on("console", (message) => {
    // The browser itself reports the address that is meant to be unknown.
    if (!(expected(404, message.location().url) && /404/.test(message.text()))) trouble.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => trouble.push(`page error: ${error.message}`));
  page.on("requestfailed", (request) => trouble.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== portal.origin && protocol !== "data:") trouble.push(`another origin: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && !expected(response.status(), response.url())) {
      trouble.push(`status ${response.status()}: ${response.url()}`);
    }
  });
  return trouble;
}

async function audit(page, rules) {
  const options = rules ? { runOnly: { type: "rule", values: rules } } : {};
  const { violations } = await page.evaluate((given) => axe.run(document, { resultTypes: ["violations"], ...given }), options);
  return violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.slice(0, 3).map((node) => node.html).join("\n    ")}`);
}

test("pages", async (t) => {
  const context = await portal.browser.newContext({ reducedMotion: "reduce" });
  await context.addInitScript(() => {
    globalThis.refused = [];
    addEventListener("securitypolicyviolation", (event) => refused.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  const page = await context.newPage();
  for (const [kind, path] of Object.entries(pageKinds(portal.files))) {
    await t.test(`${kind}: ${path}`, async () => {
      const address = portal.url(path);
      page.removeAllListeners();
      const trouble = watch(page, kind === "not found" ? address : null);
      await page.setViewportSize({ width: WIDTHS[0], height: 800 });
      await page.emulateMedia({ colorScheme: THEMES[0] });
      const response = await page.goto(address);
      if (kind === "search results") await page.locator("#results a").first().waitFor();
      assert.equal(response.status(), kind === "not found" ? 404 : 200);
      assert.deepEqual(await page.evaluate(() => refused), [], "refused by the page's policy");
      // Not a script of the page, so the page's policy doesn't hold for it.
      await page.evaluate(axe.source);

      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        const [needed, given] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok(needed <= given, `at ${width} px the page is ${needed} px wide and scrolls sideways`);
        for (const theme of THEMES) {
          await page.emulateMedia({ colorScheme: theme });
          // A theme changes colours alone.
          const found = await audit(page, theme === THEMES[0] ? null : ["color-contrast", "link-in-text-block"]);
          assert.deepEqual(found, [], `axe at ${width} px, ${theme}:\n  ${found.join("\n  ")}`);
        }
      }
      assert.deepEqual(trouble, []);
    });
  }
  await context.close();
});

test("opened as files", async (t) => {
  const context = await portal.browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  for (const [kind, path] of Object.entries(pageKinds(portal.files))) {
    const file = portal.file(path);
    if (!existsSync(file)) continue;
    await t.test(`${kind}: ${path}`, async () => {
      const failed = [];
      page.removeAllListeners();
      page.on("requestfailed", (request) => failed.push(request.url()));
      await page.goto(pathToFileURL(file).href);
      assert.equal(await page.locator(".bar").evaluate((bar) => getComputedStyle(bar).display), "flex", "the stylesheet isn't in force");
      assert.deepEqual(failed, []);
    });
  }
  await context.close();
});
