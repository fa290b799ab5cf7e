import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { descriptorLimit } from "./descriptor-limit.node.ts";

const skip = process.platform === "win32" ? "Windows sets no limit" : false;

test("descriptor limit: it is the one that the shell tells when the system sets one", { skip }, () => {
  // Node raises the soft limit to the hard one when it starts.
  const limit = execFileSync("sh", ["-c", "ulimit -H -n"], { encoding: "utf8" }).trim();
  assert.equal(descriptorLimit(), limit === "unlimited" ? undefined : Number(limit));
});
