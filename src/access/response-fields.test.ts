import assert from "node:assert/strict";
import { test } from "node:test";
import { isConfigError } from "../config/index.ts";
import { exchangeFor, requestFor } from "../files/testing/exchanges.ts";
import { FieldSection, type FieldSectionInit, type OutgoingResponse } from "../semantics/index.ts";
import {
  pageWithResponseFields,
  parseResponseFieldFlag,
  parseResponseFields,
  withResponseFields,
} from "./response-fields.ts";

const response: OutgoingResponse = {
  statusCode: 200,
  headerSection: FieldSection.of([
    ["Content-Type", "text/plain"],
    ["Vary", "Accept"],
    ["Set-Cookie", "a=1"],
    ["X-Frame-Options", "SAMEORIGIN"],
  ]),
  content: "x",
};

function fieldsWith(init: FieldSectionInit) {
  const resource = withResponseFields(() => response, parseResponseFields(init));
  const given = resource(requestFor("GET", "/"), exchangeFor());
  assert.ok(!(given instanceof Promise), "what is answered at once stays so");
  return given.headerSection;
}

const edits: readonly (readonly [what: string, init: FieldSectionInit, name: string, values: readonly string[]])[] = [
  ["a new one", { "X-Made": "by hand" }, "x-made", ["by hand"]],
  ["one that is there", { "x-frame-options": "DENY" }, "X-Frame-Options", ["DENY"]],
  ["an empty one", { "X-Frame-Options": "" }, "X-Frame-Options", []],
  ["Vary", { Vary: "Cookie" }, "Vary", ["Accept", "Cookie"]],
  ["a Vary that is there", { Vary: "Accept" }, "Vary", ["Accept"]],
  ["Set-Cookie", { "Set-Cookie": ["b=2", "c=3"] }, "Set-Cookie", ["a=1", "b=2", "c=3"]],
  [
    "the same name twice",
    [
      ["X-A", "1"],
      ["x-a", "2"],
    ],
    "x-a",
    ["1", "2"],
  ],
  ["a value with white space around it", { "X-A": " \t1 " }, "x-a", ["1"]],
  ["an octet beyond ASCII", { "X-A": "é" }, "x-a", ["é"]],
];

for (const [what, init, name, values] of edits) {
  test(`response fields: all responses have them when the field is ${what} (RFC9110§5)`, () => {
    assert.deepEqual(fieldsWith(init).getAll(name), values);
  });
}

test("response fields: nothing is wrapped when there are none", () => {
  const resource = () => response;
  assert.equal(withResponseFields(resource, parseResponseFields(undefined)), resource);
  assert.equal(withResponseFields(resource, parseResponseFields({})), resource);
});

test("response fields: the same section answers the same section when a response is sent often", () => {
  const resource = withResponseFields(() => response, parseResponseFields({ "X-A": "1" }));
  const ask = () => (resource(requestFor("GET", "/"), exchangeFor()) as OutgoingResponse).headerSection;
  assert.equal(ask(), ask());
});

test("response fields: pages of faults have them too", async () => {
  const page = pageWithResponseFields(() => response, parseResponseFields({ "X-A": "1" }));
  assert.equal((await page({ statusCode: 400, message: undefined }, undefined)).headerSection.get("x-a"), "1");
});

const refused: readonly (readonly [init: unknown, message: RegExp])[] = [
  [{ "Content-Length": "1" }, /server delimits/],
  [{ "transfer-encoding": "chunked" }, /server delimits/],
  [{ Connection: "close" }, /server delimits/],
  [{ Date: "now" }, /clock/],
  [{ "Content-Range": "bytes 0-1/2" }, /each response/],
  [{ ETag: '"1"' }, /each response/],
  [{ "X A": "1" }, /no field name/],
  [{ "": "1" }, /no field name/],
  [{ "X-A": "1\r\nX-B: 2" }, /cannot be sent/],
  [{ "X-A": "1\0" }, /cannot be sent/],
  [{ "X-A": "🐱" }, /cannot be sent/],
  ["X-A: 1", /no record/],
  [[["X-A", 5]], /the value of X-A is 5/],
];

for (const [init, message] of refused) {
  test(`response fields: they are refused when they are ${JSON.stringify(init)}`, () => {
    assert.throws(
      () => parseResponseFields(init as FieldSectionInit),
      (error) => isConfigError(error) && message.test(error.message) && error.key?.startsWith("headers") === true,
    );
  });
}

test("response fields: a flag is a name, a colon and a value", () => {
  assert.deepEqual(parseResponseFieldFlag("X-A:  a: b "), ["X-A", "a: b"]);
  assert.deepEqual(parseResponseFieldFlag("X-A:"), ["X-A", ""]);
  assert.throws(() => parseResponseFieldFlag("X-A"), /no colon/);
  assert.throws(() => parseResponseFieldFlag("X-A : 1"), /no field name/);
  assert.throws(() => parseResponseFieldFlag("Date: 1"), /clock/);
});
