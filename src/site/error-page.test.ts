import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStore } from "../files/testing/memory-store.ts";
import { type Fault, FieldSection, reasonPhrase } from "../semantics/index.ts";
import { errorPage, type PageFault, plainStatusPage, siteErrorPage } from "./error-page.ts";
import { statusSentence } from "./status-sentence.ts";
import { requestFor } from "./testing/exchanges.ts";

const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

function pageFor(fault: PageFault, accept: string | undefined, development = false): string {
  const request = requestFor("GET", "/x", accept === undefined ? {} : { headers: { Accept: accept } });
  return String(errorPage(fault, request, { development }).content);
}

const registered = [400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421,
  422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 511]; // biome-ignore format: a table

test("error-page: each registered status code has a page of its own when HTML is wanted", () => {
  const sentences = new Set<string>();
  for (const statusCode of registered) {
    const html = pageFor({ statusCode, message: undefined }, browser);
    assert.ok(html.includes(`<title>${statusCode} ${reasonPhrase(statusCode).replace("'", "&#39;")}</title>`));
    assert.ok(html.includes("<svg"));
    sentences.add(statusSentence(statusCode));
  }
  assert.equal(sentences.size, registered.length);
});

test("error-page: a status code that is not registered has the page of its class when it is answered", () => {
  assert.match(pageFor({ statusCode: 499, message: undefined }, browser), /Something is wrong with the request/);
  assert.match(pageFor({ statusCode: 599, message: undefined }, browser), /Something went wrong in the server/);
});

test("error-page: it is whole in itself and runs no script when HTML is wanted", () => {
  const { headerSection, content } = errorPage(
    { statusCode: 404, message: undefined },
    requestFor("GET", "/", {
      headers: { Accept: browser },
    }),
    { development: true },
  );
  assert.equal(headerSection.get("content-type"), "text/html; charset=utf-8");
  assert.equal(headerSection.get("content-security-policy"), "default-src 'none'; style-src 'unsafe-inline'");
  assert.equal(headerSection.get("x-content-type-options"), "nosniff");
  assert.equal(headerSection.get("vary"), "Accept");
  assert.doesNotMatch(String(content), /<script|src=|url\(https?:|@import| on[a-z]+=/);
});

const formats: readonly (readonly [accept: string | undefined, mediaType: string])[] = [
  [undefined, "text/plain; charset=utf-8"],
  ["*/*", "text/plain; charset=utf-8"],
  [browser, "text/html; charset=utf-8"],
  ["text/html", "text/html; charset=utf-8"],
  ["TEXT/HTML;q=0.5", "text/html; charset=utf-8"],
  ["text/html;q=0, */*", "text/plain; charset=utf-8"],
  ["application/json", "application/problem+json"],
  ["application/problem+json", "application/problem+json"],
  ["application/json, text/plain, */*", "application/problem+json"],
  ["application/json;q=0.5, text/html;q=0.9", "text/html; charset=utf-8"],
  ["text/plain, text/html;q=0.9", "text/plain; charset=utf-8"],
  ["image/png", "text/plain; charset=utf-8"],
  ["text/html;q=junk", "text/plain; charset=utf-8"],
  ["", "text/plain; charset=utf-8"],
];

for (const [accept, mediaType] of formats) {
  test(`error-page: it is ${mediaType} when Accept is ${accept ?? "absent"} (RFC9110§12.5.1)`, () => {
    const request = requestFor("GET", "/x", accept === undefined ? {} : { headers: { Accept: accept } });
    const page = errorPage({ statusCode: 404, message: undefined }, request, { development: false });
    assert.equal(page.headerSection.get("content-type"), mediaType);
  });
}

test("error-page: it is plain text when the octets never became a request", () => {
  const page = errorPage({ statusCode: 400, message: "No Host.", rule: "R/X" }, undefined, { development: false });
  assert.equal(page.content, "400 Bad Request\n\nNo Host.\n");
  assert.equal(page.reason, "R/X: No Host.");
});

/** An error thrown in a site's file, and passed through ours. */
function thrownInSite(): TypeError {
  const error = new TypeError("secret <detail>", { cause: new Error("deeper") });
  const own = new URL("./handler.ts", import.meta.url).href;
  error.stack = `TypeError: secret <detail>\n    at answer (/kittens/site.ts:3:9)\n    at serve (${own}:1:1)`;
  return error;
}

const inner: PageFault = {
  statusCode: 500,
  message: undefined,
  rule: "RULE-ID",
  cause: thrownInSite(),
  hint: "the hint",
  routes: [{ pattern: "/:x<y>", outcome: "no" }],
};

for (const accept of [undefined, browser, "application/json"]) {
  test(`error-page: what happened inside is told in development alone when Accept is ${accept ?? "absent"}`, () => {
    const production = pageFor(inner, accept, false);
    for (const secret of ["secret", "deeper", "RULE-ID", "hint", "/:x", "kittens/site.ts"]) {
      assert.ok(!production.includes(secret), secret);
    }
    const development = pageFor(inner, accept, true);
    for (const told of ["secret", "deeper", "RULE-ID", "the hint", "/:x", "kittens/site.ts:3:9", "1 inside porthole"]) {
      assert.ok(development.includes(told), told);
    }
  });
}

test("error-page: all that is told is escaped when it holds HTML", () => {
  const html = pageFor({ ...inner, message: "<script>alert(1)</script>" }, browser, true);
  assert.ok(html.includes("&lt;script&gt;alert(1)&lt;/script&gt;"));
  assert.ok(html.includes("secret &lt;detail&gt;"));
  assert.ok(html.includes("/:x&lt;y&gt;"));
  assert.doesNotMatch(html, /<script/);
});

test("error-page: the fault's fields and cause are the response's when there are some", () => {
  const headerSection = FieldSection.of({ Allow: "GET", "Retry-After": "5" });
  const cause = new Error("x");
  const fault: Fault = { statusCode: 503, message: "Busy.", headerSection, cause };
  const page = errorPage(fault, requestFor("GET", "/"), { development: false });
  assert.equal(page.statusCode, 503);
  assert.equal(page.headerSection.get("allow"), "GET");
  assert.equal(page.headerSection.get("retry-after"), "5");
  assert.equal(page.cause, cause);
  assert.equal(page.reason, "Busy.");
});

test("error-page: the log's words are the first line of what was thrown when nothing else is known", () => {
  const reason = (cause: unknown) =>
    errorPage({ statusCode: 500, message: undefined, cause }, undefined, { development: false }).reason;
  assert.equal(reason(new RangeError("too\nmuch")), "RangeError: too");
  assert.equal(reason("a string"), "threw a string");
  assert.equal(reason(undefined), "Internal Server Error");
});

test("error-page: problem details have title, status and detail when JSON is wanted (RFC9457§3.1)", () => {
  assert.deepEqual(JSON.parse(pageFor({ statusCode: 405, message: "PUT is not answered here." }, "application/json")), {
    title: "Method Not Allowed",
    status: 405,
    detail: "PUT is not answered here.",
  });
});

test("error-page: the site's own page wins when it is there and HTML is wanted", async () => {
  const store = memoryStore({ "404.html": "<h1>Nobody here</h1>", "405.html": "not for this" });
  const page = await siteErrorPage(store, { development: false });
  const html = requestFor("GET", "/x", { headers: { Accept: browser } });
  const own = await page({ statusCode: 404, message: undefined }, html);
  assert.equal(own.content, "<h1>Nobody here</h1>");
  assert.equal(own.statusCode, 404);
  assert.equal(own.headerSection.has("content-security-policy"), false);
  assert.notEqual((await page({ statusCode: 404, message: undefined }, requestFor("GET", "/x"))).content, own.content);
  assert.match(String((await page({ statusCode: 405, message: undefined }, html)).content), /Method Not Allowed/);
});

test("error-page: a ConfigError names the site's own page when it is there and cannot be read", async () => {
  const folder = siteErrorPage(memoryStore({ "404.html/index.html": "" }), { development: false });
  await assert.rejects(folder, { name: "ConfigError", message: /own page 404\.html .*is a folder/ });
});

test("error-page: the site's own page is read anew for each fault when the site is in development", async () => {
  for (const development of [true, false]) {
    const store = memoryStore({ "500.html": "old" });
    const page = await siteErrorPage(store, { development });
    store.write("500.html", "new");
    const html = requestFor("GET", "/x", { headers: { Accept: browser } });
    const { content } = await page({ statusCode: 500, message: undefined }, html);
    assert.equal(content, development ? "new" : "old");
  }
});

test("error-page: there is a way to the start page when the page itself is another", () => {
  const fault = { statusCode: 404, message: undefined };
  const headers = { Accept: browser };
  const home = (path: string) =>
    String(errorPage(fault, requestFor("GET", path, { headers }), { development: false }).content).includes('href="/"');
  assert.equal(home("/x"), true);
  assert.equal(home("/"), false);
});

test("error-page: a status code without content has none when it is a status page", async () => {
  const sitePage = await siteErrorPage(memoryStore({}), { development: false });
  const statusPage = async (statusCode: number) => plainStatusPage(statusCode, undefined, sitePage);
  for (const statusCode of [204, 205, 304]) {
    assert.equal((await statusPage(statusCode)).content, undefined);
  }
  assert.match(String((await statusPage(418)).content), /teapot/);
  assert.equal((await statusPage(200)).reason, "status 200");
});

test("error-page: something that is no Error is shown when it was thrown", () => {
  const thrown: readonly unknown[] = [null, { a: 1 }, "text", 7n, Symbol("s"), Object.create(null)];
  for (const cause of thrown)
    assert.equal(typeof pageFor({ statusCode: 500, message: undefined, cause }, undefined, true), "string");
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  assert.match(pageFor({ statusCode: 500, message: undefined, cause: circular }, undefined, true), /cannot be shown/);
});

for (const accept of [undefined, browser, "application/json"]) {
  test(`error-page: a message stands in place of what is true of most when Accept is ${accept ?? "absent"}`, () => {
    const page = pageFor({ statusCode: 409, message: "Two of one name." }, accept);
    assert.ok(page.includes("Two of one name."));
    assert.ok(!page.includes("changed this in the meantime"));
  });
}

for (const accept of [undefined, "application/json"]) {
  test(`error-page: nothing that came with a request reaches a terminal as it is when Accept is ${accept ?? "absent"}`, () => {
    const wild = "a\u001b[2J\u202e\u009b";
    const routes = [{ pattern: wild, outcome: wild }];
    const page = pageFor({ statusCode: 400, message: wild, hint: wild, routes, cause: new Error(wild) }, accept, true);
    assert.doesNotMatch(page, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
}

test("error-page: the site's own page is the answer of status(…) too when it has one", async () => {
  const page = await siteErrorPage(memoryStore({ "404.html": "own" }), { development: false });
  const html = requestFor("GET", "/x", { headers: { Accept: browser } });
  const own = await plainStatusPage(404, html, page);
  assert.deepEqual([own.statusCode, own.content, own.reason], [404, "own", "status 404"]);
});
