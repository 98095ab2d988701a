// Portals of the mesh in which every text is an attack (tests/it/hostile_mesh/), opened without the policy that their
// pages set: nothing runs, and nothing is asked for elsewhere. Run `cargo test --test it hostile_mesh` first.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { PREFIX, binary, filesBelow, launch, serve, vitrina } from "./support.mjs";

const POLICY = /<meta http-equiv="Content-Security-Policy"[^>]*>/g;
/** Pages that are open at a time. */
const PAGES = 4;
/** What is searched for: words that stand in attacks, and attacks. */
const QUERIES = ["script", "pwned", "hx", "evil.example", '"><img src=x onerror=pwned(-1)>', "<script>pwned(-2)</script>", "view", "javascript:pwned(-3)"];
/** Pages of the explorer that are opened of each portal. */
const EXPLORED = 40;

let browser, work, portals;
/** Pages that were opened, with their content. */
const opens = new Set();
before(async () => {
  work = mkdtempSync(join(tmpdir(), "vitrina-hostile-"));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  if (work) rmSync(work, { recursive: true, force: true });
});

/** The portals by name, built once: of the whole mesh and of each audience. */
function buildPortals() {
  if (portals) return portals;
  const mesh = process.env.VITRINA_HOSTILE_MESH || join(dirname(binary()), "../tmp/hostile-mesh");
  if (!existsSync(mesh)) throw new Error(`${mesh} is missing: run "cargo test --test it hostile_mesh"`);
  const audiences = JSON.parse(readFileSync(join(mesh, "audiences.json"), "utf8"));
  const wanted = { "the whole mesh": [], ...Object.fromEntries(audiences.map((id) => [`audience ${id}`, ["--audience", id]])) };
  portals = Object.entries(wanted).map(([name, more], i) => {
    const site = join(work, `site-${i}`);
    vitrina(["build", "--quiet", "--root", mesh, "--out", site, ...more]);
    return [name, site];
  });
  return portals;
}

/**
 * What happens while pages of the portal in `site` are open in a browser without their policy: calls of what attacks
 * call, requests that leave the portal, dialogs, new windows, errors, and what could still act. `plant(file)` is put
 * into pages, to see that it is noticed.
 */
async function opened(site, paths, plant = () => "") {
  const seen = [];
  let unguarded = 0;
  const changed = (file, bytes) => {
    if (!file.endsWith(".html")) return bytes;
    const html = bytes.toString("utf8").replace(POLICY, "");
    if (html.length < bytes.toString("utf8").length) unguarded++;
    return html.replace("</main>", `${plant(file)}</main>`);
  };
  const server = await serve(site, { instead: () => null, changed });
  const origin = `http://127.0.0.1:${server.address().port}`;
  const context = await browser.newContext({ reducedMotion: "reduce" });
  await context.exposeBinding("pwned", ({ page }, ...args) => seen.push(`pwned(${args}) on ${page.url()}`));
  await context.route((url) => url.origin !== origin && url.protocol !== "blob:" && url.protocol !== "data:", (route) => {
    seen.push(`request of ${route.request().url()} by ${route.request().frame()?.url()}`);
    return route.abort();
  });
  context.on("dialog", (dialog) => {
    seen.push(`dialog ${dialog.message()}`);
    return dialog.dismiss();
  });
  const explored = new Set();
  const queue = paths.map((path) => origin + PREFIX + path);
  const open = async () => {
    const page = await context.newPage();
    page.on("popup", (popup) => seen.push(`window ${popup.url()} of ${page.url()}`));
    page.on("pageerror", (error) => seen.push(`error ${error.message} on ${page.url()}`));
    for (let url; (url = queue.pop()); ) {
      await page.goto(url, { waitUntil: "load" });
      if (/\/(search|lineage)\/index\.html/.test(url)) await page.waitForLoadState("networkidle");
      // The page of a former address leads to the present one by itself; the next page is opened only after that.
      if (await leadsOn(page)) {
        await page.waitForURL((now) => now.href !== url, { waitUntil: "load" });
      }
      const found = await page.evaluate(touch).catch((error) => ({ acts: [String(error)], explorer: [] }));
      seen.push(...found.acts.map((what) => `${what} on ${url}`));
      for (const href of found.explorer) {
        if (explored.size < EXPLORED && !explored.has(href) && href.startsWith(origin)) {
          explored.add(href);
          queue.push(href);
        }
      }
      if (new URL(page.url()).origin !== origin) seen.push(`${url} led to ${page.url()}`);
    }
    await page.close();
  };
  try {
    await Promise.all(Array.from({ length: PAGES }, open));
  } finally {
    await context.close();
    server.closeAllConnections?.();
    await new Promise((done) => server.close(done));
  }
  return { seen, unguarded, explored: explored.size };
}

/** Whether a page of the portal leads to another one by itself, or has just done so. */
function leadsOn(page) {
  const refresh = () => {
    const [, to] = document.querySelector("meta[http-equiv='refresh' i]")?.content.match(/url=(.*)/) ?? [];
    return to !== undefined && new URL(to, document.baseURI).origin === location.origin;
  };
  // The page that is asked may be the one that is being left.
  return page.evaluate(refresh).catch(() => page.waitForLoadState("load").then(() => page.evaluate(refresh)));
}

/** In the page: opens and touches everything, and gives what would act. */
function touch() {
  const acts = [];
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) acts.push(`${element.tagName} ${name}=${value}`);
      const address = /^(?:xlink:)?href$|^src|^action$|^formaction$|^data$/.test(name);
      // What browsers leave out of an address before they look at its scheme.
      const scheme = value.replace(/[\u0000-\u0020]/g, "").toLowerCase();
      if (address && /^(?:javascript|vbscript|data:text)/.test(scheme)) acts.push(`${element.tagName} ${name}=${value}`);
    }
    if (/^(?:iframe|object|embed|base|frame|applet|portal)$/i.test(element.localName)) acts.push(`<${element.localName}>`);
    const isData = /json/.test(element.type ?? "");
    if (element.localName === "script" && !element.src && !isData) acts.push(`inline script ${element.textContent.slice(0, 80)}`);
    for (const event of ["mouseover", "focus"]) element.dispatchEvent(new Event(event));
  }
  const explorer = [...document.querySelectorAll("a[href*='lineage/']")].map((a) => new URL(a.getAttribute("href"), document.baseURI).href);
  return { acts, explorer };
}

/**
 * Files of a portal that a browser shows as pages, and searches. A page that another portal has as well, byte by byte,
 * is opened once, unless it shows what scripts fetch.
 */
function pathsOf(site) {
  const files = filesBelow(site).filter((file) => {
    if (!/\.(?:html|svg|atom|xml)$/.test(file)) return false;
    const known = file + createHash("sha256").update(readFileSync(join(site, file))).digest("hex");
    return /^(?:search|lineage)\//.test(file) || (!opens.has(known) && opens.add(known));
  });
  return [...files, ...QUERIES.map((query) => `search/index.html?q=${encodeURIComponent(query)}`)];
}

test("what acts on a page is noticed", async () => {
  const [[, site]] = buildPortals();
  for (const [plant, pattern] of [
    ["<img src=x onerror=pwned(1)>", /^pwned\(1\)/],
    ["<img src=https://evil.example/a.png>", /^request of https:\/\/evil\.example/],
    ["<a href=' java\tscript:pwned(2)'>a</a>", /^A href=/],
    ["<script>alert(3)</script>", /^dialog 3/],
    ["<link rel=stylesheet href=//evil.example/a.css>", /^request of http:\/\/evil\.example/],
    ["<meta http-equiv=refresh content='0;url=https://evil.example/'>", /^request of https:\/\/evil\.example/],
  ]) {
    const { seen } = await opened(site, ["index.html"], () => plant);
    assert.ok(seen.some((what) => pattern.test(what)), `${plant}: ${seen}`);
  }
});

test("nothing acts on any page of a hostile mesh", async (t) => {
  let explorer = 0;
  for (const [name, site] of buildPortals()) {
    await t.test(name, async () => {
      const paths = pathsOf(site);
      const pages = paths.filter((path) => path.endsWith(".html")).length;
      const { seen, unguarded, explored } = await opened(site, paths);
      assert.deepEqual(seen, []);
      assert.ok(unguarded >= pages, `${unguarded} of ${pages} pages had a policy that was left out`);
      explorer += explored;
    });
  }
  assert.ok(explorer > 5, `${explorer} pages of the explorer`);
  assert.ok(opens.size > 300, `${opens.size} pages`);
});
