import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Server, serve, site, text } from "../src/index.ts";
import { get, RawClient, wait } from "./tools/raw-client.ts";
import { RecordedLog } from "./tools/recorded-log.ts";

const limit = { timeout: 20_000 };

test("connection cap: the newcomer is told 503 when all connections are in an exchange", limit, async (t) => {
  const { server, log } = await serving(t, 3);
  for (let count = 0; count < 3; count++) (await connected(t, server)).send(get("/never"));
  await untilOpen(server, 3);
  await wait(50);
  for (let count = 0; count < 3; count++) {
    const newcomer = await connected(t, server);
    const [response] = await newcomer.responses(1);
    assert.equal(response?.statusCode, 503);
    assert.match(response.head, /^connection: close\r$/im);
    assert.equal(await newcomer.ending, "end");
  }
  assert.equal(log.notices.filter(({ message }) => /connections/.test(message)).length, 1, "once a minute");
});

test("connection cap: there is room again when a connection has ended", limit, async (t) => {
  const { server } = await serving(t, 1);
  const first = await connected(t, server);
  first.send(get("/never"));
  await untilOpen(server, 1);
  first.socket.resetAndDestroy();
  await untilOpen(server, 0);
  const second = await connected(t, server);
  second.send(get("/"));
  assert.equal((await second.responses(1))[0]?.content, "room");
});

test("connection cap: the one that was silent longest makes room when others are idle", limit, async (t) => {
  const { server } = await serving(t, 3);
  const idle: RawClient[] = [];
  for (let count = 0; count < 3; count++) {
    const client = await connected(t, server);
    client.send(get("/"));
    await client.responses(1);
    idle.push(client);
    // Longer than a sweep takes to come round, so that each is silent for a different time by the server's clock.
    await wait(300);
  }
  const newcomer = await connected(t, server);
  newcomer.send(get("/"));
  assert.equal((await newcomer.responses(1))[0]?.content, "room");
  await idle[0]!.ending;
  for (const other of idle.slice(1)) {
    other.send(get("/"));
    assert.equal((await other.responses(2)).length, 2);
  }
});

test("connection cap: one in an exchange stays when others make room", limit, async (t) => {
  const { server } = await serving(t, 2);
  const busy = await connected(t, server);
  busy.send(get("/slow"));
  await untilOpen(server, 1);
  for (let count = 0; count < 10; count++) {
    const passing = await connected(t, server);
    passing.send(get("/"));
    await passing.until(() => passing.isOver || passing.text !== "", "an answer");
  }
  assert.equal((await busy.responses(1))[0]?.content, "slowly");
});

const skip = process.platform === "win32" ? "Windows has no limit of descriptors to set" : false;

test("connection cap: what is open lives on when the process is out of descriptors", { ...limit, skip }, async (t) => {
  const extension = import.meta.url.slice(-3);
  const script = fileURLToPath(new URL(`./tools/few-descriptors-server${extension}`, import.meta.url));
  const child = spawn("sh", ["-c", `ulimit -n 128; exec "$0" "$1"`, process.execPath, script], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  t.after(() => child.kill("SIGKILL"));
  const port = await portOf(child);
  const endpoints = [{ host: "127.0.0.1", port }];
  const first = await connected(t, { endpoints });
  first.send(get("/"));
  await first.responses(1);
  const crowd = await Promise.all(Array.from({ length: 200 }, () => connected(t, { endpoints })));
  await wait(200);
  first.send(get("/"));
  assert.equal((await first.responses(2)).length, 2);
  for (const client of crowd) client.close();
  const later = await eventuallyServed(t, endpoints);
  assert.equal(later.content, "room");
});

async function eventuallyServed(t: TestContext, endpoints: Server["endpoints"]) {
  for (;;) {
    const client = await connected(t, { endpoints });
    client.send(get("/"));
    const [response] = await client.responses(1).catch(() => []);
    if (response?.statusCode === 200) return response;
    await wait(20);
  }
}

async function portOf(child: ChildProcess): Promise<number> {
  const exited = once(child, "exit").then(([code]) => assert.fail(`the server ended with ${code}`));
  const [{ port }] = (await Promise.race([once(child, "message"), exited])) as [{ port: number }];
  return port;
}

async function untilOpen(server: Server, count: number): Promise<void> {
  while (server.connectionCount !== count) await wait(1);
}

async function serving(t: TestContext, maxConnections: number): Promise<{ server: Server; log: RecordedLog }> {
  const log = new RecordedLog();
  const routes = site({
    "/": text("room"),
    "/never": () => new Promise<never>(() => {}),
    "/slow": async () => {
      await wait(500);
      return text("slowly");
    },
  });
  const server = await serve(routes, { host: "127.0.0.1", port: 0, log, limits: { maxConnections } });
  t.after(() => server.close({ graceSeconds: 0 }));
  return { server, log };
}

async function connected(t: TestContext, server: Pick<Server, "endpoints">): Promise<RawClient> {
  const client = await RawClient.connect(server);
  t.after(() => client.close());
  return client;
}
