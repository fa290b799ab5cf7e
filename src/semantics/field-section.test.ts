import assert from "node:assert/strict";
import { test } from "node:test";
import { FieldSection } from "./field-section.ts";

/** The same lines as they come from a peer: one text, and where names and values stand in it. */
function received(lines: readonly (readonly [name: string, value: string])[]): FieldSection {
  let text = "";
  const spans: number[] = [];
  for (const [name, value] of lines) {
    const start = text.length;
    text += `${name}: ${value}\r\n`;
    spans.push(start, start + name.length, start + name.length + 2, text.length - 2);
  }
  return FieldSection.received(text, spans);
}

const lines = [
  ["Host", "example.com"],
  ["If-None-Match", '"a"'],
  ["Accept", "*/*"],
  ["if-none-match", '"b"'],
] as const;

for (const [made, section] of [
  ["received", received(lines)],
  ["made of lines", FieldSection.of(lines)],
] as const) {
  test(`field-section: names are found in any case when it was ${made} (RFC9110§5.1)`, () => {
    assert.equal(section.size, 4);
    assert.equal(section.get("HOST"), "example.com");
    assert.equal(section.get("IF-none-MATCH"), '"a", "b"');
    assert.deepEqual(section.getAll("if-none-match"), ['"a"', '"b"']);
    assert.equal(section.get("hos"), undefined);
    assert.equal(section.get("hostx"), undefined);
    assert.deepEqual([...section], lines);
  });

  test(`field-section: the beginning of a name is found in any case when it was ${made}`, () => {
    for (const prefix of ["if-", "if-none-match", "h", "accept", ""])
      assert.ok(section.hasNameBeginning(prefix), prefix);
    for (const prefix of ["none-", "if-none-match:", "if-m", "ost", "accept-", "example"]) {
      assert.ok(!section.hasNameBeginning(prefix), prefix);
    }
  });
}

test("field-section: no name begins with anything when there are no lines", () => {
  assert.ok(!FieldSection.empty.hasNameBeginning("if-"));
  assert.ok(!FieldSection.empty.hasNameBeginning(""));
});
