import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isFileRange, type OutgoingResponse, type ResponseContent } from "../semantics/index.ts";
import { fromWebResponse, isWebResponse } from "./web-response.ts";

const encoder = new TextEncoder();

function linesOf(outgoing: OutgoingResponse): string[] {
  return [...outgoing.headerSection].map(([name, value]) => `${name}: ${value}`);
}

function inText(content: ResponseContent): string | undefined {
  if (typeof content === "string") return content;
  return content instanceof Uint8Array ? new TextDecoder().decode(content) : undefined;
}

async function piecesOf(content: ResponseContent): Promise<string[]> {
  assert.ok(typeof content === "object" && !(content instanceof Uint8Array), "content is streamed");
  const pieces: string[] = [];
  for await (const piece of content) pieces.push(typeof piece === "string" ? piece : new TextDecoder().decode(piece));
  return pieces;
}

/** A body that the test fills by hand, and that tells what was asked of it. */
class Source {
  pulls = 0;
  cancelled: unknown;
  controller!: ReadableStreamDefaultController<Uint8Array>;
  readonly body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        this.controller = controller;
      },
      pull: () => {
        this.pulls += 1;
      },
      cancel: (reason) => {
        this.cancelled = reason;
      },
    },
    { highWaterMark: 0 },
  );
}

describe("web response: the whole is known at once", () => {
  test("web response: it is answered without a promise when there is no body", () => {
    const outgoing = fromWebResponse(new Response(null, { status: 204, headers: { ETag: '"a"' } }));
    assert.ok(!(outgoing instanceof Promise));
    assert.deepEqual([outgoing.statusCode, outgoing.content, linesOf(outgoing)], [204, undefined, ['etag: "a"']]);
  });

  const form = new URLSearchParams({ a: "é" });
  const bodies: readonly [what: string, make: () => Response, text: string, mediaType: string | null][] = [
    ["a string", () => new Response("caf\u00e9"), "café", "text/plain;charset=UTF-8"],
    ["octets", () => new Response(encoder.encode("purr")), "purr", null],
    ["JSON", () => Response.json({ a: 1 }), '{"a":1}', "application/json"],
    ["form parameters", () => new Response(form), "a=%C3%A9", "application/x-www-form-urlencoded;charset=UTF-8"],
    ["a large string", () => new Response("x".repeat(300_000)), "x".repeat(300_000), "text/plain;charset=UTF-8"],
    ["a clone", () => new Response("twin").clone(), "twin", "text/plain;charset=UTF-8"],
    [
      "another Response's body",
      () => new Response(new Response("mine").body, { headers: { "Content-Type": "a/b" } }),
      "mine",
      "a/b",
    ],
    ["a stream that was filled before", () => new Response(filled("a", "b", "c")), "abc", null],
    ["a stream through another", () => new Response(filled("a", "b").pipeThrough(new TransformStream())), "ab", null],
  ];
  for (const [what, make, text, mediaType] of bodies) {
    test(`web response: its octets are sent whole when the body is ${what}`, async () => {
      const outgoing = await fromWebResponse(make());
      assert.equal(inText(outgoing.content), text);
      assert.deepEqual(linesOf(outgoing), mediaType === null ? [] : [`content-type: ${mediaType}`]);
    });
  }

  test("web response: there is no content when the body is empty", async () => {
    assert.equal((await fromWebResponse(new Response(""))).content, undefined);
  });

  test("web response: the length that counts is the true one when another is named", async () => {
    const outgoing = await fromWebResponse(new Response("four", { headers: { "Content-Length": "99" } }));
    assert.equal(inText(outgoing.content), "four");
    assert.equal(outgoing.headerSection.has("content-length"), false);
    assert.equal(outgoing.reason, "fetch handler");
  });

  test("web response: the reason is that of who answered when it is given", async () => {
    assert.equal((await fromWebResponse(new Response("x"), "GET", "handler")).reason, "handler");
    assert.equal((await fromWebResponse(new Response(null), "GET", "handler")).reason, "handler");
  });
});

describe("web response: the header section", () => {
  test("web response: Set-Cookie lines stay apart when there are several (RFC9110§5.3)", () => {
    const headers = new Headers({ Vary: "Accept" });
    headers.append("Set-Cookie", "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    headers.append("Set-Cookie", "b=2");
    headers.append("Vary", "Origin");
    const outgoing = fromWebResponse(new Response(null, { headers })) as OutgoingResponse;
    assert.deepEqual(linesOf(outgoing), [
      "set-cookie: a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
      "set-cookie: b=2",
      "vary: Accept, Origin",
    ]);
  });

  const ofConnection = {
    Connection: "close, X-Hop",
    "Keep-Alive": "timeout=5",
    "Transfer-Encoding": "chunked",
    Upgrade: "x",
    "Content-Length": "0",
    "X-Hop": "1",
    "X-A": "caf\xe9",
  };

  test("web response: fields of the framing are left out (RFC9112§6)", () => {
    const outgoing = fromWebResponse(new Response(null, { headers: ofConnection })) as OutgoingResponse;
    assert.deepEqual(linesOf(outgoing), ["connection: close, X-Hop", "upgrade: x", "x-a: caf\xe9", "x-hop: 1"]);
  });

  test("web response: fields of another connection are left out when fetch answered it (RFC9110§7.6.1)", () => {
    const fetched = new Response(null, { headers: ofConnection });
    Object.defineProperty(fetched, "url", { value: "http://upstream.example/" });
    assert.deepEqual(linesOf(fromWebResponse(fetched) as OutgoingResponse), ["x-a: caf\xe9"]);
  });

  test("web response: the section is the same one when only the media type is the same", async () => {
    const one = await fromWebResponse(Response.json(1));
    const other = await fromWebResponse(Response.json(2));
    assert.equal(one.headerSection, other.headerSection);
  });

  test("web response: a content coding stays when the handler made it", async () => {
    const outgoing = await fromWebResponse(new Response("x", { headers: { "Content-Encoding": "br" } }));
    assert.deepEqual(linesOf(outgoing).includes("content-encoding: br"), true);
  });

  test("web response: the coding that fetch has undone is left out, and the length with it", async () => {
    const source = new Source();
    const fetched = new Response(source.body, {
      headers: { "Content-Encoding": "gzip", "Content-Length": "3", ETag: '"a"' },
    });
    Object.defineProperty(fetched, "url", { value: "http://upstream.example/" });
    const outgoing = await fromWebResponse(fetched);
    assert.deepEqual(linesOf(outgoing), ['etag: "a"']);
    assert.equal(isFileRange(outgoing.content), false);
  });

  const zstdOctets = [0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x04, 0x21];
  for (const [isUndone, octets] of [[true, [...encoder.encode("purr")]] as const, [false, zstdOctets] as const]) {
    for (const isLate of [false, true]) {
      const when = `fetch has ${isUndone ? "" : "not "}undone it and the body ${isLate ? "comes later" : "is there"}`;
      test(`web response: zstd is ${isUndone ? "left out" : "handed on"} when ${when}`, async () => {
        const source = new Source();
        const send = () => {
          source.controller.enqueue(Uint8Array.from(octets));
          source.controller.close();
        };
        const fetched = new Response(source.body, { headers: { "Content-Encoding": "zstd", "Content-Length": "7" } });
        Object.defineProperty(fetched, "url", { value: "http://upstream.example/" });
        if (isLate) setTimeout(send, 5);
        else send();
        const outgoing = await fromWebResponse(fetched);
        assert.deepEqual(linesOf(outgoing), isUndone ? [] : ["content-encoding: zstd"]);
        const { content } = outgoing;
        assert.equal(isFileRange(content), isLate && !isUndone);
        const pieces: Uint8Array[] = [];
        if (content instanceof Uint8Array) pieces.push(content);
        else for await (const piece of content as AsyncIterable<Uint8Array>) pieces.push(piece);
        assert.deepEqual([...Buffer.concat(pieces)], octets);
      });
    }
  }
});

describe("web response: the body comes later", () => {
  test("web response: it is answered before the first piece when the body waits for something", async () => {
    const source = new Source();
    const { content } = await fromWebResponse(new Response(source.body));
    source.controller.enqueue(encoder.encode("late"));
    source.controller.close();
    assert.deepEqual(await piecesOf(content), ["late"]);
  });

  test("web response: pieces that are there come first, and none is lost, when the rest waits", async () => {
    const source = new Source();
    source.controller.enqueue(encoder.encode("a"));
    source.controller.enqueue(encoder.encode("b"));
    const { content } = await fromWebResponse(new Response(source.body));
    setImmediate(() => {
      source.controller.enqueue(encoder.encode("c"));
      source.controller.close();
    });
    assert.deepEqual(await piecesOf(content), ["a", "b", "c"]);
  });

  test("web response: no more is read than a bound when the body never waits and never ends", async () => {
    let made = 0;
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        made += 1;
        controller.enqueue(new Uint8Array(16 * 1024));
      },
      cancel() {
        isCancelled = true;
      },
    });
    const { content } = await fromWebResponse(new Response(endless));
    await new Promise(setImmediate);
    const madeAtFirst = made;
    assert.ok(madeAtFirst < 16, `${madeAtFirst} pieces were made`);
    assert.ok(typeof content === "object" && Symbol.asyncIterator in content);
    let taken = 0;
    for await (const piece of content) {
      taken += piece.length;
      if (taken > 1024 * 1024) break;
    }
    await new Promise(setImmediate);
    assert.ok(made < 100, `${made} pieces were made`);
    assert.equal(isCancelled, true);
  });

  test("web response: the body is asked for one piece at a time when nobody buffers", async () => {
    const source = new Source();
    const { content } = await fromWebResponse(new Response(source.body));
    const iterator = (content as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    assert.equal(source.pulls, 1);
    source.controller.enqueue(encoder.encode("a"));
    await iterator.next();
    await new Promise(setImmediate);
    assert.equal(source.pulls, 1);
    void iterator.next();
    await new Promise(setImmediate);
    assert.equal(source.pulls, 2);
    source.controller.close();
  });

  test("web response: the length is told when the handler names it", async () => {
    const source = new Source();
    const { content } = await fromWebResponse(new Response(source.body, { headers: { "Content-Length": "4" } }));
    assert.ok(isFileRange(content));
    assert.equal(content.lengthOctets, 4);
    source.controller.enqueue(encoder.encode("four"));
    source.controller.close();
    assert.deepEqual(await piecesOf(content), ["four"]);
  });

  for (const length of ["4, 4", "-4", "4.0", "0x4", "four", "9".repeat(16), ""]) {
    test(`web response: no length is told when the handler names ${JSON.stringify(length)}`, async () => {
      const source = new Source();
      const { content } = await fromWebResponse(new Response(source.body, { headers: { "Content-Length": length } }));
      assert.equal(isFileRange(content), false);
    });
  }

  for (const way of ["return", "close"] as const) {
    test(`web response: the body is cancelled when the client is gone (${way})`, async () => {
      const source = new Source();
      const { content } = await fromWebResponse(new Response(source.body));
      const streamed = content as AsyncIterableIterator<Uint8Array> & { close(): void };
      if (way === "return") await streamed.return?.();
      else streamed.close();
      assert.ok(source.cancelled instanceof Error);
      assert.deepEqual(await streamed.next(), { done: true, value: undefined });
    });
  }

  test("web response: a read that waits ends when the client is gone", async () => {
    const source = new Source();
    const { content } = await fromWebResponse(new Response(source.body));
    const streamed = content as AsyncIterableIterator<Uint8Array>;
    const waiting = streamed.next();
    await streamed.return?.();
    assert.equal((await waiting).done, true);
  });

  test("web response: nothing is left unhandled when a body fails at being cancelled", async () => {
    const body = new ReadableStream({ cancel: () => Promise.reject(new Error("stubborn")) });
    const { content } = await fromWebResponse(new Response(body));
    await (content as AsyncIterableIterator<Uint8Array>).return?.();
    await new Promise(setImmediate);
  });
});

describe("web response: HEAD", () => {
  test("web response: the octets are there to be measured when the body is (RFC9110§9.3.2)", async () => {
    assert.equal(inText((await fromWebResponse(new Response("four"), "HEAD")).content), "four");
  });

  test("web response: the length is told when the handler names it and answers no body", () => {
    const outgoing = fromWebResponse(new Response(null, { headers: { "Content-Length": "12" } }), "HEAD");
    assert.ok(!(outgoing instanceof Promise) && isFileRange(outgoing.content));
    assert.equal(outgoing.content.lengthOctets, 12);
  });

  test("web response: the body is cancelled when it comes later", async () => {
    const source = new Source();
    const { content } = await fromWebResponse(
      new Response(source.body, { headers: { "Content-Length": "12" } }),
      "HEAD",
    );
    assert.ok(source.cancelled instanceof Error);
    assert.ok(isFileRange(content));
    assert.equal(content.lengthOctets, 12);
  });
});

describe("web response: it cannot be sent", () => {
  const used = async () => {
    const response = new Response("x");
    await response.text();
    return response;
  };
  const locked = () => {
    const response = new Response("x");
    response.body?.getReader();
    return response;
  };
  const failed = () =>
    new Response(new ReadableStream({ start: (controller) => controller.error(new Error("broken source")) }));
  const texts = () =>
    new Response(new ReadableStream<never>({ start: (controller) => controller.enqueue("text" as never) }));
  const cases: readonly [when: string, make: () => Response | Promise<Response>, says: RegExp][] = [
    ["it is Response.error()", () => Response.error(), /Response\.error\(\)/],
    [
      "its status code is 101",
      () => Object.defineProperty(new Response(null), "status", { value: 101 }),
      /101.*200 to 599/,
    ],
    ["its body was read", used, /body was read/],
    ["its body is being read", locked, /being read/],
    ["its body fails at its beginning", failed, /broken source/],
    ["its body yields text", texts, /Uint8Arrays.*a string: encode it/],
  ];
  for (const [when, make, says] of cases) {
    test(`web response: an Error says why when ${when}`, async () => {
      const response = await make();
      await assert.rejects(async () => await fromWebResponse(response), says);
    });
  }

  test("web response: iterating throws, and the body is cancelled, when it yields text later", async () => {
    let cancelled = false;
    let controller!: ReadableStreamDefaultController<unknown>;
    const body = new ReadableStream({
      start(its) {
        controller = its;
      },
      cancel() {
        cancelled = true;
      },
    });
    const { content } = await fromWebResponse(new Response(body));
    controller.enqueue("text");
    await assert.rejects(piecesOf(content), /a string: encode it/);
    assert.equal(cancelled, true);
  });

  test("web response: iterating throws what the body fails with when it fails later", async () => {
    const source = new Source();
    const { content } = await fromWebResponse(new Response(source.body));
    await new Promise(setImmediate);
    source.controller.error(new Error("broken source"));
    await new Promise(setImmediate);
    await assert.rejects(piecesOf(content), /broken source/);
  });
});

test("web response: it is known by what it is when another package made it", () => {
  class Response2 {
    readonly status = 200;
    readonly headers = new Headers();
    readonly body = null;
    get [Symbol.toStringTag](): string {
      return "Response";
    }
  }
  assert.equal(isWebResponse(new Response2()), true);
  assert.equal(isWebResponse(Object.assign(new Response2(), { body: slowly() })), false);
  assert.deepEqual([undefined, null, "text", { status: 200 }, new Request("http://a/"), () => 1].map(isWebResponse), [
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});

async function* slowly(): AsyncGenerator<Uint8Array> {
  yield encoder.encode("no stream of the Web");
}

function filled(...pieces: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      controller.close();
    },
  });
}
