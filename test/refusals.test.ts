import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { route, serve, site, text } from "../src/index.ts";
import { ownRules } from "../src/server/own-rules.ts";
import { folderOf, type PortholeProcess, startPorthole } from "./tools/porthole-process.ts";
import { projectRoot } from "./tools/project-files.ts";
import { get, post, RawClient, wait } from "./tools/raw-client.ts";

const isWindows = process.platform === "win32";
const limit = { timeout: 60_000, skip: isWindows ? "Windows has no SIGUSR2" : false };

const siteText = `import { route, site, text } from "porthole";
export default site({
  "/": text("hello"),
  "/late": () => new Promise(() => {}),
  "POST /up": route({ contentOctetsMax: 10 }, async ({ text: read }) => text(await read())),
});
`;

/** What SIGUSR2 makes the command write. */
interface Dump {
  readonly message: string;
  readonly total: number;
  readonly counts: readonly { readonly rule: string; readonly count: number }[];
  readonly last: readonly DumpedRefusal[];
}

interface DumpedRefusal {
  readonly rule: string;
  readonly statusCode?: number;
  readonly remote: string;
  readonly connection: number;
  readonly exchange: number;
  readonly refusedAt?: number;
  readonly requestHead?: { readonly octets: string };
  readonly received: readonly { readonly at: number; readonly octets: string }[];
  readonly sent?: { readonly octets: string };
}

describe("refusals, of the command", { concurrency: 2 }, () => {
  test(
    "refusals: each is counted in the log, and SIGUSR2 writes all of them, when they are of many kinds",
    limit,
    async (t) => {
      const porthole = await started(t);
      const long = `GET /${"a".repeat(9000)} HTTP/1.1\r\nHost: x\r\n\r\n`;
      const both = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n";
      const sent: readonly (readonly [rule: string, statusCode: number, octets: string])[] = [
        ["RFC9112-3.2/HOST-MISSING", 400, "GET / HTTP/1.1\r\n\r\n"],
        ["RFC9112-6.3/TE+CL", 400, `${get("/")}${both}`],
        ["RFC9112-3/REQUEST-LINE-LENGTH", 414, long],
        ["PORTHOLE/CONTENT-SIZE", 413, post("/up", "01234567890")],
        ["RFC9112-3.2/HOST-MISSING", 400, "GET / HTTP/1.1\r\n\r\n"],
        ["RFC9112-2.2/BARE-LF", 400, "GET / HTTP/1.1\nHost: x\n\n"],
      ];
      for (const [, statusCode, octets] of sent) {
        const client = await connected(t, porthole);
        client.send(octets);
        await client.until(() => client.text.includes(`HTTP/1.1 ${statusCode} `), `a ${statusCode}`);
        client.close();
      }
      const dump = await dumpOf(porthole);
      assert.equal(dump.total, 6);
      assert.deepEqual(
        dump.counts.map(({ rule, count }) => [rule, count]),
        [
          ["RFC9112-3.2/HOST-MISSING", 2],
          ["RFC9112-6.3/TE+CL", 1],
          ["RFC9112-3/REQUEST-LINE-LENGTH", 1],
          ["PORTHOLE/CONTENT-SIZE", 1],
          ["RFC9112-2.2/BARE-LF", 1],
        ],
      );
      assert.deepEqual(
        dump.last.map(({ rule, statusCode, connection }) => [rule, statusCode, connection]),
        sent.map(([rule, statusCode], index) => [rule, statusCode, index + 1]),
      );
      const [missing, framing, line, size] = dump.last;
      assert.equal(missing!.received[0]!.octets, "GET / HTTP/1.1\r\n\r\n");
      assert.match(missing!.sent!.octets, /^HTTP\/1\.1 400 Bad Request\r\n/);
      assert.deepEqual([framing!.exchange, framing!.refusedAt], [2, get("/").length + both.length]);
      assert.equal(framing!.received[0]!.octets, get("/") + both);
      assert.equal(line!.received.map(({ octets }) => octets).join("").length, 4096);
      assert.equal(size!.requestHead!.octets, "POST /up HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\n\r\n");
      const lines = porthole.json().filter((each) => "porthole.rule" in each);
      assert.deepEqual(
        lines.map((each) => [each["porthole.rule"], each["http.response.status_code"], each["porthole.refusals"]]),
        sent.map(([rule, statusCode], index) => [rule, statusCode, index === 4 ? 2 : 1]),
      );
    },
  );

  const secret = "s3cr3t-w0rd";
  const secrets: readonly (readonly [why: string, octets: string])[] = [
    ["its line is a right one", `Cookie: ${secret}\r\nbad line\r\n\r\n`],
    ["its name is in any case", `sEt-cOOkie: ${secret}\r\nbad line\r\n\r\n`],
    ["its line ends with a bare LF", `Cookie: ${secret}\nbad line\n\n`],
    ["white space stands before the colon", `Authorization : ${secret}\r\n\r\n`],
    ["white space stands before the name", ` Cookie: ${secret}\r\n\r\n`],
    ["there is no colon", `Authorization Basic ${secret}\r\n\r\n`],
    ["something else follows the name", `Cookie2=${secret}\r\n\r\n`],
    ["NUL follows the name", `Proxy-Authorization\0: ${secret}\r\n\r\n`],
    ["a bare CR stands in it", `Cookie: a\r${secret}\r\n\r\n`],
    ["it comes after a bare CR", `Cookie:\r${secret}\r\n\r\n`],
    ["a bare CR comes before the name", `X: y\rCookie: ${secret}\r\n\r\n`],
    ["it is folded", `Cookie: a\r\n ${secret}\r\n\r\n`],
    ["it is longer than what is kept", `Cookie: ${"a".repeat(20_000)}${secret}\r\n\r\n`],
    [
      "the request goes on in content",
      `Content-Length: 400\r\nTransfer-Encoding: chunked\r\n\r\nCookie: ${secret}\r\n`,
    ],
    ["it stands in a chunk", `Transfer-Encoding: chunked\r\n\r\n1b\r\nX: y\r\nCookie: ${secret}\r\n\r\nzz\r\n`],
    ["it stands in a trailer", `Transfer-Encoding: chunked\r\n\r\n0\r\nCookie: ${secret}\r\nbad line\r\n\r\n`],
    ["what comes after it is refused", `Content-Length: 27\r\n\r\nX: y\r\nCookie: ${secret}\r\n bad\r\n\r\n`],
  ];
  test(
    "refusals: no secret is written, and its octets are counted, in whatever form and pieces it comes",
    limit,
    async (t) => {
      const porthole = await started(t);
      let dumped = "";
      for (const [why, octets] of secrets) {
        for (const size of [Number.POSITIVE_INFINITY, 1, 13]) {
          const client = await connected(t, porthole);
          const request = `POST / HTTP/1.1\r\nHost: x\r\n${octets}`;
          // One that is long is not sent octet by octet, for each is waited for.
          const pieceOctets = Math.max(size, Math.ceil(request.length / 200));
          for (let at = 0; at < request.length; at += pieceOctets) {
            client.send(request.slice(at, at + pieceOctets));
            if (pieceOctets < request.length) await wait(0);
          }
          assert.equal(await client.ending, "end", why);
          client.close();
        }
        const { total, last } = await dumpOf(porthole);
        assert.ok(total > 0, why);
        const shown = JSON.stringify(last.slice(-3));
        assert.ok(!shown.includes("s3cr") && !shown.includes("w0rd"), `${why}:\n${shown}`);
        dumped += shown;
      }
      assert.match(dumped, /Cookie: \*{11}\\r\\n/);
      assert.ok(!/s3cr|w0rd/.test(porthole.stdout + porthole.stderr));
    },
  );

  test(
    "refusals: what the network sent cannot act on a terminal, nor end a string, when it is dumped",
    limit,
    async (t) => {
      const porthole = await started(t);
      const octets = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet)).join("");
      const hostile = `G"E\\T /\u001b[2J"}]}${octets}\r\n\r\n`;
      const client = await connected(t, porthole);
      client.send(hostile);
      await client.ending;
      const dump = await dumpOf(porthole);
      assert.equal(dump.last[0]!.received[0]!.octets, hostile);
      assert.match(porthole.stderr, /^[ -~]*\n$/);
    },
  );

  test("refusals: the dump and the memory stay small when there are 10,000", limit, async (t) => {
    const porthole = await started(t);
    const request = `GET / HTTP/1.1\r\nX: ${"\u0001".repeat(8000)}\r\n\r\n`;
    // V8's young generation grows first, whatever is kept.
    await flood(t, porthole, request, 4_000);
    const beforeMb = residentMb(porthole);
    await flood(t, porthole, request, 6_000);
    await porthole.says(/"porthole\.refusals":10000\b/);
    const dump = await dumpOf(porthole);
    assert.deepEqual([dump.total, dump.last.length], [10_000, 32]);
    assert.ok(porthole.stderr.length < 2_000_000, `${porthole.stderr.length} characters`);
    if (beforeMb === undefined) t.diagnostic("memory is not looked at: there is no /proc here");
    else assert.ok(residentMb(porthole)! - beforeMb < 64, `from ${beforeMb} MB to ${residentMb(porthole)} MB`);
    assert.deepEqual(
      porthole
        .json()
        .flatMap((each) => each["porthole.refusals"] ?? [])
        .sort((one, other) => Number(one) - Number(other)),
      Array.from({ length: 10_000 }, (_, index) => index + 1),
    );
  });

  test("refusals: SIGUSR2 harms nobody when requests are being served", limit, async (t) => {
    const porthole = await started(t);
    const clients = await Promise.all(Array.from({ length: 8 }, () => connected(t, porthole)));
    for (let round = 1; round <= 40; round++) {
      for (const client of clients) client.send(get("/"));
      porthole.child.kill("SIGUSR2");
      for (const client of clients) assert.equal((await client.responses(round)).at(-1)?.content, "hello");
    }
    for (const client of clients) client.close();
    porthole.child.kill("SIGTERM");
    assert.equal(await porthole.exit(), 0);
    const dumps = porthole.stderr.trim().split("\n");
    assert.ok(dumps.length > 0);
    for (const dump of dumps) assert.equal((JSON.parse(dump) as Dump).total, 0);
  });

  test("refusals: SIGUSR2 is answered when the server drains", limit, async (t) => {
    const porthole = await started(t, ["--grace", "600"]);
    const client = await connected(t, porthole);
    client.send("GET / HTTP/1.1\r\n\r\n");
    await client.ending;
    const late = await connected(t, porthole);
    late.send(get("/late"));
    // The answer to one that came after shows that it was received.
    const other = await connected(t, porthole);
    other.send(get("/"));
    await other.responses(1);
    porthole.child.kill("SIGTERM");
    await other.ending;
    assert.equal((await dumpOf(porthole)).total, 1);
    assert.equal(porthole.child.exitCode, null);
    porthole.child.kill("SIGTERM");
    assert.equal(await porthole.exit(), 3);
  });

  test("refusals: SIGUSR2 does not end the process when the site is still being loaded", limit, async (t) => {
    const slow = `console.log("loading");\nawait new Promise((go) => setTimeout(go, 400));\n${siteText}`;
    const porthole = startPorthole(t, ["-p", "0", "--log", "json", folderOf(t, { "site.mjs": slow })]);
    await porthole.says(/loading/);
    porthole.child.kill("SIGUSR2");
    const [, port] = await porthole.says(/"server\.port":([0-9]+)/);
    const client = await connectedTo(t, Number(port));
    client.send(get("/"));
    assert.equal((await client.responses(1))[0]?.content, "hello");
  });

  test("refusals: the server goes on when nobody reads what SIGUSR2 makes it write", limit, async (t) => {
    const porthole = await started(t);
    porthole.child.stderr!.destroy();
    for (let round = 1; round <= 3; round++) {
      porthole.child.kill("SIGUSR2");
      const client = await connected(t, porthole);
      client.send(get("/"));
      assert.equal((await client.responses(1))[0]?.content, "hello");
    }
    assert.equal(porthole.child.exitCode, null);
  });
});

test("refusals: code is told of them when limits and deadlines of the server refuse", {
  timeout: 20_000,
}, async (t) => {
  const routes = site({
    "/late": () => new Promise<never>(() => {}),
    "POST /up": route({ contentOctetsMax: 3 }, async ({ text: read }) => text(await read())),
  });
  const server = await serve(routes, {
    host: "127.0.0.1",
    port: 0,
    log: false,
    timeouts: { headers: 200 },
    limits: { maxConnections: 2 },
  });
  t.after(() => server.close({ graceSeconds: 0 }));
  assert.deepEqual(server.refusals(), { total: 0, counts: [], last: [] });
  const { port } = server.endpoints[0]!;
  const slow = await connectedTo(t, port);
  slow.send("GET / HTTP/1.1\r\nCookie: abc");
  assert.equal(await slow.ending, "end");
  slow.close();
  const large = await connectedTo(t, port);
  large.send(post("/up", "1234"));
  assert.equal((await large.responses(1))[0]?.statusCode, 413);
  large.close();
  while (server.connectionCount > 0) await wait(5);
  for (let count = 0; count < 2; count++) (await connectedTo(t, port)).send(get("/late"));
  while (server.connectionCount < 2) await wait(5);
  await wait(50);
  const newcomer = await connectedTo(t, port);
  assert.equal((await newcomer.responses(1))[0]?.statusCode, 503);
  const { total, counts, last } = server.refusals();
  assert.equal(total, 3);
  assert.deepEqual(
    new Map(counts.map(({ rule, count }) => [rule, count])),
    new Map(["PORTHOLE/HEAD-DEADLINE", "PORTHOLE/CONTENT-SIZE", "PORTHOLE/CONNECTIONS"].map((rule) => [rule, 1])),
  );
  assert.deepEqual(
    last.map(({ rule, statusCode }) => [rule, statusCode]),
    [
      ["PORTHOLE/HEAD-DEADLINE", 408],
      ["PORTHOLE/CONTENT-SIZE", 413],
    ],
  );
  assert.equal(last[0]!.received[0]!.octets, "GET / HTTP/1.1\r\nCookie: ***");
});

async function started(t: TestContext, args: readonly string[] = []): Promise<PortholeProcess> {
  const folder = folderOf(t, { "site.ts": siteText });
  const porthole = startPorthole(t, ["-p", "0", "--host", "127.0.0.1", "--log", "json", ...args, folder]);
  await porthole.url();
  return porthole;
}

async function connected(t: TestContext, porthole: PortholeProcess): Promise<RawClient> {
  const { port } = new URL(await porthole.url());
  return await connectedTo(t, Number(port));
}

async function connectedTo(t: TestContext, port: number): Promise<RawClient> {
  const client = await RawClient.connect({ endpoints: [{ host: "127.0.0.1", port }] });
  t.after(() => client.close());
  return client;
}

/** Asks for what was refused, and waits for the line. */
async function dumpOf(porthole: PortholeProcess): Promise<Dump> {
  const before = porthole.stderr.length;
  porthole.child.kill("SIGUSR2");
  while (porthole.stderr.length === before || !porthole.stderr.endsWith("\n")) await wait(2);
  const lines = porthole.stderr.slice(before).trimEnd().split("\n");
  assert.equal(lines.length, 1);
  return JSON.parse(lines[0]!) as Dump;
}

/** So many connections, each refused, some at a time. */
async function flood(t: TestContext, porthole: PortholeProcess, octets: string, count: number): Promise<void> {
  let left = count;
  const { port } = new URL(await porthole.url());
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (left-- > 0) {
        const client = await RawClient.connect({ endpoints: [{ host: "127.0.0.1", port: Number(port) }] });
        client.send(octets);
        await client.ending;
        client.close();
      }
    }),
  );
  t.signal.throwIfAborted();
}

/** Memory of the process, where the platform tells. */
function residentMb(porthole: PortholeProcess): number | undefined {
  const file = `/proc/${porthole.child.pid}/status`;
  if (!existsSync(file)) return undefined;
  return Number(/VmRSS:\s+([0-9]+) kB/.exec(readFileSync(file, "utf8"))?.[1]) / 1000;
}

test("refusals: every rule of the server's own is told of in docs/server-behavior.md", () => {
  const document = readFileSync(join(projectRoot, "docs/server-behavior.md"), "utf8");
  const told = [...document.matchAll(/^\| `(PORTHOLE\/[A-Z-]+)` \|/gm)].map(([, rule]) => rule);
  assert.deepEqual(told, Object.values(ownRules));
});
