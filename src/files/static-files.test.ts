import assert from "node:assert/strict";
import { test } from "node:test";
import { isConfigError } from "../config/config-error.ts";
import {
  type ErrorPage,
  FieldSection,
  type IncomingRequest,
  isFileRange,
  type OutgoingResponse,
} from "../semantics/index.ts";
import { hashOfOctets } from "./content-hash.node.ts";
import { CACHED_FILE_OCTETS_MAX, FileCache } from "./file-cache.ts";
import { fileMediaType } from "./file-media-type.ts";
import { parseFilePath } from "./file-path.ts";
import type { FilesOptions } from "./files-options.ts";
import { StaticFile } from "./static-file.ts";
import { StaticFiles } from "./static-files.ts";
import { StaticFolder } from "./static-folder.ts";
import { exchangeFor, NotedDecisions, requestFor } from "./testing/exchanges.ts";
import { memoryStore } from "./testing/memory-store.ts";

const modifiedMs = Date.UTC(1994, 10, 6, 8, 49, 37) + 250;
const large = new Uint8Array(CACHED_FILE_OCTETS_MAX + 1).fill(0x61);
const store = memoryStore({
  "index.html": { content: "<h1>home</h1>", modifiedMs },
  "docs/index.html": "docs",
  "docs/caf\u00e9.html": "coffee",
  "empty/x/y.txt": "y",
  "fits.bin": large.subarray(1),
  "large.bin": large,
  "future.txt": { content: "x", modifiedMs: Date.now() + 1e9 },
  ".env": "secret",
  "evil.example/index.html": "x",
});

const errorPage: ErrorPage = (fault) => ({
  statusCode: fault.statusCode,
  headerSection: fault.headerSection ?? FieldSection.empty,
  content: fault.message ?? "no message",
});

const context = { store, cache: new FileCache(store), errorPage, development: false };

function serveBelow(directory: string, request: IncomingRequest, rest = request.path, options: FilesOptions = {}) {
  const folder = new StaticFolder(new StaticFiles(context, options), parseFilePath("files", directory));
  return folder.serve(rest, request, exchangeFor());
}

const serve = (target: string, { method = "GET", directory = "." } = {}) =>
  serveBelow(directory, requestFor(method, target));

function lengthOf({ content }: OutgoingResponse): number {
  return content instanceof Uint8Array ? content.length : (content as { lengthOctets: number }).lengthOctets;
}

async function text(response: OutgoingResponse): Promise<string> {
  const { content } = response;
  if (content === undefined) return "";
  if (typeof content === "string") return content;
  const pieces: Uint8Array[] = [];
  if (content instanceof Uint8Array) pieces.push(content);
  else for await (const piece of content) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString();
}

test("static-files: a file is answered with what is known of it (RFC9110§8)", async () => {
  const response = await serve("/index.html?x=1");
  assert.equal(response.statusCode, 200);
  assert.deepEqual(
    [...response.headerSection],
    [
      ["Content-Type", "text/html; charset=utf-8"],
      ["X-Content-Type-Options", "nosniff"],
      ["Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"],
      ["Accept-Ranges", "bytes"],
      ["ETag", `"${hashOfOctets(Buffer.from("<h1>home</h1>"))}"`],
      ["Cache-Control", "no-cache"],
      ["Vary", "Accept-Encoding"],
    ],
  );
  assert.ok(response.content instanceof Uint8Array, "its length is known");
  assert.equal(await text(response), "<h1>home</h1>");
  assert.equal(response.reason, "file index.html");
});

test("static-files: a small file leaves whole, a large one in pieces, both with their length", async () => {
  assert.ok((await serve("/fits.bin")).content instanceof Uint8Array);
  const { content } = await serve("/large.bin");
  assert.ok(isFileRange(content));
  assert.equal(content.lengthOctets, large.length);
  let pieces = 0;
  let octets = 0;
  for await (const piece of content) {
    pieces++;
    octets += piece.length;
  }
  assert.ok(pieces > 1);
  assert.equal(octets, large.length);
  assert.equal(store.openFiles, 0);
});

test("static-files: HEAD is answered as GET, with the length and nothing read (RFC9110§9.3.2)", async () => {
  for (const target of ["/index.html", "/large.bin", "/docs", "/docs/", "/nothing", "/.env"]) {
    const get = await serve(target);
    const head = await serve(target, { method: "HEAD" });
    assert.equal(head.statusCode, get.statusCode, target);
    assert.deepEqual([...head.headerSection], [...get.headerSection], target);
    if (get.statusCode === 200) {
      assert.equal(lengthOf(head), lengthOf(get), target);
    }
    if (isFileRange(head.content)) head.content.close();
    if (isFileRange(get.content)) get.content.close();
  }
  assert.equal(store.openFiles, 0);
});

test("static-files: Last-Modified is never later than the response (RFC9110§8.8.2.1)", async () => {
  const value = (await serve("/future.txt")).headerSection.get("Last-Modified")!;
  assert.ok(Date.parse(value) <= Date.now());
});

test("static-files: a folder's path ends in a slash and answers its index.html", async () => {
  assert.equal(await text(await serve("/")), "<h1>home</h1>");
  const docs = await serve("/docs/");
  assert.equal(await text(docs), "docs");
  assert.equal(docs.reason, "file docs/index.html");
  assert.equal(await text(await serve("/", { directory: "docs" })), "docs");
  assert.equal(await text(await serve("/caf%C3%A9.html", { directory: "docs/" })), "coffee");
});

test("static-files: a folder's path without its slash is redirected, with the query (RFC9110§15.4.2)", async () => {
  for (const [target, location] of [
    ["/docs", "/docs/"],
    ["/docs?a=1&b=2", "/docs/?a=1&b=2"],
    ["/docs?", "/docs/?"],
    ["/empty/x", "/empty/x/"],
    ["/d%6Fcs", "/docs/"],
  ] as const) {
    const response = await serve(target);
    assert.equal(response.statusCode, 301, target);
    assert.equal(response.headerSection.get("Location"), location);
  }
});

test("static-files: a redirect never leaves the origin", async () => {
  const below = (path: string, rest: string) => serveBelow(".", { ...requestFor("GET", "/"), path }, rest);
  for (const path of ["//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example"]) {
    const response = await below(path, "/evil.example");
    assert.equal(response.statusCode, 301);
    assert.equal(response.headerSection.get("Location"), "/evil.example/");
  }
  assert.equal((await serve("//evil.example")).statusCode, 404);
});

test("static-files: what is not there is a 404 with its reason for the log", async () => {
  for (const [target, reason] of [
    ["/nothing", "no file: no such file"],
    ["/docs/nothing.html", "no file: no such file"],
    ["/index.html/", "no file: a file's path ends without a slash"],
    ["/empty/", "no file: no such file"],
    ["/empty/x/", "no file: no such file"],
    ["//index.html", "refused: empty segment"],
    ["/.env", "refused: dotfile"],
    ["/%2Eenv", "refused: dotfile"],
  ] as const) {
    const response = await serve(target);
    assert.equal(response.statusCode, 404, target);
    assert.equal(response.reason, reason, target);
    assert.equal(response.content, "no message", "the client is told no more than the status");
  }
});

test("static-files: an attack on the path is a 400 that says what is wrong, and not where the root is", async () => {
  for (const [target, reason] of [
    ["/../index.html", "dot segment"],
    ["/%2e%2e/index.html", "dot segment"],
    ["/docs/..%2findex.html", "encoded slash"],
    ["/docs%5Cindex.html", "backslash"],
    ["/index.html%00.png", "control character in the path"],
    ["/%C0%AE%C0%AE/index.html", "the path is not percent-encoded UTF-8"],
  ] as const) {
    const response = await serve(target);
    assert.equal(response.statusCode, 400, target);
    assert.equal(response.content, `The path is refused: ${reason}.`);
    assert.equal(response.reason, `refused: ${reason}`);
  }
});

test("static-files: in development the client is told where was looked", async () => {
  const files = new StaticFiles({ ...context, development: true }, {});
  const request = requestFor("GET", "/docs/nothing.html");
  const response = await new StaticFolder(files, []).serve(request.path, request, exchangeFor());
  assert.equal(response.content, "Looked for docs/nothing.html in memory: no such file.");
});

test("static-files: one file is answered under any path, with any status code, and is looked for in its turn", async () => {
  const decisions = new NotedDecisions();
  const serveFile = (path: string, statusCode?: number) => {
    const file = new StaticFile(new StaticFiles(context, {}), parseFilePath("file", path));
    return file.serve(requestFor("GET", "/teapot"), exchangeFor(decisions), statusCode);
  };
  const response = await serveFile("./docs/index.html", 418);
  assert.equal(response.statusCode, 418);
  assert.equal(await text(response), "docs");
  assert.deepEqual(decisions.notes, [
    "file: docs/index.html, 4 octets, in memory",
    "cache: no-cache",
    "coding: identity (no Accept-Encoding; no other is on offer)",
  ]);
  assert.equal(response.headerSection.get("etag"), undefined, "nobody may ask for it conditionally");
  assert.equal((await serveFile("gone.html")).statusCode, 404);
  assert.equal((await serveFile("docs")).statusCode, 404);
});

test("static-files: an author's path stays in the site's folder", () => {
  assert.deepEqual(parseFilePath("file", "a/b.html"), ["a", "b.html"]);
  assert.deepEqual(parseFilePath("file", "./a//b.html"), ["a", "b.html"]);
  assert.deepEqual(parseFilePath("files", "."), []);
  assert.deepEqual(parseFilePath("file", "100%25.html"), ["100%25.html"]);
  for (const path of ["../a", "a/../../b", "/etc/passwd", "a\\b", "C:\\a"]) {
    assert.throws(() => parseFilePath("file", path), isConfigError, path);
  }
});

test("static-files: media types have a charset where they are text (RFC9110§8.3.2)", () => {
  for (const [name, mediaType] of [
    ["a.html", "text/html; charset=utf-8"],
    ["a.HTM", "text/html; charset=utf-8"],
    ["a.css", "text/css; charset=utf-8"],
    ["a.min.js", "text/javascript; charset=utf-8"],
    ["a.mjs", "text/javascript; charset=utf-8"],
    ["a.txt", "text/plain; charset=utf-8"],
    ["a.json", "application/json"],
    ["a.svg", "image/svg+xml"],
    ["a.webp", "image/webp"],
    ["a.wasm", "application/wasm"],
    ["a.woff2", "font/woff2"],
    ["a.unknown-extension", "application/octet-stream"],
    ["html", "application/octet-stream"],
    ["LICENSE", "application/octet-stream"],
    ["a.", "application/octet-stream"],
    ["a.constructor", "application/octet-stream"],
  ]) {
    assert.equal(fileMediaType(name!), mediaType, name);
  }
});
