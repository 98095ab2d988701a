// What the browser tests share: the sample portal, built once and served under a path prefix, and a browser.

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const project = resolve(here, "../..");

/** The portal is served below this, so that a link that starts at the server's root fails a test. */
export const PREFIX = "/some/prefix/";

const TYPES = {
  ".atom": "application/atom+xml",
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml",
};

/** The program that is tested. */
export function binary() {
  const path = resolve(here, process.env.VITRINA_BIN || "../../target/debug/vitrina");
  if (!existsSync(path)) throw new Error(`${path} is missing: run "cargo build", or set VITRINA_BIN`);
  return path;
}

/** Runs vitrina and gives what it printed. */
export function vitrina(args, input) {
  const { status, error, stdout, stderr } = spawnSync(binary(), args, { encoding: "utf8", input, maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`vitrina ${args.join(" ")}: ${error ?? status}\n${stderr}`);
  return stdout;
}

/** Copies the sample mesh into `folder`, for a portal below `PREFIX`; gives its root. */
export function copySample(folder) {
  // The page for lost addresses is served at any depth, so it alone holds the path of base_url.
  const root = join(folder, "manifests");
  cpSync(join(project, "manifests"), root, { recursive: true });
  const settings = join(root, "vitrina.toml");
  const text = readFileSync(settings, "utf8");
  const changed = text.replace(/^base_url = .*$/m, `base_url = "https://data.example.com${PREFIX}"`);
  if (changed === text) throw new Error("the sample's vitrina.toml has no base_url");
  writeFileSync(settings, changed);
  return root;
}

/** Builds the sample mesh, changed as `change(root)` does, as a portal for `PREFIX` in `folder`, with more arguments; gives the portal's folder. */
export function buildPortal(folder, site = join(folder, "site"), change = () => {}, more = []) {
  const root = copySample(folder);
  change(root);
  mkdirSync(dirname(site), { recursive: true });
  vitrina(["build", "--quiet", "--root", root, "--out", site, ...more]);
  rmSync(root, { recursive: true });
  return site;
}

export function filesBelow(folder, top = folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path, top) : [relative(top, path).split(sep).join("/")];
  });
}

/**
 * A static server as portals get them: files, index.html for folders, 404.html for the rest. What `instead(name)` of
 * the portal gives goes out in the place of a file: bytes, a status, or "hang up"; `changed(file, bytes)`, where it has
 * one, gives the bytes of a file as they go out.
 */
export function serve(site, portal) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    let name = path.startsWith(PREFIX) ? path.slice(PREFIX.length) : null;
    if (name === "" || name?.endsWith("/")) name += "index.html";
    const other = portal.instead(name);
    if (other === "hang up") return response.destroy();
    if (other) {
      response.writeHead(typeof other === "number" ? other : 200, { "cache-control": "no-store" });
      return response.end(typeof other === "number" ? "" : other);
    }
    const found = name !== null && !name.split("/").includes("..") && statSync(join(site, name), { throwIfNoEntry: false })?.isFile();
    const file = found ? name : "404.html";
    response.writeHead(found ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    const bytes = readFileSync(join(site, file));
    response.end(portal.changed ? portal.changed(file, bytes) : bytes);
  });
  // A test that fails before it closes its server doesn't keep the run from ending.
  server.unref();
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

/** Chromium, as all tests use it. */
export function launch() {
  return chromium.launch({
    executablePath: findChromium(),
    // The sandbox can't start for root, which containers usually are.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

function findChromium() {
  const wanted = process.env.CHROMIUM;
  const found = [wanted, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (path, i) => path && (i === 0 || existsSync(path)),
  );
  if (!found) throw new Error("no Chromium: install it, or set CHROMIUM to its path");
  return found;
}

/**
 * The portal, as `buildPortal` makes it, its server and a browser: `url(path)` is the address of one of its files, `file(path)` the same
 * on disk, `files` the list of them. `close` ends all three.
 */
export async function start(change, more) {
  const folder = mkdtempSync(join(tmpdir(), "vitrina-browser-"));
  const site = buildPortal(folder, undefined, change, more);
  const portal = { site, folder, files: filesBelow(site).sort(), instead: () => null, file: (path) => join(site, path) };
  const server = await serve(site, portal);
  portal.origin = `http://127.0.0.1:${server.address().port}`;
  portal.url = (path = "") => portal.origin + PREFIX + path;
  portal.browser = await launch();
  portal.close = async () => {
    await portal.browser.close();
    server.closeAllConnections?.();
    await new Promise((done) => server.close(done));
    rmSync(folder, { recursive: true, force: true });
  };
  return portal;
}

/** The one file whose path starts with `start`: names with a hash in them needn't be repeated in tests. */
export function only(files, start) {
  const found = files.filter((file) => file.startsWith(start) && file.endsWith(".html"));
  if (found.length !== 1) throw new Error(`${found.length} pages start with ${start}`);
  return found[0];
}

/** One page of each kind, and of the kinds that vary much, several. */
export function pageKinds(files) {
  const kinds = {
    home: "index.html",
    view: "views/unified/orders.html",
    "view without known owner": "views/unified/competitor_prices.html",
    "view of several DMEs": "views/unified/seller_charges.html",
    "view of external data": "views/unified/delivery_weather.html",
    "view with unreadable SQL": "views/unified/ads_attribution_daily.html",
    "view with many columns": "views/unified/site_events.html",
    table: "tables/mercadia-marketplace/marketplace_core/orders.html",
    product: "products/marketplace-core/orders.html",
    dme: "dmes/finance-reporting.html",
    domain: "domains/commerce/marketplace.html",
    "retired domain": "domains/commerce/post-purchase.html",
    team: files.find((file) => /^teams\/(?!index)/.test(file)),
    term: "glossary/gmv.html",
    guide: "guides/publishing/publish-a-product.html",
    contract: only(files, "contracts/urn-mercadia-contract-orders"),
    exposure: files.find((file) => /^exposures\/(?!index)/.test(file)),
    search: "search/index.html",
    "search results": "search/index.html?q=orders",
    job: files.find((file) => /^jobs\/.*\//.test(file)),
    model: files.find((file) => /^models\/(?!index)/.test(file)),
    "stale view": "views/unified/loans.html",
    lineage: "lineage/index.html",
    governance: "governance/index.html",
    ...Object.fromEntries(files.filter((file) => /^governance\/(?!index)[^/]*\.html$/.test(file)).map((file) => [`governance: ${file.slice(11, -5)}`, file])),
    findings: "findings/index.html",
    "not found": "no/such/page.html",
  };
  for (const file of files) {
    const list = /^([a-z]+)\/(index|page-2)\.html$/.exec(file);
    if (list && !Object.values(kinds).includes(file)) kinds[`list of ${list[1]}${list[2] === "index" ? "" : ", page 2"}`] = file;
    if (/^findings\/page-/.test(file)) kinds["findings, a later page"] ??= file;
  }
  return kinds;
}
