// Compresses the search client as static hosts can't be relied on to: gzip, by zopfli. The glue
// loses its comments and spaces.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [tools, out] = process.argv.slice(2);
const require = createRequire(join(tools, "package.json"));
const { gzipAsync } = require("@gfx/zopfli");
const { minify } = require("terser");

const wasm = readFileSync(join(out, "search.wasm"));
writeFileSync(join(out, "search.wasm.gz"), await gzipAsync(wasm, { numiterations: 5 }));
const glue = join(out, "search-glue.js");
const { code } = await minify(readFileSync(glue, "utf8"), { module: true, compress: { passes: 2 } });
writeFileSync(glue, `${code}\n`);
