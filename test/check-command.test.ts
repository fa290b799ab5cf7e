import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { launchBrowser, withoutBrowser } from "./tools/browser.ts";
import { folderOf, runPorthole, startPorthole } from "./tools/porthole-process.ts";

const limit = { timeout: 60_000 };

/** A server that answers 200 to whatever has an empty line at its end, and looks at nothing. */
async function carelessServer(t: TestContext): Promise<{ server: Server; port: string; connections: () => number }> {
  let connections = 0;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    connections++;
    open.add(socket);
    let text = "";
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
    socket.on("data", (octets) => {
      text += octets.toString("latin1");
      for (let end = text.indexOf("\r\n\r\n"); end !== -1; end = text.indexOf("\r\n\r\n")) {
        text = text.slice(end + 4);
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { server, port: String((server.address() as AddressInfo).port), connections: () => connections };
}

const check = (...args: readonly string[]) => runPorthole(["check", ...args]);

test("check command: nothing fails and the exit code is 0 when Porthole is checked", limit, async (t) => {
  const folder = folderOf(t, { "index.html": "<h1>Hello</h1>" });
  const porthole = startPorthole(t, [folder, "--port", "0"]);
  const { code, stdout, stderr } = await check(await porthole.url(), "--only", "host");
  assert.equal(stderr, "");
  assert.equal(code, 0, stdout);
  assert.match(stdout, /✔ {2}\d+ passed · 0 warned · 0 failed/);
});

test(
  "check command: what failed is told with its octets, and the exit code is 1, when a server is wrong",
  limit,
  async (t) => {
    const { port } = await carelessServer(t);
    const { code, stdout, stderr } = await check(port, "--only", "HOST-MISSING");
    assert.equal(stderr, "");
    assert.equal(code, 1);
    assert.match(stdout, /checked http:\/\/localhost:\d+\//);
    assert.match(stdout, />>> GET \/ HTTP\/1\.1␍␊\n/);
    assert.match(stdout, /<<< HTTP\/1\.1 200 OK␍␊\n/);
    assert.match(stdout, /RFC 9112 {2}“A server MUST respond with a 400/);
    assert.doesNotMatch(stdout, /\u001b/);
  },
);

test(
  "check command: every format is written when files are named, and the text goes to standard output",
  limit,
  async (t) => {
    const { port } = await carelessServer(t);
    const folder = folderOf(t, {});
    const files = ["a.json", "b.xml", "c.sarif", "d.html", "e.txt"].map((name) => join(folder, name));
    const outputs = files.flatMap((file) => ["-o", file]);
    const { code, stdout } = await check(port, "--only", "HOST-MISSING", ...outputs);
    assert.equal(code, 1);
    const [json = "", xml = "", sarif = "", html = "", text = ""] = files.map((file) => readFileSync(file, "utf8"));
    const { tally, results } = JSON.parse(json);
    assert.ok(tally.failed > 0 && results.every((each: { family: string }) => each.family === "host"));
    assert.match(xml, /^<\?xml .*\n<testsuites [^>]* failures="[1-9]/);
    assert.equal(JSON.parse(sarif).runs[0].results.length, tally.failed + tally.warned);
    assert.match(html, /^<!doctype html>/);
    assert.equal(text.replace(/ in \d.*/, ""), stdout.replace(/ in \d.*/, ""));
  },
);

test(
  "check command: a program reads the report alone from standard output when a format is given",
  limit,
  async (t) => {
    const { port } = await carelessServer(t);
    for (const [format, pattern] of [
      ["json", /^\{\n {2}"schemaVersion": 1,/],
      ["junit", /^<\?xml/],
      ["sarif", /^\{\n {2}"\$schema"/],
      ["html", /^<!doctype html>.*<\/html>\n$/s],
    ] as const) {
      const { code, stdout, stderr } = await check(port, "--only", "HOST-MISSING", "--format", format);
      assert.deepEqual([code, stderr], [1, ""]);
      assert.match(stdout, pattern);
    }
  },
);

test("check command: only what is not in the baseline fails the run when there is one", limit, async (t) => {
  const { port } = await carelessServer(t);
  const folder = folderOf(t, {});
  const baseline = join(folder, "known.json");
  const missing = await check(port, "--only", "HOST-MISSING", "--baseline", baseline);
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /there is no .*known\.json\n.*--update-baseline/);
  const written = await check(port, "--only", "HOST-MISSING", "--baseline", baseline, "--update-baseline");
  assert.equal(written.code, 0, written.stdout);
  assert.match(written.stdout, /known\.json has \d+ failures now/);
  const same = await check(port, "--only", "HOST-MISSING", "--baseline", baseline);
  assert.equal(same.code, 0, same.stdout);
  assert.match(same.stdout, /✔ .* 0 failed · \d+ known to fail/);
  const others = await check(port, "--only", "HOST-MISSING,HOST-REPEATED", "--baseline", baseline);
  assert.equal(others.code, 1);
  assert.match(others.stdout, /\d+ failed, \d+ of them known/);
  const document = JSON.parse(readFileSync(baseline, "utf8"));
  document.cases.push({ id: "RFC9112-1/GONE there was such a case", verdict: "failed" });
  writeFileSync(baseline, JSON.stringify(document));
  const gone = await check(port, "--only", "HOST-MISSING", "--baseline", baseline, "--format", "json");
  assert.equal(gone.code, 0);
  assert.match(gone.stderr, /1 entry of the baseline that no case has now.*\n.*RFC9112-1\/GONE/);
  JSON.parse(gone.stdout);
});

test("check command: what no longer fails is told when the baseline has it", limit, async (t) => {
  const { port } = await carelessServer(t);
  const folder = folderOf(t, { "index.html": "<h1>Hello</h1>" });
  const baseline = join(folder, "known.json");
  await check(port, "--only", "HOST-MISSING", "--baseline", baseline, "--update-baseline");
  const porthole = startPorthole(t, [folder, "--port", "0"]);
  const url = await porthole.url();
  const { code, stdout } = await check(url, "--only", "HOST-MISSING", "--baseline", baseline);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /known failures? mended: --update-baseline takes them out/);
  await check(url, "--only", "HOST-MISSING", "--baseline", baseline, "--update-baseline");
  assert.deepEqual(JSON.parse(readFileSync(baseline, "utf8")).cases, []);
});

const refused: readonly (readonly [args: readonly string[], code: number, message: RegExp])[] = [
  [["http://192.0.2.1:5000/"], 2, /192\.0\.2\.1 is not this machine\n.*--i-may-test-this-host/s],
  [["https://localhost:5000/"], 2, /https is not spoken yet/],
  [[], 2, /which server is to be checked/],
  [["5000", "--only", "hots"], 2, /no family, rule or case is named hots\n {2}Did you mean host\?/],
  [["5000", "--only", "HOST-MISING"], 2, /Did you mean HOST-MISSING\?/],
  [["5000", "--only", "nothing-like-it-at-all"], 2, /The families are .*host/],
  [["5000", "--formt", "json"], 2, /Did you mean --format/],
  [["5000", "-o", "no-such-folder/a.json"], 2, /there is no folder/],
];

for (const [args, code, message] of refused) {
  test(
    `check command: it is told what is wrong, without a connection, when it is given "${args.join(" ")}"`,
    limit,
    async () => {
      const ended = await check(...args);
      assert.equal(ended.code, code);
      assert.match(ended.stderr, message);
      assert.equal(ended.stdout, "");
    },
  );
}

test("check command: the exit code is 3 when nobody listens there", limit, async (t) => {
  const { server, port } = await carelessServer(t);
  server.close();
  await once(server, "close");
  const { code, stdout, stderr } = await check(port);
  assert.deepEqual([code, stdout], [3, ""]);
  assert.match(stderr, /^✖ /);
});

const signalsLeftOut = process.platform === "win32" ? "Windows has no SIGINT to send" : false;

test("check command: what was done is told and the exit code is 1 when it is interrupted", {
  ...limit,
  skip: signalsLeftOut,
}, async (t) => {
  const { server, port, connections } = await carelessServer(t);
  const baseline = join(folderOf(t, {}), "known.json");
  const porthole = startPorthole(t, ["check", port, "--baseline", baseline, "--update-baseline"]);
  while (connections() < 60 && porthole.child.exitCode === null) {
    await Promise.race([once(server, "connection"), porthole.exit()]);
  }
  porthole.child.kill("SIGINT");
  assert.equal(await porthole.exit(), 1);
  assert.match(porthole.stdout, /cut short: the run was ended/);
  assert.match(porthole.stdout, /\d+ passed/);
  assert.equal(existsSync(baseline), false);
});

test(
  "check command: it is in the help, and its cases are listed by family, when that is asked for",
  limit,
  async () => {
    assert.match((await runPorthole(["--help"])).stdout, /porthole check <url>/);
    assert.match((await runPorthole(["help", "check"])).stdout, /^Usage: porthole check <url>/);
    const { code, stdout } = await check("--list", "--only", "host", "--level", "must");
    assert.equal(code, 0);
    assert.match(stdout, /^\n {2}Host {2}--only host\n {4}MUST +RFC9112-3\.2\/HOST-MISSING/);
    assert.doesNotMatch(stdout, /SHOULD|--only framing/);
  },
);

test("check report page: verdicts and families are chosen without script when it is opened in a browser", {
  ...limit,
  skip: withoutBrowser,
}, async (t) => {
  const { port } = await carelessServer(t);
  const file = join(folderOf(t, {}), "report.html");
  await check(port, "--only", "HOST-MISSING,BARE-CR,HOST-IN-1.0", "-o", file);
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 390, height: 800 }, javaScriptEnabled: true });
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("request", (request) => said.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  const shownOf = (verdict: string) => page.locator(`.case.${verdict}:visible`).count();
  assert.ok((await shownOf("failed")) > 0);
  assert.equal(await shownOf("passed"), 0);
  await page.locator("label:has(#v-passed)").click();
  assert.ok((await shownOf("passed")) > 0);
  const families = await page.locator(".family:visible").count();
  await page.locator("label:has(#f-host)").click();
  assert.ok(families > 1);
  assert.equal(await page.locator(".family:visible").count(), 1);
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
  assert.deepEqual(said, [pathToFileURL(file).href]);
});
