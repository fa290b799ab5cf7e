import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { projectRoot } from "../../test/tools/project-files.ts";
import { cases as allCases } from "../cases/index.ts";
import { limitTable, ProtocolError, type Rule, type RuleId, rules } from "./index.ts";

const cases = allCases.filter((each) => each.engine.length > 0);
const ids = Object.keys(rules) as RuleId[];

test("rules: each is thrown at exactly one place, and nothing else is thrown", () => {
  const folder = join(projectRoot, "src", "http1");
  const thrown = readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .flatMap((name) => [...readFileSync(join(folder, name), "utf8").matchAll(/\brefuse\(\s*"([^"]+)"/g)])
    .map((match) => match[1]!);
  assert.deepEqual(thrown.toSorted(), ids.toSorted());
});

test("rules: each has a case that expects it with its status code", () => {
  const expected = new Map<string, Set<string>>();
  for (const each of cases) {
    const [word, statusCode, rule] = each.engine.at(-1)!.split(" ");
    if (word === "error") expected.set(rule!, (expected.get(rule!) ?? new Set()).add(statusCode!));
  }
  assert.deepEqual([...expected.keys()].toSorted(), ids.toSorted());
  for (const [rule, statusCodes] of expected) {
    assert.deepEqual([...statusCodes], [String(rules[rule as RuleId].statusCode)], rule);
  }
});

test("rules: each limit has a rule, and that rule a case at the limit and one past it", () => {
  const limited = ids.filter((id) => (rules[id] as Rule).limit !== undefined);
  assert.deepEqual(limited.map((id) => (rules[id] as Rule).limit!).toSorted(), Object.keys(limitTable).toSorted());
  for (const id of limited) {
    const outcomes = cases.filter((each) => each.rule === id).map((each) => each.engine.at(-1)!.startsWith("error"));
    assert.ok(outcomes.includes(true), `${id}: a case past the limit`);
    assert.ok(outcomes.includes(false), `${id}: a case at the limit`);
  }
});

test("rules: the error says what was wrong, and where the rule is a limit, what would have been allowed", () => {
  const missing = new ProtocolError("RFC9112-3.2/HOST-MISSING");
  assert.equal(missing.message, rules["RFC9112-3.2/HOST-MISSING"].message);
  assert.equal(missing.statusCode, 400);
  assert.equal(new ProtocolError("RFC9110-5.4/HEADER-LINES", 7).message.endsWith("; at most 7"), true);
});

test("rules: docs/http-support.md names each with its status code, and each limit with its default", () => {
  const document = readFileSync(join(projectRoot, "docs", "http-support.md"), "utf8");
  const named = [...document.matchAll(/`(RFC\d+-[^`]+)` (\d{3})/g)].map((match) => `${match[1]} ${match[2]}`);
  assert.deepEqual([...new Set(named)].toSorted(), ids.map((id) => `${id} ${rules[id].statusCode}`).toSorted());
  const limits = [...document.matchAll(/^\| `(\w+Max)` \| (\d+) \| (\d+) \|$/gm)].map((match) =>
    match.slice(1).join(" "),
  );
  const expected = Object.entries(limitTable).map(([name, limit]) => `${name} ${limit.defaultMax} ${limit.statusCode}`);
  assert.deepEqual(limits, expected);
});
