import assert from "node:assert/strict";
import { test } from "node:test";
import { Script } from "node:vm";
import { exchangeFor, NotedDecisions, requestFor } from "../files/testing/exchanges.ts";
import { FieldSection, type OutgoingResponse, type Resource } from "../semantics/index.ts";
import { LiveReload } from "./live-reload.ts";
import type { LiveMessage } from "./live-reload-stream.ts";
import { liveReloadScript } from "./page/live-reload-script.ts";

const headers = { Accept: "text/html" };
const htmlPage: Resource = () => ({
  statusCode: 200,
  headerSection: FieldSection.of({ "Content-Type": "text/html", ETag: '"a"' }),
  content: "<p>",
});

function liveReload(): LiveReload {
  return new LiveReload({ fileChanged() {} });
}

function answer(resource: Resource, method: string, target: string, fields = {}) {
  return resource(requestFor(method, target, { headers: fields }), exchangeFor()) as OutgoingResponse;
}

/** A page that listens, and what it is told next. */
function listening(resource: Resource) {
  const { content, headerSection, statusCode } = answer(resource, "GET", "/~porthole/live");
  assert.equal(statusCode, 200);
  assert.equal(headerSection.get("content-type"), "text/event-stream; charset=utf-8");
  const stream = (content as AsyncIterable<string>)[Symbol.asyncIterator]();
  const next = async (): Promise<LiveMessage | undefined> => {
    const { done, value } = await stream.next();
    if (done === true) return undefined;
    const data = /^(?:retry: \d+\n)?data: ([^\n\r]*)\n\n$/.exec(value);
    assert.ok(data, value);
    return JSON.parse(data[1]!) as LiveMessage;
  };
  return { next, leave: () => stream.return?.() };
}

const versionIn = (response: OutgoingResponse) => /data-version="([^"]+)"/.exec(String(response.content))?.[1];

test("live reload: a page carries the version that its stream begins with", async () => {
  const live = liveReload();
  const resource = live.wrap(htmlPage);
  const page = listening(resource);
  const response = answer(resource, "GET", "/", headers);
  assert.equal((await page.next())?.version, versionIn(response));
  assert.equal(response.headerSection.has("etag"), false);
});

test("live reload: what is no page is answered as it was, by the same request", () => {
  const requests: unknown[] = [];
  const request = requestFor("GET", "/style.css", { headers: { Accept: "text/css", "If-None-Match": "x" } });
  const same = { statusCode: 304, headerSection: FieldSection.empty, content: undefined };
  const resource = liveReload().wrap((asked) => {
    requests.push(asked);
    return same;
  });
  assert.equal(resource(request, exchangeFor()), same);
  assert.equal(requests[0], request);
});

test("live reload: a page that is awaited gets the script too, with the version from before it was made", async () => {
  const live = liveReload();
  let make: () => void = () => {};
  const made = new Promise<void>((resolve) => {
    make = resolve;
  });
  const resource = live.wrap(async (request, exchange) => {
    await made;
    return htmlPage(request, exchange);
  });
  const before = versionIn(answer(live.wrap(htmlPage), "GET", "/", headers));
  const response = resource(requestFor("GET", "/", { headers }), exchangeFor());
  live.changed(["index.html"]);
  make();
  assert.equal(versionIn(await response), before);
});

test("live reload: an error page that the server asks for has the script when it is shown as a page", async () => {
  const live = liveReload();
  const errorPage = live.wrapErrorPage(({ statusCode }) => ({
    statusCode,
    headerSection: FieldSection.of({ "Content-Type": "text/html" }),
    content: "<p>",
  }));
  const fault = { statusCode: 500, message: undefined };
  assert.ok(versionIn(await errorPage(fault, requestFor("GET", "/", { headers }))));
  assert.equal((await errorPage(fault, requestFor("GET", "/"))).content, "<p>");
  assert.equal((await errorPage(fault, undefined)).content, "<p>");
});

test("live reload: every page that listens is told what changed, and they are counted", async () => {
  const live = liveReload();
  const resource = live.wrap(htmlPage);
  const [one, other] = [listening(resource), listening(resource)];
  assert.equal(live.changed([]), 0);
  const [first] = await Promise.all([one.next(), other.next()]);
  assert.equal(live.pages, 2);
  assert.equal(live.changed(["a.css", "b.css"]), 2);
  for (const page of [one, other]) {
    const message = await page.next();
    assert.deepEqual(message?.changed, ["a.css", "b.css"]);
    assert.notEqual(message?.version, first?.version);
  }
  await one.leave();
  assert.equal(live.changed(["a.css"]), 1);
});

test("live reload: what a page did not take in time becomes one message", async () => {
  const live = liveReload();
  const page = listening(live.wrap(htmlPage));
  await page.next();
  live.changed(["a.css"]);
  live.changed(["b.css", "a.css"]);
  live.failed("wrong");
  const message = await page.next();
  assert.deepEqual(message?.changed, ["a.css", "b.css"]);
  assert.equal(message?.failure, "wrong");
  live.changed(["a.css"]);
  live.siteChanged();
  assert.equal((await page.next())?.changed, undefined);
});

test("live reload: a failure is told to who listens and to who comes, until the site has changed", async () => {
  const live = liveReload();
  const resource = live.wrap(htmlPage);
  const page = listening(resource);
  const good = await page.next();
  const failure = "site.ts:2:1  </script>\n\n  › 2 │ \u2028 data: x\r";
  assert.equal(live.failed(failure), 1);
  const wrong = await page.next();
  assert.equal(wrong?.failure, failure);
  assert.equal(wrong?.version, good?.version);
  assert.deepEqual(wrong?.changed, []);
  assert.equal((await listening(resource).next())?.failure, failure);
  live.changed(["index.html"]);
  assert.equal((await page.next())?.failure, failure);
  live.siteChanged();
  assert.equal((await page.next())?.failure, undefined);
});

test("live reload: all streams end, and none is opened any more, when it is closed", async () => {
  const live = liveReload();
  const resource = live.wrap(htmlPage);
  const page = listening(resource);
  const unread = listening(resource);
  await page.next();
  const next = page.next();
  live.close();
  assert.equal(await next, undefined);
  assert.notEqual(await unread.next(), undefined);
  assert.equal(await unread.next(), undefined);
  assert.equal(live.pages, 0);
  assert.equal(answer(resource, "GET", "/~porthole/live").statusCode, 204);
});

test("live reload: a stream that nobody reads, for HEAD, counts as no page", async () => {
  const live = liveReload();
  const resource = live.wrap(htmlPage);
  await listening(resource).leave();
  assert.equal(answer(resource, "HEAD", "/~porthole/live").statusCode, 200);
  assert.equal(live.pages, 0);
});

test("live reload: the script is had by GET and HEAD, and all other paths are the site's", () => {
  const resource = liveReload().wrap(() => ({
    statusCode: 418,
    headerSection: FieldSection.empty,
    content: undefined,
  }));
  const { statusCode, headerSection, content } = answer(resource, "GET", "/~porthole/live.js");
  assert.equal(statusCode, 200);
  assert.equal(headerSection.get("content-type"), "text/javascript; charset=utf-8");
  assert.equal(headerSection.get("cache-control"), "no-store");
  assert.equal(content, liveReloadScript);
  assert.equal(answer(resource, "HEAD", "/~porthole/live.js").statusCode, 200);
  for (const [method, path] of [
    ["POST", "/~porthole/live.js"],
    ["PUT", "/~porthole/live"],
    ["GET", "/~porthole/"],
    ["GET", "/~porthole/live/"],
    ["GET", "/~porthole"],
  ] as const) {
    assert.equal(answer(resource, method, path).statusCode, 418, `${method} ${path}`);
  }
});

test("live reload: what a page with the script says besides, and cannot say any more, is noted when it is put in", () => {
  const decisions = new NotedDecisions();
  const request = requestFor("GET", "/", { headers });
  liveReload().wrap(htmlPage)(request, exchangeFor(decisions));
  assert.deepEqual(decisions.rowsOf("fields"), [
    "Cache-Control | live reload (--watch)",
    "ETag | taken away by live reload (--watch)",
  ]);
});

test("live reload: the script is well-formed", () => {
  assert.doesNotThrow(() => new Script(liveReloadScript));
});
