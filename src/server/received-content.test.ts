import assert from "node:assert/strict";
import { test } from "node:test";
import { FieldSection, isResponseError, ResponseError } from "../semantics/index.ts";
import { CONTENT_WINDOW_OCTETS, DRAIN_OCTETS_MAX } from "./options.ts";
import { ReceivedContent } from "./received-content.ts";

const octets = (text: string) => new TextEncoder().encode(text);

function received(lengthOctets?: number, limitOctets = 1000): { content: ReceivedContent; asked: () => number } {
  let asked = 0;
  const source = {
    contentWanted(): void {
      asked += 1;
    },
  };
  return { content: new ReceivedContent(source, lengthOctets, limitOctets), asked: () => asked };
}

async function text(content: ReceivedContent): Promise<string> {
  return new TextDecoder().decode(await content.octets());
}

test("received content: is taken whole when it came before it was asked for", async () => {
  const { content } = received();
  content.add(octets("one "));
  content.add(octets("two"));
  content.end(FieldSection.empty);
  assert.equal(await text(content), "one two");
});

test("received content: is asked for when it is taken, and not before", async () => {
  const { content, asked } = received();
  assert.equal(asked(), 0);
  const taking = text(content);
  assert.ok(asked() > 0);
  content.add(octets("later"));
  content.end(FieldSection.of({ Digest: "x" }));
  assert.equal(await taking, "later");
  assert.equal(content.trailerSection.get("digest"), "x");
});

test("received content: is refused with 413 before it is asked for when more is announced than taken", async () => {
  const { content, asked } = received(1001);
  await assert.rejects(content.octets(), (error) => isResponseError(error) && error.statusCode === 413);
  assert.equal(asked(), 0);
});

test("received content: takes what its limit was raised to", async () => {
  const { content } = received(1001);
  content.limitOctets = 2000;
  content.add(new Uint8Array(1001));
  content.end(FieldSection.empty);
  assert.equal((await content.octets()).length, 1001);
});

test("received content: is refused with 413 when more comes than is taken, by one octet", async () => {
  for (const [sent, isRefused] of [
    [1000, false],
    [1001, true],
  ] as const) {
    const { content } = received();
    const taking = content.octets();
    content.add(new Uint8Array(999));
    content.add(new Uint8Array(sent - 999));
    content.end(FieldSection.empty);
    if (isRefused) await assert.rejects(taking, (error) => isResponseError(error) && error.statusCode === 413);
    else assert.equal((await taking).length, sent);
  }
});

test("received content: rejects what waits, and what is asked later, when it breaks off", async () => {
  const { content } = received();
  const taking = content.octets();
  content.fail(new ResponseError(400, "it broke off"));
  await assert.rejects(taking, /it broke off/);
  await assert.rejects(content.octets(), TypeError);
});

test("received content: can be taken once", async () => {
  const { content } = received();
  content.end(FieldSection.empty);
  await content.octets();
  await assert.rejects(content.octets(), TypeError);
});

test("received content: is full at its window until some is taken", async () => {
  const { content } = received(undefined, Number.POSITIVE_INFINITY);
  content.add(new Uint8Array(CONTENT_WINDOW_OCTETS - 1));
  assert.equal(content.isFull, false);
  content.add(new Uint8Array(1));
  assert.equal(content.isFull, true);
  await content[Symbol.asyncIterator]().next();
  assert.equal(content.isFull, false);
});

test("received content: keeps nothing when nobody takes it", async () => {
  const { content } = received(undefined, Number.POSITIVE_INFINITY);
  content.abandon();
  content.add(new Uint8Array(CONTENT_WINDOW_OCTETS * 2));
  assert.equal(content.isFull, false);
  assert.equal((await content.octets()).length, 0);
});

test("received content: a piece stays as it is until the next one is asked for, whatever comes meanwhile", async () => {
  const { content } = received();
  const pieces = content[Symbol.asyncIterator]();
  const memory = octets("first");
  content.add(memory);
  memory.fill(0);
  const first = await pieces.next();
  content.add(octets("second "));
  content.add(octets("third"));
  assert.equal(new TextDecoder().decode(first.value), "first");
  const second = await pieces.next();
  content.add(octets("fourth"));
  assert.equal(new TextDecoder().decode(second.value), "second third");
});

test("received content: what is lacking when the response has gone rejects, whoever waits for it or asks later", async () => {
  const { content } = received(10);
  const pieces = content[Symbol.asyncIterator]();
  const waiting = pieces.next();
  content.responseEnded();
  await assert.rejects(waiting, TypeError);
  await assert.rejects(pieces.next(), TypeError);
});

test("received content: what has come whole can be taken when the response has gone", async () => {
  const { content } = received(5);
  content.add(octets("whole"));
  content.end(FieldSection.empty);
  content.responseEnded();
  assert.equal(await text(content), "whole");
});

test("received content: is full when too much came that nobody wants", async () => {
  const { content } = received(undefined, Number.POSITIVE_INFINITY);
  content.abandon();
  content.add(new Uint8Array(DRAIN_OCTETS_MAX));
  assert.equal(content.isFull, false);
  content.add(new Uint8Array(1));
  assert.equal(content.isFull, true);
});
