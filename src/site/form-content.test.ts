import assert from "node:assert/strict";
import { test } from "node:test";
import { type Form, type ReadFormOptions, readForm, readJson, readText } from "./form-content.ts";
import { contentOf, exchangeOf, latin1, refusal, requestOf, utf8 } from "./testing/form-requests.ts";

const URLENCODED = "application/x-www-form-urlencoded";

function urlencoded(text: string, options?: ReadFormOptions): Promise<Form> {
  return readForm(requestOf(URLENCODED, contentOf(latin1(text)).content), exchangeOf().exchange, options);
}

test("form-content: an urlencoded form is decoded once, in order", async () => {
  const form = await urlencoded("name=Tom+%26+Jerry&cat=%F0%9F%90%88&cat=b%2525&&empty=&bare&a=b=c");
  assert.equal(form.get("name"), "Tom & Jerry");
  assert.deepEqual(form.getAll("cat"), ["🐈", "b%25"]);
  assert.equal(form.get("empty"), "");
  assert.equal(form.get("bare"), "");
  assert.equal(form.get("a"), "b=c");
  assert.equal(form.get("other"), undefined);
  assert.equal(form.has("bare"), true);
  assert.equal(form.has("__proto__"), false);
  assert.deepEqual(
    [...form].map(([name]) => name),
    ["name", "cat", "cat", "empty", "bare", "a"],
  );
  assert.deepEqual(form.files, []);
});

test("form-content: a form without content has no fields", async () => {
  const form = await readForm(requestOf(URLENCODED, undefined), exchangeOf().exchange);
  assert.deepEqual(form.entries(), []);
});

test("form-content: an urlencoded form that is malformed is a 400 that says what", async () => {
  assert.equal(
    await refusal(urlencoded("ok=1&name=%zz")),
    '400 The form is malformed: the value of "name" is not percent-encoded UTF-8.',
  );
  assert.equal(
    await refusal(urlencoded("%ff=1")),
    "400 The form is malformed: the name of a field is not percent-encoded UTF-8.",
  );
  assert.equal(await refusal(urlencoded("a=\xff")), "400 The form is malformed: it is not UTF-8.");
});

test("form-content: an urlencoded form past a limit is a 413 (RFC9110§15.5.14)", async () => {
  assert.equal((await urlencoded("a&b&c", { fieldsMax: 3 })).entries().length, 3);
  assert.equal(await refusal(urlencoded("a&b&c&d", { fieldsMax: 3 })), "413 The form has more than 3 fields.");
  assert.equal((await urlencoded("a=123", { contentOctetsMax: 5 })).get("a"), "123");
  const { content, taken } = contentOf(latin1("a=1234"));
  const request = requestOf(URLENCODED, content);
  assert.equal(
    await refusal(readForm(request, exchangeOf().exchange, { contentOctetsMax: 5 })),
    "413 The content has 6 octets; at most 5 are taken.",
  );
  assert.equal(taken.octets, 0, "refused before an octet was asked for");
});

test("form-content: what is no form is a 415 that says what is right (RFC9110§15.5.16)", async () => {
  const read = (type: string | undefined, coding?: string) =>
    refusal(readForm(requestOf(type, contentOf(latin1("a=1")).content, coding), exchangeOf().exchange));
  const expected = "this expects application/x-www-form-urlencoded or multipart/form-data.";
  assert.equal(await read("text/plain"), `415 The content is text/plain; ${expected}`);
  assert.equal(await read(undefined), `415 The content has no Content-Type; ${expected}`);
  const empty = refusal(readForm(requestOf(undefined, undefined), exchangeOf().exchange));
  assert.match(await empty, /^400 The request has no content; .* or multipart\/form-data is expected\.$/);
  assert.equal(await read("nonsense"), `415 The content is malformed; ${expected}`);
  assert.equal(await read(URLENCODED, "gzip"), "415 The content is encoded; send it without Content-Encoding.");
  assert.equal(await read(URLENCODED, "identity"), "no refusal");
  assert.equal(await read(`${URLENCODED}; charset=UTF-8`), "no refusal");
});

function json(text: string | Uint8Array, options = {}, type = "application/json"): Promise<unknown> {
  const octets = typeof text === "string" ? utf8(text) : text;
  return readJson(requestOf(type, contentOf(octets).content), options);
}

test("form-content: JSON is read, of any JSON media type (RFC8259)", async () => {
  assert.deepEqual(await json('{"a":[1,2,{"b":"é]}"}]}'), { a: [1, 2, { b: "é]}" }] });
  assert.equal(await json(" 5 "), 5);
  assert.equal(await json("null", {}, "application/problem+json; charset=utf-8"), null);
});

test("form-content: JSON that is malformed is a 400 with line and column (RFC8259)", async () => {
  for (const [text, message] of [
    ['{\n  "a": 1,\n}', "a key in double quotation marks is expected at line 3, column 1"],
    ['{"a" 1}', "a colon is expected at line 1, column 6"],
    ["[1, 2", 'a "]" is expected at line 1, column 6'],
    ["", "a value is expected at line 1, column 1"],
    ["[1] 2", "the end is expected at line 1, column 5"],
    ['["a', "a string has no end at line 1, column 2"],
    ["// hello\n1", "a comment, which JSON has not, stands at line 1, column 1"],
    ["{'a': 1}", "something that is no JSON value stands at line 1, column 2"],
  ] as const) {
    assert.equal(await refusal(json(text)), `400 The JSON is malformed: ${message}.`, text);
  }
  for (const text of [
    "[01]",
    "[1.]",
    "[+1]",
    "[.5]",
    "[NaN]",
    '["\t"]',
    '["\\x"]',
    '["\\u12"]',
    "[1,]",
    "[,1]",
    "tru",
  ]) {
    assert.match(await refusal(json(text)), /^400 The JSON is malformed: .+\.$/, text);
  }
  assert.equal(await refusal(json(latin1('"\xff"'))), "400 The JSON is malformed: it is not UTF-8.");
  assert.match(await refusal(readJson(requestOf("application/json", undefined))), /^400 .*no content/);
});

test("form-content: JSON too deep, too long or of another media type is refused", async () => {
  assert.deepEqual(await json("[[[]]]", { depthMax: 3 }), [[[]]]);
  assert.equal(await refusal(json("[[[[]]]]", { depthMax: 3 })), "400 The JSON is nested deeper than 3 levels.");
  assert.deepEqual(await json('["[[[[", "\\"[[["]', { depthMax: 1 }), ["[[[[", '"[[[']);
  assert.match(await refusal(json("[".repeat(500_000))), /^400 The JSON is nested deeper than 64/);
  assert.match(await refusal(json("[1,2,3]", { contentOctetsMax: 6 })), /^413 /);
  assert.equal(
    await refusal(json("{}", {}, "text/plain")),
    "415 The content is text/plain; this expects application/json.",
  );
});

test("form-content: text is read by its charset, UTF-8 when it names none", async () => {
  const read = (type: string | undefined, octets: Uint8Array) => readText(requestOf(type, contentOf(octets).content));
  assert.equal(await read("text/plain", utf8("kätzchen 🐈")), "kätzchen 🐈");
  assert.equal(await read(undefined, utf8("é")), "é");
  assert.equal(await read("text/plain; charset=iso-8859-1", latin1("\xe9")), "é");
  assert.equal(await read('application/xml; charset="UTF-8"', utf8("é")), "é");
  assert.equal(await readText(requestOf("text/plain", undefined)), "");
  assert.equal(await refusal(read("text/plain", latin1("\xff"))), "400 The content is not text in utf-8.");
  assert.match(await refusal(read("text/plain; charset=klingon", utf8("x"))), /^415 /);
});
