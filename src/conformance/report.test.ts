import assert from "node:assert/strict";
import { test } from "node:test";
import { type Case, caseFamilies } from "../cases/index.ts";
import { adviceOf, advices } from "./report.ts";
import { caseOf, hostFamily, received, resultOf, sampleReport } from "./testing/sample-report.ts";

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
  const forProxies: Partial<Case> = { ...ordinary, rule: "RFC9112-3.2.2/ABSOLUTE-FORM" };
  assert.deepEqual(orderOf(["take URIs", forProxies], ["answer", ordinary]), ["answer", "take URIs"]);
  const silence: Partial<Case> = { pass: [{ responses: [], connection: "closed" }] };
  assert.deepEqual(orderOf(["be silent", silence], ["answer", ordinary]), ["answer", "be silent"]);
});

test("report: what binds more strongly comes first when less is wrong with it", () => {
  const should = { ...ordinary, level: "SHOULD" } as const;
  assert.deepEqual(orderOf(["should", should], ["should", should], ["must", refusal]), ["must", "should"]);
});

test("report: what comes early in the families comes before what many cases ask for when both bind alike", () => {
  assert.deepEqual(orderOf(["one", refusal], ["many", refusal], ["many", refusal]), ["one", "many"]);
});

test("report: how responses look comes before what binds more strongly when both are wrong", () => {
  const should = caseOf({ ...ordinary, level: "SHOULD", advice: "say the length" });
  const results = [
    resultOf(hostFamily, caseOf({ ...ordinary, advice: "answer" }), "failed"),
    resultOf(caseFamilies[0]!, should, "failed"),
  ];
  assert.deepEqual(
    advices(sampleReport({ results })).map(({ text }) => text),
    ["say the length", "answer"],
  );
});

test("report: a status line is what is to be written when octets without one answer a request with a version", () => {
  const part = { exchanged: [received("<h1>Hi</h1>")] };
  assert.match(adviceOf(resultOf(hostFamily, caseOf(), "failed", part)), /^Begin each response with a status line/);
  const old = caseOf({ send: ["GET /\r\n"] });
  assert.equal(adviceOf(resultOf(hostFamily, old, "failed", part)), old.advice);
});

test("report: what ended the server comes before all else when a result says so", () => {
  const may = { ...refusal, level: "MAY" } as const;
  assert.deepEqual(orderOf(["answer", ordinary], ["refuse", may, "go on"]), ["go on", "answer"]);
});
