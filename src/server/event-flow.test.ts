import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { EventFlow } from "./event-flow.ts";
import { STEPS_FREE_MAX, STEPS_SHARE_MAX, STEPS_TURN_MAX } from "./options.ts";
import type { ProtocolEngine } from "./protocol-engine.ts";
import { SharedTurns } from "./shared-turns.ts";

/** Chunks of one octet, so many. */
function taken(count: number, turns = new SharedTurns(STEPS_TURN_MAX, STEPS_SHARE_MAX)) {
  let left = count;
  const nextEvent = () =>
    left-- > 0 ? { type: "Content", exchange: 1, octets: new Uint8Array(1) } : ("need-octets" as const);
  const taker = {
    receivedOctets: 0,
    pieces: [] as number[],
    receiveMore() {
      let pieces = 0;
      while (!flow.isResting && flow.next() !== undefined) pieces += 1;
      flow.end();
      this.pieces.push(pieces);
    },
  };
  const flow = new EventFlow({ nextEvent } as unknown as ProtocolEngine, turns, taker);
  return taker;
}

test("event flow: all events are taken at once when there are few, though others have taken many", () => {
  const turns = new SharedTurns(STEPS_TURN_MAX, STEPS_SHARE_MAX);
  turns.spent(STEPS_TURN_MAX);
  const taker = taken(STEPS_FREE_MAX, turns);
  taker.receiveMore();
  assert.deepEqual(taker.pieces, [STEPS_FREE_MAX]);
});

test("event flow: a share is taken, and the rest in later turns by itself, when one read brings many", async () => {
  const taker = taken(2 * STEPS_SHARE_MAX + 5);
  taker.receiveMore();
  assert.deepEqual(taker.pieces, [STEPS_SHARE_MAX]);
  await turn();
  assert.deepEqual(taker.pieces, [STEPS_SHARE_MAX, STEPS_SHARE_MAX]);
  await turn();
  assert.deepEqual(taker.pieces, [STEPS_SHARE_MAX, STEPS_SHARE_MAX, 5]);
});

test("event flow: one does no more than is free when a turn is over for all", async () => {
  const turns = new SharedTurns(STEPS_TURN_MAX, STEPS_SHARE_MAX);
  turns.spent(STEPS_TURN_MAX);
  const taker = taken(1000, turns);
  taker.receiveMore();
  assert.deepEqual(taker.pieces, [STEPS_FREE_MAX + 1]);
  await turn();
  assert.deepEqual(taker.pieces, [STEPS_FREE_MAX + 1, 1000 - STEPS_FREE_MAX - 1]);
});
