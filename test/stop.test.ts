import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { respond, type Server, serve, site, text } from "../src/index.ts";
import { get, post, RawClient, wait } from "./tools/raw-client.ts";
import { RecordedLog } from "./tools/recorded-log.ts";

const limit = { timeout: 20_000 };

test("stop: idle connections close at once, without a word, when the server stops", limit, async (t) => {
  const { server } = await serving(t);
  const silent = await connected(t, server);
  const used = await connected(t, server);
  used.send(get("/"));
  await used.responses(1);
  const { text } = used;
  const stopped = server.close({ graceSeconds: 60 });
  assert.equal(await silent.ending, "end");
  assert.equal(await used.ending, "end");
  silent.socket.end();
  used.socket.end();
  assert.deepEqual(await stopped, { cut: 0 });
  assert.equal(silent.text, "");
  assert.equal(used.text, text);
  assert.equal(server.connectionCount, 0);
});

test("stop: nobody is let in any more when the server has begun to stop", limit, async (t) => {
  const { server, held } = await serving(t);
  const open = await connected(t, server);
  open.send(get("/held"));
  await held.begun;
  const stopped = server.close({ graceSeconds: 60 });
  // Who has connected before the door is closed, a turn or two later, is let in: a reset would be worse.
  await wait(100);
  await assert.rejects(RawClient.connect(server), { code: "ECONNREFUSED" });
  held.release();
  await open.ending;
  open.close();
  await stopped;
});

test("stop: an open exchange ends whole and says Connection: close when the server stops", limit, async (t) => {
  const { server, held } = await serving(t);
  const client = await connected(t, server);
  client.send(get("/held"));
  await held.begun;
  const stopped = server.close({ graceSeconds: 60 });
  await wait(50);
  assert.equal(client.text, "");
  held.release();
  const [response] = await client.responses(1);
  assert.equal(response?.content, "released");
  assert.match(response.head, /^connection: close\r$/im);
  assert.equal(await client.ending, "end");
  client.close();
  assert.deepEqual(await stopped, { cut: 0 });
});

test("stop: what was pipelined behind the open exchange is not begun when the server stops", limit, async (t) => {
  const { server, held, log } = await serving(t);
  const client = await connected(t, server);
  client.send(get("/held") + post("/posted", "never"));
  await held.begun;
  const stopped = server.close({ graceSeconds: 60 });
  held.release();
  await client.ending;
  client.close();
  await stopped;
  assert.equal((await client.responses(1)).length, 1);
  assert.deepEqual(
    log.exchanges.map(({ requestTarget }) => requestTarget),
    ["/held"],
  );
});

test("stop: a response that is streaming is sent to its end when the server stops", limit, async (t) => {
  const { server } = await serving(t);
  const client = await connected(t, server);
  client.send(get("/streamed"));
  await client.until(() => client.text.includes("piece 1"), "the first piece");
  const stopped = server.close({ graceSeconds: 60 });
  const [response] = await client.responses(1);
  assert.match(response?.content ?? "", /piece 1.*piece 10/s);
  client.close();
  assert.deepEqual(await stopped, { cut: 0 });
});

test("stop: content that is still coming is taken to its end when the server stops", limit, async (t) => {
  const { server } = await serving(t);
  const client = await connected(t, server);
  client.send("POST /posted HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345");
  await wait(50);
  const stopped = server.close({ graceSeconds: 60 });
  await wait(50);
  client.send("67890");
  const [response] = await client.responses(1);
  assert.equal(response?.content, "1234567890");
  client.close();
  assert.deepEqual(await stopped, { cut: 0 });
});

test("stop: what is still open is cut and counted when the grace is over", limit, async (t) => {
  const { server, held, log } = await serving(t);
  const clients = await Promise.all([connected(t, server), connected(t, server), connected(t, server)]);
  for (const client of clients) client.send(get("/held"));
  await held.begun;
  while (held.count < 3) await wait(1);
  assert.deepEqual(await server.close({ graceSeconds: 0.05 }), { cut: 3 });
  for (const client of clients) assert.equal(await client.ending, "reset");
  assert.equal(log.exchanges.filter(({ isCut }) => isCut).length, 3);
  assert.ok(held.signals.every((signal) => signal.aborted));
  assert.equal(server.connectionCount, 0);
});

test("stop: the grace ends early when closeNow is called", limit, async (t) => {
  const { server, held } = await serving(t);
  const client = await connected(t, server);
  client.send(get("/held"));
  await held.begun;
  const stopped = server.close({ graceSeconds: 600 });
  await wait(10);
  server.closeNow();
  assert.deepEqual(await stopped, { cut: 1 });
});

test("stop: it waits for what was given to waitUntil when the response has gone", limit, async (t) => {
  const { server, held } = await serving(t);
  const client = await connected(t, server);
  client.send(get("/afterwards"));
  await client.responses(1);
  let hasStopped = false;
  const stopped = server.close({ graceSeconds: 60 }).then((result) => {
    hasStopped = true;
    return result;
  });
  await client.ending;
  client.close();
  await wait(50);
  assert.equal(hasStopped, false);
  held.release();
  assert.deepEqual(await stopped, { cut: 0 });
});

test("stop: both calls answer the same when it is closed twice, and await using closes too", limit, async (t) => {
  const { server } = await serving(t);
  const [one, two] = await Promise.all([server.close(), server.close()]);
  assert.deepEqual(one, { cut: 0 });
  assert.equal(one, two);
  await server[Symbol.asyncDispose]();
});

/** A handler's work that goes on until it is released. */
class Held {
  count = 0;
  readonly signals: AbortSignal[] = [];
  begin!: () => void;
  release!: () => void;
  readonly begun = new Promise<void>((resolve) => {
    this.begin = resolve;
  });
  readonly released = new Promise<void>((resolve) => {
    this.release = resolve;
  });
}

async function serving(t: TestContext): Promise<{ server: Server; held: Held; log: RecordedLog }> {
  const held = new Held();
  const log = new RecordedLog();
  const routes = site({
    "/": text("quick"),
    "/held": async ({ request }) => {
      held.count += 1;
      held.signals.push(request.signal);
      held.begin();
      await held.released;
      return text("released");
    },
    "/streamed": () => respond(streamed(), {}),
    "/afterwards": ({ ctx }) => {
      ctx.waitUntil(held.released);
      return text("sent");
    },
    "POST /posted": async (context) => text(await context.text()),
  });
  const server = await serve(routes, { host: "127.0.0.1", port: 0, log });
  t.after(() => server.close({ graceSeconds: 0 }));
  return { server, held, log };
}

async function connected(t: TestContext, server: Server): Promise<RawClient> {
  const client = await RawClient.connect(server);
  t.after(() => client.close());
  return client;
}

async function* streamed(): AsyncGenerator<string> {
  for (let piece = 1; piece <= 10; piece++) {
    yield `piece ${piece}, `;
    await wait(20);
  }
}
