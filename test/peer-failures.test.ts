import assert from "node:assert/strict";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { describe, test } from "node:test";
import zlib from "node:zlib";
import { site, text } from "../src/index.ts";
import { partsOf } from "./tools/byteranges.ts";
import type { Answer } from "./tools/file-client.ts";
import { distinctText, randomOctets, serveFolder } from "./tools/served-folder.ts";

/*
 * What file servers that people use today get wrong, one test for each. Others of that sort have their tests elsewhere:
 * idle connections and event streams in src/server/connection-deadlines.test.ts and slow-clients.test.ts, content that
 * nobody reads in unread-content.test.ts, uploads refused early in uploads.test.ts, idle connections at shutdown in
 * stop.test.ts, Request and Response left as they are in hono.test.ts.
 */

const text1000 = distinctText(1000);

describe("peer failures", { timeout: 30_000 }, () => {
  test("peer failures: bytes=-500 are the last 500 octets, not the first (RFC9110§14.1.2)", async () => {
    await using folder = await serveFolder({ "a.txt": text1000 });
    const answer = await folder.get("/a.txt", "Range: bytes=-500");
    assert.deepEqual(partsOf(answer)[0]?.span, [500, 999]);
    assert.equal(answer.content.toString(), text1000.slice(500));
  });

  test("peer failures: bytes=0-0 is one octet, not the whole (RFC9110§14.1.2)", async () => {
    await using folder = await serveFolder({ "a.txt": text1000 });
    const answer = await folder.get("/a.txt", "Range: bytes=0-0");
    assert.deepEqual(partsOf(answer)[0]?.span, [0, 0]);
    assert.equal(answer.content.toString(), text1000[0]);
  });

  test("peer failures: a Range that means nothing is a 200 of the whole, not a 206 (RFC9110§14.2)", async () => {
    await using folder = await serveFolder({ "a.txt": text1000 });
    for (const range of ["items=0-4", "hello", "bytes=abc", "bytes=5-1", "bytes=-"]) {
      requireWhole(await folder.get("/a.txt", `Range: ${range}`), range);
    }
  });

  test("peer failures: a range of another version is not glued to the first half (RFC9110§13.1.5)", async () => {
    await using folder = await serveFolder({ "a.txt": text1000 });
    requireWhole(await folder.get("/a.txt", "Range: bytes=500-", 'If-Range: "of another version"'), "If-Range");
    const { field } = await folder.get("/a.txt");
    for (const validator of [field("etag"), field("last-modified")]) {
      const answer = await folder.get("/a.txt", "Range: bytes=500-", `If-Range: ${validator}`);
      assert.equal(answer.statusCode, 206, `If-Range: ${validator}`);
    }
  });

  test("peer failures: one of If-None-Match and If-Modified-Since is enough for a 304 (RFC9110§13.2.2)", async () => {
    await using folder = await serveFolder({ "a.txt": text1000 });
    const { field } = await folder.get("/a.txt");
    assert.equal((await folder.get("/a.txt", `If-None-Match: ${field("etag")}`)).statusCode, 304);
    assert.equal((await folder.get("/a.txt", `If-Modified-Since: ${field("last-modified")}`)).statusCode, 304);
    const old = "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT";
    assert.equal((await folder.get("/a.txt", `If-None-Match: ${field("etag")}`, old)).statusCode, 304, "the tag wins");
    const recent = `If-Modified-Since: ${field("last-modified")}`;
    assert.equal((await folder.get("/a.txt", 'If-None-Match: "foo"', recent)).statusCode, 200, "also when it differs");
  });

  test("peer failures: no request waits for the disk or a coder while the event loop stands still", async () => {
    const files = {
      "a.txt": text1000,
      "page.html": distinctText(60_000),
      "large.bin": randomOctets(2_000_000),
      "docs/index.html": "docs",
    };
    await using folder = await serveFolder(files);
    const calls: string[] = [];
    const restore = [watchSyncCalls(fs, calls), watchSyncCalls(zlib, calls)];
    try {
      for (const target of ["/a.txt", "/page.html", "/large.bin", "/docs", "/docs/", "/missing", "/"]) {
        for (const line of ["Accept: */*", "Accept-Encoding: br", "Accept-Encoding: gzip", "Range: bytes=5-"]) {
          for (const method of ["GET", "HEAD"]) await folder.ask(method, target, line);
        }
      }
    } finally {
      for (const each of restore) each();
    }
    assert.deepEqual(calls, []);
  });

  test("peer failures: If-None-Match is read as a list, with * and weak tags (RFC9110§13.1.2)", async () => {
    await using folder = await serveFolder({ "a.txt": text1000 });
    const tag = (await folder.get("/a.txt")).field("etag");
    for (const tags of [`"foo", ${tag}`, `${tag}, "foo"`, `W/${tag}`, `"foo",W/${tag}`, "*"]) {
      assert.equal((await folder.get("/a.txt", `If-None-Match: ${tags}`)).statusCode, 304, tags);
    }
  });

  test("peer failures: of several ranges not the first alone is sent (RFC9110§15.3.7.2)", async () => {
    const content = distinctText(100_000);
    await using folder = await serveFolder({ "a.txt": content });
    const parts = partsOf(await folder.get("/a.txt", "Range: bytes=0-9,50000-50009,-10"));
    assert.deepEqual(
      parts.map(({ content }) => content.toString()),
      [content.slice(0, 10), content.slice(50_000, 50_010), content.slice(-10)],
    );
  });

  test("peer failures: a redirect to the clean URL, or to the slash, keeps the query", async () => {
    const files = { "about.html": "about", "docs/index.html": "docs", "docs/guide.html": "guide" };
    await using folder = await serveFolder(files, { cleanUrls: true });
    const rows: readonly (readonly [target: string, location: string])[] = [
      ["/about.html?a=1&b=%20", "/about?a=1&b=%20"],
      ["/docs/guide.html?", "/docs/guide?"],
      ["/docs/index.html?x", "/docs/?x"],
      ["/docs?a=1?b=2", "/docs/?a=1?b=2"],
    ];
    for (const [target, location] of rows) {
      const answer = await folder.get(target);
      assert.ok([301, 302, 307, 308].includes(answer.statusCode), `${target}: ${answer.statusCode}`);
      assert.equal(answer.field("location"), location);
    }
    assert.equal((await folder.get("/about?a=1")).content.toString(), "about");
  });

  test("peer failures: no redirect leads to another origin", async () => {
    const files = { "about.html": "about", "docs/index.html": "docs", "evil.example/index.html": "evil" };
    await using folder = await serveFolder(files, { cleanUrls: true });
    const targets = [
      "//evil.example",
      "///evil.example",
      "/\\evil.example",
      "//docs",
      "//about.html",
      "/%2Fevil.example",
    ];
    for (const target of [...targets, "/%5Cevil.example", "//evil.example/..", "/.//evil.example"]) {
      const location = (await folder.get(target)).field("location");
      assert.equal(
        new URL(location ?? "/", "http://origin.example/").origin,
        "http://origin.example",
        `${target}: ${location}`,
      );
    }
  });

  test("peer failures: the weights of Accept-Encoding count, so that q=0 is a no (RFC9110§12.4.2)", async () => {
    await using folder = await serveFolder({ "page.html": distinctText(20_000) });
    const rows: readonly (readonly [accept: string, coding: string | undefined])[] = [
      ["br;q=0", undefined],
      ["br;q=0, gzip;q=0.5", "gzip"],
      ["br;q=0.1, gzip;q=0.9", "gzip"],
      ["br;q=1.0", "br"],
      ["gzip;q=0.000, *;q=0", undefined],
    ];
    for (const [accept, coding] of rows) {
      const answer = await folder.get("/page.html", `Accept-Encoding: ${accept}`);
      if (answer.statusCode !== 406) assert.equal(answer.field("content-encoding"), coding, accept);
    }
  });

  test("peer failures: HEAD is a 304 where GET is one (RFC9110§9.3.2)", async () => {
    await using folder = await serveFolder({ "a.txt": text1000 });
    const { field } = await folder.get("/a.txt");
    for (const line of [`If-None-Match: ${field("etag")}`, `If-Modified-Since: ${field("last-modified")}`]) {
      assert.equal((await folder.ask("HEAD", "/a.txt", line)).statusCode, 304, line);
    }
  });

  test("peer failures: HEAD has the Content-Length and the coding of GET (RFC9110§9.3.2)", async () => {
    await using folder = await serveFolder({ "page.html": distinctText(20_000), "large.bin": randomOctets(2_000_000) });
    for (const target of ["/page.html", "/large.bin"]) {
      const [head, get] = [
        await folder.ask("HEAD", target, "Accept-Encoding: br"),
        await folder.get(target, "Accept-Encoding: br"),
      ];
      for (const name of ["content-length", "content-encoding", "content-type", "vary"]) {
        assert.equal(head.field(name), get.field(name), `${target}: ${name}`);
      }
    }
  });

  test("peer failures: Brotli needs no module to be built", async () => {
    await using folder = await serveFolder({ "page.html": distinctText(20_000) });
    const { field } = await folder.get("/page.html", "Accept-Encoding: gzip, deflate, br");
    assert.equal(field("content-encoding"), "br");
  });

  test("peer failures: what no route matches is a 404 whose reason the log tells, not an empty 200", async () => {
    await using folder = await serveFolder({}, {}, () => site({ "/": text("home") }));
    const answer = await folder.get("/nowhere", "Accept: text/html");
    assert.equal(answer.statusCode, 404);
    assert.ok(answer.content.length > 0);
    const entry = await folder.log.entry(({ requestTarget }) => requestTarget === "/nowhere");
    assert.match(entry.reason ?? "", /no route/);
  });

  test("peer failures: a fallback for pages does not answer for a script that is missing", async () => {
    await using folder = await serveFolder({ "index.html": "<h1>app</h1>" }, { spa: true });
    const page = await folder.get("/deep/link", "Accept: text/html", "Sec-Fetch-Dest: document");
    assert.equal(page.statusCode, 200);
    assert.equal(page.content.toString(), "<h1>app</h1>");
    assert.equal((await folder.get("/app.js", "Accept: */*", "Sec-Fetch-Dest: script")).statusCode, 404);
    assert.equal((await folder.get("/data.json", "Accept: application/json")).statusCode, 404);
  });
});

function requireWhole(answer: Answer, shown: string): void {
  assert.equal(answer.statusCode, 200, shown);
  assert.equal(answer.content.toString(), text1000, shown);
  assert.equal(answer.field("content-range"), undefined, shown);
}

/** Notes each call of a function whose name says that it holds the event loop; answers what puts all back. */
function watchSyncCalls(module: object, calls: string[]): () => void {
  const functions = module as Record<string, unknown>;
  const originals = Object.entries(functions).filter(
    ([name]) => /Sync$/.test(name) && Object.getOwnPropertyDescriptor(module, name)?.writable === true,
  );
  for (const [name, original] of originals) {
    functions[name] = (...given: unknown[]) => {
      calls.push(name);
      return (original as (...given: unknown[]) => unknown)(...given);
    };
  }
  syncBuiltinESMExports();
  return () => {
    for (const [name, original] of originals) functions[name] = original;
    syncBuiltinESMExports();
  };
}
