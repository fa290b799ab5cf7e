import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { AttackedProcess, MIB } from "./tools/attacked-process.ts";
import { wait } from "./tools/attackers.ts";
import { get, RawClient } from "./tools/raw-client.ts";

const FLOOD_MS = 2_000;
/** Connections that a flood has under way at a time. */
const FLOOD_WIDTH = 64;
const CAP = 500;
const CLINGING = 1_500;
const DESCRIPTORS = 256;
const PIPELINED = 100_000;
/** A heap that may double, and sockets that wait to be let go. */
const bounds = { grownOctetsMax: 128 * MIB };

/** What is done with each connection of a flood once it is there. */
const floods: readonly [title: string, meet: (socket: Socket) => void][] = [
  ["are opened and closed", (socket) => void socket.end()],
  ["are opened and reset", (socket) => void socket.resetAndDestroy()],
  ["send a request and are reset", (socket) => void socket.write(get("/"), () => socket.resetAndDestroy())],
  ["send half a request and are closed", (socket) => void socket.end("GET / HT")],
  ["ask for a large file and are reset", (socket) => void socket.write(get("/file"), () => socket.resetAndDestroy())],
];

describe("under attack: floods", { timeout: 120_000 }, () => {
  let server: AttackedProcess;
  before(async () => {
    server = await AttackedProcess.start();
  });
  after(() => server[Symbol.asyncDispose]());

  for (const [title, meet] of floods) {
    test(`under attack: others are served when connections ${title} as fast as can be`, (t) =>
      server.holdsUnder(t, bounds, async () => {
        const untilMs = performance.now() + FLOOD_MS;
        const counts = await Promise.all(Array.from({ length: FLOOD_WIDTH }, () => flood(server.port, untilMs, meet)));
        assert.ok(counts.every((count) => count > 0));
      }));
  }

  test(`under attack: ${PIPELINED} requests are all answered, in bounded memory, when nobody reads for a while`, (t) =>
    server.holdsUnder(t, bounds, async () => {
      const client = await RawClient.connect(server);
      t.after(() => client.close());
      client.socket.pause();
      client.send(get("/").repeat(PIPELINED - 1) + get("/", "Connection: close"));
      await wait(1_500);
      assert.equal(client.text, "");
      client.socket.resume();
      assert.equal(await client.ending, "end");
      assert.equal(client.text.split("HTTP/1.1 200 OK\r\n").length - 1, PIPELINED);
    }));

  test(`under attack: others are served when ${CLINGING} silent connections want all the ${CAP} that may be open`, async (t) => {
    await using small = await AttackedProcess.start({ serve: { limits: { maxConnections: CAP } } });
    await small.holdsUnder(t, { ...bounds, makesRoom: true }, async () => {
      const untilMs = performance.now() + FLOOD_MS;
      await Promise.all(Array.from({ length: CLINGING }, () => flood(small.port, untilMs, cling)));
    });
  });

  const skip = process.platform === "win32" && "Windows has no limit of descriptors to set";
  const wanted = `more than the ${DESCRIPTORS} descriptors that there are`;

  test(`under attack: others are served when silent connections want ${wanted}`, { skip }, async (t) => {
    await using poor = await AttackedProcess.start({ before: `ulimit -n ${DESCRIPTORS}` });
    await poor.holdsUnder(t, { ...bounds, makesRoom: true }, async () => {
      const untilMs = performance.now() + FLOOD_MS;
      await Promise.all(Array.from({ length: 400 }, () => flood(poor.port, untilMs, cling)));
    });
  });
});

/** Opens connection after connection. @returns how many */
async function flood(port: number, untilMs: number, meet: (socket: Socket) => void): Promise<number> {
  let count = 0;
  for (; performance.now() < untilMs; count++) {
    await new Promise<void>((resolve) => {
      const socket = connect({ port, host: "127.0.0.1" }, () => meet(socket));
      const timer = setTimeout(() => socket.destroy(), Math.max(1, untilMs - performance.now()));
      socket.on("error", () => undefined);
      socket.on("close", () => {
        clearTimeout(timer);
        resolve();
      });
      socket.resume();
    });
  }
  return count;
}

/** Stays, and comes again when it is closed. */
function cling(): void {}
