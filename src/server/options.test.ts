import assert from "node:assert/strict";
import { test } from "node:test";
import { SERVER_BOUNDS, serverBounds } from "./options.ts";

test("options: connections and those that are turned away leave descriptors to files when there are few", () => {
  const { connectionsMax, turnedAwayMax } = serverBounds({}, {}, 256);
  assert.equal(connectionsMax, 201);
  assert.equal(turnedAwayMax, 11);
  assert.equal(serverBounds({}, { maxConnections: 1000 }, 256).turnedAwayMax, 0);
});

test("options: newcomers are told 503 as by default when there are descriptors enough, or no limit is known", () => {
  for (const descriptorsMax of [20_000, undefined]) {
    const { connectionsMax, turnedAwayMax } = serverBounds({}, {}, descriptorsMax);
    assert.equal(connectionsMax, SERVER_BOUNDS.connectionsMax);
    assert.equal(turnedAwayMax, SERVER_BOUNDS.turnedAwayMax);
  }
});
