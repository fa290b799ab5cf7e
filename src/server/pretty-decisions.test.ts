import assert from "node:assert/strict";
import { test } from "node:test";
import type { Decision } from "../trace/index.ts";
import { type DecisionStyle, prettyDecisions } from "./pretty-decisions.ts";

const plain = (text: string) => text;

function printed(decisions: readonly Decision[], columns?: number, paint: Partial<DecisionStyle["paint"]> = {}) {
  return prettyDecisions(decisions, {
    paint: { dim: plain, cyan: plain, green: plain, ...paint },
    columns,
    indent: "> ",
  });
}

const route: Decision = {
  subject: "route",
  outcome: '"/kittens/:name" matches',
  rows: [
    ["/", '"kittens" stands where nothing should'],
    ["/kittens/:name", "matches", true],
  ],
};

test("pretty decisions: what was looked at stands aligned below its decision, the one that was taken marked", () => {
  assert.deepEqual(printed([route, { subject: "live reload", outcome: "on" }]), [
    '> route        "/kittens/:name" matches',
    '>                /               "kittens" stands where nothing should',
    ">              ✓ /kittens/:name  matches",
    "> live reload  on",
  ]);
});

test("pretty decisions: how long a handler took stands beside its end when both were noted", () => {
  const at = (atMs: number, subject: string, outcome: string) => ({ subject, outcome, atMs });
  const decisions = [
    at(1, "route", "x"),
    at(2, "handler", "run it"),
    at(3, "query", "n"),
    at(5.8, "handler", "answered"),
  ];
  assert.deepEqual(printed(decisions), [
    "> route     x",
    "> handler   run it",
    "> query     n",
    "> handler   answered · 3.8 ms",
  ]);
});

test("pretty decisions: nothing is wider than the terminal when that is narrow", () => {
  const rows = [["a-rather-long-pattern-of-a-route", "and all of the words that say why it did not match"]] as const;
  const lines = printed([{ subject: "route", outcome: "none of the routes of this site matches it", rows }], 44);
  for (const line of lines) assert.ok(line.length <= 44, line);
  assert.ok(lines.length > 2, "the outcome is broken between words");
  assert.match(lines.at(-1)!, /^> +a-rather-lon\S*… {2}and\b.*…$/);
});

test("pretty decisions: control characters are shown as signs when a row has them", () => {
  const lines = printed([{ subject: "query", outcome: "\u001b[2J", rows: [["\u202e", "\n"]] }]);
  assert.doesNotMatch(lines.join(""), /[\u001b\u202e\n]/);
});

test("pretty decisions: what was taken is in another colour than what was not when there are colours", () => {
  const [, not, chosen] = printed([route], undefined, { green: (text) => `<${text}>`, dim: (text) => `(${text})` });
  assert.match(not!, /\( {2}\/ +.*\)$/);
  assert.match(chosen!, /<✓ >\/kittens/);
});
