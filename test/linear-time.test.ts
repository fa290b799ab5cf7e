import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { engineLimits, Http1Engine } from "../src/http1/index.ts";
import {
  chooseContentCoding,
  evaluatePreconditions,
  FieldSection,
  parseEntityTags,
  parseHttpDate,
  parseList,
  parseMediaType,
  parsePathSegments,
  parseQuery,
  parseWeightedList,
  preferredMediaType,
  safeBaseName,
  selectRanges,
} from "../src/semantics/index.ts";
import { parseAddressRanges, seenThroughProxies } from "../src/server/index.ts";
import { inPieces } from "./tools/differential/understanding.ts";

/** Twice as much may take that many times as long; what is quadratic takes four times. */
const RATIO_MAX = 2.6;
const ATTEMPTS = 6;

/** Far more than the limits let through, so that time can be told from noise. */
const unlimited = engineLimits({
  requestLineOctetsMax: 2 ** 24,
  headerSectionOctetsMax: 2 ** 24,
  headerLinesMax: 2 ** 20,
  chunkExtensionsOctetsMax: 2 ** 24,
  trailerSectionOctetsMax: 2 ** 24,
  trailerLinesMax: 2 ** 20,
});
const proxies = parseAddressRanges("10.0.0.0/8");

interface Attack {
  readonly about: string;
  /** What costs time, made so large. */
  readonly costs: (size: number) => () => void;
  readonly size: number;
}

const head = "GET / HTTP/1.1\r\nHost: a\r\n";
const chunkedHead = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
const nowMs = Date.UTC(2026, 0, 1);

const attacks: readonly Attack[] = [
  ...[1, 7, 65_536].flatMap((pieceOctets): Attack[] => {
    const cut = `in pieces of ${pieceOctets}`;
    const size = pieceOctets === 1 ? 20_000 : 120_000;
    return [
      engine(`a long target ${cut}`, size, pieceOctets, (n) => `GET /${"a".repeat(n)} HTTP/1.1\r\nHost: a\r\n\r\n`),
      engine(
        `a long query ${cut}`,
        size,
        pieceOctets,
        (n) => `GET /?${"%41[".repeat(n / 4)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      ),
      engine(`a long cookie ${cut}`, size, pieceOctets, (n) => `${head}Cookie: ${"a=b; ".repeat(n / 5)}\r\n\r\n`),
      engine(
        `a value of tabs ${cut}`,
        size,
        pieceOctets,
        (n) => `${head}X:${"\t".repeat(n)}a${"\t".repeat(n)}\r\n\r\n`,
      ),
      engine(`many field lines ${cut}`, size, pieceOctets, (n) => `${head}${"X: y\r\n".repeat(n / 6)}\r\n`),
      engine(
        `many Connection lines ${cut}`,
        size,
        pieceOctets,
        (n) => `${head}${"Connection: x\r\n".repeat(n / 15)}\r\n`,
      ),
      engine(
        `a long list in Connection ${cut}`,
        size,
        pieceOctets,
        (n) => `${head}Connection: ${"x,".repeat(n / 2)}\r\n\r\n`,
      ),
      engine(
        `a long list in Upgrade ${cut}`,
        size,
        pieceOctets,
        (n) => `${head}Connection: upgrade\r\nUpgrade: ${'"\\",'.repeat(n / 4)}\r\n\r\n`,
      ),
      engine(
        `a long list in Transfer-Encoding ${cut}`,
        size,
        pieceOctets,
        (n) => `${head}Transfer-Encoding: ${",".repeat(n)}chunked\r\n\r\n0\r\n\r\n`,
      ),
      engine(
        `a long Host ${cut}`,
        size,
        pieceOctets,
        (n) => `GET / HTTP/1.1\r\nHost: ${"a%41.".repeat(n / 5)}\r\n\r\n`,
      ),
      engine(
        `many chunk extensions ${cut}`,
        size,
        pieceOctets,
        (n) => `${chunkedHead}1${';a="\\b"'.repeat(n / 7)}\r\na\r\n0\r\n\r\n`,
      ),
      engine(
        `chunks of one octet ${cut}`,
        size,
        pieceOctets,
        (n) => `${chunkedHead}${"1\r\na\r\n".repeat(n / 6)}0\r\n\r\n`,
      ),
      engine(`many trailers ${cut}`, size, pieceOctets, (n) => `${chunkedHead}0\r\n${"X: y\r\n".repeat(n / 6)}\r\n`),
      engine(`many requests ${cut}`, size, pieceOctets, (n) => `${head}\r\n`.repeat(n / 26)),
    ];
  }),
  parser("commas", 200_000, (n) => ",".repeat(n), parseList),
  parser("quotes", 200_000, (n) => '"'.repeat(n), parseList),
  parser("an open quoted string of commas", 200_000, (n) => `"${",".repeat(n)}`, parseList),
  parser("white space between words", 200_000, (n) => `a${" ".repeat(n)}b,${" ".repeat(n)}`, parseList),
  parser(
    "Accept-Encoding of many",
    100_000,
    (n) => "gzip;q=0.5,".repeat(n / 11),
    (text) => void chooseContentCoding(text, ["br"]),
  ),
  parser(
    "Accept of one with many parameters",
    60_000,
    (n) => `text/html${";a=b".repeat(n / 4)}`,
    (text) => void preferredMediaType(text, ["text/html"]),
  ),
  parser("Accept of an open quoted string", 100_000, (n) => `text/html;a="${"\\a".repeat(n / 2)}`, parseWeightedList),
  parser("Accept of semicolons and white space", 100_000, (n) => `text/html${" ; ".repeat(n / 3)}`, parseWeightedList),
  parser("Accept of white space without a semicolon", 100_000, (n) => `text/html;${" ".repeat(n)}x`, parseWeightedList),
  parser("If-None-Match of many", 100_000, (n) => '"a",'.repeat(n / 4), parseEntityTags),
  parser("If-None-Match of commas", 100_000, (n) => ",".repeat(n), parseEntityTags),
  parser(
    "If-Match that is compared",
    100_000,
    (n) => 'W/"a", '.repeat(n / 7),
    (text) => {
      const validators = { entityTags: [{ isWeak: false, opaque: "b" }], lastModifiedMs: 0 };
      evaluatePreconditions("GET", FieldSection.of({ "If-Match": text, "If-None-Match": text }), validators, nowMs);
    },
  ),
  parser(
    "Range of many",
    100_000,
    (n) => `bytes=${Array.from({ length: n / 10 }, (_, at) => `${at * 90}-${at * 90}`).join(",")}`,
    (text) => void selectRanges(text, 1e9),
  ),
  parser(
    "Range of digits",
    100_000,
    (n) => `bytes=${"0".repeat(n)}-1`,
    (text) => void selectRanges(text, 1e9),
  ),
  parser(
    "Range of white space",
    100_000,
    (n) => `bytes=0-1${" ".repeat(n)}x`,
    (text) => void selectRanges(text, 1e9),
  ),
  parser(
    "a date of digits",
    100_000,
    (n) => `Tue, ${"0".repeat(n)}`,
    (text) => void parseHttpDate(text, nowMs),
  ),
  parser("a media type of parameters", 100_000, (n) => `a/b${";aaaaaaa=b".repeat(n / 10)}`, parseMediaType),
  parser("a media type of semicolons", 100_000, (n) => `a/b${"; ".repeat(n / 2)}=`, parseMediaType),
  parser("a path of segments", 100_000, (n) => "/a".repeat(n / 2), parsePathSegments),
  parser("a path of slashes", 100_000, (n) => "/".repeat(n), parsePathSegments),
  parser("a path of encoded octets", 100_000, (n) => `/${"%41".repeat(n / 3)}`, parsePathSegments),
  parser("a query of many", 100_000, (n) => "a=b&".repeat(n / 4), parseQuery),
  parser(
    "a query of names that differ",
    60_000,
    (n) => Array.from({ length: n / 6 }, (_, at) => `a${at}=`).join("&"),
    parseQuery,
  ),
  parser("a query of ampersands and plus signs", 100_000, (n) => "&+".repeat(n / 2), parseQuery),
  parser("a file name of dots before its end", 100_000, (n) => `${".".repeat(n)}x`, safeBaseName),
  parser("a file name of dots within", 100_000, (n) => `a${". ".repeat(n / 2)}x`, safeBaseName),
  parser("Forwarded of commas", 60_000, (n) => "a,".repeat(n / 2), forwarded),
  parser("Forwarded of many pairs", 60_000, (n) => `for=10.0.0.1${";a=b".repeat(n / 4)}`, forwarded),
  parser("Forwarded of an open quoted string", 60_000, (n) => `a="${",b=".repeat(n / 3)}`, forwarded),
  parser("Forwarded of quoted strings", 60_000, (n) => ',a="'.repeat(n / 4), forwarded),
  parser("Forwarded of trusted proxies", 60_000, (n) => "for=10.0.0.1,".repeat(n / 13), forwarded),
];

for (const { about, costs, size } of attacks) {
  test(`linear time: twice as much takes twice as long when there is ${about}`, () => {
    const [once, twice] = [costs(size), costs(size * 2)];
    let ratio = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < ATTEMPTS && ratio > RATIO_MAX; attempt++) {
      const onceMs = shortestMs(once);
      ratio = Math.min(ratio, shortestMs(twice) / Math.max(onceMs, 0.02));
    }
    assert.ok(ratio <= RATIO_MAX, `it takes ${ratio.toFixed(1)} times as long`);
  });
}

function shortestMs(run: () => void): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const startMs = performance.now();
    run();
    shortest = Math.min(shortest, performance.now() - startMs);
  }
  return shortest;
}

/** What an engine without limits costs that gets this. */
function engine(about: string, size: number, pieceOctets: number, text: (size: number) => string): Attack {
  const costs = (of: number) => {
    const pieces = inPieces(Buffer.from(text(of), "latin1"), pieceOctets);
    return () => {
      const receiver = new Http1Engine({ limits: unlimited });
      for (const piece of pieces) {
        receiver.receive(piece);
        pull(receiver);
      }
    };
  };
  return { about, costs, size };
}

function pull(receiver: Http1Engine): void {
  for (let event = receiver.nextEvent(); typeof event !== "string"; event = receiver.nextEvent()) {
    if (event.type !== "EndOfMessage") continue;
    receiver.sendResponse(
      event.exchange,
      { statusCode: 204, headerSection: FieldSection.empty, date: undefined },
      undefined,
    );
    receiver.takeOutput();
  }
}

/** What parsing this costs. */
function parser(about: string, size: number, text: (size: number) => string, parse: (text: string) => unknown): Attack {
  const costs = (of: number) => {
    const parsed = text(of);
    return () => void parse(parsed);
  };
  return { about, costs, size };
}

function forwarded(value: string): void {
  const address = { host: "10.0.0.2", port: 1 };
  const request = { headerSection: FieldSection.of({ Forwarded: value }) };
  seenThroughProxies(proxies)(request as never, { remote: address } as never);
}
