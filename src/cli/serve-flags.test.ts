import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { newCommand, parseArguments } from "./command-line.ts";
import { addServeFlags, type ServeArguments, serveArguments } from "./serve-flags.ts";
import { passwordsWarning } from "./site-flags.ts";
import { CommandError } from "./start-error.ts";
import { type Environment, paintFor } from "./terminal.ts";

const isNoPath = (_text: string) => false;

const salt = "c2FsdHNhbHRzYWx0c2FsdA";
const hash = `$scrypt$ln=15,r=8,p=1$${salt}$${"A".repeat(43)}`;
const otherHash = `$scrypt$ln=15,r=8,p=1$${salt}$${"B".repeat(42)}A`;

/** Parses as the command does, with these environment variables and no others of ours. */
function parsed(args: readonly string[], environment: Environment = {}, isPath = isNoPath): ServeArguments {
  for (const [name, value] of Object.entries(environment)) process.env[name] = value;
  const command = addServeFlags(newCommand("porthole", paintFor(false)).argument("[target]"), process.env);
  parseArguments(command, args);
  return serveArguments(command, process.env, isPath);
}

describe("serve flags", () => {
  let before: NodeJS.ProcessEnv;
  beforeEach(() => {
    before = { ...process.env };
    for (const name of Object.keys(process.env)) if (/^(PORT|PORTHOLE_.*)$/.test(name)) delete process.env[name];
  });
  afterEach(() => {
    process.env = before;
  });

  test("serve flags: nothing is said when nothing is given, so that a site file may say it", () => {
    assert.deepEqual(parsed([]), {
      target: undefined,
      flags: {
        port: undefined,
        strictPort: false,
        host: undefined,
        open: false,
        watch: false,
        wire: false,
        inspect: false,
        record: undefined,
        mask: undefined,
        settings: {},
        dotfiles: undefined,
        symlinks: undefined,
        filesFlags: [],
        log: undefined,
        quiet: false,
        grace: undefined,
        workers: undefined,
        trustProxy: undefined,
        verbose: false,
      },
    });
  });

  test("serve flags: each is read when it is given, short or long, before or after the target", () => {
    const { target, flags } = parsed(
      "-p 0 --strict-port site -o -w --wire --inspect --record flight.html --mask X-Api-Key,X-Other --dotfiles --symlinks --log json -q --grace 2.5 --workers 2 --verbose".split(
        " ",
      ),
    );
    assert.equal(target, "site");
    assert.deepEqual(
      { ...flags, host: undefined, trustProxy: undefined },
      {
        port: 0,
        strictPort: true,
        host: undefined,
        open: true,
        watch: true,
        wire: true,
        inspect: true,
        record: "flight.html",
        mask: ["X-Api-Key", "X-Other"],
        settings: {},
        dotfiles: true,
        symlinks: true,
        filesFlags: ["--dotfiles", "--symlinks"],
        log: "json",
        quiet: true,
        grace: 2.5,
        workers: 2,
        trustProxy: undefined,
        verbose: true,
      },
    );
    assert.deepEqual(parsed(["--trust-proxy", "10.0.0.0/8, ::1", "--trust-proxy", "192.0.2.1"]).flags.trustProxy, [
      "10.0.0.0/8",
      "::1",
      "192.0.2.1",
    ]);
  });

  const hosts: [args: string[], host: string | true, target: string | undefined][] = [
    [["--host"], true, undefined],
    [["--host", "192.0.2.1"], "192.0.2.1", undefined],
    [["--host", "[::1]"], "::1", undefined],
    [["--host", "./site"], true, "./site"],
    [["--host", "folder"], true, "folder"],
    [["site", "--host"], true, "site"],
    [["site", "--host", "folder"], "folder", "site"],
    [["--host=::", "site"], "::", "site"],
  ];
  for (const [args, host, target] of hosts) {
    test(`serve flags: host and target are told apart when given as ${args.join(" ")}`, () => {
      const result = parsed(args, {}, (text) => text === "folder");
      assert.deepEqual([result.flags.host, result.target], [host, target]);
    });
  }

  const paths: [args: string[], settings: object, target: string | undefined][] = [
    [["--spa"], { spa: true }, undefined],
    [["-s", "./dist"], { spa: true }, "./dist"],
    [["-s", "folder"], { spa: true }, "folder"],
    [["-s", "."], { spa: true }, "."],
    [["-s", "/no/such/folder"], { spa: true }, "/no/such/folder"],
    [["-s", "app.html"], { spa: "app.html" }, undefined],
    [["-s", "./pages/app.html", "folder"], { spa: "./pages/app.html" }, "folder"],
    [["-s", "shell", "folder"], { spa: "shell" }, "folder"],
    [["--spa=shell"], { spa: "shell" }, undefined],
    [["folder", "--spa"], { spa: true }, "folder"],
    [["-so", "folder"], { spa: true }, "folder"],
    [["-qws", "folder"], { spa: true }, "folder"],
    [["--cors"], { cors: true }, undefined],
    [["--cors", "./dist"], { cors: true }, "./dist"],
    [["--cors", "folder"], { cors: true }, "folder"],
    [["--cors", "*", "folder"], { cors: true }, "folder"],
    [
      ["--cors", "https://a.example, http://localhost:3000", "folder"],
      { cors: ["https://a.example", "http://localhost:3000"] },
      "folder",
    ],
    [
      ["--cors", "https://a.example", "--cors", "https://b.example"],
      { cors: ["https://a.example", "https://b.example"] },
      undefined,
    ],
    [["-s", "--cors", "--list", "folder"], { spa: true, cors: true, list: true }, "folder"],
    [["--cors", "https://a.example", "--spa", "folder"], { cors: ["https://a.example"], spa: true }, "folder"],
  ];
  for (const [args, settings, target] of paths) {
    test(`serve flags: a flag's value and the target are told apart when given as ${args.join(" ")}`, () => {
      const result = parsed(args, {}, (text) => text === "folder" || text === ".");
      assert.deepEqual([result.flags.settings, result.target], [settings, target]);
    });
  }

  test("serve flags: those about files are read, and named for what serves none, when they are given", () => {
    const { settings, filesFlags } = parsed(
      "--list --clean-urls --trailing-slash never --cache hashed --no-compress -s a.html --cors".split(" "),
    ).flags;
    assert.deepEqual(settings, {
      list: true,
      cleanUrls: true,
      trailingSlash: "never",
      spa: "a.html",
      cache: "hashed",
      compress: false,
      cors: true,
    });
    assert.deepEqual(filesFlags, ["--spa", "--list", "--clean-urls", "--trailing-slash", "--cache", "--no-compress"]);
    assert.equal(parsed(["--cache", "0"]).flags.settings.cache, 0);
    assert.equal(parsed(["--cache", "2147483648"]).flags.settings.cache, 2_147_483_648);
  });

  test("serve flags: fields of responses keep their order and may have colons when they are repeated", () => {
    const { headers } = parsed(["-H", "X-A: 1", "--header", "Link:</a>; rel=preload", "-H", "X-A: a: b"]).flags
      .settings;
    assert.deepEqual(headers, [
      ["X-A", "1"],
      ["Link", "</a>; rel=preload"],
      ["X-A", "a: b"],
    ]);
  });

  test("serve flags: users of one path come together when --auth is repeated", () => {
    const { auth } = parsed([
      "--auth",
      `anna:${hash}`,
      "--auth",
      `/admin/*=bert:${hash}`,
      "--auth",
      `carl:${otherHash}`,
    ]).flags.settings;
    assert.deepEqual(auth, {
      "/*": { users: { anna: hash, carl: otherHash } },
      "/admin/*": { users: { bert: hash } },
    });
  });

  test("serve flags: no message repeats a password when it stands where its hash should", () => {
    for (const [args, environment] of [
      [["--auth", "anna:tortoise"], {}],
      [[], { PORTHOLE_AUTH: "anna:tortoise" }],
    ] as const) {
      assert.throws(
        () => parsed(args, environment),
        (error: Error) => /^--auth: .*porthole password/.test(error.message) && !error.message.includes("tortoise"),
      );
    }
  });

  test("serve flags: each of the site's flags has its variable when the environment says it", () => {
    const environment = {
      PORTHOLE_SPA: "app.html",
      PORTHOLE_LIST: "1",
      PORTHOLE_CLEAN_URLS: "0",
      PORTHOLE_TRAILING_SLASH: "always",
      PORTHOLE_CACHE: "60",
      PORTHOLE_COMPRESS: "0",
      PORTHOLE_CORS: "https://a.example,https://b.example",
      PORTHOLE_HEADER: "X-A: 1\n\n X-B: 2, 3\r\n",
      PORTHOLE_AUTH: `anna:${hash}\n/a/*=bert:${hash}`,
    };
    assert.deepEqual(parsed([], environment).flags.settings, {
      spa: "app.html",
      list: true,
      cleanUrls: false,
      trailingSlash: "always",
      cache: 60,
      compress: false,
      cors: ["https://a.example", "https://b.example"],
      headers: [
        ["X-A", "1"],
        ["X-B", "2, 3"],
      ],
      auth: { "/*": { users: { anna: hash } }, "/a/*": { users: { bert: hash } } },
    });
    const flags = parsed(["--spa", "--cache", "no-store", "-H", "X-C: 4", "--cors"], environment).flags;
    const { spa, cache, headers, cors } = flags.settings;
    assert.deepEqual([spa, cache, headers, cors], [true, "no-store", [["X-C", "4"]], true]);
    assert.deepEqual(flags.filesFlags, ["--spa", "--cache"]);
  });

  test("serve flags: a variable turns an optional value on or off, and is never the target, when it is 1, 0 or a path", () => {
    const isPath = () => true;
    const on = parsed([], { PORTHOLE_SPA: "1", PORTHOLE_CORS: "true", PORTHOLE_COMPRESS: "1" }, isPath);
    assert.deepEqual([on.flags.settings, on.target], [{ spa: true, cors: true, compress: true }, undefined]);
    const off = parsed([], { PORTHOLE_SPA: "0", PORTHOLE_CORS: "no", PORTHOLE_COMPRESS: "" }, isPath);
    assert.deepEqual([off.flags.settings, off.target], [{ spa: false, cors: false }, undefined]);
    const path = parsed([], { PORTHOLE_SPA: "shell", PORTHOLE_CORS: "" }, isPath);
    assert.deepEqual([path.flags.settings, path.target], [{ spa: "shell" }, undefined]);
    assert.equal(parsed(["--no-compress"], { PORTHOLE_COMPRESS: "1" }).flags.settings.compress, false);
  });

  test("serve flags: a flag wins over PORTHOLE_PORT, and that over PORT, when several name a port", () => {
    const environment = { PORT: "1", PORTHOLE_PORT: "2" };
    assert.equal(parsed(["-p", "3"], environment).flags.port, 3);
    assert.equal(parsed([], environment).flags.port, 2);
    delete process.env["PORTHOLE_PORT"];
    assert.equal(parsed([], { PORT: "1" }).flags.port, 1);
    assert.equal(parsed([], { PORT: "" }).flags.port, undefined);
  });

  test("serve flags: HOST is not asked, since shells set it", () => {
    assert.equal(parsed([], { HOST: "192.0.2.1" }).flags.host, undefined);
  });

  test("serve flags: an environment variable turns a flag without value on or off when it is 1 or 0", () => {
    const on = parsed([], { PORTHOLE_WIRE: "1", PORTHOLE_STRICT_PORT: "true", PORTHOLE_DOTFILES: "0" }).flags;
    assert.deepEqual([on.wire, on.strictPort, on.dotfiles], [true, true, false]);
    assert.equal(parsed(["--dotfiles"], { PORTHOLE_DOTFILES: "0" }).flags.dotfiles, true);
    assert.equal(parsed([], { PORTHOLE_HOST: "1" }).flags.host, true);
    assert.equal(parsed([], { PORTHOLE_LOG: "combined" }).flags.log, "combined");
  });

  test("serve flags: an empty environment variable is one that is not there, for every flag", () => {
    const names =
      "PORT STRICT_PORT HOST TRUST_PROXY SPA LIST CLEAN_URLS TRAILING_SLASH DOTFILES SYMLINKS CACHE COMPRESS HEADER CORS " +
      "AUTH OPEN WATCH GRACE LOG QUIET WIRE VERBOSE";
    const empty = Object.fromEntries(names.split(" ").map((name) => [`PORTHOLE_${name}`, ""]));
    assert.deepEqual(parsed([], empty), parsed([]));
  });

  const wrong: [args: string[], environment: Environment, message: RegExp, hint?: RegExp][] = [
    [["--prot", "1"], {}, /unknown option '--prot'/, /Did you mean --port\?/],
    [["--inspekt"], {}, /unknown option '--inspekt'/],
    [["-p", "65536"], {}, /'65536' is invalid\. It must be a whole number from 0 to 65535/],
    [["-p", "0x50"], {}, /must be a whole number/],
    [["-p", "53.5"], {}, /must be a whole number/],
    [["-p"], {}, /argument missing/],
    [["--log", "xml"], {}, /Allowed choices are pretty, json, common, combined, none/],
    [["--grace", "-1"], {}, /number of seconds/],
    [["a", "b"], {}, /too many arguments/],
    [["--lst"], {}, /unknown option '--lst'/, /Did you mean --list\?/],
    [["--clean-url"], {}, /unknown option '--clean-url'/, /Did you mean --clean-urls\?/],
    [["--compress"], {}, /unknown option '--compress'/, /--no-compress/],
    [["--trailing-slash", "on"], {}, /Allowed choices are auto, always, never/],
    [["--cache", "forever"], {}, /must be no-cache, hashed, no-store or a whole number of seconds/],
    [["--cache", "1.5"], {}, /whole number of seconds/],
    [["--cache", "2147483649"], {}, /whole number of seconds/],
    [["-H", "X-A"], {}, /^--header: "X-A" is no field/],
    [["-H", "X A: 1"], {}, /^--header: /],
    [["-H", "Content-Length: 1"], {}, /^--header: .*Content-Length/i],
    [["--auth", "anna"], {}, /^--auth: there is no colon/],
    [[], { PORTHOLE_LIST: "maybe" }, /PORTHOLE_LIST is 'maybe'/],
    [[], { PORTHOLE_COMPRESS: "br" }, /PORTHOLE_COMPRESS is 'br'/],
    [[], { PORTHOLE_CACHE: "forever" }, /PORTHOLE_CACHE/],
    [["--host", "a b", "site"], {}, /'a b' is no host/],
    [["--host", ""], {}, /'' is no host/],
    [["--host="], {}, /'' is no host/],
    [["--mask", "--inspect"], {}, /'--inspect' is invalid.*names with commas between/],
    [["--mask", " ,"], {}, /names with commas between/],
    [["--record", "--inspect"], {}, /'--inspect' is invalid.*must be a file/],
    [[], { PORT: "http" }, /PORT is 'http'/],
    [[], { PORTHOLE_PORT: "http" }, /PORTHOLE_PORT/],
    [[], { PORTHOLE_WATCH: "maybe" }, /PORTHOLE_WATCH is 'maybe'/],
  ];
  for (const [args, environment, message, hint] of wrong) {
    test(`serve flags: what is wrong is named when given ${args.join(" ")} ${JSON.stringify(environment)}`, () => {
      assert.throws(
        () => parsed(args, environment),
        (error: Error) => {
          assert.match(error.message, message);
          if (hint !== undefined) assert.match((error as CommandError).hint ?? "", hint);
          return true;
        },
      );
    });
  }

  test("serve flags: a warning is given when passwords are asked for beyond localhost, and only then", () => {
    const auth = { auth: { "/*": { users: { anna: hash } } } };
    assert.match(passwordsWarning([{}, auth], ["0.0.0.0", "::"]) ?? "", /plain HTTP/);
    assert.match(passwordsWarning([auth, {}], ["127.0.0.1", "192.0.2.1"]) ?? "", /TLS/);
    assert.equal(passwordsWarning([auth, {}], ["127.0.0.1", "::1"]), undefined);
    assert.equal(passwordsWarning([{}, {}], ["0.0.0.0"]), undefined);
  });

  test("serve flags: a wrong flag is a usage error", () => {
    assert.throws(
      () => parsed(["--nope"]),
      (error) => error instanceof CommandError && error.exitCode === 2,
    );
  });
});
