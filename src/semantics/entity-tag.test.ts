import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type EntityTag,
  isStrongMatch,
  isWeakMatch,
  parseEntityTag,
  parseEntityTags,
  writeEntityTag,
} from "./entity-tag.ts";

const strong = (opaque: string): EntityTag => ({ isWeak: false, opaque });
const weak = (opaque: string): EntityTag => ({ isWeak: true, opaque });

const etagc = fc.integer({ min: 0x21, max: 0xff }).filter((code) => code !== 0x22 && code !== 0x7f);
const anyTag = fc.tuple(fc.boolean(), fc.array(etagc, { maxLength: 40 })).map(([isWeak, codes]): EntityTag => {
  return { isWeak, opaque: String.fromCharCode(...codes) };
});

for (const [text, tag] of [
  ['"xyzzy"', strong("xyzzy")],
  ['W/"xyzzy"', weak("xyzzy")],
  ['""', strong("")],
  ['W/""', weak("")],
  ['"a,b"', strong("a,b")],
  ['"W/"', strong("W/")],
  ['"\\"', strong("\\")],
  ['"!#~\x80\xff"', strong("!#~\x80\xff")],
  ["", undefined],
  ["xyzzy", undefined],
  ["*", undefined],
  ['"', undefined],
  ['"xyzzy', undefined],
  ['xyzzy"', undefined],
  ['"xy zzy"', undefined],
  ['"xy\tzzy"', undefined],
  ['"xy\x7fzzy"', undefined],
  ['"xy\x00zzy"', undefined],
  ['"xyzz\u0101"', undefined],
  ['"a"b"', undefined],
  ['"a" ', undefined],
  [' "a"', undefined],
  ['"a", "b"', undefined],
  ['w/"xyzzy"', undefined],
  ['W"xyzzy"', undefined],
  ['W/ "xyzzy"', undefined],
  ["W/xyzzy", undefined],
  ['/"xyzzy"', undefined],
  ['W/W/"xyzzy"', undefined],
] as const) {
  test(`entity-tag: ${JSON.stringify(text)} is ${tag ? "one" : "none"} when it is parsed (RFC9110§8.8.3)`, () => {
    assert.deepEqual(parseEntityTag(text), tag);
  });
}

for (const [value, tags] of [
  ["*", "*"],
  ["", []],
  [",", []],
  [" ,\t, ", []],
  ['"xyzzy"', [strong("xyzzy")]],
  ['"xyzzy", "r2d2xxxx", "c3piozzzz"', [strong("xyzzy"), strong("r2d2xxxx"), strong("c3piozzzz")]],
  ['W/"xyzzy", W/"r2d2xxxx"', [weak("xyzzy"), weak("r2d2xxxx")]],
  ['"a",W/"b"\t,\t"c"', [strong("a"), weak("b"), strong("c")]],
  [',, "a",, ,"b",', [strong("a"), strong("b")]],
  ['"a,b", "c"', [strong("a,b"), strong("c")]],
  ['"a\\", "b"', [strong("a\\"), strong("b")]],
  ["*, *", undefined],
  ['*, "a"', undefined],
  ['"a", *', undefined],
  ["abc", undefined],
  ['"a", abc', undefined],
  ['"a" "b"', undefined],
  ['"a""b"', undefined],
  ['"a"/"b"', undefined],
  ['"a"; "b"', undefined],
  ['"a", "b', undefined],
  ['"a", w/"b"', undefined],
] as const) {
  const what = tags === undefined ? "malformed" : tags === "*" ? "any" : `${tags.length} tags`;
  test(`entity-tag: a list is ${what} when it is ${JSON.stringify(value)} (RFC9110§13.1.1)`, () => {
    assert.deepEqual(parseEntityTags(value), tags);
  });
}

// RFC 9110 §8.8.3.2, table 3
for (const [one, other, strongly, weakly] of [
  ['W/"1"', 'W/"1"', false, true],
  ['W/"1"', 'W/"2"', false, false],
  ['W/"1"', '"1"', false, true],
  ['"1"', '"1"', true, true],
  ['"1"', '"2"', false, false],
  ['"a"', '"A"', false, false],
] as const) {
  test(`entity-tag: ${one} and ${other} match as the table says when they are compared (RFC9110§8.8.3.2)`, () => {
    const [a, b] = [parseEntityTag(one)!, parseEntityTag(other)!];
    assert.equal(isStrongMatch(a, b), strongly);
    assert.equal(isWeakMatch(a, b), weakly);
  });
}

test("entity-tag: what is written is understood again when it is any tag", () => {
  fc.assert(
    fc.property(anyTag, (tag) => {
      assert.deepEqual(parseEntityTag(writeEntityTag(tag)), tag);
    }),
  );
  fc.assert(
    fc.property(fc.array(anyTag), (tags) => {
      assert.deepEqual(parseEntityTags(tags.map(writeEntityTag).join(", ")), tags);
    }),
  );
});

test("entity-tag: a match is the same from both sides, and a strong one is a weak one, when any two are compared", () => {
  const few = fc.record({ isWeak: fc.boolean(), opaque: fc.constantFrom("", "a", "b") });
  fc.assert(
    fc.property(few, few, (one, other) => {
      assert.equal(isStrongMatch(one, other), isStrongMatch(other, one));
      assert.equal(isWeakMatch(one, other), isWeakMatch(other, one));
      assert.ok(!isStrongMatch(one, other) || isWeakMatch(one, other));
    }),
  );
});

test("entity-tag: a list and its tags agree when it is made of any characters", () => {
  const unit = fc.constantFrom('"', "W/", ",", " ", "\t", "a", "\\", "*", "\x7f", "\xff", "\u0101");
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      const tags = parseEntityTags(text);
      if (tags === "*") assert.equal(text, "*");
      else for (const tag of tags ?? []) assert.ok(text.includes(writeEntityTag(tag)));
      const tag = parseEntityTag(text);
      if (tag !== undefined) assert.deepEqual(tags, [tag]);
    }),
  );
});
