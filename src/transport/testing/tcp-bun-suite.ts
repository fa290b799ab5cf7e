// The suite of all transports over Bun's sockets, both ends of them. Only Bun runs this: `bun test`, by test/bun.test.ts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bunRuntime } from "../sockets.bun.ts";
import { listenTcp } from "../tcp.bun.ts";
import { BunTcpConnection, socketListeners } from "../tcp-connection.bun.ts";
import { type Connection, type Endpoint, endpoint, type Listener, type ListenOptions } from "../transport.ts";
import { RecordingReceiver } from "./recording-receiver.ts";
import { testTransport } from "./transport-suite.ts";

testTransport("tcp (Bun)", async () => {
  const { listener, accepted } = await listen(["127.0.0.1"]);
  return {
    async connect() {
      const client = await dial(listener.endpoints[0]!);
      return { client, server: await accepted() };
    },
    close: () => listener.close(),
  };
});

test("tcp (Bun): both families are taken, and IPv4 addresses told as such, when 0.0.0.0 and :: are listened on", async () => {
  const { listener, accepted } = await listen(["0.0.0.0", "::"]);
  const { port } = listener.endpoints[0]!;
  const families = listener.endpoints.length === 2 ? ["127.0.0.1", "::1"] : ["127.0.0.1"];
  for (const host of families) {
    const client = await dial({ host, port });
    const server = await accepted();
    assert.deepEqual([server.remote.host, server.local], [host, { host, port }]);
    client.abort();
    server.abort();
  }
  await listener.close();
});

test("tcp (Bun): an error says what is wrong when the port is in use", async () => {
  const { listener } = await listen(["127.0.0.1"]);
  const { port } = listener.endpoints[0]!;
  await assert.rejects(listen(["127.0.0.1"], { port }), {
    kind: "address-in-use",
    message: `cannot listen on 127.0.0.1:${port}: the port is already in use`,
  });
  await listener.close();
});

test("tcp (Bun): an error says what is wrong when the machine lacks the address", async () => {
  await assert.rejects(listen(["192.0.2.1"]), { kind: "address-not-available" });
});

test("tcp (Bun): no more than 64 KiB are told at a time, and no more when paused, when much has come", async () => {
  const { listener, accepted } = await listen(["127.0.0.1"]);
  const client = await dial(listener.endpoints[0]!);
  const server = await accepted();
  client.write(Buffer.alloc(4 * 1024 * 1024));
  const atServer = new RecordingReceiver(server);
  atServer.told = (call) => {
    if (call === "received") server.pause();
  };
  await atServer.untilTold("received");
  for (let pieces = 2; pieces < 40; pieces++) {
    server.resume();
    await atServer.until(() => atServer.pieces.length === pieces);
  }
  atServer.told = () => undefined;
  server.resume();
  await atServer.until(() => atServer.octets === 4 * 1024 * 1024);
  assert.ok(atServer.pieces.every((piece) => piece.length <= 64 * 1024));
  client.abort();
  server.abort();
  await listener.close();
});

test("tcp (Bun): what came while it was paused is told before the end and the close when it is resumed", async () => {
  const { listener, accepted } = await listen(["127.0.0.1"]);
  const client = await dial(listener.endpoints[0]!);
  const server = await accepted();
  const atServer = new RecordingReceiver(server);
  server.pause();
  server.halfClose();
  const atClient = new RecordingReceiver(client);
  await atClient.untilTold("peerClosed");
  client.write("last words");
  client.halfClose();
  await atClient.until(() => atClient.calls.length > 1 || atServer.calls.length > 0 || client.unsentOctets === 0);
  server.resume();
  await atServer.untilTold("closed");
  assert.equal(atServer.text, "last words");
  assert.deepEqual(atServer.calls, ["received", "peerClosed", "closed"]);
  assert.equal(atServer.error, undefined);
  await listener.close();
});

async function listen(
  hosts: readonly string[],
  options: Partial<ListenOptions> = {},
): Promise<{ listener: Listener; accepted: () => Promise<Connection> }> {
  const waiting: Connection[] = [];
  let wake = () => {};
  const listener = await listenTcp({
    hosts,
    port: 0,
    accepted(connection) {
      waiting.push(connection);
      wake();
    },
    failed: (error) => assert.fail(error),
    ...options,
  });
  const accepted = async () => {
    while (waiting.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return waiting.shift()!;
  };
  return { listener, accepted };
}

async function dial({ host, port }: Endpoint): Promise<Connection> {
  const bun = bunRuntime()!;
  const socket = await bun.connect({ hostname: host, port, allowHalfOpen: true, socket: { ...socketListeners } });
  const remote = endpoint(socket.remoteAddress, socket.remotePort);
  return new BunTcpConnection(socket, remote, endpoint(socket.localAddress, socket.localPort));
}
