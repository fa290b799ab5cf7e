import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExchangeRecord, MessageRecord, RecordedDecision } from "../record.ts";
import { explainedHead } from "./reason-fields.ts";

const interim = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n";
const final = "HTTP/1.1 200 OK\r\nX-A:  1 \r\nVary: Accept\r\nDate: now\r\n\r\ncontent: no field\r\n\r\n";

function headOf(kept: MessageRecord["kept"], parts: Partial<MessageRecord> = {}, decisions: RecordedDecision[] = []) {
  const response: MessageRecord = { start: 100, kept, masked: [], reads: [], ...parts };
  return explainedHead({ response, statusCode: 200, decisions } as unknown as ExchangeRecord);
}

test("reason-fields: each field line stands with who added it when the head was kept", () => {
  const rows = [
    ["X-A", "_headers line 2"],
    ["ETag", "taken away by -H"],
  ] as const;
  const head = headOf([{ at: 100, octets: final }], {}, [{ subject: "fields", outcome: "", rows }]);
  assert.equal(head!.statusLine, "HTTP/1.1 200 OK");
  assert.deepEqual(
    head!.fields.map(({ name, value, who }) => [name, value, who]),
    [
      ["X-A", "1", "_headers line 2"],
      ["Vary", "Accept", "the route's value"],
      ["Date", "now", "the server"],
    ],
  );
  assert.deepEqual(head!.taken, [{ name: "ETag", by: "-H" }]);
  assert.equal(head!.isWhole, true);
});

test("reason-fields: the final response's head is explained when interim ones came before it (RFC9110§15.2)", () => {
  const head = headOf([{ at: 100, octets: interim + final }], { finalStart: 100 + interim.length });
  assert.deepEqual([head!.statusLine, head!.fields.length], ["HTTP/1.1 200 OK", 3]);
});

test("reason-fields: what was kept of a head is explained, and said not to be all, when the rest was not", () => {
  const head = headOf([{ at: 100, octets: "HTTP/1.1 200 OK\r\nX-A: 1\r\nX-" }]);
  assert.deepEqual([head!.fields.length, head!.isWhole], [1, false]);
});

test("reason-fields: nothing is explained when nothing was sent, or its begin was not kept", () => {
  assert.equal(headOf([]), undefined);
  assert.equal(headOf([{ at: 200, octets: "x" }]), undefined);
});
