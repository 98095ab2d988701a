// Writes the pictures of the README: node screenshots.mjs FOLDER

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildPortal, start } from "./support.mjs";

const folder = resolve(process.argv[2] ?? "../../docs/screenshots");
const PAGES = {
  home: "index.html",
  view: "views/unified/orders.html",
  dme: "dmes/marketplace-core.html",
  governance: "governance/index.html",
  stale: "views/unified/loan_delinquency.html",
  levels: "governance/sla.html",
};

/** What the second build of the changes page finds changed: files, what stands there, and what comes in its place. */
const EDITS = [
  ["exports/bigquery/COLUMNS.ndjson", /.*"gmv_by_vertical","column_name":"units".*\n/, ""],
  ["exports/bigquery/COLUMN_FIELD_PATHS.ndjson", /.*"gmv_by_vertical","column_name":"units".*\n/, ""],
  ["exports/bigquery/VIEWS.ndjson", "  SUM(quantity) AS units,\\n", ""],
  ["exports/bigquery/VIEWS.ndjson", "mercadia-shipping.shipping_ops.shipping_costs_v1", "mercadia-shipping.shipping_ops.shipping_costs"],
  ["guides/finding-data.md", "Start with the search", "Begin with the search"],
  ["dmes/payments-core/products/wallet.yaml", 'version: "2.2.0"', 'version: "2.3.0"'],
  ["dmes/payments-core/products/wallet.yaml", "releases:\n", 'releases:\n  - {version: "2.3.0", date: 2026-11-22, notes: Gift cards expire.}\n'],
];

const portal = await start();
try {
  mkdirSync(folder, { recursive: true });
  const context = await portal.browser.newContext({ deviceScaleFactor: 1, reducedMotion: "reduce" });
  const page = await context.newPage();
  // As the portal was when it was built, so that pictures don't age.
  const { built } = await (await fetch(portal.url("built.json"))).json();
  await page.clock.setFixedTime(new Date(Date.parse(built) + 30 * 60_000));
  const take = async (name, path, colorScheme, width, height, prepare = () => {}) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.goto(portal.url(path), { waitUntil: "load" });
    await prepare();
    const file = join(folder, `${name}.png`);
    await page.screenshot({ path: file, animations: "disabled" });
    console.log(file);
  };
  for (const [name, path] of Object.entries(PAGES)) {
    for (const theme of ["light", "dark"]) await take(`${name}-${theme}`, path, theme, 1280, 900);
  }
  await take("view-390", PAGES.view, "light", 390, 844);
  for (const theme of ["light", "dark"]) {
    await take(`explorer-${theme}`, "lineage/index.html?focus=view:mercadia-unified.unified.orders_enriched", theme, 1280, 900, () => page.locator(".x-box").nth(2).waitFor());
  }
  await take("explorer-390", "lineage/index.html?focus=view:mercadia-unified.unified.orders_enriched", "dark", 390, 844, () => page.locator(".x-box").nth(2).waitFor());
  await take("search-light", "search/index.html?q=order+items&kind=unified+view", "light", 1280, 900, async () => {
    await page.waitForFunction(() => document.getElementById("found").dataset.shows === location.search);
  });
  await take("box-dark", "views/unified/orders.html", "dark", 1280, 900, async () => {
    await page.locator("#q").fill("buyer order");
    await page.locator("[role=option] mark").first().waitFor();
    await page.keyboard.press("ArrowDown");
  });
  await take("release-light", "products/marketplace-core/orders.html", "light", 1280, 900, () => page.locator("#checks").evaluate((section) => section.scrollIntoView()));
  const changed = buildPortal(join(portal.folder, "changed"), undefined, (root) => {
    for (const [name, from, to] of EDITS) {
      const path = join(root, name);
      const text = readFileSync(path, "utf8");
      const other = text.replace(from, to);
      if (other === text) throw new Error(`${name} has no ${from}`);
      writeFileSync(path, other);
    }
  }, ["--previous", portal.site]);
  portal.instead = (name) => (name?.endsWith(".html") ? readFileSync(join(changed, name)) : null);
  await take("changes-light", "changes/index.html", "light", 1280, 900);
} finally {
  await portal.close();
}
