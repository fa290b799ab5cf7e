import assert from "node:assert/strict";
import { test } from "node:test";
import { requestFor } from "../files/testing/exchanges.ts";
import {
  FieldSection,
  type FieldSectionInit,
  isFileRange,
  type OutgoingResponse,
  type ResponseContent,
} from "../semantics/index.ts";
import { isPageRequest, wholePageRequest, withScript } from "./live-reload-injection.ts";

const injection = { scriptPath: "/~porthole/live.js", streamPath: "/~porthole/live", version: "v-1" };
const html = { "Content-Type": "text/html; charset=utf-8" };
const page = "<!doctype html><p>é";
const tag = /\n<script src="\/~porthole\/live\.js" nonce="[\w-]{36}" data-version="v-1" async><\/script>\n$/;

function injected(content: ResponseContent, fields: FieldSectionInit = html, statusCode = 200, method = "GET") {
  const response: OutgoingResponse = { statusCode, headerSection: FieldSection.of(fields), content, reason: "r" };
  return { response, result: withScript(response, requestFor(method, "/"), injection) };
}

async function octetsOf(content: ResponseContent): Promise<Buffer> {
  if (content === undefined || typeof content === "string") return Buffer.from(content ?? "");
  if (content instanceof Uint8Array) return Buffer.from(content);
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(Buffer.from(piece as string));
  return Buffer.concat(pieces);
}

/** A range of the page's octets in two pieces, which notes when it is let go. */
function range(log: string[]): ResponseContent {
  const octets = Buffer.from(page);
  const pieces = [octets.subarray(0, 5), octets.subarray(5)];
  return {
    lengthOctets: octets.length,
    close: () => void log.push("close"),
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const value = pieces.shift();
        return value === undefined ? { done: true, value: undefined } : { done: false, value };
      },
      return: async () => {
        log.push("return");
        return { done: true, value: undefined };
      },
    }),
  };
}

async function* streamed() {
  yield page.slice(0, 4);
  yield new TextEncoder().encode(page.slice(4));
}

const forms: readonly (readonly [name: string, content: () => ResponseContent])[] = [
  ["text", () => page],
  ["octets", () => new TextEncoder().encode(page)],
  ["a file range", () => range([])],
  ["a stream", () => streamed()],
  ["empty octets", () => new Uint8Array()],
];

for (const [name, content] of forms) {
  test(`live reload injection: the script stands at the end when the content is ${name}`, async () => {
    const before = await octetsOf(content());
    const { result } = injected(content());
    const { content: longer } = result;
    const octets = await octetsOf(longer);
    assert.deepEqual(octets.subarray(0, before.length), before);
    assert.match(octets.subarray(before.length).toString(), tag);
    if (isFileRange(longer)) assert.equal(longer.lengthOctets, octets.length);
    assert.equal(result.reason, "r");
  });
}

test("live reload injection: a range is let go when nobody reads it, or stops reading it", async () => {
  const log: string[] = [];
  const unread = injected(range(log)).result.content;
  assert.ok(isFileRange(unread));
  unread.close();
  assert.deepEqual(log, ["close"]);
  const half = injected(range(log)).result.content;
  assert.ok(isFileRange(half));
  const iterator = half[Symbol.asyncIterator]();
  await iterator.return?.();
  assert.deepEqual(log, ["close", "return"]);
  assert.equal((await iterator.next()).done, true);
});

const untouched: readonly (readonly [
  name: string,
  content: ResponseContent,
  fields?: FieldSectionInit,
  statusCode?: number,
])[] = [
  ["it has no content", undefined],
  ["it is no HTML", "{}", { "Content-Type": "application/json" }],
  ["its type only begins as HTML's does", "<a>", { "Content-Type": "text/html-sandboxed" }],
  ["it has no type", page, {}],
  ["it is coded", page, { ...html, "Content-Encoding": "br" }],
  ["its characters are of two octets", page, { "Content-Type": 'text/html; charset="UTF-16LE"' }],
  ["it is part of a page", page, html, 206],
  ["it is to be saved", page, { ...html, "Content-Disposition": "attachment; filename=a.html" }],
];

for (const [name, content, fields, statusCode] of untouched) {
  test(`live reload injection: a response stays as it is when ${name}`, () => {
    const { response, result } = injected(content, fields, statusCode);
    assert.equal(result, response);
  });
}

test("live reload injection: the fields tell nothing of the page without the script (RFC9110§8.8)", () => {
  const { result } = injected(page, {
    ...html,
    ETag: '"a"',
    "Last-Modified": "Sun, 22 Nov 2026 21:02:06 GMT",
    "Accept-Ranges": "bytes",
    "Cache-Control": "max-age=600, immutable",
    Expires: "Sun, 22 Nov 2027 21:02:06 GMT",
    "Content-Length": "19",
    "Repr-Digest": "sha-256=:AAAA:",
    Vary: "Accept-Encoding",
    "X-One": "1",
  });
  assert.deepEqual(
    [...result.headerSection],
    [
      ["Content-Type", "text/html; charset=utf-8"],
      ["Vary", "Accept-Encoding"],
      ["X-One", "1"],
      ["Cache-Control", "no-store"],
    ],
  );
});

test("live reload injection: the policy names the nonce that the script has", async () => {
  const { result } = injected(page, { ...html, "Content-Security-Policy": "default-src 'self'" });
  const nonce = /nonce="([^"]+)"/.exec(String(result.content))![1];
  assert.equal(
    result.headerSection.get("content-security-policy"),
    `default-src 'self'; script-src 'self' 'nonce-${nonce}'; connect-src 'self' kittens.example/~porthole/live`,
  );
});

for (const authority of ["[::1]:5000", "a;sandbox", "a,default-src", "a'b"]) {
  test(`live reload injection: the page's own origin stands for a host that no policy can name, ${authority} (CSP3§2.3.1)`, () => {
    const headerSection = FieldSection.of({ ...html, "Content-Security-Policy": "connect-src a.example" });
    const response = { statusCode: 200, headerSection, content: page };
    const result = withScript(response, { ...requestFor("GET", "/"), authority }, injection);
    assert.equal(result.headerSection.get("content-security-policy"), "connect-src a.example 'self'");
  });
}

test("live reload injection: the script knows that its page answers a form", () => {
  assert.match(String(injected(page, html, 200, "POST").result.content), / data-method="POST" async>/);
});

const requests: readonly (readonly [method: string, fields: FieldSectionInit, isPage: boolean])[] = [
  ["GET", { "Sec-Fetch-Dest": "document" }, true],
  ["GET", { "Sec-Fetch-Dest": "iframe" }, true],
  ["POST", { "Sec-Fetch-Dest": "document" }, true],
  ["HEAD", { Accept: "text/html" }, true],
  ["GET", { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" }, true],
  ["POST", { Accept: "text/html,*/*;q=0.8" }, true],
  ["GET", { "Sec-Fetch-Dest": "empty", Accept: "text/html" }, false],
  ["GET", { "Sec-Fetch-Dest": "image" }, false],
  ["GET", { Accept: "*/*" }, false],
  ["GET", {}, false],
  ["GET", { Accept: "text/html", "X-Requested-With": "XMLHttpRequest" }, false],
  ["DELETE", { Accept: "text/html" }, false],
];

for (const [method, headers, isPage] of requests) {
  test(`live reload injection: ${method} with ${JSON.stringify(headers)} is ${isPage ? "" : "not "}for a page`, () => {
    assert.equal(isPageRequest(requestFor(method, "/", { headers })), isPage);
  });
}

test("live reload injection: the whole page is asked for, as it is without coding (RFC9110§13.1)", () => {
  const headers = {
    Host: "a",
    "If-None-Match": "*",
    "if-modified-since": "x",
    "If-Match": "x",
    "If-Unmodified-Since": "x",
    Range: "bytes=0-1",
    "If-Range": "x",
    "Accept-Encoding": "br",
    Cookie: "a=b",
  };
  const left = (method: string) =>
    [...wholePageRequest(requestFor(method, "/", { headers })).headerSection].map(([name]) => name);
  assert.deepEqual(left("GET"), ["Host", "Cookie"]);
  assert.deepEqual(left("HEAD"), ["Host", "Cookie"]);
  // What guards a change of state does so still.
  assert.deepEqual(
    left("POST"),
    Object.keys(headers).filter((name) => name !== "Accept-Encoding"),
  );
});
