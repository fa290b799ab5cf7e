import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { chooseContentCoding, parseWeightedList, preferredMediaType, WEIGHTED_MAX } from "./negotiation.ts";

function weighted(value: string): string {
  return parseWeightedList(value)
    .map((each) => `${each.value} ${each.weight}`)
    .join(", ");
}

for (const [value, expected] of [
  // RFC 9110 §12.5.1 to §12.5.4
  ["audio/*; q=0.2, audio/basic", "audio/* 0.2, audio/basic 1"],
  [
    "text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c",
    "text/plain 0.5, text/html 1, text/x-dvi 0.8, text/x-c 1",
  ],
  ["text/*, text/plain, text/plain;format=flowed, */*", "text/* 1, text/plain 1, text/plain;format=flowed 1, */* 1"],
  ["gzip;q=1.0, identity; q=0.5, *;q=0", "gzip 1, identity 0.5, * 0"],
  ["iso-8859-5, unicode-1-1;q=0.8", "iso-8859-5 1, unicode-1-1 0.8"],
  ["da, en-gb;q=0.8, en;q=0.7", "da 1, en-gb 0.8, en 0.7"],
  // qvalue
  ["a;q=0, b;q=0., c;q=0.0, d;q=0.000", "a 0, b 0, c 0, d 0"],
  ["a;q=1, b;q=1., c;q=1.0, d;q=1.000", "a 1, b 1, c 1, d 1"],
  ["a;q=0.001, b;q=0.12, c;q=0.999", "a 0.001, b 0.12, c 0.999"],
  ["a;Q=0.5", "a 0.5"],
  ["a ;\tq=0.5 ,b", "a 0.5, b 1"],
  // parameters
  ["Text/HTML;Level=1;q=0.4", "text/html;level=1 0.4"],
  ["text/html; level=1 ; q=0.4; x=y", "text/html;level=1;x=y 0.4"],
  ['text/plain;format="flowed"', "text/plain;format=flowed 1"],
  ['a/b;c="d,e;q=0";q=0.5, f', 'a/b;c="d,e;q=0" 0.5, f 1'],
  ["text/html;;q=0.5;", "text/html 0.5"],
  // nothing, and nothing between commas
  ["", ""],
  [" , ,", ""],
  [",a,,b,", "a 1, b 1"],
] as const) {
  test(`negotiation: the weights are "${expected}" when the list is ${JSON.stringify(value)} (RFC9110§12.4.2)`, () => {
    assert.equal(weighted(value), expected);
  });
}

test("negotiation: an element is left out when its weight is no qvalue, or comes twice (RFC9110§12.4.2)", () => {
  for (const weight of [
    "",
    "1.1",
    "2",
    "0.0000",
    "1.0000",
    "-0",
    "-1",
    "+1",
    ".5",
    "0,5",
    "1e0",
    "00",
    "junk",
    '"1"',
    "0 .5",
  ]) {
    if (weight !== "0,5") assert.equal(weighted(`a;q=${weight}, b`), "b 1", weight);
    else assert.equal(weighted(`a;q=${weight}, b`), "a 0, 5 1, b 1");
  }
  assert.equal(weighted("a;q=1;q=0, b"), "b 1");
  assert.equal(weighted("a;q, b"), "b 1");
  assert.equal(weighted("a;q =1, b"), "b 1");
  assert.equal(weighted("a;q= 1, b"), "b 1");
});

test("negotiation: an element is left out when it is no token and no media range (RFC9110§12.4.2)", () => {
  for (const element of [
    "a b",
    ";q=1",
    "a/",
    "/b",
    "a/b/c",
    "a=b",
    "\xe9",
    "a;b",
    'a;b="c',
    "a;=b",
    '"a"',
    "a;b=c d",
  ]) {
    // An open quote takes the comma with it.
    assert.equal(weighted(`b, ${element}`), "b 1", element);
  }
});

test("negotiation: elements are left out when there are more than the limit", () => {
  const list = (count: number) => Array.from({ length: count }, (_, at) => `a${at}`).join(",");
  assert.equal(parseWeightedList(list(WEIGHTED_MAX)).length, WEIGHTED_MAX);
  assert.equal(parseWeightedList(list(WEIGHTED_MAX + 1)).length, WEIGHTED_MAX);
});

for (const [acceptEncoding, offered, coding] of [
  // RFC 9110 §12.5.3's examples
  ["compress, gzip", "br gzip", "gzip"],
  ["", "br gzip", "identity"],
  ["*", "br gzip", "br"],
  ["compress;q=0.5, gzip;q=1.0", "br gzip", "gzip"],
  ["gzip;q=1.0, identity; q=0.5, *;q=0", "br gzip", "gzip"],
  ["gzip;q=1.0, identity; q=0.5, *;q=0", "br", "identity"],
  // rule 1: anything would do, and plain is what everybody understands
  [undefined, "br gzip", "identity"],
  // browsers, and programs
  ["gzip, deflate, br, zstd", "br gzip zstd", "br"],
  ["gzip, deflate, br, zstd", "zstd br gzip", "zstd"],
  ["gzip, deflate", "br gzip", "gzip"],
  ["deflate", "br gzip", "identity"],
  ["identity", "br gzip", "identity"],
  ["gzip, deflate, br", "", "identity"],
  // weights before the server's order
  ["br;q=0.8, gzip", "br gzip", "gzip"],
  ["br;q=0.8, gzip;q=0.8", "br gzip", "br"],
  ["gzip;q=0.001", "br gzip", "gzip"],
  ["GZIP;Q=0.5", "br gzip", "gzip"],
  // 0 is no
  ["gzip;q=0", "br gzip", "identity"],
  ["gzip;q=0, br;q=0", "br gzip", "identity"],
  ["gzip;q=0, *", "br gzip", "br"],
  ["gzip;q=0, *", "gzip", "identity"],
  ["br;q=0, *;q=0.5", "br gzip", "gzip"],
  ["gzip;q=0.8, compress", "gzip compress", "compress"],
  ["gzip;q=0.8, identity;q=0.5, *;q=0.3", "compress gzip", "gzip"],
  ["gzip;q=0.8, identity;q=0.5, *;q=0.3", "compress", "identity"],
  // identity: by default last, but there (rule 2)
  ["gzip, identity", "br gzip", "gzip"],
  ["gzip;q=0.5, identity", "br gzip", "identity"],
  ["gzip;q=0.5, identity;q=0.6", "br gzip", "identity"],
  ["gzip;q=0.5, *;q=1", "gzip", "gzip"],
  ["gzip, identity;q=0", "br gzip", "gzip"],
  ["identity;q=0", "br gzip", undefined],
  ["identity;q=0, deflate", "br gzip", undefined],
  ["identity;q=0, *", "br gzip", "br"],
  ["*;q=0", "br gzip", undefined],
  ["*;q=0", "", undefined],
  ["*;q=0, identity", "br gzip", "identity"],
  ["*;q=0, identity;q=0.001", "br gzip", "identity"],
  ["*;q=0, gzip", "br gzip", "gzip"],
  ["*;q=0, gzip", "br", undefined],
  // old names (§8.4.1.3)
  ["x-gzip", "br gzip", "gzip"],
  ["x-gzip;q=0, *", "gzip", "identity"],
  ["X-Compress", "compress", "compress"],
  // said twice: the less counts
  ["gzip, gzip;q=0", "gzip", "identity"],
  ["gzip;q=0, x-gzip", "gzip", "identity"],
  // what cannot be read is not there
  ["gzip;q=0.0000", "gzip", "identity"],
  ["gzip;q=2", "gzip", "identity"],
  ["gzip;level=9", "gzip", "identity"],
  ["gzip, ;;, br;q=x", "br gzip", "gzip"],
  ["*;q=0.0000", "gzip", "identity"],
] as const) {
  test(`negotiation: ${coding ?? "none"} of "${offered}" is chosen when Accept-Encoding is ${acceptEncoding ?? "absent"} (RFC9110§12.5.3)`, () => {
    const codings = offered === "" ? [] : offered.split(" ");
    assert.equal(chooseContentCoding(acceptEncoding, codings).coding, coding);
    // A value that is remembered says the same again.
    assert.equal(chooseContentCoding(acceptEncoding, codings).coding, coding);
  });
}

test("negotiation: the reason is the table of weights when a coding is chosen", () => {
  assert.equal(
    chooseContentCoding("br, x-gzip;q=0.8, identity; q=0.1", ["gzip"]).reason,
    "br 1, gzip 0.8, identity 0.1",
  );
  assert.equal(chooseContentCoding(undefined, ["gzip"]).reason, "no Accept-Encoding");
  assert.equal(chooseContentCoding("", ["gzip"]).reason, "Accept-Encoding names none");
});

test("negotiation: choices stay right when more values come than are remembered", () => {
  for (let round = 0; round < 2; round++) {
    for (let at = 0; at < 200; at++) {
      const value = `gzip;q=0.${100 + at}, br;q=0.2`;
      assert.equal(chooseContentCoding(value, ["br", "gzip"]).coding, at > 100 ? "gzip" : "br", value);
    }
  }
});

const coding = fc.constantFrom("gzip", "br", "zstd", "deflate", "identity", "*", "x-gzip");
const qvalue = fc.constantFrom("", ";q=0", ";q=0.5", ";q=1", ";q=0.001", ";q=9");
const acceptEncodings = fc.oneof(
  fc.array(fc.tuple(coding, qvalue).map((parts) => parts.join(""))).map((list) => list.join(", ")),
  fc.string({ unit: "binary" }),
);

test("negotiation: nothing is chosen that is not offered or was refused when Accept-Encoding holds anything", () => {
  const offers = fc.uniqueArray(fc.constantFrom("gzip", "br", "zstd"));
  fc.assert(
    fc.property(acceptEncodings, offers, (acceptEncoding, offered) => {
      const { coding: chosen } = chooseContentCoding(acceptEncoding, offered);
      const refused = parseWeightedList(acceptEncoding).filter(({ weight }) => weight === 0);
      const isRefused = (name: string) => refused.some(({ value }) => value.replace("x-", "") === name);
      if (chosen !== undefined) {
        assert.ok(["identity", ...offered].includes(chosen));
        assert.ok(!isRefused(chosen));
      } else {
        assert.ok(isRefused("identity") || isRefused("*"));
      }
    }),
    { numRuns: 500 },
  );
});

// RFC 9110 §12.5.1, table 5
const table5 = "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5";
const qualities = [
  ["text/plain;format=flowed", 1],
  ["text/plain", 0.7],
  ["text/html", 0.3],
  ["image/jpeg", 0.5],
  ["text/plain;format=fixed", 0.4],
  ["text/html;level=3", 0.3], // the table says 0.7, against its own rule: of the five ranges text/* is the most specific that covers it
] as const;

test("negotiation: of any two the one of higher quality is preferred when Accept is that of the RFC's table (RFC9110§12.5.1)", () => {
  for (const [one, oneQuality] of qualities) {
    for (const [other, otherQuality] of qualities) {
      const expected = otherQuality > oneQuality ? other : one;
      assert.equal(preferredMediaType(table5, [one, other]), expected, `${one} or ${other}`);
    }
  }
});

for (const [accept, preferred] of [
  [undefined, "text/html"],
  ["", "text/html"],
  ["*/*", "text/html"],
  ["text/html", "text/html"],
  ["application/json", "application/json"],
  ["Application/JSON", "application/json"],
  ["application/json;q=0.9, text/html;q=0.8", "application/json"],
  ["application/json, text/plain, */*", "text/html"],
  ["application/json, */*;q=0.1", "application/json"],
  ["application/*", "application/json"],
  ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"],
  ["text/html;q=0, */*", "application/json"],
  ["text/*;q=0, */*;q=0.1", "application/json"],
  ["*/*;q=0.9, text/html;q=0.1", "application/json"],
  ["*/*;q=0.1, text/*;q=0", "application/json"],
  ["application/json;profile=x", undefined],
  ["image/png", undefined],
  ["*/*;q=0", undefined],
  ["text/html;q=junk", "text/html"],
  ["*", undefined],
] as const) {
  test(`negotiation: ${preferred ?? "none"} is preferred when Accept is ${accept ?? "absent"} (RFC9110§12.5.1)`, () => {
    assert.equal(preferredMediaType(accept, ["text/html", "application/json"]), preferred);
  });
}

test("negotiation: no more time than a list of its length needs is taken when the text is long", () => {
  for (const unit of ["a,", "a;", ";", '"', '\\"', " ", "\t;", "a=", ";a=b", 'a;b="', "q=0.1;", ","]) {
    const text = `a${unit.repeat(200_000)}`;
    const started = process.hrtime.bigint();
    parseWeightedList(text);
    chooseContentCoding(text, ["gzip"]);
    preferredMediaType(text, ["text/html"]);
    const ms = Number(process.hrtime.bigint() - started) / 1e6;
    // Linear work is some milliseconds, quadratic work minutes.
    assert.ok(ms < 10_000, `${JSON.stringify(unit)}: ${ms} ms`);
  }
});
