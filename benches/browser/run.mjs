// Asks the engines in Chromium and prints tables for BENCHMARKS.md.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { draw } from "./queries.mjs";
import { rounds, serve } from "./serve.mjs";

const [folder] = process.argv.slice(2);
const OPENED = 5, DELAY = 80;
const { documents, classes } = await draw(join(folder, "documents.ndjson"));
const server = await serve({ "/portal/": join(folder, "site"), "/pagefind/": join(folder, "pagefind"), "/node_modules/": join(folder, "node_modules"), "/bench/": folder });
const executablePath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));

/** How each engine is opened and asked. */
const ENGINES = {
  vitrina: {
    page: "/portal/search/index.html",
    ready: () => document.getElementById("found")?.dataset.shows !== undefined,
    // Facets are counted after the results are there.
    first: () => document.querySelector("#results li") !== null,
    ask: (query) => new Promise((done) => {
      const box = document.getElementById("q"), found = document.getElementById("found");
      const began = performance.now();
      const observer = new MutationObserver(() => {
        if (found.dataset.shows !== location.search || (new URLSearchParams(location.search).get("q") ?? "") !== query) return;
        observer.disconnect();
        // The page waits 60 ms for the next letter.
        done({ ms: performance.now() - began - 60, hits: found.hidden ? 0 : document.querySelectorAll("#results > li").length, ...JSON.parse(document.documentElement.dataset.searchStats) });
      });
      observer.observe(found, { attributes: true });
      box.value = query;
      box.dispatchEvent(new Event("input"));
    }),
    index: join(folder, "site/search"),
  },
  Pagefind: { page: "/bench/pagefind.html", ready: () => window.ready, ask: null, index: join(folder, "pagefind") },
  MiniSearch: { page: "/bench/minisearch.html", ready: () => window.ready, ask: null, index: join(folder, "minisearch.json.gz") },
};
const timed = async (query) => {
  const began = performance.now();
  const hits = await window.ask(query);
  return { ms: performance.now() - began, hits };
};
const engines = Object.entries(ENGINES).filter(([, e]) => existsSync(e.index));
const asked = (name, query) => (name === "vitrina" ? query : query.replace(/\w+:/, ""));

const launch = () => chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0, args: ["--disable-gpu", "--disable-background-networking", "--disable-component-update"] });
/** Memory of a browser's pages: what they alone hold plus their share of the rest, in MiB. */
const memory = (pid) => {
  let total = 0;
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${entry}/cmdline`, "utf8").includes("--type=renderer")) continue;
      total += parseInt(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${entry}/smaps_rollup`, "utf8"))[1], 10) / 1024;
    } catch {
      // It has ended meanwhile.
    }
  }
  return total;
};
const median = (list, at = 0.5) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * at))];
const kB = (bytes) => (bytes / 1000).toFixed(0);
const ms = (value) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
const sizeOf = (path) => (statSync(path).isDirectory() ? readdirSync(path).reduce((sum, name) => sum + (name === "index.html" ? 0 : sizeOf(join(path, name))), 0) : statSync(path).size);

const first = {}, later = {}, used = {};
for (const [name, engine] of engines) {
  const url = server.origin + engine.page;
  // Opened with a query, in a browser that has seen nothing.
  first[name] = { bytes: [], requests: [], ms: [], rounds: [], rest: [] };
  for (const query of classes["two words"].slice(0, OPENED)) {
    for (const delay of [0, DELAY]) {
      const browser = await launch();
      const page = await browser.newPage();
      [server.delay, server.log] = [delay, []];
      const began = performance.now();
      await page.goto(`${url}?q=${encodeURIComponent(query)}`);
      await page.waitForFunction(engine.first ?? engine.ready, null, { timeout: 600_000, polling: 5 });
      const took = performance.now() - began;
      const log = server.log.filter((r) => !r.path.endsWith("favicon.ico"));
      if (engine.first) {
        await page.waitForFunction(engine.ready, null, { timeout: 600_000 });
        if (!delay) first[name].rest.push(server.log.filter((r) => !log.includes(r)).reduce((sum, r) => sum + r.bytes, 0));
      }
      if (delay) first[name].rounds.push(rounds(log));
      else {
        first[name].ms.push(took);
        first[name].bytes.push(log.reduce((sum, r) => sum + r.bytes, 0));
        first[name].requests.push(log.length);
      }
      await browser.close();
    }
  }
  server.delay = 0;
  // A session: every query of every class once, in turn, then all of them again.
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(engine.ready, null, { timeout: 600_000 });
  const ask = (query) => page.evaluate(engine.ask ?? timed, asked(name, query));
  later[name] = {};
  const turns = Math.max(...Object.values(classes).map((queries) => queries.length));
  for (const again of [false, true]) {
    for (let i = 0; i < turns; i++) {
      for (const [kind, queries] of Object.entries(classes)) {
        if (i >= queries.length) continue;
        const row = (later[name][kind] ??= { bytes: [], requests: [], rounds: [], cold: [], warm: [], none: 0 });
        server.log = [];
        const answer = await ask(queries[i]);
        used[name] = Math.max(used[name] ?? 0, (answer.memory ?? 0) / (1 << 20));
        if (again) row.warm.push(answer.ms);
        else {
          row.cold.push(answer.ms);
          row.bytes.push(server.log.reduce((sum, r) => sum + r.bytes, 0));
          row.requests.push(server.log.length);
          row.rounds.push(answer.rounds ?? rounds(server.log));
          if (!answer.hits) row.none++;
        }
      }
    }
  }
  first[name].memory = memory();
  await browser.close();
}

console.log(`Opened to first result (two words, ${OPENED} browsers that have seen nothing; medians):\n`);
console.log("| | kB | requests | round trips, page included | ms | memory of the page after all queries, MiB |\n|---|---:|---:|---:|---:|---:|");
for (const [name] of engines) {
  const f = first[name];
  const own = used[name] ? ` (WebAssembly ${used[name].toFixed(0)})` : "";
  const rest = f.rest.length ? ` (facets then ${kB(median(f.rest))})` : "";
  console.log(`| ${name} | ${kB(median(f.bytes))}${rest} | ${median(f.requests)} | ${median(f.rounds)} | ${ms(median(f.ms))} | ${f.memory.toFixed(0)}${own} |`);
}
console.log("\nLater queries, each new (median and most), and all of them asked again:\n");
console.log("| class | engine | kB, median | kB, most | requests, most | round trips, most | ms, p50 | ms, p95 | again, p50 | again, p95 | without result |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
for (const kind of Object.keys(classes)) {
  for (const [name] of engines) {
    const r = later[name][kind];
    console.log(`| ${kind} | ${name} | ${kB(median(r.bytes))} | ${kB(Math.max(...r.bytes))} | ${Math.max(...r.requests)} | ${Math.max(...r.rounds)} | ${ms(median(r.cold))} | ${ms(median(r.cold, 0.95))} | ${ms(median(r.warm))} | ${ms(median(r.warm, 0.95))} | ${r.none} of ${r.cold.length} |`);
  }
}
console.log(`\nThe index, ${documents.toLocaleString("en")} assets:\n`);
console.log("| | MB | bytes an asset | CPU, s | peak, MiB |\n|---|---:|---:|---:|---:|");
const costs = readFileSync(join(folder, "index.tsv"), "utf8").trim().split("\n").map((line) => line.split("\t"));
for (const [label, cpu, , peak] of costs) {
  const engine = ENGINES[label.split(",")[0]];
  const size = sizeOf(engine.index);
  console.log(`| ${label} | ${(size / 1e6).toFixed(1)} | ${(size / documents).toFixed(0)} | ${parseFloat(cpu).toFixed(2)} | ${peak ? parseFloat(peak).toFixed(0) : ""} |`);
}
await server.close();
