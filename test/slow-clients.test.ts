import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { respond, type ServeOptions, type Server, serve, site, text } from "../src/index.ts";
import { get, RawClient, wait } from "./tools/raw-client.ts";
import { RecordedLog } from "./tools/recorded-log.ts";

const slowSite = site({
  "/": text("quick"),
  "/large": () => respond(endless(), {}),
  "/late": async () => {
    await wait(400);
    return text("late");
  },
  "/unhurried": () => respond(unhurried(), {}),
  "POST /upload": async ({ content }) => {
    let octets = 0;
    for await (const piece of content ?? []) octets += piece.length;
    return text(`${octets} octets`);
  },
});

const limit = { timeout: 20_000 };

test(
  "slow clients: one that never sends is closed without a word when the header deadline is over",
  limit,
  async (t) => {
    const { server } = await serving(t, { timeouts: { headers: 80 } });
    const client = await connected(t, server);
    assert.equal(await client.ending, "end");
    assert.equal(client.text, "");
  },
);

test("slow clients: half a head is answered 408 when the header deadline is over", limit, async (t) => {
  const { server, log } = await serving(t, { timeouts: { headers: 80 } });
  const client = await connected(t, server);
  client.send("GET / HTTP/1.1\r\nHost: loc");
  assert.equal(await client.ending, "end");
  const [response] = await client.responses(1);
  assert.equal(response?.statusCode, 408);
  assert.match(response.head, /^connection: close\r$/im);
  assert.equal((await log.entry(({ statusCode }) => statusCode === 408)).method, undefined);
});

for (const [title, before] of [
  ["the first head", ""],
  ["a later head", get("/")],
] as const) {
  test(`slow clients: 408 comes all the same when ${title} trickles in, octet by octet`, limit, async (t) => {
    const { server } = await serving(t, { timeouts: { headers: 150 } });
    const client = await connected(t, server);
    client.send(before);
    const head = get("/", `Cookie: ${"c".repeat(2000)}`);
    for (let at = 0; at < head.length && !client.isOver; at++) {
      client.send(head[at]!);
      await wait(5);
    }
    const responses = await client.responses(before === "" ? 1 : 2);
    assert.equal(responses.at(-1)?.statusCode, 408);
  });
}

test("slow clients: an idle connection is closed without a word when the idle deadline is over", limit, async (t) => {
  const { server } = await serving(t, { timeouts: { idle: 80 } });
  const client = await connected(t, server);
  client.send(get("/"));
  await client.responses(1);
  const { text } = client;
  assert.equal(await client.ending, "end");
  assert.equal(client.text, text);
});

test("slow clients: content that stops is answered 408 when the receive deadline is over", limit, async (t) => {
  const { server, log } = await serving(t, { timeouts: { receive: 80 } });
  const client = await connected(t, server);
  client.send("POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nonly some");
  const [response] = await client.responses(1);
  assert.equal(response?.statusCode, 408);
  assert.equal(await client.ending, "end");
  await log.entry(({ statusCode, requestTarget }) => statusCode === 408 && requestTarget === "/upload");
});

test("slow clients: 408 comes all the same when content trickles in below the minimum rate", limit, async (t) => {
  const { server } = await serving(t, { timeouts: { receive: 150 } });
  const client = await connected(t, server);
  client.send("POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000\r\n\r\n");
  for (let sent = 0; sent < 1999 && !client.isOver && client.text === ""; sent++) {
    client.send("c");
    await wait(20);
  }
  const [response] = await client.responses(1);
  assert.equal(response?.statusCode, 408);
});

test("slow clients: one that takes nothing is cut when the send deadline is over", limit, async (t) => {
  const { server, log } = await serving(t, { timeouts: { send: 100 } });
  const client = await connected(t, server);
  client.socket.pause();
  client.send(get("/large"));
  const entry = await log.entry(({ requestTarget }) => requestTarget === "/large");
  assert.equal(entry.isCut, true);
  assert.equal(server.connectionCount, 0);
});

test("slow clients: a handler has all the time it needs when every deadline is short", limit, async (t) => {
  const { server } = await serving(t, { timeouts: { headers: 60, idle: 60, receive: 60, send: 60 } });
  const client = await connected(t, server);
  client.send(get("/late"));
  assert.equal((await client.responses(1))[0]?.content, "late");
});

test("slow clients: a stream that pauses is no fault of the client when every deadline is short", limit, async (t) => {
  const { server } = await serving(t, { timeouts: { headers: 60, idle: 60, receive: 60, send: 60 } });
  const client = await connected(t, server);
  client.send(get("/unhurried"));
  assert.equal((await client.responses(1))[0]?.content, "one two three ");
});

test("slow clients: others are served at once when many of each kind hang on", limit, async (t) => {
  const { server } = await serving(t, {});
  for (let count = 0; count < 10; count++) {
    await connected(t, server);
    (await connected(t, server)).send("GET / HT");
    (await connected(t, server)).send("POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n");
    const reader = await connected(t, server);
    reader.socket.pause();
    reader.send(get("/large"));
  }
  const client = await connected(t, server);
  for (let count = 1; count <= 100; count++) {
    client.send(get("/"));
    await client.responses(count);
  }
  assert.equal(server.connectionCount, 41);
});

async function serving(t: TestContext, options: ServeOptions): Promise<{ server: Server; log: RecordedLog }> {
  const log = new RecordedLog();
  const server = await serve(slowSite, { host: "127.0.0.1", port: 0, log, ...options });
  t.after(() => server.close({ graceSeconds: 0 }));
  return { server, log };
}

async function connected(t: TestContext, server: Server): Promise<RawClient> {
  const client = await RawClient.connect(server);
  t.after(() => client.close());
  return client;
}

async function* endless(): AsyncGenerator<Uint8Array> {
  const block = new Uint8Array(64 * 1024);
  while (true) yield block;
}

async function* unhurried(): AsyncGenerator<string> {
  for (const piece of ["one ", "two ", "three "]) {
    await wait(150);
    yield piece;
  }
}
