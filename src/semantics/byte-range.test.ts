import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  PART_OVERHEAD_OCTETS,
  POSITION_DIGITS_MAX,
  RANGE_SPECS_MAX,
  RANGES_MAX,
  selectRanges,
  writeContentRange,
  writeUnsatisfiedRange,
} from "./byte-range.ts";

/** "0-499, 9500-9999", "unsatisfiable" or "whole". */
function selected(value: string, sizeOctets: number): string {
  const selection = selectRanges(value, sizeOctets);
  assert.notEqual(selection.reason, "");
  if (selection.kind !== "ranges") return selection.kind;
  return selection.ranges.map(({ start, lengthOctets }) => `${start}-${start + lengthOctets - 1}`).join(", ");
}

for (const [value, sizeOctets, expected] of [
  // RFC 9110 §14.1.2
  ["bytes=0-499", 10_000, "0-499"],
  ["bytes=500-999", 10_000, "500-999"],
  ["bytes=-500", 10_000, "9500-9999"],
  ["bytes=9500-", 10_000, "9500-9999"],
  ["bytes=0-0,-1", 10_000, "0-0, 9999-9999"],
  ["bytes= 0-999, 4500-5499, -1000", 10_000, "0-999, 4500-5499, 9000-9999"],
  ["bytes=500-600,601-999", 10_000, "500-999"],
  ["bytes=500-700,601-999", 10_000, "500-999"],
  // a file of eleven octets, asked for in every way
  ["bytes=0-4", 11, "0-4"],
  ["bytes=2-", 11, "2-10"],
  ["bytes=-5", 11, "6-10"],
  ["bytes=3-7", 11, "3-7"],
  ["bytes=0-9", 11, "0-9"],
  ["bytes=0-10", 11, "0-10"],
  ["bytes=0-11", 11, "0-10"],
  ["bytes=5-1000", 11, "5-10"],
  ["bytes=10-11", 11, "10-10"],
  ["bytes=10-", 11, "10-10"],
  ["bytes=11-", 11, "unsatisfiable"],
  ["bytes=11-12", 11, "unsatisfiable"],
  ["bytes=12-12", 11, "unsatisfiable"],
  ["bytes=100-1000", 11, "unsatisfiable"],
  ["bytes=-0", 11, "unsatisfiable"],
  ["bytes=-1", 11, "10-10"],
  ["bytes=-11", 11, "0-10"],
  ["bytes=-12", 11, "0-10"],
  ["bytes=0-,1-,2-,3-,4-", 11, "0-10"],
  // one that cannot be satisfied does not spoil the others
  ["bytes=0-4,20-30", 11, "0-4"],
  ["bytes=20-30,-0,3-3", 11, "3-3"],
  ["bytes=20-30,-0", 11, "unsatisfiable"],
  // the unit in any case; empty elements and white space between elements
  ["BYTES=0-4", 11, "0-4"],
  ["Bytes=0-4", 11, "0-4"],
  ["bytes=,0-4,\t,", 11, "0-4"],
  ["bytes=0-0 ,\t9-9", 1000, "0-9"],
  ["bytes=00000000000000000003-0004", 11, "3-4"],
  // no int-range, no suffix-range (§14.1.1): all of it is ignored
  ["", 11, "whole"],
  ["bytes", 11, "whole"],
  ["bytes=", 11, "whole"],
  ["bytes=,", 11, "whole"],
  ["bytes=-", 11, "whole"],
  ["bytes=3", 11, "whole"],
  ["bytes=5-4", 11, "whole"],
  ["bytes=0-4,5-4", 11, "whole"],
  ["bytes=0-4,x", 11, "whole"],
  ["bytes=20-30,5-4", 11, "whole"],
  ["bytes=0-4;5-6", 11, "whole"],
  ["bytes=0-4-6", 11, "whole"],
  ["bytes=--4", 11, "whole"],
  ["bytes=+0-4", 11, "whole"],
  ["bytes=0-+4", 11, "whole"],
  ["bytes=0x0-4", 11, "whole"],
  ["bytes=0-4e1", 11, "whole"],
  ["bytes=0.0-4", 11, "whole"],
  ["bytes=0 -4", 11, "whole"],
  ["bytes=0- 4", 11, "whole"],
  ["bytes=- 4", 11, "whole"],
  ["bytes=0\u20134", 11, "whole"],
  ["bytes=\u0660-\u0664", 11, "whole"],
  ["bytes=0-4\n", 11, "whole"],
  ["bytes =0-4", 11, "whole"],
  [" bytes=0-4", 11, "whole"],
  ["bytes:0-4", 11, "whole"],
  ["bytes 0-4/11", 11, "whole"],
  ["0-4", 11, "whole"],
  ["bytes=a-b", 11, "whole"],
  ["bytes=0-4%00", 11, "whole"],
  ["bytes=0-4, items=5-6", 11, "whole"],
  ["bytes=0-4, bytes=5-6", 11, "whole"],
  // other units (§14.2: MUST ignore)
  ["items=0-4", 11, "whole"],
  ["byte=0-4", 11, "whole"],
  ["none=", 11, "whole"],
  ["=0-4", 11, "whole"],
  // nothing to take a range of (§14.2: MAY ignore)
  ["bytes=0-", 0, "whole"],
  ["bytes=0-0", 0, "whole"],
  ["bytes=-5", 0, "whole"],
  ["bytes=-0", 0, "whole"],
  // one octet
  ["bytes=0-", 1, "0-0"],
  ["bytes=0-0,-1,0-", 1, "0-0"],
  ["bytes=1-", 1, "unsatisfiable"],
  // numerals larger than any size (§14.1.2)
  ["bytes=5-18446744073709551616", 11, "5-10"],
  ["bytes=-18446744073709551616", 11, "0-10"],
  ["bytes=0-2147483648", 11, "0-10"],
  ["bytes=0-9223372036854775807", 11, "0-10"],
  ["bytes=9223372036854775807-9223372036854775807", 11, "unsatisfiable"],
  ["bytes=18446744073709551616-", 11, "unsatisfiable"],
  ["bytes=18446744073709551616-18446744073709551617", 11, "unsatisfiable"],
  ["bytes=18446744073709551616-5", 11, "whole"],
  ["bytes=9007199254740990-", Number.MAX_SAFE_INTEGER, "9007199254740990-9007199254740990"],
  ["bytes=9007199254740991-", Number.MAX_SAFE_INTEGER, "unsatisfiable"],
  ["bytes=0-9007199254740993", Number.MAX_SAFE_INTEGER, "0-9007199254740990"],
  // the order of the request (§15.3.7.2)
  ["bytes=5000-5999,0-999", 10_000, "5000-5999, 0-999"],
  ["bytes=5000-5999,0-999,5500-6999", 10_000, "5000-6999, 0-999"],
  ["bytes=8000-8999,0-999,7000-7999,4000-4999", 10_000, "7000-8999, 0-999, 4000-4999"],
  ["bytes=0-0,9000-,4000-4000,1-8999", 10_000, "0-9999"],
] as const) {
  test(`byte-range: ${expected} is selected when ${JSON.stringify(value)} is asked of ${sizeOctets} (RFC9110§14.1)`, () => {
    assert.equal(selected(value, sizeOctets), expected);
  });
}

test("byte-range: ranges become one when the gap is smaller than a part's overhead (RFC9110§15.3.7.2)", () => {
  assert.equal(selected(`bytes=0-9,${10 + PART_OVERHEAD_OCTETS - 1}-999`, 1000), "0-999");
  assert.equal(selected(`bytes=0-9,${10 + PART_OVERHEAD_OCTETS}-999`, 1000), `0-9, ${10 + PART_OVERHEAD_OCTETS}-999`);
});

test("byte-range: the field is ignored when it lists one range more than the limit (RFC9110§17.15)", () => {
  const listing = (count: number) => `bytes=${Array.from({ length: count }, () => "0-4").join(",")}`;
  assert.equal(selected(listing(RANGE_SPECS_MAX), 11), "0-4");
  assert.equal(selected(listing(RANGE_SPECS_MAX + 1), 11), "whole");
  assert.equal(selected(`bytes=0-4${",".repeat(RANGE_SPECS_MAX - 1)}`, 11), "0-4");
  assert.equal(selected(`bytes=0-4${",".repeat(RANGE_SPECS_MAX)}`, 11), "whole");
});

test("byte-range: the field is ignored when one range more than the limit remains after merging (RFC9110§17.15)", () => {
  const apart = (count: number) =>
    `bytes=${Array.from({ length: count }, (_, at) => `${at * 1000}-${at * 1000}`).join(",")}`;
  assert.equal(selected(apart(RANGES_MAX), 1e6).split(",").length, RANGES_MAX);
  assert.equal(selected(apart(RANGES_MAX + 1), 1e6), "whole");
});

test("byte-range: the field is ignored when a position has one digit more than the limit", () => {
  const zeros = (count: number) => "0".repeat(count);
  assert.equal(selected(`bytes=${zeros(POSITION_DIGITS_MAX - 1)}3-`, 11), "3-10");
  assert.equal(selected(`bytes=${zeros(POSITION_DIGITS_MAX)}3-`, 11), "whole");
  assert.equal(selected(`bytes=-${zeros(POSITION_DIGITS_MAX)}3`, 11), "whole");
  assert.equal(selected(`bytes=0-${zeros(POSITION_DIGITS_MAX)}3`, 11), "whole");
});

test("byte-range: Content-Range is as the RFC's examples when it is written (RFC9110§14.4)", () => {
  for (const [value, expected] of [
    ["bytes=0-499", "bytes 0-499/1234"],
    ["bytes=500-999", "bytes 500-999/1234"],
    ["bytes=500-", "bytes 500-1233/1234"],
    ["bytes=-500", "bytes 734-1233/1234"],
    ["bytes=42-1233", "bytes 42-1233/1234"],
  ] as const) {
    const selection = selectRanges(value, 1234);
    assert.ok(selection.kind === "ranges");
    assert.equal(writeContentRange(selection.ranges[0]!, 1234), expected);
  }
  assert.equal(writeUnsatisfiedRange(1234), "bytes */1234");
  assert.equal(writeUnsatisfiedRange(47_022), "bytes */47022");
});

test("byte-range: the reason says what came of it when ranges are selected", () => {
  assert.equal(selectRanges("bytes=0-4", 11).reason, "0-4 of 11");
  assert.equal(selectRanges("bytes=0-4,2-7", 11).reason, "0-7 of 11, merged from 2");
  assert.equal(selectRanges("bytes=0-0,200-200,400-400,600-600", 1000).reason, "4 ranges of 1000");
});

const position = fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 5000 }), fc.maxSafeNat());
const spec = fc.oneof(
  fc.tuple(position, position).map(([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}`),
  position.map((start) => `${start}-`),
  position.map((length) => `-${length}`),
);

test("byte-range: exactly the octets asked for, and the gaps between them, are selected when ranges are valid", () => {
  fc.assert(
    fc.property(fc.array(spec, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 5000 }), (specs, size) => {
      const asked = new Uint8Array(size);
      for (const each of specs) {
        const [first, last] = each.split("-") as [string, string];
        if (first === "") asked.fill(1, Math.max(0, size - Number(last)));
        else asked.fill(1, Math.min(size, Number(first)), last === "" ? size : Math.min(size, Number(last) + 1));
      }
      const selection = selectRanges(`bytes=${specs.join(",")}`, size);
      if (selection.kind !== "ranges") {
        assert.equal(selection.kind, "unsatisfiable");
        assert.ok(!asked.includes(1));
        return;
      }
      const sent = new Uint8Array(size);
      for (const { start, lengthOctets } of selection.ranges) {
        assert.ok(start >= 0 && lengthOctets > 0 && start + lengthOctets <= size);
        assert.ok(asked[start] === 1 && asked[start + lengthOctets - 1] === 1, "a range begins and ends as asked for");
        assert.ok(!sent.subarray(start, start + lengthOctets).includes(1), "no octet is sent twice");
        sent.fill(1, start, start + lengthOctets);
      }
      for (let at = 0; at < size; at++) assert.ok(sent[at] === 1 || asked[at] === 0, `octet ${at}`);
    }),
  );
});

test("byte-range: what is selected lies in the size when the field holds any characters", () => {
  const unit = fc.constantFrom(
    "0",
    "1",
    "9",
    "-",
    ",",
    " ",
    "\t",
    "=",
    "+",
    ".",
    "bytes=",
    "x",
    "\x00",
    "\xff",
    "\u0660",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit }),
    fc.string({ unit }).map((set) => `bytes=${set}`),
  );
  fc.assert(
    fc.property(text, fc.nat({ max: 1000 }), (value, size) => {
      const selection = selectRanges(value, size);
      if (selection.kind !== "ranges") return;
      const ranges = selection.ranges.toSorted((one, other) => one.start - other.start);
      assert.ok(ranges.length > 0);
      let end = Number.NEGATIVE_INFINITY;
      for (const range of ranges) {
        assert.ok(range.start >= 0 && range.lengthOctets >= 1);
        assert.ok(range.start - end >= PART_OVERHEAD_OCTETS);
        end = range.start + range.lengthOctets;
        assert.ok(end <= size);
      }
    }),
    { numRuns: 500 },
  );
});

test("byte-range: no more time than a list of its length needs is taken when the text is long", () => {
  for (const unit of [",", "1", "-", "0-0,", " ", "bytes="]) {
    const started = process.hrtime.bigint();
    selectRanges(`bytes=${unit.repeat(1_000_000)}`, 1000);
    const ms = Number(process.hrtime.bigint() - started) / 1e6;
    // Linear work is a few milliseconds, quadratic work many minutes.
    assert.ok(ms < 10_000, `${JSON.stringify(unit)}: ${ms} ms`);
  }
});
