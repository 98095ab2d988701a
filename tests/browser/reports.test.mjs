// Reports of checks and of changes by the XML Schema of their readers, feeds by the grammar of their RFC; no
// browser is needed.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import xmllint from "xmllint-wasm";
import { binary } from "./support.mjs";

const project = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const sample = join(project, "manifests");
const schema = readFileSync(join(project, "tests/fixtures/report_schemas/jenkins-junit.xsd"), "utf8");
let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrina-reports-"));
});
after(() => rmSync(folder, { recursive: true }));

/** What vitrina reports as JUnit, where findings are no failure of the run. */
const junit = (args) => {
  const options = { encoding: "utf8", maxBuffer: 1 << 28 };
  const { status, stdout, stderr } = spawnSync(binary(), [...args, "--format", "junit"], options);
  assert.ok(status === 0 || status === 1, stderr);
  return stdout;
};

const errors = async (xml, by = { schema }) => {
  const { errors } = await xmllint.validateXML({ xml, ...by, initialMemoryPages: 1024, maxMemoryPages: 4096 });
  return errors.map((error) => error.message);
};

test("a report of a check is valid", async () => {
  const report = junit(["check", "--root", sample]);
  assert.match(report, /<failure /);
  assert.match(report, /<skipped>/);
  assert.deepEqual(await errors(report), []);
  // A schema that nothing fails would prove nothing.
  assert.notDeepEqual(await errors(report.replaceAll("<skipped>", '<skipped message="">')), []);
});

test("a report of changes is valid", async () => {
  const root = join(folder, "mesh");
  cpSync(sample, root, { recursive: true });
  const columns = join(root, "exports/bigquery/COLUMNS.ndjson");
  const rows = readFileSync(columns, "utf8").split("\n");
  writeFileSync(columns, rows.filter((row) => !row.includes('"column_name":"currency_id"')).join("\n"));
  const report = junit(["diff", sample, root]);
  assert.match(report, /<failure /);
  assert.deepEqual(await errors(report), []);
});

test("feeds are valid", async () => {
  const grammar = readFileSync(join(project, "tests/fixtures/report_schemas/atom.rng"), "utf8");
  const by = { schema: grammar, extension: "relaxng" };
  const [root, out] = [join(folder, "told"), join(folder, "site")];
  cpSync(sample, root, { recursive: true });
  const build = () => {
    const { status, stderr } = spawnSync(binary(), ["build", "--root", root, "--out", out], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
  };
  build();
  for (const file of readdirSync(join(root, "teams"))) {
    const path = join(root, "teams", file);
    writeFileSync(path, readFileSync(path, "utf8").replace(/^name: .*$/m, "name: Renamed & <told>"));
  }
  const columns = join(root, "exports/bigquery/COLUMNS.ndjson");
  const rows = readFileSync(columns, "utf8").split("\n");
  writeFileSync(columns, rows.filter((row) => !row.includes('"column_name":"currency_id"')).join("\n"));
  build();
  const feeds = readdirSync(out, { recursive: true }).filter((path) => path.endsWith(".atom"));
  const texts = feeds.map((path) => readFileSync(join(out, path), "utf8"));
  assert.ok(texts.filter((xml) => xml.includes("<entry>")).length > 5, `${feeds.length} feeds`);
  // One call reads many files, so that the grammar is read once.
  const xml = texts.map((contents, n) => ({ fileName: feeds[n], contents }));
  assert.deepEqual(await errors(xml, by), []);
  const broken = texts.find((xml) => xml.includes("<entry>"));
  assert.notDeepEqual(await errors(broken.replace(/<updated>[^<]*<\/updated>/, ""), by), []);
  assert.notDeepEqual(await errors(broken.replace("<entry>", "<entry><colour>red</colour>"), by), []);
});
