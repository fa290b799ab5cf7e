import assert from "node:assert/strict";
import { test } from "node:test";
import { FieldSection, type IncomingRequest, type OutgoingResponse } from "../semantics/index.ts";
import { type FetchContext, type FetchHandler, fetchResource, isFetchHandler } from "./index.ts";
import { incoming, TestContent, TestExchange } from "./testing/exchange.ts";

function served(
  fetch: FetchHandler["fetch"],
  given: Partial<IncomingRequest> = {},
  exchange = new TestExchange(),
): OutgoingResponse | Promise<OutgoingResponse> {
  return fetchResource({ fetch })(incoming(given), exchange);
}

test("fetch resource: it answers without a promise when the handler does and the Response has no body", () => {
  const outgoing = served(() => new Response(null, { status: 204 }));
  assert.ok(!(outgoing instanceof Promise));
  assert.equal(outgoing.statusCode, 204);
  assert.equal(outgoing.reason, "fetch handler");
});

test("fetch resource: the handler is called on its own object when it uses this", async () => {
  class App {
    readonly name = "kittens";
    fetch(): Response {
      return new Response(this.name);
    }
  }
  const outgoing = await fetchResource(new App())(incoming(), new TestExchange());
  const content = outgoing.content;
  assert.ok(typeof content === "string" || content instanceof Uint8Array);
  assert.equal(Buffer.from(content).toString(), "kittens");
});

test("fetch resource: the context is the second and the third argument", () => {
  const seen: unknown[] = [];
  void served(((...given: unknown[]) => {
    seen.push(...given);
    return new Response(null);
  }) as FetchHandler["fetch"]);
  assert.equal(seen.length, 3);
  assert.ok(seen[0] instanceof Request);
  assert.equal(seen[1], seen[2]);
  assert.equal((seen[1] as FetchContext).requestTarget, "/");
});

test("fetch resource: a decision is noted when someone takes notes", async () => {
  const exchange = new TestExchange();
  await served(async () => new Response(null, { status: 418 }), {}, exchange);
  assert.deepEqual(exchange.notes, ["handler: run the fetch handler", "handler: the fetch handler answered 418"]);
});

const failure = new Error("oops");
test("fetch resource: what the handler throws is passed on", () => {
  assert.throws(
    () =>
      served(() => {
        throw failure;
      }),
    (error) => error === failure,
  );
});

test("fetch resource: what the handler rejects with is passed on", async () => {
  await assert.rejects(
    async () => await served(() => Promise.reject(failure)),
    (error) => error === failure,
  );
});

const answers: readonly [answer: unknown, name: string][] = [
  [undefined, "undefined"],
  [null, "null"],
  ["text", "a string"],
  [{}, "a plain object"],
  [new Map(), "an object of another kind"],
  [() => new Response(), "a function"],
];
for (const [answer, name] of answers) {
  test(`fetch resource: an Error says so when the handler answers ${name}`, async () => {
    const says = new RegExp(`answered ${name}: expected a Response`);
    await assert.rejects(async () => await served((() => answer) as FetchHandler["fetch"]), says);
    await assert.rejects(async () => await served((async () => answer) as FetchHandler["fetch"]), says);
  });
}

test("fetch resource: a handler is known by its function named fetch", () => {
  class App {
    fetch(): Response {
      return new Response();
    }
  }
  const known = [new App(), { fetch: () => new Response() }, Object.assign(() => 1, { fetch: () => new Response() })];
  assert.deepEqual(known.map(isFetchHandler), [true, true, true]);
  assert.deepEqual([undefined, null, {}, { fetch: 1 }, () => 1, "fetch"].map(isFetchHandler), [
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test("fetch context: it tells what a standard Request hides", async () => {
  const exchange = new TestExchange();
  const content = new TestContent(["a"]);
  const request = incoming({
    requestTarget: "http://KITTENS.example/a/../b",
    httpVersion: "HTTP/1.0",
    headerSection: FieldSection.of([
      ["HoSt", "kittens.example"],
      ["x-a", "1"],
      ["X-A", "2"],
    ]),
    content,
  });
  let context!: FetchContext;
  fetchResource({
    fetch(_, given) {
      context = given;
      return new Response(null);
    },
  })(request, exchange);

  assert.equal(context.requestTarget, "http://KITTENS.example/a/../b");
  assert.equal(context.httpVersion, "HTTP/1.0");
  assert.deepEqual(context.fieldLines, [
    ["HoSt", "kittens.example"],
    ["x-a", "1"],
    ["X-A", "2"],
  ]);
  assert.deepEqual(context.remote, { host: "192.0.2.1", port: 40_000 });
  assert.deepEqual(context.local, { host: "127.0.0.1", port: 5000 });
  assert.equal(exchange.hasSignal, false);
  assert.equal(context.signal, exchange.signal);
  assert.equal(await context.completed, true);

  assert.deepEqual(context.trailers, []);
  for await (const _piece of context.content!);
  assert.deepEqual(context.trailers, [["X-Sum", "42"]]);

  const promise = Promise.resolve();
  context.waitUntil(promise);
  assert.deepEqual(exchange.waitedFor, [promise]);
  context.passThroughOnException();
});

test("fetch context: there are no trailers when there is no content", () => {
  void served((_, context) => {
    assert.deepEqual([context.content, context.trailers], [undefined, []]);
    return new Response(null);
  });
});

test("fetch context: an interim response is sent with its fields", () => {
  const exchange = new TestExchange();
  void served(
    (_, context) => {
      context.sendInterim(103, { Link: ["</a.css>; rel=preload", "</b.css>; rel=preload"] });
      context.sendInterim(102);
      return new Response(null);
    },
    {},
    exchange,
  );
  assert.deepEqual(exchange.interims, [
    [103, ["Link: </a.css>; rel=preload", "Link: </b.css>; rel=preload"]],
    [102, []],
  ]);
});

for (const statusCode of [100, 101, 200, 99, 102.5, Number.NaN]) {
  test(`fetch context: an interim response is refused when its status code is ${statusCode} (RFC9110§15.2)`, () => {
    assert.throws(
      () =>
        served((_, context) => {
          context.sendInterim(statusCode);
          return new Response(null);
        }),
      RangeError,
    );
  });
}
