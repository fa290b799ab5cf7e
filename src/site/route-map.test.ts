import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RouteMap, restOfPath } from "./route-map.ts";
import { parseRoutePattern } from "./route-pattern.ts";

function mapOf(...patterns: string[]): RouteMap<string> {
  return new RouteMap(patterns.map((text) => ({ pattern: parseRoutePattern(text), value: text })));
}

/** The pattern and params that a request finds, or what it finds instead. */
function found(map: RouteMap<string>, method: string, path: string): unknown {
  const finding = map.find(method, path);
  if (finding.kind === "route") return [finding.route.value, { ...finding.params }];
  return finding.kind === "method" ? finding.allow.join(" ") : finding.kind;
}

const kittens = [
  "/",
  "/kittens",
  "/kittens/",
  "/kittens/new",
  "/kittens/:name",
  "/kittens/:name/photos/:photo",
  "/kittens/*",
  "POST /kittens/:name",
  "DELETE /kittens/new",
  "/caf%C3%A9",
  "/files/*",
  "/a=b/x%20y",
];

const findings: readonly (readonly [method: string, path: string, expected: unknown])[] = [
  ["GET", "/", ["/", {}]],
  ["HEAD", "/", ["/", {}]],
  ["GET", "/kittens", ["/kittens", {}]],
  ["GET", "/kittens/", ["/kittens/", {}]],
  ["GET", "/kittens/new", ["/kittens/new", {}]],
  ["GET", "/kittens/tom", ["/kittens/:name", { name: "tom" }]],
  ["POST", "/kittens/new", ["POST /kittens/:name", { name: "new" }]],
  ["DELETE", "/kittens/new", ["DELETE /kittens/new", {}]],
  ["DELETE", "/kittens/tom", "GET HEAD OPTIONS POST"],
  ["PUT", "/kittens/new", "DELETE GET HEAD OPTIONS POST"],
  ["GET", "/kittens/tom/photos/1", ["/kittens/:name/photos/:photo", { name: "tom", photo: "1" }]],
  ["GET", "/kittens/tom/photos", ["/kittens/*", { "*": "tom/photos" }]],
  ["GET", "/kittens/tom/", ["/kittens/*", { "*": "tom/" }]],
  ["GET", "/kittens//", ["/kittens/*", { "*": "/" }]],
  ["GET", "/files/", ["/files/*", { "*": "" }]],
  ["GET", "/files", "none"],
  ["GET", "/puppies", "none"],
  ["get", "/kittens", "GET HEAD OPTIONS"],
  // Segments are compared decoded, whatever of them was percent-encoded.
  ["GET", "/caf%C3%A9", ["/caf%C3%A9", {}]],
  ["GET", "/caf%c3%a9", ["/caf%C3%A9", {}]],
  ["GET", "/%6Bittens", ["/kittens", {}]],
  ["GET", "/a%3Db/x%20y", ["/a=b/x%20y", {}]],
  ["GET", "/kittens/%E2%98%83", ["/kittens/:name", { name: "☃" }]],
  ["GET", "/kittens/a%2Fb", ["/kittens/:name", { name: "a/b" }]],
  ["GET", "/kittens/a%252Fb", ["/kittens/:name", { name: "a%2Fb" }]],
  ["GET", "/kittens%2Fnew", "none"],
  ["GET", "/files/a%2Fb/c%20d", ["/files/*", { "*": "a%2Fb/c d" }]],
  ["GET", "/kittens/%3Aname", ["/kittens/:name", { name: ":name" }]],
  ["GET", "/kittens/__proto__", ["/kittens/:name", { name: "__proto__" }]],
  // What no path can mean.
  ["GET", "/kittens/%FF", "malformed"],
  ["GET", "/kittens/%zz", "malformed"],
  ["GET", "/kittens/a%00b", "malformed"],
  ["GET", "/files/../kittens", "malformed"],
  ["GET", "/files/..", "malformed"],
  ["GET", "/files/.", "malformed"],
  ["GET", "/files/%2e%2E/kittens", "malformed"],
  ["GET", "/files/.%2e", "malformed"],
  ["GET", "/kittens/..%2F..%2Fsecret", "malformed"],
  ["GET", "/kittens/a%5C..", "malformed"],
  ["GET", "/kittens/a%2F.b", ["/kittens/:name", { name: "a/.b" }]],
  ["GET", "/files/..a", ["/files/*", { "*": "..a" }]],
  ["GET", "", "malformed"],
  ["OPTIONS", "*", "malformed"],
];

for (const [method, path, expected] of findings) {
  test(`route-map: the right thing is found when ${method} ${path} is asked for, in whatever order routes came`, () => {
    assert.deepEqual(found(mapOf(...kittens), method, path), expected);
    assert.deepEqual(found(mapOf(...[...kittens].reverse()), method, path), expected);
  });
}

test("route-map: the first segment that differs decides when two patterns match", () => {
  const map = mapOf("/a/:x", "/:y/b", "/:y/*", "/*");
  assert.deepEqual(found(map, "GET", "/a/b"), ["/a/:x", { x: "b" }]);
  assert.deepEqual(found(map, "GET", "/c/b"), ["/:y/b", { y: "c" }]);
  assert.deepEqual(found(map, "GET", "/a/"), ["/:y/*", { y: "a", "*": "" }]);
  assert.deepEqual(found(map, "GET", "/c"), ["/*", { "*": "c" }]);
  assert.deepEqual(found(map, "GET", "/"), ["/*", { "*": "" }]);
});

test("route-map: a route of its own answers HEAD when there is one", () => {
  const map = mapOf("/x", "HEAD /x");
  assert.deepEqual(found(map, "HEAD", "/x"), ["HEAD /x", {}]);
  assert.equal(map.exact("HEAD", "/x")?.value, "HEAD /x");
});

test("route-map: one look-up finds the route when the path is spelled as its pattern or as senders spell it", () => {
  const map = mapOf("/café au lait".replaceAll(" ", "%20"), "/%7Euser", "POST /x");
  assert.equal(map.exact("GET", "/caf%C3%A9%20au%20lait")?.value, "/café%20au%20lait");
  assert.equal(map.exact("GET", "/~user")?.value, "/%7Euser");
  assert.equal(map.exact("GET", "/%7Euser")?.value, "/%7Euser");
  assert.equal(map.exact("GET", "/x"), undefined);
  assert.equal(map.exact("POST", "/x")?.value, "POST /x");
  assert.deepEqual(map.methods, ["GET", "HEAD", "OPTIONS", "POST"]);
});

const conflicts: readonly (readonly [one: string, other: string])[] = [
  ["/a/:x", "/a/:y"],
  ["/x", "GET /x"],
  ["/caf%C3%A9", "/caf%c3%a9"],
  ["/a/:x/*", "GET /a/:y/*"],
];

for (const [one, other] of conflicts) {
  test(`route-map: a ConfigError names both when "${one}" and "${other}" match the same requests`, () => {
    assert.throws(() => mapOf(one, other), {
      name: "ConfigError",
      message: `the routes "${one}" and "${other}" match the same requests`,
    });
  });
}

test("route-map: the tree and a plain search over all patterns agree when routes and paths are random", () => {
  const segment = fc.constantFrom("a", "b", ":p", "c");
  const pattern = fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(
      ([segments, isOpen]) =>
        `/${segments.map((each, at) => (each === ":p" ? `:p${at}` : each)).join("/")}${isOpen ? "/*" : ""}`,
    );
  const patterns = fc.uniqueArray(pattern, { minLength: 1, maxLength: 12 });
  const path = fc
    .array(fc.constantFrom("a", "b", "d"), { minLength: 1, maxLength: 5 })
    .map((all) => `/${all.join("/")}`);
  fc.assert(
    fc.property(patterns, path, (texts, asked) => {
      const finding = mapOf(...texts).find("GET", asked);
      assert.equal(finding.kind === "route" ? finding.route.value : undefined, plainSearch(texts, asked));
    }),
    { numRuns: 300 },
  );
});

test("route-map: a finding comes, and no error, when the path is any text", () => {
  const map = mapOf(...kittens);
  const piece = fc.constantFrom(
    "/",
    "%",
    "%2F",
    "%2e",
    ".",
    "..",
    "kittens",
    "files",
    "%C3",
    "%A9",
    "\0",
    "é",
    "*",
    ":name",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((pieces) => pieces.join("")),
      ),
      (path) => {
        const finding = map.find("GET", path);
        assert.ok(["route", "method", "none", "malformed"].includes(finding.kind));
        const params = finding.kind === "route" ? Object.values(finding.params) : [];
        for (const param of params)
          assert.ok(
            param.split(/[/\\]|%2F/).every((each) => each !== "." && each !== ".."),
            param,
          );
      },
    ),
    { numRuns: 1000 },
  );
});

/** The most specific of the patterns that match, by comparing them segment by segment. */
function plainSearch(patterns: readonly string[], path: string): string | undefined {
  const asked = path.slice(1).split("/");
  const rank = (segment: string | undefined) => (segment === "*" ? 2 : segment?.startsWith(":") ? 1 : 0);
  const matching = patterns.filter((pattern) => {
    const segments = pattern.slice(1).split("/");
    const isOpen = segments.at(-1) === "*";
    if (isOpen ? asked.length < segments.length : asked.length !== segments.length) return false;
    return segments.every((segment, at) => rank(segment) > 0 || segment === asked[at]);
  });
  return matching.sort((one, other) => {
    const [left, right] = [one.slice(1).split("/"), other.slice(1).split("/")];
    for (let at = 0; at < Math.max(left.length, right.length); at++) {
      const difference = rank(left[at]) - rank(right[at]);
      if (difference !== 0) return difference;
    }
    return 0;
  })[0];
}

test("route-map: the rest of a path is as it was sent when the first segments are left out", () => {
  assert.equal(restOfPath("/a/b%20c//d", 1), "/b%20c//d");
  assert.equal(restOfPath("/a/b", 0), "/a/b");
  assert.equal(restOfPath("/a/", 1), "/");
  assert.equal(restOfPath("/a", 1), "");
});
