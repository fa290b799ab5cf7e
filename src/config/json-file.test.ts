import assert from "node:assert/strict";
import { test } from "node:test";
import * as v from "valibot";
import { type ConfigError, isConfigError } from "./config-error.ts";
import { HINT, parseJsonFile } from "./json-file.ts";

const schema = v.strictObject(
  {
    port: v.optional(v.number(`is no number${HINT}Such as 5000.`)),
    names: v.optional(v.record(v.string(), v.string("is no text"))),
    list: v.optional(v.array(v.number("is no number"))),
    needed: v.optional(v.strictObject({ key: v.string("is no text") }, "lacks a key")),
  },
  (issue) => `"${String(issue.path?.at(-1)?.key)}" is no key here`,
);
const rules = { isRecord: (at: readonly (string | number)[]) => at[0] === "names" };

function refused(source: string): ConfigError {
  try {
    parseJsonFile(source, "a.json", schema, rules);
  } catch (error) {
    assert.ok(isConfigError(error), String(error));
    return error;
  }
  throw new Error("it was taken");
}

const wrong: readonly (readonly [source: string, said: string])[] = [
  ["{", '1:2 the file is no JSON: a "}" is expected'],
  ["[]", "1:1 the file holds a list; an object is expected"],
  ["null", "1:1 the file holds null; an object is expected"],
  ['"a"', "1:1 the file holds a string; an object is expected"],
  ['{\n "port": "x"}', '2:10 port: "port" is no number (Such as 5000.)'],
  ['{"list": [1, "x"]}', '1:14 list.1: item 2 of "list" is no number'],
  ['{"prot": 1}', '1:2 prot: "prot" is no key here'],
  ['{"needed": {}}', '1:12 needed: "needed" lacks a key'],
  ['{"port": 1, "port": 2}', '1:13 port: "port" is there twice'],
  ['{"names": {"a": "1", "\\u0061": "2"}}', '1:22 names.a: "a" is there twice'],
  ['{"names": {"__proto__": "x"}}', '1:12 names.__proto__: "__proto__" cannot be a name here'],
  ['{"names": {"constructor": "x"}}', '1:12 names.constructor: "constructor" cannot be a name here'],
  ['{"__proto__": {"port": 1}}', '1:2 __proto__: "__proto__" is no key here'],
  ['{"port": "x", "list": [""]}', '1:10 port: "port" is no number (Such as 5000.)'],
];
for (const [source, said] of wrong) {
  test(`json file: what stands first is refused at its place when the file is ${source}`, () => {
    const { line, column, key, message, hint, file } = refused(source);
    assert.equal(file, "a.json");
    const place = key === undefined ? `${line}:${column}` : `${line}:${column} ${key}:`;
    assert.equal(`${place} ${message}${hint === undefined ? "" : ` (${hint})`}`, said);
  });
}

test("json file: its value and the places in it are known when it is right, after a byte order mark too", () => {
  const { value, place } = parseJsonFile('\ufeff{"port": 1,\n "list": [2]}', "a.json", schema, rules);
  assert.deepEqual(value, { port: 1, list: [2] });
  assert.deepEqual(place(["list", 0]), { file: "a.json", line: 2, column: 11, key: "list.0" });
  assert.deepEqual(place(["list"], true), { file: "a.json", line: 2, column: 2, key: "list" });
  assert.deepEqual(place(["absent", "key"]), { file: "a.json", line: 1, column: 1, key: "absent.key" });
});
