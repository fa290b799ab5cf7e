import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Resource, ResponseError } from "../semantics/index.ts";
import type { Refusal } from "../trace/index.ts";
import { CONTENT_WINDOW_OCTETS } from "./options.ts";
import { PlayedServer, response, type Scene } from "./testing/played-connection.ts";

const text: Resource = () => response("hello");

/** Waits for all of the content and answers its length. */
const reading: Resource = async ({ content }) => response(String((await content?.octets())?.length));

interface Played {
  readonly why: string;
  readonly rule: string;
  readonly scene?: Partial<Scene>;
  readonly send: readonly string[];
  /** Whether the client takes nothing that is sent. */
  readonly isStill?: boolean;
  /** Then so long nothing happens. */
  readonly laterMs?: number;
  readonly statusCode: number | undefined;
  readonly exchange: number;
  readonly refusedAt?: number;
  readonly requestHead?: string;
  readonly received: readonly [at: number, octets: string][];
  readonly sent: RegExp | undefined;
  /** What the log says of it: of the exchange's number, its status code and rule. */
  readonly logged: readonly (readonly [number, number, string | undefined])[];
}

const bad = "GET / HTTP/1.1\r\nHost: x\r\nCookie: id=secret\r\nbad line\r\n\r\n";
const badKept = "GET / HTTP/1.1\r\nHost: x\r\nCookie: *********\r\nbad line\r\n\r\n";
const badAt = bad.indexOf(" line");
const good = "GET /good HTTP/1.1\r\nHost: x\r\n\r\n";
const chunked = "POST /up HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\nTransfer-Encoding: chunked\r\n\r\n";
const chunkedKept = chunked.replace("a=b", "***");
const COLON = "RFC9112-5.1/SPACE-BEFORE-COLON";

const playeds: Played[] = [
  {
    why: "a head broke a rule",
    rule: COLON,
    send: [bad],
    statusCode: 400,
    exchange: 1,
    refusedAt: badAt,
    received: [[0, badKept]],
    sent: /^HTTP\/1\.1 400 Bad Request\r\n/,
    logged: [[1, 400, COLON]],
  },
  {
    why: "the head came octet by octet",
    rule: COLON,
    send: [...bad],
    statusCode: 400,
    exchange: 1,
    refusedAt: badAt,
    received: [[0, badKept.slice(0, badAt + 1)]],
    sent: /^HTTP\/1\.1 400 Bad Request\r\n/,
    logged: [[1, 400, COLON]],
  },
  {
    why: "others were answered before, in the same read",
    rule: COLON,
    send: [good + good + bad],
    statusCode: 400,
    exchange: 3,
    refusedAt: 2 * good.length + badAt,
    received: [[0, good + good + badKept]],
    sent: /^HTTP\/1\.1 400 Bad Request\r\n/,
    logged: [
      [1, 200, undefined],
      [2, 200, undefined],
      [3, 400, COLON],
    ],
  },
  {
    why: "others were answered before, in another read",
    rule: COLON,
    send: [good, bad],
    statusCode: 400,
    exchange: 2,
    refusedAt: good.length + badAt,
    received: [[good.length, badKept]],
    sent: /^HTTP\/1\.1 400 Bad Request\r\n/,
    logged: [
      [1, 200, undefined],
      [2, 400, COLON],
    ],
  },
  {
    why: "the first octets may be the rest of a cookie that content began",
    rule: "RFC9112-3.1/METHOD-TOKEN",
    send: ["POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n", "Cookie: ab", "cd; e=f\r\nX: y\r\n\r\n"],
    scene: { resource: reading },
    statusCode: 400,
    exchange: 2,
    refusedAt: 60,
    received: [[58, "*******\r\nX: y\r\n\r\n"]],
    sent: /^HTTP\/1\.1 400 Bad Request\r\n/,
    logged: [
      [1, 200, undefined],
      [2, 400, "RFC9112-3.1/METHOD-TOKEN"],
    ],
  },
  {
    why: "a chunk is malformed while the site waits for content",
    rule: "RFC9112-7.1/CHUNK-SIZE",
    scene: { resource: reading },
    send: [chunked, "1\r\na\r\n", "zz\r\n"],
    statusCode: 400,
    exchange: 1,
    refusedAt: chunked.length + 6,
    requestHead: chunkedKept,
    received: [[chunked.length + 6, "zz\r\n"]],
    sent: /^HTTP\/1\.1 400 Bad Request\r\n/,
    logged: [[1, 400, "RFC9112-7.1/CHUNK-SIZE"]],
  },
  {
    why: "a chunk that nobody reads is malformed, after the response",
    rule: "RFC9112-7.1/CHUNK-SIZE",
    send: [chunked, "zz\r\n"],
    statusCode: undefined,
    exchange: 1,
    refusedAt: chunked.length,
    received: [[chunked.length, "zz\r\n"]],
    sent: undefined,
    logged: [[1, 200, undefined]],
  },
  {
    why: "a head does not come to its end",
    rule: "PORTHOLE/HEAD-DEADLINE",
    send: ["GET / HTTP/1.1\r\n", "Authorization: Basic abc"],
    laterMs: 16_000,
    statusCode: 408,
    exchange: 1,
    received: [[0, "GET / HTTP/1.1\r\nAuthorization: *********"]],
    sent: /^HTTP\/1\.1 408 Request Timeout\r\n/,
    logged: [[1, 408, "PORTHOLE/HEAD-DEADLINE"]],
  },
  {
    why: "content that the site waits for does not come",
    rule: "PORTHOLE/CONTENT-DEADLINE",
    scene: { resource: reading },
    send: ["POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"],
    laterMs: 40_000,
    statusCode: 408,
    exchange: 1,
    requestHead: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n",
    received: [],
    sent: undefined,
    logged: [[1, 408, "PORTHOLE/CONTENT-DEADLINE"]],
  },
  {
    why: "content is too large",
    rule: "PORTHOLE/CONTENT-SIZE",
    scene: { resource: reading, bounds: { contentOctetsMax: 5 } },
    send: ["POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n0123456789"],
    statusCode: 413,
    exchange: 1,
    requestHead: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n",
    received: [],
    sent: undefined,
    logged: [[1, 413, "PORTHOLE/CONTENT-SIZE"]],
  },
  ...(["CODING", "TYPE"] as const).map(
    (kind): Played => ({
      why: `the site refuses the content's ${kind.toLowerCase()}`,
      rule: `PORTHOLE/CONTENT-${kind}`,
      scene: {
        resource: () => {
          throw new ResponseError(415, "no", kind === "CODING" ? { headers: { "Accept-Encoding": "identity" } } : {});
        },
      },
      send: ["POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"],
      statusCode: 415,
      exchange: 1,
      requestHead: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
      received: [],
      sent: undefined,
      logged: [[1, 415, `PORTHOLE/CONTENT-${kind}`]],
    }),
  ),
  {
    why: "the client does not take the response",
    rule: "PORTHOLE/SEND-DEADLINE",
    scene: {
      resource: () => response(endless()),
      client: { windowOctets: 1000 },
    },
    isStill: true,
    send: ["GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"],
    laterMs: 60_000,
    statusCode: undefined,
    exchange: 1,
    requestHead: "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n",
    received: [],
    sent: undefined,
    logged: [[1, 200, "PORTHOLE/SEND-DEADLINE"]],
  },
];

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield new Uint8Array(CONTENT_WINDOW_OCTETS);
}

describe("refused request", () => {
  for (const played of playeds) {
    const { why, rule, send, laterMs = 0, logged } = played;
    test(`refused request: it is counted once and kept when ${why}`, async (t) => {
      const server = new PlayedServer(t, { resource: text, ...played.scene });
      const client = server.connect();
      if (played.isStill) client.pair.client.pause();
      for (const octets of send) await client.send(octets);
      await server.later(laterMs);
      const { total, counts, last } = server.http.refusals.report();
      assert.deepEqual(
        counts.map(({ rule, count }) => [rule, count]),
        [[rule, 1]],
      );
      assert.equal(total, 1);
      assert.equal(last.length, 1);
      assertKept(played, last[0]!);
      assert.deepEqual(
        server.exchanges.map((entry) => [entry.exchange, entry.statusCode, entry.rule]),
        logged,
      );
      for (const entry of server.exchanges) assert.equal(entry.ruleCount, entry.rule === undefined ? undefined : 1);
    });
  }

  test("refused request: each of many is counted, and the log lines number them", async (t) => {
    const server = new PlayedServer(t, { resource: text });
    for (let count = 0; count < 40; count++) await server.connect().send("GET / HTTP/1.1\r\n\r\n");
    const { counts, last } = server.http.refusals.report();
    assert.deepEqual(
      counts.map(({ rule, count }) => [rule, count]),
      [["RFC9112-3.2/HOST-MISSING", 40]],
    );
    assert.deepEqual(
      server.exchanges.map(({ ruleCount }) => ruleCount),
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
    assert.deepEqual(
      last.map(({ connection }) => connection),
      Array.from({ length: 32 }, (_, index) => index + 9),
    );
  });

  test("refused request: newcomers that are told 503 are counted and none pushes octets out", async (t) => {
    const resource: Resource = () => new Promise(() => {});
    const server = new PlayedServer(t, { resource, bounds: { connectionsMax: 1 } });
    await server.connect().send(good);
    for (let count = 0; count < 3; count++) {
      const newcomer = server.connect();
      await server.settle();
      assert.deepEqual(newcomer.statusCodes, [503]);
    }
    const { counts, last } = server.http.refusals.report();
    assert.deepEqual(
      counts.map(({ rule, count }) => [rule, count]),
      [["PORTHOLE/CONNECTIONS", 3]],
    );
    assert.deepEqual(last, []);
    assert.deepEqual(
      server.exchanges.map(({ rule, ruleCount }) => [rule, ruleCount]),
      [1, 2, 3].map((count) => ["PORTHOLE/CONNECTIONS", count]),
    );
  });

  test("refused request: nothing is counted when clients are served, silent, or refused for what they ask for", async (t) => {
    const server = new PlayedServer(t, {
      resource: ({ path }) => {
        if (path === "/good") return response("hello");
        throw new ResponseError(path === "/busy" ? 503 : 404, "no");
      },
    });
    server.connect();
    await server.connect().send(`${good}${good.replace("good", "none")}${good.replace("good", "busy")}`);
    const gone = server.connect();
    await gone.send("GET / HTTP/1.1\r\nHo");
    await gone.vanish();
    await server.later(100_000, 5_000);
    assert.deepEqual(server.http.refusals.report(), { total: 0, counts: [], last: [] });
  });
});

function assertKept(played: Played, kept: Refusal): void {
  assert.equal(kept.rule, played.rule);
  assert.equal(kept.statusCode, played.statusCode);
  assert.equal(kept.exchange, played.exchange);
  assert.equal(kept.refusedAt, played.refusedAt);
  assert.equal(kept.requestHead?.octets, played.requestHead);
  assert.deepEqual(
    kept.received.map(({ at, octets }) => [at, octets]),
    played.received,
  );
  if (played.sent === undefined) assert.equal(kept.sent, undefined);
  else assert.match(kept.sent?.octets ?? "", played.sent);
  const secrets = JSON.stringify(kept).match(/secret|a=b|abc(?!")|cd; e/);
  assert.equal(secrets, null);
}
