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
// The worker compiles the client itself, so that what loads it otherwise is left out.
const glue = join(out, "search-glue.js");
const source = readFileSync(glue, "utf8");
const inner = source.replace(/^export class Client/m, "class Client").replace(/^export \{[^}]*\};?$/m, "");
if (/^export /m.test(inner)) throw new Error("wasm-bindgen's glue exports something else than it did");
const wrapped = `export const { Client, initSync } = (() => {\n${inner}\nreturn { Client, initSync };\n})();\n`;
const { code } = await minify(wrapped, { module: true, compress: { passes: 3 } });
writeFileSync(glue, `${code}\n`);
