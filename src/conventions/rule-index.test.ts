import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RuleIndex } from "./rule-index.ts";
import { parseRulePath } from "./rule-path.ts";
import { parseRulePattern } from "./rule-pattern.ts";

test("rule index: it leaves out no rule that matches, and keeps their order, when there are any rules", () => {
  const segment = fc.constantFrom("a", "b", ":x", "*", "a*", "é");
  const pattern = fc
    .uniqueArray(segment, { maxLength: 3 })
    .filter((segments) => segments.filter((each) => each.includes("*")).length < 2)
    .map((segments) => `/${segments.join("/")}`);
  const path = fc.array(fc.constantFrom("a", "b", "%61", "%C3%A9", "ab"), { maxLength: 3 });
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 8 }), path, (patterns, segments) => {
      const rules = patterns.map((text) => ({ source: parseRulePattern(text, "splat") }));
      const parsed = parseRulePath(`/${segments.join("/")}`);
      assert.ok(parsed);
      const isMatch = (at: number) => rules[at]?.source.match(parsed) !== undefined;
      const expected = [...rules.keys()].filter(isMatch);
      assert.deepEqual(new RuleIndex(rules).candidates(parsed).filter(isMatch), expected);
    }),
    { numRuns: 1000 },
  );
});

test("rule index: a request meets none of a thousand rules when they are for other paths", () => {
  const rules = Array.from({ length: 1000 }, (_, at) => ({ source: parseRulePattern(`/old${at}/*`, "splat") }));
  assert.deepEqual(new RuleIndex(rules).candidates(parseRulePath("/new/a")!), []);
});
