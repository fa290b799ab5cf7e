import assert from "node:assert/strict";
import { test } from "node:test";
import { octetMark, visibleJson, visibleText } from "./visible-text.ts";

test("visible text: nothing that a terminal obeys or that reorders text is left when a server sent it", () => {
  assert.equal(
    visibleText("\u001b[2J\r\n\u009b\u202egpj\u200b\ud800é猫"),
    "\\x1B[2J\\x0D\\x0A\\x9B\\u{202E}gpj\\u{200B}\\u{D800}é猫",
  );
});

test("visible text: JSON reads back as the same value and has nothing unsafe when the value had", () => {
  const value = { a: "\u001b\u007f\u0085\u202e\ud800 é\n" };
  const json = visibleJson(JSON.stringify(value, undefined, 2));
  assert.deepEqual(JSON.parse(json), value);
  assert.equal(visibleText(json.replaceAll("\n", "")), json.replaceAll("\n", ""));
});

test("visible text: an octet that is not printable has a mark when it is shown", () => {
  assert.deepEqual([0, 10, 13, 31, 127, 128, 255].map(octetMark), ["␀", "␊", "␍", "␟", "␡", "\\x80", "\\xFF"]);
});
