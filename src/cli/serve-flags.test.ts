import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { newCommand, parseArguments } from "./command-line.ts";
import { addServeFlags, type ServeArguments, serveArguments } from "./serve-flags.ts";
import { CommandError } from "./start-error.ts";
import { type Environment, paintFor } from "./terminal.ts";

const isNoPath = (_text: string) => false;

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
        dotfiles: undefined,
        symlinks: undefined,
        log: undefined,
        quiet: false,
        grace: undefined,
        trustProxy: undefined,
        verbose: false,
      },
    });
  });

  test("serve flags: each is read when it is given, short or long, before or after the target", () => {
    const { target, flags } = parsed(
      "-p 0 --strict-port site -o -w --wire --dotfiles --symlinks --log json -q --grace 2.5 --verbose".split(" "),
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
        dotfiles: true,
        symlinks: true,
        log: "json",
        quiet: true,
        grace: 2.5,
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
    const names = "PORT STRICT_PORT HOST TRUST_PROXY DOTFILES SYMLINKS OPEN WATCH GRACE LOG QUIET WIRE VERBOSE";
    const empty = Object.fromEntries(names.split(" ").map((name) => [`PORTHOLE_${name}`, ""]));
    assert.deepEqual(parsed([], empty), parsed([]));
  });

  const wrong: [args: string[], environment: Environment, message: RegExp, hint?: RegExp][] = [
    [["--prot", "1"], {}, /unknown option '--prot'/, /Did you mean --port\?/],
    [["--inspect"], {}, /unknown option '--inspect'/],
    [["-p", "65536"], {}, /'65536' is invalid\. It must be a whole number from 0 to 65535/],
    [["-p", "0x50"], {}, /must be a whole number/],
    [["-p", "53.5"], {}, /must be a whole number/],
    [["-p"], {}, /argument missing/],
    [["--log", "xml"], {}, /Allowed choices are pretty, json, common, combined, none/],
    [["--grace", "-1"], {}, /number of seconds/],
    [["a", "b"], {}, /too many arguments/],
    [["--host", "a b", "site"], {}, /'a b' is no host/],
    [["--host", ""], {}, /'' is no host/],
    [["--host="], {}, /'' is no host/],
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

  test("serve flags: a wrong flag is a usage error", () => {
    assert.throws(
      () => parsed(["--nope"]),
      (error) => error instanceof CommandError && error.exitCode === 2,
    );
  });
});
