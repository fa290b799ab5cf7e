import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { availableCodings } from "../files/index.ts";

const limit = { timeout: 30_000 };
const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
const porthole = fileURLToPath(new URL(`./main.node${extension}`, import.meta.url));

const page = "<p>All work and no play makes Tom a dull cat.</p>\n".repeat(100);
const siblings = [".br", ".gz", ...(availableCodings.includes("zstd") ? [".zst"] : [])];

/** A folder of its own with these files, changed long ago. */
function folderOf(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "porthole-compress-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    utimesSync(join(folder, path), 1_000_000, 1_000_000.25);
  }
  return folder;
}

function namesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function start(args: readonly string[], cwd: string) {
  const { PATH = "", SystemRoot = "" } = process.env;
  const child = spawn(process.execPath, [porthole, "compress", ...args], {
    cwd,
    env: { PATH, SystemRoot, NODE_NO_WARNINGS: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.stderr += text;
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code: code ?? signal, ...said }));
  return { child, said, ended };
}

const run = (args: readonly string[], cwd = tmpdir()) => start(args, cwd).ended;

test("compress command: every coding of what gets smaller is written beside it, with its date", limit, async (t) => {
  const folder = folderOf(t, {
    "index.html": page,
    "css/deep/site.css": page,
    ".well-known/security.txt": page,
    "tiny.txt": "tiny",
    "picture.png": page,
    unknown: page,
    ".secret/page.html": page,
    ".env.txt": page,
    "site.json": JSON.stringify({ page }),
    "noise.wasm": randomBytes(5000),
  });
  const { code, stdout, stderr } = await run([folder]);
  assert.equal(stderr, "");
  assert.equal(code, 0);
  const written = namesIn(folder).filter((name) => /\.(br|gz|zst)$/.test(name));
  const sources = [".well-known/security.txt", "css/deep/site.css", "index.html"];
  assert.deepEqual(
    written.map((name) => name.replaceAll("\\", "/")),
    sources.flatMap((source) => siblings.map((end) => source + end)).sort(),
  );
  assert.equal(brotliDecompressSync(readFileSync(join(folder, "index.html.br"))).toString(), page);
  assert.equal(gunzipSync(readFileSync(join(folder, "css/deep/site.css.gz"))).toString(), page);
  const { mtimeMs } = statSync(join(folder, "index.html"));
  for (const end of siblings) {
    assert.ok(Math.abs(statSync(join(folder, `index.html${end}`)).mtimeMs - mtimeMs) < 1, end);
  }
  assert.match(stdout, /index\.html {2}5\.0 kB → br \d+ B/);
  assert.match(stdout, /✔ {2}5 files of .* in /);
  assert.match(stdout, /br +3 +3 +15\.0 kB +→ \d+ B +\d+\.\d %/);
  assert.doesNotMatch(stdout, /\u001b|\r/);
});

test("compress command: what is up to date is left, what is stale is made anew", limit, async (t) => {
  const folder = folderOf(t, { "a.html": page, "b.html": page, "c.txt": "short now" });
  assert.equal((await run([folder])).code, 0);
  writeFileSync(join(folder, "a.html.br"), "kept");
  for (const end of siblings) writeFileSync(join(folder, `c.txt${end}`), "of a longer text");
  const old = new Date(500_000_000);
  for (const name of ["b.html.br", ...siblings.map((end) => `c.txt${end}`)]) utimesSync(join(folder, name), old, old);
  writeFileSync(join(folder, "b.html"), page.toUpperCase());
  const { code, stdout } = await run(["."], folder);
  assert.equal(code, 0);
  assert.equal(readFileSync(join(folder, "a.html.br"), "utf8"), "kept");
  for (const end of ["br", "gz"] as const) {
    const decode = end === "br" ? brotliDecompressSync : gunzipSync;
    assert.equal(decode(readFileSync(join(folder, `b.html.${end}`))).toString(), page.toUpperCase());
  }
  for (const end of siblings) assert.ok(!existsSync(join(folder, `c.txt${end}`)), end);
  assert.match(stdout, /removed br/);
  assert.match(stdout, /c\.txt/);
  assert.doesNotMatch(stdout, /a\.html/);
});

test("compress command: nothing is changed under --dry-run, and --remove leaves the sources", limit, async (t) => {
  const folder = folderOf(t, { "a.html": page, "archive.tar.gz": page, "photo.br": page });
  const before = namesIn(folder);
  const { code, stdout } = await run([folder, "--dry-run"]);
  assert.equal(code, 0);
  assert.match(stdout, /--dry-run/);
  assert.deepEqual(namesIn(folder), before);
  await run([folder]);
  assert.equal(namesIn(folder).length, before.length + siblings.length);
  await run([folder, "--remove", "--dry-run"]);
  assert.equal(namesIn(folder).length, before.length + siblings.length);
  assert.match((await run([folder, "--remove"])).stdout, /br +1 sibling removed/);
  assert.deepEqual(namesIn(folder), before);
});

test("compress command: codings, smallest size and silence are as asked for", limit, async (t) => {
  const folder = folderOf(t, { "a.txt": "Meow. ".repeat(10), "b.html": page });
  const { code, stdout } = await run([folder, "--codings", "gzip", "--min-size", "10", "-q"]);
  assert.deepEqual([code, stdout], [0, ""]);
  assert.deepEqual(namesIn(folder), ["a.txt", "a.txt.gz", "b.html", "b.html.gz"]);
});

test("compress command: it is told what is wrong with how it is used", limit, async (t) => {
  const folder = folderOf(t, { "a.txt": "x" });
  for (const [args, code, message] of [
    [[folder, "--codings", "br,lzw"], 2, /codings are br/],
    [[folder, "--min-size", "1k"], 2, /number of octets/],
    [[], 2, /missing required argument/],
    [[folder, "--codigns", "br"], 2, /Did you mean --codings/],
    [[join(folder, "nothing")], 1, /there is no /],
    [[join(folder, "a.txt")], 1, /is a file/],
  ] as const) {
    const ended = await run(args);
    assert.equal(ended.code, code, args.join(" "));
    assert.match(ended.stderr, message);
  }
  assert.match((await run(["--help"])).stdout, /^Usage: porthole compress <dir>/);
});

test("compress command: one that cannot be written is told of, and the others are written", limit, async (t) => {
  const folder = folderOf(t, { "a.html": page, "b.html": page });
  mkdirSync(join(folder, "a.html.br"));
  const { code, stderr } = await run([folder]);
  assert.equal(code, 1);
  assert.match(stderr, /a\.html: a\.html\.br is there already, and is no file/);
  assert.ok(existsSync(join(folder, "b.html.br")));
});

const modesLeftOut =
  process.getuid?.() === 0 || process.platform === "win32"
    ? "modes do not bind this user, or mean nothing here"
    : false;

test("compress command: a file and a folder that may not be read are told of", {
  ...limit,
  skip: modesLeftOut,
}, async (t) => {
  const folder = folderOf(t, { "a.html": page, "b.html": page, "closed/c.html": page });
  chmodSync(join(folder, "a.html"), 0);
  chmodSync(join(folder, "closed"), 0);
  const { code, stderr } = await run([folder]);
  chmodSync(join(folder, "closed"), 0o700);
  assert.equal(code, 1);
  assert.match(stderr, /a\.html: permission denied/);
  assert.match(stderr, /closed: permission denied/);
  assert.ok(existsSync(join(folder, "b.html.br")));
});

const symlinksLeftOut = process.platform === "win32" ? "symbolic links need a privilege on Windows" : false;

test("compress command: symbolic links are not followed", { ...limit, skip: symlinksLeftOut }, async (t) => {
  const outside = folderOf(t, { "a.html": page });
  const folder = folderOf(t, { "b.txt": "x" });
  symlinkSync(outside, join(folder, "folder"));
  symlinkSync(join(outside, "a.html"), join(folder, "a.html"));
  assert.equal((await run([folder])).code, 0);
  assert.deepEqual(namesIn(outside), ["a.html"]);
  assert.ok(!existsSync(join(folder, "a.html.br")));
});

const signalsLeftOut = process.platform === "win32" ? "Windows has no SIGINT to send" : false;

test("compress command: whole siblings and no others are left when it is stopped", {
  ...limit,
  skip: signalsLeftOut,
}, async (t) => {
  const files: Record<string, string> = {};
  for (let at = 0; at < 60; at++)
    files[`${at}.txt`] = Array.from({ length: 6000 }, (_, n) => `${n * at} tom`).join("\n");
  const folder = folderOf(t, files);
  const { child, said, ended } = start([folder], tmpdir());
  while (!said.stdout.includes("kB →") && child.exitCode === null) {
    await Promise.race([once(child.stdout, "data"), ended]);
  }
  child.kill("SIGINT");
  const { code, stderr } = await ended;
  assert.equal(code, 3);
  assert.match(stderr, /stopped after \d+ of 60 files/);
  const names = namesIn(folder);
  assert.deepEqual(
    names.filter((name) => name.startsWith(".")),
    [],
  );
  const coded = names.filter((name) => name.endsWith(".br"));
  assert.ok(coded.length > 0 && coded.length < 60);
  for (const name of coded) {
    assert.equal(brotliDecompressSync(readFileSync(join(folder, name))).toString(), files[name.slice(0, -3)]);
  }
});
