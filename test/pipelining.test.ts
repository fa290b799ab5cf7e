import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { respond, type Server, serve, site, text } from "../src/index.ts";
import { get, post, RawClient, wait } from "./tools/raw-client.ts";

const limit = { timeout: 20_000 };

/** One request of each kind, and what answers it. */
const mixed: readonly (readonly [request: string, statusCode: number, content: string])[] = [
  [get("/now/1"), 200, "now 1"],
  [get("/later/2"), 200, "later 2"],
  [post("/echo", "three"), 200, "three"],
  [get("/streamed/4"), 200, "streamed 4"],
  [chunkedPost("/echo", ["fo", "ur and a half"]), 200, "four and a half"],
  [post("/ignored", "nobody reads this"), 200, "ignored"],
  [get("/now/5"), 200, "now 5"],
  [post("/echo-late", "six"), 200, "six"],
  [get("/now/7"), 200, "now 7"],
];

test("pipelining: a hundred requests are answered in order when one write brings them", limit, async (t) => {
  const client = await connected(t, await serving(t));
  client.send(Array.from({ length: 100 }, (_, at) => get(`/now/${at}`)).join(""));
  const responses = await client.responses(100);
  assert.deepEqual(
    responses.map(({ content }) => content),
    Array.from({ length: 100 }, (_, at) => `now ${at}`),
  );
});

test("pipelining: the order is kept when quick and slow responses mix (RFC9112§9.3.2)", limit, async (t) => {
  const client = await connected(t, await serving(t));
  const rounds = 5;
  client.send(
    mixed
      .map(([request]) => request)
      .join("")
      .repeat(rounds),
  );
  const responses = await client.responses(mixed.length * rounds);
  const expected = Array.from({ length: rounds }, () => mixed.map(([, statusCode, content]) => [statusCode, content]));
  assert.deepEqual(
    responses.map(({ statusCode, content }) => [statusCode, content]),
    expected.flat(),
  );
});

for (const size of [1, 7, 61]) {
  test(`pipelining: the answers are the same when ${size} octets come at a time`, limit, async (t) => {
    const client = await connected(t, await serving(t));
    client.socket.setNoDelay(true);
    const requests = mixed.map(([request]) => request).join("");
    for (let at = 0; at < requests.length; at += size) {
      client.send(requests.slice(at, at + size));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const responses = await client.responses(mixed.length);
    assert.deepEqual(
      responses.map(({ statusCode, content }) => [statusCode, content]),
      mixed.map(([, statusCode, content]) => [statusCode, content]),
    );
  });
}

test("pipelining: one handler is at work at a time when many requests wait", limit, async (t) => {
  let open = 0;
  let openMax = 0;
  const server = await serve(
    site({
      "/": async () => {
        open += 1;
        openMax = Math.max(openMax, open);
        await wait(2);
        open -= 1;
        return text("done");
      },
    }),
    { host: "127.0.0.1", port: 0 },
  );
  t.after(() => server.close({ graceSeconds: 0 }));
  const client = await connected(t, server);
  client.send(get("/").repeat(20));
  await client.responses(20);
  assert.equal(openMax, 1);
});

test(
  "pipelining: what follows is not answered when a request says Connection: close (RFC9112§9.6)",
  limit,
  async (t) => {
    const client = await connected(t, await serving(t));
    client.send(get("/now/1") + get("/now/2", "Connection: close") + get("/now/3"));
    assert.equal(await client.ending, "end");
    assert.deepEqual(
      (await client.responses(2)).map(({ content }) => content),
      ["now 1", "now 2"],
    );
  },
);

test("pipelining: what came before is answered when a request is malformed", limit, async (t) => {
  const client = await connected(t, await serving(t));
  client.send(`${get("/now/1")}${get("/later/2")}GET /now/3 HTTP/1.1\nHost: localhost\n\n${get("/now/4")}`);
  assert.equal(await client.ending, "end");
  assert.deepEqual(
    (await client.responses(3)).map(({ statusCode }) => statusCode),
    [200, 200, 400],
  );
});

test("pipelining: all are answered when the client closes its side after the last request", limit, async (t) => {
  const client = await connected(t, await serving(t));
  client.send(mixed.map(([request]) => request).join(""));
  client.socket.end();
  assert.equal(await client.ending, "end");
  assert.equal((await client.responses(mixed.length)).length, mixed.length);
});

test("pipelining: no more is received when the client takes no responses", limit, async (t) => {
  let served = 0;
  const server = await serve(
    site({
      "/": () => {
        served += 1;
        return text("x".repeat(10_000));
      },
    }),
    { host: "127.0.0.1", port: 0 },
  );
  t.after(() => server.close({ graceSeconds: 0 }));
  const client = await connected(t, server);
  client.socket.pause();
  const many = get("/").repeat(1000);
  const total = 100_000;
  let sent = 0;
  // The kernels between hold some megabytes; then what is sent stays here.
  for (; sent < total && client.socket.writableLength < 1_000_000; sent += 1000) {
    client.send(many);
    await new Promise((resolve) => setImmediate(resolve));
  }
  let before = -1;
  while (before !== served) {
    before = served;
    await wait(100);
  }
  assert.ok(served < sent, `${served} of ${sent} were served with nobody to take the responses`);
  client.socket.resume();
  await client.until(() => client.text.length > (before + 1) * 10_000, "what was held back");
});

test("pipelining: as much is held as is needed when one exchange lasts", limit, async (t) => {
  const client = await connected(t, await serving(t));
  client.send(get("/never"));
  const many = get("/now/1").repeat(2000);
  for (let count = 0; count < 400 && client.socket.writableLength < 1_000_000; count++) {
    client.send(many);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(client.socket.writableLength >= 1_000_000, "the server goes on receiving while it cannot answer");
});

function chunkedPost(path: string, chunks: readonly string[]): string {
  const body = [...chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`), "0\r\n\r\n"].join("");
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;
}

async function serving(t: TestContext): Promise<Server> {
  const routes = site({
    "/now/:name": ({ params }) => text(`now ${params.name}`),
    "/later/:name": async ({ params }) => {
      await wait(5);
      return text(`later ${params.name}`);
    },
    "/streamed/:name": ({ params }) => respond(streamed(params.name), {}),
    "/never": () => new Promise<never>(() => {}),
    "POST /echo": async (context) => text(await context.text()),
    "POST /echo-late": async (context) => {
      await wait(5);
      return text(await context.text());
    },
    "POST /ignored": text("ignored"),
  });
  const server = await serve(routes, { host: "127.0.0.1", port: 0 });
  t.after(() => server.close({ graceSeconds: 0 }));
  return server;
}

async function connected(t: TestContext, server: Server): Promise<RawClient> {
  const client = await RawClient.connect(server);
  t.after(() => client.close());
  return client;
}

async function* streamed(name: string): AsyncGenerator<string> {
  yield "streamed ";
  await wait(2);
  yield name;
}
