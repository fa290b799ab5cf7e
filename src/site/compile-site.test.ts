import assert from "node:assert/strict";
import { test } from "node:test";
import { file, files, json, redirect, respond, route, type SiteValue, status, template, text } from "./site-values.ts";
import {
  answerOf,
  answerOfRoutes,
  compiledSite,
  exchangeFor,
  NotedDecisions,
  requestFor,
} from "./testing/exchanges.ts";

const siteFiles = {
  "index.html": "<h1>Kittens</h1>",
  "teapot.html": "teapot",
  "assets/style.css": "a{}",
  "assets/deep/cat.txt": "cat",
  "secret.txt": "secret",
  "t.html": "{{ x }}",
};

const routes = {
  "/": file("index.html"),
  "/hello": text("Hello, World!"),
  "/data": json({ kittens: [1, 2] }),
  "/made": respond("<b>hi</b>", { status: 201, headers: { "Content-Type": "text/html", "X-Made": ["a", "b"] } }),
  "/octets": respond(new Uint8Array([1, 2])),
  "/none": respond(undefined, { status: 204 }),
  "/reset": status(205, text("x")),
  "/cats": redirect(301, "/hello"),
  "/teapot": status(418, file("teapot.html")),
  "/gone": status(410),
  "/busy": status(503, json({ retry: true })),
  "/t": status(202, template("t.html", { x: 1 })),
  "/assets/*": files("assets"),
  "POST /hello": () => text("posted"),
};

const site = await compiledSite(routes, siteFiles);

const answers: readonly (readonly [
  method: string,
  target: string,
  statusCode: number,
  mediaType: string | undefined,
  content: string | RegExp,
  reason: string,
])[] = [
  ["GET", "/", 200, "text/html; charset=utf-8", "<h1>Kittens</h1>", "file index.html"],
  ["GET", "/hello", 200, "text/plain; charset=utf-8", "Hello, World!", "text"],
  ["GET", "/hello?x=1", 200, "text/plain; charset=utf-8", "Hello, World!", "text"],
  ["HEAD", "/hello", 200, "text/plain; charset=utf-8", "Hello, World!", "text"],
  ["POST", "/hello", 200, "text/plain; charset=utf-8", "posted", "text"],
  ["GET", "/data", 200, "application/json", '{"kittens":[1,2]}', "json"],
  ["GET", "/made", 201, "text/html", "<b>hi</b>", "respond"],
  ["GET", "/octets", 200, "application/octet-stream", "\x01\x02", "respond"],
  ["GET", "/none", 204, undefined, "", "respond"],
  ["GET", "/reset", 205, "text/plain; charset=utf-8", "", "text"],
  ["GET", "/cats", 301, "text/html; charset=utf-8", /hello/, "redirect 301"],
  ["GET", "/teapot", 418, "text/html; charset=utf-8", "teapot", "file teapot.html"],
  ["GET", "/gone", 410, "text/plain; charset=utf-8", /410 Gone/, "status 410"],
  ["GET", "/busy", 503, "application/json", '{"retry":true}', "json"],
  ["GET", "/t", 202, "text/html; charset=utf-8", "1", "template t.html"],
  ["GET", "/assets/style.css", 200, "text/css; charset=utf-8", "a{}", "file assets/style.css"],
  ["GET", "/assets/deep/cat.txt", 200, "text/plain; charset=utf-8", "cat", "file assets/deep/cat.txt"],
  ["GET", "/secret.txt", 404, "text/plain; charset=utf-8", /404 Not Found/, "no route"],
  ["GET", "/index.html", 404, "text/plain; charset=utf-8", /404 Not Found/, "no route"],
  ["GET", "/assets/../secret.txt", 400, "text/plain; charset=utf-8", /dot segment/, "the path has a dot segment"],
  ["GET", "/assets/%2e%2e/secret.txt", 400, "text/plain; charset=utf-8", /dot segment/, "the path has a dot segment"],
  [
    "GET",
    "/%FF",
    400,
    "text/plain; charset=utf-8",
    /not percent-encoded UTF-8/,
    "the path is not percent-encoded UTF-8",
  ],
  ["PUT", "/hello", 405, "text/plain; charset=utf-8", /Allowed: GET, HEAD, OPTIONS, POST/, "no route for PUT"],
  ["TRACE", "/hello", 405, "text/plain; charset=utf-8", /TRACE is not answered here/, "no route for TRACE"],
  ["TRACE", "/nowhere", 501, "text/plain; charset=utf-8", /501/, "method TRACE not implemented"],
  ["TRACK", "/nowhere", 501, "text/plain; charset=utf-8", /501/, "method TRACK not implemented"],
  ["PUT", "/nowhere", 404, "text/plain; charset=utf-8", /404/, "no route"],
  ["OPTIONS", "/hello", 204, undefined, "", "OPTIONS"],
  ["OPTIONS", "/nowhere", 404, "text/plain; charset=utf-8", /404/, "no route"],
  ["OPTIONS", "*", 204, undefined, "", "OPTIONS"],
];

for (const [method, target, statusCode, mediaType, content, reason] of answers) {
  test(`compile-site: the answer is ${statusCode} (${reason}) when ${method} ${target} is asked for`, async () => {
    const answer = await answerOf(site, method, target);
    assert.equal(answer.statusCode, statusCode);
    assert.equal(answer.headerSection.get("content-type"), mediaType);
    if (typeof content === "string") assert.equal(answer.text, content);
    else assert.match(answer.text, content);
    assert.equal(answer.reason, reason);
  });
}

test("compile-site: CONNECT is 501 when its target is an authority (RFC9110§9.3.6)", async () => {
  const request = { ...requestFor("CONNECT", "x:443"), path: "" };
  assert.equal((await site.resource(request, exchangeFor())).statusCode, 501);
});

test("compile-site: Allow names the methods when one is refused or asked for (RFC9110§10.2.1)", async () => {
  const allow = async (method: string, target: string) =>
    (await answerOf(site, method, target)).headerSection.get("allow");
  assert.equal(await allow("PUT", "/hello"), "GET, HEAD, OPTIONS, POST");
  assert.equal(await allow("OPTIONS", "/hello"), "GET, HEAD, OPTIONS, POST");
  assert.equal(await allow("OPTIONS", "/cats"), "GET, HEAD, OPTIONS");
  assert.equal(await allow("OPTIONS", "*"), "GET, HEAD, OPTIONS, POST");
});

test("compile-site: an OPTIONS route answers when there is one", async () => {
  const compiled = await compiledSite({ "/x": text("x"), "OPTIONS /x": text("mine") });
  assert.equal((await answerOf(compiled, "OPTIONS", "/x")).text, "mine");
});

test("compile-site: a constant is the same response each time, and no promise, when it is asked for", () => {
  for (const target of ["/hello", "/data", "/busy", "/cats"]) {
    const first = site.resource(requestFor("GET", target), exchangeFor());
    assert.ok(!(first instanceof Promise));
    assert.equal(site.resource(requestFor("GET", target), exchangeFor()), first);
  }
});

test("compile-site: fields are given as they were when a value has several of one name", async () => {
  assert.deepEqual((await answerOf(site, "GET", "/made")).headerSection.getAll("x-made"), ["a", "b"]);
});

test("compile-site: it says how many routes there are and what stands at them when it is made", () => {
  assert.equal(site.routes, 14);
  assert.equal(site.description, "14 routes");
  assert.deepEqual(site.routeTable.at(0), { pattern: "/", kind: "file" });
  assert.deepEqual(site.routeTable.at(-1), { pattern: "POST /hello", kind: "handler" });
});

const wrongEntries: readonly (readonly [pattern: string, entry: unknown, message: RegExp, hint?: RegExp])[] = [
  ["/", "hello", /"hello" is neither a handler nor a value/, /text\("hello"\)/],
  ["/", new Response("x"), /a Response is neither/, /\(\) => new Response/],
  ["/", Promise.resolve(text("x")), /a Promise is neither/, /handler/],
  ["/", undefined, /undefined is neither/],
  ["/", { kind: "text", content: "x" }, /an object is neither/],
  ["/", file("absent.html"), /no file "absent.html" in memory: no such file/],
  ["/", file("assets"), /no file "assets" in memory: that is a folder/, /files\("assets"\)/],
  ["/", status(418, file("absent.html")), /no file "absent.html"/],
  ["/", route({}, file("absent.html")), /no file "absent.html"/],
  ["/", file("../x"), /leaves the site's folder/],
  ["/assets", files("assets"), /only under a wildcard/, /"\/assets\/\*"/],
  ["/a/*", files("absent"), /no folder "absent" in memory/],
  ["/a/*", files("index.html"), /that is a file/],
  ["/a/*", files("assets", { spa: "nope.html" }), /route "\/a\/\*": spa: no file "nope.html" in memory\/assets/],
  ["/a/*", files("assets", { spa: true }), /spa: no file "index.html" in memory\/assets/],
  ["/", respond((async function* () {})()), /read only once/, /handler/],
  ["/", respond("x", { headers: { "X Y": "1" } }), /the field name "X Y" cannot be sent/],
  ["/", respond("x", { headers: { "X-Y": "1\r\nSet-Cookie: a=b" } }), /the value of the field X-Y cannot be sent/],
  ["/", status(404, respond("x", { headers: { "": "1" } })), /the field name "" cannot be sent/],
];

for (const [pattern, entry, message, hint] of wrongEntries) {
  test(`compile-site: a ConfigError is thrown when "${pattern}" has an entry of which is said ${message.source}`, async () => {
    const made = compiledSite({ [pattern]: entry as SiteValue }, siteFiles);
    await assert.rejects(made, (error: Error & { hint?: string; key?: string }) => {
      assert.equal(error.name, "ConfigError");
      assert.match(error.message, message);
      if (hint !== undefined) assert.match(error.hint ?? "", hint);
      return true;
    });
  });
}

test("compile-site: the log's words are the author's when respond(…) has some", async () => {
  const routes = {
    "/": respond("x", { reason: "closed on Mondays" }),
    "/h": () => respond("x", { reason: "as it is" }),
  };
  assert.equal((await answerOfRoutes(routes, "GET", "/")).reason, "closed on Mondays");
  assert.equal((await answerOfRoutes(routes, "GET", "/h")).reason, "as it is");
});

test("compile-site: content that can be read anew is a constant when it is an async iterable", async () => {
  const content = { async *[Symbol.asyncIterator]() { yield "a"; } }; // biome-ignore format: short
  const compiled = await compiledSite({ "/": respond(content) });
  assert.equal((await answerOf(compiled, "GET", "/")).content, content);
});

test("compile-site: values are known when another copy of the package made them", async () => {
  const foreign = { [Symbol.for("porthole.value")]: true, kind: "text", content: "foreign" };
  const compiled = await compiledSite({ "/": foreign as never, "/h": () => foreign as never });
  assert.equal((await answerOf(compiled, "GET", "/")).text, "foreign");
  assert.equal((await answerOf(compiled, "GET", "/h")).text, "foreign");
});

test("compile-site: the nearest routes and the slash are told when nothing matches in development", async () => {
  const compiled = await compiledSite({ "/kittens/": text(""), "/kittens/:name": text("") }, {}, { development: true });
  const page = await answerOf(compiled, "GET", "/kittens");
  assert.match(page.text, /There is a route for \/kittens\/: the slash at the end makes it another path/);
  assert.equal(page.reason, "no route, but there is one for /kittens/");
  assert.match(page.text, /\/kittens\/:name {2}the path ends too early/);
  const far = await answerOf(compiled, "GET", "/quite/<b>");
  assert.match(far.text, /No route answers \/quite\/<b>\./);
  assert.doesNotMatch(far.text, /kittens/);
  const asked = await answerOf(compiled, "GET", "/<b>", { headers: { Accept: "text/html" } });
  assert.match(asked.text, /No route answers \/&lt;b&gt;\./);
  const other = await answerOf(site, "GET", "/hello/");
  assert.doesNotMatch(other.text, /There is a route|nearest/);
});

test("compile-site: each decision is noted when somebody records them", async () => {
  const notes = async (method: string, target: string) => {
    const decisions = new NotedDecisions();
    await answerOf(site, method, target, { decisions });
    return decisions;
  };
  const exact = await notes("GET", "/hello");
  assert.deepEqual(exact.notes, ['route: "/hello" is this very path']);
  assert.deepEqual(exact.rowsOf("route"), [
    "/hello | is this very path | chosen",
    "13 others | not tried: this is the path itself",
  ]);
  await notes("GET", "/assets/style.css");
  const matched = await notes("GET", "/assets/style.css");
  assert.deepEqual(matched.notes, [
    'route: "/assets/*" matches, * is "style.css"',
    "file: assets/style.css, 3 octets, in memory",
    "cache: no-cache",
    "coding: identity (no Accept-Encoding; no other is on offer)",
  ]);
  assert.ok(matched.rowsOf("route").includes('/assets/* | matches, * is "style.css" | chosen'));
  const refused = await notes("PUT", "/hello");
  assert.deepEqual(refused.notes, ["method: PUT is not one of GET, HEAD, OPTIONS, POST"]);
  assert.deepEqual(refused.rowsOf("method"), [
    "/hello | matches the path, but takes GET and HEAD, not PUT",
    "POST /hello | matches the path, but takes POST, not PUT",
  ]);
  const missed = await notes("GET", "/hallo");
  assert.deepEqual(missed.notes, ["route: none of 14 matches /hallo"]);
  assert.equal(missed.rowsOf("route")[0], '/hello | "hallo" is not "hello"');
  assert.equal(missed.rowsOf("route").length, 14);
});

test("compile-site: a route's limit is the content's when it has one", async () => {
  const compiled = await compiledSite({ "POST /x": route({ contentOctetsMax: 5 }, text("x")) });
  const content = { limitOctets: 100 } as never as NonNullable<ReturnType<typeof requestFor>["content"]>;
  await answerOf(compiled, "POST", "/x", { content });
  assert.equal(content.limitOctets, 5);
});

test("compile-site: status(…) of an error is the site's own page when it has one, at a route and from a handler", async () => {
  const compiled = await compiledSite({ "/a": status(404), "/b": () => status(404) }, { "404.html": "own" });
  const headers = { Accept: "text/html" };
  for (const path of ["/a", "/b", "/c"]) {
    const { statusCode, text: shownText } = await answerOf(compiled, "GET", path, { headers });
    assert.deepEqual([statusCode, shownText], [404, "own"], path);
  }
});
