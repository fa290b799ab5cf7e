import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { AttackedProcess, MIB } from "./tools/attacked-process.ts";
import { Attackers, pour } from "./tools/attackers.ts";
import { get, RawClient } from "./tools/raw-client.ts";

const CLIENTS = 50;
const POURED_MS = 4_000;
const CROWD = 400;
const CROWD_REQUESTS = 1_000;
const CLOSE = "Connection: close";
/** Much more than all limits of a head, and as much as a client may send while its connection closes in stages. */
const POURED_OCTETS_MAX = 16 * MIB;
/** A heap that may double; what one connection holds is below its limits, which are kilobytes. */
const bounds = { grownOctetsMax: 96 * MIB };

const CHUNKED = "POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
const LINE_OCTETS = 4_000;

/** What comes first, what comes without an end, and the status code of what it is told. */
const endless: readonly [what: string, begun: string, more: string, statusCode: number][] = [
  ["a method", "", "M".repeat(LINE_OCTETS), 501],
  ["a request target", "GET /", "t".repeat(LINE_OCTETS), 414],
  ["empty lines", "", "\r\n".repeat(LINE_OCTETS / 2), 400],
  ["a field line", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Endless: ", "v".repeat(LINE_OCTETS), 431],
  ["a field name", "GET / HTTP/1.1\r\nHost: localhost\r\n", "n".repeat(LINE_OCTETS), 431],
  ["a header section", "GET / HTTP/1.1\r\nHost: localhost\r\n", `X-Line: ${"v".repeat(LINE_OCTETS)}\r\n`, 431],
  ["a header section of short lines", "GET / HTTP/1.1\r\nHost: localhost\r\n", "X: v\r\n".repeat(600), 431],
  ["a chunk size", CHUNKED, "0".repeat(LINE_OCTETS), 413],
  ["a chunk extension", `${CHUNKED}1`, `;name=${"v".repeat(LINE_OCTETS)}`, 413],
  ["chunk extensions", CHUNKED, "1;name=value\r\nc\r\n".repeat(250), 413],
  ["a trailer section", `${CHUNKED}0\r\n`, `X-Trailer: ${"v".repeat(LINE_OCTETS)}\r\n`, 431],
  [
    "content in chunks",
    CHUNKED.replace("/upload", "/small"),
    `${LINE_OCTETS.toString(16)}\r\n${"c".repeat(LINE_OCTETS)}\r\n`,
    413,
  ],
  ["content in chunks of one octet", CHUNKED.replace("/upload", "/small"), "1\r\nc\r\n".repeat(600), 413],
];

describe("under attack: endless", { timeout: 120_000 }, () => {
  let server: AttackedProcess;
  before(async () => {
    server = await AttackedProcess.start();
  });
  after(() => server[Symbol.asyncDispose]());

  for (const [what, begun, more, statusCode] of endless) {
    test(`under attack: others are served, and it is refused with ${statusCode}, when ${CLIENTS} clients send ${what} without an end`, (t) =>
      server.holdsUnder(t, bounds, async () => {
        using clients = await Attackers.connect(server.port, CLIENTS);
        clients.sendAll(begun);
        const poured = await Promise.all(clients.sockets.map((socket) => pour(socket, more, POURED_MS)));
        assert.deepEqual(clients.statusCodes, { [statusCode]: CLIENTS });
        assert.ok(Math.max(...poured) < POURED_OCTETS_MAX, `${Math.max(...poured)} octets were taken`);
        await clients.untilEnded();
      }));
  }

  for (const [count, chunks, chunk] of [
    [10, 100_000, "1\r\nc\r\n"],
    [CROWD, 20_000, "1\r\nc\r\n"],
  ] as const) {
    test(`under attack: others are served, and all arrive, when ${count} clients send ${chunks} chunks of one octet each`, (t) =>
      server.holdsUnder(t, bounds, async () => {
        using clients = await Attackers.connect(server.port, count);
        clients.sendAll(`${CHUNKED}${chunk.repeat(chunks)}0\r\n\r\n`);
        await clients.untilAnswered(200);
        // The last read of a response has its content.
        assert.ok(clients.lastTexts.every((text) => text.endsWith(`\r\n\r\n${chunks}`)));
      }));
  }

  test(`under attack: others are served when ${CROWD} clients send ${CROWD_REQUESTS} requests each, all of which are answered`, (t) =>
    server.holdsUnder(t, bounds, async () => {
      using clients = await Attackers.connect(server.port, CROWD);
      clients.sendAll(get("/").repeat(CROWD_REQUESTS - 1) + get("/", CLOSE));
      await clients.untilEnded();
      assert.equal(
        clients.receivedOctets,
        CROWD * ((CROWD_REQUESTS - 1) * (await octetsOf("/")) + (await octetsOf("/", CLOSE))),
      );
    }));

  /** How long a response is. */
  async function octetsOf(path: string, ...fieldLines: string[]): Promise<number> {
    const client = await RawClient.connect(server);
    client.send(get(path, ...fieldLines));
    await client.responses(1);
    client.close();
    return client.text.length;
  }
});
