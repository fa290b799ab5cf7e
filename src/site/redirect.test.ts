import assert from "node:assert/strict";
import { test } from "node:test";
import { redirect } from "./site-values.ts";
import { answerOfRoutes, compiledSite } from "./testing/exchanges.ts";

async function locationOf(pattern: string, location: string, target: string): Promise<string | undefined> {
  const response = await answerOfRoutes({ [pattern]: redirect(location) }, "GET", target);
  return response.headerSection.get("location");
}

for (const status of [301, 302, 303, 307, 308] as const) {
  test(`redirect: the status code is ${status} when it is said (RFC9110§15.4)`, async () => {
    const response = await answerOfRoutes({ "/cats": redirect(status, "/kittens") }, "GET", "/cats");
    assert.equal(response.statusCode, status);
    assert.equal(response.headerSection.get("location"), "/kittens");
    assert.equal(response.reason, `redirect ${status}`);
    assert.match(response.text, /<a href="\/kittens">/);
  });
}

test("redirect: the status code is 302 when only the location is said", async () => {
  assert.equal((await answerOfRoutes({ "/cats": redirect("/kittens") }, "GET", "/cats")).statusCode, 302);
});

const locations: readonly (readonly [pattern: string, location: string, target: string, expected: string])[] = [
  // The query is kept, unless the location has one of its own.
  ["/cats", "/kittens", "/cats?number=10&type=cute", "/kittens?number=10&type=cute"],
  ["/cats", "/kittens", "/cats?", "/kittens?"],
  ["/cats", "/kittens#top", "/cats?a=1", "/kittens?a=1#top"],
  ["/cats", "/kittens?size=1", "/cats?a=1", "/kittens?size=1"],
  ["/cats", "/kittens#why?", "/cats?a=1", "/kittens?a=1#why?"],
  ["/cats", "https://example.com", "/cats?a=1", "https://example.com?a=1"],
  // Params are put in, encoded.
  ["/old/:id", "/new/:id", "/old/7", "/new/7"],
  ["/old/:id", "/new/:id/:id?q=:id", "/old/a%20b", "/new/a%20b/a%20b?q=a%20b"],
  ["/old/:id", "/:id", "/old/%2Fevil.example", "/%2Fevil.example"],
  ["/old/:id", "/:id", "/old/%5Cevil.example", "/%5Cevil.example"],
  ["/old/:id", "/item?id=:id", "/old/a%26b%3D%23?x=1", "/item?id=a%26b%3D%23"],
  ["/old/:id", "/caf%C3%A9/:id", "/old/%E2%98%83", "/caf%C3%A9/%E2%98%83"],
  ["/blog/*", "/news/*", "/blog/2026/a%2Fb%20c?x", "/news/2026/a%2Fb%20c?x"],
  ["/blog/*", "https://example.com/*", "/blog/a", "https://example.com/a"],
  ["/a/:x/*", "/*", "/a/b/c/d", "/c/d"],
  // A location that is a path never leaves the origin.
  ["/out/*", "/*", "/out//evil.example", "/evil.example"],
  ["/out/*", "/*", "/out///evil.example/x", "/evil.example/x"],
  ["/out/*", "/*", "/out/", "/"],
  // What no URI holds is encoded.
  ["/a", "/café au lait", "/a", "/caf%C3%A9%20au%20lait"],
  ["/a", '/x"<>^`{|}\\', "/a", "/x%22%3C%3E%5E%60%7B%7C%7D%5C"],
  ["/a", "../up/:9", "/a", "../up/:9"],
];

for (const [pattern, location, target, expected] of locations) {
  test(`redirect: the location is ${expected} when "${pattern}" leads to "${location}" and ${target} is asked for`, async () => {
    assert.equal(await locationOf(pattern, location, target), expected);
  });
}

test("redirect: its note is escaped when the query holds HTML", async () => {
  const response = await answerOfRoutes({ "/a": redirect("/b") }, "GET", "/a?'&x");
  assert.match(response.text, /<a href="\/b\?&#39;&amp;x">/);
});

test("redirect: a ConfigError names the route when its location uses a param that the pattern lacks", async () => {
  for (const location of ["/new/:nmae", "/new/*", "/x?q=:y"]) {
    await assert.rejects(compiledSite({ "/old/:name": redirect(location) }), {
      name: "ConfigError",
      key: "/old/:name",
    });
  }
});

for (const location of ["", "//evil.example", "/\\evil.example", "\\evil", "/a\r\nX: y", "/\t/evil.example"]) {
  test(`redirect: a ConfigError is thrown when the location is ${JSON.stringify(location)}`, () => {
    assert.throws(() => redirect(location), { name: "ConfigError" });
  });
}

test("redirect: a ConfigError is thrown when the status code is no redirect", () => {
  assert.throws(() => redirect(304 as never, "/"), { name: "ConfigError", hint: "Use 301, 302, 303, 307 or 308." });
});

test("redirect: the location is taken as it is when a handler answers it", async () => {
  const response = await answerOfRoutes({ "POST /a/:id": () => redirect(303, "/b/:id?x=1") }, "POST", "/a/1?y=2");
  assert.equal(response.statusCode, 303);
  assert.equal(response.headerSection.get("location"), "/b/:id?x=1");
});
