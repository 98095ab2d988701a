// Lighthouse over pages of a served portal: prints the four scores of each as a Markdown table, and
// fails below what was asked.
//
//   node run.mjs ORIGIN LEAST PAGE...
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [origin, least, ...pages] = process.argv.slice(2);
const categories = ["performance", "accessibility", "best-practices", "seo"];
const folder = mkdtempSync(join(tmpdir(), "vitrina-lighthouse-"));
let failed = false;

console.log(`| page | form | ${categories.join(" | ")} |`);
console.log(`|---|---|${"---:|".repeat(categories.length)}`);
for (const [i, page] of pages.entries()) {
  for (const form of ["mobile", "desktop"]) {
    const out = join(folder, `${i}-${form}.json`);
    execFileSync(
      join(import.meta.dirname ?? ".", "node_modules/.bin/lighthouse"),
      [
        origin + page,
        "--quiet",
        "--output=json",
        `--output-path=${out}`,
        `--only-categories=${categories.join(",")}`,
        ...(form === "desktop" ? ["--preset=desktop"] : []),
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
      ],
      { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, CHROME_PATH: process.env.CHROMIUM } },
    );
    const report = JSON.parse(readFileSync(out, "utf8"));
    const scores = categories.map((c) => Math.round((report.categories[c].score ?? 0) * 100));
    console.log(`| ${page} | ${form} | ${scores.join(" | ")} |`);
    if (scores.some((score) => score < Number(least))) {
      failed = true;
      for (const audit of Object.values(report.audits)) {
        if (audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode === "binary") {
          console.error(`${page}, ${form}: ${audit.id}: ${audit.title}`);
        }
      }
    }
  }
}
process.exit(failed ? 1 : 0);
