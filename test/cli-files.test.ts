import assert from "node:assert/strict";
import { randomBytes, scryptSync } from "node:crypto";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { folderOf, runPorthole, startPorthole } from "./tools/porthole-process.ts";

const limit = { timeout: 30_000 };

const page = `<!doctype html><title>A page</title>${"<p>a page</p>".repeat(200)}`;
const built = {
  "index.html": page,
  "about.html": page,
  "assets/app-BvX3kQ2a.js": "export {};\n",
  "assets/style.css": "p { margin: 0 }\n",
};

const app = 'export default { fetch: () => new Response("from the app") };\n';

/** The hash of "tortoise", in the form that `porthole password` prints. */
function hashOfTortoise(): string {
  const base64 = (octets: Uint8Array) => Buffer.from(octets).toString("base64").replaceAll("=", "");
  const salt = randomBytes(16);
  const hash = scryptSync("tortoise", salt, 32, { N: 2 ** 14, r: 8, p: 1, maxmem: 64 * 1024 * 1024 });
  return `$scrypt$ln=14,r=8,p=1$${base64(salt)}$${base64(hash)}`;
}

/** What answers a path of a command that is started with these flags. */
async function asker(t: TestContext, args: readonly string[], options: Parameters<typeof startPorthole>[2] = {}) {
  const porthole = startPorthole(t, ["-p", "0", ...args], options);
  const url = await porthole.url();
  return async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(new URL(path, url), { redirect: "manual", headers });
    return { response, text: await response.text() };
  };
}

describe("command line, files and access", { concurrency: 2 }, () => {
  test("command line: flags say how files are served when they are given", limit, async (t) => {
    const flags = ["--list", "--clean-urls", "--cache", "hashed", "--no-compress", "-H", "X-A: b: c", "--cors"];
    const ask = await asker(t, [...flags, folderOf(t, built)]);
    const about = await ask("/about", { "accept-encoding": "gzip" });
    assert.equal(about.text, page);
    assert.equal(about.response.headers.get("content-encoding"), null);
    assert.equal(about.response.headers.get("cache-control"), "no-cache");
    assert.equal(about.response.headers.get("x-a"), "b: c");
    assert.equal(about.response.headers.get("access-control-allow-origin"), "*");
    assert.equal((await ask("/about.html?a=1")).response.headers.get("location"), "/about?a=1");
    assert.match((await ask("/assets/app-BvX3kQ2a.js")).response.headers.get("cache-control") ?? "", /immutable/);
    const listing = JSON.parse((await ask("/assets/", { accept: "application/json" })).text);
    assert.deepEqual(
      listing.entries.map(({ name }: { name: string }) => name),
      ["app-BvX3kQ2a.js", "style.css"],
    );
  });

  test("command line: -s before the folder falls back for navigations alone", limit, async (t) => {
    const ask = await asker(t, ["-s", folderOf(t, built)]);
    const navigated = await ask("/no/such/page", { accept: "text/html" });
    assert.deepEqual([navigated.response.status, navigated.text], [200, page]);
    assert.equal((await ask("/no/such.js", { accept: "*/*" })).response.status, 404);
  });

  test(
    "command line: a flag wins over the environment, that over the site file, and a route over all",
    limit,
    async (t) => {
      const folder = folderOf(t, {
        ...built,
        "site.json": JSON.stringify({
          cache: 10,
          list: true,
          routes: { "/assets/*": { files: "assets" }, "/own/*": { files: "assets", cache: 40 } },
        }),
      });
      const cacheOf = async (
        flags: readonly string[],
        environment: Record<string, string>,
        path = "/assets/style.css",
      ) => (await (await asker(t, [...flags, folder], { environment }))(path)).response.headers.get("cache-control");
      assert.equal(await cacheOf([], {}), "public, max-age=10");
      assert.equal(await cacheOf([], { PORTHOLE_CACHE: "20" }), "public, max-age=20");
      assert.equal(await cacheOf(["--cache", "30"], { PORTHOLE_CACHE: "20" }), "public, max-age=30");
      assert.equal(await cacheOf(["--cache", "30"], {}, "/own/style.css"), "public, max-age=40");
      const ask = await asker(t, [folder], { environment: { PORTHOLE_LIST: "0" } });
      assert.equal((await ask("/assets/")).response.status, 404);
    },
  );

  test(
    "command line: a path is for its users alone, and the log has no password, when --auth is given",
    limit,
    async (t) => {
      const folder = folderOf(t, built);
      const porthole = startPorthole(t, [
        "-p",
        "0",
        "--verbose",
        "--auth",
        `/assets/*=anna:${hashOfTortoise()}`,
        folder,
      ]);
      const url = await porthole.url();
      const status = async (path: string, credentials?: string) => {
        const authorization = credentials && `Basic ${Buffer.from(credentials).toString("base64")}`;
        const response = await fetch(new URL(path, url), authorization ? { headers: { authorization } } : {});
        await response.arrayBuffer();
        return response.status;
      };
      assert.equal(await status("/"), 200);
      assert.equal(await status("/assets/style.css"), 401);
      assert.equal(await status("/assets/style.css", "anna:hare"), 401);
      assert.equal(await status("/assets/style.css", "anna:tortoise"), 200);
      await porthole.says(/style\.css[\s\S]*style\.css[\s\S]*style\.css/);
      const said = porthole.stdout + porthole.stderr;
      assert.doesNotMatch(said, /tortoise|hare/);
      assert.ok(!said.includes(Buffer.from("anna:tortoise").toString("base64")));
    },
  );

  test("command line: an app takes fields, origins and passwords, and no flag about files", limit, async (t) => {
    const folder = folderOf(t, { "app.mjs": app });
    const path = `${folder}/app.mjs`;
    const ask = await asker(t, ["-H", "X-A: 1", "--cors", "https://a.example", path]);
    const { response, text } = await ask("/anything");
    assert.equal(text, "from the app");
    assert.deepEqual(
      [response.headers.get("x-a"), response.headers.get("access-control-allow-origin")],
      ["1", "https://a.example"],
    );
    const guarded = await asker(t, ["--auth", `anna:${hashOfTortoise()}`, path]);
    assert.equal((await guarded("/anything")).response.status, 401);
    const refused = await runPorthole(["--list", "-s", "--cors", path]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /^✖ --spa, --list: .*app\.mjs serves no files/);
  });

  test("command line: what a flag cannot mean is a usage error that says what it can", limit, async (t) => {
    const folder = folderOf(t, built);
    const wrong: readonly (readonly [args: readonly string[], said: RegExp])[] = [
      [["--cache", "forever"], /no-cache, hashed, no-store/],
      [["--cors", "https://a.example/path"], /Write "https:\/\/a\.example"/],
      [["-H", "Content-Length: 1"], /--header: .*Content-Length cannot be set/],
      [["--auth", "anna:tortoise"], /--auth: .*porthole password/],
      [["--spa", "../up.html"], /spa: .*leaves/],

      [["--spa", "biuld"], /spa: no file "biuld" in .*: no such file/],
      [["-H", "X A: 1"], /--header: "X A" is no field name/],
    ];
    for (const [args, said] of wrong) {
      const { code, stderr } = await runPorthole([...args, folder]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, said);
      assert.doesNotMatch(stderr, /tortoise|\n +at /);
    }
  });

  test("command line: a line of _redirects that is wrong is shown, and nothing starts", limit, async (t) => {
    const folder = folderOf(t, { ...built, _redirects: "/a /b 301\n/c /d 999\n" });
    const { code, stderr } = await runPorthole([folder]);
    assert.equal(code, 2);
    assert.match(stderr, /_redirects:2.* 999 is no status code/);
    assert.match(stderr, /› 2 │ \/c \/d 999/);
  });

  test("command line: a subfolder that is not there is shown where serve.json names it", limit, async (t) => {
    const folder = folderOf(t, { "serve.json": '{\n  "public": "biuld"\n}' });
    const { code, stderr } = await runPorthole([folder]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /serve\.json:2:13 {2}public: no folder "biuld" in /);
  });

  test("command line: explain answers as the server would when it is given the same flags", limit, async (t) => {
    const folder = folderOf(t, built);
    const flags = ["--clean-urls", "--cache", "hashed", "--site", folder];
    const explained = await runPorthole(["explain", "/about", ...flags], {
      environment: { PORTHOLE_HEADER: "X-A: 1" },
    });
    assert.equal(explained.code, 0, explained.stderr);
    assert.match(explained.stdout, /about\.html/);
    assert.match(explained.stdout, /Cache-Control: no-cache/);
    assert.match(explained.stdout, /X-A: 1/);
    const missing = await runPorthole(["explain", "--spa", "/nowhere", "--site", folder, "-H", "Accept: text/html"]);
    assert.match(missing.stdout, /HTTP\/1\.1 200 OK/);
    assert.equal((await runPorthole(["explain", "--clean-urls"])).code, 2);
    for (const asked of [
      ["--spa", "GET", "/nowhere"],
      ["GET", "--spa", "/nowhere"],
      ["--cors", "GET", "/nowhere", "--spa"],
    ]) {
      const { stdout } = await runPorthole(["explain", ...asked, "--site", folder, "-H", "Accept: text/html"]);
      assert.match(stdout, /GET \/nowhere HTTP\/1\.1[\s\S]*HTTP\/1\.1 200 OK/, asked.join(" "));
    }
  });

  test("command line: the site file is no file of its site, whatever its name is", limit, async (t) => {
    const site = '{ "routes": { "/*": { "files": ".", "list": true } } }';
    const folder = folderOf(t, { "own.json": site, "site.mts": "", "a.txt": "a" });
    const ask = await asker(t, [join(folder, "own.json")]);
    for (const path of ["/own.json", "/site.mts"]) {
      const { response, text } = await ask(path);
      assert.deepEqual([response.status, text.includes("routes")], [404, false], path);
    }
    const { text } = await ask("/", { accept: "application/json" });
    assert.match(text, /a\.txt/);
    assert.doesNotMatch(text, /own\.json|site\.mts/);
  });
});
