import assert from "node:assert/strict";
import { test } from "node:test";
import { SecretNames } from "../trace/index.ts";
import { OctetRing } from "./octet-ring.node.ts";
import { type EndedExchange, RecordedExchange } from "./recorded-exchange.ts";

const ended: EndedExchange = {
  connection: 1,
  exchange: 1,
  statusCode: 500,
  contentOctets: 0,
  reason: undefined,
  rule: undefined,
  isCut: false,
  cause: undefined,
  decisions: undefined,
};

/** What is recorded of an exchange whose handler threw this. */
function failureOf(cause: unknown): string | undefined {
  const connection = { id: 1, openedUs: 0, end: undefined, names: new SecretNames(), keptExchanges: 1, isKept: true };
  const exchange = new RecordedExchange(connection);
  exchange.end({ ...ended, cause });
  return exchange.record(new OctetRing(16), Math.round).failure;
}

test("recorded exchange: whatever was thrown is recorded, and nothing is thrown by that", () => {
  const looped = new Error("one that is its own cause");
  looped.cause = looped;
  const deep = Array.from({ length: 20_000 }).reduce((cause: unknown) => new Error("deep", { cause }), "the first");
  const without = Object.assign(new Error("without a stack"), { stack: 5 });
  const hostile = Object.defineProperty(new Error("hostile"), "stack", {
    get() {
      throw new Error("no stack for you");
    },
  });
  const wordless = {
    toString() {
      throw new Error("no words");
    },
    toJSON() {
      throw new Error("no JSON");
    },
  };
  for (const thrown of [looped, deep, without, hostile, wordless, Object.create(null), Symbol("s"), 1n, null, 0, ""]) {
    const failure = failureOf(thrown);
    assert.ok(typeof failure === "string" && failure !== "", `${typeof thrown}: ${failure}`);
  }
  assert.match(
    failureOf(new Error("why", { cause: new Error("deeper") }))!,
    /^Error: why\n[\s\S]*caused by: Error: deeper\n/,
  );
});

test("recorded exchange: of what was thrown no more is held than is shown, without secrets", () => {
  const failure = failureOf(new Error(`{"password":"hunter2"} ${"x".repeat(1_000_000)}`))!;
  assert.equal(failure.length, 16_384);
  assert.ok(!failure.includes("hunter2"));
});
