import assert from "node:assert/strict";
import { test } from "node:test";
import type { OutgoingResponse } from "../semantics/index.ts";
import { SERVER_BOUNDS, SURGE_CONNECTIONS } from "./options.ts";
import { opened, PlayedServer, response } from "./testing/played-connection.ts";

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

test("server: a connection has its whole header deadline when it is the first for long", async (t) => {
  const server = new PlayedServer(t, { resource: () => response("x") });
  server.nowMs += 3_600_000;
  const client = server.connect();
  await server.later(SERVER_BOUNDS.headersTimeoutMs - 1_000);
  assert.equal(client.ending, undefined);
  await server.later(2_000);
  assert.equal(client.ending, "end");
});

test("server: the grace ends when it is told to at once after the stop", async (t) => {
  const server = new PlayedServer(t, { resource: () => new Promise(() => undefined) });
  await server.connect().send(get);
  const stopped = server.http.stop(60_000);
  server.http.stopNow();
  const late = new Promise((resolve) => setTimeout(resolve, 1_000, "late").unref());
  assert.deepEqual(await Promise.race([stopped, late]), { cut: 1 });
});

test("server: open exchanges get all the time they need when the grace has no end", async (t) => {
  const answer = opened<OutgoingResponse>();
  const server = new PlayedServer(t, { resource: () => answer.promise });
  const client = server.connect();
  await client.send(get);
  const stopped = server.http.stop(Number.POSITIVE_INFINITY);
  await new Promise((resolve) => setTimeout(resolve, 20));
  answer.resolve(response("done"));
  await server.settle();
  assert.deepEqual(client.statusCodes, [200]);
  await server.later(1_000);
  assert.deepEqual(await stopped, { cut: 0 });
});

test("server: the one that is silent longest makes room, also when it was not so at the last search", async (t) => {
  const server = new PlayedServer(t, { resource: () => response("x"), bounds: { connectionsMax: 3 } });
  const clients = [server.connect(), server.connect(), server.connect()];
  for (const client of clients) {
    await client.send(get);
    await server.later(1_000);
  }
  await server.later(1_000);
  const fourth = server.connect();
  await server.settle();
  assert.equal(clients[0]!.ending, "end");
  await server.later(1_000);
  await clients[1]!.send(get);
  await fourth.send(get);
  const fifth = server.connect();
  await server.settle();
  assert.equal(clients[2]!.ending, "end");
  assert.equal(clients[1]!.ending, undefined);
  await fifth.send(get);
  assert.deepEqual(fifth.statusCodes, [200]);
});

test("server: a surge is told of when many connections are opened between two sweeps", (t) => {
  const told: boolean[] = [];
  const server = new PlayedServer(t, { resource: () => response("x"), surges: (isSurging) => told.push(isSurging) });
  for (let count = 1; count < SURGE_CONNECTIONS; count++) server.connect();
  assert.deepEqual(told, []);
  server.connect();
  server.connect();
  assert.deepEqual(told, [true]);
});
