import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import type { ExchangeEntry } from "../src/server/index.ts";
import { answered, dial, received, serving, settledLater } from "./tools/fetch-server.ts";

const encoder = new TextEncoder();

describe("fetch door: failures", () => {
  const cases: readonly [when: string, handler: () => unknown, says: RegExp][] = [
    [
      "throws",
      () => {
        throw new Error("secret oops");
      },
      /secret oops/,
    ],
    [
      "rejects",
      async () => {
        throw new Error("secret oops");
      },
      /secret oops/,
    ],
    ["answers nothing", () => undefined, /answered undefined: expected a Response/],
    ["answers text", async () => "secret", /answered a string: expected a Response/],
    ["answers Response.error()", () => Response.error(), /Response\.error\(\)/],
    [
      "answers a body that fails",
      () =>
        new Response(
          new ReadableStream({
            pull() {
              throw new Error("secret oops");
            },
          }),
        ),
      /secret oops/,
    ],
  ];
  for (const [when, handler, says] of cases) {
    test(`fetch door: 500 is answered, all is logged and the server goes on when the handler ${when}`, async (t) => {
      const entries: ExchangeEntry[] = [];
      const log = { exchange: (entry: ExchangeEntry) => void entries.push(entry), notice() {} };
      const server = await serving(
        t,
        (request) => (request.url.endsWith("/ok") ? new Response("ok") : (handler() as Response)),
        { log },
      );
      const response = await fetch(server.url);
      assert.equal(response.status, 500);
      assert.doesNotMatch(await response.text(), /secret/);
      assert.match(String(entries[0]?.cause), says);
      assert.equal(await (await fetch(`${server.url}ok`)).text(), "ok");
    });
  }

  test("fetch door: 413 is answered when the content is larger than may be and the handler reads it", async (t) => {
    const server = await serving(t, async (request) => new Response(await request.text()), {
      limits: { maxRequestBodySize: 3 },
    });
    const answer = await answered(
      t,
      server,
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nConnection: close\r\n\r\npurr",
    );
    assert.match(answer, /^HTTP\/1\.1 413 /);
  });
});

describe("fetch door: the client goes", () => {
  test("fetch door: signal, copies and completed tell it when the client goes while the handler works", async (t) => {
    const told = settledLater<unknown[]>();
    const begun = settledLater<void>();
    const server = await serving(t, async (request, context) => {
      const copies = [request.clone(), new Request(request), request];
      const fired = Promise.all(copies.map((copy) => once(copy.signal, "abort")));
      begun.resolve();
      await fired;
      told.resolve([await context.completed, ...copies.map((copy) => copy.signal.reason.name)]);
      return new Response();
    });
    const socket = await dial(t, server);
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await begun.promise;
    socket.resetAndDestroy();
    assert.deepEqual(await told.promise, [false, "AbortError", "AbortError", "AbortError"]);
  });

  test("fetch door: the signal stays silent, and completed is true, when the response was handed over", async (t) => {
    const seen: { signal: AbortSignal; completed: Promise<boolean> }[] = [];
    const server = await serving(t, (request, context) => {
      seen.push({ signal: request.signal, completed: context.completed });
      return new Response("done");
    });
    await answered(t, server, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    await server.close();
    assert.equal(await seen[0]!.completed, true);
    assert.equal(seen[0]!.signal.aborted, false);
  });

  test("fetch door: the body is cancelled when the client goes in the middle", async (t) => {
    const cancelled = settledLater<unknown>();
    const server = await serving(
      t,
      () =>
        new Response(
          new ReadableStream({
            start: (controller) => controller.enqueue(encoder.encode("first")),
            cancel: (reason) => cancelled.resolve(reason),
          }),
        ),
    );
    const socket = await dial(t, server);
    await received(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", /first/);
    socket.resetAndDestroy();
    assert.ok((await cancelled.promise) instanceof Error);
  });

  test("fetch door: the body is cancelled when the method is HEAD", async (t) => {
    const cancelled = settledLater<unknown>();
    const server = await serving(
      t,
      () => new Response(new ReadableStream({ cancel: (reason) => cancelled.resolve(reason) })),
    );
    const response = await fetch(server.url, { method: "HEAD" });
    assert.equal(response.status, 200);
    assert.ok((await cancelled.promise) instanceof Error);
  });

  test("fetch door: the body is asked for no more than has room when the client does not read", async (t) => {
    let made = 0;
    const piece = new Uint8Array(64 * 1024);
    const server = await serving(
      t,
      () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              made += piece.length;
              controller.enqueue(piece.slice());
            },
          }),
        ),
    );
    const socket = await dial(t, server);
    socket.pause();
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    let before = -1;
    while (made !== before) {
      before = made;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.ok(made > 0 && made < 64 * 1024 * 1024, `${made} octets were made`);
  });

  test("fetch door: closing waits when the handler said so", async (t) => {
    const work = settledLater<void>();
    const server = await serving(t, (_, context) => {
      context.waitUntil(work.promise);
      return new Response();
    });
    await fetch(server.url);
    let hasClosed = false;
    const closing = server.close({ graceSeconds: 10 }).then((stopped) => {
      hasClosed = true;
      return stopped;
    });
    await new Promise(setImmediate);
    assert.equal(hasClosed, false);
    work.resolve();
    assert.deepEqual(await closing, { cut: 0 });
  });
});
