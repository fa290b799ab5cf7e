import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { visibleJson, visibleOctet, visibleText } from "./visible.ts";

describe("visible", () => {
  test("visible: octets are shown by pictures and escapes, nothing raw, when all 256 come", () => {
    const shown = visibleOctet.join("");
    assert.ok(shown.startsWith("␀␁␂␃␄␅␆␇␈␉␊␋␌␍"));
    assert.ok(shown.includes("~␡\\x80\\x81"));
    assert.ok(shown.endsWith("\\xFE\\xFF"));
    assert.ok(/^[\u0020-\u007e\u2400-\u2421]*$/.test(shown));
  });

  const texts: [what: string, text: string, shown: string][] = [
    ["terminal sequences", "\u001b[2J\u009b31m", "\\x1B[2J\\x9B31m"],
    ["line ends and NUL", "a\r\nb\0\t\u2028", "a\\x0D\\x0Ab\\x00\\x09\\u{2028}"],
    ["bidi controls", "\u202egpj.exe\u2066\u200f", "\\u{202E}gpj.exe\\u{2066}\\u{200F}"],
    ["invisible characters", "a\u200bb\ufeff\u{e0041}\u00ad", "a\\u{200B}b\\u{FEFF}\\u{E0041}\\xAD"],
    ["half a surrogate pair", "a\ud800b", "a\\u{D800}b"],
    ["ordinary text of any script", "Kätzchen 猫 😺 قط", "Kätzchen 猫 😺 قط"],
  ];
  for (const [what, text, shown] of texts) {
    test(`visible: text is safe for a terminal when it holds ${what}`, () => assert.equal(visibleText(text), shown));
  }

  test("visible: JSON reads back as the same value, and is safe, when it held unsafe characters", () => {
    const value = { a: "\u001b\u007f\u0085\u202e\u{e0041} é😺" };
    const json = visibleJson(JSON.stringify(value));
    assert.deepEqual(JSON.parse(json), value);
    assert.equal(visibleText(json), json);
  });
});
