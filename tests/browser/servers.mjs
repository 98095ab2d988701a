// Plain static servers with nothing configured but a folder and a port: Python's and nginx. And our own.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { binary, copySample } from "./support.mjs";

const freePort = () => new Promise((done) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => done(port));
  });
});

async function answers(port, child) {
  for (let i = 0; i < 200; i++) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}`);
    try {
      return await fetch(`http://127.0.0.1:${port}/`);
    } catch {
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  throw new Error(`${child.spawnfile} doesn't answer`);
}

const stopped = (child) => new Promise((done) => {
  child.once("exit", done);
  child.kill();
});

/** `python3 -m http.server` in `folder`. */
async function python(folder) {
  const port = await freePort();
  const child = spawn("python3", ["-m", "http.server", String(port), "--bind", "127.0.0.1"], { cwd: folder, stdio: "ignore" });
  await answers(port, child);
  return { origin: `http://127.0.0.1:${port}`, close: () => stopped(child) };
}

/** nginx with its own list of types and its own defaults for all else. */
async function nginx(folder) {
  const own = mkdtempSync(join(tmpdir(), "vitrina-nginx-"));
  mkdirSync(join(own, "logs"));
  const port = await freePort();
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${own}/${name};`);
  writeFileSync(join(own, "nginx.conf"), `
    ${process.getuid() === 0 ? "user root;" : ""}
    pid ${own}/pid;
    error_log ${own}/logs/error.log;
    events {}
    http {
      include /etc/nginx/mime.types;
      access_log off;
      ${paths.join(" ")}
      server { listen 127.0.0.1:${port}; root ${folder}; }
    }`);
  const child = spawn("nginx", ["-p", own, "-c", join(own, "nginx.conf"), "-g", "daemon off;"], { stdio: ["ignore", "ignore", "inherit"] });
  await answers(port, child);
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      await stopped(child);
      rmSync(own, { recursive: true, force: true });
    },
  };
}

/** `vitrina serve`, which builds the sample itself. */
async function own() {
  const folder = mkdtempSync(join(tmpdir(), "vitrina-serve-"));
  const args = ["serve", "--root", copySample(folder), "--out", join(folder, "site"), "--port", "0"];
  const child = spawn(binary(), args, { stdio: ["ignore", "ignore", "pipe"] });
  const origin = await new Promise((done, failed) => {
    createInterface(child.stderr).on("line", (line) => {
      const found = line.match(/^serving on (http:\/\/[^/]+)\//);
      if (found) done(found[1]);
    });
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`vitrina serve ended with ${code}`)));
  });
  return {
    origin,
    close: async () => {
      await stopped(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The servers by name; one that isn't installed says so, instead of being left out. */
export const SERVERS = { "python's http.server": python, nginx, "vitrina serve": own };
