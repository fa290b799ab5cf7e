import assert from "node:assert/strict";
import { test } from "node:test";
import { addCheckFlags, type CheckFlags, checkFlags } from "./check-flags.ts";
import { newCommand, parseArguments, readArguments } from "./command-line.ts";
import { paintFor } from "./terminal.ts";

function flagsOf(args: readonly string[], environment: Readonly<Record<string, string>> = {}): CheckFlags {
  const command = newCommand("porthole check", paintFor(false)).argument("[url]");
  addCheckFlags(command, environment);
  assert.ok(parseArguments(command, args));
  return readArguments(() => checkFlags(command, environment));
}

test("check flags: all is as it is by default when a target alone is given", () => {
  const { url, ...flags } = flagsOf([":5000"]);
  assert.equal(url?.href, "http://localhost:5000/");
  assert.deepEqual(flags, {
    file: undefined,
    post: undefined,
    redirect: undefined,
    only: undefined,
    level: undefined,
    deadlines: false,
    connections: undefined,
    isAllowed: false,
    format: "text",
    outputs: [],
    baseline: undefined,
    updateBaseline: false,
    source: undefined,
    list: false,
    quiet: false,
    verbose: false,
  });
});

test("check flags: lists grow, levels have any case, and switches are on when they are given", () => {
  const flags = flagsOf(
    "5000 --only host,framing --only RFC9112-7.1 --level MUST --deadlines --connections 4 --i-may-test-this-host".split(
      " ",
    ),
  );
  assert.deepEqual(flags.only, ["host", "framing", "RFC9112-7.1"]);
  assert.equal(flags.level, "MUST");
  assert.deepEqual([flags.deadlines, flags.connections, flags.isAllowed], [true, 4, true]);
  assert.equal(flagsOf(["5000", "--level", "Practice"]).level, "practice");
});

test("check flags: the environment counts when the command line says nothing, and an empty variable does not", (t) => {
  const environment = { PORTHOLE_FORMAT: "json", PORTHOLE_DEADLINES: "1", PORTHOLE_ONLY: "host", PORTHOLE_LEVEL: "" };
  const before = { ...process.env };
  t.after(() => {
    process.env = before;
  });
  // Commander looks there by itself.
  Object.assign(process.env, environment);
  const flags = flagsOf(["5000"], environment);
  assert.deepEqual([flags.format, flags.deadlines, flags.only, flags.level], ["json", true, ["host"], undefined]);
  assert.equal(flagsOf(["5000", "--format", "html"], environment).format, "html");
  assert.equal(flagsOf(["5000"], { PORTHOLE_LIST: "1" }).list, false);
});

test("check flags: files have the formats of their endings, and the text goes to standard output, when some are named", () => {
  const flags = flagsOf("5000 -o a.json -o b/c.xml --output=d.SARIF -o e.html -o f.txt".split(" "));
  assert.equal(flags.format, "text");
  assert.deepEqual(
    flags.outputs.map(({ format }) => format),
    ["json", "junit", "sarif", "html", "text"],
  );
  assert.deepEqual(flagsOf("5000 --format junit -o report".split(" ")).outputs, [{ file: "report", format: "junit" }]);
});

test("check flags: the path is that of the URL or of --path when one of them is given", () => {
  assert.equal(flagsOf(["5000", "--path", "/a?b"]).url?.href, "http://localhost:5000/a?b");
  assert.equal(flagsOf(["5000/a", "--path", "/a"]).url?.pathname, "/a");
});

test("check flags: no target is needed when the cases are listed", () => {
  assert.equal(flagsOf(["--list"]).url, undefined);
});

const wrong: readonly (readonly [args: string, message: RegExp])[] = [
  ["", /which server/],
  ["https://localhost", /https/],
  ["5000 6000", /too many arguments/],
  ["5000/a --path /b", /give one/],
  ["5000 --path b", /begins with one slash/],
  ["5000 --file a", /begins with one slash/],
  ["5000 --level must-not", /must, practice, should or may/],
  ["5000 --connections 0", /from 1 to 64/],
  ["5000 --connections 65", /from 1 to 64/],
  ["5000 --format xml", /Allowed choices are text, json/],
  ["5000 -o report", /its ending says no format/],
  ["5000 --format json -o a.json -o b.xml", /goes with one --output/],
  ["5000 --update-baseline", /needs --baseline/],
  ["5000 --formt json", /unknown option/],
];

for (const [args, message] of wrong) {
  test(`check flags: it is said what is wrong when the arguments are "${args}"`, () => {
    assert.throws(() => flagsOf(args.split(" ").filter((each) => each !== "")), { exitCode: 2, message });
  });
}
