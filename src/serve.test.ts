import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { isConfigError } from "./config/index.ts";
import * as porthole from "./index.ts";

const anywhere = { port: 0, host: "127.0.0.1" };

test("serve: a site file's porthole is the whole library", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "porthole-serve-"));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(
    join(folder, "site.ts"),
    `import * as porthole from "porthole";
     export default porthole.site({ "/": porthole.json(Object.keys(porthole).filter((name) => name !== "default").sort()) });`,
  );
  await using server = await porthole.serve(folder, anywhere);
  assert.deepEqual(await (await fetch(server.url)).json(), Object.keys(porthole).sort());
});

test("serve: a site is answered, and another one after a reload", async () => {
  await using server = await porthole.serve(porthole.site({ "/": porthole.text("one") }), anywhere);
  assert.equal(await (await fetch(server.url)).text(), "one");
  await server.reload(porthole.site({ "/": porthole.text("two") }));
  assert.equal(await (await fetch(server.url)).text(), "two");
});

test("serve: what answered goes on when a reload is refused", async () => {
  await using server = await porthole.serve(porthole.site({ "/": porthole.text("one") }), anywhere);
  await assert.rejects(server.reload(porthole.site({ "no slash": porthole.text("two") })), isConfigError);
  assert.equal(await (await fetch(server.url)).text(), "one");
});

test("serve: a site does not become a folder of files when its file is gone at a reload", async (t) => {
  for (const name of ["site.json", "site.mjs"]) {
    const folder = await mkdtemp(join(tmpdir(), "porthole-serve-"));
    t.after(() => rm(folder, { recursive: true }));
    const source =
      name === "site.json"
        ? '{"routes":{"/":{"text":"a site"}}}'
        : 'import { site, text } from "porthole"; export default site({ "/": text("a site") });';
    await writeFile(join(folder, name), source);
    await writeFile(join(folder, "secret.txt"), "secret");
    await using server = await porthole.serve(folder, anywhere);
    assert.equal((await fetch(new URL(name, server.url))).status, 404);
    await rm(join(folder, name));
    await assert.rejects(
      server.reload(folder),
      (error) => isConfigError(error) && error.file === join(folder, name) && /site file is gone/.test(error.message),
    );
    assert.equal((await fetch(new URL("/secret.txt", server.url))).status, 404);
    assert.equal(await (await fetch(server.url)).text(), "a site");
    await writeFile(join(folder, name), source.replace("a site", "back"));
    await server.reload(folder);
    assert.equal(await (await fetch(server.url)).text(), "back");
  }
});

test("serve: what is no site, handler or path is refused by what it should be", async () => {
  await assert.rejects(
    porthole.serve({} as never, anywhere),
    (error) => isConfigError(error) && /neither a site/.test(error.message),
  );
});

test("serve: an option out of its range is refused by its name", async () => {
  const nothing = porthole.site({});
  await assert.rejects(porthole.serve(nothing, { ...anywhere, timeouts: { idle: 0 } }), /timeouts\.idle is 0/);
  await assert.rejects(porthole.serve(nothing, { ...anywhere, limits: { maxConnections: 1.5 } }), /maxConnections/);
  await assert.rejects(porthole.serve(nothing, { ...anywhere, graceSeconds: -1 }), /graceSeconds is -1/);
  await using server = await porthole.serve(nothing, anywhere);
  await assert.rejects(server.close({ graceSeconds: Number.NaN }), /graceSeconds is NaN/);
  for (const port of [99_999, -1, 0.5, "5"]) {
    const shown = typeof port === "string" ? `"${port}"` : port;
    await assert.rejects(porthole.serve(nothing, { ...anywhere, port: port as never }), {
      name: "RangeError",
      message: `port is ${shown}; expected a whole number from 0 to 65535`,
    });
  }
});

test("serve: an option that there is not is refused by its name", async () => {
  for (const [group, message] of [
    [{ timeouts: { header: 1 } }, "timeouts.header is no option; there are headers, idle, receive, send"],
    [{ limits: { maxBodySize: 1 } }, /^limits\.maxBodySize is no option; there are .*maxRequestBodySize/],
    [{ limits: 5 }, "limits is 5, no object"],
  ] as const) {
    await assert.rejects(porthole.serve(porthole.site({}), { ...anywhere, ...(group as object) }), {
      name: "TypeError",
      message,
    });
  }
});

test("serve: a port that is in use is a TransportError that says so", async () => {
  await using server = await porthole.serve(porthole.site({}), anywhere);
  const { port } = server.endpoints[0]!;
  await assert.rejects(
    porthole.serve(porthole.site({}), { ...anywhere, port }),
    (error) => error instanceof porthole.TransportError && error.kind === "address-in-use",
  );
});

test("serve: what a handler threw is told on standard error when there is no log, and not when there is one", async (t) => {
  const told = t.mock.method(console, "error", () => {});
  const site = porthole.site({
    "/crash": () => {
      throw new Error("the inside");
    },
    "/busy": () => {
      throw new porthole.ResponseError(409, "no failure");
    },
    "/later": ({ ctx }) => {
      ctx.waitUntil(Promise.reject(new Error("too late")));
      return porthole.text("x");
    },
  });
  for (const [log, lines] of [
    [undefined, [/^porthole: 500 GET \/crash\n {2}Error: the inside\n/, /^porthole: error: .*\n {2}Error: too late\n/]],
    [false, []],
    [{ exchange() {}, notice() {} }, []],
  ] as const) {
    told.mock.resetCalls();
    await using server = await porthole.serve(site, { ...anywhere, log });
    await server.reload(site);
    for (const path of ["/crash", "/busy", "/later"]) await (await fetch(new URL(path, server.url))).arrayBuffer();
    await server.close();
    const texts = told.mock.calls.map((call) => String(call.arguments[0]));
    assert.equal(texts.length, lines.length, texts.join("\n"));
    for (const [index, line] of lines.entries()) assert.match(texts[index] ?? "", line);
  }
});

test("serve: the site's own settings count where nobody else says otherwise", async () => {
  const routes = { "POST /": (context: porthole.HandlerContext) => context.text().then(porthole.text) };
  const served = porthole.site(routes, { limits: { maxRequestBodySize: 3 } });
  for (const [options, statusCode] of [
    [anywhere, 413],
    [{ ...anywhere, limits: { maxRequestBodySize: 4 } }, 200],
  ] as const) {
    await using server = await porthole.serve(served, options);
    const response = await fetch(server.url, {
      method: "POST",
      body: "four",
      headers: { "content-type": "text/plain" },
    });
    assert.equal(response.status, statusCode);
  }
});
