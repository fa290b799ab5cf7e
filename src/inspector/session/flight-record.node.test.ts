import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Session } from "../record.ts";
import {
  sampleConnection,
  sampleExchange,
  sampleMessage,
  sampleRefused,
  sampleSession,
} from "../testing/session-sample.ts";
import {
  FLIGHT_EXCHANGES_MAX,
  FLIGHT_OCTETS_MAX,
  FlightRecord,
  type FlightRecordOptions,
  isForFlightRecord,
} from "./flight-record.node.ts";
import { earlierPath, flightFileFault } from "./flight-record-file.node.ts";
import { readSessionFile, sessionJson } from "./session-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "porthole-flight-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A recorder whose time passes when a test says so. */
function flight(changes: Partial<FlightRecordOptions> = {}) {
  const waiting: (() => void)[] = [];
  const delays: number[] = [];
  const failures: unknown[] = [];
  const { facts, totals } = sampleSession();
  const files = { script: new TextEncoder().encode("show();"), style: new TextEncoder().encode("a{}") };
  const record = new FlightRecord({
    path: join(folder, "flight.json"),
    pageFiles: () => files,
    facts: () => facts,
    totals: () => totals,
    tellFailure: (error) => failures.push(error),
    after: (ms, callback) => {
      delays.push(ms);
      waiting.push(callback);
    },
    ...changes,
  });
  /** Lets the time pass, and waits until what is then written is. */
  const pass = async () => {
    for (const callback of waiting.splice(0)) callback();
    await record.written;
  };
  return { record, waiting, delays, failures, pass };
}

async function inFile(name = "flight.json"): Promise<Session> {
  return readSessionFile(await readFile(join(folder, name), "utf8"));
}

describe("flight record: what is kept", () => {
  test("flight record: it is for exchanges that were refused, failed or cut, and for no others", () => {
    assert.ok(isForFlightRecord(sampleRefused()));
    assert.ok(isForFlightRecord(sampleExchange({ statusCode: 500 })));
    assert.ok(isForFlightRecord(sampleExchange({ isCut: true })));
    assert.ok(!isForFlightRecord(sampleExchange({ statusCode: 499 })));
    assert.ok(!isForFlightRecord(sampleExchange({ statusCode: undefined })));
  });

  test("flight record: the last ones are kept, with their connections alone, when there are more than it keeps", async () => {
    const { record } = flight();
    const last = 5 * FLIGHT_EXCHANGES_MAX;
    for (let id = 1; id <= last; id++) record.add(sampleRefused({ connection: id }), sampleConnection({ id }));
    await record.close();
    const { exchanges, connections } = await inFile();
    const expected = Array.from({ length: FLIGHT_EXCHANGES_MAX }, (_, at) => last - FLIGHT_EXCHANGES_MAX + 1 + at);
    assert.deepEqual(
      exchanges.map(({ connection }) => connection),
      expected,
    );
    assert.deepEqual(
      connections.map(({ id }) => id),
      expected,
    );
  });

  test("flight record: octets are bounded, and the last exchange is always there, when messages are large", () => {
    const { record } = flight();
    const octets = "x".repeat(FLIGHT_OCTETS_MAX / 8);
    for (let exchange = 1; exchange <= 20; exchange++) {
      record.add(sampleExchange({ exchange, request: sampleMessage(octets) }), sampleConnection());
    }
    assert.deepEqual(
      record.session.exchanges.map(({ exchange }) => exchange),
      [14, 15, 16, 17, 18, 19, 20],
    );
    record.add(sampleExchange({ exchange: 21, request: sampleMessage(octets.repeat(9)) }), sampleConnection());
    assert.deepEqual(
      record.session.exchanges.map(({ exchange }) => exchange),
      [21],
    );
  });

  test("flight record: who ended the connection is in the file when it ended after its exchange", async () => {
    const { record, pass } = flight();
    record.add(sampleRefused(), sampleConnection({ end: undefined }));
    await pass();
    assert.equal((await inFile()).connections[0]?.end, undefined);
    record.connectionEnded(sampleConnection());
    record.connectionEnded(sampleConnection({ id: 9 }));
    await pass();
    assert.deepEqual((await inFile()).connections, [sampleConnection()]);
  });
});

describe("flight record: when it is written", () => {
  test("flight record: the file is written once a second at most when exchanges come all the time", async () => {
    const { record, waiting, delays, pass } = flight();
    for (let exchange = 1; exchange <= 5; exchange++) record.add(sampleRefused({ exchange }), sampleConnection());
    assert.equal(waiting.length, 1);
    await pass();
    assert.equal((await inFile()).exchanges.length, 5);
    assert.equal(waiting.length, 0);
    record.add(sampleRefused({ exchange: 6 }), sampleConnection());
    assert.deepEqual(delays, [1000, 1000]);
    await record.close();
    assert.equal((await inFile()).exchanges.length, 6);
  });

  test("flight record: what came while it was being written is written a second later", async () => {
    const { record, waiting, delays } = flight();
    record.add(sampleRefused(), sampleConnection());
    waiting.shift()!();
    record.add(sampleRefused({ exchange: 2 }), sampleConnection());
    await record.written;
    assert.equal((await inFile()).exchanges.length, 1);
    assert.deepEqual(delays, [1000, 1000]);
    waiting.shift()!();
    await record.written;
    assert.equal((await inFile()).exchanges.length, 2);
  });

  test("flight record: nothing is written when nothing was refused, nor after it was closed", async () => {
    const { record, waiting } = flight();
    await record.close();
    assert.deepEqual(await readdir(folder), []);
    record.add(sampleRefused(), sampleConnection());
    assert.equal(waiting.length, 0);
    assert.deepEqual(await readdir(folder), []);
  });

  test("flight record: the file is for its owner alone, and no other is beside it, when it was written", async () => {
    const { record } = flight({ path: join(folder, "flight.html") });
    record.add(sampleRefused(), sampleConnection());
    await record.close();
    assert.deepEqual(await readdir(folder), ["flight.html"]);
    if (process.platform !== "win32") assert.equal((await stat(join(folder, "flight.html"))).mode & 0o777, 0o600);
    assert.deepEqual((await inFile("flight.html")).exchanges, [sampleRefused()]);
    assert.match(
      await readFile(join(folder, "flight.html"), "utf8"),
      /<script id="porthole-script">show\(\);<\/script>/,
    );
  });
});

describe("flight record: what was there before", () => {
  test("flight record: the file of an earlier run is kept beside it, the one before goes, when a run first writes", async () => {
    for (const version of ["first", "second", "third"]) {
      const { record } = flight({ facts: () => ({ ...sampleSession().facts, version }) });
      record.add(sampleRefused(), sampleConnection());
      record.add(sampleRefused({ exchange: 2 }), sampleConnection());
      await record.close();
    }
    assert.deepEqual(await readdir(folder), ["flight.1.json", "flight.json"]);
    assert.equal((await inFile()).facts.version, "third");
    assert.equal((await inFile("flight.1.json")).facts.version, "second");
  });

  test("flight record: what is no record is left as it was when it stands in the place", async () => {
    const path = join(folder, "flight.json");
    await writeFile(path, "my own notes");
    assert.equal(await flightFileFault(path), "a file is there that is no record of an earlier run");
    const { record, failures } = flight();
    record.add(sampleRefused(), sampleConnection());
    await record.close();
    assert.equal(await readFile(path, "utf8"), "my own notes");
    assert.match(String(failures[0]), /a file is there that is no record/);
  });

  test("flight record: says what stands in its way when it is a folder, a missing folder, or nothing", async () => {
    await mkdir(join(folder, "a"));
    assert.equal(await flightFileFault(join(folder, "a")), "it is a folder");
    assert.equal(await flightFileFault(join(folder, "b", "flight.html")), "its folder does not exist");
    assert.equal(await flightFileFault(join(folder, "flight.html")), undefined);
    await writeFile(join(folder, "empty"), "");
    assert.equal(await flightFileFault(join(folder, "empty")), undefined);
    await writeFile(join(folder, "session"), sessionJson(sampleSession()));
    assert.equal(await flightFileFault(join(folder, "session")), undefined);
    if (process.platform !== "win32") assert.equal(await flightFileFault("/dev/null"), "it is no plain file");
  });

  test("flight record: a part that a killed run left is replaced, and a link in its place is not followed", async () => {
    await writeFile(join(folder, "victim"), "precious");
    await symlink(join(folder, "victim"), join(folder, "flight.json.part"));
    const { record } = flight();
    record.add(sampleRefused(), sampleConnection());
    await record.close();
    assert.deepEqual(await readdir(folder), ["flight.json", "victim"]);
    assert.equal(await readFile(join(folder, "victim"), "utf8"), "precious");
    assert.equal((await inFile()).exchanges.length, 1);
  });

  test("flight record: its earlier file keeps the extension, so that a browser opens it", () => {
    assert.equal(earlierPath(join(folder, "a.b.html")), join(folder, "a.b.1.html"));
    assert.equal(earlierPath(join(folder, "record")), join(folder, "record.1"));
  });
});

describe("flight record: when the disk fails", () => {
  test("flight record: it is said once, tried again later, and nothing is lost when the folder is away for a while", async () => {
    await mkdir(join(folder, "disk"));
    const { record, failures, delays, pass } = flight({ path: join(folder, "disk", "flight.json") });
    record.add(sampleRefused(), sampleConnection());
    await pass();
    await rename(join(folder, "disk"), join(folder, "away"));
    record.add(sampleRefused({ exchange: 2 }), sampleConnection());
    await pass();
    await pass();
    assert.equal(failures.length, 1);
    assert.equal((failures[0] as NodeJS.ErrnoException).code, "ENOENT");
    assert.deepEqual(delays, [1000, 1000, 10_000, 10_000]);
    assert.equal((await inFile("away/flight.json")).exchanges.length, 1);
    await rename(join(folder, "away"), join(folder, "disk"));
    await pass();
    assert.equal((await inFile("disk/flight.json")).exchanges.length, 2);
    assert.deepEqual(await readdir(join(folder, "disk")), ["flight.json"]);
  });

  const withoutFileLimit = process.platform === "win32" ? "needs a system that can limit the size of files" : false;
  test("flight record: what was there stays when the disk is full", { skip: withoutFileLimit }, async () => {
    const { record, pass } = flight();
    record.add(sampleRefused(), sampleConnection());
    await pass();
    // A size limit on files is the full disk that a test can have: the shell sets it, in blocks.
    const child = runChild("full", ["/bin/sh", "-c", 'ulimit -f 64; exec "$@"', "sh"]);
    const [code] = await once(child, "exit");
    assert.equal(code, 0);
    assert.equal((await inFile()).exchanges.length, 1);
    assert.deepEqual(await readdir(folder), ["flight.json"]);
  });

  test("flight record: an HTML record is told to be impossible when the page has not been built", async () => {
    const changes = { path: join(folder, "flight.html"), pageFiles: () => undefined };
    const { record, failures, delays, pass } = flight(changes);
    record.add(sampleRefused(), sampleConnection());
    await pass();
    assert.deepEqual(delays, [1000, 10_000]);
    await record.close();
    assert.match(String(failures[0]), /has not been built/);
    assert.deepEqual(await readdir(folder), []);
  });
});

test("flight record: a whole file is there, old or new, when the process is killed at any time", async () => {
  await writeFile(join(folder, "flight.json"), sessionJson(sampleSession()));
  for (let round = 0; round < 4; round++) {
    const child = runChild("endless");
    await once(child.stdout!, "data");
    await pause(round * 7);
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.ok((await inFile()).exchanges.length > 0);
  }
});

/** Runs a recorder in a process of its own: one that writes all the time, or one that has no room to. */
function runChild(kind: "endless" | "full", [command, ...args]: readonly string[] = []): ChildProcess {
  const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
  const module = (name: string) => JSON.stringify(new URL(name.replace(/\.ts$/, extension), import.meta.url).href);
  const program = `
    const { FlightFile } = await import(${module("flight-record-file.node.ts")});
    const { sessionJson } = await import(${module("session-file.ts")});
    const { sampleSession, sampleExchange, sampleMessage } = await import(${module("../testing/session-sample.ts")});
    const file = new FlightFile(${JSON.stringify(join(folder, "flight.json"))});
    const exchanges = Array.from({ length: 50 }, (_, at) => {
      return sampleExchange({ exchange: at + 1, request: sampleMessage("x".repeat(20_000)) });
    });
    const text = sessionJson(sampleSession({ exchanges }));
    process.on("SIGXFSZ", () => {});
    if (${JSON.stringify(kind)} === "full") {
      const error = await file.write([text]).then(() => undefined, (error) => error);
      process.exit(error?.code === "EFBIG" ? 0 : 1);
    }
    console.log("begun");
    for (;;) await file.write([text]);
  `;
  const node = [process.execPath, "--input-type=module", "-e", program];
  const [file, ...rest] = command === undefined ? node : [command, ...args, ...node];
  return spawn(file!, rest, { stdio: ["ignore", "pipe", "inherit"] });
}
