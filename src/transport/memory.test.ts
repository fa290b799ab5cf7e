import assert from "node:assert/strict";
import { test } from "node:test";
import { listenMemory, memoryPair } from "./memory.ts";
import { RecordingReceiver } from "./testing/recording-receiver.ts";
import { testTransport } from "./testing/transport-suite.ts";

for (const reads of ["whole", [1, 7, 4096]] as const) {
  testTransport(`memory (reads: ${reads})`, async () => {
    const listener = await listenMemory({ hosts: ["memory"], port: 0, accepted() {}, failed() {} });
    return {
      connect: async () => listener.connect({ client: { reads }, server: { reads } }),
      close: () => listener.close(),
    };
  });
}

test("memory: reads bring the sizes asked for, in turn, when more has come", () => {
  const pair = memoryPair({ isStepped: true, server: { reads: [1, 3] } });
  const atServer = new RecordingReceiver(pair.server);
  pair.client.write("abcdefghij");
  pair.run();
  assert.deepEqual(
    atServer.pieces.map((piece) => piece.length),
    [1, 3, 1, 3, 1, 1],
  );
  assert.equal(atServer.text, "abcdefghij");
});

test("memory: each read brings one octet when reads are octets", () => {
  const pair = memoryPair({ isStepped: true, server: { reads: "octets" } });
  const atServer = new RecordingReceiver(pair.server);
  pair.client.write(["ab", Uint8Array.of(99)]);
  pair.run();
  assert.deepEqual(atServer.pieces, [Uint8Array.of(97), Uint8Array.of(98), Uint8Array.of(99)]);
});

test("memory: one thing happens a step, and none by itself, when it is stepped", async () => {
  const pair = memoryPair({ isStepped: true });
  const atServer = new RecordingReceiver(pair.server);
  pair.client.write("a");
  pair.client.halfClose();
  await Promise.resolve();
  assert.deepEqual(atServer.calls, []);
  assert.equal(pair.step(), true);
  assert.deepEqual(atServer.calls, ["received"]);
  assert.equal(pair.step(), true);
  assert.deepEqual(atServer.calls, ["received", "peerClosed"]);
  assert.equal(pair.step(), false);
});

test("memory: what exceeds the peer's window is unsent when the peer is paused", () => {
  const pair = memoryPair({ isStepped: true, server: { windowOctets: 1000 } });
  const atServer = new RecordingReceiver(pair.server);
  const atClient = new RecordingReceiver(pair.client);
  pair.server.pause();
  assert.equal(pair.client.write(new Uint8Array(60_000)), true);
  assert.equal(pair.client.unsentOctets, 59_000);
  assert.equal(pair.client.write(new Uint8Array(10_000)), false);
  assert.equal(pair.step(), false);
  pair.server.resume();
  pair.run();
  assert.equal(atServer.octets, 70_000);
  assert.deepEqual(atClient.calls, ["drained"]);
});

for (const failRead of [1, 2, 3]) {
  test(`memory: the connection is lost at both ends when read ${failRead} fails`, () => {
    const pair = memoryPair({ isStepped: true, server: { reads: "octets", failRead } });
    const atServer = new RecordingReceiver(pair.server);
    const atClient = new RecordingReceiver(pair.client);
    pair.client.write("abc");
    pair.run();
    assert.equal(atServer.text, "abc".slice(0, failRead - 1));
    assert.equal(atServer.calls.at(-1), "closed");
    assert.equal(atServer.error?.message, `read ${failRead} failed`);
    assert.deepEqual(atClient.calls, ["closed"]);
    assert.equal(atClient.error?.kind, "reset");
    pair.server.write("ignored");
    pair.run();
    assert.equal(atServer.count("closed"), 1);
  });
}

test("memory: nothing of a write arrives and closed follows later when that write fails", () => {
  const pair = memoryPair({ isStepped: true, server: { failWrite: 2 } });
  const atServer = new RecordingReceiver(pair.server);
  const atClient = new RecordingReceiver(pair.client);
  pair.server.write("one");
  pair.run();
  pair.server.write("two");
  assert.deepEqual(atServer.calls, []);
  pair.run();
  assert.equal(atServer.error?.message, "write 2 failed");
  assert.equal(atClient.text, "one");
  assert.equal(atClient.error?.kind, "reset");
});

test("memory: the peer is reset when an end closes with octets unread (RFC9112§9.6)", () => {
  const pair = memoryPair({ isStepped: true });
  const atClient = new RecordingReceiver(pair.client);
  pair.client.write("content");
  pair.server.write("response");
  pair.server.close();
  while (pair.step());
  assert.equal(atClient.calls.at(-1), "closed");
  assert.equal(atClient.error?.kind, "reset");
});

test("memory: an error names the missing host when none is given to listen on", async () => {
  await assert.rejects(listenMemory({ hosts: [], port: 0, accepted() {}, failed() {} }), {
    kind: "address-not-available",
  });
});
