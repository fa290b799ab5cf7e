import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseEntityTag } from "./entity-tag.ts";
import { FieldSection } from "./field-section.ts";
import { writeHttpDate } from "./http-date.ts";
import {
  evaluatePreconditions,
  ifRangeHolds,
  NO_PRECONDITION,
  type PreconditionResult,
  type Validators,
} from "./preconditions.ts";

const modifiedMs = Date.UTC(2024, 1, 29, 12, 0, 0) + 789;
const nowMs = modifiedMs + 3_600_000;
const modified = "Thu, 29 Feb 2024 12:00:00 GMT";
const earlier = "Thu, 29 Feb 2024 11:59:59 GMT";
const later = "Thu, 29 Feb 2024 12:00:01 GMT";

function validatorsOf(tags: readonly string[], lastModifiedMs: number | undefined = modifiedMs): Validators {
  return { entityTags: tags.map((tag) => parseEntityTag(tag)!), lastModifiedMs };
}

const current = validatorsOf(['"now"']);
const undated: Validators = { entityTags: current.entityTags, lastModifiedMs: undefined };

type Fields = Readonly<Record<string, string | readonly string[]>>;
type Row = readonly [fields: Fields, get: PreconditionResult["outcome"], put: PreconditionResult["outcome"]];

function assertRows(rows: readonly Row[], validators: Validators | undefined): void {
  for (const [fields, get, put] of rows) {
    const section = FieldSection.of({ Host: "a", ...fields });
    for (const [method, outcome] of [
      ["GET", get],
      ["HEAD", get],
      ["PUT", put],
      ["DELETE", put],
      ["POST", put],
    ] as const) {
      const result = evaluatePreconditions(method, section, validators, nowMs);
      assert.equal(result.outcome, outcome, `${method} ${JSON.stringify(fields)}: ${result.reason}`);
      assert.notEqual(result.reason, "");
    }
  }
}

test("preconditions: If-Match is compared strongly when there is a representation (RFC9110§13.1.1)", () => {
  assertRows(
    [
      [{ "If-Match": "*" }, "met", "met"],
      [{ "If-Match": '"now"' }, "met", "met"],
      [{ "If-Match": '"old", "now"' }, "met", "met"],
      [{ "If-Match": ['"old"', '"now"'] }, "met", "met"],
      [{ "If-Match": '"old"' }, "failed", "failed"],
      [{ "If-Match": '"NOW"' }, "failed", "failed"],
      [{ "If-Match": 'W/"now"' }, "failed", "failed"],
    ],
    current,
  );
  assertRows([[{ "If-Match": '"now"' }, "failed", "failed"]], validatorsOf(['W/"now"']));
  assertRows([[{ "If-Match": '"hash"' }, "met", "met"]], validatorsOf(['W/"stat"', '"hash"']));
});

test("preconditions: If-Match is false when it is neither * nor a list (RFC9110§13.1.1)", () => {
  for (const value of ["now", '"now', '"now" "old"', '*, "now"', "*, *", '"now", old', 'w/"now"', "", ","]) {
    assertRows([[{ "If-Match": value }, "failed", "failed"]], current);
  }
});

test("preconditions: If-None-Match is compared weakly when there is a representation (RFC9110§13.1.2)", () => {
  const rows: readonly Row[] = [
    [{ "If-None-Match": "*" }, "not-modified", "failed"],
    [{ "If-None-Match": '"now"' }, "not-modified", "failed"],
    [{ "If-None-Match": 'W/"now"' }, "not-modified", "failed"],
    [{ "If-None-Match": '"old", "now"' }, "not-modified", "failed"],
    [{ "If-None-Match": ['"old"', 'W/"now"'] }, "not-modified", "failed"],
    [{ "if-none-match": '"now"' }, "not-modified", "failed"],
    [{ "If-None-Match": '"old"' }, "met", "met"],
    [{ "If-None-Match": '"Now"' }, "met", "met"],
    [{ "If-None-Match": '"now-gzip"' }, "met", "met"],
  ];
  assertRows(rows, current);
  assertRows(rows, validatorsOf(['W/"now"']));
  assertRows(rows, validatorsOf(['"other"', 'W/"now"']));
});

test("preconditions: nobody is told that he is current when If-None-Match cannot be read (RFC9110§13.1.2)", () => {
  for (const value of ["now", '"now', '"old", now', '*, "now"', '"now", *', "*, *", '"now" "now"', 'w/"now"', ""]) {
    assertRows(
      [
        [{ "If-None-Match": value }, "met", "met"],
        [{ "If-None-Match": value, "If-Modified-Since": later }, "met", "met"],
      ],
      current,
    );
  }
});

test("preconditions: If-Modified-Since counts for GET and HEAD when there is a date (RFC9110§13.1.3)", () => {
  const rows: readonly Row[] = [
    [{ "If-Modified-Since": modified }, "not-modified", "none"],
    [{ "If-Modified-Since": later }, "not-modified", "none"],
    [{ "If-Modified-Since": earlier }, "met", "none"],
    [{ "If-Modified-Since": "Thursday, 29-Feb-24 12:00:00 GMT" }, "not-modified", "none"],
    [{ "If-Modified-Since": "Thu Feb 29 12:00:00 2024" }, "not-modified", "none"],
    [{ "If-Modified-Since": writeHttpDate(nowMs + 86_400_000) }, "not-modified", "none"],
  ];
  assertRows(rows, current);
  assertRows(rows, validatorsOf([], Date.UTC(2024, 1, 29, 12, 0, 0)));
  assertRows(rows, validatorsOf([], Date.UTC(2024, 1, 29, 12, 0, 0) + 999.999));
});

test("preconditions: If-Unmodified-Since fails for every method when it was modified later (RFC9110§13.1.4)", () => {
  assertRows(
    [
      [{ "If-Unmodified-Since": modified }, "met", "met"],
      [{ "If-Unmodified-Since": later }, "met", "met"],
      [{ "If-Unmodified-Since": earlier }, "failed", "failed"],
    ],
    current,
  );
});

const noDates = [
  "",
  "yesterday",
  "0",
  "1709208000",
  `${modified}, ${modified}`,
  `${modified} `,
  "Thu, 30 Feb 2024 12:00:00 GMT",
];

test("preconditions: a date is ignored when it is none, or several (RFC9110§13.1.3, §13.1.4)", () => {
  for (const value of noDates) {
    assertRows(
      [
        [{ "If-Modified-Since": value }, "none", "none"],
        [{ "If-Unmodified-Since": value }, "none", "none"],
      ],
      current,
    );
  }
  assertRows([[{ "If-Modified-Since": [later, later] }, "none", "none"]], current);
});

test("preconditions: dates are ignored when there is no modification date (RFC9110§13.1.3, §13.1.4)", () => {
  const rows: readonly Row[] = [
    [{ "If-Modified-Since": later }, "none", "none"],
    [{ "If-Unmodified-Since": earlier }, "none", "none"],
  ];
  assertRows(rows, undated);
  assertRows(rows, undefined);
});

test("preconditions: the asterisks ask whether there is anything when there is nothing (RFC9110§13.1.1, §13.1.2)", () => {
  assertRows(
    [
      [{ "If-Match": "*" }, "failed", "failed"],
      [{ "If-Match": '"now"' }, "failed", "failed"],
      [{ "If-None-Match": "*" }, "met", "met"],
      [{ "If-None-Match": '"now"' }, "met", "met"],
    ],
    undefined,
  );
});

test("preconditions: tags go before dates, and who would lose something before who has it, when several come (RFC9110§13.2.2)", () => {
  assertRows(
    [
      // step 1 instead of step 2
      [{ "If-Match": '"now"', "If-Unmodified-Since": earlier }, "met", "met"],
      [{ "If-Match": '"old"', "If-Unmodified-Since": later }, "failed", "failed"],
      // step 3 instead of step 4
      [{ "If-None-Match": '"old"', "If-Modified-Since": later }, "met", "met"],
      [{ "If-None-Match": '"now"', "If-Modified-Since": earlier }, "not-modified", "failed"],
      // step 1 and 2 before step 3 and 4
      [{ "If-None-Match": '"now"', "If-Match": '"old"' }, "failed", "failed"],
      [{ "If-None-Match": '"now"', "If-Match": '"now"' }, "not-modified", "failed"],
      [{ "If-None-Match": '"old"', "If-Match": '"now"' }, "met", "met"],
      [{ "If-Modified-Since": later, "If-Match": '"old"' }, "failed", "failed"],
      [{ "If-Modified-Since": later, "If-Match": '"now"' }, "not-modified", "met"],
      [{ "If-Modified-Since": later, "If-Unmodified-Since": earlier }, "failed", "failed"],
      [{ "If-Modified-Since": modified, "If-Unmodified-Since": modified }, "not-modified", "met"],
      // what is ignored stands in nobody's way
      [{ "If-Unmodified-Since": "never", "If-None-Match": '"now"' }, "not-modified", "failed"],
      [{ "If-Unmodified-Since": "never", "If-Modified-Since": "never" }, "none", "none"],
      [{ "If-Unmodified-Since": later, "If-Modified-Since": "never" }, "met", "met"],
    ],
    current,
  );
});

test("preconditions: all are ignored when the method has no selected representation (RFC9110§13.2.1)", () => {
  const section = FieldSection.of({ "If-Match": '"old"', "If-None-Match": "*" });
  for (const method of ["OPTIONS", "TRACE", "CONNECT"]) {
    assert.equal(evaluatePreconditions(method, section, current, nowMs).outcome, "none");
  }
});

test("preconditions: one result is shared when none of the four fields is there", () => {
  const plain = FieldSection.of({ Host: "a", "X-If-Match": '"old"', Range: "bytes=0-1" });
  const first = evaluatePreconditions("GET", plain, current, nowMs);
  assert.equal(first, NO_PRECONDITION);
  assert.equal(first.outcome, "none");
  assert.ok(Object.isFrozen(first));
  assert.equal(evaluatePreconditions("PUT", FieldSection.empty, undefined, nowMs), first);
  const others = FieldSection.of({ "If-Range": '"old"', If: '(["old"])', "If-Schedule-Tag-Match": '"old"' });
  assert.equal(evaluatePreconditions("GET", others, current, nowMs), first);
});

test("preconditions: the reason names the field and what decided when the record asks for it", () => {
  const reason = (fields: Fields) => evaluatePreconditions("GET", FieldSection.of(fields), current, nowMs).reason;
  assert.equal(reason({ "If-None-Match": '"now"' }), 'If-None-Match "now": one matches');
  assert.equal(reason({ "If-Modified-Since": earlier }), `If-Modified-Since ${earlier}: modified later`);
  assert.equal(
    reason({ "If-Match": "*", "If-None-Match": '"old"' }),
    'If-Match *: there is something; If-None-Match "old": none matches "now"',
  );
  assert.equal(
    reason({ "If-None-Match": '"now"', "If-Modified-Since": earlier }),
    'If-None-Match "now": one matches; If-Modified-Since ignored',
  );
  assert.equal(
    reason({ "If-Match": '"old"', "If-Unmodified-Since": earlier }),
    'If-Match "old": none matches "now"; If-Unmodified-Since ignored',
  );
  assert.equal(reason({ "If-Modified-Since": "soon" }), "If-Modified-Since soon: not a date, ignored");
  assert.ok(reason({ "If-None-Match": `"${"x".repeat(10_000)}"` }).length < 200);
});

for (const [value, validators, holds] of [
  ['"now"', current, true],
  ['"old"', current, false],
  ['W/"now"', current, false],
  ['"now"', validatorsOf(['W/"now"']), false],
  ['W/"now"', validatorsOf(['W/"now"']), false],
  ['"hash"', validatorsOf(['W/"stat"', '"hash"']), true],
  ['"now"', validatorsOf([]), false],
  ['"now", "old"', current, false],
  ['"now', current, false],
  ["now", current, false],
  ["*", current, false],
  ["", current, false],
  [modified, current, true],
  ["Thursday, 29-Feb-24 12:00:00 GMT", current, true],
  [earlier, current, false],
  [later, current, false],
  [modified, undated, false],
  ["Thu, 29 Feb 2024", current, false],
] as const) {
  const tags = validators.entityTags.map(({ isWeak, opaque }) => `${isWeak ? "weak " : ""}${opaque}`).join("/");
  test(`preconditions: If-Range ${holds ? "holds" : "does not hold"} when it is ${value} of ${tags || "no tag"}${validators === undated ? ", undated" : ""} (RFC9110§13.1.5)`, () => {
    const result = ifRangeHolds(FieldSection.of({ "If-Range": value, Range: "bytes=0-1" }), validators, nowMs);
    assert.equal(result.holds, holds, result.reason);
  });
}

test("preconditions: a range may be looked at when there is no If-Range", () => {
  assert.equal(ifRangeHolds(FieldSection.of({ Range: "bytes=0-1" }), current, nowMs).holds, true);
});

test("preconditions: If-Range does not hold when it was modified within the second that is not over (RFC9110§8.8.2.2)", () => {
  const section = FieldSection.of({ "If-Range": modified });
  const holdsAt = (timeMs: number) => ifRangeHolds(section, current, timeMs).holds;
  assert.equal(holdsAt(Date.UTC(2024, 1, 29, 12, 0, 0) + 999), false);
  assert.equal(holdsAt(Date.UTC(2024, 1, 29, 12, 0, 1)), true);
  assert.equal(holdsAt(Date.UTC(2024, 1, 29, 11, 0, 0)), false);
});

test("preconditions: the reason says what kind of If-Range it was when it does not hold", () => {
  const reason = (value: string) => ifRangeHolds(FieldSection.of({ "If-Range": value }), current, nowMs).reason;
  assert.equal(reason('W/"now"'), 'If-Range W/"now": a weak tag');
  assert.equal(reason('"old"'), 'If-Range "old": does not match');
  assert.equal(reason('W/"now'), 'If-Range W/"now: not an entity tag');
  assert.equal(reason("now"), "If-Range now: neither an entity tag nor a date");
  assert.equal(reason(later), `If-Range ${later}: another modification date`);
});

const tagText = fc.constantFrom('"now"', '"old"', 'W/"now"', 'W/"old"');
const value = fc.oneof(
  fc.array(tagText, { maxLength: 4 }).map((tags) => tags.join(", ")),
  fc.constantFrom("*", earlier, modified, later, "now", '*, "now"'),
  fc.string({ unit: "binary" }),
);
const fieldsOf = fc.record(
  {
    "If-Match": value,
    "If-None-Match": value,
    "If-Modified-Since": value,
    "If-Unmodified-Since": value,
    "If-Range": value,
  },
  { requiredKeys: [] },
);
const someValidators = fc.constantFrom(undefined, current, undated, validatorsOf(['W/"now"']), validatorsOf([]));

test("preconditions: a 304 is for GET and HEAD, and says what a validator of the client says, when any fields come", () => {
  fc.assert(
    fc.property(fc.constantFrom("GET", "HEAD", "PUT", "OPTIONS"), fieldsOf, someValidators, (method, fields, now) => {
      const section = FieldSection.of(fields as Record<string, string>);
      const { outcome } = evaluatePreconditions(method, section, now, nowMs);
      if (outcome === "not-modified") {
        assert.ok(method === "GET" || method === "HEAD");
        assert.ok(now !== undefined);
        const known = section.get("If-None-Match");
        if (known === undefined) assert.ok([modified, later].includes(section.get("If-Modified-Since")!));
        else assert.ok(known === "*" || known.includes('"now"'));
      }
      if (method === "OPTIONS") assert.equal(outcome, "none");
      if (now !== undefined && ifRangeHolds(section, now, nowMs).holds) {
        assert.ok([undefined, '"now"', modified].includes(section.get("If-Range")));
      }
    }),
    { numRuns: 1000 },
  );
});
