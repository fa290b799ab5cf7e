import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { launchBrowser, visit, withoutBrowser } from "./tools/browser.ts";
import { FileClient } from "./tools/file-client.ts";
import { FolderProcess } from "./tools/folder-process.ts";
import { modifiedAt } from "./tools/served-folder.ts";

const FILES = 10_000;
/** Far above what it takes, for a machine that is busy: what would be slow is minutes, not this. */
const LISTED_MS_MAX = 5_000;

describe("listing of ten thousand files", { timeout: 120_000 }, () => {
  let root: string;
  let server: FolderProcess;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), "porthole-listing-"));
    await mkdir(join(root, "many"));
    for (let at = 0; at < FILES; at++) {
      const path = join(root, "many", `photo ${at}.jpg`);
      await writeFile(path, "x".repeat(at % 1000));
      if (at % 1000 === 0) await utimes(path, modifiedAt, modifiedAt);
    }
    await writeFile(join(root, "many", ".secret"), "secret");
    server = await FolderProcess.start(root, "--list");
  });
  after(async () => {
    await server?.[Symbol.asyncDispose]();
    await rm(root, { recursive: true, force: true });
  });

  test("listing: has every name once, in natural order, when it is asked as JSON", async () => {
    const client = await FileClient.connect(server);
    const answer = await client.get("/many/", "Accept: application/json");
    assert.equal(answer.statusCode, 200);
    assert.match(answer.field("content-type") ?? "", /^application\/json/);
    const { entries } = JSON.parse(answer.content.toString()) as { entries: readonly { name: string; size: number }[] };
    assert.deepEqual(
      entries.map(({ name }) => name),
      Array.from({ length: FILES }, (_, at) => `photo ${at}.jpg`),
    );
    assert.equal(entries[999]?.size, 999);
    client.close();
  });

  test("listing: arrives whole and soon, and others are answered while it is made", async (t) => {
    const listed = await timed(server.port, "/many/");
    t.diagnostic(
      `first octet after ${listed.firstMs.toFixed(0)} ms, all ${listed.octets} after ${listed.allMs.toFixed(0)} ms`,
    );
    assert.ok(listed.allMs < LISTED_MS_MAX, `${listed.allMs} ms`);
    const again = await timed(server.port, "/many/?sort=size&order=desc");
    t.diagnostic(`sorted by size: ${again.allMs.toFixed(0)} ms`);
    const [, other] = await Promise.all([
      timed(server.port, "/many/?sort=modified"),
      timed(server.port, "/many/photo%201.jpg"),
    ]);
    t.diagnostic(`a file meanwhile: ${other.allMs.toFixed(0)} ms`);
    assert.ok(other.allMs < LISTED_MS_MAX, `${other.allMs} ms`);
  });

  test("listing: each sort order has all names, and the links lead to the files", async () => {
    const client = await FileClient.connect(server);
    for (const query of [
      "",
      "?sort=name&order=desc",
      "?sort=size&order=asc",
      "?sort=modified&order=desc",
      "?sort=nonsense",
    ]) {
      const { statusCode, content } = await client.get(`/many/${query}`, "Accept: text/html");
      assert.equal(statusCode, 200, query);
      const html = content.toString();
      const links = new Set([...html.matchAll(/href="(?:\.\/)?(photo%20\d+\.jpg)"/g)].map(([, name]) => name));
      assert.equal(links.size, FILES, query);
      assert.doesNotMatch(html, /secret/);
    }
    assert.equal((await client.get("/many/photo%20999.jpg")).content.length, 999);
    client.close();
  });

  test("listing: scrolls in a browser, and its last file is a click away", { skip: withoutBrowser }, async (t) => {
    const browser: Browser = await launchBrowser();
    try {
      await using visitor = await visit(browser, `http://127.0.0.1:${server.port}/`);
      const { page } = visitor;
      const startMs = performance.now();
      assert.deepEqual(await visitor.open("/many/"), ["GET /many/ 200"]);
      t.diagnostic(`loaded after ${(performance.now() - startMs).toFixed(0)} ms`);
      const last = page.locator(`a[href$="photo%20${FILES - 1}.jpg"]`);
      assert.equal(await last.count(), 1);
      const frames = await page.evaluate<number[]>(scrollThrough);
      t.diagnostic(`longest frame while scrolling ${Math.max(...frames).toFixed(0)} ms of ${frames.length}`);
      assert.ok(frames.length > 20);
      const isAtEnd = await page.evaluate<boolean>(
        "Math.abs(scrollY + innerHeight - document.documentElement.scrollHeight) < 200",
      );
      assert.ok(isAtEnd, "it scrolls to the end");
      await last.scrollIntoViewIfNeeded();
      assert.ok(await last.isVisible());
    } finally {
      await browser.close();
    }
  });
});

/** In the page: scrolls to its end in thirty steps and answers how long each frame took, in milliseconds. */
const scrollThrough = `(async () => {
  const frames = [];
  for (let step = 1; step <= 30; step++) {
    const start = performance.now();
    scrollTo(0, document.documentElement.scrollHeight * step / 30);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    frames.push(performance.now() - start);
  }
  for (let more = 0; more < 5; more++) {
    scrollTo(0, document.documentElement.scrollHeight);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  }
  return frames;
})()`;

interface Timed {
  readonly firstMs: number;
  readonly allMs: number;
  readonly octets: number;
}

/** How long a response takes to its first octet, and to its last. */
function timed(port: number, target: string): Promise<Timed> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    let firstMs: number | undefined;
    let octets = 0;
    const socket = connect({ port, host: "127.0.0.1" });
    socket.write(`GET ${target} HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nConnection: close\r\n\r\n`);
    socket.on("data", (piece) => {
      firstMs ??= performance.now() - startMs;
      octets += piece.length;
    });
    socket.on("error", reject);
    socket.on("end", () => resolve({ firstMs: firstMs ?? 0, allMs: performance.now() - startMs, octets }));
  });
}
