import assert from "node:assert/strict";
import { test } from "node:test";
import { makeTemporaryFolder } from "../bench/peers/index.ts";
import type { LoadProgram } from "../bench/speed/load/load.ts";
import { ownClient } from "../bench/speed/load/own-client.ts";
import { isInstalled } from "../bench/speed/load/placed-command.ts";
import { wrk } from "../bench/speed/load/wrk.ts";
import { measureScenario } from "../bench/speed/measure/measure-scenario.ts";
import { askText, getText } from "../bench/speed/scenarios/requests.ts";
import { firstBesideOthers, type Scenario } from "../bench/speed/scenarios/scenario.ts";
import { hello, nginx } from "../bench/speed/servers/all.ts";

const noWrk = isInstalled("wrk", "-v") ? false : "wrk is not installed: apt-get install wrk";

function scenario(draft: Partial<Scenario>): Scenario {
  const contestants = [
    { server: hello.nodeHttp, asked: askText },
    { server: hello.bareNetCounting, asked: askText },
  ];
  return {
    id: "x",
    title: "x",
    told: "",
    contestants,
    pairs: firstBesideOthers(contestants),
    connections: 4,
    ...draft,
  };
}

async function measured(draft: Partial<Scenario>, load: LoadProgram) {
  const folder = await makeTemporaryFolder();
  try {
    return await measureScenario(scenario(draft), {
      load,
      rounds: 1,
      seconds: 1,
      folder: folder.path,
      progress: () => undefined,
    });
  } finally {
    await folder.remove();
  }
}

test("measurement: two servers have rates and a ratio when both answer rightly", async () => {
  const record = await measured({}, ownClient);
  assert.deepEqual(record.leftOut, []);
  assert.deepEqual(
    record.contestants.map(({ name }) => name),
    ["node:http", "bare node:net"],
  );
  const [one, other] = record.contestants.map(({ requestsPerSecond }) => requestsPerSecond.median);
  assert.ok(one! > 0 && other! > 0);
  assert.ok(Math.abs(record.pairs[0]!.rate.median - one! / other!) < 1e-9);
});

test("measurement: sixteen at once are counted one by one when wrk sends them", { skip: noWrk }, async (context) => {
  const folder = await makeTemporaryFolder();
  context.after(() => folder.remove());
  const record = await measured({ pipelined: 16 }, wrk(folder.path, undefined));
  assert.deepEqual(record.leftOut, []);
  assert.equal(record.pairs.length, 1);
  const octets = record.contestants.map((each) => each.octetsPerSecond.median / each.requestsPerSecond.median);
  assert.ok(
    octets.every((each) => Math.abs(each - 13) < 0.01),
    `octets of content a response: ${octets}`,
  );
});

test("measurement: a server has no result, and others do, when its answer is wrong or it is not there", async () => {
  const absent = { ...nginx(), name: "absent", find: () => ({ missing: "not installed: apt-get install it" }) };
  const contestants = [
    { server: hello.nodeHttp, asked: askText },
    { server: hello.bareNet, asked: [getText("/text", "Something else")] },
    { server: absent, asked: askText },
    { server: hello.bareNetCounting, asked: askText, name: "right" },
  ];
  const record = await measured({ contestants, pairs: firstBesideOthers(contestants) }, ownClient);
  assert.deepEqual(record.leftOut, [
    { name: "bare node:net", reason: "GET /text: answered with 13 octets of content rather than 14" },
    { name: "absent", reason: "not installed: apt-get install it" },
  ]);
  assert.deepEqual(
    record.pairs.map(({ other }) => other),
    ["right"],
  );
});

test("measurement: a server has no result when the load counts an error", async () => {
  const failing: LoadProgram = {
    name: "a failing load",
    run: async ({ seconds }) => ({ requests: 1, seconds, octets: 200, latency99Ms: 1, fault: "errors: read 1" }),
  };
  const record = await measured({}, failing);
  assert.deepEqual([record.contestants, record.pairs], [[], []]);
  assert.match(record.leftOut[0]!.reason, /a failing load counted errors: read 1/);
});
