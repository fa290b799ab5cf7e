import assert from "node:assert/strict";
import { readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { folderOf, startPorthole } from "./tools/porthole-process.ts";

const limit = { timeout: 60_000 };
const asPage = { headers: { Accept: "text/html" } };
const scriptTag = /<script src="\/~porthole\/live\.js" nonce="[^"]+" data-version="([^"]+)" async><\/script>/;

interface Message {
  readonly version: string;
  readonly changed?: readonly string[];
  readonly failure?: string;
}

/** A folder served under --watch with a line of JSON for each thing that is said. */
async function watching(t: TestContext, files: Readonly<Record<string, string>>, flags: readonly string[] = []) {
  const folder = folderOf(t, files);
  const porthole = startPorthole(t, [folder, "--watch", "-p", "0", ...flags]);
  const url = await porthole.url();
  return { folder, porthole, url };
}

/** The messages of an event stream, one after the other; `undefined` at its end. */
async function listen(t: TestContext, url: string): Promise<() => Promise<Message | undefined>> {
  const abortion = new AbortController();
  t.after(() => abortion.abort());
  const response = await fetch(new URL("/~porthole/live", url), { signal: abortion.signal });
  assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  const pieces = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return async () => {
    for (;;) {
      const event = /^(?:retry: \d+\n)?data: ([^\n]*)\n\n/.exec(text);
      if (event !== null) {
        text = text.slice(event[0].length);
        return JSON.parse(event[1]!) as Message;
      }
      const { done, value } = await pieces.read();
      if (done) return undefined;
      text += value;
    }
  };
}

/** The next message after a change that was made; how many there are of one change, the system decides. */
async function nextChange(next: () => Promise<Message | undefined>, path: string): Promise<Message> {
  for (;;) {
    const message = await next();
    assert.ok(message, `the stream ended before ${path} was told`);
    if (message.changed?.includes(path) === true) return message;
  }
}

test(
  "live reload: a page that listens is told when a file of it changes, and the terminal says so",
  limit,
  async (t) => {
    const { folder, porthole, url } = await watching(t, { "index.html": "<p>1", "css/a.css": "a{}", "b.txt": "b" });
    const page = await (await fetch(url, asPage)).text();
    assert.match(page, scriptTag);
    await (await fetch(new URL("/css/a.css", url))).text();
    const next = await listen(t, url);
    assert.equal((await next())?.version, scriptTag.exec(page)![1]);
    // Nobody asked for this one.
    writeFileSync(join(folder, "b.txt"), "c");
    writeFileSync(join(folder, "css", "a.css"), "b{}");
    assert.deepEqual((await nextChange(next, "css/a.css")).changed, ["css/a.css"]);
    await porthole.says(/css\/a\.css changed: told 1 page/);
    // Editors put a new file in the old one's place.
    writeFileSync(join(folder, "index.html~"), "<p>2");
    renameSync(join(folder, "index.html~"), join(folder, "index.html"));
    const { changed, version } = await nextChange(next, "index.html");
    assert.deepEqual(changed, ["index.html"]);
    const after = await (await fetch(url, asPage)).text();
    assert.match(after, /^<p>2/);
    assert.equal(scriptTag.exec(after)![1], version);
    await porthole.says(/index\.html changed: told 1 page/);
    assert.doesNotMatch(porthole.stdout, /b\.txt/);
  },
);

test("live reload: a page comes whole and cannot be kept when the browser asks with what it has", limit, async (t) => {
  const { folder, url } = await watching(t, { "index.html": `<p>${"x".repeat(5000)}` });
  const time = new Date(Date.now() - 3_600_000);
  utimesSync(join(folder, "index.html"), time, time);
  const plain = await fetch(url);
  assert.doesNotMatch(await plain.text(), scriptTag);
  const validators = {
    "If-None-Match": plain.headers.get("etag") ?? "*",
    "If-Modified-Since": new Date().toUTCString(),
    Range: "bytes=0-3",
    "Accept-Encoding": "gzip, br",
  };
  const page = await fetch(url, { headers: { ...asPage.headers, ...validators } });
  assert.equal(page.status, 200);
  assert.match(await page.text(), scriptTag);
  for (const name of ["etag", "last-modified", "accept-ranges", "content-encoding"]) {
    assert.equal(page.headers.get(name), null, name);
  }
  assert.equal(page.headers.get("cache-control"), "no-store");
  const head = await fetch(url, { method: "HEAD", headers: { ...asPage.headers, ...validators } });
  const fields = (response: Response) =>
    [...response.headers].filter(([name]) => name !== "date" && name !== "connection");
  assert.deepEqual(fields(head), fields(page));
});

test("live reload: pages of errors have the script, their own policy lets it run", limit, async (t) => {
  const { url } = await watching(t, {
    "site.ts": `import { site } from "porthole"; export default site({ "/crash": () => { throw new Error("no"); } });`,
  });
  for (const [path, status] of [
    ["/nowhere", 404],
    ["/crash", 500],
  ] as const) {
    const page = await fetch(new URL(path, url), asPage);
    assert.equal(page.status, status);
    const nonce = /<script [^>]*nonce="([^"]+)"/.exec(await page.text())![1]!;
    const policy = page.headers.get("content-security-policy")!;
    assert.ok(policy.includes(`script-src 'nonce-${nonce}'`), policy);
    assert.ok(policy.includes(`connect-src ${new URL(url).host}/~porthole/live`), policy);
  }
});

test(
  "live reload: a wrong site file is told in the stream, and it is over when the site is right",
  limit,
  async (t) => {
    const site = (text: string) =>
      `import { site, text } from "porthole"; export default site({ "/": text("${text}") });`;
    const { folder, porthole, url } = await watching(t, { "site.ts": site("one") });
    const next = await listen(t, url);
    const first = await next();
    writeFileSync(join(folder, "site.ts"), `${site("two")}\nexport const = 1;`);
    const wrong = await next();
    assert.match(wrong?.failure ?? "", /site\.ts:2/);
    assert.equal(wrong?.version, first?.version);
    await porthole.says(/the last good one stays up/);
    assert.equal(await (await fetch(url)).text(), "one");
    writeFileSync(join(folder, "site.ts"), site("three"));
    let right = await next();
    while (right?.failure !== undefined) right = await next();
    assert.notEqual(right?.version, first?.version);
    assert.equal(right?.changed, undefined);
    assert.equal(await (await fetch(url)).text(), "three");
    await porthole.says(/site\.ts changed: the site was reloaded, told 1 page/);
  },
);

test("live reload: an app's pages are told when its file changes", limit, async (t) => {
  const app = (text: string) =>
    `export default { fetch: () => new Response("<p>${text}", { headers: { "Content-Type": "text/html", ETag: '"a"' } }) };`;
  const folder = folderOf(t, { "app.ts": app("one") });
  const porthole = startPorthole(t, [join(folder, "app.ts"), "--watch", "-p", "0"]);
  const url = await porthole.url();
  const page = await fetch(url, asPage);
  assert.match(await page.text(), scriptTag);
  assert.equal(page.headers.get("etag"), null);
  const next = await listen(t, url);
  await next();
  writeFileSync(join(folder, "app.ts"), app("two"));
  assert.notEqual(await next(), undefined);
  assert.match(await (await fetch(url, asPage)).text(), /^<p>two/);
});

test("live reload: streams end at once, and nothing is cut, when the server stops", limit, async (t) => {
  const { porthole, url } = await watching(t, { "index.html": "<p>1" }, ["--grace", "60"]);
  const streams = [await listen(t, url), await listen(t, url)];
  for (const next of streams) assert.ok(await next());
  porthole.child.kill("SIGTERM");
  for (const next of streams) assert.equal(await next(), undefined);
  // Long before the grace is over, and this test's limit with it.
  assert.equal(await porthole.exit(), 0);
});

test("live reload: there is nothing of it, loaded or sent, without --watch", limit, async (t) => {
  const folder = folderOf(t, { "index.html": "<p>1" });
  const coverage = folderOf(t, {});
  const porthole = startPorthole(t, [folder, "-p", "0"], { environment: { NODE_V8_COVERAGE: coverage } });
  const url = await porthole.url();
  assert.equal(await (await fetch(url, asPage)).text(), "<p>1");
  assert.equal((await fetch(new URL("/~porthole/live", url))).status, 404);
  assert.equal((await fetch(new URL("/~porthole/live.js", url))).status, 404);
  porthole.child.kill("SIGTERM");
  assert.equal(await porthole.exit(), 0);
  const loaded = readdirSync(coverage).map((name) => readFileSync(join(coverage, name), "utf8"));
  assert.ok(loaded.some((text) => /\/serving\.node\.[jt]s"/.test(text)));
  assert.ok(loaded.every((text) => !/\/live-reload(-injection|-policy|-script|-stream)?\.[jt]s"/.test(text)));
});

test(
  "live reload: nobody is told what changes without the password when the whole site asks for one",
  limit,
  async (t) => {
    const hash =
      "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw";
    const { url } = await watching(t, { "index.html": "<p>1" }, ["--auth", `anna:${hash}`, "--cors"]);
    const headers = { Authorization: `Basic ${btoa("anna:pleaseletmein")}` };
    for (const path of ["/~porthole/live", "/~porthole/live.js"]) {
      const refused = await fetch(new URL(path, url));
      assert.equal(refused.status, 401, path);
      await refused.text();
      const abortion = new AbortController();
      const { status, headers: fields } = await fetch(new URL(path, url), { headers, signal: abortion.signal });
      assert.equal(status, 200, path);
      assert.equal(fields.get("access-control-allow-origin"), null, path);
      abortion.abort();
    }
  },
);
