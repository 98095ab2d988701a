// When the network, the host or the index fails the reader.

import assert from "node:assert/strict";
import { appendFileSync, cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { buildPortal, start } from "./support.mjs";

let portal, context, page;
before(async () => { portal = await start(); });
afterEach(async () => {
  portal.instead = () => null;
  await context?.close();
  context = undefined;
});
after(() => portal?.close());

const open = async (path) => {
  context = await portal.browser.newContext({ reducedMotion: "reduce" });
  context.setDefaultTimeout(45_000);
  page = await context.newPage();
  page.on("pageerror", (error) => assert.fail(`page error: ${error.message}`));
  await page.goto(portal.url(path));
};
const alert = (pattern) => page.getByRole("alert").filter({ hasText: pattern }).waitFor();
const found = () => page.locator("#results .line > a").first().waitFor();
const isPiece = (name) => /^search\/c\//.test(name ?? "");
const head = () => readFileSync(portal.file("search/head.bin"));

test("a piece that fails once is fetched again", async () => {
  const failed = new Set();
  portal.instead = (name) => (isPiece(name) && !failed.has(name) && failed.add(name) ? "hang up" : null);
  await open("search/index.html?q=orders");
  await found();
  assert.ok(failed.size > 0);
});

test("a piece that keeps failing is said, the page goes on working, and trying again works", async () => {
  let refused = 0;
  portal.instead = (name) => (isPiece(name) && ++refused ? 503 : null);
  await open("search/index.html?q=orders");
  await alert(/could not load a part of its index/);
  assert.ok(refused >= 2, "it was tried again");
  assert.equal(await page.locator("#lists a").first().isVisible(), true, "the lists are offered");
  portal.instead = () => null;
  await page.getByRole("button", { name: "Try again" }).click();
  await found();
  await page.locator("nav a", { hasText: "Views" }).click();
  await page.waitForURL(portal.url("views/index.html"));
});

test("what is typed before the scripts are there is searched for", async () => {
  const held = [];
  context = await portal.browser.newContext();
  page = await context.newPage();
  await context.route(/search-page/, (route) => held.push(route));
  await page.goto(portal.url("search/index.html"), { waitUntil: "commit" });
  await page.locator("#q").fill("loans");
  while (!held.length) await new Promise((done) => setTimeout(done, 20));
  for (const route of held) await route.continue();
  await found();
  assert.equal(await page.locator("#q").inputValue(), "loans");
  assert.equal(new URL(page.url()).search, "?q=loans");
});

test("in the box of a page it is said, too", async () => {
  portal.instead = (name) => (isPiece(name) ? 503 : null);
  await open("views/unified/orders.html");
  await page.locator("#q").fill("buyer");
  await alert(/could not load a part of its index/);
  portal.instead = () => null;
  await page.getByRole("button", { name: "Try again" }).click();
  const option = page.locator("[role=option]").filter({ hasText: "buyer" }).first();
  await option.waitFor();
  // The button took the focus from the box and gave it back: the list stays.
  await page.waitForTimeout(300);
  assert.ok(await option.isVisible());
});

for (const [what, pattern] of [["client", /\.wasm\.gz$/], ["worker", /search-worker/], ["head", /head\.bin$/]]) {
  test(`without its ${what} the page still works`, async () => {
    portal.instead = (name) => (pattern.test(name ?? "") ? "hang up" : null);
    await open("search/index.html?q=orders");
    await alert(/Search could not load|can't be used/);
    portal.instead = () => null;
    await page.getByRole("button", { name: "Try again" }).click();
    await found();
  });
}

test("an index that was replaced asks to reload", async () => {
  await open("views/unified/orders.html");
  await page.locator("#q").focus();
  await page.waitForFunction(() => performance.getEntriesByType("resource").some((e) => e.name.endsWith("head.bin")));
  await page.waitForLoadState("networkidle");
  const old = join(portal.folder, "old");
  cpSync(portal.site, old, { recursive: true });
  try {
    buildPortal(portal.folder, portal.site, (root) => appendFileSync(join(root, "teams/data-office.yaml"), `
---
apiVersion: vitrina/v1
kind: Team
id: anew
name: Team of tomorrow
`));
    await page.locator("#q").fill("tomorrow refunds");
    await alert(/published anew since this page was opened/);
    await page.getByRole("button", { name: "Reload" }).click();
    await page.waitForLoadState("networkidle");
    await page.locator("#q").fill("team of tomorrow");
    await page.locator("[role=option]").filter({ hasText: "Team of tomorrow" }).first().waitFor();
  } finally {
    rmSync(portal.site, { recursive: true });
    cpSync(old, portal.site, { recursive: true });
  }
});

test("an index of another version asks to reload", async () => {
  const bytes = gunzipSync(head());
  // The format's number follows its name.
  const at = bytes.indexOf("VITRINA\n") + 8;
  bytes.writeUInt32LE(99, at);
  portal.instead = (name) => (/head\.bin$/.test(name ?? "") ? gzipSync(bytes) : null);
  await open("search/index.html?q=orders");
  await alert(/published anew|another version/);
});

test("a damaged head or piece is said", async (t) => {
  for (const [what, damage] of [
    ["head that is cut off", () => head().subarray(0, head().length / 2)],
    ["head that is empty", () => gzipSync("")],
    ["head that is a page", () => Buffer.from("<!doctype html><title>Sign in</title>")],
    ["head of zeros", () => gzipSync(Buffer.alloc(50_000))],
    ["head that is cut off inside", () => gzipSync(gunzipSync(head()).subarray(0, 9_000))],
  ]) {
    await t.test(what, async () => {
      portal.instead = (name) => (/head\.bin$/.test(name ?? "") ? damage() : null);
      await open("search/index.html?q=orders");
      await page.getByRole("alert").waitFor();
      assert.equal(await page.locator("#lists a").first().isVisible(), true);
      await context.close();
    });
  }
  for (const [what, damage] of [
    ["pieces that are cut off", (bytes) => bytes.subarray(0, bytes.length - 1)],
    ["pieces of zeros", (bytes) => Buffer.alloc(bytes.length)],
    ["pieces turned round", (bytes) => Buffer.from(bytes).reverse()],
    ["pieces that are a page", () => Buffer.from("<!doctype html><title>Sign in</title>")],
  ]) {
    await t.test(what, async () => {
      portal.instead = (name) => (isPiece(name) ? damage(readFileSync(portal.file(name))) : null);
      await open("search/index.html?q=orders%20buyer");
      await page.getByRole("alert").or(page.locator("#results a").first()).or(page.locator("#status").filter({ hasText: "Nothing" })).first().waitFor();
      portal.instead = () => null;
      await page.reload();
      await found();
      await context.close();
    });
  }
});

test("opened as a file, search says what it takes", async () => {
  await open("");
  page.removeAllListeners("pageerror");
  await page.goto(pathToFileURL(portal.file("search/index.html")).href);
  // Browsers don't load modules from files.
  await alert(/can't read its index from a file\. Open the portal through a web server/);
  assert.equal(await page.locator("#lists a").first().isVisible(), true);
  await page.goto(pathToFileURL(portal.file("views/unified/orders.html")).href);
  await page.locator("#q").focus();
  await alert(/can't read its index from a file/);
});
