import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionSurge } from "./connection-surge.ts";
import { SURGE_CONNECTIONS } from "./options.ts";

function watchedSurge() {
  const told: boolean[] = [];
  return { told, surge: new ConnectionSurge((isSurging) => told.push(isSurging)) };
}

function open(surge: ConnectionSurge, from: number, to: number): void {
  for (let count = from + 1; count <= to; count++) surge.opened(count);
}

test("connection surge: is told once, and that it is over, when many connections came between two sweeps", () => {
  const { told, surge } = watchedSurge();
  open(surge, 0, 2 * SURGE_CONNECTIONS);
  assert.deepEqual(told, [true]);
  surge.swept(2 * SURGE_CONNECTIONS);
  open(surge, 2 * SURGE_CONNECTIONS, 3 * SURGE_CONNECTIONS);
  surge.swept(3 * SURGE_CONNECTIONS);
  assert.deepEqual(told, [true]);
  surge.swept(3 * SURGE_CONNECTIONS);
  assert.deepEqual(told, [true, false]);
});

test("connection surge: is none when few connections come between two sweeps, however many there are", () => {
  const { told, surge } = watchedSurge();
  for (let count = 0; count < 20 * SURGE_CONNECTIONS; count += SURGE_CONNECTIONS - 1) {
    open(surge, count, count + SURGE_CONNECTIONS - 1);
    surge.swept(count + SURGE_CONNECTIONS - 1);
  }
  assert.deepEqual(told, []);
});

test("connection surge: is none when as many connections close as are opened", () => {
  const { told, surge } = watchedSurge();
  for (let opened = 0; opened < 10 * SURGE_CONNECTIONS; opened++) surge.opened(10);
  assert.deepEqual(told, []);
});

test("connection surge: begins anew when the connections of the last one have closed", () => {
  const { told, surge } = watchedSurge();
  open(surge, 0, SURGE_CONNECTIONS);
  surge.swept(0);
  assert.deepEqual(told, [true, false]);
  open(surge, 0, SURGE_CONNECTIONS);
  assert.deepEqual(told, [true, false, true]);
});
