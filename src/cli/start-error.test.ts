import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConfigError } from "../config/index.ts";
import { TransportError } from "../transport/index.ts";
import { listenOnFreePort } from "./free-port.ts";
import { CommandError, exitCodeOf, type StartErrorStyle, startErrorText } from "./start-error.ts";
import { paintFor } from "./terminal.ts";

const style: StartErrorStyle = {
  paint: paintFor(false),
  isVerbose: false,
  linesOf: () => ["{", '\t"routes": {', '\t\t"/a": { "fil": "a.html" }', "}"],
  shownPath: (file) => `./${file}`,
};

describe("start error", () => {
  test("start error: the place, the line with a caret, and what to do are shown when a site file is wrong", () => {
    const error = new ConfigError('there is no key "fil"', {
      file: "site.json",
      line: 3,
      column: 11,
      hint: 'Did you mean "file"?',
    });
    assert.equal(
      startErrorText(error, style),
      [
        '✖ ./site.json:3:11  there is no key "fil"',
        "",
        '    2 │   "routes": {',
        '  › 3 │     "/a": { "fil": "a.html" }',
        "      │             ^",
        "",
        '  Did you mean "file"?',
      ].join("\n"),
    );
    assert.equal(exitCodeOf(error), 2);
  });

  test("start error: a hint is folded between words when it is long", () => {
    const error = new CommandError("no", 2, { hint: "many words ".repeat(20).trim() });
    const [, ...lines] = startErrorText(error, style).split("\n");
    assert.equal(lines.length, 3);
    assert.ok(lines.every((line) => line.length <= 98 && /^ {2}\S/.test(line)));
  });

  test("start error: it is one line without a stack when the line or the file is not known", () => {
    assert.equal(
      startErrorText(new ConfigError("no default export", { file: "app.ts" }), style),
      "✖ ./app.ts  no default export",
    );
    assert.equal(startErrorText(new ConfigError("wrong", { file: "a", line: 99 }), style), "✖ ./a:99  wrong");
    const unreadable = { ...style, linesOf: () => undefined };
    assert.equal(startErrorText(new ConfigError("wrong", { file: "a", line: 1 }), unreadable), "✖ ./a:1  wrong");
  });

  test("start error: the stack is shown only when it is asked for, and named where the error was not foreseen", () => {
    const error = new TypeError("x is not a function");
    assert.doesNotMatch(startErrorText(error, style), /start-error\.test/);
    assert.match(startErrorText(error, style), /--verbose shows where/);
    assert.match(startErrorText(error, { ...style, isVerbose: true }), /start-error\.test/);
    assert.equal(exitCodeOf(error), 1);
    assert.equal(startErrorText(new CommandError("no", 1), style), "✖ no");
  });

  test("start error: nothing of the file reaches the terminal raw when it holds control characters", () => {
    const error = new ConfigError("bad \u001b[2J", { file: "a", line: 1, column: 3, hint: "\u202e" });
    const text = startErrorText(error, { ...style, linesOf: () => ["a\u001b[2Jb"] });
    assert.doesNotMatch(text, /[\u001b\u202e]/);
  });
});

describe("free port", () => {
  const busyUpTo = (last: number) => async (port: number) => {
    if (port <= last) throw new TransportError("address-in-use", "busy");
    return port;
  };

  test("free port: the next free one is taken when it may move, and any that was free", async () => {
    assert.equal(await listenOnFreePort(5000, true, busyUpTo(5002)), 5003);
    assert.equal(await listenOnFreePort(5000, false, busyUpTo(4999)), 5000);
  });

  test("free port: the port and what to do are named when it may not move, or none is left", async () => {
    const named = (message: RegExp) => (error: Error) => error instanceof CommandError && message.test(error.message);
    await assert.rejects(listenOnFreePort(5000, false, busyUpTo(5002)), named(/^port 5000 is in use$/));
    await assert.rejects(listenOnFreePort(5000, true, busyUpTo(9999)), named(/from 5000 to 5099 are all in use/));
    await assert.rejects(listenOnFreePort(65_535, true, busyUpTo(65_535)), named(/^port 65535 is in use$/));
  });

  test("free port: another failure is passed on, and no other port is tried", async () => {
    const tried: number[] = [];
    const listen = async (port: number) => {
      tried.push(port);
      throw new TransportError("permission-denied", "no");
    };
    await assert.rejects(listenOnFreePort(80, true, listen), TransportError);
    assert.deepEqual(tried, [80]);
  });
});
