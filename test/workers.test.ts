import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { folderOf, type PortholeProcess, runPorthole, startPorthole } from "./tools/porthole-process.ts";
import { get, RawClient, wait } from "./tools/raw-client.ts";

const limit = { timeout: 60_000, skip: process.platform === "win32" && "signals and descriptors are passed on here" };

const siteText = `
import { site, text } from "porthole";
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const busy = (ms) => { for (const until = Date.now() + ms; Date.now() < until; ); };
export default site({
  "/": () => text(String(process.pid)),
  "/busy": () => { busy(20); return text(String(process.pid)); },
  "/slow": async () => { console.error("begun"); await wait(700); return text(String(process.pid)); },
  "/late": () => { console.error("begun"); return wait(600_000); },
  "/loop": () => { console.error("begun"); for (;;); },
});
`;

/** How workers share the port: where the system does not spread connections, the first is the second. */
const sharings = ["own-queues", "one-queue"] as const;
type Sharing = (typeof sharings)[number];

interface Workers {
  readonly porthole: PortholeProcess;
  readonly folder: string;
  connect(): Promise<RawClient>;
  /** Connections that are kept, by the process at their other end: at least one to each of so many. */
  connectToEach(count: number): Promise<Map<number, RawClient>>;
}

async function serving(t: TestContext, sharing: Sharing, args: readonly string[] = [], text = siteText) {
  const folder = folderOf(t, { "site.ts": text });
  const environment = { PORTHOLE_WORKER_SHARING: sharing };
  const porthole = startPorthole(t, ["-p", "0", "--workers", "2", ...args, folder], { environment });
  const port = Number(new URL(await porthole.url()).port);
  const connect = async () => {
    const client = await RawClient.connect({ endpoints: [{ host: "127.0.0.1", port }] });
    t.after(() => client.close());
    return client;
  };
  const connectToEach = async (count: number) => {
    const found = new Map<number, RawClient>();
    while (found.size < count) {
      // Several at a time, each of which keeps its worker busy, so that another has to take the next.
      const clients = await Promise.all(Array.from({ length: 8 }, connect));
      const pids = await Promise.all(clients.map((client) => pidOf(client, "/busy")));
      pids.forEach((pid, index) => {
        found.set(pid, clients[index]!);
      });
    }
    return found;
  };
  const workers: Workers = { porthole, folder, connect, connectToEach };
  return workers;
}

/** Asks on a connection that is kept which process answers it. */
async function pidOf(client: RawClient, path = "/"): Promise<number> {
  const before = (await client.responses(0)).length;
  client.send(get(path));
  const response = (await client.responses(before + 1))[before]!;
  assert.equal(response.statusCode, 200);
  return Number(response.content);
}

async function hasGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await wait(20);
  }
}

/** Waits until so many requests are with the handlers that take their time. */
async function begun(porthole: PortholeProcess, count: number): Promise<void> {
  await porthole.says(new RegExp(`(?:begun[\\s\\S]*){${count}}`), "stderr");
}

/** The whole lines of the log so far. */
function lines({ stdout }: PortholeProcess): Record<string, unknown>[] {
  const whole = stdout.slice(0, stdout.lastIndexOf("\n") + 1).split("\n");
  return whole.filter((line) => line !== "").map((line) => JSON.parse(line) as Record<string, unknown>);
}

for (const sharing of sharings) {
  describe(`workers, ${sharing}`, { concurrency: 2 }, () => {
    test(
      `workers: each answers on one port, and one banner tells of them, when they have ${sharing}`,
      limit,
      async (t) => {
        const { porthole, connectToEach } = await serving(t, sharing);
        const pids = [...(await connectToEach(2)).keys()];
        assert.equal(pids.length, 2);
        assert.ok(!pids.includes(porthole.child.pid!), "the supervisor serves nothing");
        assert.equal(porthole.stdout.match(/listening, serving/g)?.length, 1);
        assert.equal(lines(porthole)[0]?.["porthole.workers"], 2);
        porthole.child.kill("SIGTERM");
        assert.equal(await porthole.exit(), 0);
        assert.equal(porthole.stderr, "");
      },
    );

    test(
      `workers: the others go on, and another is started, when one is killed and they have ${sharing}`,
      limit,
      async (t) => {
        const { porthole, connect, connectToEach } = await serving(t, sharing);
        const clients = await connectToEach(2);
        const [killed, other] = [...clients.keys()] as [number, number];
        process.kill(killed, "SIGKILL");
        await porthole.says(/was ended by SIGKILL/);
        for (let asked = 0; asked < 20; asked++) {
          assert.equal(await pidOf(clients.get(other)!), other);
          assert.notEqual(await pidOf(await connect()), killed);
        }
        await porthole.says(/serves again/);
        const after = await connectToEach(2);
        assert.ok(after.has(other) && !after.has(killed));
        porthole.child.kill("SIGTERM");
        assert.equal(await porthole.exit(), 0);
      },
    );

    test(
      `workers: every request is answered and every line of the log is whole when they stop under load and have ${sharing}`,
      limit,
      async (t) => {
        const { porthole, connect, connectToEach } = await serving(t, sharing);
        const each = [...(await connectToEach(2)).values()];
        const others = await Promise.all(Array.from({ length: 22 }, connect));
        const answered = [...each, ...others].map(async (client) => {
          const before = (await client.responses(0)).length;
          let asked = 0;
          while (!client.isOver) {
            const path = `/?${"long".repeat(500)}`;
            client.send(get(path));
            asked += 1;
            await client.responses(before + asked);
            if (/^connection: close\r$/im.test(client.text)) break;
          }
          assert.equal(await client.ending, "end");
          client.close();
          return asked;
        });
        await wait(300);
        porthole.child.kill("SIGTERM");
        const sum = (await Promise.all(answered)).reduce((one, other) => one + other, 0);
        assert.equal(await porthole.exit(), 0);
        const exchanges = lines(porthole).filter((line) => String(line["url.query"]).startsWith("long"));
        assert.equal(exchanges.length, sum);
        assert.deepEqual([...new Set(exchanges.map((line) => line["porthole.worker"]))].sort(), [1, 2]);
        assert.equal(lines(porthole).at(-1)?.["message"], "stopped, 0 cut");
      },
    );

    test(
      `workers: they finish what is open and end when their supervisor is killed and they have ${sharing}`,
      limit,
      async (t) => {
        const { porthole, connectToEach } = await serving(t, sharing);
        const clients = await connectToEach(2);
        const answers = [...clients.values()].map((client) => pidOf(client, "/slow"));
        await begun(porthole, 2);
        porthole.child.kill("SIGKILL");
        assert.deepEqual(await Promise.all(answers), [...clients.keys()]);
        for (const client of clients.values()) client.close();
        await Promise.all([...clients.keys()].map(hasGone));
      },
    );
  });
}

describe("workers, signals", { concurrency: 2 }, () => {
  test("workers: what is open is finished when a terminal sends its signal to all processes", limit, async (t) => {
    const { porthole, connectToEach } = await serving(t, "own-queues", ["--grace", "600"]);
    const clients = await connectToEach(2);
    const answers = [...clients.values()].map((client) => pidOf(client, "/slow"));
    await begun(porthole, 2);
    for (const pid of [porthole.child.pid!, ...clients.keys(), ...clients.keys()]) process.kill(pid, "SIGINT");
    assert.deepEqual(await Promise.all(answers), [...clients.keys()]);
    for (const client of clients.values()) client.close();
    assert.equal(await porthole.exit(), 0);
  });

  test("workers: all that was cut is counted, and 3 is the end, when the grace is over", limit, async (t) => {
    const { porthole, connectToEach } = await serving(t, "own-queues", ["--grace", "0.2"]);
    for (const client of (await connectToEach(2)).values()) client.send(get("/late"));
    await begun(porthole, 2);
    porthole.child.kill("SIGTERM");
    assert.equal(await porthole.exit(), 3);
    assert.equal(lines(porthole).at(-1)?.["message"], "stopped, 2 cut");
  });

  test("workers: the grace of all ends when a second signal comes", limit, async (t) => {
    const { porthole, connectToEach } = await serving(t, "own-queues", ["--grace", "600"]);
    for (const client of (await connectToEach(2)).values()) client.send(get("/late"));
    await begun(porthole, 2);
    porthole.child.kill("SIGTERM");
    await wait(400);
    assert.equal(porthole.child.exitCode, null);
    porthole.child.kill("SIGTERM");
    assert.equal(await porthole.exit(), 3);
    assert.equal(lines(porthole).at(-1)?.["message"], "stopped, 2 cut");
  });

  test("workers: one that hangs is killed, and 3 is the end, when the grace is over", limit, async (t) => {
    const { porthole, connect } = await serving(t, "own-queues", ["--grace", "0.1"]);
    (await connect()).send(get("/loop"));
    await begun(porthole, 1);
    porthole.child.kill("SIGTERM");
    assert.equal(await porthole.exit(), 3);
    assert.match(String(lines(porthole).at(-1)?.["message"]), /was ended by SIGKILL before it had stopped/);
  });

  test("workers: one finishes what is open and another is started when it alone is asked to end", limit, async (t) => {
    const { porthole, connectToEach } = await serving(t, "own-queues");
    const clients = await connectToEach(2);
    const [asked] = [...clients.keys()] as [number];
    const answer = pidOf(clients.get(asked)!, "/slow");
    await begun(porthole, 1);
    process.kill(asked, "SIGTERM");
    assert.equal(await answer, asked);
    clients.get(asked)!.close();
    await porthole.says(/ended with exit code 0; another is started at once/);
    await porthole.says(/serves again/);
  });

  test("workers: all reload the site on SIGHUP, and all tell what was refused on SIGUSR2", limit, async (t) => {
    const { porthole, folder, connect, connectToEach } = await serving(t, "own-queues");
    for (const client of (await connectToEach(2)).values()) client.send("GET / HTTP/1.1\r\nhost : x\r\n\r\n");
    await porthole.says(/(?:"http\.response\.status_code":400[\s\S]*){2}/);
    porthole.child.kill("SIGUSR2");
    await porthole.says(/("total":1,[\s\S]*){2}\n/, "stderr");
    const reports = porthole.stderr.trimEnd().split("\n");
    assert.deepEqual(reports.map((line) => JSON.parse(line)["porthole.worker"]).sort(), [1, 2]);
    writeFileSync(join(folder, "site.ts"), siteText.replace('"/":', '"/new":'));
    porthole.child.kill("SIGHUP");
    await porthole.says(/(?:SIGHUP: the site was reloaded[\s\S]*){2}\n/);
    for (let asked = 0; asked < 10; asked++) await pidOf(await connect(), "/new");
  });
});

describe("workers, start", { concurrency: 2 }, () => {
  test("workers: the port is said to be in use when it is, by a server or by other workers", limit, async (t) => {
    const busy = createServer().listen(0, "127.0.0.1");
    await once(busy, "listening");
    t.after(() => busy.close());
    const { porthole } = await serving(t, "own-queues");
    const other = Number(new URL(await porthole.url()).port);
    for (const port of [(busy.address() as { port: number }).port, other]) {
      const { code, stdout, stderr } = await runPorthole(["-p", String(port), "--workers", "2", folderOf(t, {})]);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, new RegExp(`^✖ port ${port} is in use\\n {2}Stop what listens there`));
    }
  });

  test(
    "workers: what is wrong with the site is said once, as without them, when they cannot start",
    limit,
    async (t) => {
      const cwd = folderOf(t, { "site.json": '{\n  "routes": {\n    "/": { "fil": "a.html" }\n  }\n}\n' });
      for (const args of [[], ["./no-such-folder"], ["--spa", "a.html", "--trust-proxy", "x"]]) {
        const alone = await runPorthole(args, { cwd });
        assert.notEqual(alone.code, 0);
        assert.deepEqual(await runPorthole([...args, "--workers", "3"], { cwd }), alone);
      }
    },
  );

  test("workers: the command ends when the first ends again and again before it has served", limit, async (t) => {
    const cwd = folderOf(t, { "site.ts": "process.exit(7);\n" });
    const { code, stdout, stderr } = await runPorthole(["-p", "0", "--workers", "2"], { cwd });
    assert.deepEqual([code, stdout], [7, ""]);
    assert.match(stderr, /\n✖ worker 1 \(process \d+\) ended with exit code 7 before it served, 3 times/);
  });

  test("workers: it is said why one cannot start again, and it serves again when that is mended", limit, async (t) => {
    const { porthole, folder, connectToEach } = await serving(t, "own-queues");
    const [killed, other] = [...(await connectToEach(2)).keys()] as [number, number];
    writeFileSync(join(folder, "site.ts"), "export default {\n  a: = 1,\n};\n");
    process.kill(killed, "SIGKILL");
    await porthole.says(/could not start:[\s\S]*site\.ts:2[\s\S]*another is started in 200 ms/);
    writeFileSync(join(folder, "site.ts"), siteText);
    await porthole.says(/serves again/);
    assert.ok((await connectToEach(2)).has(other));
  });

  test(
    "workers: it is said what to do instead when a flag does not go with them, or their number is wrong",
    limit,
    async () => {
      const wrong: [args: string[], said: RegExp][] = [
        [["--watch"], /^✖ --watch does not go with --workers\n {2}Leave out --workers .*SIGHUP/],
        [["--wire"], /^✖ --wire does not go with --workers\n {2}Leave out --workers/],
        [["--workers", "0"], /from 1 to 256, or auto/],
        [["--workers", "257"], /from 1 to 256, or auto/],
        [["--workers", "two"], /from 1 to 256, or auto/],
      ];
      for (const [args, said] of wrong) {
        const { code, stderr } = await runPorthole(["--workers", "2", ...args]);
        assert.match(stderr, said);
        assert.equal(code, 2);
      }
    },
  );

  test("workers: there is one a core when their number is auto, and one may be asked for", limit, async (t) => {
    for (const number of ["auto", "1"]) {
      const porthole = startPorthole(t, ["-p", "0", "--workers", number, folderOf(t, { "index.html": "hello" })]);
      assert.equal(await (await fetch(await porthole.url())).text(), "hello");
      assert.ok(Number(lines(porthole)[0]?.["porthole.workers"]) >= 1);
      porthole.child.kill("SIGTERM");
      assert.equal(await porthole.exit(), 0);
    }
  });
});
