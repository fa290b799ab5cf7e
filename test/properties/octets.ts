import { Buffer } from "node:buffer";
import fc from "fast-check";
import { ownInputs } from "../tools/differential/inputs.ts";

/** Any octet, as a character. */
export const anyOctet = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));

/** Octets that mean something to a parser, and octets that look like them. */
const tellingOctet = fc.constantFrom(...'\r\n\t :;,="\\/?#*@%+-.0159aFgxX\x00\x0b\x0c\x1f\x7f\x80\x85\xa0\xad\xff');

/** Requests, and what is nearly one, that somebody has thought of. */
const known = ownInputs()
  .map(({ octets }) => Buffer.from(octets).toString("latin1"))
  .filter((text) => text.length < 600);

const method = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("GET", "POST", "HEAD", "PUT", "OPTIONS", "DELETE") },
  { weight: 1, arbitrary: fc.constantFrom("CONNECT", "TRACE", "get", "BREW", "M-SEARCH", "PRI") },
);
const target = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("/", "/a?b=c", "/a/b/", "*", "http://a/", "a:80", "/%41", "//a", "/?[]") },
  { weight: 1, arbitrary: fc.string({ unit: fc.oneof(tellingOctet, anyOctet), maxLength: 8 }) },
);
const version = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/1.2") },
  { weight: 1, arbitrary: fc.constantFrom("HTTP/2.0", "HTTP/0.9", "http/1.1", "HTTP/1.1 ", "HTTP/11", "") },
);
const lineEnd = fc.oneof(
  { weight: 60, arbitrary: fc.constant("\r\n") },
  { weight: 1, arbitrary: fc.constantFrom("\n", "\r", "\r\r\n", "\n\r", " \r\n", "\r\n ", "") },
);
const value = fc.oneof(
  fc.constantFrom("", "a", "0", "5", "chunked", "close", "keep-alive", "100-continue", "upgrade", "gzip, chunked"),
  fc
    .array(fc.constantFrom("chunked", "close", "keep-alive", "x", "", "5", '"a,b"'), { maxLength: 4 })
    .map((list) => list.join(",")),
  fc.string({ unit: fc.oneof(tellingOctet, anyOctet), maxLength: 6 }),
);
const name = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ..."Host|Content-Length|Transfer-Encoding|Connection|Expect|Upgrade|Trailer|TE|X|Cookie|Keep-Alive|Date".split(
        "|",
      ),
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: tellingOctet, maxLength: 4 }) },
);
const line = fc
  .tuple(name, fc.constantFrom(": ", ": ", ": ", ":", ":\t", " : ", ""), value, lineEnd)
  .map((parts) => parts.join(""));

const chunk = fc
  .tuple(
    fc.string({ unit: fc.constantFrom("a", "\r", "\n", "0"), minLength: 1, maxLength: 20 }),
    value,
    fc.nat({ max: 9 }),
  )
  .map(([data, extension, kind]) => {
    const size = data.length.toString(16);
    if (kind === 0) return `${size};${extension}\r\n${data}\r\n`;
    if (kind === 1) return `${size}\r\n${data}`;
    if (kind === 2) return `000${size.toUpperCase()};a="${extension}"\r\n${data}\r\n`;
    return `${size}\r\n${data}\r\n`;
  });
const body = fc.oneof(
  fc.constantFrom("", "", "hello", "0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n"),
  fc
    .tuple(fc.array(chunk, { maxLength: 4 }), fc.array(line, { maxLength: 2 }))
    .map(([chunks, trailers]) => `${chunks.join("")}0\r\n${trailers.join("")}\r\n`),
  fc.string({ unit: anyOctet, maxLength: 12 }),
);

/** A request made of parts that are right for the most part. */
const made = fc
  .tuple(method, target, version, lineEnd, fc.boolean(), fc.array(line, { maxLength: 5 }), lineEnd, body)
  .map(([verb, uri, http, end, hasHost, lines, empty, content]) =>
    [`${verb} ${uri} ${http}${end}`, hasHost ? "Host: a\r\n" : "", ...lines, empty, content].join(""),
  );

/** A request that is right, with content as its head says. */
export const right = fc
  .tuple(
    fc.constantFrom("GET", "POST", "PUT"),
    fc.constantFrom("HTTP/1.1", "HTTP/1.0"),
    fc.string({ unit: anyOctet, maxLength: 40 }),
    fc.boolean(),
  )
  .map(([verb, http, content, isChunked]) => {
    const head = `${verb} /x ${http}\r\nHost: a\r\n`;
    if (!isChunked || http === "HTTP/1.0") return `${head}Content-Length: ${content.length}\r\n\r\n${content}`;
    const chunks = content === "" ? "" : `${content.length.toString(16)}\r\n${content}\r\n`;
    return `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;
  });

interface Change {
  readonly at: number;
  readonly text: string;
  readonly removes: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat({ max: 600 }),
  text: fc.oneof(fc.constant(""), tellingOctet, anyOctet, fc.constantFrom("\r\n", "\r\n\r\n", "0\r\n\r\n", "\r\n ")),
  removes: fc.nat({ max: 2 }),
});

function changed(text: string, changes: readonly Change[]): string {
  return changes.reduce((before, { at, text: put, removes }) => {
    const place = before === "" ? 0 : at % before.length;
    return before.slice(0, place) + put + before.slice(place + removes);
  }, text);
}

/** What a client may send: some requests after one another, known or made, most with small changes. */
export const sentText: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.string({ unit: fc.oneof(tellingOctet, anyOctet), maxLength: 60 }) },
  {
    weight: 12,
    arbitrary: fc
      .tuple(
        fc.array(fc.oneof(right, made, fc.constantFrom(...known)), { minLength: 1, maxLength: 3 }),
        fc.array(change, { maxLength: 2 }),
      )
      .map(([requests, changes]) => changed(requests.join(""), changes)),
  },
);

/** Where the octets are cut into pieces. */
export const cutPlaces = fc.oneof(
  fc.constant([] as number[]),
  fc.array(fc.nat({ max: 400 }), { maxLength: 12 }),
  fc.constant(Array.from({ length: 700 }, (_, place) => place)),
);

/** The octets of a text in the pieces that these places make, each in memory of its own. */
export function pieces(text: string, places: readonly number[]): Uint8Array[] {
  const octets = Buffer.from(text, "latin1");
  const cuts = [...new Set(places)].filter((place) => place > 0 && place < octets.length).sort((a, b) => a - b);
  let start = 0;
  return [...cuts, octets.length].map((end) => {
    const piece = Uint8Array.from(octets.subarray(start, end));
    start = end;
    return piece;
  });
}
