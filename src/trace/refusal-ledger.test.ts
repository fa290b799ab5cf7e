import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { refusalJson } from "./refusal-json.ts";
import { REFUSALS_KEPT_MAX, type Refusal, RefusalLedger } from "./refusal-ledger.ts";

function refusal(connection: number, given: Partial<Refusal> = {}): Refusal {
  return {
    timeMs: 1000 + connection,
    rule: "RFC9112-3.2/HOST-MISSING",
    message: "no Host field line",
    statusCode: 400,
    connection,
    exchange: 1,
    remote: { host: "::1", port: 4000 },
    local: { host: "::1", port: 80 },
    receivedOctets: 18,
    refusedAt: 18,
    requestHead: undefined,
    received: [{ at: 0, octets: "GET / HTTP/1.1\r\n\r\n", maskedOctets: 0 }],
    sent: undefined,
    ...given,
  };
}

describe("refusal ledger", () => {
  test("refusal ledger: each rule is counted with its first and last time, the most frequent first", () => {
    const ledger = new RefusalLedger();
    assert.deepEqual(ledger.report(), { total: 0, counts: [], last: [] });
    ledger.count("A", 1);
    ledger.count("B", 2);
    ledger.count("B", 5);
    assert.deepEqual(ledger.report(), {
      total: 3,
      counts: [
        { rule: "B", count: 2, firstMs: 2, lastMs: 5 },
        { rule: "A", count: 1, firstMs: 1, lastMs: 1 },
      ],
      last: [],
    });
    assert.equal(ledger.countOf("B"), 2);
    assert.equal(ledger.countOf("C"), 0);
  });

  test("refusal ledger: the last ones are kept, oldest first, at the bound and past it", () => {
    for (const count of [2, 3, 4, 7]) {
      const ledger = new RefusalLedger(3);
      for (let number = 1; number <= count; number++) ledger.keep(refusal(number));
      const expected = [count - 2, count - 1, count].filter((number) => number > 0);
      assert.deepEqual(
        ledger.report().last.map(({ connection }) => connection),
        expected,
      );
    }
  });

  test("refusal ledger: its memory is bounded when rules are made up", () => {
    const ledger = new RefusalLedger();
    for (let number = 0; number < 10_000; number++) ledger.count(`R${number}`, 1);
    const { counts, total } = ledger.report();
    assert.equal(total, 10_000);
    assert.equal(counts.length, 257);
    assert.deepEqual([counts[0]!.rule, counts[0]!.count], ["PORTHOLE/OTHER", 10_000 - 256]);
  });

  test("refusal ledger: a report stays as it was when more is refused", () => {
    const ledger = new RefusalLedger(1);
    ledger.count("A", 1);
    ledger.keep(refusal(1));
    const report = ledger.report();
    ledger.count("A", 2);
    ledger.keep(refusal(2));
    assert.deepEqual([report.total, report.counts[0]!.count, report.last[0]!.connection], [1, 1, 1]);
  });
});

describe("refusal JSON", () => {
  test("refusal JSON: times, addresses and octets can be read back", () => {
    const ledger = new RefusalLedger();
    ledger.count("RFC9112-3.2/HOST-MISSING", 1001);
    ledger.keep(refusal(1, { requestHead: { at: undefined, octets: "X: *", maskedOctets: 1 } }));
    assert.deepEqual(JSON.parse(refusalJson(ledger.report(), 2000, 0)), {
      message: "refused requests",
      timestamp: "1970-01-01T00:00:02.000Z",
      total: 1,
      counts: [
        {
          rule: "RFC9112-3.2/HOST-MISSING",
          count: 1,
          first: "1970-01-01T00:00:01.001Z",
          last: "1970-01-01T00:00:01.001Z",
        },
      ],
      last: [
        {
          timestamp: "1970-01-01T00:00:01.001Z",
          rule: "RFC9112-3.2/HOST-MISSING",
          message: "no Host field line",
          statusCode: 400,
          remote: "[::1]:4000",
          local: "[::1]:80",
          connection: 1,
          exchange: 1,
          receivedOctets: 18,
          refusedAt: 18,
          requestHead: { octets: "X: *", maskedOctets: 1 },
          received: [{ at: 0, octets: "GET / HTTP/1.1\r\n\r\n" }],
        },
      ],
    });
  });

  test("refusal JSON: it is one line of ASCII, and each octet comes back, when octets are of any value", () => {
    const all = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).join("");
    const ledger = new RefusalLedger();
    const message = "\u202e\u{1f600}";
    ledger.keep(refusal(1, { message, received: [{ at: 0, octets: all, maskedOctets: 0 }] }));
    const json = refusalJson(ledger.report(), 0, 0);
    assert.match(json, /^[ -~]*$/);
    const [last] = (JSON.parse(json) as { last: { message: string; received: { octets: string }[] }[] }).last;
    assert.equal(last!.message, message);
    assert.equal(last!.received[0]!.octets, all);
    assert.deepEqual(JSON.parse(refusalJson(ledger.report(), 0, 2)), JSON.parse(json));
  });

  test("refusal JSON: it is smaller than 2 MB when each octet takes most room", () => {
    const ledger = new RefusalLedger();
    const worst = { at: 0, octets: "\0".repeat(4096), maskedOctets: 4096 };
    for (let number = 0; number <= REFUSALS_KEPT_MAX; number++) {
      ledger.keep(refusal(number, { received: [worst], sent: worst }));
    }
    for (let number = 0; number < 1000; number++) ledger.count(`RFC9112-${number}/${"X".repeat(20)}`, 1);
    assert.ok(refusalJson(ledger.report(), 0, 2).length < 2_000_000);
  });
});
