import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { describe, test } from "node:test";
import { AttackedProcess, MIB } from "./tools/attacked-process.ts";

const CONNECTIONS = 250;
const SECONDS = 6;
const skip =
  spawnSync("slowhttptest", ["-h"]).error !== undefined && "slowhttptest is not installed: apt-get install it";

/** Its four modes, each with what makes it quick enough to hurt within seconds. */
const modes: Readonly<Record<string, (url: string) => string[]>> = {
  "slow headers": (url) => ["-H", "-i", "1", "-x", "24", "-u", url],
  "slow bodies": (url) => ["-B", "-i", "1", "-x", "10", "-s", "100000", "-u", `${url}upload`],
  "ranges without number": (url) => ["-R", "-a", "10", "-b", "1200", "-u", `${url}file`],
  "slow reads": (url) => ["-X", "-w", "512", "-y", "1024", "-n", "1", "-z", "32", "-k", "3", "-u", `${url}file`],
};

describe("under attack: slowhttptest", { timeout: 60_000 }, () => {
  test(`under attack: others are served when slowhttptest attacks in all its ${Object.keys(modes).length} modes at a time`, {
    skip,
  }, async (t) => {
    await using server = await AttackedProcess.start();
    // 64 KiB under way for each slow reader, a part of a file for each that asks for ranges, and a heap that may double.
    await server.holdsUnder(t, { grownOctetsMax: 192 * MIB }, async () => {
      const reports = await Promise.all(
        Object.entries(modes).map(async ([mode, args]) => {
          // It polls without pause, which on a machine of its own would take nothing from the server.
          const attack = spawn("nice", ["slowhttptest", ...common, ...args(`http://127.0.0.1:${server.port}/`)]);
          t.after(() => attack.kill("SIGKILL"));
          let said = "";
          for (const stream of [attack.stdout, attack.stderr]) stream.on("data", (octets) => (said += octets));
          await once(attack, "close");
          return { mode, said };
        }),
      );
      for (const { mode, said } of reports) {
        assert.match(said, /service available:\S*\s+\S*YES/, `${mode}: ${said.slice(-2000)}`);
        assert.doesNotMatch(said, /service available:\S*\s+\S*NO/, mode);
      }
    });
  });
});

/** A probe of its own, which finds the service away when it is not answered within a second. */
const common = ["-c", String(CONNECTIONS), "-r", String(CONNECTIONS), "-l", String(SECONDS), "-p", "1"];
