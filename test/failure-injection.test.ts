import assert from "node:assert/strict";
import { test } from "node:test";
import { respond, route, site, text } from "../src/index.ts";
import { prepare } from "../src/serve.ts";
import { HttpServer, serverBounds } from "../src/server/index.ts";
import { type MemoryEndOptions, memoryPair } from "../src/transport/index.ts";
import { parseResponses } from "./tools/raw-client.ts";
import { RecordedLog } from "./tools/recorded-log.ts";

const FAILURES_MAX = 5_000;

let streamsOpen = 0;
let handlersOpen = 0;

const failureSite = site({
  "/": text("quick"),
  "/later": async () => {
    handlersOpen += 1;
    await turns(3);
    handlersOpen -= 1;
    return text("later");
  },
  "/streamed": () => respond(streamed(), {}),
  "/large": text("x".repeat(100_000)),
  "/throws": () => {
    throw new Error("on purpose");
  },
  "POST /echo": async (context) => text(await context.text()),
  "POST /small": route({ contentOctetsMax: 3 }, async (context) => text(await context.text())),
});

const prepared = await prepare(failureSite);

const conversation = [
  "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET /later HTTP/1.1\r\nHost: a\r\n\r\n",
  "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello there",
  "GET /streamed HTTP/1.1\r\nHost: a\r\n\r\n",
  "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n again\r\n0\r\nT: v\r\n\r\n",
  "GET /large HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET /throws HTTP/1.1\r\nHost: a\r\n\r\n",
  "POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nlarge",
  "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
  "GET /missing HTTP/1.1\r\nHost: a\r\n\r\n",
  "nonsense\r\n\r\n",
].join("");

const expectedStatusCodes = [200, 200, 200, 200, 200, 200, 500, 413, 405, 404, 400];

test("failure injection: the conversation is answered as it should be when nothing fails", async () => {
  const { text, log } = await converse({ reads: [40] });
  assert.deepEqual(
    parseResponses(text).map(({ statusCode }) => statusCode),
    expectedStatusCodes,
  );
  assert.equal(log.exchanges.filter(({ isCut }) => isCut).length, 0);
});

for (const reads of [[40], [7]]) {
  test(`failure injection: the server goes on when its n-th read fails, for every n (reads of ${reads})`, async () => {
    let failures = 0;
    for (let failRead = 1; failRead < FAILURES_MAX; failRead++) {
      const { hasFailed } = await converse({ reads, failRead });
      if (!hasFailed) break;
      failures += 1;
    }
    assert.ok(failures > conversation.length / 50 && failures < FAILURES_MAX - 1, `${failures} failures`);
  });
}

for (const windowOctets of [64 * 1024, 500]) {
  test(`failure injection: the server goes on when its n-th write fails, for every n (${windowOctets} octets of window)`, async () => {
    let failures = 0;
    for (let failWrite = 1; failWrite < FAILURES_MAX; failWrite++) {
      const { hasFailed } = await converse({ reads: [40], failWrite }, { windowOctets });
      if (!hasFailed) break;
      failures += 1;
    }
    assert.ok(failures >= expectedStatusCodes.length - 3 && failures < FAILURES_MAX - 1, `${failures} failures`);
  });
}

test("failure injection: the server goes on when the client vanishes after its n-th read, for every n", async () => {
  for (let failRead = 1; failRead < FAILURES_MAX; failRead++) {
    const { hasFailed } = await converse({ reads: [64] }, { reads: [150, 20_000], failRead });
    if (!hasFailed) return;
  }
  assert.fail("it never ran through");
});

for (const octets of [1, 3, 64]) {
  test(`failure injection: the server goes on when the client closes after every ${octets} octets more`, async () => {
    for (let at = 0; at < conversation.length; at += octets === 1 ? 17 : octets) {
      await converse({ reads: [octets * 16] }, {}, conversation.slice(0, at));
    }
  });
}

/**
 * Holds the conversation over a connection in memory until both ends are closed, and asserts what must be so however
 * it went: nothing failed inside the server, every exchange was logged once, and nothing is left open.
 */
async function converse(server: MemoryEndOptions, client: MemoryEndOptions = {}, sent = conversation) {
  const log = new RecordedLog();
  const { resource, errorPage } = prepared;
  const http = new HttpServer({ resource, errorPage, bounds: serverBounds(), log });
  const pair = memoryPair({ server, client });
  let received = "";
  let closedWith: Error | undefined;
  let isClosed = false;
  pair.client.receiver = {
    received: (octets) => {
      received += Buffer.from(octets).toString("latin1");
    },
    peerClosed: () => pair.client.close(),
    drained() {},
    closed: (error) => {
      closedWith = error;
      isClosed = true;
    },
  };
  http.accept(pair.server);
  pair.client.write(sent);
  pair.client.halfClose();
  for (let waited = 0; !(isClosed && http.connectionCount === 0); waited++) {
    assert.ok(waited < 100_000, `the connection never closed; it brought ${received.length} octets`);
    await turns(1);
  }
  for (let waited = 0; streamsOpen + handlersOpen > 0; waited++) {
    assert.ok(waited < 1000, `${streamsOpen} streams and ${handlersOpen} handlers were left open`);
    await turns(1);
  }
  assert.deepEqual(await http.stop(0), { cut: 0 });
  assert.deepEqual(log.notices, []);
  const numbers = log.exchanges.map(({ exchange }) => exchange).sort((one, other) => one - other);
  assert.deepEqual(
    numbers,
    numbers.map((_, at) => at + 1),
    "each exchange is logged once",
  );
  return { text: received, log, hasFailed: closedWith !== undefined };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function* streamed(): AsyncGenerator<string> {
  streamsOpen += 1;
  try {
    for (let piece = 0; piece < 3; piece++) {
      await turns(1);
      yield `piece ${piece} `.repeat(100);
    }
  } finally {
    streamsOpen -= 1;
  }
}
