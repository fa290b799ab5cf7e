import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { descriptorLimit } from "../src/transport/index.ts";
import { AttackedProcess, MIB } from "./tools/attacked-process.ts";
import { Attackers, wait } from "./tools/attackers.ts";
import { get } from "./tools/raw-client.ts";

const SILENT = 5_000;
const descriptors = descriptorLimit() ?? Number.POSITIVE_INFINITY;
/** With the tenth that connections leave for files, and the test's own. */
const silentSkip =
  descriptors < SILENT * 1.2
    ? `${SILENT} connections need ${SILENT * 1.2} file descriptors; there are ${descriptors}: raise them with ulimit -n`
    : false;

describe("under attack", { timeout: 120_000 }, () => {
  let server: AttackedProcess;
  before(async () => {
    server = await AttackedProcess.start({
      serve: { timeouts: { headers: 1500, receive: 1500, send: 1500, idle: 3000 } },
    });
  });
  after(() => server[Symbol.asyncDispose]());

  test(`under attack: others are served when ${SILENT} connections are silent, and each of them is when it speaks`, {
    skip: silentSkip,
  }, async () => {
    await using patient = await AttackedProcess.start();
    await patient.holdsUnder(
      async () => {
        using silent = await Attackers.connect(patient.port, SILENT);
        await wait(1_000);
        silent.sendAll(get("/"));
        while ((silent.statusCodes["200"] ?? 0) < SILENT) await wait(20);
        assert.equal(silent.endedCount, 0);
      },
      { grownOctetsMax: 200 * MIB },
    );
  });
  test(`under attack: others are served when ${SILENT} connections stay silent until their deadline`, {
    skip: silentSkip,
  }, async () => {
    await server.holdsUnder(
      async () => {
        using silent = await Attackers.connect(server.port, SILENT);
        await silent.untilEnded(SILENT);
        assert.equal(silent.receivedOctets, 0);
      },
      { grownOctetsMax: 200 * MIB },
    );
  });
});
