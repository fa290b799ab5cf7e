import assert from "node:assert/strict";
import { after, before, describe, type TestContext, test } from "node:test";
import { descriptorLimit } from "../src/transport/index.ts";
import { AttackedProcess, FILE_OCTETS, MIB } from "./tools/attacked-process.ts";
import { Attackers, wait } from "./tools/attackers.ts";
import { FileClient } from "./tools/file-client.ts";
import { get } from "./tools/raw-client.ts";

const SILENT = 5_000;
const SLOW = 500;
const READERS = 1_000;

/** Twelve kilobytes for each of 5,000 connections, their sockets' and ours, and a heap that may double meanwhile. */
const crowdBounds = { grownOctetsMax: 160 * MIB };
/** Every reader has one piece of 64 KiB under way, and of a file the next one too; then a heap that may double. */
const readerBounds = { grownOctetsMax: 256 * MIB };

const descriptors = descriptorLimit() ?? Number.POSITIVE_INFINITY;
/** With the tenth that connections leave for files, and what a process needs itself. */
const descriptorsWanted = Math.ceil(SILENT / 0.9) + 100;
const skip =
  descriptors < descriptorsWanted &&
  `${SILENT} connections need ${descriptorsWanted} file descriptors and there are ${descriptors}: ulimit -n raises them`;

const HEAD_BEGUN = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
const CONTENT_BEGUN = "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n";

describe("under attack", { timeout: 150_000 }, () => {
  /** With deadlines that a test can wait for. */
  let hasty: AttackedProcess;
  /** As it is by default. */
  let patient: AttackedProcess;
  before(async () => {
    const timeouts = { headers: 1_500, receive: 1_500, send: 1_500, idle: 3_000 };
    hasty = await AttackedProcess.start({ serve: { timeouts } });
    patient = await AttackedProcess.start();
  });
  after(async () => {
    await hasty[Symbol.asyncDispose]();
    await patient[Symbol.asyncDispose]();
  });

  const silent = `${SILENT} connections are silent`;
  test(`under attack: others are served when ${silent}, and each of those is when it speaks`, { skip }, (t) =>
    patient.holdsUnder(t, crowdBounds, async () => {
      using crowd = await Attackers.connect(patient.port, SILENT);
      await wait(1_000);
      crowd.sendAll(get("/"));
      await crowd.untilAnswered(200);
      assert.equal(crowd.endedCount, 0);
    }),
  );

  test(`under attack: others are served when ${silent} until their deadline closes them`, { skip }, (t) =>
    hasty.holdsUnder(t, crowdBounds, async () => {
      using crowd = await Attackers.connect(hasty.port, SILENT);
      await crowd.untilEnded();
      assert.equal(crowd.receivedOctets, 0);
    }),
  );

  for (const [what, begun] of [
    ["heads", HEAD_BEGUN],
    ["contents", CONTENT_BEGUN],
  ] as const) {
    const title = `under attack: others are served when ${SLOW} ${what} come octet by octet`;

    test(`${title}, each of which is told 408 at its deadline`, (t) =>
      hasty.holdsUnder(t, { grownOctetsMax: 64 * MIB }, async () => {
        using slow = await Attackers.connect(hasty.port, SLOW);
        slow.sendAll(begun);
        await slow.trickle("s", 100);
        assert.deepEqual(slow.statusCodes, { 408: SLOW });
      }));

    test(`${title} and are left their time`, (t) =>
      patient.holdsUnder(t, { grownOctetsMax: 64 * MIB }, async () => {
        using slow = await Attackers.connect(patient.port, SLOW);
        slow.sendAll(begun);
        for (let count = 0; count < 20; count++) {
          slow.sendAll("s");
          await wait(100);
        }
        assert.equal(slow.receivedOctets, 0);
        assert.equal(slow.endedCount, 0);
      }));
  }

  for (const path of ["/file", "/stream"]) {
    test(`under attack: others are served when ${READERS} clients do not read ${path}, and are cut for it`, (t) =>
      hasty.holdsUnder(t, readerBounds, async () => {
        using readers = await Attackers.connect(hasty.port, READERS);
        readers.stopReading();
        readers.sendAll(get(path));
        const before = cutCount(await hasty.health());
        await Promise.all([downloadsWhole(t, hasty, path), untilCut(hasty, before + READERS)]);
      }));
  }
});

/** Nothing is lost for those who read as fast as they can. */
async function downloadsWhole(t: TestContext, server: AttackedProcess, path: string): Promise<void> {
  if (path !== "/file") return;
  const client = await FileClient.connect(server);
  t.after(() => client.close());
  for (let count = 0; count < 5; count++) assert.equal((await client.get(path)).content.length, FILE_OCTETS);
}

async function untilCut(server: AttackedProcess, count: number): Promise<void> {
  while (cutCount(await server.health()) < count) await wait(100);
}

function cutCount({ outcomes }: { readonly outcomes: Readonly<Record<string, number>> }): number {
  return outcomes["cut"] ?? 0;
}
