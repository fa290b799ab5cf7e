import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileRange } from "../semantics/index.ts";
import { type ContentSink, StreamedContent } from "./streamed-content.ts";
import { nextTurn, opened } from "./testing/played-connection.ts";

/** A client that has taken nothing yet, with what was sent to it, and how often others were given their turn. */
class StuckSink implements ContentSink {
  readonly pieces: (Uint8Array | string)[] = [];
  turns = 0;
  readonly isTurnOver = false;
  unsentOctets = 0;
  #isStuck = true;
  readonly #octetsMax: number;
  readonly #drained = opened<void>();

  constructor(octetsMax: number) {
    this.#octetsMax = octetsMax;
  }

  send(piece: Uint8Array | string): boolean {
    this.pieces.push(piece);
    if (this.#isStuck) this.unsentOctets += piece.length;
    return this.unsentOctets < this.#octetsMax;
  }

  drained(): Promise<void> {
    return this.#drained.promise;
  }

  nextTurn(): Promise<void> {
    this.turns += 1;
    return nextTurn();
  }

  drain(): void {
    this.#isStuck = false;
    this.unsentOctets = 0;
    this.#drained.resolve();
  }
}

/** Pieces of so many octets that are all read into the same memory; each holds its number. */
function lentPieces(count: number, octets: number): FileRange {
  return {
    lengthOctets: count * octets,
    async *[Symbol.asyncIterator]() {
      const memory = new Uint8Array(octets);
      for (let number = 0; number < count; number++) yield memory.fill(number);
    },
    close() {},
  };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn();
}

test("streamed content: costs nothing while the client takes nothing, however small its pieces", async () => {
  for (const octets of [100, 10_000, 100_000]) {
    const sink = new StuckSink(64 * 1024);
    const sending = new StreamedContent(lentPieces(20, octets)).sendTo(sink);
    await turns(200);
    assert.ok(sink.turns < 5, `others got their turn ${sink.turns} times with pieces of ${octets}`);
    sink.drain();
    assert.equal(await sending, true);
  }
});

test("streamed content: a lent piece is sent as it was, though its memory is read into again", async () => {
  const sink = new StuckSink(Number.POSITIVE_INFINITY);
  assert.equal(await new StreamedContent(lentPieces(5, 5_000)).sendTo(sink), true);
  assert.deepEqual(
    sink.pieces.map((piece) => piece[0]),
    [0, 1, 2, 3, 4],
  );
});

test("streamed content: asks for no more, and lets its source go, once it is cancelled", async () => {
  let isLetGo = false;
  const content = new StreamedContent({
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => undefined),
      return: async () => {
        isLetGo = true;
        return { done: true, value: undefined };
      },
    }),
  });
  void content.sendTo(new StuckSink(1));
  await turns(2);
  assert.equal(content.isWaitingForSite, true);
  content.cancel();
  assert.equal(isLetGo, true);
});

test("streamed content: a piece that is neither text nor octets is refused, and the source let go", async () => {
  let isLetGo = false;
  async function* wrong(): AsyncGenerator<never> {
    try {
      yield 5 as never;
    } finally {
      isLetGo = true;
    }
  }
  await assert.rejects(new StreamedContent(wrong()).sendTo(new StuckSink(1)), TypeError);
  assert.equal(isLetGo, true);
});
