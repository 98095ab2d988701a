// The preview server in a browser: pages and the page for lost addresses, at the root and below the path of base_url.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SERVERS } from "./servers.mjs";
import { PREFIX, launch } from "./support.mjs";

let server, browser;
before(async () => {
  server = await SERVERS["vitrina serve"]();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const PATHS = ["gone", "views/unified/gone.html", "a/b/c/d/e/f/g/h/", "a//b", "views%2funified/orders.html", "x.css", "%00", "ü/ß"];

for (const base of ["/", PREFIX]) {
  test(`lost addresses below ${base} get the styled page, whose search leads back`, async () => {
    const page = await browser.newPage();
    const trouble = [];
    page.on("pageerror", (error) => trouble.push(error.message));
    page.on("response", (response) => {
      if (response.status() >= 400 && !response.request().isNavigationRequest()) trouble.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(server.origin + base);
    const body = () => page.evaluate(() => [getComputedStyle(document.body).fontFamily, document.styleSheets.length]);
    const styled = await body();
    for (const path of PATHS) {
      const answer = await page.goto(server.origin + base + path);
      assert.equal(answer.status(), 404, path);
      assert.equal(await page.locator("h1").textContent(), "Page not found", path);
      assert.deepEqual(await body(), styled, path);
    }
    await page.locator("main input[type=search]").fill("orders");
    await page.getByRole("option").first().click();
    await page.waitForURL(/\/views\/unified\/orders\.html$/);
    // A folder's name without its slash.
    const list = await page.goto(`${server.origin}${base}views`);
    assert.equal(list.status(), 200);
    assert.ok(list.url().endsWith("/views/"), list.url());
    assert.deepEqual(await body(), styled);
    assert.deepEqual(trouble, []);
    await page.close();
  });
}
