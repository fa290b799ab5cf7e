import assert from "node:assert/strict";
import { test } from "node:test";
import { hexDigitPlusOne, isFieldContent, isFieldValue, isTchar, isToken, parseList, trimOws } from "./index.ts";

test("field syntax: a token is one or more tchar (RFC9110§5.6.2)", () => {
  const tchars = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  for (let code = 0; code < 256; code++) {
    const character = String.fromCharCode(code);
    assert.equal(isTchar[code] === 1, tchars.includes(character), `0x${code.toString(16)}`);
    assert.equal(isToken(`a${character}`), tchars.includes(character), `0x${code.toString(16)}`);
  }
  assert.equal(isToken(""), false);
  assert.equal(isToken("a\n"), false);
  assert.equal(isToken("\u0142"), false);
});

test("field syntax: a field value holds no control but HTAB, and no character beyond an octet (RFC9110§5.5)", () => {
  for (let code = 0; code < 300; code++) {
    const isAllowed = code === 9 || (code >= 0x20 && code !== 0x7f && code <= 0xff);
    assert.equal(isFieldValue(`a${String.fromCharCode(code)}b`), isAllowed, `0x${code.toString(16)}`);
    if (code < 256) assert.equal(isFieldContent[code] === 1, isAllowed, `0x${code.toString(16)}`);
  }
  assert.equal(isFieldValue("a\n"), false);
  assert.equal(isFieldValue(""), true);
});

test("field syntax: only SP and HTAB are trimmed (RFC9110§5.6.3)", () => {
  assert.equal(trimOws(" \ta b\t "), "a b");
  assert.equal(trimOws("\xa0a\r"), "\xa0a\r");
  assert.equal(trimOws(" \t"), "");
});

test("field syntax: a hexadecimal digit has its value in both cases (RFC5234§B.1)", () => {
  for (let code = 0; code < 256; code++) {
    const value = Number.parseInt(String.fromCharCode(code), 16);
    assert.equal(hexDigitPlusOne[code], Number.isNaN(value) ? 0 : value + 1);
  }
});

test("field syntax: a list is divided at commas, and empty elements are left out (RFC9110§5.6.1.2)", () => {
  assert.deepEqual(parseList("foo , ,bar,charlie"), ["foo", "bar", "charlie"]);
  assert.deepEqual(parseList(""), []);
  assert.deepEqual(parseList(",   ,"), []);
  assert.deepEqual(parseList("a b\t,c"), ["a b", "c"]);
});

test("field syntax: a comma in a quoted string does not divide a list (RFC9110§5.5)", () => {
  assert.deepEqual(parseList('"a,b", c'), ['"a,b"', "c"]);
  assert.deepEqual(parseList('a="x\\",y", b'), ['a="x\\",y"', "b"]);
  assert.deepEqual(parseList('"never closed, b'), ['"never closed, b']);
  assert.deepEqual(parseList('"ends in a backslash\\'), ['"ends in a backslash\\']);
});

test("field syntax: a token is found in a list whatever its case", () => {});
