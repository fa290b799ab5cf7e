import assert from "node:assert/strict";
import { test } from "node:test";
import { sourceTokens } from "./source-tokens.ts";

function words(text: string): string[] {
  return sourceTokens(text)
    .filter(({ kind }) => kind === "word")
    .map(({ text }) => text);
}

test("source tokens: no word is found when it stands in a comment, a string, a template or a regular expression", () => {
  assert.deepEqual(words('// console\n/* process */ "await" + `async` + /setTimeout/.source'), ["source"]);
  assert.deepEqual(words('const a = "it\\"s await"; let b = \'console\';'), ["const", "a", "let", "b"]);
});

test("source tokens: words are found when they stand in a template's substitution", () => {
  assert.deepEqual(words(`\`a \${b + \`c \${d} e\`} f \${{ g: 1 }.g} h\`; i`), ["b", "d", "g", "g", "i"]);
});

test("source tokens: a slash divides when an operand stands before it", () => {
  assert.deepEqual(words("a / b / c"), ["a", "b", "c"]);
  assert.deepEqual(words("f(1) / b / c[0] / d"), ["f", "b", "c", "d"]);
  assert.deepEqual(words("return /[/]await/u.test(x)"), ["return", "test", "x"]);
});

test("source tokens: a token has its line when comments and templates span several", () => {
  const tokens = sourceTokens(`/*\n\n*/ a\n\`\n\${b}\`\nc`);
  assert.deepEqual(
    tokens.filter(({ kind }) => kind === "word").map(({ text, line }) => `${text} ${line}`),
    ["a 3", "b 5", "c 6"],
  );
});

test("source tokens: a SyntaxError is thrown when a string, a comment or a template has no end", () => {
  for (const text of ['"a', "/* a", "`a", "`a ${b"]) assert.throws(() => words(`${text}\n`), SyntaxError);
});
