import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { STREAMED_TURN_OCTETS } from "./options.ts";
import { STREAM_SHARE_OCTETS, StreamTurns } from "./stream-turns.ts";

test("stream turns: as many go on in a turn as it has room for, in the order in which they came", async () => {
  const turns = new StreamTurns();
  const wentOn: number[] = [];
  const room = STREAMED_TURN_OCTETS / STREAM_SHARE_OCTETS;
  for (let number = 0; number < 2 * room + 1; number++) void turns.next().then(() => wentOn.push(number));
  const counts: number[] = [];
  for (let count = 0; count < 4; count++) {
    await turn();
    counts.push(wentOn.length);
  }
  assert.deepEqual(counts, [room, 2 * room, 2 * room + 1, 2 * room + 1]);
  assert.deepEqual(
    wentOn,
    wentOn.toSorted((one, other) => one - other),
  );
});

test("stream turns: a turn is over when its octets are sent, and the next begins with none", async () => {
  const turns = new StreamTurns();
  turns.sent(STREAMED_TURN_OCTETS - 1);
  assert.equal(turns.isOver, false);
  turns.sent(1);
  assert.equal(turns.isOver, true);
  await turn();
  assert.equal(turns.isOver, false);
});
