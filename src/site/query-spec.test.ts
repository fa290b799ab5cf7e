import assert from "node:assert/strict";
import { test } from "node:test";
import { Query } from "../semantics/index.ts";
import { isQuerySpec, type QuerySpec, query, readQueryParameter } from "./query-spec.ts";

function read(text: string, spec: QuerySpec): unknown {
  return readQueryParameter(new Query(text), "x", spec);
}

test("query-spec: a value arrives with its type when it is what the spec says", () => {
  assert.equal(read("x=200", query.integer({ min: 20, max: 2000 })), 200);
  assert.equal(read("x=20", query.integer({ min: 20, max: 2000 })), 20);
  assert.equal(read("x=2000", query.integer({ min: 20, max: 2000 })), 2000);
  assert.equal(read("x=-7", query.integer()), -7);
  assert.ok(Object.is(read("x=-0", query.integer()), 0));
  assert.equal(read("x=1.5", query.number()), 1.5);
  assert.equal(read("x=-2e3", query.number()), -2000);
  assert.equal(read("x=%3Cscript%3E", query.string()), "<script>");
  assert.equal(read("x=", query.string({ default: "d" })), "");
  assert.equal(read("x=cute", query.oneOf(["cute", "grumpy"])), "cute");
  assert.equal(read("x=on", query.boolean()), true);
  assert.equal(read("x", query.boolean()), true);
  assert.equal(read("x=False", query.boolean()), false);
});

test("query-spec: the default is taken when the parameter is absent, or a form sent a number's field empty", () => {
  assert.equal(read("", query.integer({ default: 5 })), 5);
  assert.equal(read("x=", query.integer({ default: 5 })), 5);
  assert.equal(read("y=1", query.boolean({ default: false })), false);
  assert.equal(read("", query.string({ default: "" })), "");
});

const refused: readonly (readonly [text: string, spec: QuerySpec, message: string])[] = [
  ["x=abc", query.integer({ min: 20, max: 2000 }), 'is "abc"; it should be a whole number from 20 to 2000.'],
  ["x=19", query.integer({ min: 20, max: 2000 }), 'is "19"; it should be a whole number from 20 to 2000.'],
  ["x=2001", query.integer({ max: 2000 }), 'is "2001"; it should be a whole number, 2000 or less.'],
  ["x=1.0", query.integer({ min: 1 }), 'is "1.0"; it should be a whole number, 1 or more.'],
  ["x=%2B5", query.integer(), 'is "+5"; it should be a whole number.'],
  ["x=0x10", query.integer(), 'is "0x10"; it should be a whole number.'],
  ["x=9007199254740993", query.integer(), 'is "9007199254740993"; it should be a whole number.'],
  ["x=1e999", query.number(), 'is "1e999"; it should be a number.'],
  ["x=NaN", query.number(), 'is "NaN"; it should be a number.'],
  ["x=", query.integer(), 'is ""; it should be a whole number.'],
  ["", query.integer(), "is missing; it should be a whole number."],
  ["x=%F0%9F%90%B1%F0%9F%90%B1", query.string({ maxLength: 1 }), 'is "🐱🐱"; it should be at most 1 characters.'],
  ["x=abc", query.string({ pattern: "ab" }), 'is "abc"; it should be text of the form that this page expects.'],
  ["x=no", query.oneOf(["cute", "grumpy"]), 'is "no"; it should be one of "cute", "grumpy".'],
  ["x=2", query.boolean({ default: true }), 'is "2"; it should be "true" or "false".'],
  ["x=1&x=2", query.integer({ default: 1 }), "is given 2 times; it may be given once."],
];

for (const [text, spec, message] of refused) {
  test(`query-spec: a 400 names the parameter when "${text}" is read as ${spec.type}`, () => {
    assert.throws(() => read(text, spec), { statusCode: 400, message: `The query parameter "x" ${message}` });
  });
}

test("query-spec: maxLength counts characters when they are outside the basic plane", () => {
  assert.equal(read("x=%F0%9F%90%B1", query.string({ maxLength: 1 })), "🐱");
});

test("query-spec: a ConfigError is thrown when the spec contradicts itself", () => {
  const wrong = { name: "ConfigError" };
  assert.throws(() => query.integer({ min: 3, max: 2 }), wrong);
  assert.throws(() => query.integer({ min: 3, default: 2 }), wrong);
  assert.throws(() => query.integer({ max: 1.5 }), wrong);
  assert.throws(() => query.oneOf([]), wrong);
  assert.throws(() => query.oneOf(["a"], { default: "b" as never }), wrong);
  assert.throws(() => query.string({ pattern: "(" }), wrong);
});

test("query-spec: it is known by its brand when another copy of the package made it", () => {
  assert.ok(isQuerySpec(query.boolean()));
  assert.ok(isQuerySpec({ [Symbol.for("porthole.query")]: true, type: "boolean" }));
  assert.ok(!isQuerySpec({ type: "boolean" }));
});
