import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "../cases/index.ts";
import { advices } from "./report.ts";
import { caseOf, hostFamily, resultOf, sampleReport } from "./testing/sample-report.ts";

const refusal: Partial<Case> = { pass: [{ responses: [{ status: 400 }], connection: "closed" }] };
const ordinary: Partial<Case> = { pass: [{ responses: [{ status: "understood" }] }] };

/** The advices of a report on failures with these parts, in order. */
function orderOf(...failures: readonly (readonly [advice: string, part: Partial<Case>, own?: string])[]): string[] {
  const results = failures.map(([advice, part, own], at) =>
    resultOf(
      hostFamily,
      caseOf({ ...part, advice, title: String(at) }),
      "failed",
      own === undefined ? {} : { advice: own },
    ),
  );
  return advices(sampleReport({ results })).map(({ text }) => text);
}

test("report: what ordinary clients meet comes before what is to be refused when both bind as strongly", () => {
  assert.deepEqual(orderOf(["refuse", refusal], ["answer", ordinary]), ["answer", "refuse"]);
  const silence: Partial<Case> = { pass: [{ responses: [], connection: "closed" }] };
  assert.deepEqual(orderOf(["be silent", silence], ["answer", ordinary]), ["answer", "be silent"]);
});

test("report: what binds more strongly comes first when less is wrong with it", () => {
  const should = { ...ordinary, level: "SHOULD" } as const;
  assert.deepEqual(orderOf(["should", should], ["should", should], ["must", refusal]), ["must", "should"]);
});

test("report: what many cases ask for comes before what one asks for, else as they are listed, when they bind alike", () => {
  assert.deepEqual(orderOf(["one", refusal], ["two", refusal], ["many", refusal], ["many", refusal]), [
    "many",
    "one",
    "two",
  ]);
});

test("report: what ended the server comes before all else when a result says so", () => {
  const may = { ...refusal, level: "MAY" } as const;
  assert.deepEqual(orderOf(["answer", ordinary], ["refuse", may, "go on"]), ["go on", "answer"]);
});
