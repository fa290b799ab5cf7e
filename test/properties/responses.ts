import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { Http1Engine, UsageError } from "../../src/http1/index.ts";
import { FieldSection } from "../../src/semantics/index.ts";
import { readStrictResponse } from "../tools/strict-response.ts";
import { anyOctet } from "./octets.ts";
import type { Property } from "./property.ts";

const evil = fc.constantFrom(
  "\r\n",
  "\n",
  "\r",
  "\0",
  "\x0b",
  "\x7f",
  "\u2028",
  "\u010d\u010a",
  "\ud800",
  "\r\nX: y",
  ": ",
  " ",
);
const fieldName = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(..."X|x-y|Content-Type|Set-Cookie|Server|Date|Location|Vary".split("|")) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ..."Content-Length|Transfer-Encoding|Connection|connection|Keep-Alive|Upgrade|Trailer|content-length".split("|"),
    ),
  },
  { weight: 1, arbitrary: fc.array(fc.oneof(evil, anyOctet), { maxLength: 3 }).map((parts) => parts.join("")) },
);
const fieldValue = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom("", "a", "a b", "5", "0", "chunked", "close", "keep-alive", "upgrade", "gzip"),
  },
  { weight: 2, arbitrary: fc.array(fc.oneof(evil, anyOctet), { maxLength: 4 }).map((parts) => parts.join("")) },
);
const section = fc.array(fc.tuple(fieldName, fieldValue), { maxLength: 4 });
const statusCode = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(200, 201, 204, 205, 206, 301, 304, 404, 412, 500, 599) },
  { weight: 1, arbitrary: fc.oneof(fc.integer({ min: -1, max: 1000 }), fc.constantFrom(Number.NaN, 200.5, 101, 100)) },
);
const piece = fc.oneof(
  fc.string({
    unit: fc.oneof(anyOctet, fc.constantFrom("\r\n", "é", "\u20ac", "\ud83d\ude00", "\ud800")),
    maxLength: 8,
  }),
  fc.uint8Array({ maxLength: 8 }),
);
const content = fc.oneof(
  fc.record({ kind: fc.constant("whole" as const), pieces: fc.array(piece, { maxLength: 1 }) }),
  fc.record({
    kind: fc.constant("stream" as const),
    pieces: fc.array(piece, { maxLength: 4 }),
    lengthOctets: fc.oneof(fc.constant(undefined), fc.constant("right" as const), fc.nat({ max: 40 })),
    trailers: fc.oneof(fc.constant(undefined), section),
  }),
);
const request = fc.record({
  method: fc.constantFrom("GET", "GET", "HEAD", "POST", "OPTIONS", "CONNECT"),
  version: fc.constantFrom("HTTP/1.1", "HTTP/1.1", "HTTP/1.0"),
  connection: fc.constantFrom("", "Connection: close\r\n", "Connection: keep-alive\r\n"),
});

/** Whatever a site answers: its message is read back as it was meant, or nothing of it is written. */
export const responseProperties: readonly Property[] = [
  {
    title:
      "response: what is written is read back equal, or it is refused, when a site answers anything (RFC9112§11.1)",
    runs: 2000,
    property: fc.property(request, statusCode, section, content, (asked, code, lines, of) => {
      const engine = new Http1Engine();
      const target = asked.method === "CONNECT" ? "a:80" : "/";
      const host = asked.version === "HTTP/1.1" ? "Host: a\r\n" : "";
      engine.receive(Buffer.from(`${asked.method} ${target} ${asked.version}\r\n${host}${asked.connection}\r\n`));
      while (typeof engine.nextEvent() !== "string");
      const sent = answered(engine, { statusCode: code, headerSection: FieldSection.of(lines), date: undefined }, of);
      const text = taken(engine);
      if (!sent.isHeadSent) return assert.equal(text, "", "something was written of what was refused");
      const read = readStrictResponse(text, 0, asked.method, sent.isEnded);
      if (!sent.isEnded) {
        // As many octets as were announced are whole, even where more were refused.
        const isAnnounced = read?.fields.some(([name]) => name === "Content-Length") ?? true;
        assert.ok(isAnnounced, "what was not ended reads as whole");
        return assert.ok(read === undefined || octetsOf(of.pieces).startsWith(read.content));
      }
      assert.ok(read !== undefined, "it is not whole");
      assert.equal(read.end, text.length, "more than one response was written");
      assert.equal(read.statusCode, code);
      if (asked.method !== "HEAD" && ![204, 205, 304].includes(code)) assert.equal(read.content, octetsOf(of.pieces));
      const own = ["content-length", "transfer-encoding", "connection"];
      const kept = (fields: readonly (readonly [string, string])[]) =>
        fields.filter(([name]) => !own.includes(name.toLowerCase()));
      assert.deepEqual(
        kept(read.fields),
        kept(lines).map(([name, value]) => [name, value.replace(/^[\t ]+|[\t ]+$/g, "")]),
      );
      assert.equal(engine.isFinished, saysClose(read.fields), "it is not said whether the connection closes");
    }),
  },
];

type Content = { readonly kind: "whole" | "stream"; readonly pieces: readonly (string | Uint8Array)[] } & {
  readonly lengthOctets?: number | "right" | undefined;
  readonly trailers?: readonly (readonly [string, string])[] | undefined;
};
type Head = Parameters<Http1Engine["sendResponse"]>[1];

/** Sends it, as far as the engine lets us. */
function answered(engine: Http1Engine, head: Head, content: Content): { isHeadSent: boolean; isEnded: boolean } {
  let isHeadSent = false;
  try {
    if (content.kind === "whole") {
      engine.sendResponse(1, head, content.pieces[0]);
      return { isHeadSent: true, isEnded: true };
    }
    const length = content.lengthOctets === "right" ? octetsOf(content.pieces).length : content.lengthOctets;
    const takesContent = engine.sendResponseHead(1, head, length);
    isHeadSent = true;
    if (!takesContent) return { isHeadSent, isEnded: true };
    for (const each of content.pieces) engine.sendContent(1, each);
    engine.endResponse(1, content.trailers === undefined ? undefined : FieldSection.of(content.trailers));
    return { isHeadSent, isEnded: true };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { isHeadSent, isEnded: false };
  }
}

function saysClose(fields: readonly (readonly [string, string])[]): boolean {
  return fields.some(([name, value]) => name === "Connection" && /^close(?:,|$)/.test(value));
}

function octetsOf(parts: readonly (string | Uint8Array)[]): string {
  return Buffer.concat(parts.map((part) => Buffer.from(part as string))).toString("latin1");
}

function taken(engine: Http1Engine): string {
  const output = engine.takeOutput() ?? "";
  const parts = typeof output === "string" ? [output] : output;
  return parts.map((part) => (typeof part === "string" ? part : Buffer.from(part).toString("latin1"))).join("");
}
