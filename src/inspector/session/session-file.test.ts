import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { ExchangeRecord, Session } from "../record.ts";
import {
  sampleConnection,
  sampleExchange,
  sampleMessage,
  sampleRefused,
  sampleSession,
} from "../testing/session-sample.ts";
import {
  isSessionFile,
  readSessionFile,
  SESSION_FILE_OCTETS_MAX,
  SessionFileError,
  sessionFileName,
  sessionJson,
} from "./session-file.ts";
import { SessionPage } from "./session-page.ts";

const page = new SessionPage({
  script: "render('</script><!-- <script>');",
  style: ".a::after { content: '</style>' }",
});
const everyOctet = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).join("");
const hostile = "</script><script>alert(1)</script><!--<script>\u2028\u2029\u202e\u0000\ud800🐈&lt;";

describe("session file: what was written is read", () => {
  for (const [form, write] of [
    ["JSON", (session: Session) => sessionJson(session)],
    ["a page", (session: Session) => page.html(session)],
  ] as const) {
    test(`session file: the same session comes back when it was written as ${form}`, () => {
      const session = sampleSession({
        exchanges: [sampleExchange(), sampleRefused({ exchange: 2, failure: "Error: no\n    at kittens.ts:3" })],
      });
      assert.deepEqual(readSessionFile(write(session)), session);
      assert.ok(isSessionFile(write(session)));
    });

    test(`session file: any session comes back when it was written as ${form}`, () => {
      fc.assert(
        fc.property(sessions, (session) => {
          assert.deepEqual(readSessionFile(write(session)), session);
        }),
        { numRuns: 100 },
      );
    });

    test(`session file: nothing from the network ends an element or shows as other than it is when written as ${form}`, () => {
      const session = sampleSession({
        exchanges: [
          sampleExchange({
            requestTarget: hostile,
            reason: hostile,
            request: sampleMessage(`${everyOctet}</script><!--`),
          }),
        ],
      });
      const written = write(session);
      const json = form === "JSON" ? written : written.slice(written.indexOf('{"porthole'), written.lastIndexOf("]}"));
      assert.doesNotMatch(json, /[<\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u0100-\uffff]/);
      assert.deepEqual(readSessionFile(written), session);
    });
  }

  test("session file: the oldest exchanges are left out, and their connections say so, when all are too much", () => {
    const octets = "\u0000".repeat(1_000_000);
    const exchanges = Array.from({ length: 12 }, (_, at) =>
      sampleExchange({ exchange: at + 1, request: sampleMessage(octets) }),
    );
    const written = sessionJson(sampleSession({ exchanges, connections: [sampleConnection({ exchanges: 12 })] }));
    assert.ok(written.length < SESSION_FILE_OCTETS_MAX);
    const read = readSessionFile(written);
    assert.deepEqual(read.exchanges.at(-1), exchanges.at(-1));
    assert.ok(read.exchanges.length > 5 && read.exchanges.length < 12);
    assert.equal(read.connections[0]?.forgottenExchanges, 12 - read.exchanges.length);
  });
});

test("session file: its name says of what server and when it is", () => {
  const named = (url: string) => sessionFileName(sampleSession({ facts: { ...sampleSession().facts, url } }), "har");
  assert.equal(named("http://localhost:5000/"), "porthole-localhost-5000-2026-11-23T060000Z.har");
  assert.equal(named("https://[::1]:8443/"), "porthole-1-8443-2026-11-23T060000Z.har");
});

describe("session page", () => {
  const html = page.html(sampleSession());

  test("session page: its policy knows its script and its style by the digests of what stands in them", () => {
    const inside = (name: string) => html.split(`<${name} id="porthole-${name}">`)[1]!.split(`</${name}>`)[0]!;
    const digest = (text: string) => createHash("sha256").update(text).digest("base64");
    assert.ok(html.includes(`script-src 'sha256-${digest(inside("script"))}'`));
    assert.ok(html.includes(`style-src 'sha256-${digest(inside("style"))}'`));
    assert.ok(html.includes(`content="default-src 'none'; script-src`));
    assert.equal(inside("script"), "render('<\\/script>\\x3c!-- <script>');");
    assert.equal(inside("style"), ".a::after { content: '<\\/style>' }");
  });

  test("session page: the digest is that of SHA-256 when a text is at the edge of a block", () => {
    for (const length of [0, 55, 56, 63, 64, 65, 119, 120, 5000]) {
      const script = "é".repeat(length);
      const digest = createHash("sha256").update(script).digest("base64");
      assert.ok(
        new SessionPage({ script, style: "" }).html(sampleSession()).includes(`'sha256-${digest}'`),
        `${length}`,
      );
    }
  });

  test("session page: says in words what it holds when no script runs", () => {
    assert.match(
      html,
      /<noscript>[\s\S]*It holds 1 exchange on 1 connection, of 1 that took place; 0 of those were refused[\s\S]*<\/noscript>/,
    );
    assert.match(html, /<title>Porthole: localhost:5000, 2026-11-23 06:00 UTC<\/title>/);
  });

  test("session page: exported from itself, it stays the same", () => {
    const script = /<script id="porthole-script">([\s\S]*?)<\/script>/.exec(html)![1]!;
    const style = /<style id="porthole-style">([\s\S]*?)<\/style>/.exec(html)![1]!;
    assert.equal(new SessionPage({ script, style }).html(sampleSession()), html);
  });
});

describe("session file: what is wrong is told with its place", () => {
  const wrong: readonly [why: string, change: (session: Changeable) => unknown, message: string | RegExp][] = [
    [
      "octets are none",
      (s) => (s.exchanges[3].request.kept[0].octets = "Ā"),
      "exchanges[3].request.kept[0].octets: a string of octets is expected.",
    ],
    [
      "a member is missing",
      (s) => delete s.exchanges[0].timeline.firstOctetUs,
      "exchanges[0].timeline.firstOctetUs: a number is expected.",
    ],
    [
      "a count has a fraction",
      (s) => (s.totals.refused = 0.5),
      "totals.refused: a whole number from 0 on is expected.",
    ],
    [
      "a count is negative",
      (s) => (s.connections[0].sentOctets = -1),
      "connections[0].sentOctets: a whole number from 0 on is expected.",
    ],
    ["a time is null", (s) => (s.connections[0].end.atUs = null), "connections[0].end.atUs: a number is expected."],
    [
      "a word is unknown",
      (s) => (s.exchanges[1].phase = "gone"),
      /^exchanges\[1\]\.phase: "receiving" or "answering" .* is expected\.$/,
    ],
    ["a word is a member of every object", (s) => (s.exchanges[1].phase = "constructor"), /^exchanges\[1\]\.phase: /],
    [
      "a row has three",
      (s) => (s.exchanges[2].decisions[0].rows[0] = ["a", "b", "c"]),
      "exchanges[2].decisions[0].rows[0]: a list of two is expected.",
    ],
    ["a list is none", (s) => (s.connections = {}), "connections: a list is expected."],
    ["a record is a list", (s) => (s.facts.limits = []), "facts.limits: an object is expected."],
    [
      "the URL is a script",
      (s) => (s.facts.url = "javascript:alert(1)"),
      "facts.url: an http or https URL is expected.",
    ],
    ["a flag is a word", (s) => (s.exchanges[0].isCut = "no"), "exchanges[0].isCut: true or false is expected."],
    ["the format is a later one", (s) => (s.format = 2), /^format: only format 1 can be read here/],
    [
      "a connection is unknown",
      (s) => (s.exchanges[1].connection = 7),
      "exchanges[1].connection: there is no connection 7.",
    ],
    ["an exchange is there twice", (s) => (s.exchanges[1].exchange = 1), "exchanges[1]: exchange 1.1 is there twice."],
    [
      "a connection is there twice",
      (s) => s.connections.push(s.connections[0]),
      "connections: one of them is there twice.",
    ],
    [
      "a message ends before it begins",
      (s) => (s.exchanges[0].request.start = 9000),
      "exchanges[0].request.end: positions from 9000 on, in order, are expected.",
    ],
    [
      "kept octets overlap",
      (s) => s.exchanges[0].response.kept.push({ at: 3, octets: "x" }),
      "exchanges[0].response.kept: positions from 0 on, in order, are expected.",
    ],
    [
      "a secret ends before it begins",
      (s) => s.exchanges[0].request.masked.push([5, 4]),
      "exchanges[0].request.masked: positions from 0 on, in order, are expected.",
    ],
    [
      "there are too many reads",
      (s) => (s.exchanges[0].request.reads = Array(10_001).fill({})),
      "exchanges[0].request.reads: a list of at most 10000 is expected.",
    ],
    [
      "a text is too long",
      (s) => (s.exchanges[0].failure = "x".repeat(1_048_577)),
      "exchanges[0].failure: a text of at most 1048576 characters is expected.",
    ],
    [
      "it is a HAR file",
      (s) => {
        delete s.porthole;
        s.log = {};
      },
      /^It is a HAR file/,
    ],
    ["it is other JSON", (s) => delete s.porthole, "It is JSON, but no session of Porthole."],
  ];
  for (const [why, change, message] of wrong) {
    test(`session file: is refused when ${why}`, () => {
      const exchanges = [1, 2, 3, 4].map((exchange) => sampleExchange({ exchange }));
      const session = JSON.parse(sessionJson(sampleSession({ exchanges })));
      change(session);
      assert.throws(() => readSessionFile(JSON.stringify(session)), { name: "SessionFileError", message });
    });
  }

  test("session file: is refused when it is no JSON, cut, another page or too large", () => {
    const html = page.html(sampleSession());
    const texts: readonly (readonly [string, RegExp])[] = [
      ["", /no JSON, or was cut/],
      [sessionJson(sampleSession()).slice(0, 500), /no JSON, or was cut/],
      ["null", /^an object is expected\.$/],
      ["<!doctype html><p>Hello", /no session was exported/],
      [html.slice(0, html.indexOf('"exchanges":[')), /no end: the file was cut/],
      [" ".repeat(SESSION_FILE_OCTETS_MAX + 1), /larger than 64 MiB/],
    ];
    for (const [text, message] of texts)
      assert.throws(() => readSessionFile(text), { name: "SessionFileError", message });
  });

  test("session file: is refused with an error of its own, or read, when any character of it is changed", () => {
    const json = sessionJson(sampleSession({ exchanges: [sampleRefused()] }));
    fc.assert(
      fc.property(fc.nat(json.length - 1), fc.string({ maxLength: 3 }), (at, text) => {
        try {
          readSessionFile(json.slice(0, at) + text + json.slice(at + 1));
        } catch (error) {
          assert.ok(error instanceof SessionFileError, String(error));
        }
      }),
    );
  });

  test("session file: members that it does not know, and prototypes, take no part when it is read", () => {
    const json = sessionJson(sampleSession()).replace(
      '{"porthole":"session"',
      '{"__proto__":{"isEvil":true},"later":1,"porthole":"session"',
    );
    const read = readSessionFile(json);
    assert.deepEqual(read, sampleSession());
    assert.equal((read as unknown as Record<string, unknown>)["isEvil"], undefined);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: what a test breaks has no type any more.
type Changeable = any;

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const octets = fc.string({ unit: fc.nat(255).map((octet) => String.fromCharCode(octet)), maxLength: 40 });
const unicode = fc.string({ unit: "binary", maxLength: 20 });
const times = fc.double({ min: 0, max: 1e12, noNaN: true }).map((time) => time + 0);

const messages = fc
  .tuple(fc.nat(1e9), fc.array(fc.tuple(fc.nat(9), octets), { maxLength: 4 }), fc.nat(9))
  .map(([start, pieces, beyond]) => {
    let at = start;
    const kept = pieces.map(([gap, octets]) => {
      const piece = { at: at + gap, octets };
      at += gap + octets.length;
      return piece;
    });
    const reads = kept.map(({ at, octets }) => ({ at, octets: octets.length, atUs: at }));
    const masked = kept.map(({ at, octets }): [number, number] => [at, at + octets.length]);
    return { start, end: at + beyond, kept, masked, reads };
  });

const exchanges: fc.Arbitrary<ExchangeRecord> = fc
  .record({
    connection: fc.integer({ min: 1, max: 3 }),
    method: optional(unicode),
    requestTarget: optional(octets),
    reason: optional(unicode),
    failure: optional(unicode),
    isCut: fc.boolean(),
    statusCode: optional(fc.integer({ min: 0, max: 999 })),
    request: messages,
    response: messages,
    decisions: fc.array(
      fc.record(
        { subject: unicode, outcome: unicode, rows: fc.array(fc.tuple(unicode, octets), { maxLength: 3 }) },
        { noNullPrototype: true },
      ),
      { maxLength: 3 },
    ),
    firstOctetUs: times,
  })
  .map(({ firstOctetUs, ...changes }) =>
    withoutUndefined(sampleExchange({ ...changes, timeline: { acceptedUs: 0, firstOctetUs } })),
  );

const sessions: fc.Arbitrary<Session> = fc.array(exchanges, { maxLength: 4 }).map((list) =>
  sampleSession({
    connections: [1, 2, 3].map((id) => sampleConnection({ id })),
    exchanges: list.map((exchange, at) => ({ ...exchange, exchange: at + 1 })),
  }),
);

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
