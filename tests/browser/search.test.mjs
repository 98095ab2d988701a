// Search as a reader has it: the portal below a path prefix, on plain static servers with nothing configured.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import axe from "axe-core";
import { PREFIX, buildPortal, launch } from "./support.mjs";
import { SERVERS } from "./servers.mjs";

const ORDERS = "views/unified/orders.html";

let folder, browser;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitrina-search-"));
  buildPortal(folder, join(folder, "www", PREFIX));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const [name, serve] of Object.entries(SERVERS)) {
  describe(`on ${name}`, () => {
    let server, context, page, url, requests, trouble;
    before(async () => {
      server = await serve(join(folder, "www"));
      url = (path) => server.origin + PREFIX + path;
    });
    after(() => server?.close());

    /** Every test is a reader of its own, with an empty cache. */
    const fresh = async (path, options = {}) => {
      await context?.close();
      context = await browser.newContext({ reducedMotion: "reduce", viewport: { width: 1280, height: 800 }, ...options });
      context.setDefaultTimeout(45_000);
      await context.addInitScript(() => {
        globalThis.refused = [];
        addEventListener("securitypolicyviolation", (event) => refused.push(`${event.violatedDirective} ${event.blockedURI}`));
      });
      [requests, trouble] = [[], []];
      page = await context.newPage();
      page.on("console", (message) => trouble.push(`console: ${message.text()}`));
      page.on("pageerror", (error) => trouble.push(`page error: ${error.message}`));
      page.on("response", (response) => response.status() >= 400 && trouble.push(`${response.status()} ${response.url()}`));
      context.on("request", (request) => requests.push(request.url()));
      await page.goto(url(path));
    };
    const quiet = async () => {
      assert.deepEqual(await page.evaluate(() => refused), [], "refused by the page's policy");
      assert.deepEqual(trouble, []);
      const elsewhere = requests.filter((r) => !r.startsWith(url("")) && !/^(data|blob):/.test(r) && !r.endsWith("/favicon.ico"));
      assert.deepEqual(elsewhere, [], "requests outside the portal");
    };
    const status = (pattern) => page.locator("#status").filter({ hasText: pattern }).waitFor({ state: "attached" });
    /** Waits until the page shows what its address asks for: `params` are some of it. */
    const shows = (params = {}) => page.waitForFunction((wanted) => {
      const now = new URLSearchParams(location.search);
      const same = Object.entries(wanted).every(([name, value]) => (now.get(name) ?? "") === value);
      if (document.querySelector("#status [role=alert]")) throw new Error(document.getElementById("status").textContent);
      return same && document.getElementById("found")?.dataset.shows === location.search;
    }, params);
    const names = () => page.locator("#results .line > a").allInnerTexts();
    const options = () => page.locator("[role=listbox] [role=option]");
    const suggestions = async (pattern) => {
      await options().filter({ hasText: pattern }).first().waitFor();
      return options().allInnerTexts();
    };
    after(() => context?.close());

    test("nothing of the search is loaded before the box is used", async () => {
      await fresh(ORDERS);
      await page.waitForLoadState("networkidle");
      const before = requests.filter((r) => /search|wasm/.test(r));
      assert.deepEqual(before, []);
      await page.locator("#q").focus();
      await page.getByText("Most used views").waitFor();
      assert.ok((await options().count()) >= 5, "what is used most is there at once");
      await page.waitForFunction(() => performance.getEntriesByType("resource").some((e) => e.name.endsWith(".wasm.gz")));
      await quiet();
    });

    test("finds as one types, from the keyboard alone", async () => {
      await fresh("views/unified/loans.html");
      await page.keyboard.press("/");
      await page.keyboard.type("buyer_id order", { delay: 15 });
      await options().first().filter({ hasText: /^(marketplace_core|unified)\.orders/ }).waitFor();
      const found = await suggestions("buyer_id");
      assert.match(found[0], /columns:.*buyer_id/);
      const box = page.locator("#q");
      assert.equal(await box.getAttribute("role"), "combobox");
      assert.equal(await box.getAttribute("aria-expanded"), "true");
      assert.ok((await page.locator("[role=listbox] mark").count()) > 0, "what matched is marked");
      await page.locator(".find [role=status]").filter({ hasText: /results?\. Use the arrow keys/ }).waitFor({ state: "attached" });

      const chosen = async () => (await options().evaluateAll((all) => all.map((o) => o.getAttribute("aria-selected")))).indexOf("true");
      assert.equal(await chosen(), -1);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      assert.equal(await chosen(), 1);
      const active = await box.getAttribute("aria-activedescendant");
      assert.equal(await page.locator(`#${active}`).innerText(), (await options().allInnerTexts())[1]);
      await page.keyboard.press("ArrowUp");
      assert.equal(await chosen(), 0);
      await page.keyboard.press("Escape");
      assert.equal(await page.locator(".suggestions").isVisible(), false);
      assert.equal(await box.inputValue(), "buyer_id order", "the first Escape closes the list only");
      await page.keyboard.press("Escape");
      assert.equal(await box.inputValue(), "");

      await page.keyboard.press("Control+k");
      await page.keyboard.type("unified.orders");
      await suggestions("unified.orders");
      await page.waitForFunction(() => document.querySelector("[role=option] mark"));
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForURL(url(ORDERS));
      await quiet();
    });

    test("Enter without a choice leads to the search page, and its results are links", async () => {
      await fresh(ORDERS);
      await page.locator("#q").fill("loans");
      await page.keyboard.press("Enter");
      await status(/results/);
      assert.equal(new URL(page.url()).search, "?q=loans");
      assert.equal((await names())[0], "unified.loans");
      await page.keyboard.press("/");
      await page.keyboard.press("ArrowDown");
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "unified.loans");
      await page.keyboard.press("Enter");
      await page.waitForURL(url("views/unified/loans.html"));
      await page.goBack();
      await status(/results/);
      assert.equal(await page.locator("#q").inputValue(), "loans");
      await quiet();
    });

    test("facets narrow down, with counts, and the address keeps all of it", async () => {
      await fresh("search/index.html?q=order");
      await status(/\d+ results/);
      const total = async () => parseInt((await page.locator("#status").innerText()).replaceAll(",", ""), 10);
      const all = await total();
      const fieldset = page.locator("#facets fieldset", { hasText: "Kind" });
      const label = fieldset.locator("label", { hasText: "Unified view" });
      const count = parseInt(await label.locator(".count").innerText(), 10);
      assert.ok(count > 0 && count < all);
      for (const facet of ["Kind", "Domain", "DME", "Owner team", "Criticality", "Lifecycle", "Verdict", "Open to", "Tag"]) {
        assert.equal(await page.locator("#facets legend", { hasText: new RegExp(`^${facet}$`) }).count(), 1, facet);
      }
      // With the keyboard: the checkbox keeps the focus.
      await label.locator("input").focus();
      await page.keyboard.press("Space");
      await shows({ kind: "unified view" });
      await status(new RegExp(`^${count} results`));
      assert.equal(new URL(page.url()).searchParams.get("kind"), "unified view");
      assert.equal(await page.evaluate(() => document.activeElement.value), "unified view");
      assert.ok((await page.locator("#results .tag:first-of-type").allInnerTexts()).every((text) => text === "unified view"));
      const other = fieldset.locator("label", { hasText: "Table" });
      assert.ok(parseInt(await other.locator(".count").innerText(), 10) > 0, "other kinds can still be chosen");

      const dme = page.locator('#facets label:has(input[name="dme"])').first();
      const fewer = parseInt(await dme.locator(".count").innerText(), 10);
      const value = await dme.locator("input").getAttribute("value");
      await dme.locator("input").check();
      await shows({ dme: value });
      await status(new RegExp(`^${fewer} result`));
      assert.equal(await page.locator("#chips .chip").count(), 2);

      await page.reload();
      await shows({ dme: value });
      await status(new RegExp(`^${fewer} result`));
      assert.equal(await page.locator("#chips .chip").count(), 2, "the address holds the filters");

      await page.goBack();
      await shows({ dme: "" });
      await status(new RegExp(`^${count} results`));
      await page.goBack();
      await shows({ kind: "" });
      await status(new RegExp(`^${all} results`));
      assert.equal(await page.locator("#chips .chip").count(), 0);
      await page.goForward();
      await status(new RegExp(`^${count} results`));
      await page.locator("#chips .chip").click();
      await status(new RegExp(`^${all} results`));
      await quiet();
    });

    test("pages and order", async () => {
      await fresh("search/index.html?q=order");
      await status(/\d+ results/);
      const first = await names();
      assert.equal(first.length, 10);
      await page.locator("#pages a[rel=next]").click();
      await page.waitForURL(/page=2/);
      await page.waitForFunction((before) => document.querySelector("#results .line > a")?.textContent !== before, first[0]);
      const second = await names();
      assert.equal(second.filter((n) => first.includes(n) && n.includes(".")).length, 0, "no result twice");
      await page.goBack();
      await page.waitForFunction((before) => document.querySelector("#results .line > a")?.textContent === before, first[0]);
      assert.deepEqual(await names(), first);
      await page.locator("#sort").selectOption("name");
      await page.waitForURL(/sort=name/);
      await page.waitForFunction((before) => document.querySelector("#results .line > a")?.textContent !== before, first[0]);
      const sorted = (await names()).map((n) => n.split(".").pop().toLowerCase());
      assert.deepEqual(sorted, [...sorted].sort());
      await quiet();
    });

    test("fields, phrases, typos, and queries that make no sense", async () => {
      await fresh("search/index.html");
      const type = async (query) => {
        await page.locator("#q").fill(query);
        await shows({ q: query });
        return names();
      };
      for (const [query, expected] of [
        ["order items", "unified.order_items"],
        ["items order", "unified.order_items"],
        ["orderItems", "unified.order_items"],
        ["ORDER-ITEMS", "unified.order_items"],
        ["mercadia-unified.unified.order_items", "unified.order_items"],
        ["`mercadia-unified.unified.order_items`", "unified.order_items"],
        ["order_it", "unified.order_items"],
        ["ordr_items", "unified.order_items"],
        ['kind:"unified view" name:loans', "unified.loans"],
      ]) {
        assert.equal((await type(query))[0], expected, query);
      }
      await type("colour:red orders");
      assert.match(await page.locator("#status").innerText(), /no field “colour”/);
      await type("zzyzx");
      assert.match(await page.locator("#status").innerText(), /Nothing was found/);
      assert.equal(await page.locator("#lists").isVisible(), true, "the lists are offered");
      await type("<img src=x onerror=alert(1)>orders");
      assert.equal(await page.locator("main img").count(), 0);
      for (const query of ["x".repeat(10_000), "orders ".repeat(100), "!?…", "🎉", "طلبات", "(a+)+$", "a OR b OR", '"']) {
        await type(query);
        assert.doesNotMatch(await page.locator("#status").innerText(), /can't be used|could not/, query.slice(0, 40));
      }
      assert.ok((await type("orders")).length > 0, "and it goes on");
      await quiet();
    });

    test("the box groups by kind, views first, and says what it left out", async () => {
      await fresh("views/unified/loans.html");
      await page.locator("#q").fill("orders");
      await page.waitForFunction(() => document.querySelector("[role=option] mark"));
      const groups = await page.locator("[role=listbox] [role=group]").evaluateAll((all) =>
        all.map((group) => [group.getAttribute("aria-label"), [...group.querySelectorAll("[role=option] .tag")].map((tag) => tag.textContent)]));
      assert.ok(groups.length >= 2, JSON.stringify(groups));
      assert.equal(groups[0][0], "Unified views");
      for (const [name, kinds] of groups) {
        assert.deepEqual([...new Set(kinds.map((kind) => `${kind.toLowerCase()}s`))], [name.toLowerCase()]);
      }
      // The arrows walk through all groups in the order in which they are shown.
      const count = await options().count();
      for (let i = 0; i < count; i++) {
        await page.keyboard.press("ArrowDown");
        const active = await page.locator("#q").getAttribute("aria-activedescendant");
        assert.equal(await options().nth(i).getAttribute("id"), active);
      }
      await page.locator("#q").fill("orders zzqx");
      await page.locator(".suggestions .foot", { hasText: "Nothing matches “zzqx”; shown without it." }).waitFor();
      assert.match((await options().allInnerTexts())[0], /^unified\.orders/);
      await page.locator(".find [role=status]").filter({ hasText: /Nothing matches “zzqx”/ }).waitFor({ state: "attached" });
      await page.keyboard.press("Enter");
      await status(/results? Nothing matches “zzqx”; shown without it\./);
      assert.equal((await names())[0], "unified.orders");
      await quiet();
    });

    test("what was used works offline", async () => {
      await fresh("search/index.html");
      const ask = async (query) => {
        await page.locator("#q").fill(query);
        await shows({ q: query });
        return names();
      };
      const used = ["orders", "order items", "payments"];
      const online = [];
      for (const query of used) online.push(await ask(query));
      const facet = () => page.locator("#facets input").first();
      const value = await facet().getAttribute("value");
      await facet().check();
      await shows({ kind: value });
      await facet().uncheck();
      await shows({ kind: "" });
      await context.setOffline(true);
      await page.locator("#q").fill("");
      await shows({ q: "" });
      for (const [i, query] of used.entries()) assert.deepEqual(await ask(query), online[i], query);
      await facet().check();
      await page.locator("#chips .chip").waitFor();
      assert.ok((await names()).length > 0);
      assert.deepEqual(await page.evaluate(() => refused), []);
    });

    test("the open list and the results are accessible", async () => {
      await fresh(ORDERS);
      await page.evaluate(axe.source);
      await page.locator("#q").fill("order");
      await suggestions("order_items");
      await page.keyboard.press("ArrowDown");
      const audit = async (what) => {
        const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
        assert.deepEqual(violations.map(({ id, help, nodes }) => `${id}: ${help} ${nodes[0].html}`), [], what);
      };
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        for (const width of [1280, 390]) {
          await page.setViewportSize({ width, height: 800 });
          const [needed, given] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
          assert.ok(needed <= given, `at ${width} px the page scrolls sideways`);
          await audit(`list, ${colorScheme}, ${width} px`);
        }
      }
      await page.goto(url("search/index.html?q=order&kind=table"));
      await status(/results/);
      await page.evaluate(axe.source);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await audit(`results, ${colorScheme}`);
      }
    });

    test("at most four round trips to the first result, each of them concurrent", async () => {
      await fresh("search/index.html?q=merchant%20credit&kind=table");
      await status(/result/);
      const stats = JSON.parse(await page.evaluate(() => document.documentElement.dataset.searchStats));
      assert.ok(stats.rounds >= 1 && stats.rounds <= 4, JSON.stringify(stats));
    });
  });
}
