import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Query } from "./query.ts";

test("query: names and values are decoded once when they are read", () => {
  const query = new Query("number=10&type=cute+%26%20small&na%C3%AFve=%252B&type=second&flag&empty=&=nameless&&");
  assert.equal(query.get("number"), "10");
  assert.equal(query.get("type"), "cute & small");
  assert.deepEqual(query.getAll("type"), ["cute & small", "second"]);
  assert.equal(query.get("naïve"), "%2B");
  assert.equal(query.get("flag"), "");
  assert.equal(query.has("empty"), true);
  assert.equal(query.get(""), "nameless");
  assert.equal(query.get("absent"), undefined);
  assert.deepEqual(query.getAll("absent"), []);
  assert.deepEqual(query.names(), ["number", "type", "naïve", "flag", "empty", ""]);
});

test("query: nothing is there when the target has none", () => {
  for (const text of [undefined, "", "&&"]) {
    assert.deepEqual([...new Query(text)], []);
    assert.equal(new Query(text).has(""), false);
  }
});

test("query: a name of Object.prototype is a name like any other when it is not there", () => {
  assert.equal(new Query("a=1").get("constructor"), undefined);
  assert.equal(new Query("__proto__=1").get("__proto__"), "1");
});

test("query: a 400 names the parameter when its octets are not UTF-8 (RFC3986§2.1)", () => {
  const wrong = { name: "ResponseError", statusCode: 400 };
  assert.throws(() => new Query("size=%FF").get("size"), { ...wrong, message: /the value of "size" is not/ });
  assert.throws(() => new Query("%C3=1").has("x"), { ...wrong, message: /a name is not/ });
  assert.throws(() => new Query("a=%zz").get("a"), wrong);
});

test("query: it reads what URLSearchParams reads when URLSearchParams wrote it", () => {
  const pairs = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 8 });
  fc.assert(
    fc.property(pairs, (written) => {
      const standard = new URLSearchParams(written);
      const query = new Query(standard.toString());
      for (const [name] of standard) assert.deepEqual(query.getAll(name), standard.getAll(name));
      assert.equal([...query].length, written.length);
    }),
    { numRuns: 200 },
  );
});
