import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { PAGE_TOKEN_FIELD, WINDOW_PATH, windowPaths } from "../src/inspector/paths.ts";
import type { Session } from "../src/inspector/record.ts";
import { folderOf, type PortholeProcess, startPorthole } from "./tools/porthole-process.ts";
import { parseResponses, RawClient, type RawResponse } from "./tools/raw-client.ts";

const limit = { timeout: 60_000 };
const forbidden = 403;

interface Watched {
  readonly porthole: PortholeProcess;
  readonly folder: string;
  readonly port: number;
  /** "localhost:5000" */
  readonly authority: string;
  /** As the banner says it. */
  readonly token: string;
}

/** A folder served with its window. */
async function watched(
  t: TestContext,
  files: Readonly<Record<string, string>> = { "index.html": "<p>site" },
  flags: readonly string[] = [],
): Promise<Watched> {
  const folder = folderOf(t, files);
  const porthole = startPorthole(t, [folder, "--inspect", "-p", "0", ...flags]);
  const url = new URL(await porthole.url());
  const [, token = ""] = await porthole.says(/token=([A-Za-z0-9_-]{22})/);
  return { porthole, folder, port: Number(url.port), authority: `localhost:${url.port}`, token };
}

/** The last response to these octets, sent on a connection of their own. */
async function answerTo({ port }: Pick<Watched, "port">, octets: string, host = "127.0.0.1"): Promise<RawResponse> {
  const client = await RawClient.connect({ endpoints: [{ host, port }] });
  try {
    client.send(octets);
    return (await client.responses(1))[0]!;
  } finally {
    client.close();
  }
}

function request(line: string, ...fieldLines: readonly string[]): string {
  return `${line} HTTP/1.1\r\n${fieldLines.map((fieldLine) => `${fieldLine}\r\n`).join("")}\r\n`;
}

const look = (...fieldLines: readonly string[]) => request(`GET ${WINDOW_PATH}`, ...fieldLines);

function acting(path: string, content: string, ...fieldLines: readonly string[]): string {
  return request(`POST ${path}`, ...fieldLines, `Content-Length: ${content.length}`) + content;
}

/** What the page has in its head. */
async function pageToken(window: Watched): Promise<string> {
  const { content } = await answerTo(window, look("Host: localhost"));
  return /<meta name="porthole-page" content="([A-Za-z0-9_-]{22})">/.exec(content)![1]!;
}

/** The field lines by which the page acts. */
async function pageFields(window: Watched): Promise<string[]> {
  return [
    `Host: ${window.authority}`,
    `Origin: http://${window.authority}`,
    "Sec-Fetch-Site: same-origin",
    "Content-Type: application/json",
    `${PAGE_TOKEN_FIELD}: ${await pageToken(window)}`,
  ];
}

async function sessionOf(window: Watched): Promise<Session> {
  const { statusCode, content } = await answerTo(window, request(`GET ${windowPaths.session}`, "Host: localhost"));
  assert.equal(statusCode, 200);
  return JSON.parse(content) as Session;
}

const seenTargets = ({ exchanges }: Session) => exchanges.map(({ requestTarget }) => requestTarget);

function fieldsOf({ head }: RawResponse): Map<string, string> {
  const lines = head.split("\r\n").slice(1, -1);
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]),
  );
}

test("window: there is none, and nothing of it is loaded, when --inspect is not given", limit, async (t) => {
  const coverage = folderOf(t, {});
  const folder = folderOf(t, { "index.html": "<p>site" });
  const porthole = startPorthole(t, [folder, "-p", "0"], { environment: { NODE_V8_COVERAGE: coverage } });
  const port = Number(new URL(await porthole.url()).port);
  for (const path of [WINDOW_PATH, ...Object.values(windowPaths)]) {
    const { statusCode } = await answerTo({ port }, request(`GET ${path}`, "Host: localhost"));
    assert.equal(statusCode, 404, path);
  }
  porthole.child.kill("SIGTERM");
  assert.equal(await porthole.exit(), 0);
  const loaded = readdirSync(coverage).map((name) => readFileSync(join(coverage, name), "utf8"));
  assert.ok(loaded.some((text) => /\/serving\.node\.[jt]s"/.test(text)));
  assert.ok(loaded.every((text) => !/\/(inspector|recorder|window-resource|window-gate|sending)\.[jt]s"/.test(text)));
});

test("window: it answers this machine when Host names it, and no other name", limit, async (t) => {
  const window = await watched(t);
  const names = [
    "localhost",
    window.authority,
    "LOCALHOST:1",
    "127.0.0.1",
    `127.0.0.1:${window.port}`,
    "[::1]",
    "[::1]:9",
  ];
  for (const name of names) assert.equal((await answerTo(window, look(`Host: ${name}`))).statusCode, 200, name);
  const others = ["evil.example", `evil.example:${window.port}`, "localhost.evil.example", "localhost.", "127.0.0.1."];
  const odd = ["0.0.0.0", "127.0.0.2", "127.1", "[::]", "[::ffff:127.0.0.1]", "x.localhost", "localhost%2eevil", ""];
  for (const name of [...others, ...odd]) {
    const { statusCode, content } = await answerTo(window, look(`Host: ${name}`));
    assert.equal(statusCode, forbidden, name);
    assert.match(content, /another host.*\n[\s\S]*\?token=/);
    assert.ok(!content.includes(window.token));
  }
  // What names no host at all is refused before.
  for (const lines of [["Host: a@localhost"], ["Host: localhost", "Host: localhost"], ["Host: localhost, x"], []]) {
    assert.equal((await answerTo(window, look(...lines))).statusCode, 400, lines.join());
  }
});

test("window: an absolute-form target has to name this machine too (RFC9112§3.2.2)", limit, async (t) => {
  const window = await watched(t);
  const asked = async (authority: string, host: string) =>
    (await answerTo(window, request(`GET http://${authority}${WINDOW_PATH}`, `Host: ${host}`))).statusCode;
  assert.equal(await asked("localhost", "localhost"), 200);
  assert.equal(await asked(window.authority, "127.0.0.1"), 200);
  assert.equal(await asked("evil.example", "localhost"), forbidden);
  assert.equal(await asked("localhost", "evil.example"), forbidden);
  assert.equal(await asked("localhost@evil.example", "localhost"), 400);
});

test("window: it answers nobody whom a proxy stands before, also one that is trusted", limit, async (t) => {
  for (const flags of [[], ["--trust-proxy", "127.0.0.0/8"]]) {
    const window = await watched(t, undefined, flags);
    const lines = [
      "Forwarded: for=127.0.0.1;host=localhost",
      "Via: 1.1 a",
      "X-Forwarded-For: 127.0.0.1",
      "x-real-ip: ::1",
    ];
    for (const line of [
      ...lines,
      "X-Forwarded-Host: localhost",
      "X-FORWARDED-PROTO: https",
      "X-Forwarded-Port: 1",
      "via:",
    ]) {
      const { statusCode, content } = await answerTo(window, look("Host: localhost", line));
      assert.equal(statusCode, forbidden, line);
      assert.match(content, /came through a proxy/);
    }
    const old = `GET ${WINDOW_PATH} HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n`;
    assert.equal((await answerTo(window, old)).statusCode, forbidden);
    assert.equal((await answerTo(window, look("Host: localhost"))).statusCode, 200);
  }
});

const hasNginx = spawnSync("nginx", ["-v"]).error === undefined;

test("window: it answers nobody through a real proxy that says nothing of itself", {
  ...limit,
  skip: !hasNginx && "needs nginx: `apt-get install nginx-light`",
}, async (t) => {
  const window = await watched(t);
  const port = await freePort();
  const folder = folderOf(t, {
    "nginx.conf": `daemon off; pid nginx.pid; error_log stderr; events {}
http { access_log off; client_body_temp_path a; proxy_temp_path b; fastcgi_temp_path c; uwsgi_temp_path d; scgi_temp_path e;
  server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${window.port}; } } }`,
  });
  const nginx = spawn("nginx", ["-p", folder, "-c", join(folder, "nginx.conf")], { stdio: "ignore" });
  t.after(() => nginx.kill());
  await untilListening(port);
  assert.equal((await answerTo({ port }, request("GET /", "Host: public.example"))).content, "<p>site");
  assert.equal((await answerTo({ port }, look("Host: public.example"))).statusCode, forbidden);
  assert.equal((await answerTo({ port }, look("Host: localhost"))).statusCode, forbidden);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilListening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const lanAddress = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

test("window: whoever is not on this machine's own address needs the token that the banner prints", {
  ...limit,
  skip: lanAddress === undefined && "needs an address of this machine that others could reach",
}, async (t) => {
  const window = await watched(t, undefined, ["--host", "0.0.0.0"]);
  const asked = (octets: string) => answerTo(window, octets, lanAddress);
  for (const name of ["localhost", `${lanAddress}:${window.port}`]) {
    for (const path of [WINDOW_PATH, ...Object.values(windowPaths), `${windowPaths.exchanges}1.1`]) {
      const { statusCode, content } = await asked(request(`GET ${path}`, `Host: ${name}`));
      assert.equal(statusCode, forbidden, path);
      assert.match(content, /did not come from the machine/);
    }
  }
  const host = `Host: ${lanAddress}:${window.port}`;
  assert.equal((await asked(request(`GET ${WINDOW_PATH}?token=${"x".repeat(22)}`, host))).statusCode, forbidden);
  const taken = await asked(request(`GET ${WINDOW_PATH}?token=${window.token}`, host));
  assert.equal(taken.statusCode, 303);
  assert.equal(fieldsOf(taken).get("location"), WINDOW_PATH);
  const cookie = fieldsOf(taken).get("set-cookie")!;
  const name = `porthole-window-${window.port}`;
  assert.equal(cookie, `${name}=${window.token}; Path=${WINDOW_PATH}; HttpOnly; SameSite=Strict`);
  assert.equal((await asked(look(host, `Cookie: ${name}=${window.token}`))).statusCode, 200);
  assert.equal((await asked(look(host, `Cookie: ${name}=${window.token}`, "Via: 1.1 a"))).statusCode, 200);
  assert.equal((await asked(look(host, `Cookie: ${name}=${"x".repeat(22)}`))).statusCode, forbidden);
  // With the token the page of another site gets no further than without.
  const bySite = await asked(look(host, `Cookie: ${name}=${window.token}`, "Sec-Fetch-Site: same-site"));
  assert.equal(bySite.statusCode, forbidden);
});

test("window: the page of another site may link to it, and neither read, embed nor frame it", limit, async (t) => {
  const window = await watched(t);
  const asked = (...lines: readonly string[]) => answerTo(window, look(`Host: ${window.authority}`, ...lines));
  for (const site of ["cross-site", "same-site"]) {
    for (const [mode, destination] of [
      ["no-cors", "script"],
      ["cors", "empty"],
      ["navigate", "iframe"],
      ["navigate", "embed"],
    ]) {
      const lines = [`Sec-Fetch-Site: ${site}`, `Sec-Fetch-Mode: ${mode}`, `Sec-Fetch-Dest: ${destination}`];
      const answer = await asked(...lines, "Origin: http://evil.example");
      assert.equal(answer.statusCode, forbidden, `${site} ${mode} ${destination}`);
      assert.doesNotMatch(answer.head, /access-control/i);
    }
    const link = [`Sec-Fetch-Site: ${site}`, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"];
    assert.equal((await asked(...link)).statusCode, 200);
  }
  // A browser that sends no Sec-Fetch-Site is told all the same.
  for (const path of [WINDOW_PATH, windowPaths.script, windowPaths.session, `${WINDOW_PATH}nowhere`]) {
    const fields = fieldsOf(await answerTo(window, request(`GET ${path}`, "Host: localhost", "Origin: null")));
    assert.match(fields.get("content-security-policy") ?? "", /^default-src 'none'; .*frame-ancestors 'none'$/);
    assert.equal(fields.get("cross-origin-resource-policy"), "same-origin");
    assert.equal(fields.get("cross-origin-opener-policy"), "same-origin");
    assert.equal(fields.get("x-content-type-options"), "nosniff");
    assert.equal(fields.get("referrer-policy"), "no-referrer");
    assert.equal(fields.get("cache-control"), "no-store");
    assert.equal(fields.get("access-control-allow-origin"), undefined);
  }
});

test("window: its own page acts, and nobody else does", limit, async (t) => {
  const window = await watched(t);
  await answerTo(window, request("GET /?kept", "Host: localhost"));
  const right = await pageFields(window);
  const other = (name: string, value?: string) =>
    right.flatMap((line) =>
      line.startsWith(`${name}:`) ? (value === undefined ? [] : [`${name}: ${value}`]) : [line],
    );
  const wrong: (readonly [lines: readonly string[], statusCode: number])[] = [
    [other("Origin"), 403],
    [other("Origin", "null"), 403],
    [other("Origin", "http://evil.example"), 403],
    [other("Origin", `https://${window.authority}`), 403],
    [other("Origin", "http://localhost:1"), 403],
    [other("Sec-Fetch-Site", "same-site"), 403],
    [other("Sec-Fetch-Site", "cross-site"), 403],
    [other("Sec-Fetch-Site", "none"), 403],
    [other(PAGE_TOKEN_FIELD), 403],
    [other(PAGE_TOKEN_FIELD, window.token), 403],
    [other("Host", "evil.example"), 403],
    [[...right, "Via: 1.1 a"], 403],
    [other("Content-Type"), 415],
    [other("Content-Type", "text/plain"), 415],
    [other("Content-Type", "application/x-www-form-urlencoded"), 415],
  ];
  const sent = JSON.stringify({ steps: [request("GET /?sent", "Host: localhost", "Connection: close")] });
  for (const [lines, statusCode] of wrong) {
    for (const [path, content] of [
      [windowPaths.send, sent],
      [windowPaths.clear, "null"],
    ] as const) {
      assert.equal((await answerTo(window, acting(path, content, ...lines))).statusCode, statusCode, lines.join("\n"));
    }
  }
  for (const path of [windowPaths.send, windowPaths.clear]) {
    for (const method of ["GET", "PUT", "OPTIONS"]) {
      const answer = await answerTo(window, request(`${method} ${path}`, ...right));
      assert.deepEqual([answer.statusCode, fieldsOf(answer).get("allow")], [405, "POST"]);
    }
  }
  assert.deepEqual(seenTargets(await sessionOf(window)), ["/?kept"]);
  assert.equal((await answerTo(window, acting(windowPaths.send, sent, ...right))).statusCode, 200);
  await eventually(async () => assert.deepEqual(seenTargets(await sessionOf(window)), ["/?kept", "/?sent"]));
  assert.equal((await answerTo(window, acting(windowPaths.clear, "null", ...right))).statusCode, 204);
  assert.deepEqual(seenTargets(await sessionOf(window)), []);
});

/** Tries again for as long as the test may last: what is recorded is known once an exchange is over. */
async function eventually(holds: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await holds();
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

test("window: --cors, -H and _headers do not touch it, nor does a file of the site", limit, async (t) => {
  const files = {
    "index.html": "<p>site",
    "~porthole/index.html": "<p>of the site",
    "~porthole/window.js": "of the site",
    _headers: "/*\n  X-Folder: yes\n  Access-Control-Allow-Origin: *\n  Content-Security-Policy: default-src *\n",
    _redirects: "/~porthole/* / 302!\n",
  };
  const flags = ["--cors", "-H", "X-Flag: yes", "--cache", "3600"];
  const window = await watched(t, files, flags);
  const origin = ["Host: localhost", "Origin: http://evil.example"];
  const ofSite = fieldsOf(await answerTo(window, request("GET /", ...origin)));
  assert.deepEqual([ofSite.get("x-flag"), ofSite.get("x-folder")], ["yes", "yes"]);
  assert.ok(ofSite.has("access-control-allow-origin"));
  const paths = [WINDOW_PATH, ...Object.values(windowPaths), `${WINDOW_PATH}nowhere`].filter(
    (path) => path !== windowPaths.events,
  );
  for (const path of paths) {
    for (const line of [`GET ${path}`, `POST ${path}`, `OPTIONS ${path}`]) {
      const preflight = line.startsWith("OPTIONS") ? ["Access-Control-Request-Method: POST"] : [];
      const answer = await answerTo(window, request(line, ...origin, ...preflight));
      assert.doesNotMatch(answer.head, /x-flag|x-folder|access-control|default-src \*|max-age/i, line);
      assert.match(answer.head, /\r\nCache-Control: no-store\r\n/, line);
      assert.doesNotMatch(answer.content, /of the site/, line);
      assert.notEqual(answer.statusCode, 302);
    }
  }
});

test("window: its own exchanges are recorded nowhere, also between others on one connection", limit, async (t) => {
  const window = await watched(t);
  const right = await pageFields(window);
  const shared = await RawClient.connect({ endpoints: [{ host: "127.0.0.1", port: window.port }] });
  const own = [
    look("Host: localhost", "Cookie: own=secret"),
    request(`GET ${windowPaths.session}`, "Host: localhost"),
    request(`GET ${windowPaths.exchanges}1.1`, "Host: localhost"),
    request(`GET ${WINDOW_PATH}nowhere`, "Host: evil.example"),
    acting(windowPaths.send, JSON.stringify({ ask: "none" }), ...right),
    acting(windowPaths.send, "own content", ...right),
  ];
  const ofSite = ["/?1", "/?2", "/?3", "/?4", "/?5", "/?6"].map((target) =>
    request(`GET ${target}`, "Host: localhost"),
  );
  // One at a time, …
  let count = 0;
  for (const octets of [own[0]!, ofSite[0]!, own[1]!, ofSite[1]!]) {
    shared.send(octets);
    count += 1;
    await shared.responses(count);
  }
  // … and pipelined, octets of both in one read and one write.
  shared.send(own[2]! + ofSite[2]! + own[3]! + own[4]! + ofSite[3]! + own[5]! + ofSite[4]! + own[0]! + ofSite[5]!);
  const responses = await shared.responses(count + 9);
  const session = await sessionOf(window);
  assert.deepEqual(seenTargets(session), ["/?1", "/?2", "/?3", "/?4", "/?5", "/?6"]);
  const sizes = responses
    .filter(({ content }) => content === "<p>site")
    .map(({ head, content }) => head.length + 2 + content.length);
  session.exchanges.forEach(({ request: asked, response }, index) => {
    assert.equal(asked.kept.map(({ octets }) => octets).join(""), ofSite[index]);
    const octets = response.kept.map((kept) => kept.octets).join("");
    assert.equal(octets.length, sizes[index]);
    assert.match(octets, /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\n<p>site$/);
  });
  // Of connections that had nothing else to say there is nothing to be told.
  assert.equal(session.connections.length, 1);
  const [connection] = session.connections;
  assert.equal(connection?.receivedOctets, ofSite.join("").length);
  assert.equal(
    connection?.sentOctets,
    sizes.reduce((sum, size) => sum + size),
  );
  const text = JSON.stringify(session);
  assert.doesNotMatch(text, /~porthole|own=secret|own content/);
  for (const line of right.slice(4)) assert.ok(!text.includes(line.split(": ")[1]!));
  shared.close();
});

test("window: what came from the network is no markup in anything that it sends", limit, async (t) => {
  const window = await watched(t);
  const evil = "<script>alert(1)</script><!--";
  await answerTo(window, request(`GET /${evil}`, "Host: localhost"));
  await answerTo(window, request("GET /?alert(1)", "Host: localhost", `X-Evil: ${evil}`, `Referer: ${evil}`));
  const { content: events } = await firstEvents(window);
  for (const path of [windowPaths.session, `${windowPaths.exchanges}1.1`, `${windowPaths.exchanges}2.1`]) {
    const answer = await answerTo(window, request(`GET ${path}`, "Host: localhost"));
    assert.equal(fieldsOf(answer).get("content-type"), "application/json");
    assert.doesNotMatch(answer.content, /</);
    assert.match(answer.content, /alert\(1\)/);
  }
  assert.match(events, /alert\(1\)/);
  assert.doesNotMatch(events, /</);
});

/** What an event stream begins with, as far as the first that is kept. */
async function firstEvents({ port }: Watched): Promise<{ readonly head: string; readonly content: string }> {
  const client = await RawClient.connect({ endpoints: [{ host: "127.0.0.1", port }] });
  client.send(request(`GET ${windowPaths.events}`, "Host: localhost"));
  await client.until(() => client.text.includes('"type":"changes"'), "what is kept");
  client.close();
  const end = client.text.indexOf("\r\n\r\n");
  return { head: client.text.slice(0, end), content: client.text.slice(end) };
}

const formSite = `import { site, text } from "porthole";
export default site({
  "/set": () => new Response("set", { headers: { "Set-Cookie": "session=secret-of-set-cookie; HttpOnly" } }),
  "POST /form": async ({ request }) => { await request.text(); return text("taken"); },
});`;

/** Requests with a secret wherever there may be one. */
const withSecrets = [
  request(
    "GET /set?user=anna&password=secret-of-query",
    "Host: localhost",
    "Cookie: a=secret-of-cookie",
    "Authorization: Basic secret-of-authorization",
    "Proxy-Authorization: Bearer secret-of-proxy-authorization",
    "X-Api-Key: secret-of-api-key",
    "x-other: secret-of-other",
    "Referer: http://localhost/?password=secret-of-referer",
  ),
  acting(
    "/form",
    "user=anna&password=secret-of-form&x=1",
    "Host: localhost",
    "Content-Type: application/x-www-form-urlencoded",
  ),
  acting(
    "/form",
    '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nsecret-of-part\r\n--b--\r\n',
    "Host: localhost",
    "Content-Type: multipart/form-data; boundary=b",
  ),
  acting("/form", '{"user":"anna","password":"secret-of-json"}', "Host: localhost", "Content-Type: application/json"),
  // Refused, with a secret in what was received of it.
  "GET /bad HTTP/1.1\r\nHost: localhost\r\nCookie: a=secret-of-refused\r\nBad Name: x\r\n\r\n",
];

for (const [pieces, step] of [
  ["whole", Number.POSITIVE_INFINITY],
  ["an octet at a time", 1],
] as const) {
  test(
    `window: no secret is in anything that it sends, though each octet is counted, when it came ${pieces}`,
    limit,
    async (t) => {
      const window = await watched(t, { "site.ts": formSite }, ["--mask", "X-Api-Key,X-Other"]);
      const client = await RawClient.connect({ endpoints: [{ host: "127.0.0.1", port: window.port }] });
      client.socket.setNoDelay(true);
      for (const [index, octets] of withSecrets.entries()) {
        for (let at = 0; at < octets.length; at += step) {
          client.send(octets.slice(at, at + step));
          await new Promise((resolve) => setImmediate(resolve));
        }
        await client.responses(index + 1);
      }
      client.close();
      const ask = async (path: string) => (await answerTo(window, request(`GET ${path}`, "Host: localhost"))).content;
      const session = await ask(windowPaths.session);
      const texts = [session, (await firstEvents(window)).content];
      const { exchanges } = JSON.parse(session) as Session;
      for (const { connection, exchange } of exchanges) {
        texts.push(await ask(`${windowPaths.exchanges}${connection}.${exchange}`));
      }
      assert.equal(exchanges.length, withSecrets.length);
      // The last one was refused before its end, where it came slowly.
      for (const [index, { requestOctets }] of exchanges.slice(0, -1).entries()) {
        assert.equal(requestOctets, withSecrets[index]!.length);
      }
      for (const text of texts) assert.doesNotMatch(text, /secret-of[a-z-]*/);
      assert.match(session, /user=anna&password=\*{14}&x=1/);
    },
  );
}

test("window: it keeps no more than its bound however many requests come", limit, async (t) => {
  const window = await watched(t);
  const client = await RawClient.connect({ endpoints: [{ host: "127.0.0.1", port: window.port }] });
  const count = 6000;
  client.send(request("GET /", "Host: localhost").repeat(count));
  await client.until(() => client.text.split("<p>site").length > count, `${count} responses`);
  client.close();
  const { exchanges, totals } = await sessionOf(window);
  assert.equal(totals.exchanges, count);
  assert.ok(exchanges.length > 1000 && exchanges.length <= 4096, String(exchanges.length));
  assert.equal(exchanges.at(-1)?.exchange, count);
});

test(
  "window: its stream replays what is kept, tells what happens, and ends when the server stops",
  limit,
  async (t) => {
    const window = await watched(t);
    await answerTo(window, request("GET /?before", "Host: localhost"));
    const client = await RawClient.connect({ endpoints: [{ host: "127.0.0.1", port: window.port }] });
    client.send(request(`GET ${windowPaths.events}`, "Host: localhost"));
    await client.until(() => client.text.includes("/?before"), "what is kept");
    assert.ok(client.text.indexOf('"type":"begin"') < client.text.indexOf('"type":"changes"'));
    await answerTo(window, request("GET /?after", "Host: localhost"));
    await client.until(() => client.text.includes("/?after"), "what happened");
    window.porthole.child.kill("SIGTERM");
    assert.equal(await client.ending, "end");
    client.close();
    assert.equal(await window.porthole.exit(), 0);
    assert.equal(parseResponses(client.text).length, 1);
  },
);
