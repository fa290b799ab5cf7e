import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExchangeEntry } from "../server/index.ts";
import { withoutLiveReload } from "./live-reload-log.ts";

function told(isVerbose: boolean, ...entries: readonly Partial<ExchangeEntry>[]): string[] {
  const lines: string[] = [];
  const log = withoutLiveReload(
    {
      exchange: ({ requestTarget, isCut }) => lines.push(`${requestTarget}${isCut ? " cut" : ""}`),
      notice: ({ message }) => lines.push(message),
    },
    isVerbose,
  );
  for (const entry of entries) log.exchange({ statusCode: 200, isCut: false, ...entry } as ExchangeEntry);
  log.notice({ timeMs: 0, level: "info", message: "a notice" });
  return lines;
}

const own = { requestTarget: "/~porthole/live?v=1", isCut: true };

test("live-reload log: what pages ask for besides is left out, and nothing else, when not all is asked for", () => {
  const others = [
    { requestTarget: "/a", isCut: true },
    { requestTarget: "/~porthole/lives" },
    { requestTarget: undefined },
  ];
  assert.deepEqual(told(false, own, { requestTarget: "/~porthole/live.js" }, ...others), [
    "/a cut",
    "/~porthole/lives",
    "undefined",
    "a notice",
  ]);
});

test("live-reload log: a stream that has ended is not told as cut when all is asked for", () => {
  assert.deepEqual(told(true, own), ["/~porthole/live?v=1", "a notice"]);
});

test("live-reload log: what failed is told when not all is asked for", () => {
  assert.deepEqual(told(false, { requestTarget: "/~porthole/live", statusCode: 503 }), ["/~porthole/live", "a notice"]);
});
