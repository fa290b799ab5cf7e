import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { sectionTexts } from "../../cases/testing/rfc-sections.ts";
import { type RuleId, rules } from "../../http1/index.ts";
import { expectedInstead, explanations, noteOf, parts, type Quotation, sectionName, sectionUrl } from "./index.ts";

const rfcFolder = process.env["PORTHOLE_RFC"];
const skip = rfcFolder === undefined ? "the RFCs are not at hand: PORTHOLE_RFC names no folder of rfcNNNN.txt" : false;

describe("explanations", () => {
  test("explanations: each quotation stands in its section, letter for letter, when the RFC is read", { skip }, () => {
    const quotations = parts.flatMap((part) => [explanations[part].abnf, explanations[part].sentence]);
    const wrong = quotations.filter((quotation) => quotation !== undefined && !stands(quotation));
    assert.deepEqual(wrong, []);
    assert.ok(quotations.length > 30);
  });

  test("explanations: each part has a name of its own and a plain sentence when anything is shown", () => {
    assert.equal(new Set(parts.map((part) => explanations[part].name)).size, parts.length);
    for (const part of parts) assert.match(explanations[part].plain, /^[A-Z].*\.$/, part);
  });

  test("explanations: every rule of the parser says what would have been right when it is broken", () => {
    for (const rule of Object.keys(rules) as RuleId[]) {
      assert.match(expectedInstead(rule)!.words, /^\S.*[^.]$/, rule);
    }
    assert.equal(expectedInstead("PORTHOLE/HEAD-DEADLINE"), undefined);
    assert.equal(expectedInstead("toString"), undefined);
  });

  test("explanations: a section has a name and an address when it is one of an RFC", () => {
    assert.equal(sectionName("RFC9112-3.1/METHOD-TOKEN"), "RFC 9112 §3.1");
    assert.equal(sectionUrl("RFC9112-3.1"), "https://www.rfc-editor.org/rfc/rfc9112.html#section-3.1");
    assert.equal(sectionUrl("PORTHOLE/HEAD-DEADLINE"), undefined);
  });

  test("notes: they tell of a method, a field, a class of status codes and a chunk size when those are known", () => {
    const span = { start: 0, end: 1 };
    assert.match(noteOf({ ...span, part: "method" }, "GET")!, /^GET /);
    assert.match(noteOf({ ...span, part: "field-value", field: "HOST" }, "x")!, /site/);
    assert.match(noteOf({ ...span, part: "status-code" }, "404")!, /^4xx/);
    assert.equal(noteOf({ ...span, part: "chunk-size" }, "1f"), "In decimal: 31.");
    assert.equal(noteOf({ ...span, part: "method" }, "constructor"), undefined);
  });
});

function stands({ text, section }: Quotation): boolean {
  const [, rfc, number] = /^RFC(\d{4})-([\d.]+)$/.exec(section)!;
  const file = join(rfcFolder!, `rfc${rfc}.txt`);
  return existsSync(file) && (sectionTexts(readFileSync(file, "utf8")).get(number!)?.includes(text) ?? false);
}
