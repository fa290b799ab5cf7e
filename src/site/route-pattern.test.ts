import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeSegment } from "../semantics/index.ts";
import { encodePath, parseRoutePattern } from "./route-pattern.ts";

test("route-pattern: method, literals, params and wildcard are told apart when all are there", () => {
  const pattern = parseRoutePattern("POST /caf%C3%A9/:name/*");
  assert.equal(pattern.method, "POST");
  assert.deepEqual(pattern.segments, [
    { kind: "literal", text: "café" },
    { kind: "param", name: "name" },
    { kind: "wildcard" },
  ]);
  assert.deepEqual(pattern.paramNames, ["name", "*"]);
});

test("route-pattern: it answers GET when no method is said", () => {
  assert.equal(parseRoutePattern("/").method, "GET");
  assert.deepEqual(parseRoutePattern("/").segments, [{ kind: "literal", text: "" }]);
  assert.equal(parseRoutePattern("/a/").segments.length, 2);
});

test("route-pattern: the characters of params are literal when they are percent-encoded", () => {
  assert.deepEqual(parseRoutePattern("/%3Aname/%2A").segments, [
    { kind: "literal", text: ":name" },
    { kind: "literal", text: "*" },
  ]);
});

const wrongPatterns = [
  "kittens",
  "",
  "get /kittens",
  "GET  /kittens",
  "GET,POST /kittens",
  "CONNECT /x",
  "TRACE /x",
  "/a?b",
  "/a#b",
  "/a b",
  "/*/a",
  "/a*",
  "/:",
  "/:a-b",
  "/:a.svg",
  "/:1",
  "/:a/:a",
  "/:__proto__",
  "/%zz",
  "/%FF",
  "/../a",
  "/%2e%2E/a",
  "/a%00",
];

for (const text of wrongPatterns) {
  test(`route-pattern: a ConfigError names it when it is "${text}"`, () => {
    assert.throws(
      () => parseRoutePattern(text),
      (error: Error & { key?: string }) => {
        assert.equal(error.name, "ConfigError");
        assert.equal(error.key, text);
        return error.message.startsWith(`route "${text}": `);
      },
    );
  });
}

test("route-pattern: the pattern that may have been meant is said when a wildcard is not its last segment", () => {
  for (const [text, meant] of [
    ["/d/*/e", "/d/:name/e"],
    ["POST /:name/*/*/*", "POST /:name/:other/:third/*"],
  ] as const) {
    assert.throws(() => parseRoutePattern(text), { hint: `Name a single segment: ${meant}` });
  }
});

test("route-pattern: only what is no pchar is encoded when a path is written (RFC3986§3.3)", () => {
  assert.equal(encodePath(["a-b._~!$&'()*+,;=:@", "ü /%?#"]), "/a-b._~!$&'()*+,;=:@/%C3%BC%20%2F%25%3F%23");
  assert.equal(encodeSegment("\\"), "%5C");
});
