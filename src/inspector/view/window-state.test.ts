import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Session } from "../record.ts";
import { sampleBegin, sampleChanges, sampleConnection, sampleState, sampleTold } from "../testing/window-sample.ts";
import { nextState, stateOfSession } from "./window-state.ts";

describe("window state", () => {
  test("state: says nothing when changes come before the stream has begun", () => {
    assert.equal(nextState(undefined, sampleChanges({ connections: [sampleConnection(1)] })), undefined);
  });

  test("state: has each summary in place of the one before when it is told again", () => {
    const state = sampleState({ connections: [sampleConnection(1)], exchanges: [sampleTold(1, 1, 10, 8)] });
    const next = nextState(
      state,
      sampleChanges({
        nowUs: 3000,
        connections: [sampleConnection(1, { sentOctets: 7 })],
        exchanges: [sampleTold(1, 1, 10, 8, { statusCode: 500 })],
      }),
    );
    assert.equal(next?.nowUs, 3000);
    assert.equal(next?.connections.get(1)?.sentOctets, 7);
    assert.deepEqual(
      [...(next?.exchanges.values() ?? [])].map(({ statusCode }) => statusCode),
      [500],
    );
    assert.equal(state.exchanges.get("1.1")?.statusCode, 200, "the state before is as it was");
  });

  test("state: orders exchanges by their beginnings when they are told in another order", () => {
    const told = [sampleTold(2, 1, 30, 1), sampleTold(1, 2, 20, 1), sampleTold(1, 1, 20, 1)];
    assert.deepEqual([...sampleState({ exchanges: told }).exchanges.keys()], ["1.1", "1.2", "2.1"]);
    const connections = [sampleConnection(3), sampleConnection(2)];
    assert.deepEqual([...sampleState({ connections }).connections.keys()], [2, 3]);
  });

  test("state: forgets what is older than the oldest that is kept", () => {
    const end = { atUs: 50, by: "client", reason: "the client closed" } as const;
    const state = sampleState({
      connections: [sampleConnection(1, { end }), sampleConnection(2)],
      exchanges: [sampleTold(1, 1, 40, 5), sampleTold(2, 1, 60, 5)],
    });
    const next = nextState(state, sampleChanges({ oldest: { connectionEndedUs: 51, exchangeUs: 60 } }));
    assert.deepEqual([...(next?.connections.keys() ?? [])], [2], "an open connection stays, however old");
    assert.deepEqual([...(next?.exchanges.keys() ?? [])], ["2.1"]);
  });

  test("state: has no connection that turns out to be the window's own", () => {
    const state = sampleState({ connections: [sampleConnection(1), sampleConnection(2)] });
    const next = nextState(state, sampleChanges({ connections: [sampleConnection(2, { isOwn: true })] }));
    assert.deepEqual([...(next?.connections.keys() ?? [])], [1]);
  });

  test("state: is empty, and adds up what was not told, when a stream begins and goes on", () => {
    const begun = nextState(sampleState({ connections: [sampleConnection(1)], untoldExchanges: 3 }), sampleBegin);
    assert.equal(begun?.connections.size, 0);
    assert.equal(begun?.untoldExchanges, 0);
    const once = nextState(begun, sampleChanges({ untoldExchanges: 3 }));
    assert.equal(nextState(once, sampleChanges({ untoldExchanges: 4 }))?.untoldExchanges, 7);
  });

  test("state: is that of a session when one is shown", () => {
    const { facts, totals } = sampleBegin;
    const none = { start: 0, kept: [], masked: [], reads: [] };
    const record = { ...sampleTold(1, 1, 10, 8), request: none, response: none, decisions: [] };
    const connections = [sampleConnection(1)];
    const session: Session = { porthole: "session", format: 1, facts, totals, connections, exchanges: [record] };
    const state = stateOfSession(session);
    assert.equal(state.nowUs, facts.nowUs);
    assert.equal(state.exchanges.get("1.1"), record);
    assert.equal(state.connections.get(1), connections[0]);
  });
});
