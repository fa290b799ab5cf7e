import assert from "node:assert/strict";
import { test } from "node:test";
import { ReceiveBuffer } from "./receive-buffer.ts";

test("receive buffer: octets are read where they lie until they must be kept", () => {
  const buffer = new ReceiveBuffer();
  const lent = Uint8Array.of(1, 2, 3);
  buffer.receive(lent);
  assert.equal(buffer.octets, lent);
  buffer.at = 1;
  buffer.release();
  buffer.keep();
  lent.fill(9);
  assert.deepEqual(held(buffer), [2, 3]);
});

test("receive buffer: what is left over and what comes after it stand in one piece", () => {
  const buffer = new ReceiveBuffer();
  const sent: number[] = [];
  for (let round = 0; round < 300; round++) {
    const octets = Array.from({ length: (round * 7) % 40 }, (_, index) => (round + index) & 0xff);
    buffer.receive(Uint8Array.from(octets));
    sent.push(...octets);
    const consumed = Math.min(sent.length, (round * 11) % 37);
    buffer.at = buffer.start + consumed;
    buffer.release();
    sent.splice(0, consumed);
    if (round % 3 !== 0) buffer.keep();
    assert.deepEqual(held(buffer), sent);
  }
});

test("receive buffer: what was given out is never written over", () => {
  const buffer = new ReceiveBuffer();
  const given: { readonly view: Uint8Array; readonly copy: Uint8Array }[] = [];
  for (let round = 0; round < 400; round++) {
    buffer.receive(Uint8Array.from({ length: 50 }, (_, index) => (round + index) & 0xff));
    const at = buffer.start + Math.min(buffer.end - buffer.start, 30 + (round % 41));
    const view = buffer.octets.subarray(buffer.start, at);
    given.push({ view, copy: view.slice() });
    buffer.at = at;
    buffer.release();
    buffer.keep();
  }
  for (const { view, copy } of given) assert.deepEqual(view, copy);
});

test("receive buffer: the offset counts all octets of the connection", () => {
  const buffer = new ReceiveBuffer();
  let consumed = 0;
  for (const length of [5, 0, 3000, 1, 700]) {
    buffer.receive(new Uint8Array(length));
    const part = Math.floor((buffer.end - buffer.start) / 2);
    buffer.at = buffer.start + part;
    buffer.release();
    buffer.keep();
    consumed += part;
    assert.equal(buffer.offset, consumed);
  }
  buffer.clear();
  assert.equal(buffer.offset, 3706);
});

test("receive buffer: its view shows the memory that its octets lie in, wherever they came from", () => {
  const buffer = new ReceiveBuffer();
  const memory = Uint8Array.of(0, 1, 2, 3, 4, 5);
  for (const lent of [memory.subarray(1), memory.subarray(2), Uint8Array.of(9, 8, 7, 6, 5)]) {
    buffer.receive(lent);
    assert.equal(buffer.view.getUint8(buffer.octets.byteOffset + 3), lent[3]);
    buffer.at = buffer.end - 1;
    buffer.release();
    buffer.keep();
    assert.equal(buffer.view.getUint8(buffer.octets.byteOffset), lent.at(-1));
    buffer.at = buffer.end;
    buffer.release();
    buffer.keep();
  }
});

test("receive buffer: no memory is held when all was consumed", () => {
  const buffer = new ReceiveBuffer();
  buffer.receive(new Uint8Array(60_000));
  buffer.at = buffer.end;
  buffer.release();
  buffer.keep();
  assert.equal(buffer.octets.length, 0);
  assert.equal(buffer.isEmpty, true);
});

function held(buffer: ReceiveBuffer): number[] {
  return [...buffer.octets.subarray(buffer.start, buffer.end)];
}

test("receive buffer: what is at hand knows its place on the connection and whether a line begins with it", () => {
  const sent = "GET / HTTP/1.1\r\n\r\nab\r\ncd";
  for (let size = 1; size <= sent.length; size++) {
    const buffer = new ReceiveBuffer();
    let consumed = 0;
    for (let at = 0; at < sent.length; at += size) {
      const lent = new Uint8Array(Buffer.from(sent.slice(at, at + size), "latin1"));
      buffer.receive(lent);
      // An uneven part is consumed, so that all kinds of leftovers occur.
      const part = Math.floor(((buffer.end - buffer.start) * ((at + size) % 4)) / 3);
      buffer.at = buffer.start + Math.min(part, buffer.end - buffer.start);
      buffer.release();
      consumed = buffer.offset;
      const { octets, octetsBefore, isLineStart } = buffer.atHand;
      assert.equal(Buffer.from(octets).toString("latin1"), sent.slice(octetsBefore, at + size));
      assert.equal(isLineStart, octetsBefore === 0 || sent[octetsBefore - 1] === "\n");
      assert.equal(octetsBefore + buffer.atHand.at, consumed);
      buffer.keep();
      lent.fill(0);
    }
  }
});
