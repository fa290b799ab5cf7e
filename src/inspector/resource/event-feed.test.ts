import assert from "node:assert/strict";
import { test } from "node:test";
import type { FeedChanges, FeedMessage } from "../feed-message.ts";
import type { ExchangeSummary } from "../record.ts";
import { MadeUpRecording } from "../testing/made-up-recording.ts";
import { EventFeed } from "./event-feed.ts";
import type { EventStream } from "./event-feed-stream.ts";

/** Timers that are over when the test says so. */
class MadeUpTimers {
  nowMs = 0;
  readonly waiting = new Set<{ readonly atMs: number; readonly callback: () => void }>();

  readonly after = (ms: number, callback: () => void) => {
    const timer = { atMs: this.nowMs + ms, callback };
    this.waiting.add(timer);
    return () => this.waiting.delete(timer);
  };

  pass(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const [next] = [...this.waiting].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.waiting.delete(next);
      this.nowMs = next.atMs;
      next.callback();
    }
    this.nowMs = endMs;
  }
}

function started() {
  const recording = new MadeUpRecording();
  const timers = new MadeUpTimers();
  return { recording, timers, feed: new EventFeed(recording, timers.after) };
}

/** What a stream sends next; `undefined` where it would wait. */
async function nextText(stream: EventStream): Promise<string | undefined> {
  const step = stream.next();
  const waits = Symbol("waits");
  const first = await Promise.race([step, new Promise((resolve) => setImmediate(resolve, waits))]);
  if (first === waits) {
    pending.set(stream, step);
    return undefined;
  }
  const { done, value } = first as IteratorResult<string, undefined>;
  return done === true ? "(end)" : value;
}
const pending = new WeakMap<EventStream, Promise<IteratorResult<string, undefined>>>();

/** What the step brought that was left waiting. */
async function awaited(stream: EventStream): Promise<string> {
  const { done, value } = await pending.get(stream)!;
  return done === true ? "(end)" : value;
}

function message(text: string | undefined): FeedMessage {
  const data = /^(?:retry: 1000\n)?data: ([^\r\n]*)\n\n$/.exec(text ?? "");
  assert.ok(data, text);
  return JSON.parse(data[1]!) as FeedMessage;
}

function changes(text: string | undefined): FeedChanges {
  const read = message(text);
  assert.equal(read.type, "changes");
  return read as FeedChanges;
}

const targets = (exchanges: readonly ExchangeSummary[]) => exchanges.map(({ requestTarget }) => requestTarget);

test("event feed: a stream begins with the facts, and what is kept follows", async () => {
  const { recording, feed } = started();
  recording.add("/a");
  recording.add("/b");
  const stream = feed.stream();
  const begin = await nextText(stream);
  assert.match(begin ?? "", /^retry: 1000\ndata: /);
  assert.deepEqual(message(begin), { type: "begin", facts: recording.facts, totals: recording.totals });
  const kept = changes(await nextText(stream));
  assert.deepEqual(targets(kept.exchanges), ["/a", "/b"]);
  assert.deepEqual(kept.connections, recording.connections());
  assert.equal(await nextText(stream), undefined);
});

test("event feed: what changes is gathered for a tenth of a second, and told once", async () => {
  const { recording, timers, feed } = started();
  const stream = feed.stream();
  await nextText(stream);
  assert.equal(await nextText(stream), undefined);
  recording.add("/a");
  timers.pass(60);
  recording.add("/b");
  timers.pass(39);
  assert.equal(await Promise.race([awaited(stream), Promise.resolve("nothing yet")]), "nothing yet");
  timers.pass(1);
  assert.deepEqual(targets(changes(await awaited(stream)).exchanges), ["/a", "/b"]);
  assert.equal(await nextText(stream), undefined);
  recording.add("/c");
  timers.pass(100);
  assert.deepEqual(targets(changes(await awaited(stream)).exchanges), ["/c"]);
});

test("event feed: a client that takes nothing is told what is newest when it takes again", async () => {
  const { recording, timers, feed } = started();
  const stream = feed.stream();
  await nextText(stream);
  for (let round = 0; round < 50; round++) {
    for (let count = 0; count < 100; count++) recording.add(`/${round}.${count}`);
    timers.pass(100);
  }
  const { exchanges, untoldExchanges } = changes(await nextText(stream));
  let told = exchanges.length;
  let last = exchanges.at(-1)?.requestTarget;
  for (let text = await nextText(stream); text !== undefined; text = await nextText(stream)) {
    const more = changes(text);
    assert.equal(more.untoldExchanges, 0);
    told += more.exchanges.length;
    last = more.exchanges.at(-1)?.requestTarget;
  }
  assert.equal(told + untoldExchanges, 5000);
  assert.ok(told <= 300, String(told));
  assert.equal(last, "/49.99");
});

test("event feed: messages stay below 64 KiB when much is kept", async () => {
  const { recording, feed } = started();
  for (let count = 0; count < 3000; count++) recording.add(`/${"é".repeat(count % 7 === 0 ? 8000 : 20)}${count}`);
  const stream = feed.stream();
  await nextText(stream);
  let exchanges = 0;
  let connections = 0;
  let messages = 0;
  for (let text = await nextText(stream); text !== undefined; text = await nextText(stream)) {
    assert.ok(Buffer.byteLength(text) <= 65_536, String(Buffer.byteLength(text)));
    const told = changes(text);
    exchanges += told.exchanges.length;
    connections += told.connections.length;
    messages += 1;
  }
  assert.deepEqual([exchanges, connections], [3000, recording.connections().length]);
  assert.ok(messages > 50 && messages < 1000, String(messages));
});

test("event feed: a stream begins anew when everything was cleared", async () => {
  const { recording, timers, feed } = started();
  recording.add("/a");
  const stream = feed.stream();
  for (let count = 0; count < 3; count++) await nextText(stream);
  recording.clear();
  recording.add("/b");
  timers.pass(100);
  assert.equal(message(await awaited(stream)).type, "begin");
  assert.deepEqual(targets(changes(await nextText(stream)).exchanges), ["/b"]);
  assert.equal(await nextText(stream), undefined);
});

test("event feed: a comment every 15 seconds finds out whether the client is there, unless more is said", async () => {
  const { recording, timers, feed } = started();
  const stream = feed.stream();
  await nextText(stream);
  assert.equal(await nextText(stream), undefined);
  timers.pass(15_000);
  assert.match(await awaited(stream), /^:[^\n]*\n\n$/);
  assert.equal(await nextText(stream), undefined);
  timers.pass(14_950);
  recording.add("/a");
  timers.pass(100);
  // Both were due before it was awake: the message is enough.
  assert.deepEqual(targets(changes(await awaited(stream)).exchanges), ["/a"]);
  assert.equal(await nextText(stream), undefined);
});

test("event feed: nothing is asked and no timer runs when nobody listens", async () => {
  const { recording, timers, feed } = started();
  const streams = [feed.stream(), feed.stream()];
  assert.equal(recording.listeners.length, 0);
  for (const stream of streams) await nextText(stream);
  assert.equal(recording.listeners.length, 1);
  recording.add("/a");
  assert.equal(timers.waiting.size, 2);
  for (const stream of streams) await stream.return();
  assert.equal(timers.waiting.size, 0);
  recording.add("/b");
  assert.equal(timers.waiting.size, 0);
  // The next page is told again.
  const later = feed.stream();
  for (let count = 0; count < 2; count++) await nextText(later);
  assert.equal(await nextText(later), undefined);
  recording.add("/c");
  timers.pass(100);
  assert.deepEqual(targets(changes(await awaited(later)).exchanges), ["/c"]);
});

test("event feed: a source that goes on while nobody listens is listened to once when pages come and go", async () => {
  const { recording, feed } = started();
  for (let count = 0; count < 20; count++) {
    const stream = feed.stream();
    await nextText(stream);
    await stream.return();
  }
  assert.equal(recording.listeners.length, 1);
});

test("event feed: of more than sixteen streams those beyond end at once, until there is room", async () => {
  const { feed } = started();
  const streams = Array.from({ length: 16 }, () => feed.stream());
  assert.equal(feed.isFull, false);
  for (const stream of streams) await nextText(stream);
  assert.equal(feed.isFull, true);
  assert.equal(await nextText(feed.stream()), "(end)");
  await streams[3]!.return();
  assert.equal(feed.isFull, false);
  assert.match((await nextText(feed.stream())) ?? "", /^retry/);
});

test("event feed: all streams end when it closes, waiting or not, and no more begin", async () => {
  const { feed, timers } = started();
  const streams = [feed.stream(), feed.stream()];
  for (const stream of streams) await nextText(stream);
  assert.equal(await nextText(streams[0]!), undefined);
  feed.close();
  assert.equal(await awaited(streams[0]!), "(end)");
  assert.equal(await nextText(streams[1]!), "(end)");
  assert.equal(await nextText(feed.stream()), "(end)");
  assert.equal(timers.waiting.size, 0);
  assert.equal(feed.isClosed, true);
});

test("event feed: a stream that is let go while it waits ends, and is not woken again", async () => {
  const { recording, timers, feed } = started();
  const stream = feed.stream();
  await nextText(stream);
  assert.equal(await nextText(stream), undefined);
  assert.deepEqual(await stream.return(), { done: true, value: undefined });
  assert.equal(await awaited(stream), "(end)");
  recording.add("/a");
  timers.pass(1000);
  assert.equal(await nextText(stream), "(end)");
});
