import assert from "node:assert/strict";
import { test } from "node:test";
import { type FailedExchange, failureLog } from "./failure-log.ts";
import { ResponseError, respond, serve, site, text } from "./index.ts";

const whole: FailedExchange = {
  statusCode: 200,
  method: "GET",
  requestTarget: "/crash",
  isCut: false,
  cause: undefined,
};

function logged(parts: Partial<FailedExchange>): string[] {
  const texts: string[] = [];
  failureLog((text) => texts.push(text)).exchange({ ...whole, ...parts });
  return texts;
}

function thrown(): Error {
  const error = new Error("the inside \u001b[2J");
  const own = new URL("./site/handler.ts", import.meta.url).href;
  error.stack = `Error: the inside \u001b[2J\n    at answer (/kittens/site.ts:3:9)\n    at serve (${own}:1:1)`;
  return error;
}

test("failure log: what was thrown is told, our own frames folded and controls escaped, when it made a 5xx", () => {
  assert.deepEqual(logged({ statusCode: 500, cause: thrown() }), [
    [
      "porthole: 500 GET /crash",
      "  Error: the inside \\x1B[2J",
      "      at answer (/kittens/site.ts:3:9)",
      "      … 1 inside porthole",
    ].join("\n"),
  ]);
});

test("failure log: what failed after the head was sent is told when it cut the response", () => {
  assert.match(
    logged({ isCut: true, cause: "a word" })[0] ?? "",
    /^porthole: 200 GET \/crash, cut\n {2}a word was thrown$/,
  );
});

test("failure log: nothing is said of what went well, was refused, or was left by the client", () => {
  for (const parts of [
    {},
    { statusCode: 404 },
    { statusCode: 503 },
    { statusCode: 400, cause: thrown() },
    { isCut: true },
  ]) {
    assert.deepEqual(logged(parts), []);
  }
});

test("failure log: a notice is told when it is more than information", () => {
  const texts: string[] = [];
  const log = failureLog((text) => texts.push(text));
  for (const level of ["info", "warn", "error"] as const) log.notice({ timeMs: 0, level, message: "so\u202e it is" });
  assert.deepEqual(texts, ["porthole: warn: so\\u{202E} it is", "porthole: error: so\\u{202E} it is"]);
});

test("failure log: serve() without a log tells on standard error what handlers threw, and when", async (t) => {
  const told = t.mock.method(console, "error", () => {});
  const routes = site({
    "/throws": () => {
      throw new Error("thrown at once");
    },
    "/rejects": () => Promise.reject(new Error("rejected")),
    "/breaks": () =>
      respond(
        (async function* () {
          yield "a beginning";
          throw new Error("broken on the way");
        })(),
      ),
    "/fine": text("fine"),
    "/refuses": () => {
      throw new ResponseError(409, "not now");
    },
  });
  await using server = await serve(routes, { port: 0, host: "127.0.0.1" });
  for (const path of ["throws", "rejects", "breaks", "fine", "refuses"]) {
    await fetch(server.url + path)
      .then((response) => response.text())
      .catch(() => "cut");
  }
  const texts = told.mock.calls.map(({ arguments: [first] }) => String(first));
  assert.deepEqual(
    texts.map((each) => each.split("\n").slice(0, 2).join(" ")),
    [
      "porthole: 500 GET /throws   Error: thrown at once",
      "porthole: 500 GET /rejects   Error: rejected",
      "porthole: 200 GET /breaks, cut   Error: broken on the way",
    ],
  );
});

test("failure log: serve() tells nothing on standard error when its log is false", async (t) => {
  const told = t.mock.method(console, "error", () => {});
  const routes = site({ "/": () => Promise.reject(new Error("rejected")) });
  await using server = await serve(routes, { port: 0, host: "127.0.0.1", log: false });
  assert.equal((await fetch(server.url)).status, 500);
  assert.equal(told.mock.callCount(), 0);
});
