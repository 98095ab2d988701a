// The sample's portals, one for each audience, each on a server of its own: a listed view says how to ask, what is hidden is
// one box and has no address, and a reader of several portals can switch between those that the host offers.

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import axe from "axe-core";
import { PREFIX, filesBelow, serve, start } from "./support.mjs";

const LIST = "audiences.json";
const UNSEEN = "something that you may not see";
const WIDTHS = [1280, 390];
const AUDIENCES = ["everyone", "analysts", "finance", "risk", "partners"];
/** What who may not query it doesn't learn of: its DME is hidden. */
const LOANS = "views/unified/loans.html";

let all, hosts, portal, views, context, page, trouble;
/** The audience list goes into the sample's settings. */
const change = (root) => {
  const settings = join(root, "vitrina.toml");
  const text = readFileSync(settings, "utf8");
  const line = `audience_list = "${PREFIX}${LIST}"\n`;
  writeFileSync(settings, /^\[access\]$/m.test(text) ? text.replace(/^\[access\]\n/m, `[access]\n${line}`) : `${text}\n[access]\n${line}`);
};
const offering = (list) => (name) => (name === LIST ? Buffer.from(JSON.stringify(list)) : null);
const host = async (audience) => {
  const site = join(all.site, audience);
  const own = { site, instead: offering([]), file: (path) => join(site, path), browser: all.browser };
  own.server = await serve(site, own);
  own.url = (path = "") => `http://127.0.0.1:${own.server.address().port}${PREFIX}${path}`;
  own.views = readFileSync(own.file("api/v1/views.ndjson"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  return own;
};
before(async () => {
  all = await start(change, ["--all-audiences"]);
  hosts = {};
  for (const audience of AUDIENCES) hosts[audience] = await host(audience);
  portal = hosts.analysts;
  views = portal.views;
});
after(async () => {
  await context?.close();
  for (const { server } of Object.values(hosts ?? {})) {
    server.closeAllConnections?.();
    server.close();
  }
  await all?.close();
});

const offers = (list) => { portal.instead = offering(list); };
const fresh = async (width, more = {}) => {
  await context?.close();
  context = await portal.browser.newContext({ viewport: { width, height: 900 }, reducedMotion: "reduce", ...more });
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

const listed = (of = portal) => of.views.find((view) => view.level === "listed");
const stub = (of = portal) => of.views.find((view) => view.stub && view.unified);
const shortName = (view) => /\.([^.]+)$/.exec(view.name)[1];
/** Searches, and gives where the results lead. */
const found = async (of, query) => {
  await page.goto(of.url(`search/index.html?q=${encodeURIComponent(query)}`));
  await page.waitForFunction(() => document.getElementById("found").dataset.shows === location.search);
  const links = await page.locator("#results a").evaluateAll((links) => links.map((link) => link.href));
  return links.map((link) => link.slice(of.url().length));
};

test("all audiences have a portal, and nothing else is beside them", () => {
  const tops = new Set(all.files.map((file) => file.split("/")[0]));
  assert.deepEqual([...tops].sort(), [".vitrina-files", ...AUDIENCES].sort());
  assert.equal(existsSync(hosts.risk.file(LOANS)), true);
});

test("an address of what is hidden answers like one that never existed", async () => {
  const answer = async (of, path) => {
    const { status, headers, body } = await fetch(of.url(path)).then(async (r) => ({ status: r.status, headers: [...r.headers].filter(([name]) => name !== "date"), body: Buffer.from(await r.arrayBuffer()).toString("base64") }));
    return { status, headers, body };
  };
  const seen = new Set(filesBelow(hosts.risk.site).concat(filesBelow(hosts.finance.site)));
  for (const audience of AUDIENCES) {
    const of = hosts[audience];
    const never = await answer(of, "views/unified/never_was.html");
    assert.equal(never.status, 404);
    const hidden = [...seen].filter((path) => path.endsWith(".html") && !existsSync(of.file(path)));
    if (audience !== "risk") assert.ok(hidden.length > 0, audience);
    for (const path of [...hidden, ...(existsSync(of.file(LOANS)) ? [] : [LOANS])]) {
      assert.deepEqual(await answer(of, path), never, `${audience}: ${path}`);
    }
  }
  assert.equal(existsSync(hosts.analysts.file(LOANS)), false);
});

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

    test("the search finds what is open and listed, and nothing hidden", async () => {
      await fresh(width);
      const open = views.find((view) => view.level === "open");
      for (const view of [listed(), open]) {
        const links = await found(portal, shortName(view));
        assert.ok(links.some((link) => link.startsWith(view.url)), `${view.name}: ${links}`);
        const line = page.locator("#results .line").filter({ has: page.locator(`a[href*="${view.url}"]`) }).first();
        assert.equal(await line.getByText("ask for access").count(), view.level === "listed" ? 1 : 0, view.name);
      }
      assert.ok((await found(hosts.risk, "loans")).some((link) => link.startsWith(LOANS)));
      for (const query of ["loans", "loan delinquency", "credit_scores", "npl"]) {
        for (const of of [hosts.analysts, hosts.partners]) {
          const gone = (await found(of, query)).filter((link) => !existsSync(of.file(link.replace(/[?#].*$/, ""))));
          assert.deepEqual(gone, [], query);
          assert.doesNotMatch(await page.locator("#results").innerText(), /unified\.loans\b|credit_scores|\bNPL\b/, query);
        }
      }
      await quiet();
    });

    test("pages of those who see least are whole", async () => {
      const of = hosts.partners;
      await fresh(width);
      for (const path of ["index.html", "views/index.html", listed(of).url, stub(of).url, "governance/index.html", "governance/criticality.html", "governance/sla.html", "findings/index.html", "guides/index.html", "search/index.html?q=orders"]) {
        await page.goto(of.url(path), { waitUntil: "networkidle" });
        assert.ok(await page.locator("h1").first().isVisible(), path);
        await fits();
        await audit(path);
      }
      await quiet();
    });

    for (const audience of AUDIENCES) {
      test(`the portal of ${audience} opens`, async () => {
        const of = hosts[audience];
        await fresh(width);
        for (const path of ["index.html", listed(of).url, stub(of).url, `lineage/index.html?${new URLSearchParams({ focus: stub(of).id })}`]) {
          const { status } = await fetch(of.url(path));
          assert.equal(status, 200, path);
          await page.goto(of.url(path), { waitUntil: "networkidle" });
          assert.ok(await page.locator(".audience").first().isVisible(), path);
          await fits();
        }
        const links = await found(of, shortName(listed(of)));
        assert.ok(links.some((link) => link.startsWith(listed(of).url)), `${links}`);
        await quiet();
      });
    }

    test("all of it can be read without scripts", async () => {
      await fresh(width, { javaScriptEnabled: false });
      await page.goto(portal.url("index.html"));
      assert.match(await page.locator(".lead").first().innerText(), /you may query/);
      await page.goto(portal.url("views/index.html"));
      assert.ok(await page.getByText("ask for access").first().isVisible());
      await page.goto(portal.url(listed().url));
      assert.ok(await page.getByText("You can't query it yet.").isVisible());
      assert.ok(await page.locator("#access").getByRole("link", { name: "Request access" }).first().isVisible());
      await page.goto(portal.url(stub().url));
      assert.ok(await page.locator("#points").getByText(UNSEEN).isVisible());
      assert.equal(await page.locator(".audiences").count(), 0);
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
      assert.ok(await page.getByRole("navigation", { name: "Place in the mesh" }).getByRole("button", { name: "Data analysts" }).isVisible());
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
