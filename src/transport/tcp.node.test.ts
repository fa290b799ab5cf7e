import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { mayWriteThroughHandles } from "./socket-handle.node.ts";
import { listenTcp } from "./tcp.node.ts";
import { TcpConnection } from "./tcp-connection.node.ts";
import { RecordingReceiver } from "./testing/recording-receiver.ts";
import { testTransport } from "./testing/transport-suite.ts";
import type { Connection, Endpoint, Listener, ListenOptions, ReadMode } from "./transport.ts";

const ipv6 = await hasIpv6();
const needsIpv6 = ipv6 ? {} : { skip: "this machine has no IPv6 loopback address" };

for (const readMode of ["shared-memory", "own-memory"] as const) {
  testTransport(`tcp (${readMode})`, async () => {
    const { listener, accepted } = await listen(["127.0.0.1"], { readMode });
    return {
      async connect() {
        const client = await dial(listener.endpoints[0]!);
        return { client, server: await accepted() };
      },
      close: () => listener.close(),
    };
  });
}

test("tcp: all hosts share one free port when port 0 is asked for", needsIpv6, async () => {
  const { listener, accepted } = await listen(["127.0.0.1", "::1"]);
  const hosts = listener.endpoints.map(({ host }) => host);
  const ports = new Set(listener.endpoints.map(({ port }) => port));
  assert.deepEqual(hosts, ["127.0.0.1", "::1"]);
  assert.equal(ports.size, 1);
  for (const each of listener.endpoints) {
    const client = await dial(each);
    const server = await accepted();
    assert.deepEqual(server.local, each);
    client.abort();
    server.abort();
  }
  await listener.close();
});

test("tcp: localhost means every loopback address there is when it is listened on", async () => {
  const { listener } = await listen(["localhost"]);
  const hosts = listener.endpoints.map(({ host }) => host);
  assert.deepEqual(hosts, ipv6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"]);
  await listener.close();
});

test("tcp: a host counts once when it is given twice", async () => {
  const { listener } = await listen(["127.0.0.1", "localhost", "127.0.0.1"]);
  assert.equal(listener.endpoints.filter(({ host }) => host === "127.0.0.1").length, 1);
  await listener.close();
});

test("tcp: both families are taken when 0.0.0.0 and :: are listened on", needsIpv6, async () => {
  const { listener, accepted } = await listen(["0.0.0.0", "::"]);
  const { port } = listener.endpoints[0]!;
  for (const host of ["127.0.0.1", "::1"]) {
    const client = await dial({ host, port });
    const server = await accepted();
    assert.equal(server.remote.host, host);
    client.abort();
    server.abort();
  }
  await listener.close();
});

test("tcp: an IPv4 address is told as one when it came to a socket of both families", needsIpv6, async () => {
  const { listener, accepted } = await listen(["::"]);
  const client = await dial({ host: "127.0.0.1", port: listener.endpoints[0]!.port });
  const server = await accepted();
  assert.equal(server.remote.host, "127.0.0.1");
  assert.equal(server.local.host, "127.0.0.1");
  client.abort();
  server.abort();
  await listener.close();
});

test("tcp: nothing is listened on when the port is in use for the second of two hosts", needsIpv6, async () => {
  const { listener } = await listen(["::1"]);
  const { port } = listener.endpoints[0]!;
  await assert.rejects(listen(["127.0.0.1", "::1"], { port }), {
    name: "TransportError",
    kind: "address-in-use",
    message: `cannot listen on [::1]:${port}: the port is already in use`,
  });
  const free = await listen(["127.0.0.1"], { port });
  await Promise.all([listener.close(), free.listener.close()]);
});

test("tcp: the port is free again when the listener is closed with a connection open", async () => {
  const { listener, accepted } = await listen(["127.0.0.1"]);
  const client = await dial(listener.endpoints[0]!);
  const server = await accepted();
  await listener.close();
  await listener.close();
  const again = await listen(["127.0.0.1"], { port: listener.endpoints[0]!.port });
  await again.listener.close();
  client.abort();
  server.abort();
});

test("tcp: an error says what is wrong when the machine lacks the address", async () => {
  await assert.rejects(listen(["192.0.2.1"]), {
    kind: "address-not-available",
    message: "cannot listen on 192.0.2.1:0: this machine does not have that address",
  });
});

test("tcp: an error names the host when there is none of that name", async () => {
  await assert.rejects(listen(["no-such-host.invalid"]), { kind: "address-not-available", message: /no-such-host/ });
});

test("tcp: an error says that a host is missing when none is given", async () => {
  await assert.rejects(listen([]), { kind: "address-not-available", message: "cannot listen: no host was given" });
});

test("tcp: unsent octets shrink when a slow peer takes a part of one write", async () => {
  const { listener, accepted } = await listen(["127.0.0.1"]);
  const socket = connect(listener.endpoints[0]!.port, "127.0.0.1");
  await once(socket, "connect");
  const server = await accepted();
  const atServer = new RecordingReceiver(server);
  socket.pause();
  const octets = Buffer.alloc(64 * 1024 * 1024);
  assert.equal(server.write(octets), false);
  const unsentAtFirst = server.unsentOctets;
  assert.ok(unsentAtFirst > 0 && unsentAtFirst <= octets.length);
  for (let taken = 0; taken < 8 * 1024 * 1024; ) {
    taken += ((socket.read() as Buffer | null) ?? "").length;
    await turn();
  }
  assert.ok(server.unsentOctets < unsentAtFirst);
  assert.ok(server.unsentOctets > 0);
  server.abort();
  await atServer.untilTold("closed");
  socket.destroy();
  await listener.close();
});

test("tcp: each peer gets its own octets when many send at once", async () => {
  const { listener } = await listen(["127.0.0.1"], { accepted: echo });
  const { port } = listener.endpoints[0]!;
  const texts = Array.from({ length: 50 }, (_, at) => `peer ${at} `.repeat(2_000));
  const echoed = await Promise.all(texts.map((text) => sent(connect(port, "127.0.0.1"), text)));
  assert.deepEqual(echoed, texts);
  await listener.close();
});

for (const readMode of ["shared-memory", "own-memory"] as const) {
  test(`tcp (${readMode}): text, octets and pieces of all sizes arrive in their order when the peer reads late`, async () => {
    const { listener, accepted } = await listen(["127.0.0.1"], { readMode });
    const client = connect(listener.endpoints[0]!.port, "127.0.0.1");
    client.pause();
    const server = await accepted();
    const expected: Buffer[] = [];
    for (let round = 0; round < 1_000; round++) {
      const fill = String.fromCharCode(65 + (round % 50));
      const octets = Buffer.alloc([10, 900, 9_000, 30_000, 90_000][round % 5]!, fill);
      const head = `<${round}>`;
      if (round % 3 === 0) server.write([head, octets]);
      else if (round % 3 === 1) server.write(head + octets.toString("latin1"));
      else server.write(Buffer.concat([Buffer.from(head), octets]));
      expected.push(Buffer.from(head), octets);
      if (round % 7 === 0) await turn();
    }
    assert.ok(server.unsentOctets > 0, "too little was written for the peer to be late");
    server.close();
    const pieces: Buffer[] = [];
    for await (const piece of client) pieces.push(piece as Buffer);
    assert.ok(Buffer.concat(pieces).equals(Buffer.concat(expected)));
    await listener.close();
  });
}

test("tcp: writes go past the socket's stream when this Node lets them", async () => {
  const { listener, accepted } = await listen(["127.0.0.1"], { readMode: "shared-memory" });
  const client = connect(listener.endpoints[0]!.port, "127.0.0.1");
  const server = await accepted();
  server.write("one");
  // What the first write told holds; a Node that goes back on it loses the speed, and this test says so.
  assert.equal(mayWriteThroughHandles(), Number.parseInt(process.versions.node, 10) >= 26);
  server.close();
  client.resume();
  await once(client, "close");
  await listener.close();
});

async function listen(
  hosts: readonly string[],
  options: Partial<ListenOptions> & { readMode?: ReadMode } = {},
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
  const socket = connect({ host, port, allowHalfOpen: true });
  socket.pause();
  await once(socket, "connect");
  return new TcpConnection(socket, "own-memory");
}

function echo(connection: Connection): void {
  connection.receiver = {
    received: (octets) => void connection.write(octets),
    peerClosed: () => connection.close(),
    drained() {},
    closed() {},
  };
  connection.resume();
}

async function sent(socket: Socket, text: string): Promise<string> {
  socket.end(text);
  const pieces: Buffer[] = [];
  for await (const piece of socket) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}

async function hasIpv6(): Promise<boolean> {
  const server = createServer();
  const isListening = once(server, "listening").then(
    () => true,
    () => false,
  );
  server.listen(0, "::1");
  const answer = await isListening;
  server.close();
  return answer;
}
