import assert from "node:assert/strict";
import { test } from "node:test";
import { foldedFrames } from "./folded-frames.ts";

const own = (name: string) => `    at ${name} (file:///porthole/dist/site/${name}.js:1:1)`;
const theirs = "    at answer (file:///kittens/site.ts:3:9)";

test("folded-frames: each run of frames below the path is one line when there are others between", () => {
  const lines = ["Error: x", own("a"), own("b"), theirs, own("c"), "caused by: Error: y", own("d")];
  assert.deepEqual(foldedFrames(lines, "file:///porthole/dist/"), [
    "Error: x",
    "    … 2 inside porthole",
    theirs,
    "    … 1 inside porthole",
    "caused by: Error: y",
    "    … 1 inside porthole",
  ]);
});

test("folded-frames: they are folded too when there are no others, and a message that names the path is not", () => {
  assert.deepEqual(foldedFrames(["Error: in file:///porthole/dist/a.js", own("a")], "file:///porthole/dist/"), [
    "Error: in file:///porthole/dist/a.js",
    "    … 1 inside porthole",
  ]);
});
