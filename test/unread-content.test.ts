import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { ResponseError, route, type Server, serve, site, text } from "../src/index.ts";
import { get, post, RawClient, wait } from "./tools/raw-client.ts";

const limit = { timeout: 20_000 };

/** Content that would be answered, were it taken for requests. */
function tempting(octets: number): string {
  return get("/smuggled")
    .repeat(Math.ceil(octets / get("/smuggled").length))
    .slice(0, octets);
}

for (const path of ["/ignored", "/refused", "/missing", "/first-only", "/left"]) {
  for (const [name, send] of [
    ["of known length", (content: string) => post(path, content)],
    ["in chunks", (content: string) => chunked(path, content)],
  ] as const) {
    test(`unread content: the next request is understood when some ${name} is left: ${path}`, limit, async (t) => {
      const client = await connected(t);
      client.send(send(tempting(50_000)) + get("/next"));
      const [, next] = await client.responses(2);
      assert.equal(next?.content, "next");
      assert.doesNotMatch(client.text, /smuggled/);
    });

    test(`unread content: it is read away when it comes after the response, ${name}: ${path}`, limit, async (t) => {
      const client = await connected(t);
      const request = send(tempting(50_000)) + get("/next");
      const headEnd = request.indexOf("\r\n\r\n") + 4;
      client.send(request.slice(0, headEnd));
      if (path !== "/first-only") await client.responses(1);
      client.send(request.slice(headEnd, -100));
      await wait(20);
      client.send(request.slice(-100));
      const [, next] = await client.responses(2);
      assert.equal(next?.content, "next");
      assert.doesNotMatch(client.text, /smuggled/);
    });
  }
}

test("unread content: the response says close and arrives whole when far too much is announced", limit, async (t) => {
  const client = await connected(t);
  const total = 50 * 1024 * 1024;
  client.send(`POST /ignored HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${total}\r\n\r\n`);
  const block = tempting(64 * 1024);
  for (let sent = 0; sent < total && !client.isOver; sent += block.length) {
    client.send(block);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [response, ...more] = await client.responses(1);
  assert.equal(response?.content, "ignored");
  assert.match(response.head, /^connection: close\r$/im);
  assert.equal(more.length, 0);
});

test("unread content: 413 arrives while more is being sent when content is larger than its limit", limit, async (t) => {
  for (const [name, request] of [
    ["announced", "Content-Length: 10000000"],
    ["in chunks", "Transfer-Encoding: chunked"],
  ]) {
    const client = await connected(t);
    client.send(`POST /small HTTP/1.1\r\nHost: localhost\r\n${request}\r\n\r\n`);
    const block = name === "announced" ? "x".repeat(10_000) : `2710\r\n${"x".repeat(10_000)}\r\n`;
    for (let count = 0; count < 1000 && !client.isOver; count++) {
      client.send(block);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [response] = await client.responses(1);
    assert.equal(response?.statusCode, 413, name);
    assert.equal((await client.responses(1)).length, 1);
  }
});

test("unread content: a refusal comes instead of 100 (Continue) when content is not wanted", limit, async (t) => {
  const client = await connected(t);
  client.send("POST /refused HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  const [response] = await client.responses(1);
  assert.equal(response?.statusCode, 409);
});

test("unread content: 100 (Continue) comes first when content is wanted (RFC9110§10.1.1)", limit, async (t) => {
  const client = await connected(t);
  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  assert.equal((await client.responses(1))[0]?.statusCode, 100);
  client.send(`hello${get("/next")}`);
  assert.deepEqual(
    (await client.responses(3)).map(({ statusCode, content }) => [statusCode, content]),
    [
      [100, ""],
      [200, "hello"],
      [200, "next"],
    ],
  );
});

test("unread content: GET with content is answered and the next understood when nobody reads it", limit, async (t) => {
  const client = await connected(t);
  const content = tempting(500);
  client.send(
    `GET /next HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${content.length}\r\n\r\n${content}${get("/next")}`,
  );
  const responses = await client.responses(2);
  assert.deepEqual(
    responses.map(({ content }) => content),
    ["next", "next"],
  );
});

test("unread content: the response has gone before when content turns out malformed", limit, async (t) => {
  const client = await connected(t);
  client.send("POST /ignored HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
  assert.equal((await client.responses(1))[0]?.content, "ignored");
  client.send(`nonsense\r\n${get("/smuggled")}`);
  await client.ending;
  assert.doesNotMatch(client.text, /smuggled/);
});

function chunked(path: string, content: string): string {
  const body = `${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`;
  return `POST ${path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;
}

async function connected(t: TestContext): Promise<RawClient> {
  const routes = site({
    "/next": text("next"),
    "/smuggled": text("smuggled"),
    "POST /ignored": text("ignored"),
    "POST /refused": () => {
      throw new ResponseError(409, "Not now.");
    },
    "POST /first-only": async ({ content }) => {
      for await (const _ of content ?? []) break;
      return text("only the first");
    },
    "POST /left": ({ content }) => {
      content?.[Symbol.asyncIterator]();
      return text("left");
    },
    "POST /echo": async (context) => text(await context.text()),
    "POST /small": route({ contentOctetsMax: 20_000 }, async (context) => text(await context.text())),
  });
  const server: Server = await serve(routes, { host: "127.0.0.1", port: 0 });
  t.after(() => server.close({ graceSeconds: 0 }));
  const client = await RawClient.connect(server);
  t.after(() => client.close());
  return client;
}
