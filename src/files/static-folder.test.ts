import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { FieldSection, isFileRange, type OutgoingResponse } from "../semantics/index.ts";
import { CACHED_FILE_OCTETS_MAX, FRESH_MS } from "./file-cache.ts";
import { requestFor } from "./testing/exchanges.ts";
import { memoryStore } from "./testing/memory-store.ts";
import { ServedFolder } from "./testing/served-folder.ts";

const large = "l".repeat(CACHED_FILE_OCTETS_MAX + 1);
const html = { accept: "text/html" };

test("static-folder: a known file is answered at once and without a call of the store when it is fresh", async () => {
  const served = new ServedFolder(memoryStore({ "a.txt": "a", "docs/index.html": "docs" }));
  await served.get("/a.txt");
  await served.get("/docs/");
  const before = { ...served.store.calls };
  for (const path of ["/a.txt", "/docs/"]) {
    assert.ok(!(served.answer(path) instanceof Promise), path);
    served.nowMs += FRESH_MS / 4;
    assert.equal((served.answer(path) as OutgoingResponse).statusCode, 200);
  }
  assert.deepEqual(served.store.calls, before);
});

test("static-folder: a known file is compared with the store once a second when nothing is told of it", async () => {
  const served = new ServedFolder(memoryStore({ "a.bin": "a" }));
  await served.get("/a.bin");
  const before = { ...served.store.calls };
  for (let second = 1; second <= 5; second++) {
    served.nowMs += FRESH_MS;
    await Promise.all(Array.from({ length: 10 }, () => served.get("/a.bin")));
    assert.ok(!(served.answer("/a.bin") instanceof Promise));
  }
  assert.deepEqual(served.store.calls, { ...before, state: before.state + 5 });
});

test("static-folder: a change is seen at once when a watcher tells of it", async () => {
  const served = new ServedFolder(memoryStore({ "a.txt": "old", "sub/b.txt": "b" }));
  assert.equal((await served.get("/a.txt")).text, "old");
  served.store.write("a.txt", "new");
  assert.equal((await served.get("/a.txt")).text, "new");
  served.store.overwrite("a.txt", "NEW");
  assert.equal((await served.get("/a.txt")).text, "NEW");
  served.store.remove("a.txt");
  assert.equal((await served.get("/a.txt")).statusCode, 404);
  served.store.write("a.txt/index.html", "a directory now");
  assert.equal((await served.get("/a.txt")).field("location"), "/a.txt/");
  assert.equal((await served.get("/sub/b.txt")).text, "b");
  served.store.remove("sub");
  assert.equal((await served.get("/sub/b.txt")).statusCode, 404);
  served.store.write("sub/b.txt", "again");
  assert.equal((await served.get("/sub/b.txt")).text, "again");
});

test("static-folder: a change is seen after a second when nothing tells of it", async () => {
  const store = memoryStore({ "a.txt": "old", "gone.txt": "g" });
  store.failing.set("watch", new Error());
  const served = new ServedFolder(store);
  assert.equal((await served.get("/a.txt")).text, "old");
  await served.get("/gone.txt");
  store.write("a.txt", "new");
  store.remove("gone.txt");
  served.nowMs += FRESH_MS - 1;
  assert.equal((await served.get("/a.txt")).text, "old");
  served.nowMs += 1;
  assert.equal((await served.get("/a.txt")).text, "new");
  assert.equal((await served.get("/gone.txt")).statusCode, 404);
});

test("static-folder: a page under its clean URL is looked for again each second, and its siblings with it", async () => {
  const store = memoryStore({ "about.html": `page ${"x".repeat(2000)}`, "about.html.br": "old coded" });
  store.failing.set("watch", new Error());
  const served = new ServedFolder(store, { cleanUrls: true });
  const br = { "accept-encoding": "br" };
  assert.equal((await served.get("/about", br)).text, "old coded");
  store.write("about.html.br", "new coded");
  served.nowMs += FRESH_MS;
  assert.equal((await served.get("/about", br)).text, "new coded");
  store.write("about", "a file of that very name");
  assert.match((await served.get("/about")).text, /^page/);
  served.nowMs += FRESH_MS;
  assert.equal((await served.get("/about")).text, "a file of that very name");
});

test("static-folder: one spelling of a path is known, others are looked up when they are asked for", async () => {
  const served = new ServedFolder(memoryStore({ "café.txt": "c", "a.txt": "a" }));
  for (const path of ["/caf%C3%A9.txt", "/a.txt"]) {
    await served.get(path);
    assert.ok(!(served.answer(path) instanceof Promise), path);
  }
  for (const path of ["/caf%c3%a9.txt", "/%61.txt", "/a%2Etxt"]) {
    assert.equal((await served.get(path)).statusCode, 200);
    assert.ok(served.answer(path) instanceof Promise, path);
    await served.get(path);
  }
});

test("static-folder: the directory itself is redirected to its slash when another path comes before it", async () => {
  const served = new ServedFolder(memoryStore({ "index.html": "home" }), { prefix: "/assets" });
  assert.equal((await served.get("/")).text, "home");
  const bare = await served.get("");
  assert.equal(bare.statusCode, 301);
  assert.equal(bare.field("location"), "/assets/");
  assert.equal((await served.get("/")).text, "home");
});

test("static-folder: what was written for the server is not there, however it is asked for", async () => {
  const store = memoryStore({ "site/_headers": "x", "site/a.txt": "a" });
  const hidden = new Set(["site/_headers"]);
  const served = new ServedFolder(store, { directory: "site", hidden, list: true });
  for (const path of ["/_headers", "/%5Fheaders", "/_headers/"]) {
    assert.equal((await served.get(path)).statusCode, 404, path);
  }
  const listed = JSON.parse((await served.get("/", { accept: "application/json" })).text);
  assert.deepEqual(
    listed.entries.map(({ name }: { name: string }) => name),
    ["a.txt"],
  );
});

test("static-folder: a name is left out of a list by its path when that has no slash of its own", async () => {
  const asked: string[] = [];
  const unlisted = (path: string) => asked.push(path) > 0 && path.endsWith("b.txt");
  const store = memoryStore({ "docs/a.txt": "a", "docs/b.txt": "b" });
  const served = new ServedFolder(store, { list: true, unlisted, trailingSlash: "never" });
  const { text } = await served.get("/docs", { accept: "application/json" });
  assert.deepEqual(asked.sort(), ["/docs/a.txt", "/docs/b.txt"]);
  assert.match(text, /a\.txt/);
  assert.doesNotMatch(text, /b\.txt/);
});

test("static-folder: a list varies by Accept and Accept-Encoding, also when it is not modified (RFC9110§15.4.5)", async () => {
  const served = new ServedFolder(memoryStore({ "a.txt": "a" }), { list: true });
  const whole = await served.get("/", { "accept-encoding": "gzip" });
  assert.equal(whole.field("content-encoding"), "gzip");
  assert.equal(whole.field("vary"), "Accept, Accept-Encoding");
  const same = await served.get("/", { "if-none-match": whole.field("etag")! });
  assert.equal(same.statusCode, 304);
  assert.equal(same.field("vary"), whole.field("vary"));
  const short = await served.get("/", { accept: "application/json", "accept-encoding": "gzip" });
  assert.equal(short.field("content-encoding"), undefined);
  assert.equal(short.field("vary"), whole.field("vary"));
});

test("static-folder: a navigation is answered with the SPA's page when nothing is there, and nothing else is", async () => {
  const store = memoryStore({ "index.html": "app", "a.txt": "a" });
  const served = new ServedFolder(store, { spa: true });
  const page = await served.get("/deep/link", html);
  assert.equal(page.text, "app");
  assert.match(page.field("vary")!, /Accept, Sec-Fetch-Dest$/);
  assert.equal((await served.get("/deep/link", { "sec-fetch-dest": "document" })).statusCode, 200);
  assert.equal((await served.get("/deep/link", { "sec-fetch-dest": "script", ...html })).statusCode, 404);
  assert.equal((await served.get("/deep/link", { accept: "application/json" })).statusCode, 404);
  assert.equal((await served.get("/deep/link")).statusCode, 404);
  assert.match((await served.answer("/deep/link", {})).reason!, /spa answers navigations alone/);
  assert.doesNotMatch((await served.answer("/deep/link.js", {})).reason!, /spa/);
  assert.equal((await served.get("/../x", html)).statusCode, 400);
  assert.equal((await served.get("/.env", html)).statusCode, 404);
  assert.equal((await served.get("/deep/link", { ...html, "if-none-match": page.field("etag")! })).statusCode, 304);
  store.remove("index.html");
  assert.equal((await served.get("/deep/link", html)).statusCode, 404);
});

test("static-folder: by which fields an SPA's page was chosen is said in one line, of its refusals too (RFC9110§12.5.5)", async () => {
  const served = new ServedFolder(memoryStore({ "index.html": "app" }), { spa: true });
  for (const headers of [html, {}]) {
    const { headerSection } = await served.answer("/deep/link", headers);
    const lines = headerSection.getAll("vary");
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /Accept, Sec-Fetch-Dest$/);
  }
});

test("static-folder: the page for what is not there is a 404 when it is asked for by its name", async () => {
  const store = memoryStore({ "404.html": "nothing here", "docs/404.html": "a page" });
  const clean = new ServedFolder(store, { cleanUrls: true });
  const plain = new ServedFolder(store);
  for (let time = 0; time < 2; time++) {
    for (const [served, path] of [
      [plain, "/404.html"],
      [clean, "/404.html"],
      [clean, "/404"],
    ] as const) {
      const answer = await served.get(path);
      assert.deepEqual([answer.statusCode, answer.text], [404, "nothing here"], path);
      assert.equal(answer.field("etag"), undefined);
    }
    assert.equal((await plain.get("/docs/404.html")).statusCode, 200, "that of a folder is a page");
  }
});

test("static-folder: somebody else is asked before a 404, and not where a file is", async () => {
  const asked: string[] = [];
  const otherwise = ({ path }: { path: string }) => {
    asked.push(path);
    const answer = { statusCode: 302, headerSection: FieldSection.empty, content: undefined };
    return path === "/moved" ? answer : undefined;
  };
  const served = new ServedFolder(memoryStore({ "a.txt": "a", "index.html": "app" }), { otherwise, spa: true });
  assert.equal((await served.get("/a.txt")).statusCode, 200);
  assert.equal((await served.get("/moved", html)).statusCode, 302);
  assert.equal((await served.get("/gone", html)).text, "app");
  assert.equal((await served.get("/gone")).statusCode, 404);
  assert.deepEqual(asked, ["/moved", "/gone", "/gone"]);
});

test("static-folder: a large file that has gone is looked up anew when it was still believed to be there", async () => {
  const store = memoryStore({ "large.bin": large, "index.html": "app" });
  store.failing.set("watch", new Error());
  const served = new ServedFolder(store, { spa: true });
  assert.equal((await served.get("/large.bin")).octets.length, large.length);
  store.remove("large.bin");
  const gone = await served.get("/large.bin");
  assert.equal(gone.statusCode, 404);
  assert.equal(gone.reason, "no file: no such file");
  store.write("large.bin", large);
  await served.get("/large.bin");
  store.remove("large.bin");
  assert.equal((await served.get("/large.bin", html)).text, "app");
  await served.idle();
  assert.equal(store.openFiles, 0);
});

test("static-folder: a large file is sent in its new state when it was replaced since it was looked at", async () => {
  const store = memoryStore({ "large.bin": large });
  store.failing.set("watch", new Error());
  const served = new ServedFolder(store);
  const before = await served.get("/large.bin");
  store.write("large.bin", `${large}!`);
  const after = await served.get("/large.bin");
  assert.equal(after.octets.length, large.length + 1);
  assert.notEqual(after.field("etag"), before.field("etag"));
  assert.equal((await served.get("/large.bin", { range: "bytes=-1" })).text, "!");
  await served.idle();
  assert.equal(store.openFiles, 0);
});

test("static-folder: a file that is another each time it is opened is a 503, and nothing stays open", async () => {
  const store = memoryStore({ "large.bin": large });
  store.failing.set("watch", new Error());
  const served = new ServedFolder(store);
  const open = store.open.bind(store);
  let at = 0;
  store.open = (file) => {
    store.write("large.bin", `${large}${++at}`);
    return open(file);
  };
  await assert.rejects(served.get("/large.bin"), { statusCode: 503 });
  await served.idle();
  assert.equal(store.openFiles, 0);
});

test("static-folder: a failure of the store is that of the request, and the next one is answered", async () => {
  for (const call of ["lookup", "open", "state", "octets", "piece"] as const) {
    const store = memoryStore({ "a.txt": "a", "large.bin": large });
    const served = new ServedFolder(store);
    if (call === "state") await served.get("/a.txt");
    served.nowMs += FRESH_MS;
    const error = new Error(`no ${call}`);
    store.failing.set(call, error);
    const path = call === "piece" ? "/large.bin" : "/a.txt";
    const answers = await Promise.allSettled([served.get(path), served.get(path)]);
    for (const answer of answers) assert.equal(answer.status === "rejected" && answer.reason, error, call);
    store.failing.clear();
    assert.equal((await served.get(path)).statusCode, 200, call);
    await served.idle();
    assert.equal(store.openFiles, 0, call);
  }
});

test("static-folder: a rewritten path is answered with the file there and never with a redirect", async () => {
  const store = memoryStore({ "404.html": "sorry", "docs/index.html": "docs", "about.html": "about" });
  const served = new ServedFolder(store, { cleanUrls: true });
  const request = requestFor("GET", "/x");
  const exchange = {} as never;
  for (const [path, content] of [
    ["/404.html", "sorry"],
    ["/docs", "docs"],
    ["/docs/", "docs"],
    ["/about", "about"],
  ] as const) {
    const response = await served.folder.serveAt(path, 404, request, exchange);
    assert.equal(response.statusCode, 404, path);
    assert.equal(Buffer.from(response.content as Uint8Array).toString(), content, path);
    assert.equal(response.headerSection.get("etag"), undefined);
  }
  assert.equal((await served.folder.serveAt("/gone", 200, request, exchange)).statusCode, 404);
  assert.equal((await served.folder.serveAt("/../x", 200, request, exchange)).statusCode, 404);
});

test("static-folder: nothing is read and nothing left open when HEAD asks for a large file", async () => {
  const store = memoryStore({ "large.bin": large });
  const served = new ServedFolder(store);
  const { content } = await served.answer(requestFor("HEAD", "/large.bin"));
  assert.ok(isFileRange(content));
  assert.equal(content.lengthOctets, large.length);
  content.close();
  await served.idle();
  assert.equal(store.openFiles, 0);
});

test("static-folder: requests are not kept alive by the paths that are known of them", async () => {
  const names = Array.from({ length: 400 }, (_, at) => `a-folder-of-some-name/a-name-that-is-long-enough-${at}.txt`);
  const store = memoryStore(Object.fromEntries(names.map((name) => [name, "x"])));
  const served = new ServedFolder(store);
  const collect = exposedCollector();
  collect();
  const before = heldOctets();
  for (const name of names) {
    const head = Buffer.alloc(64 * 1024, `GET /${name} HTTP/1.1\r\nAccept-Encoding: br\r\n`).toString("latin1");
    const path = head.substring(4, 5 + name.length);
    assert.equal((await served.get({ ...requestFor("GET", "/"), path })).statusCode, 200);
  }
  collect();
  const keptOctets = heldOctets() - before;
  assert.ok(served.cache.size === names.length);
  assert.ok(keptOctets < (names.length * 64 * 1024) / 4, `${keptOctets} octets for ${names.length} paths`);
});

function heldOctets(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function exposedCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
