// Reports of checks and of changes by the XML Schema of their readers; no browser is needed.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

const errors = async (xml) => {
  const { errors } = await xmllint.validateXML({ xml, schema, initialMemoryPages: 1024, maxMemoryPages: 4096 });
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
