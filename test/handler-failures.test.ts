import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { ResponseError, respond, type Server, serve, site, text } from "../src/index.ts";
import { get, post, RawClient, wait } from "./tools/raw-client.ts";
import { RecordedLog } from "./tools/recorded-log.ts";

const limit = { timeout: 20_000 };

/** What handlers here see of the clients that leave them. */
const abandoned: { signal?: AbortSignal; completed?: Promise<boolean> } = {};

const failing = site({
  "/": text("well"),
  "/throws": () => {
    throw new Error("secret: thrown");
  },
  "/throws-nothing": () => {
    throw undefined;
  },
  "/rejects": async () => {
    throw new TypeError("secret: rejected");
  },
  "/refuses": () => {
    throw new ResponseError(409, "Somebody else was first.");
  },
  "/nonsense": () => 42 as never,
  "/nothing": () => undefined as never,
  "/null": async () => null as never,
  "/bad-status": () => respond("x", { status: 99 as never }),
  "/bad-field": () => respond("x", { headers: { "X-Split": "a\r\nSet-Cookie: stolen=1" } }),
  "/bad-name": () => respond("x", { headers: { "X Split": "a" } }),
  "/bad-content": () => respond({ not: "content" } as never, {}),
  "/error-response": () => Response.error(),
  "/used-response": async () => {
    const response = new Response("once");
    await response.text();
    return response;
  },
  "/breaks-off": () => respond(breakingOff(), {}),
  "/yields-nonsense": () => respond(yieldingNonsense(), {}),
  "/breaks-at-once": () => respond(breakingAtOnce(), {}),
  "/stream-response": () => new Response(brokenStream()),
  "/never": ({ request, ctx }) => {
    abandoned.signal = request.signal;
    abandoned.completed = ctx.completed;
    return new Promise<never>(() => {});
  },
  "/late": ({ ctx }) => {
    ctx.waitUntil(Promise.reject(new Error("secret: later")));
    return text("sent");
  },
  "POST /throws": async ({ content }) => {
    for await (const _ of content ?? []) throw new Error("secret: in the midst of content");
    return text("not reached");
  },
});

for (const path of [
  "/throws",
  "/throws-nothing",
  "/rejects",
  "/nonsense",
  "/nothing",
  "/null",
  "/bad-status",
  "/bad-field",
  "/bad-name",
  "/bad-content",
  "/error-response",
  "/used-response",
]) {
  test(`handler failures: 500 tells nothing, the log all when a handler fails: ${path}`, limit, async (t) => {
    const { client, log } = await connected(t);
    client.send(get(path, "Accept: text/html") + get("/"));
    const [failure, next] = await client.responses(2);
    assert.equal(failure?.statusCode, 500);
    assert.doesNotMatch(client.text, /secret|stolen|at .*\.(ts|js)/);
    assert.match(failure.head, /^content-type: text\/html/im);
    assert.equal(next?.content, "well");
    const entry = await log.entry(({ requestTarget }) => requestTarget === path);
    assert.equal(entry.statusCode, 500);
    if (path !== "/throws-nothing") assert.ok(entry.cause instanceof Error && entry.cause.stack);
    if (path === "/throws") assert.equal((entry.cause as Error).message, "secret: thrown");
  });
}

test("handler failures: a ResponseError is the answer when it is thrown", limit, async (t) => {
  const { client, log } = await connected(t);
  client.send(get("/refuses"));
  const [response] = await client.responses(1);
  assert.equal(response?.statusCode, 409);
  assert.match(response.content, /Somebody else was first\./);
  assert.equal((await log.entry(({ statusCode }) => statusCode === 409)).cause, undefined);
});

for (const path of ["/breaks-off", "/yields-nonsense", "/stream-response"]) {
  test(`handler failures: the response is cut for all to see when its content fails: ${path}`, limit, async (t) => {
    const { client, log, server } = await connected(t);
    client.send(get(path));
    await client.ending;
    assert.doesNotMatch(client.text, /\r\n0\r\n/, "the last chunk never comes");
    assert.doesNotMatch(client.text, /secret/);
    const entry = await log.entry(({ requestTarget }) => requestTarget === path);
    assert.equal(entry.isCut, true);
    assert.ok(entry.cause instanceof Error);
    await assertServes(t, server);
  });
}

test("handler failures: the server goes on when content fails before its first piece", limit, async (t) => {
  const { client, log, server } = await connected(t);
  client.send(get("/breaks-at-once"));
  await client.until(() => client.isOver || client.text.includes("500"), "an end");
  const entry = await log.entry(({ requestTarget }) => requestTarget === "/breaks-at-once");
  assert.equal((entry.cause as Error).message, "secret: at once");
  assert.doesNotMatch(client.text, /secret/);
  await assertServes(t, server);
});

test("handler failures: the signal fires once the client is gone when a handler never answers", limit, async (t) => {
  const { client, log, server } = await connected(t);
  client.send(get("/never"));
  await untilSet(() => abandoned.signal);
  const { signal, completed } = abandoned;
  assert.equal(signal?.aborted, false);
  const fired = new Promise((resolve) => signal?.addEventListener("abort", resolve));
  client.socket.resetAndDestroy();
  await fired;
  assert.equal(await completed, false);
  const entry = await log.entry(({ requestTarget }) => requestTarget === "/never");
  assert.equal(entry.isCut, true);
  assert.equal(server.connectionCount, 0);
  await assertServes(t, server);
});

test("handler failures: a rejection is logged when it comes after the response", limit, async (t) => {
  const { client, log, server } = await connected(t);
  client.send(get("/late"));
  assert.equal((await client.responses(1))[0]?.content, "sent");
  const notice = await log.noticed(/./);
  assert.equal(notice.level, "error");
  assert.equal((notice.cause as Error).message, "secret: later");
  await assertServes(t, server);
});

test("handler failures: the connection is not desynchronised when a handler throws amid content", limit, async (t) => {
  const { client } = await connected(t);
  client.send(post("/throws", get("/smuggled").repeat(100)) + get("/"));
  const [failure, next] = await client.responses(2);
  assert.equal(failure?.statusCode, 500);
  assert.equal(next?.content, "well");
  assert.doesNotMatch(client.text, /404/);
});

test("handler failures: the server goes on when the log throws", limit, async (t) => {
  const throws = () => {
    throw new Error("the disk is full");
  };
  const server = await serve(failing, { host: "127.0.0.1", port: 0, log: { exchange: throws, notice: throws } });
  t.after(() => server.close({ graceSeconds: 0 }));
  const client = await RawClient.connect(server);
  t.after(() => client.close());
  client.send(get("/throws") + get("/late") + get("/rejects") + get("/"));
  const responses = await client.responses(4);
  assert.deepEqual(
    responses.map(({ statusCode }) => statusCode),
    [500, 200, 500, 200],
  );
});

async function connected(t: TestContext): Promise<{ client: RawClient; log: RecordedLog; server: Server }> {
  const log = new RecordedLog();
  const server = await serve(failing, { host: "127.0.0.1", port: 0, log });
  t.after(() => server.close({ graceSeconds: 0 }));
  const client = await RawClient.connect(server);
  t.after(() => client.close());
  return { client, log, server };
}

async function assertServes(t: TestContext, server: Server): Promise<void> {
  const client = await RawClient.connect(server);
  t.after(() => client.close());
  client.send(get("/"));
  assert.equal((await client.responses(1))[0]?.content, "well");
}

async function untilSet(read: () => unknown): Promise<void> {
  while (read() === undefined) await new Promise((resolve) => setImmediate(resolve));
}

async function* breakingOff(): AsyncGenerator<string> {
  yield "a part";
  throw new Error("secret: broken off");
}

async function* yieldingNonsense(): AsyncGenerator<string> {
  yield "a part";
  yield 42 as never;
}

// biome-ignore lint/correctness/useYield: this one is to fail before it yields
async function* breakingAtOnce(): AsyncGenerator<string> {
  throw new Error("secret: at once");
}

function brokenStream(): ReadableStream<Uint8Array> {
  let pieces = 0;
  return new ReadableStream({
    async pull(controller) {
      if (pieces++ === 3) throw new Error("secret: the stream broke");
      await wait(20);
      controller.enqueue(new TextEncoder().encode("a part"));
    },
  });
}

test("handler failures: content that nobody waits for any more ends nothing when it fails", async () => {
  const routes = site({
    "POST /text": (context) => {
      void context.text();
      return text("answered");
    },
    "POST /json": ({ json }) => {
      void json();
      return text("answered");
    },
    "POST /form": ({ form }) => {
      void form();
      return text("answered");
    },
  });
  const unheard: unknown[] = [];
  const hear = (error: unknown) => unheard.push(error);
  process.on("unhandledRejection", hear);
  await using server = await serve(routes, { port: 0, host: "127.0.0.1" });
  for (const path of ["text", "json", "form"]) {
    const headers = { "content-type": "application/x-unknown" };
    const response = await fetch(`${server.url}${path}`, { method: "POST", body: "{", headers });
    assert.equal(await response.text(), "answered");
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off("unhandledRejection", hear);
  assert.deepEqual(unheard, []);
});
