import assert from "node:assert/strict";
import { test } from "node:test";
import { FieldSection } from "../semantics/index.ts";
import { widenedPolicies } from "./live-reload-policy.ts";

const needs = { nonce: "N", scriptSource: "h:1/live.js", connectSource: "h:1/live" };

const policies: readonly (readonly [policy: string, widened: string])[] = [
  // What says nothing of scripts and connections stays as it is.
  ["style-src 'self'", "style-src 'self'"],
  ["", ""],
  ["frame-ancestors 'none'; upgrade-insecure-requests", "frame-ancestors 'none'; upgrade-insecure-requests"],
  // The fallback's sources go on to count.
  ["default-src 'none'", "default-src 'none'; script-src 'nonce-N'; connect-src h:1/live"],
  [
    "default-src 'self' a.example",
    "default-src 'self' a.example; script-src 'self' a.example 'nonce-N'; connect-src 'self' a.example h:1/live",
  ],
  ["script-src 'self'", "script-src 'self' 'nonce-N'"],
  ["connect-src 'none'", "connect-src h:1/live"],
  ["script-src 'NONE';connect-src 'self'", "script-src 'nonce-N'; connect-src 'self' h:1/live"],
  // The more specific directive decides.
  ["script-src-elem 'self'; script-src 'none'", "script-src-elem 'self' 'nonce-N'; script-src 'none'"],
  // A nonce turns 'unsafe-inline' off; where another has done so already, one more does not matter.
  ["script-src 'unsafe-inline'", "script-src 'unsafe-inline' h:1/live.js"],
  [
    "default-src 'self' 'unsafe-inline'; connect-src *",
    "default-src 'self' 'unsafe-inline'; connect-src * h:1/live; script-src 'self' 'unsafe-inline' h:1/live.js",
  ],
  ["script-src 'unsafe-inline' 'nonce-abc'", "script-src 'unsafe-inline' 'nonce-abc' 'nonce-N'"],
  [
    "script-src 'strict-dynamic' 'unsafe-inline' https:",
    "script-src 'strict-dynamic' 'unsafe-inline' https: 'nonce-N'",
  ],
  ["script-src 'sha256-abc=' 'unsafe-inline'", "script-src 'sha256-abc=' 'unsafe-inline' 'nonce-N'"],
  // Names ignore case, and the first of two counts.
  ["SCRIPT-SRC  a.example ; script-src b.example", "script-src a.example 'nonce-N'"],
  // Several policies all have to let it through.
  ["script-src a.example, connect-src b.example", "script-src a.example 'nonce-N', connect-src b.example h:1/live"],
];

for (const [policy, widened] of policies) {
  test(`live reload policy: "${policy}" lets the script through and nothing else`, () => {
    const fields = FieldSection.of([["content-security-policy", policy]]);
    assert.equal(widenedPolicies(fields, needs).get("Content-Security-Policy")?.replaceAll(",  ", ", "), widened);
  });
}

test("live reload policy: every line is widened, that which only reports too, and other fields stay", () => {
  const fields = FieldSection.of([
    ["X-One", "script-src 'none'"],
    ["Content-Security-Policy", "script-src 'none'"],
    ["Content-Security-Policy-Report-Only", "connect-src 'self'; report-uri /r"],
    ["Content-Security-Policy", "default-src *"],
  ]);
  assert.deepEqual(
    [...widenedPolicies(fields, needs)],
    [
      ["X-One", "script-src 'none'"],
      ["Content-Security-Policy", "script-src 'nonce-N'"],
      ["Content-Security-Policy-Report-Only", "connect-src 'self' h:1/live; report-uri /r"],
      ["Content-Security-Policy", "default-src *; script-src * 'nonce-N'; connect-src * h:1/live"],
    ],
  );
  const without = FieldSection.of([["X-One", "1"]]);
  assert.equal(widenedPolicies(without, needs), without);
});
