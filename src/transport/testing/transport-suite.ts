import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { closeInStages } from "../close-in-stages.ts";
import type { Connection } from "../transport.ts";
import { type Call, RecordingReceiver } from "./recording-receiver.ts";

/** A listener, and a way to get both ends of a connection to it. */
export interface ListeningTransport {
  connect(): Promise<{ client: Connection; server: Connection }>;
  close(): Promise<void>;
}

/** What every transport must do. */
export function testTransport(name: string, listen: () => Promise<ListeningTransport>): void {
  const over = (title: string, run: (ends: Ends) => Promise<void>) => {
    test(`${name}: ${title}`, async () => {
      const listener = await listen();
      const { client, server } = await listener.connect();
      try {
        await run({ client, server, atClient: new RecordingReceiver(client), atServer: new RecordingReceiver(server) });
      } finally {
        client.abort();
        server.abort();
        await listener.close();
      }
    });
  };
  testWriting(over);
  testPausing(over);
  testEnding(over);
  testAborting(over);
  testClosingInStages(over);
  testListening(name, listen);
}

interface Ends {
  readonly client: Connection;
  readonly server: Connection;
  readonly atClient: RecordingReceiver;
  readonly atServer: RecordingReceiver;
}

const isNoRead = (call: Call) => call !== "received";

type TestOver = (title: string, run: (ends: Ends) => Promise<void>) => void;

const everyOctet = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).join("");

/** Some turns of the event loop: time enough for whatever must not happen. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await turn();
}

function testWriting(over: TestOver): void {
  over("each character is one octet when text is written", async ({ client, server, atClient, atServer }) => {
    server.write(everyOctet);
    client.write(everyOctet.repeat(1000));
    await atClient.untilText(everyOctet);
    await atServer.untilText(everyOctet.repeat(1000));
  });

  for (const size of [1, 600, 5_000, 200_000]) {
    over(`order is kept when text and pieces of ${size} octets are written in turn`, async ({ server, atClient }) => {
      const octets = Buffer.alloc(size, "o");
      server.write("first ");
      server.write(["head ", octets, " tail"]);
      server.write(octets);
      server.write([octets, octets]);
      server.write([]);
      server.write("");
      server.write(" last");
      const block = "o".repeat(size);
      await atClient.untilText(`first head ${block} tail${block}${block}${block} last`);
    });
  }

  over("copies of received octets stay as they were when more comes", async ({ client, server, atClient }) => {
    for (let at = 0; at < 20; at++) {
      server.write(`${at} `.repeat(50));
      await atClient.until(() => atClient.text.endsWith(`${at} `.repeat(50)));
    }
    assert.equal(client.unsentOctets, 0);
    assert.equal(atClient.text, Array.from({ length: 20 }, (_, at) => `${at} `.repeat(50)).join(""));
  });

  over("the two ends name each other when asked for their addresses", async ({ client, server }) => {
    assert.deepEqual(client.remote, server.local);
    assert.deepEqual(client.local, server.remote);
    assert.equal(server.isEncrypted, false);
  });
}

function testPausing(over: TestOver): void {
  over("write answers false and drained follows when the peer takes nothing", async (ends) => {
    const { client, server, atClient, atServer } = ends;
    client.pause();
    const block = Buffer.alloc(64 * 1024);
    let writtenOctets = 0;
    let hasRoom = true;
    while (hasRoom && writtenOctets < 256 * 1024 * 1024) {
      hasRoom = server.write(block);
      writtenOctets += block.length;
      await turn();
    }
    assert.equal(hasRoom, false);
    assert.ok(server.unsentOctets > 0);
    assert.ok(server.unsentOctets <= writtenOctets);
    assert.equal(atServer.count("drained"), 0);
    client.resume();
    await atServer.untilTold("drained");
    assert.equal(server.unsentOctets, 0);
    await atClient.until(() => atClient.octets === writtenOctets);
    await settle();
    assert.equal(atServer.count("drained"), 1);
  });

  over("nothing is received when paused, and all of it when resumed", async ({ client, server, atServer }) => {
    server.pause();
    client.write("held back");
    await settle();
    assert.deepEqual(atServer.calls, []);
    server.resume();
    server.pause();
    server.resume();
    await atServer.untilText("held back");
  });

  over("nothing is received when resumed and paused again at once", async ({ client, server, atServer }) => {
    server.pause();
    client.write("held back");
    await settle();
    server.resume();
    server.pause();
    await settle();
    assert.deepEqual(atServer.calls, []);
    server.resume();
    await atServer.untilText("held back");
  });

  over("nothing more is received when the receiver pauses while it receives", async ({ client, server, atServer }) => {
    atServer.told = () => server.pause();
    client.write("one");
    await atServer.untilTold("received");
    client.write("two");
    await settle();
    assert.equal(atServer.calls.length, 1);
    atServer.told = () => undefined;
    server.resume();
    await atServer.untilText("onetwo");
  });
}

function testEnding(over: TestOver): void {
  over("the peer is told and may go on sending when one end is half-closed", async (ends) => {
    const { client, server, atClient, atServer } = ends;
    client.write("request");
    client.halfClose();
    client.write("never sent");
    await atServer.untilTold("peerClosed");
    assert.equal(atServer.text, "request");
    server.write("response");
    await atClient.untilText("response");
    assert.equal(atServer.count("closed"), 0);
    server.halfClose();
    await Promise.all([atClient.untilTold("closed"), atServer.untilTold("closed")]);
    await settle();
    assert.deepEqual(atServer.calls.filter(isNoRead), ["peerClosed", "closed"]);
    assert.deepEqual(atClient.calls.filter(isNoRead), ["peerClosed", "closed"]);
    assert.equal(atServer.error, undefined);
    assert.equal(atClient.error, undefined);
  });

  over("all that was written arrives when a large write is followed by a close", async (ends) => {
    const { client, server, atClient, atServer } = ends;
    client.pause();
    server.write(Buffer.alloc(8 * 1024 * 1024));
    server.close();
    assert.deepEqual(atServer.calls, []);
    client.resume();
    await atClient.untilTold("peerClosed");
    assert.equal(atClient.octets, 8 * 1024 * 1024);
    await atServer.untilTold("closed");
    await settle();
    assert.deepEqual(atServer.calls, ["closed"]);
    assert.equal(atServer.error, undefined);
  });

  over("nothing but closed is told when the receiver closes while it receives", async (ends) => {
    const { client, server, atServer } = ends;
    atServer.told = (call) => {
      if (call === "received") server.close();
    };
    client.write("one");
    await atServer.untilTold("received");
    client.write("two");
    client.halfClose();
    await atServer.untilTold("closed");
    await settle();
    assert.deepEqual(atServer.calls, ["received", "closed"]);
  });

  over("nothing happens when it is used after it was closed", async ({ client, server, atServer }) => {
    client.halfClose();
    server.close();
    await atServer.untilTold("closed");
    assert.equal(server.write("late"), true);
    assert.equal(server.write(["late", Buffer.from("later")]), true);
    server.pause();
    server.resume();
    server.halfClose();
    server.close();
    server.abort();
    await settle();
    assert.equal(atServer.count("closed"), 1);
    assert.equal(atServer.calls.at(-1), "closed");
    assert.equal(server.unsentOctets, 0);
  });
}

function testAborting(over: TestOver): void {
  over("the peer learns of a reset when a connection is aborted", async ({ server, atClient, atServer }) => {
    server.abort();
    assert.deepEqual(atServer.calls, [], "never told within the call");
    await Promise.all([atClient.untilTold("closed"), atServer.untilTold("closed")]);
    await settle();
    assert.deepEqual(atServer.calls, ["closed"]);
    assert.equal(atServer.error, undefined);
    assert.deepEqual(atClient.calls, ["closed"]);
    assert.equal(atClient.error?.kind, "reset");
  });

  over("closed comes once when it is aborted with octets unsent", async ({ client, server, atServer }) => {
    client.pause();
    while (server.write(Buffer.alloc(1024 * 1024)));
    server.close();
    server.abort();
    server.abort();
    await atServer.untilTold("closed");
    await settle();
    assert.deepEqual(atServer.calls, ["closed"]);
    assert.equal(server.unsentOctets, 0);
  });

  for (const turns of [0, 1, 2, 3]) {
    over(`closed comes once when it is aborted ${turns} turns after a half-close`, async ({ server, atServer }) => {
      server.write("last words");
      server.halfClose();
      for (let turned = 0; turned < turns; turned++) await turn();
      server.abort();
      await atServer.untilTold("closed");
      await settle();
      assert.deepEqual(atServer.calls, ["closed"]);
    });
  }

  over("closed tells the reset when one writes to a peer that is gone", async ({ client, server, atServer }) => {
    client.abort();
    while (!atServer.calls.includes("closed")) {
      server.write("are you there? ");
      await turn();
    }
    await settle();
    assert.equal(atServer.count("closed"), 1);
    assert.equal(atServer.error?.kind, "reset");
  });
}

function testClosingInStages(over: TestOver): void {
  const bounds = { drainOctetsMax: 1024 * 1024, patienceMs: 1000 };

  over("the last response arrives when content is still being sent (RFC9112§9.6)", async (ends) => {
    const { client, server, atClient, atServer } = ends;
    client.write("content ".repeat(1000));
    await atServer.untilTold("received");
    server.write("refused");
    const closing = closeInStages(server, bounds);
    await atClient.untilTold("peerClosed");
    client.write("content ".repeat(1000));
    client.halfClose();
    await atServer.untilTold("closed");
    assert.equal(atClient.text, "refused");
    assert.equal(atServer.octets + closing.drainedOctets, 16_000);
    assert.equal(closing.isClosed, true);
  });

  over("the connection closes when more is sent than is drained", async ({ client, server, atServer }) => {
    const closing = closeInStages(server, { ...bounds, drainOctetsMax: 100_000 });
    while (!atServer.calls.includes("closed")) {
      client.write(Buffer.alloc(1024));
      await turn();
    }
    assert.ok(closing.drainedOctets > 100_000);
    assert.deepEqual(atServer.calls, ["closed"]);
  });

  over("the connection closes when the peer takes too long to close its side", async ({ server, atServer }) => {
    const closing = closeInStages(server, bounds);
    await settle();
    closing.checkPatience(0);
    closing.checkPatience(1000);
    await settle();
    assert.deepEqual(atServer.calls, []);
    closing.checkPatience(1001);
    await atServer.untilTold("closed");
  });

  over("the connection is not closed while something is unsent, however long", async (ends) => {
    const { client, server, atServer } = ends;
    client.pause();
    while (server.write(Buffer.alloc(1024 * 1024)));
    const closing = closeInStages(server, bounds);
    closing.checkPatience(0);
    closing.checkPatience(1_000_000);
    await settle();
    assert.deepEqual(atServer.calls, []);
    server.abort();
    await atServer.untilTold("closed");
  });
}

function testListening(name: string, listen: () => Promise<ListeningTransport>): void {
  test(`${name}: accepted connections stay when the listener is closed`, async () => {
    const listener = await listen();
    const { client, server } = await listener.connect();
    const atServer = new RecordingReceiver(server);
    await listener.close();
    await assert.rejects(listener.connect());
    client.write("still here");
    await atServer.untilText("still here");
    server.abort();
    await atServer.untilTold("closed");
  });
}
