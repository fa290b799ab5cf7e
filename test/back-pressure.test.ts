import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Measures } from "./tools/measured-server.ts";
import { get, RawClient, wait } from "./tools/raw-client.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
/** What an exchange of 1 GiB may add to the memory that the process had when it began. */
const GROWTH_OCTETS_MAX = 100 * MIB;
const limit = { timeout: 60_000 };

test("back-pressure: 1 GiB is downloaded in little memory when the reader is slow", limit, async (t) => {
  const { socket, measures } = await connected(t);
  socket.write(get(`/download/${GIB}`, "Connection: close"));
  await wait(500);
  const { yieldedOctets } = await measures();
  assert.ok(yieldedOctets < 32 * MIB, `${yieldedOctets} octets were asked for while nobody read`);
  const octets = await receivedOctets(socket);
  assert.ok(octets > GIB && octets < GIB * 1.01);
  assertFits(t, await measures());
});

test("back-pressure: a file of 1 GiB is downloaded in little memory when the reader is slow", limit, async (t) => {
  const { socket, measures } = await connected(t, GIB);
  socket.write(get("/file", "Connection: close"));
  await wait(200);
  const octets = await receivedOctets(socket);
  assert.ok(octets > GIB && octets < GIB + 1000);
  assertFits(t, await measures());
});

for (const [title, framing] of [
  ["of known length", `Content-Length: ${GIB}`],
  ["in chunks", "Transfer-Encoding: chunked"],
] as const) {
  test(`back-pressure: 1 GiB is uploaded in little memory when the site is slow, ${title}`, limit, async (t) => {
    const { socket, measures } = await connected(t);
    const pauseMs = 500;
    socket.write(`POST /upload/${pauseMs} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${framing}\r\n\r\n`);
    const block = Buffer.alloc(MIB, "u");
    const pieces = title === "in chunks" ? [`${MIB.toString(16)}\r\n`, block, "\r\n"] : [block];
    let sent = 0;
    let response = "";
    socket.setEncoding("latin1").on("data", (text: string) => {
      response += text;
    });
    for (; sent < GIB; sent += MIB) {
      for (const piece of pieces) if (!socket.write(piece)) await once(socket, "drain");
    }
    socket.end(title === "in chunks" ? "0\r\n\r\n" : "");
    await once(socket, "end");
    assert.match(response, new RegExp(`\r\n\r\n${GIB}$`));
    assertFits(t, await measures());
  });
}

test("back-pressure: another client is served when one downloads as fast as it can", limit, async (t) => {
  const { socket, measures, port } = await connected(t);
  socket.write(get(`/download/${GIB * 100}`));
  socket.resume();
  const other = await RawClient.connect({ endpoints: [{ host: "127.0.0.1", port }] });
  t.after(() => other.close());
  for (let count = 1; count <= 20; count++) {
    other.send(get("/"));
    assert.equal((await other.responses(count)).at(-1)?.content, "well");
  }
  socket.destroy();
  const { yieldedOctets } = await measures();
  assert.ok(yieldedOctets < GIB * 100);
});

function assertFits(t: TestContext, { residentOctetsAtFirst, residentOctetsMax }: Measures): void {
  const growthOctets = residentOctetsMax - residentOctetsAtFirst;
  t.diagnostic(`${Math.round(growthOctets / MIB)} MiB more than ${Math.round(residentOctetsAtFirst / MIB)} at first`);
  assert.ok(growthOctets < GROWTH_OCTETS_MAX, `the process grew by ${Math.round(growthOctets / MIB)} MiB`);
}

/** Takes all there is, with a rest after each 64 MiB. */
async function receivedOctets(socket: Socket): Promise<number> {
  let octets = 0;
  let atRest = 0;
  for await (const piece of socket) {
    octets += (piece as Buffer).length;
    if (octets - atRest < 64 * MIB) continue;
    atRest = octets;
    await wait(100);
  }
  return octets;
}

async function connected(t: TestContext, fileOctets = 0) {
  const root = await mkdtemp(join(tmpdir(), "porthole-measured-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  const large = await open(join(root, "large.bin"), "w");
  await large.truncate(fileOctets);
  await large.close();
  const extension = import.meta.url.slice(-3);
  const child: ChildProcess = fork(fileURLToPath(new URL(`./tools/measured-server${extension}`, import.meta.url)), [
    root,
  ]);
  t.after(() => child.kill("SIGKILL"));
  const exited = once(child, "exit").then(([code]) => assert.fail(`the server ended with ${code}`));
  const [{ port }] = (await Promise.race([once(child, "message"), exited])) as [{ port: number }];
  const measures = async () => {
    child.send("measures");
    return (await once(child, "message"))[0] as Measures;
  };
  const socket = connect(port, "127.0.0.1");
  t.after(() => socket.destroy());
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return { socket, measures, port };
}
