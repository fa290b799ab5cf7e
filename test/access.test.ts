import assert from "node:assert/strict";
import { execFile, spawn, spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { file, files, respond, type Site, site } from "../src/index.ts";
import type { ServeOptions } from "../src/serve.ts";
import { folderOf, portholeFile, startPorthole } from "./tools/porthole-process.ts";
import { serveFolder } from "./tools/served-folder.ts";

const withoutCurl = spawnSync("curl", ["--version"]).error === undefined ? false : "needs curl";

/** Of "pleaseletmein" with the salt "SodiumChloride" (RFC 7914 §12): cheaper than what is made here. */
const hash =
  "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw";
const password = "pleaseletmein";
const basic = (user: string, secret = password) =>
  `Authorization: Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`;

const contents = {
  "index.html": "<h1>open</h1>",
  "secret.html": "a secret page",
  "secret.html.gz": "a secret sibling",
  "admin/index.html": "a secret index",
  "admin/file.txt": "a secret file",
};
const auth = { "/admin/*": { users: { anna: hash, "j\u00fcrgen": hash } }, "/secret.html": { users: { bob: hash } } };
const kittens = "https://kittens.example";

describe("access over sockets", { timeout: 60_000 }, () => {
  test("Basic auth: no spelling of a protected path brings its files when nobody says who asks", async () => {
    await using folder = await serveFolder(contents, { auth, cleanUrls: true, list: true });
    const paths = [
      "/admin",
      "/admin/",
      "/admin/file.txt",
      "/ADMIN/file.txt",
      "/%61dmin/file.txt",
      "/admin%2Ffile.txt",
      "/admin//file.txt",
      "//admin/file.txt",
      "/admin./file.txt",
      "/./admin/file.txt",
      "/x/../admin/file.txt",
      "/x/%2e%2e/admin/file.txt",
      "/x%2f..%2fadmin/file.txt",
      "/admin/file.txt%00",
      "/secret",
      "/secret/",
      "/secret.html",
      "/secret.html.gz",
      "/Secret.HTML",
      "/secret%2ehtml",
      `http://${new URL(folder.server.url).host}/admin/file.txt`,
    ];
    const client = await folder.connect();
    for (const path of paths) {
      for (const method of ["GET", "HEAD", "POST"]) {
        const answer = await client.ask(method, path, []);
        assert.ok([400, 401].includes(answer.statusCode), `${method} ${path}: ${answer.statusCode}`);
        assert.doesNotMatch(answer.content.toString(), /secret (page|sibling|index|file)/, path);
      }
    }
    client.close();
    assert.equal((await folder.get("/")).statusCode, 200);
  });

  test("Basic auth: a file is sent, and is for its user alone, when the credentials are right", async () => {
    await using folder = await serveFolder(contents, { auth, cache: 60 });
    const answer = await folder.get("/admin/file.txt", basic("anna"));
    assert.equal(answer.content.toString(), "a secret file");
    assert.match(answer.field("cache-control") ?? "", /^private\b/);
    assert.doesNotMatch((await folder.get("/", basic("anna"))).field("cache-control") ?? "", /private/);
    const again = await folder.get("/admin/file.txt", basic("anna"), `If-None-Match: ${answer.field("etag")}`);
    assert.equal(again.statusCode, 304);
    assert.equal((await folder.get("/admin/file.txt", basic("bob"))).statusCode, 401);
    assert.equal((await folder.get("/admin/file.txt", basic("anna", "wrong"))).statusCode, 401);
    assert.equal((await folder.get("/secret.html", basic("bob"))).statusCode, 200);
  });

  test("Basic auth: the page says what is asked for when HTML is wanted, and the connection stays (RFC9110§11.6.1)", async () => {
    await using folder = await serveFolder(contents, { auth });
    const client = await folder.connect();
    const refused = await client.ask("GET", "/admin/", ["Accept: text/html"]);
    assert.equal(refused.statusCode, 401);
    assert.equal(refused.field("www-authenticate"), 'Basic realm="/admin/*", charset="UTF-8"');
    assert.match(refused.field("content-type") ?? "", /^text\/html/);
    assert.match(refused.content.toString(), /user name and a password/);
    assert.equal((await client.ask("GET", "/admin/", [basic("anna")])).statusCode, 200);
    client.close();
  });

  test("Basic auth: curl is let in when it is given the user and the password", { skip: withoutCurl }, async () => {
    await using folder = await serveFolder(contents, { auth });
    const url = `${folder.server.url}admin/file.txt`;
    assert.equal(await curl("-u", `j\u00fcrgen:${password}`, url), "200 a secret file");
    assert.match(await curl("-u", "anna:no", url), /^401 /);
    assert.match(await curl(url), /^401 /);
  });

  test("Basic auth: it stands before handlers and routes too when the site has them", async () => {
    const routes: Site = site({
      "/": file("index.html"),
      "/admin/*": () => assert.fail("run"),
      "/a/*": files("admin"),
    });
    await using folder = await serveFolder(contents, { auth }, () => routes);
    assert.equal((await folder.get("/admin/x")).statusCode, 401);
    assert.equal((await folder.ask("POST", "/admin/x")).statusCode, 401);
    assert.equal((await folder.get("/a/file.txt")).statusCode, 200, "the paths that are asked for count");
  });

  test("Basic auth: it stands before a fetch handler, whatever its URL makes of the path", async () => {
    const paths: string[] = [];
    const handler = {
      fetch(request: Request) {
        paths.push(new URL(request.url).pathname);
        return new Response("x");
      },
    };
    await using folder = await serveFolder({}, { auth }, () => handler);
    for (const path of ["/admin/x", "/y/../admin/x", "/y/%2E%2e/admin/x", "/%2e/admin", "/\\admin", "/open"]) {
      await folder.get(path).catch(() => undefined);
    }
    assert.deepEqual(paths, ["/open"]);
  });

  test("Basic auth: credentials are in no log, trace or output when all of them are on", async (t) => {
    const folder = folderOf(t, contents);
    const porthole = startPorthole(
      t,
      [folder, "--port", "0", "--log", "json", "--wire", "--verbose", "--auth", `/admin/*=anna:${hash}`],
      { environment: { NODE_ENV: "development" } },
    );
    const url = await porthole.url();
    for (const secret of [password, "my-wrong-secret"]) {
      const token = Buffer.from(`anna:${secret}`).toString("base64");
      const { status } = await fetch(`${url}admin/file.txt`, { headers: { Authorization: `Basic ${token}` } });
      assert.equal(status, secret === password ? 200 : 401);
    }
    await porthole.says(/wrong user or password/);
    const said = porthole.stdout + porthole.stderr;
    assert.match(said, /\/admin\/\* as anna/);
    for (const secret of [password, "my-wrong-secret", hash.slice(-40)]) {
      assert.ok(!said.includes(secret), `${secret} is told`);
      assert.ok(!said.includes(Buffer.from(`anna:${secret}`).toString("base64")), `${secret} is told in base64`);
    }
  });

  test("CORS: files and pages of errors may be read when another origin asks", async () => {
    await using folder = await serveFolder(contents, { cors: kittens });
    for (const [target, ...lines] of [
      ["/"],
      ["/nowhere"],
      ["/", "Range: bytes=0-1"],
      ["/%zz"],
      ["/", `If-None-Match: ${(await folder.get("/")).field("etag")}`],
    ]) {
      const answer = await folder.get(target!, `Origin: ${kittens}`, ...lines);
      assert.equal(answer.field("access-control-allow-origin"), kittens, `${answer.statusCode} ${target}`);
    }
    const client = await folder.connect();
    // The server itself answers this one.
    const malformed = await client.ask("GET", "/", [`Origin: ${kittens}`, "Content-Length: x"]);
    assert.deepEqual([malformed.statusCode, malformed.field("access-control-allow-origin")], [400, kittens]);
    client.close();
  });

  test("CORS: a preflight needs no password when the path is protected, and the request does", async () => {
    await using folder = await serveFolder(contents, { cors: [kittens, "https://b.example"], auth });
    const asks = [`Origin: ${kittens}`, "Access-Control-Request-Method: PUT"];
    const preflight = await folder.ask(
      "OPTIONS",
      "/admin/file.txt",
      ...asks,
      "Access-Control-Request-Headers: authorization",
    );
    assert.equal(preflight.statusCode, 204);
    assert.equal(preflight.field("access-control-allow-headers"), "authorization");
    const refused = await folder.get("/admin/file.txt", `Origin: ${kittens}`);
    assert.deepEqual([refused.statusCode, refused.field("access-control-allow-origin")], [401, kittens]);
    assert.equal((await folder.ask("OPTIONS", "/admin/file.txt", `Origin: ${kittens}`)).statusCode, 401);
    const other = await folder.get("/", "Origin: https://c.example");
    assert.equal(other.field("access-control-allow-origin"), undefined);
  });

  test("response fields: every response has them when the site or the options say so", async () => {
    const made = site({
      "/": file("index.html"),
      "/x": respond("x", { headers: { "X-Frame-Options": "SAMEORIGIN" } }),
    });
    const options: ServeOptions = { headers: { "X-Frame-Options": "DENY", Vary: "Cookie" } };
    await using folder = await serveFolder(contents, options, () => made);
    for (const [method, target] of [
      ["GET", "/"],
      ["HEAD", "/x"],
      ["GET", "/x"],
      ["GET", "/nowhere"],
      ["POST", "/x"],
      ["TRACE", "/"],
      ["GET", "/%zz"],
    ] as const) {
      const answer = await folder.ask(method, target);
      assert.equal(answer.field("x-frame-options"), "DENY", `${answer.statusCode} ${method} ${target}`);
      assert.ok(answer.fields.some(([name, value]) => name === "vary" && value.includes("Cookie")));
    }
  });

  test("porthole password: what it prints lets in whom it is for when it is given to --auth", async (t) => {
    const printed = await portholePassword(["--user", "zo\u00eb"], "p\u00e4ss: wort \n");
    assert.deepEqual([printed.code, printed.stderr], [0, ""]);
    const porthole = startPorthole(t, [folderOf(t, contents), "--port", "0", "--auth", printed.stdout.trim()]);
    const url = await porthole.url();
    const statusFor = async (credentials: string) => {
      const token = Buffer.from(credentials).toString("base64");
      return (await fetch(url, { headers: { Authorization: `Basic ${token}` } })).status;
    };
    assert.equal(await statusFor("zo\u00eb:p\u00e4ss: wort "), 200);
    assert.equal(await statusFor("zoe\u0308:pa\u0308ss: wort "), 200);
    assert.equal(await statusFor("zo\u00eb:p\u00e4ss: wort"), 401);
  });

  const wrongUses: readonly (readonly [args: readonly string[], stdin: string | Uint8Array, message: RegExp])[] = [
    [[], "", /no password/],
    [[], "a\nb\n", /more than one line/],
    [[], "a\tb", /control/],
    [[], new Uint8Array([0xff, 0x61]), /UTF-8/],
    [[], "x".repeat(70_000), /too long/],
    [["hunter2"], "", /argument/],
    [["--user", "a:b"], "x", /user's name/],
    [["--usr", "a"], "x", /--user/],
  ];
  for (const [args, stdin, message] of wrongUses) {
    test(`porthole password: exits with 2 and says ${message} when it is used so: ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await portholePassword(args, stdin);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /hunter2/);
    });
  }

  test("porthole: exits with 2 and does not repeat the password when --auth has one in place of a hash", async () => {
    const { code, stderr } = await portholeWith(["--port", "0", "--auth", "anna:hunter2"], "");
    assert.equal(code, 2);
    assert.match(stderr, /porthole password/);
    assert.doesNotMatch(stderr, /hunter2/);
  });
});

/** What curl got: its status code and content. */
function curl(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile("curl", ["-s", "-w", "%{stderr}%{http_code}", ...args], (error, stdout, stderr) => {
      if (error !== null) reject(error);
      else resolve(`${stderr} ${stdout}`);
    });
  });
}

function portholePassword(args: readonly string[], stdin: string | Uint8Array) {
  return portholeWith(["password", ...args], stdin);
}

/** Runs `porthole` to its end, with something on its standard input. */
async function portholeWith(args: readonly string[], stdin: string | Uint8Array) {
  const child = spawn(process.execPath, [portholeFile, ...args], { env: { ...process.env, NODE_NO_WARNINGS: "1" } });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  // It may end before it has read all.
  child.stdin.on("error", () => {});
  child.stdin.end(stdin);
  const code = await new Promise((resolve) => child.on("close", resolve));
  return { code, stdout, stderr };
}
