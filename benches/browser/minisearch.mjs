// Indexes the documents with MiniSearch and stores the index packed, as a static site would.
import { createReadStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import MiniSearch from "minisearch";
import { OPTIONS } from "./options.mjs";

const [folder] = process.argv.slice(2);
const mini = new MiniSearch(OPTIONS);
for await (const line of createInterface({ input: createReadStream(join(folder, "documents.ndjson")) })) {
  const d = JSON.parse(line);
  mini.add({ ...d, columns: d.columns.join(" "), column_text: d.column_text.join(" "), about: d.about.join(" ") });
}
writeFileSync(join(folder, "minisearch.json.gz"), gzipSync(JSON.stringify(mini)));
