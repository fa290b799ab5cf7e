import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, renameSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { folderOf, portholeFile, runPorthole, startPorthole } from "./tools/porthole-process.ts";

const limit = { timeout: 30_000 };

const siteText = `
import { site, text, redirect } from "porthole";
export default site({
  "/": text("hello\\n"),
  "/cats": redirect(301, "/"),
  "/crash": () => { throw new Error("the inside"); },
  "/late": () => new Promise(() => {}),
  "/stray": ({ ctx }) => { Promise.reject(new Error("stray rejection")); setTimeout(() => { throw new Error("stray exception"); }, 0); return text("ok"); },
  "POST /guestbook": () => { throw new Error("the handler was run"); },
});
`;

/** Sends octets as they are and gives the open socket back. */
async function sent(url: string, octets: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname === "localhost" ? "127.0.0.1" : hostname, port: Number(port) });
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(octets, "latin1");
  return socket;
}

async function get(url: string, path: string, init?: RequestInit): Promise<number> {
  const response = await fetch(new URL(path, url), { redirect: "manual", ...init });
  await response.arrayBuffer();
  return response.status;
}

/** Whether the server still answers after what has just happened. */
async function assertAnswers(url: string, path = "/"): Promise<void> {
  assert.equal(await get(url, path), 200);
}

describe("command line", { concurrency: 2 }, () => {
  test("command line: version and help are shown and end well when asked for", limit, async () => {
    const version = await runPorthole(["-v"]);
    assert.deepEqual([version.code, version.stderr], [0, ""]);
    assert.match(version.stdout, /^[0-9]+\.[0-9]+\.[0-9]+\S*\n$/);
    const help = await runPorthole(["--help"]);
    assert.equal(help.code, 0);
    for (const flag of [
      "--port",
      "--strict-port",
      "--host",
      "--watch",
      "--wire",
      "--log",
      "--grace",
      "--workers",
      "--inspect",
      "--record",
      "--mask",
      "explain",
    ]) {
      assert.ok(help.stdout.includes(flag), flag);
    }
    assert.doesNotMatch(help.stdout, /\u001b/);
    assert.doesNotMatch(help.stdout, /^.{81,}/m, "it fits a terminal of 80 columns");
    assert.match((await runPorthole(["explain", "-h"])).stdout, /^Usage: porthole explain [\s\S]*--run/);
  });

  test("command line: what is there is said when a command is asked for that is none", limit, async () => {
    assert.match((await runPorthole(["help"])).stdout, /^Usage: porthole \[/);
    assert.match((await runPorthole(["help", "compress"])).stdout, /^Usage: porthole compress/);
    const wrong: [args: string[], said: RegExp, code: number][] = [
      [["build"], /there is no file or folder called build/, 1],
      [["explian"], /Did you mean "porthole explain"\?/, 1],
      [["serve", "."], /no command called serve[\s\S]*: porthole \.\n/, 2],
      [["--list=yes"], /--list takes no value/, 2],
      [["--no-cache"], /--cache no-store/, 2],
    ];
    for (const [args, said, code] of wrong) {
      const result = await runPorthole(args);
      assert.match(result.stderr, said);
      assert.equal(result.code, code);
    }
  });

  test("command line: help ends well when nobody reads it", limit, async () => {
    const { code, stderr } = await runPorthole(["--help"], { stdout: "closed" });
    assert.deepEqual([code, stderr], [0, ""]);
  });

  test("command line: a wrong flag is a usage error that knows what was meant", limit, async () => {
    const { code, stderr, stdout } = await runPorthole(["--prot", "1"]);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /unknown option '--prot'\n {2}Did you mean --port\?\n$/);
    assert.equal((await runPorthole(["--trust-proxy", "10.0.0.0/99"])).code, 2);
    assert.equal((await runPorthole([], { environment: { PORT: "http" } })).code, 2);
    assert.equal((await runPorthole(["explain"])).code, 2);
  });

  test("command line: one message, no stack and 1 when what is to be served is not there", limit, async () => {
    const { code, stderr } = await runPorthole(["./no-such-folder"]);
    assert.equal(code, 1);
    assert.match(stderr, /^✖ there is no \.\/no-such-folder\n/);
    assert.doesNotMatch(stderr, /\n +at /);
    const verbose = await runPorthole(["./no-such-folder", "--verbose"]);
    assert.match(verbose.stderr, /\n +at /);
  });

  test("command line: the file, the line and a caret are shown when the site file is wrong", limit, async (t) => {
    const cwd = folderOf(t, { "site.json": '{\n  "routes": {\n    "/": { "fil": "a.html" }\n  }\n}\n' });
    const { code, stderr } = await runPorthole([], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /^✖ \.\/site\.json:3:/);
    assert.match(stderr, /\n {2}› 3 │ {5}"\/": \{ "fil": "a\.html" \}\n/);
    assert.match(stderr, /│ +\^\n/);
    assert.doesNotMatch(stderr, /\n +at /);
  });

  test(
    "command line: a module with a wrong default export, or a syntax error, is a bad site file",
    limit,
    async (t) => {
      const cwd = folderOf(t, { "app.js": "export const a = 1;\n", "broken.ts": "export default {\n  a: = 1,\n};\n" });
      const none = await runPorthole(["app.js"], { cwd });
      assert.equal(none.code, 2);
      assert.match(none.stderr, /^✖ \.\/app\.js/);
      const broken = await runPorthole(["broken.ts"], { cwd });
      assert.equal(broken.code, 2);
      assert.match(broken.stderr, /^✖ \.\/broken\.ts:2/);
      assert.doesNotMatch(none.stderr + broken.stderr, /\n +at /);
    },
  );

  test(
    "command line: the port is named, with what to do, when it is in use and output is no terminal",
    limit,
    async (t) => {
      const busy = createServer().listen(0, "127.0.0.1");
      await once(busy, "listening");
      t.after(() => busy.close());
      const { port } = busy.address() as { port: number };
      const { code, stderr } = await runPorthole(["-p", String(port), folderOf(t, {})]);
      assert.equal(code, 1);
      assert.equal(stderr.split("\n")[0], `✖ port ${port} is in use`);
      assert.match(stderr, /--port <n>/);
    },
  );

  test("command line: localhost alone is listened on, and said so, when PORTHOLE_HOST is empty", limit, async (t) => {
    const cwd = folderOf(t, { "index.html": "hello" });
    const porthole = startPorthole(t, ["-p", "0"], { cwd, environment: { PORTHOLE_HOST: "" } });
    const { port } = new URL(await porthole.url());
    const addresses = porthole.json()[0]?.["porthole.addresses"] as string[];
    assert.ok(addresses.includes(`127.0.0.1:${port}`), addresses.join());
    assert.deepEqual(
      addresses.filter((address) => !/^(?:127\.0\.0\.1|\[::1\]):/.test(address)),
      [],
    );
  });

  test("command line: the port comes from PORT when no flag names one", limit, async (t) => {
    const cwd = folderOf(t, { "index.html": "hello" });
    const porthole = startPorthole(t, ["--host", "127.0.0.1"], { cwd, environment: { PORT: "0" } });
    const url = await porthole.url();
    assert.notEqual(new URL(url).port, "5000");
    await assertAnswers(url);
  });
});

describe("command line, serving", { concurrency: 2 }, () => {
  test("command line: the log is JSON when output is no terminal, and SIGTERM ends it with 0", limit, async (t) => {
    const porthole = startPorthole(t, ["-p", "0", folderOf(t, { "site.ts": siteText })]);
    const url = await porthole.url();
    await assertAnswers(url);
    assert.equal(await get(url, "/crash"), 500);
    const refused = await sent(url, "GET / HTTP/1.1\r\nhost : \u001b[2J\r\n\r\n");
    await once(refused.resume(), "close");
    await porthole.says(/BEFORE-COLON/);
    porthole.child.kill("SIGTERM");
    assert.equal(await porthole.exit(), 0);
    assert.doesNotMatch(porthole.stdout, /[\u0000-\u0009\u000b-\u001f\u007f]/);
    const [listening, hello, crash, malformed, stopped] = porthole.json();
    assert.equal(listening?.["url.full"], url);
    assert.equal(hello?.["http.response.status_code"], 200);
    assert.equal(hello?.["porthole.reason"], "text");
    assert.equal(crash?.["exception.message"], "the inside");
    assert.equal(malformed?.["http.response.status_code"], 400);
    assert.equal(stopped?.["message"], "stopped, 0 cut");
    assert.equal(porthole.stderr, "");
  });

  test(
    "command line: common lines alone are on standard output when asked for; errors go to standard error",
    limit,
    async (t) => {
      const porthole = startPorthole(t, ["-p", "0", "--log", "common", folderOf(t, { "site.ts": siteText })]);
      const url = await porthole.url("stderr");
      assert.equal(await get(url, "/cats"), 301);
      assert.equal(await get(url, "/crash"), 500);
      await porthole.says(/crash.*\n/);
      await porthole.says(/the inside/, "stderr");
      const lines = porthole.stdout.trimEnd().split("\n");
      assert.equal(lines.length, 2);
      assert.match(lines[0]!, /^(?:::1|127\.0\.0\.1) - - \[\S+ \+0000\] "GET \/cats HTTP\/1\.1" 301 [0-9]+$/);
    },
  );

  test("command line: nothing but errors is said when it is to be quiet", limit, async (t) => {
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const { port } = probe.address() as { port: number };
    await new Promise((resolve) => probe.close(resolve));
    const args = ["-p", String(port), "--host", "127.0.0.1", "-q", folderOf(t, { "site.ts": siteText })];
    const porthole = startPorthole(t, args);
    const url = `http://127.0.0.1:${port}/`;
    for (;;) {
      const isUp = await get(url, "/").then(
        () => true,
        () => false,
      );
      if (isUp) break;
      assert.equal(porthole.child.exitCode, null, porthole.stderr);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(await get(url, "/crash"), 500);
    await porthole.says(/the inside/, "stderr");
    porthole.child.kill("SIGINT");
    assert.equal(await porthole.exit(), 0);
    assert.equal(porthole.stdout, "");
  });

  test(
    "command line: octets are printed both ways with their line ends, and secrets are not, when the wire is shown",
    limit,
    async (t) => {
      const porthole = startPorthole(t, ["-p", "0", "--wire", folderOf(t, { "site.ts": siteText })]);
      const url = await porthole.url();
      await assertAnswers(url);
      const headers = { cookie: "id=topsecret", authorization: "Basic topsecret" };
      await get(url, "/", { headers });
      const malformed = await sent(url, "GET / HTTP/1.1\r\ncookie topsecret\r\n\r\n");
      await once(malformed.resume(), "close");
      await porthole.says(/← {2}HTTP\/1\.1 400 /);
      assert.match(porthole.stdout, / 1 → {2}GET \/ HTTP\/1\.1␍␊\n/);
      assert.match(porthole.stdout, / 1 ← {2}HTTP\/1\.1 200 OK␍␊\n/);
      assert.match(porthole.stdout, / 1 ← {2}hello␊\n/);
      assert.match(porthole.stdout, /cookie: ‹12 octets masked›␍␊/);
      assert.match(porthole.stdout, /cookie ‹9 octets masked›␍␊/);
      assert.doesNotMatch(porthole.stdout, /topsecret/);
    },
  );

  test(
    "command line: the server goes on when its log breaks (EPIPE), or its disk is full (ENOSPC)",
    limit,
    async (t) => {
      const folder = folderOf(t, { "site.ts": siteText });
      const args = ["-p", "0", "--log", "common", folder];
      const closed = startPorthole(t, args, { stdout: "closed" });
      const url = await closed.url("stderr");
      for (let count = 0; count < 5; count++) await assertAnswers(url);
      if (!existsSync("/dev/full")) return t.diagnostic("no /dev/full here: a full disk was left out");
      const full = openSync("/dev/full", "w");
      const unwritable = startPorthole(t, args, { stdout: full });
      closeSync(full);
      const fullUrl = await unwritable.url("stderr");
      for (let count = 0; count < 5; count++) await assertAnswers(fullUrl);
      unwritable.child.kill("SIGTERM");
      assert.equal(await unwritable.exit(), 0);
    },
  );

  test("command line: the server goes on and ends when nobody reads its log", limit, async (t) => {
    const porthole = startPorthole(t, ["-p", "0", "--verbose", folderOf(t, { "site.ts": siteText })]);
    const url = await porthole.url();
    porthole.child.stdout?.pause();
    const target = `/${"a".repeat(7000)}`;
    for (let count = 0; count < 60; count++) assert.equal(await get(url, target), 404);
    porthole.child.kill("SIGTERM");
    const ended = once(porthole.child, "exit");
    assert.deepEqual(await ended, [0, null]);
  });

  test(
    "command line: the server goes on and says so when a handler leaves rejections and exceptions behind",
    limit,
    async (t) => {
      const porthole = startPorthole(t, ["-p", "0", folderOf(t, { "site.ts": siteText })]);
      const url = await porthole.url();
      await assertAnswers(url, "/stray");
      await porthole.says(/stray rejection/);
      await porthole.says(/stray exception/);
      await assertAnswers(url);
    },
  );
});

describe("command line, signals", { concurrency: 2 }, () => {
  const isWindows = process.platform === "win32";

  /** A server with one exchange open that never ends. */
  async function withOpenExchange(t: TestContext, args: readonly string[]) {
    const porthole = startPorthole(t, ["-p", "0", ...args, folderOf(t, { "site.ts": siteText })]);
    const url = await porthole.url();
    await sent(url, "GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
    await assertAnswers(url);
    return porthole;
  }

  test("command line: 3 is the end when the grace ran out over an open exchange", {
    ...limit,
    skip: isWindows,
  }, async (t) => {
    const porthole = await withOpenExchange(t, ["--grace", "0.2"]);
    porthole.child.kill("SIGTERM");
    assert.equal(await porthole.exit(), 3);
    assert.equal(porthole.json().at(-1)?.["message"], "stopped, 1 cut");
  });

  test("command line: a second signal ends the grace", { ...limit, skip: isWindows }, async (t) => {
    const porthole = await withOpenExchange(t, ["--grace", "600"]);
    porthole.child.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal(porthole.child.exitCode, null);
    porthole.child.kill("SIGINT");
    assert.equal(await porthole.exit(), 3);
  });

  test("command line: SIGHUP reads the site anew where there is no terminal", {
    ...limit,
    skip: isWindows,
  }, async (t) => {
    const folder = folderOf(t, { "site.ts": siteText });
    const porthole = startPorthole(t, ["-p", "0", folder]);
    const url = await porthole.url();
    assert.equal(await get(url, "/new"), 404);
    writeFileSync(join(folder, "site.ts"), siteText.replace("/cats", "/new"));
    porthole.child.kill("SIGHUP");
    await porthole.says(/SIGHUP: the site was reloaded/);
    assert.equal(await get(url, "/new"), 301);
  });
});

describe("command line, watching", () => {
  test(
    "command line: the site is reloaded on the same socket when its file, or one it imports, changes",
    limit,
    async (t) => {
      const folder = folderOf(t, {
        "site.ts": `import { site, text } from "porthole";\nimport { word } from "./word.ts";\nexport default site({ "/": text(word) });\n`,
        "word.ts": 'export const word: string = "one";\n',
      });
      const porthole = startPorthole(t, ["-p", "0", "--watch", folder]);
      const url = await porthole.url();
      const text = async () => (await fetch(url)).text();
      assert.equal(await text(), "one");
      writeFileSync(join(folder, "word.ts"), 'export const word: string = "two";\n');
      await porthole.says(/word\.ts changed: the site was reloaded/);
      assert.equal(await text(), "two");
      writeFileSync(join(folder, "word.ts"), "export const word: string = ;\n");
      await porthole.says(/the site was not reloaded, the last good one stays up.*word\.ts/);
      assert.equal(await text(), "two");
      writeFileSync(join(folder, "word.ts"), 'export const word: string = "three";\n');
      await porthole.says(/was reloaded[\s\S]*was reloaded/);
      assert.equal(await text(), "three");
    },
  );
});

describe("command line, a site file that is away", { concurrency: 2 }, () => {
  test(
    "command line: the last good site stays up and the file is picked up again when it comes back",
    limit,
    async (t) => {
      const folder = folderOf(t, { "site.json": '{"routes":{"/":{"text":"a site"}}}', "secret.txt": "secret" });
      const porthole = startPorthole(t, ["-p", "0", "--watch", folder]);
      const url = await porthole.url();
      renameSync(join(folder, "site.json"), join(folder, "away.json"));
      await porthole.says(/the site was not reloaded, the last good one stays up.*site file is gone/);
      assert.equal(await (await fetch(url)).text(), "a site");
      assert.equal(await get(url, "/secret.txt"), 404);
      renameSync(join(folder, "away.json"), join(folder, "site.json"));
      await porthole.says(/site\.json changed: the site was reloaded/);
      assert.equal(await get(url, "/secret.txt"), 404);
    },
  );

  test("command line: SIGHUP leaves the last good site up", {
    ...limit,
    skip: process.platform === "win32",
  }, async (t) => {
    const folder = folderOf(t, { "site.ts": siteText, "secret.txt": "secret" });
    const porthole = startPorthole(t, ["-p", "0", folder]);
    const url = await porthole.url();
    renameSync(join(folder, "site.ts"), join(folder, "away.ts"));
    porthole.child.kill("SIGHUP");
    await porthole.says(/the site was not reloaded, the last good one stays up/);
    assert.equal(await get(url, "/secret.txt"), 404);
    await assertAnswers(url);
  });
});

describe("command line, development", { concurrency: 2 }, () => {
  const site = (options: string) =>
    `import { site } from "porthole"; export default site({ "/a": () => {} }, ${options});`;
  const cases: [options: string, nodeEnv: string | undefined, isDevelopment: boolean][] = [
    ["{}", undefined, false],
    ["{}", "development", true],
    ["{ development: true }", undefined, true],
    ["{ development: true }", "production", false],
    ["{ development: false }", "development", true],
  ];
  for (const [options, nodeEnv, isDevelopment] of cases) {
    const title = `pages ${isDevelopment ? "tell" : "do not tell"} what went wrong inside`;
    test(`command line: ${title} when NODE_ENV is ${nodeEnv} and the site says ${options}`, limit, async (t) => {
      const environment: Record<string, string> = nodeEnv === undefined ? {} : { NODE_ENV: nodeEnv };
      const cwd = folderOf(t, { "site.ts": site(options) });
      const porthole = startPorthole(t, ["--port", "0"], { cwd, environment });
      const page = await (await fetch(new URL("/b", await porthole.url()))).text();
      assert.equal(/No route answers \/b\./.test(page), isDevelopment, page);
    });
  }
});

describe("command line, explain", { concurrency: 2 }, () => {
  test("explain: the decisions, the head and the reason are told when a request is answered", limit, async (t) => {
    const cwd = folderOf(t, { "site.ts": siteText });
    const { code, stdout, stderr } = await runPorthole(["explain", "/cats?a=b", "-H", "Cookie: topsecret"], { cwd });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /GET \/cats\?a=b HTTP\/1\.1\n {2}Host: localhost:5000\n {2}Cookie: \*{9}\n/);
    assert.match(stdout, /\n {2}route +/);
    assert.match(stdout, /\n {2}HTTP\/1\.1 301 Moved Permanently\n {2}Location: \/\?a=b +the redirect\n/);
    assert.match(stdout, /\n {2}← redirect 301\n/);
    assert.doesNotMatch(stdout, /topsecret|\u001b/);
  });

  test(
    "explain: it stops before a handler that may change something, and says so, unless it is to run",
    limit,
    async (t) => {
      const cwd = folderOf(t, { "site.ts": siteText });
      const stopped = await runPorthole(["explain", "POST", "/guestbook"], { cwd });
      assert.equal(stopped.code, 0);
      assert.match(stopped.stdout, /the handler was not run for POST: --run runs it/);
      assert.doesNotMatch(stopped.stdout, /the handler was run/);
      const ran = await runPorthole(["explain", "POST", "/guestbook", "--run"], { cwd });
      assert.match(ran.stdout, /500 Internal Server Error[\s\S]*the handler was run/);
    },
  );

  test("explain: a fetch handler is stopped before as well", limit, async (t) => {
    const app = 'export default { fetch: (request) => new Response(request.method + " was run") };\n';
    const cwd = folderOf(t, { "app.js": app });
    assert.match(
      (await runPorthole(["explain", "DELETE", "/", "--site", "app.js"], { cwd })).stdout,
      /not run for DELETE/,
    );
    assert.match((await runPorthole(["explain", "/", "--site", "app.js"], { cwd })).stdout, /HTTP\/1\.1 200 OK/);
  });

  const refusals: [target: string, reason: RegExp][] = [
    ["kittens", /← RFC9112-3\.2\/\S+: [\s\S]*did you mean \/kittens\?/],
    ["/%zz", /400 Bad Request[\s\S]*← RFC\S+: /],
    ["/nope", /404 Not Found[\s\S]*← no route/],
  ];
  for (const [target, reason] of refusals) {
    test(`explain: the reason is the one that would be given online when ${target} is refused`, limit, async (t) => {
      const { code, stdout } = await runPorthole(["explain", target], { cwd: folderOf(t, { "site.ts": siteText }) });
      assert.equal(code, 0);
      assert.match(stdout, reason);
    });
  }

  test("explain: the site's own limits and trusted proxies count when it has some", limit, async (t) => {
    const site = `import { site, text } from "porthole";
      export default site({ "/*": ({ ctx }) => { throw new Error(ctx.remote.host); } },
        { limits: { maxRequestLine: 100 }, trustProxy: "127.0.0.0/8" });`;
    const cwd = folderOf(t, { "site.ts": site });
    assert.match((await runPorthole(["explain", `/${"a".repeat(100)}`], { cwd })).stdout, /HTTP\/1\.1 414 /);
    const seen = await runPorthole(["explain", "/", "-H", "Forwarded: for=192.0.2.1"], { cwd });
    assert.match(seen.stdout, /Error: 192\.0\.2\.1/);
  });

  test("explain: the final response is waited for when an interim one comes before it", limit, async (t) => {
    const site = `import { site, text } from "porthole";
      export default site({ "/": async ({ ctx }) => {
        ctx.sendInterim(103, { Link: "</a.css>; rel=preload" });
        await new Promise((resolve) => setTimeout(resolve, 600));
        return text("late");
      } });`;
    const { stdout } = await runPorthole(["explain", "/"], { cwd: folderOf(t, { "site.ts": site }) });
    assert.match(stdout, /HTTP\/1\.1 103 Early Hints[\s\S]*HTTP\/1\.1 200 OK[\s\S]*← text\n/);
  });

  test("explain: a setting of the site that is out of its range is a bad site file", limit, async (t) => {
    for (const settings of ['"trustProxy":"10.0.0.0/99"', '"limits":{"maxConnections":0}']) {
      const cwd = folderOf(t, { "site.json": `{"routes":{"/":{"text":"x"}},${settings}}` });
      assert.equal((await runPorthole(["explain", "/"], { cwd })).code, 2, settings);
    }
  });

  test(
    "explain: it ends with 1 and says who never answered when nothing is left that could answer",
    limit,
    async (t) => {
      const cwd = folderOf(t, {
        "site.ts": siteText,
        "app.js": "export default { fetch: () => new Promise(() => {}) };\n",
      });
      const { code, stderr } = await runPorthole(["explain", "/late"], { cwd });
      assert.deepEqual([code, stderr], [1, '✖ the handler of "/late" never answered\n']);
      const fetched = await runPorthole(["explain", "/", "--site", "app.js"], { cwd });
      assert.deepEqual([fetched.code, fetched.stderr], [1, "✖ the fetch handler never answered\n"]);
    },
  );

  test("explain: what is wrong with the query, and what was typed, are shown", limit, async (t) => {
    const entry = { template: "a.html", query: { n: { type: "integer" } } };
    const cwd = folderOf(t, { "site.json": JSON.stringify({ routes: { "/": entry } }), "a.html": "x" });
    const { stdout } = await runPorthole(["explain", "/?n=é"], { cwd });
    assert.match(stdout, /GET \/\?n=é HTTP/);
    assert.match(
      (await runPorthole(["explain", "/?n=x"], { cwd })).stdout,
      /\n {2}query +The query parameter "n" is "x"/,
    );
  });

  test("explain: a malformed header argument is a usage error", limit, async () => {
    assert.equal((await runPorthole(["explain", "/", "-H", "nonsense"])).code, 2);
    assert.equal((await runPorthole(["explain", "POST"])).code, 2);
  });
});

describe("command line, on a terminal", { concurrency: 2 }, () => {
  const hasScript = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;
  const terminal = hasScript ? limit : { ...limit, skip: "there is no `script` (util-linux) here to make a terminal" };

  /** Runs `porthole` on a terminal of its own until it ends; Ctrl+C is typed once it has said where it listens. */
  async function onTerminal(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const command = [process.execPath, portholeFile, ...args].map((arg) => `'${arg}'`).join(" ");
    const child = spawn("script", ["-qec", `exec ${command}`, "/dev/null"], {
      env: { PATH: process.env["PATH"] ?? "", TERM: "xterm", NODE_NO_WARNINGS: "1", ...environment },
    });
    let output = "";
    let isStopped = false;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (isStopped || !output.includes("Network:")) return;
      isStopped = true;
      child.stdin.write("\u0003");
    });
    const [code] = await once(child, "close");
    return { code: code as number, output };
  }

  test(
    "command line: the banner is painted, the next free port taken and said, when the port is in use",
    terminal,
    async (t) => {
      const busy = createServer().listen(0, "127.0.0.1");
      await once(busy, "listening");
      t.after(() => busy.close());
      const { port } = busy.address() as { port: number };
      const folder = folderOf(t, { "index.html": "hello" });
      const { code, output: painted } = await onTerminal(["-p", String(port), folder]);
      assert.equal(code, 0);
      assert.match(painted, /\u001b\[36m/);
      assert.match(
        painted.replace(/\u001b\[[0-9]+m/g, ""),
        new RegExp(`port ${port} is in use; this is the next free one: [0-9]+`),
      );
      assert.match(painted, /stopped, nothing was cut/);
      const { output: strict } = await onTerminal(["-p", String(port), "--strict-port", folder], { NO_COLOR: "1" });
      assert.match(strict, new RegExp(`^✖ port ${port} is in use`));
      assert.doesNotMatch(strict, /\u001b/);
    },
  );
});
