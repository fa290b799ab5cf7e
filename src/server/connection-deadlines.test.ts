import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionDeadlines, type ConnectionStanding } from "./connection-deadlines.ts";
import { HALF_CLOSED_PATIENCE_MS, SERVER_BOUNDS } from "./options.ts";

const silent: ConnectionStanding = {
  isClosing: false,
  isReceivingHead: false,
  isExchanging: false,
  isAwaitingContent: false,
  isDraining: false,
  isAwaitingSite: false,
  peerHasClosed: false,
  hasReceivedAny: true,
  receivedOctets: 100,
  sentOctets: 100,
  unsentOctets: 0,
};

const { headersTimeoutMs, idleTimeoutMs, receiveTimeoutMs, sendTimeoutMs } = SERVER_BOUNDS;

function deadlines(): ConnectionDeadlines {
  return new ConnectionDeadlines(SERVER_BOUNDS, 0);
}

/** Sweeps once a second from 0 on. @returns the second in which something was overdue, and what */
function firstOverdue(
  watched: ConnectionDeadlines,
  standing: (second: number) => Partial<ConnectionStanding>,
): [second: number, overdue: string] | undefined {
  for (let second = 0; second < 1000; second++) {
    const overdue = watched.overdue(second * 1000, { ...silent, ...standing(second) });
    if (overdue !== undefined) return [second, overdue];
  }
  return undefined;
}

const seconds = (ms: number) => Math.floor(ms / 1000) + 1;

test("connection deadlines: one that never sent an octet is overdue after the header deadline", () => {
  assert.deepEqual(
    firstOverdue(deadlines(), () => ({ hasReceivedAny: false })),
    [seconds(headersTimeoutMs), "never-spoke"],
  );
});

test("connection deadlines: one that has been served is overdue after the idle time", () => {
  assert.deepEqual(
    firstOverdue(deadlines(), () => ({})),
    [seconds(idleTimeoutMs), "idle"],
  );
});

test("connection deadlines: a head is overdue after its deadline, though octets of it come on", () => {
  const watched = deadlines();
  assert.deepEqual(
    firstOverdue(watched, (second) => {
      watched.headBegins(second * 1000);
      return { isReceivingHead: true, receivedOctets: second };
    }),
    [seconds(headersTimeoutMs), "head-late"],
  );
});

test("connection deadlines: the next head has a deadline of its own", () => {
  const watched = deadlines();
  watched.headBegins(0);
  watched.headEnds();
  watched.headBegins(10_000);
  assert.equal(watched.overdue(headersTimeoutMs + 1, { ...silent, isReceivingHead: true }), undefined);
  assert.equal(watched.overdue(headersTimeoutMs + 10_001, { ...silent, isReceivingHead: true }), "head-late");
});

test("connection deadlines: nothing is overdue while a handler works", () => {
  assert.equal(
    firstOverdue(deadlines(), () => ({ isExchanging: true, isAwaitingSite: true })),
    undefined,
  );
});

test("connection deadlines: content is overdue when it comes slower than 240 octets a second", () => {
  const slow = (second: number) => ({ isExchanging: true, isAwaitingContent: true, receivedOctets: second * 200 });
  const fast = (second: number) => ({ isExchanging: true, isAwaitingContent: true, receivedOctets: second * 300 });
  assert.equal(firstOverdue(deadlines(), slow)?.[1], "content-slow");
  assert.equal(firstOverdue(deadlines(), fast), undefined);
});

test("connection deadlines: content is overdue after the receive time when it stops, however fast it was", () => {
  const stops = (second: number) => ({
    isExchanging: true,
    isAwaitingContent: true,
    receivedOctets: Math.min(second, 3) * 1_000_000,
  });
  assert.deepEqual(firstOverdue(deadlines(), stops), [3 + seconds(receiveTimeoutMs), "content-slow"]);
});

test("connection deadlines: a response is overdue after the send time when the client takes none of it", () => {
  const stuck = (second: number) => ({
    isExchanging: true,
    unsentOctets: 1_000_000,
    sentOctets: Math.min(second, 3) * 1_000_000,
  });
  assert.deepEqual(firstOverdue(deadlines(), stuck), [3 + seconds(sendTimeoutMs), "send-slow"]);
});

test("connection deadlines: a response that the client takes steadily is never overdue", () => {
  const steady = (second: number) => ({ isExchanging: true, unsentOctets: 1_000_000, sentOctets: second * 1000 });
  assert.equal(firstOverdue(deadlines(), steady), undefined);
});

test("connection deadlines: unwanted content is overdue after the receive time, though it comes on", () => {
  const watched = deadlines();
  watched.drainBegins(0);
  assert.deepEqual(
    firstOverdue(watched, (second) => ({ isDraining: true, receivedOctets: second * 1000 })),
    [seconds(receiveTimeoutMs), "drain-late"],
  );
});

test("connection deadlines: a closing connection is overdue only where the client takes nothing of what is left", () => {
  const stuck = (second: number) => ({ isClosing: true, unsentOctets: 1000, sentOctets: Math.min(second, 3) * 10_000 });
  assert.deepEqual(firstOverdue(deadlines(), stuck), [3 + seconds(sendTimeoutMs), "send-slow"]);
  assert.equal(
    firstOverdue(deadlines(), () => ({ isClosing: true })),
    undefined,
  );
});

test("connection deadlines: silence after the client closed its side is told, and not while something is sent", () => {
  const watched = deadlines();
  watched.halfClosed(0);
  const halfClosed = (second: number) => ({
    isExchanging: true,
    isAwaitingSite: true,
    peerHasClosed: true,
    sentOctets: Math.min(second, 10),
  });
  const [second, overdue] = firstOverdue(watched, halfClosed) ?? [];
  assert.equal(overdue, "half-closed");
  assert.equal(second, 10 + seconds(HALF_CLOSED_PATIENCE_MS));
});

test("connection deadlines: none but the sending one runs outside an exchange while something is unsent", () => {
  const watched = deadlines();
  watched.headBegins(0);
  watched.drainBegins(0);
  const steady = (second: number) => ({ unsentOctets: second < 600 ? 1000 : 0, sentOctets: second * 1000 });
  const head = (second: number) => ({ ...steady(second), isReceivingHead: true });
  const drain = (second: number) => ({ ...steady(second), isDraining: true });
  assert.deepEqual(firstOverdue(watched, head), [599 + seconds(headersTimeoutMs), "head-late"]);
  assert.deepEqual(firstOverdue(watched, drain), [599 + seconds(receiveTimeoutMs), "drain-late"]);
  assert.deepEqual(firstOverdue(watched, steady), [599 + seconds(idleTimeoutMs), "idle"]);
});

test("connection deadlines: a client that closed its side is asked twice at once, then now and then", () => {
  const watched = deadlines();
  watched.halfClosed(0);
  const asked: number[] = [];
  for (let second = 0; second <= 40; second++) {
    const standing = { ...silent, isExchanging: true, isAwaitingSite: true, peerHasClosed: true };
    if (watched.overdue(second * 1000, standing) !== "half-closed") continue;
    watched.probed(second * 1000, standing.sentOctets);
    asked.push(second);
  }
  assert.deepEqual(asked, [2, 3, 18, 33]);
});
