import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { FetchContext, FetchHandler } from "../src/fetch/index.ts";
import { type ServeOptions, type Server, serve } from "../src/serve.ts";
import type { ExchangeEntry } from "../src/server/index.ts";

const encoder = new TextEncoder();

/** A server for one test, which ends with it. */
async function serving(t: TestContext, fetch: FetchHandler["fetch"], options: ServeOptions = {}): Promise<Server> {
  const server = await serve({ fetch }, { port: 0, host: "127.0.0.1", graceSeconds: 0, ...options });
  t.after(() => server.close());
  return server;
}

async function dial(t: TestContext, server: Server): Promise<Socket> {
  const socket = connect(server.endpoints[0]!.port, "127.0.0.1");
  t.after(() => socket.destroy());
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** Sends octets and answers, as latin1, what comes until it matches or the connection ends. */
async function received(socket: Socket, send: string, until?: RegExp): Promise<string> {
  let text = "";
  const seen = new Promise<string>((resolve) => {
    socket.on("data", (octets: Buffer) => {
      text += octets.toString("latin1");
      if (until?.test(text)) resolve(text);
    });
    socket.on("close", () => resolve(text));
  });
  socket.write(send, "latin1");
  return await seen;
}

async function answered(t: TestContext, server: Server, send: string, until?: RegExp): Promise<string> {
  return await received(await dial(t, server), send, until);
}

function settledLater<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve!: (value: Value) => void;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe("fetch door: what the handler is given", () => {
  test("fetch door: the request is whole when a client sends one", async (t) => {
    const server = await serving(t, async (request) =>
      Response.json([request.method, request.url, request.headers.get("x-a"), await request.text()]),
    );
    const response = await fetch(`${server.url}a/b?c=d`, { method: "PUT", body: "purr", headers: { "X-A": "1" } });
    assert.deepEqual(await response.json(), ["PUT", `${server.url}a/b?c=d`, "1", "purr"]);
  });

  test("fetch door: the context tells the lines, the target and the addresses as they are", async (t) => {
    const server = await serving(t, (_, { requestTarget, fieldLines, httpVersion, remote, local }) =>
      Response.json({ requestTarget, fieldLines, httpVersion, remote, local }),
    );
    const socket = await dial(t, server);
    const { localPort } = socket;
    const head =
      "GET http://A.example/x/../y HTTP/1.1\r\nhOsT: A.example\r\nX-b: 2\r\nx-B: \xe9\r\nConnection: close\r\n\r\n";
    const answer = await received(socket, head);
    assert.deepEqual(JSON.parse(Buffer.from(answer.slice(answer.indexOf("\r\n\r\n") + 4), "latin1").toString()), {
      requestTarget: "http://A.example/x/../y",
      fieldLines: [
        ["hOsT", "A.example"],
        ["X-b", "2"],
        ["x-B", "\xe9"],
        ["Connection", "close"],
      ],
      httpVersion: "HTTP/1.1",
      remote: { host: "127.0.0.1", port: localPort },
      local: { host: "127.0.0.1", port: server.endpoints[0]!.port },
    });
  });

  test("fetch door: the trailer section is told when the content has been read (RFC9110§6.5)", async (t) => {
    const server = await serving(t, async (request, context) => {
      const before = context.trailers.length;
      return Response.json([before, await request.text(), context.trailers]);
    });
    const answer = await answered(
      t,
      server,
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n4\r\npurr\r\n0\r\nX-Sum: 42\r\n\r\n",
    );
    assert.match(answer, /\[0,"purr",\[\["X-Sum","42"\]\]\]$/);
  });

  test("fetch door: 100 is sent when the handler reads, and not before (RFC9110§10.1.1)", async (t) => {
    const isRead = settledLater<void>();
    const server = await serving(t, async (request) => {
      await isRead.promise;
      return new Response(await request.text());
    });
    const socket = await dial(t, server);
    const head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\nConnection: close\r\n\r\n";
    let early = "";
    socket.on("data", (octets: Buffer) => {
      early += octets.toString("latin1");
    });
    socket.write(head);
    await fetch(`${server.url}other`, { method: "HEAD", signal: AbortSignal.timeout(50) }).catch(() => undefined);
    assert.equal(early, "");
    isRead.resolve();
    while (!early.includes("\r\n\r\n")) await once(socket, "data");
    assert.match(early, /^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    assert.match(await received(socket, "purr"), /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\npurr$/s);
  });

  test("fetch door: the URL has the listening address when the request names none (RFC9110§7.1)", async (t) => {
    const server = await serving(t, (request) => new Response(request.url));
    assert.match(await answered(t, server, "GET /a HTTP/1.0\r\n\r\n"), new RegExp(`\r\n\r\n${server.url}a$`));
  });

  test("fetch door: the URL is the root when the target is the asterisk (RFC9112§3.2.4)", async (t) => {
    const server = await serving(t, (request, { requestTarget }) => new Response(`${request.url} ${requestTarget}`));
    const answer = await answered(t, server, "OPTIONS * HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
    assert.match(answer, /\r\n\r\nhttp:\/\/a\.example\/ \*$/);
  });

  test("fetch door: URL and address are the client's when a trusted proxy names them (RFC7239)", async (t) => {
    const headers = { Forwarded: "for=192.0.2.7;proto=https;host=kittens.example" };
    const answer = (request: Request, context: FetchContext) => new Response(`${request.url} ${context.remote.host}`);
    const trusting = await serving(t, answer, { trustProxy: "127.0.0.0/8" });
    assert.equal(await (await fetch(`${trusting.url}a`, { headers })).text(), "https://kittens.example/a 192.0.2.7");
    const doubting = await serving(t, answer, { trustProxy: "10.0.0.0/8" });
    assert.equal(await (await fetch(`${doubting.url}a`, { headers })).text(), `${doubting.url}a 127.0.0.1`);
  });
});

describe("fetch door: what a standard Request cannot hold", () => {
  for (const line of ["CONNECT a.example:80", "TRACE /", "TRACK /", "get /", "Trace /"]) {
    test(`fetch door: 501 is answered, and no handler called, when the request line is ${line} (RFC9110§15.6.2)`, async (t) => {
      let calls = 0;
      const server = await serving(t, () => {
        calls += 1;
        return new Response();
      });
      const answer = await answered(t, server, `${line} HTTP/1.1\r\nHost: a.example:80\r\nConnection: close\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 501 /);
      assert.equal(calls, 0);
    });
  }

  for (const host of ["1.2.3.256", "a%2Fb"]) {
    test(`fetch door: 400 is answered when no URL can hold the host ${host}`, async (t) => {
      const server = await serving(t, () => new Response());
      const answer = await answered(t, server, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 400 /);
    });
  }

  for (const method of ["GET", "HEAD"]) {
    test(`fetch door: the next request is understood when ${method} had content (RFC9110§9.3.1)`, async (t) => {
      const server = await serving(
        t,
        (request) => new Response(null, { headers: { "X-Path": new URL(request.url).pathname } }),
      );
      const answer = await answered(
        t,
        server,
        `${method} /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\nGET /x GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      );
      assert.deepEqual(
        [...answer.matchAll(/x-path: (.*)\r/gi)].map(([, path]) => path),
        ["/1", "/2"],
      );
    });
  }

  test("fetch door: the content of GET is had through the context", async (t) => {
    const server = await serving(t, async (request, { content }) =>
      Response.json([request.body, content?.lengthOctets, new TextDecoder().decode(await content?.octets())]),
    );
    const answer = await answered(
      t,
      server,
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nConnection: close\r\n\r\npurr",
    );
    assert.match(answer, /\[null,4,"purr"\]$/);
  });
});

describe("fetch door: what the handler answers", () => {
  test("fetch door: the length is told when the body is there at once", async (t) => {
    const server = await serving(t, () => new Response("café"));
    const answer = await answered(t, server, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert.match(answer, /\r\ncontent-length: 5\r\n/i);
    assert.doesNotMatch(answer, /transfer-encoding/i);
  });

  test("fetch door: HEAD is answered as GET is, without content (RFC9110§9.3.2)", async (t) => {
    const server = await serving(t, (request) => new Response(request.method));
    const answer = await answered(t, server, "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n(?:.*\r\n)*content-length: 4\r\n(?:.*\r\n)*\r\n$/i);
  });

  test("fetch door: Set-Cookie lines and obs-text arrive as they were answered (RFC9110§5.5)", async (t) => {
    const server = await serving(t, () => {
      const headers = new Headers({ "X-Latin": "caf\xe9" });
      headers.append("Set-Cookie", "a=1");
      headers.append("Set-Cookie", "b=2");
      return new Response(null, { headers });
    });
    const answer = await answered(t, server, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert.deepEqual(
      [...answer.matchAll(/^(set-cookie|x-latin): (.*)\r$/gim)].map(([, , value]) => value),
      ["a=1", "b=2", "caf\xe9"],
    );
  });

  test("fetch door: an interim response goes before the final one (RFC9110§15.2)", async (t) => {
    const server = await serving(t, (_, context) => {
      context.sendInterim(103, { Link: "</a.css>; rel=preload" });
      return new Response("final");
    });
    const answer = await answered(t, server, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert.match(answer, /^HTTP\/1\.1 103 Early Hints\r\nlink: <\/a\.css>; rel=preload\r\n\r\nHTTP\/1\.1 200 OK\r\n/i);
  });

  test("fetch door: pieces arrive as they come when the body is an event stream", async (t) => {
    const source = settledLater<ReadableStreamDefaultController<Uint8Array>>();
    const server = await serving(t, () => {
      const body = new ReadableStream<Uint8Array>({ start: (controller) => source.resolve(controller) });
      return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
    });
    const response = await fetch(server.url);
    const reader = response.body!.getReader();
    const controller = await source.promise;
    for (const event of ["data: 1\n\n", "data: 2\n\n"]) {
      controller.enqueue(encoder.encode(event));
      assert.equal(new TextDecoder().decode((await reader.read()).value), event);
    }
    controller.close();
    assert.equal((await reader.read()).done, true);
  });

  test("fetch door: what comes in goes out when the request's body is the response's", async (t) => {
    const server = await serving(t, (request) => new Response(request.body));
    const sent = "kitten ".repeat(50_000);
    assert.equal(await (await fetch(server.url, { method: "POST", body: sent })).text(), sent);
  });

  test("fetch door: content ends with the connection when the client speaks HTTP/1.0 (RFC9112§6.3)", async (t) => {
    const server = await serving(t, () => new Response(slowly("a", "b")));
    const answer = await answered(t, server, "GET / HTTP/1.0\r\n\r\n");
    assert.match(answer, /\r\n\r\nab$/);
    assert.doesNotMatch(answer, /transfer-encoding|content-length/i);
  });

  test("fetch door: the length is the handler's when it names that of a body which comes later", async (t) => {
    const server = await serving(t, () => new Response(slowly("a", "b"), { headers: { "Content-Length": "2" } }));
    const answer = await answered(t, server, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert.match(answer, /content-length: 2\r\n(?:.*\r\n)*\r\nab$/i);
  });

  for (const length of ["1", "3"]) {
    test(`fetch door: the connection is cut, and the server goes on, when 2 octets come and ${length} were named`, async (t) => {
      const entries: ExchangeEntry[] = [];
      const log = { exchange: (entry: ExchangeEntry) => void entries.push(entry), notice() {} };
      const server = await serving(t, () => new Response(slowly("a", "b"), { headers: { "Content-Length": length } }), {
        log,
      });
      for (let turn = 0; turn < 2; turn++) {
        const answer = await answered(t, server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assert.match(answer, length === "1" ? /\r\n\r\na$/ : /\r\n\r\nab$/);
        assert.equal(entries[turn]?.isCut, true);
      }
    });
  }

  test("fetch door: responses leave in the order of their requests when these are pipelined (RFC9112§9.3.2)", async (t) => {
    const server = await serving(t, async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/1") await new Promise(setImmediate);
      return new Response(pathname);
    });
    const requests = ["/1", "/2", "/3"].map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join("");
    const answer = await answered(t, server, requests, /\/3$/);
    assert.deepEqual(answer.match(/\/\d$|\/\d(?=HTTP)/g), ["/1", "/2", "/3"]);
  });

  test("fetch door: a coded response is handed on decoded when the handler fetched it", async (t) => {
    const upstream = await serving(t, () => {
      const headers = { "Content-Encoding": "gzip", "Content-Type": "text/plain", Connection: "close" };
      return new Response(gzipSync("purr"), { headers });
    });
    const server = await serving(t, async () => await fetch(upstream.url));
    const answer = await answered(t, server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", /\r\n\r\n(?:4\r\n)?purr/);
    assert.match(answer, /content-type: text\/plain\r\n/i);
    assert.doesNotMatch(answer, /content-encoding|connection: close/i);
  });
});

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

/** A body whose pieces each wait for something. */
function slowly(...pieces: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        await new Promise(setImmediate);
        const piece = pieces.shift();
        if (piece === undefined) controller.close();
        else controller.enqueue(encoder.encode(piece));
      },
    },
    { highWaterMark: 0 },
  );
}
