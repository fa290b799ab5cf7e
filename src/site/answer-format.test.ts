import assert from "node:assert/strict";
import { test } from "node:test";
import { answerFormat } from "./answer-format.ts";

for (const [accept, format] of [
  [undefined, "text"],
  ["", "text"],
  ["*/*", "text"],
  ["text/html", "html"],
  ["text/html;charset=utf-8", "html"],
  ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"],
  ["text/*", "html"],
  ["application/*", "json"],
  ["application/json, text/plain, */*", "json"],
  ['application/json;profile="a,b;q=0"', "json"],
  ["text/plain, application/json;q=0.9", "text"],
  ["application/json, text/html", "html"],
  ["text/html;q=0, application/json;q=0.001", "json"],
  ["text/html;q=0", "text"],
  ["image/png", "text"],
] as const) {
  test(`answer-format: it is ${format} when Accept is ${accept ?? "absent"} (RFC9110§12.5.1)`, () => {
    assert.equal(answerFormat(accept), format);
  });
}
