import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ConnectionState,
  recipientEvents as numberedRecipientEvents,
  senderEvents as numberedSenderEvents,
  type RecipientEvent,
  type RecipientState,
  recipientTransitions,
  type SenderEvent,
  type SenderState,
  senderTransitions,
} from "./state.ts";

const recipientStates = Object.keys(recipientTransitions) as RecipientState[];
const recipientEvents = Object.keys(recipientTransitions.head) as RecipientEvent[];
const senderStates = Object.keys(senderTransitions) as SenderState[];
const senderEvents = Object.keys(senderTransitions.idle) as SenderEvent[];

/** All that may happen; whatever is not here may not. */
const recipientMoves = new Set([
  "head request-head content",
  "head peer-closed closed",
  "head fault faulty",
  "head finish closed",
  "content end-of-message complete",
  "content fault faulty",
  "content finish closed",
  "complete next-exchange head",
  "complete switch closed",
  "complete finish closed",
  "faulty finish closed",
  "closed finish closed",
]);

const senderMoves = new Set([
  "idle request-head awaiting",
  "idle last-response finished",
  "idle finish finished",
  "awaiting interim awaiting",
  "awaiting whole-response ended",
  "awaiting response-head content",
  "awaiting last-response finished",
  "awaiting switch switched",
  "awaiting finish finished",
  "content content content",
  "content end-of-response ended",
  "content finish finished",
  "ended next-exchange idle",
  "ended finish finished",
  "switched finish finished",
  "finished finish finished",
]);

test("state: every recipient state and event leads where it should, or nowhere", () => {
  const moves = recipientStates.flatMap((state) =>
    recipientEvents.map((event) => ({ state, event, next: recipientTransitions[state][event] })),
  );
  assert.equal(moves.length, recipientStates.length * recipientEvents.length);
  for (const { state, event, next } of moves) {
    const expected = [...recipientMoves].find((move) => move.startsWith(`${state} ${event} `))?.split(" ")[2];
    assert.equal(next, expected, `${state} × ${event}`);
  }
});

test("state: every sender state and event leads where it should, or nowhere", () => {
  for (const state of senderStates) {
    for (const event of senderEvents) {
      const expected = [...senderMoves].find((move) => move.startsWith(`${state} ${event} `))?.split(" ")[2];
      assert.equal(senderTransitions[state][event], expected, `${state} × ${event}`);
    }
  }
});

test("state: the tables are total, and every state can be reached and left for good", () => {
  for (const state of recipientStates) {
    assert.deepEqual(Object.keys(recipientTransitions[state]), recipientEvents);
    assert.equal(recipientTransitions[state].finish, "closed");
    assert.ok(state === "head" || [...recipientMoves].some((move) => move.endsWith(` ${state}`)), state);
  }
  for (const state of senderStates) {
    assert.deepEqual(Object.keys(senderTransitions[state]), senderEvents);
    assert.equal(senderTransitions[state].finish, "finished");
    assert.ok(state === "idle" || [...senderMoves].some((move) => move.endsWith(` ${state}`)), state);
  }
});

test("state: the next exchange starts only when request and response have both ended (RFC9112§9.3.2)", () => {
  for (const [receives, sends] of [
    [["request-head"], ["request-head", "whole-response"]],
    [["request-head", "end-of-message"], ["request-head"]],
    [
      ["request-head", "end-of-message"],
      ["request-head", "response-head"],
    ],
  ] as const) {
    const state = new ConnectionState();
    for (const event of receives) assert.ok(state.recipient(numberedRecipientEvents[event]));
    for (const event of sends) assert.ok(state.sender(numberedSenderEvents[event]));
    assert.equal(state.startNextExchange(), false);
  }
  const state = new ConnectionState();
  for (const event of ["request-head", "end-of-message"] as const) state.recipient(numberedRecipientEvents[event]);
  for (const event of ["request-head", "whole-response"] as const) state.sender(numberedSenderEvents[event]);
  assert.equal(state.startNextExchange(), true);
  assert.equal(state.hasExchange, false);
  assert.equal(state.isReceivingHead, true);
});

test("state: nothing has changed when something happens that may not", () => {
  const state = new ConnectionState();
  assert.equal(state.recipient(numberedRecipientEvents["end-of-message"]), false);
  assert.equal(state.sender(numberedSenderEvents["whole-response"]), false);
  assert.equal(state.switchProtocols(), false);
  assert.equal(state.isReceivingHead, true);
  assert.equal(state.hasExchange, false);
});
