import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { distinctText, modifiedAt, randomOctets, type ServedFolder, serveFolder } from "./tools/served-folder.ts";

const withoutCurl = lacks("curl");
const withoutWget = lacks("wget");
const large = randomOctets(8_000_000, 3);

describe("real clients", { timeout: 60_000 }, () => {
  test("curl: resumes a download that was cut, and the octets are the file's", { skip: withoutCurl }, async (t) => {
    await using folder = await serveFolder({ "large.bin": large });
    const here = await temporaryFolder(t);
    const cutting = await cuttingProxy(t, folder, 3_000_000);
    const cut = await curl(here, "-o", "copy.bin", `${cutting}large.bin`);
    assert.notEqual(cut.code, 0);
    const got = await readFile(join(here, "copy.bin"));
    assert.ok(got.length > 1_000_000 && got.length < large.length, `${got.length} octets before the cut`);
    const resumed = await curl(here, "-C", "-", "-o", "copy.bin", `${folder.server.url}large.bin`);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.ok((await readFile(join(here, "copy.bin"))).equals(large));
    const last = folder.log.exchanges.at(-1);
    assert.deepEqual([last?.statusCode, last?.contentOctets], [206, large.length - got.length]);
  });

  test("curl: a download is not glued to one of another version when it resumes with If-Range", {
    skip: withoutCurl,
  }, async (t) => {
    await using folder = await serveFolder({ "large.bin": large });
    const here = await temporaryFolder(t);
    const url = `${folder.server.url}large.bin`;
    const first = await folder.ask("HEAD", "/large.bin");
    for (const validator of [first.field("etag"), first.field("last-modified")]) {
      await writeFile(join(here, "copy.bin"), large.subarray(0, 2_000_000));
      await folder.write("large.bin", large);
      const same = await curl(here, "-C", "-", "-H", `If-Range: ${strong(validator!)}`, "-o", "copy.bin", url);
      // The tag of a large file may be a weak one yet, which holds no range.
      if (same.code !== 0) assert.equal(same.code, CURL_RANGE_ERROR, same.stderr);
      await writeFile(join(here, "copy.bin"), large.subarray(0, 2_000_000));
      await folder.write("large.bin", randomOctets(8_000_000, 4), new Date(modifiedAt.getTime() + 60_000));
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      const changed = await curl(here, "-C", "-", "-H", `If-Range: ${strong(validator!)}`, "-o", "copy.bin", url);
      assert.equal(changed.code, CURL_RANGE_ERROR, "curl was sent the whole, and says that it cannot resume");
      assert.ok(
        (await readFile(join(here, "copy.bin"))).equals(large.subarray(0, 2_000_000)),
        "what it had is as it was",
      );
    }
  });

  test("curl: --compressed brings the text, in fewer octets", { skip: withoutCurl }, async (t) => {
    const text = distinctText(200_000);
    await using folder = await serveFolder({ "page.html": text });
    const here = await temporaryFolder(t);
    const { code } = await curl(here, "--compressed", "-o", "page.html", `${folder.server.url}page.html`);
    assert.equal(code, 0);
    assert.equal(await readFile(join(here, "page.html"), "utf8"), text);
    const entry = await folder.log.entry(({ requestTarget }) => requestTarget === "/page.html");
    const knows = entry.requestHeaderSection?.get("Accept-Encoding");
    assert.ok(entry.contentOctets < text.length / 2, `${entry.contentOctets} octets, asked with ${knows}`);
  });

  test("curl: --etag-compare and -z ask, and are told that nothing has changed", { skip: withoutCurl }, async (t) => {
    await using folder = await serveFolder({ "page.html": distinctText(5_000) });
    const here = await temporaryFolder(t);
    const url = `${folder.server.url}page.html`;
    assert.equal((await curl(here, "--etag-save", "tag", "-R", "-o", "page.html", url)).code, 0);
    const byTag = await curl(here, "--etag-compare", "tag", "-w", "%{http_code}", "-o", "again.html", url);
    assert.equal(byTag.stdout, "304");
    const byDate = await curl(here, "-z", "page.html", "-w", "%{http_code}", "-o", "again.html", url);
    assert.equal(byDate.stdout, "304");
  });

  test("curl: -r brings several ranges as parts", { skip: withoutCurl }, async (t) => {
    await using folder = await serveFolder({ "large.bin": large });
    const here = await temporaryFolder(t);
    const { stdout } = await curl(
      here,
      "-r",
      "0-9,5000000-5000009",
      "-w",
      "%{http_code} %{content_type}",
      "-o",
      "parts",
      `${folder.server.url}large.bin`,
    );
    assert.match(stdout, /^206 multipart\/byteranges; ?boundary=/);
    const parts = await readFile(join(here, "parts"));
    assert.ok(parts.includes(large.subarray(0, 10)) && parts.includes(large.subarray(5_000_000, 5_000_010)));
  });

  test("wget: a mirror made twice asks for each file and gets none the second time", {
    skip: withoutWget,
  }, async (t) => {
    const files = {
      "site/index.html": `<a href="a/">a</a> <a href="b.html?x=1">b</a> <img src="dot.png"> <link rel="stylesheet" href="style.css">`,
      "site/a/index.html": `<a href="../">up</a> <a href="deep%20page.html">deep</a> <a href="../../outside.html">outside</a>`,
      "site/a/deep page.html": distinctText(3_000),
      "site/b.html": distinctText(30_000),
      "site/dot.png": randomOctets(3_000),
      "site/style.css": "body { background: url(bg.svg) }",
      "site/bg.svg": `<svg xmlns="http://www.w3.org/2000/svg"/>`,
      "outside.html": "outside",
    };
    await using folder = await serveFolder(files);
    const here = await temporaryFolder(t);
    const mirrored = async (...args: string[]) => {
      const before = folder.log.exchanges.length;
      const { stderr } = await wget(here, "-m", "-np", "-nH", ...args);
      const entries = folder.log.exchanges.slice(before).filter(({ requestTarget }) => requestTarget !== "/robots.txt");
      return { stderr, entries };
    };
    const first = await mirrored(`${folder.server.url}site/`);
    assert.deepEqual(
      first.entries.filter(({ statusCode }) => statusCode !== 200),
      [],
      first.stderr,
    );
    assert.equal(first.entries.length, Object.keys(files).length - 1, "-np leaves out what lies above");
    for (const [path, content] of Object.entries(files)) {
      if (path === "outside.html") continue;
      const copy = await readFile(join(here, path === "site/b.html" ? "site/b.html?x=1" : path));
      assert.ok(copy.equals(Buffer.from(content)), path);
    }
    // After a 304 wget looks for no links in what it has, so that each address is given.
    const addresses = first.entries.map(({ requestTarget }) => new URL(requestTarget!, folder.server.url).href);
    const second = await mirrored(...addresses);
    assert.deepEqual(
      second.entries.map(({ statusCode, contentOctets }) => [statusCode, contentOctets]),
      first.entries.map(() => [304, 0]),
    );
    const byHead = await mirrored("--no-if-modified-since", `${folder.server.url}site/`);
    assert.deepEqual(
      byHead.entries.map(({ method, statusCode }) => [method, statusCode]),
      first.entries.map(() => ["HEAD", 200]),
    );
    await folder.write("site/style.css", "body { color: red }", new Date(modifiedAt.getTime() + 60_000));
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    const third = await mirrored(...addresses);
    const sent = third.entries.filter(({ statusCode }) => statusCode === 200);
    assert.deepEqual(
      sent.map(({ requestTarget }) => requestTarget),
      ["/site/style.css"],
    );
  });

  test("wget: -c goes on where the copy ends, and has nothing to do when it is whole", {
    skip: withoutWget,
  }, async (t) => {
    await using folder = await serveFolder({ "large.bin": large });
    const here = await temporaryFolder(t);
    const url = `${folder.server.url}large.bin`;
    assert.equal((await wget(here, url)).code, 0);
    await truncate(join(here, "large.bin"), 5_000_001);
    assert.equal((await wget(here, "-c", url)).code, 0);
    assert.ok((await readFile(join(here, "large.bin"))).equals(large));
    assert.deepEqual(
      folder.log.exchanges.map(({ statusCode, contentOctets }) => [statusCode, contentOctets]),
      [
        [200, large.length],
        [206, large.length - 5_000_001],
      ],
    );
    assert.equal((await wget(here, "-c", url)).code, 0, "a copy that is whole asks for what is past the end");
    assert.equal(folder.log.exchanges.at(-1)?.statusCode, 416);
  });
});

/** "HTTP server doesn't seem to support byte ranges": it was sent a 200 in the place of a 206. */
const CURL_RANGE_ERROR = 33;

function lacks(program: string): string | false {
  const { error } = spawnSync(program, ["--version"], { stdio: "ignore" });
  return error === undefined ? false : `needs ${program}: \`apt-get install ${program}\``;
}

function strong(validator: string): string {
  return validator.replace(/^W\//, "");
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "porthole-client-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Passes all on to the server, and cuts the connection after so many octets of what comes back. */
async function cuttingProxy(t: TestContext, { server }: ServedFolder, octetsMax: number): Promise<string> {
  const { host, port } = server.endpoints[0]!;
  const proxy = createServer((client) => {
    const upstream = connect({ host, port });
    let octets = 0;
    client.on("data", (piece) => upstream.write(piece));
    upstream.on("data", (piece) => {
      octets += piece.length;
      if (octets < octetsMax) client.write(piece);
      else client.destroySoon();
    });
    const over = () => {
      client.destroySoon();
      upstream.destroy();
    };
    client.on("error", over).on("close", over);
    upstream.on("error", over).on("close", over);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  t.after(() => proxy.close());
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`;
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function curl(folder: string, ...args: string[]): Promise<Ran> {
  return ran("curl", ["-q", "-sS", "--noproxy", "*", ...args], folder);
}

function wget(folder: string, ...args: string[]): Promise<Ran> {
  return ran("wget", ["--no-config", "--no-proxy", "-nv", "-t", "1", ...args], folder);
}

function ran(program: string, args: readonly string[], cwd: string): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, stdout, stderr });
    });
  });
}
