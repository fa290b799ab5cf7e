import assert from "node:assert/strict";
import { test } from "node:test";
import { query } from "./query-spec.ts";
import { file, files, json, type RouteEntry, redirect, respond, status, text } from "./site-values.ts";
import {
  answerOf,
  answerOfRoutes,
  compiledSite,
  exchangeFor,
  NotedDecisions,
  requestFor,
} from "./testing/exchanges.ts";

test("handler: it is answered at once when the handler answers a value at once", async () => {
  const compiled = await compiledSite({ "/:name": ({ params }) => text(`Hello, ${params.name}!`) });
  const response = compiled.resource(requestFor("GET", "/tom"), exchangeFor());
  assert.ok(!(response instanceof Promise));
  assert.equal(response.content, "Hello, tom!");
});

test("handler: each of the site's values is answered when a handler answers it", async () => {
  const routes: Record<string, RouteEntry> = {
    "/text": async () => text("t"),
    "/json": () => json([1]),
    "/respond": () => respond("r", { status: 203 }),
    "/redirect": () => redirect("/x"),
    "/file": () => file("a.txt"),
    "/status": () => status(418),
    "/status-file": () => status(418, file("a.txt")),
    "/status-text": async () => status(410, text("gone")),
    "/status-twice": () => status(410, status(418, text("gone"))),
    "/absent": () => file("b.txt"),
  };
  const compiled = await compiledSite(routes, { "a.txt": "A" });
  const answers: Record<string, string> = {};
  for (const target of Object.keys(routes)) {
    const { statusCode, text: content } = await answerOf(compiled, "GET", target);
    answers[target] = `${statusCode} ${content.split("\n")[0]}`;
  }
  assert.deepEqual(answers, {
    "/text": "200 t",
    "/json": "200 [1]",
    "/respond": "203 r",
    "/redirect": "302 <!doctype html>",
    "/file": "200 A",
    "/status": "418 418 I'm a teapot",
    "/status-file": "418 A",
    "/status-text": "410 gone",
    "/status-twice": "410 gone",
    "/absent": "404 404 Not Found",
  });
});

test("handler: a standard Response is answered when the handler answers one", async () => {
  const answer = await answerOfRoutes(
    { "/:name": ({ params }) => Response.json({ name: params.name }) },
    "GET",
    "/tom",
  );
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.headerSection.get("content-type"), "application/json");
  assert.equal(answer.text, '{"name":"tom"}');
  assert.equal(answer.reason, "handler");
});

test("handler: it has the standard Request, made once, when it reads it", async () => {
  const routes: Record<string, RouteEntry> = {
    "/a": (context) => {
      assert.ok(context.request instanceof Request);
      assert.equal(context.request, context.request);
      assert.equal(context.ctx, context.ctx);
      assert.equal(context.query, context.query);
      return text(`${context.request.url} ${context.ctx.requestTarget} ${context.incoming.method}`);
    },
  };
  const answer = await answerOfRoutes(routes, "GET", "/a?b=1");
  assert.equal(answer.text, "http://kittens.example/a?b=1 /a?b=1 GET");
});

test("handler: query parameters are read with their types when they are specified", async () => {
  const handler: RouteEntry = ({ query: asked }) => {
    const { n, kind } = asked.read({
      n: query.integer({ default: 1 }),
      kind: query.oneOf(["a", "b"], { default: "a" }),
    });
    return json({ n, kind, raw: asked.getAll("n"), has: asked.has("z") });
  };
  assert.equal(
    (await answerOfRoutes({ "/": handler }, "GET", "/?n=5")).text,
    '{"n":5,"kind":"a","raw":["5"],"has":false}',
  );
  await assert.rejects(answerOfRoutes({ "/": handler }, "GET", "/?kind=c"), { statusCode: 400, message: /"kind"/ });
});

for (const [name, answer, words] of [
  ["undefined", undefined, "undefined"],
  ["null", null, "null"],
  ["a string", "hello", '"hello"'],
  ["an object", { status: 200 }, "an object"],
  ["a function", () => text("x"), "a function"],
  ["a list", [], "a list"],
  ["a Request", new Request("http://x/"), "a Request"],
  ["files(…)", files("a"), "files(…)"],
] as const) {
  test(`handler: an error says what was answered and what is expected when the answer is ${name}`, async () => {
    for (const handler of [() => answer, async () => answer]) {
      await assert.rejects(answerOfRoutes({ "/x": handler as never }, "GET", "/x"), (error: Error) => {
        assert.ok(error.message.startsWith(`the handler of "/x" answered ${words}`), error.message);
        return true;
      });
    }
  });
}

test("handler: the route is named, and no stack of ours shown, when its answer cannot be sent", async () => {
  const compiled = await compiledSite({
    "/a": () => "text" as never,
    "/b": () => respond("x", { headers: { "X-A": "a\nb" } }),
  });
  for (const [path, message] of [
    ["/a", /^the handler of "\/a" answered "text": /],
    ["/b", /^the handler of "\/b" answered respond\(…\) with what cannot be sent: the value of the field X-A$/],
  ] as const) {
    await assert.rejects(answerOf(compiled, "GET", path), (error: Error) => {
      assert.match(error.message, message);
      assert.doesNotMatch(error.stack ?? "", /\n +at /);
      return true;
    });
  }
});

test("handler: what is wrong with the query is noted when the decisions are recorded", async () => {
  const compiled = await compiledSite({ "/": ({ query: asked }) => json(asked.read({ n: query.integer() })) });
  const decisions = new NotedDecisions();
  await assert.rejects(answerOf(compiled, "GET", "/?n=x", { decisions }));
  assert.deepEqual(decisions.notes.slice(-2), [
    'query: The query parameter "n" is "x"; it should be a whole number.',
    "handler: the handler threw a ResponseError of 400",
  ]);
});

test("handler: what it reads of the query is noted when the decisions are recorded", async () => {
  const specs = { n: query.integer({ default: 1 }), q: query.string() };
  const compiled = await compiledSite({ "/": (context) => json(context.query.read(specs)) });
  const decisions = new NotedDecisions();
  assert.equal((await answerOf(compiled, "GET", "/?q=%22", { decisions })).text, '{"n":1,"q":"\\""}');
  assert.equal(decisions.notes[2], 'query: n is 1, by default; q is "\\""');
  assert.deepEqual(decisions.rowsOf("query"), [
    "n | 1, by default; it may be a whole number",
    'q | "\\""; it may be text',
  ]);
});

test("handler: a value that is secret by its name is in no note and no refusal when the query has it", async () => {
  const compiled = await compiledSite({
    "/": (context) => json(context.query.read({ token: query.string(), n: query.integer({ default: 1 }) })),
    "/pin": (context) => json(context.query.read({ pin: query.integer() })),
  });
  const decisions = new NotedDecisions();
  await answerOf(compiled, "GET", "/?token=topsecret", { decisions });
  await assert.rejects(answerOf(compiled, "GET", "/pin?pin=topsecret", { decisions }), (error: Error) => {
    assert.doesNotMatch(error.message, /topsecret/);
    return true;
  });
  assert.equal(decisions.notes[2], "query: token is ********; n is 1, by default");
  assert.doesNotMatch(JSON.stringify([decisions.notes, decisions.rowsOf("query")]), /topsecret/);
});

test("handler: what it throws or rejects with is passed on when it fails", async () => {
  const error = new Error("purr");
  const isError = (thrown: unknown) => thrown === error;
  await assert.rejects(answerOfRoutes({ "/": () => Promise.reject(error) }, "GET", "/"), isError);
  const thrower = () => {
    throw error;
  };
  const compiled = await compiledSite({ "/": thrower });
  assert.throws(() => compiled.resource(requestFor("GET", "/"), exchangeFor()), isError);
});

test("handler: it is not called when the site is to stop before it", async () => {
  let calls = 0;
  const handler = () => {
    calls++;
    return text("ran");
  };
  const routes = { "/": handler, "POST /": handler };
  const compiled = await compiledSite(routes, {}, { stopBeforeHandler: (method) => method !== "GET" });
  const decisions = new NotedDecisions();
  const stopped = await answerOf(compiled, "POST", "/", { decisions });
  assert.equal(stopped.reason, "handler not run");
  assert.equal(calls, 0);
  assert.deepEqual(decisions.notes.at(-1), "handler: not run for POST");
  assert.equal((await answerOf(compiled, "GET", "/")).text, "ran");
});

test("handler: its answer is noted when the decisions are recorded", async () => {
  const compiled = await compiledSite({ "/:x": () => text("ran"), "/r": () => new Response("r", { status: 201 }) });
  const decisions = new NotedDecisions();
  await answerOf(compiled, "GET", "/a", { decisions });
  await answerOf(compiled, "GET", "/r", { decisions });
  assert.deepEqual(decisions.notes, [
    'route: "/:x" matches, x is "a"',
    'handler: run the handler of "/:x"',
    "handler: the handler answered text(…)",
    'route: "/r" is this very path',
    'handler: run the handler of "/r"',
    "handler: the handler answered a Response with 201",
  ]);
});
