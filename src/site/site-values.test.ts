import assert from "node:assert/strict";
import { test } from "node:test";
import { isConfigError } from "../config/index.ts";
import { file, files, isRouteValue, isSiteValue, json, respond, route, status, text } from "./site-values.ts";

test("site-values: they are plain data known by their brand when they are made", () => {
  assert.deepEqual({ ...text("x") }, { [Symbol.for("porthole.value")]: true, kind: "text", content: "x" });
  for (const value of [text("x"), json(1), respond(), status(404), file("x")]) assert.ok(isSiteValue(value));
  const routed = route({}, text("x"));
  assert.ok(isRouteValue(routed));
  assert.ok(!isSiteValue(routed));
  assert.ok(!isSiteValue({ kind: "text", content: "x" }));
  assert.ok(!isSiteValue(null));
});

const circular: unknown[] = [];
circular.push(circular);

const wrong: readonly (readonly [what: string, make: () => unknown])[] = [
  ["text is no string", () => text(5 as never)],
  ["JSON has no form for undefined", () => json(undefined)],
  ["JSON has no form for a bigint", () => json(1n)],
  ["JSON is circular", () => json(circular)],
  ["content is an object", () => respond({} as never)],
  ["content is a number", () => respond(5 as never)],
  ["the status code is 199", () => respond("x", { status: 199 })],
  ["the status code is 600", () => status(600)],
  ["the status code is a fraction", () => status(200.5)],
  ["the status code is text", () => status("404" as never)],
  ["status has a string as value", () => status(404, "x" as never)],
  ["status has a Response as value", () => status(404, new Response() as never)],
  ["a file is to be sent with a status code that has no content", () => status(205, file("x"))],
  ["the path is empty", () => file("")],
  ["a file is to be listed", () => file("x", { list: true } as never)],
  ["options of files are a list", () => files("x", [] as never)],
  ["an option of files is misspelt", () => files("x", { cleanUrl: true } as never)],
  ["a choice of paths is text", () => files("x", { list: "/docs" as never })],
  ["the cache rule is a fraction", () => files("x", { cache: 0.5 })],
  ["the cache rule is unknown", () => files("x", { cache: "forever" as never })],
  ["the fallback file is no path", () => files("x", { spa: "" })],
  ["the content's limit is negative", () => route({ contentOctetsMax: -1 }, text("x"))],
  ["the content's limit is not a number", () => route({ contentOctetsMax: Number.NaN }, text("x"))],
];

for (const [what, make] of wrong) {
  test(`site-values: a ConfigError is thrown when ${what}`, () => {
    assert.throws(make, (error) => isConfigError(error) && error.name === "ConfigError");
  });
}
