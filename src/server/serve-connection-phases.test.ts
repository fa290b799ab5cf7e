import assert from "node:assert/strict";
import { test } from "node:test";
import { FieldSection, type OutgoingResponse } from "../semantics/index.ts";
import { DRAIN_OCTETS_MAX, SERVER_BOUNDS } from "./options.ts";
import { nextTurn, opened, PlayedServer, response } from "./testing/played-connection.ts";

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const chunkedHead = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
const expecting = (lengthOctets: number) =>
  `POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ${lengthOctets}\r\n\r\n`;

test("serve connection: 100 (Continue) goes when content is asked for, however late (RFC9110§10.1.1)", async (t) => {
  const mayAsk = opened<void>();
  const server = new PlayedServer(t, {
    resource: async ({ content }) => {
      await mayAsk.promise;
      return response(await content!.octets());
    },
  });
  const client = server.connect();
  await client.send(expecting(2));
  assert.equal(client.text, "");
  mayAsk.resolve();
  await server.settle();
  assert.deepEqual(client.statusCodes, [100]);
  await client.send("ok");
  assert.deepEqual(client.statusCodes, [100, 200]);
  assert.doesNotMatch(client.text, /Connection: close/);
});

test("serve connection: no 100 (Continue) goes when the content has come unasked (RFC9110§10.1.1)", async (t) => {
  const server = new PlayedServer(t, {
    resource: async ({ content }) => {
      for (let turn = 0; turn < 20; turn++) await nextTurn();
      return response(await content!.octets());
    },
  });
  const client = server.connect();
  client.pair.client.write(expecting(2));
  await server.step();
  await client.send("ok");
  for (let turn = 0; turn < 20; turn++) await nextTurn();
  await server.settle();
  assert.deepEqual(client.statusCodes, [200]);
  assert.doesNotMatch(client.text, /Connection: close/);
});

test("serve connection: a refusal instead of 100 (Continue) closes, and what is sent all the same is no request", async (t) => {
  const server = new PlayedServer(t, { resource: async () => nextTurn().then(() => response("no", 403)) });
  const client = server.connect();
  await client.send(expecting(get.length));
  await client.send(get + get);
  assert.deepEqual(client.statusCodes, [403]);
  assert.equal(client.ending, "end");
  assert.equal(server.exchanges.length, 1);
});

test("serve connection: a complete upload is read to its end when the client resets right after it", async (t) => {
  const outcome = opened<unknown>();
  const server = new PlayedServer(t, {
    resource: async ({ content }) => {
      await nextTurn();
      await nextTurn();
      await nextTurn();
      content!.octets().then((octets) => outcome.resolve(Buffer.from(octets).toString()), outcome.resolve);
      return new Promise<OutgoingResponse>(() => undefined);
    },
  });
  const client = server.connect();
  client.pair.client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nwhole");
  await server.step();
  client.pair.client.abort();
  await server.settle();
  assert.equal(await outcome.promise, "whole");
  assert.deepEqual(
    server.exchanges.map(({ isCut }) => isCut),
    [true],
  );
});

test("serve connection: the signal fires and `completed` is false when the client resets, and not before", async (t) => {
  let signal!: AbortSignal;
  let completed!: Promise<boolean>;
  const server = new PlayedServer(t, {
    resource: (_, exchange) => {
      signal = exchange.signal;
      completed = exchange.completed;
      return new Promise(() => undefined);
    },
  });
  const client = server.connect();
  await client.send(get);
  assert.equal(signal.aborted, false);
  await client.vanish();
  assert.equal(signal.aborted, true);
  assert.equal(await completed, false);
});

test("serve connection: requests behind a late one are answered when the client has closed its side", async (t) => {
  const server = new PlayedServer(t, { resource: () => nextTurn().then(() => response("x")) });
  const client = server.connect();
  client.pair.client.write(get.repeat(3));
  await client.halfClose();
  assert.deepEqual(client.statusCodes, [200, 200, 200]);
  assert.equal(client.ending, "end");
});

test("serve connection: a request that is broken off by the client's end is refused", async (t) => {
  for (const sent of [get.slice(0, 20), `${chunkedHead}5\r\nab`]) {
    const server = new PlayedServer(t, { resource: async ({ content }) => response(await content!.octets()) });
    const client = server.connect();
    client.pair.client.write(sent);
    await client.halfClose();
    assert.deepEqual(client.statusCodes, [400]);
    assert.equal(client.ending, "end");
    assert.equal(server.exchanges.length, 1);
  }
});

const stops: [phase: string, before: string, after: string, statusCodes: number[], cut: number][] = [
  ["it was just answered", get, get, [200, 200], 0],
  ["a head is half there", get.slice(0, 20), get.slice(20), [200], 0],
  ["content is awaited", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n", "ok", [200], 0],
  ["content is dropped", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n", "ok", [200], 0],
  ["an answer is awaited", get.replace("/", "/later"), "", [200], 0],
  ["an answer is awaited that never comes", get.replace("/", "/never"), "", [], 1],
];

for (const [phase, before, after, statusCodes, cut] of stops) {
  test(`serve connection: the server stops well when ${phase}`, async (t) => {
    const later = opened<OutgoingResponse>();
    const server = new PlayedServer(t, {
      resource: ({ path, content }) => {
        if (path === "/echo") return content!.octets().then((octets) => response(octets));
        if (path === "/later") return later.promise;
        return path === "/never" ? new Promise(() => undefined) : response("x");
      },
    });
    const client = server.connect();
    await client.send(before);
    const stopped = server.http.stop(200);
    await nextTurn();
    if (client.ending === undefined) await client.send(after);
    later.resolve(response("later"));
    await server.later(500);
    assert.deepEqual(await stopped, { cut });
    await server.settle();
    assert.deepEqual(client.statusCodes, statusCodes);
    assert.equal(client.ending, cut === 0 ? "end" : "reset");
    assert.equal(server.exchanges.length, Math.max(1, statusCodes.length));
    assert.equal(server.http.connectionCount, 0);
  });
}

test("serve connection: all goes well when a handler stops the server, sends interim responses and reads at once", async (t) => {
  let server!: PlayedServer;
  let stopped: unknown;
  const resource = (
    { content }: { content: { octets(): Promise<Uint8Array> } | undefined },
    exchange: { sendInterim(statusCode: number, fields: FieldSection): void },
  ) => {
    exchange.sendInterim(103, FieldSection.of({ Link: "</a>" }));
    const octets = content!.octets();
    stopped ??= server.http.stop(1_000);
    exchange.sendInterim(102, FieldSection.empty);
    return octets.then((read) => response(read));
  };
  server = new PlayedServer(t, { resource: resource as never });
  const client = server.connect();
  await client.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok${get}`);
  assert.deepEqual(client.statusCodes, [103, 102, 200]);
  assert.match(client.text, /Connection: close\r\n\r\nok$/);
  assert.deepEqual(await stopped, { cut: 0 });
});

test("serve connection: the server goes on when its log throws", async (t) => {
  const server = new PlayedServer(t, { resource: () => response("x") });
  t.mock.method(server.http.log!, "exchange", () => {
    throw new Error("on purpose");
  });
  const client = server.connect();
  await client.send(get + get);
  assert.deepEqual(client.statusCodes, [200, 200]);
});

test("serve connection: a malformed trailer is told to who reads the content, which is refused", async (t) => {
  const server = new PlayedServer(t, { resource: async ({ content }) => response(await content!.octets()) });
  const client = server.connect();
  await client.send(`${chunkedHead}2\r\nok\r\n0\r\nbad trailer\r\n\r\n`);
  assert.deepEqual(client.statusCodes, [400]);
  assert.equal(server.exchanges[0]?.rule, "RFC9112-5.1/SPACE-BEFORE-COLON");
});

test("serve connection: content after the response is dropped up to the bound, then the connection closes", async (t) => {
  const server = new PlayedServer(t, { resource: () => response("x") });
  const client = server.connect();
  await client.send(chunkedHead);
  const chunk = `10000\r\n${"x".repeat(65536)}\r\n`;
  for (let sent = 0; sent <= DRAIN_OCTETS_MAX; sent += 65536) await client.send(chunk);
  assert.deepEqual(client.statusCodes, [200]);
  assert.equal(client.ending, "end");
});

test("serve connection: what a client does not take is cut, also while the connection closes", async (t) => {
  const server = new PlayedServer(t, {
    resource: () => response(new Uint8Array(100_000)),
    client: { windowOctets: 100 },
  });
  const client = server.connect();
  client.pair.client.pause();
  await client.send(get.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
  assert.equal(server.http.connectionCount, 1);
  await server.later(SERVER_BOUNDS.sendTimeoutMs + 1_000);
  assert.equal(server.http.connectionCount, 0);
  assert.equal(server.exchanges.length, 1);
});

test("serve connection: nothing is kept of a thousand exchanges when they have ended", async (t) => {
  let waiting = 0;
  const server = new PlayedServer(t, {
    resource: async (_, exchange) => {
      void exchange.completed.then(() => {
        waiting -= 1;
      });
      waiting += 1;
      return response("x");
    },
  });
  const client = server.connect();
  for (let each = 0; each < 10; each++) await client.send(get.repeat(100));
  assert.equal(client.statusCodes.length, 1000);
  assert.equal(waiting, 0);
  assert.equal(server.exchanges.length, 1000);
});
