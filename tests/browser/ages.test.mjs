// What pages say of time: the script puts ages by the reader's clock in the place of moments, and says where the portal
// should have been rebuilt. What is there without it stands in nojs.test.mjs.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { buildPortal, start } from "./support.mjs";

const VIEW = "views/unified/orders.html";
let portal, strict, page;
before(async () => {
  portal = await start();
  // The sample itself isn't rebuilt and says so in its settings.
  strict = buildPortal(join(portal.folder, "strict"), undefined, (root) => {
    const settings = join(root, "vitrina.toml");
    const text = readFileSync(settings, "utf8");
    const changed = text.replace('rebuild_every = "off"', 'rebuild_every = "36h"');
    assert.notEqual(changed, text);
    writeFileSync(settings, changed);
  });
});
afterEach(async () => {
  portal.instead = () => null;
  await page?.context().close();
  page = undefined;
});
after(() => portal?.close());

/** A page as read at this moment, in milliseconds; where time is to go by, `flowing`. */
const read = async (path, moment, { flowing = false, ...options } = {}) => {
  await page?.context().close();
  const context = await portal.browser.newContext({ reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(10_000);
  page = await context.newPage();
  page.on("pageerror", (error) => assert.fail(`page error: ${error.message}`));
  if (flowing) await page.clock.install({ time: moment });
  else await page.clock.setFixedTime(moment);
  await page.goto(portal.url(path));
};
const built = () => Date.parse(JSON.parse(readFileSync(portal.file("built.json"), "utf8")).built);
const lastUsed = () => {
  const [, datetime, printed] = /Last used <time datetime="([^"]+)" data-age>([^<]+)</.exec(readFileSync(portal.file(VIEW), "utf8"));
  return { at: Date.parse(datetime), printed };
};

test("an age has the words of its size, and the moment on demand", async (t) => {
  const { at, printed } = lastUsed();
  const cases = [
    [0, "0 s ago"], [59, "59 s ago"], [60, "1 min ago"], [7199, "119 min ago"], [7200, "2 h ago"], [259199, "71 h ago"],
    [259200, "3 d ago"], [63071999, "729 d ago"], [63072000, "2 years ago"],
  ];
  for (const [seconds, words] of cases) {
    await t.test(words, async () => {
      await read(VIEW, at + seconds * 1000);
      const time = page.locator("#usage time");
      assert.equal(await time.textContent(), words);
      assert.equal(await time.getAttribute("title"), printed);
      assert.match(await page.locator("#usage").innerText(), new RegExp(`Last used ${words}\\.`));
    });
  }
});

test("what is still to come stays a moment", async () => {
  const { at, printed } = lastUsed();
  await read(VIEW, at - 60_000);
  assert.equal(await page.locator("#usage time").textContent(), printed);
});

test("moments that come later get their age, and ages grow", async () => {
  const { at } = lastUsed();
  await read(VIEW, at + 7_200_000);
  await page.evaluate((datetime) => {
    const time = document.createElement("time");
    time.id = "later";
    time.dateTime = datetime;
    time.dataset.age = "";
    time.textContent = "a moment";
    document.querySelector("main").append(time);
  }, new Date(at).toISOString());
  await page.locator("#later", { hasText: "2 h ago" }).waitFor();

  await read(VIEW, at + 7_200_000, { flowing: true });
  await page.locator("#usage time", { hasText: "2 h ago" }).waitFor();
  await page.clock.fastForward(3_600_000);
  await page.locator("#usage time", { hasText: "3 h ago" }).waitFor();
});

const HOUR = 3_600_000;
const PAGES = ["index.html", VIEW, "views/index.html", "search/index.html", "lineage/index.html", "no/such/page.html"];
/** The portal whose settings ask for a rebuild every 36 hours; for one test, since `afterEach` holds for the inner ones too. */
const asked = () => {
  portal.instead = (name) => {
    if (name === null) return null;
    const file = portal.files.includes(name) ? name : "404.html";
    return file.endsWith(".html") ? readFileSync(join(strict, file)) : null;
  };
};

test("a portal that wasn't rebuilt says so on every page", async (t) => {
  for (const path of PAGES) {
    for (const colorScheme of ["light", "dark"]) {
      await t.test(`${path}, ${colorScheme}`, async () => {
        asked();
        await read(path, built() + 73 * HOUR, { colorScheme });
        const note = page.locator("main [role=status] .outdated");
        await note.waitFor();
        const text = await note.innerText();
        assert.match(text, /This portal shows the state of 3 d ago; it should be rebuilt every 36 h, so something is stuck\./);
        assert.match(await note.locator("time").getAttribute("title"), /^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
        assert.ok((await note.boundingBox()).height > 0);
        const [ink, paper] = await note.evaluate((element) => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]);
        assert.notEqual(ink, paper);
        assert.notEqual(paper, "rgba(0, 0, 0, 0)");
      });
    }
  }
});

test("one that was says nothing", async (t) => {
  for (const [what, hours] of [["just now", 0], ["within its time", 35.9], ["by a reader whose clock is behind", -48]]) {
    await t.test(what, async () => {
      asked();
      await read("index.html", built() + hours * HOUR);
      await page.waitForTimeout(100);
      assert.equal(await page.locator(".outdated").count(), 0);
    });
  }
});

test("nor does one for which no rebuild is promised", async () => {
  await read("index.html", built() + 1000 * HOUR);
  await page.waitForTimeout(100);
  assert.equal(await page.locator(".outdated").count(), 0);
});
