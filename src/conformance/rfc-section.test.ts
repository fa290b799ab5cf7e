import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRfcSection, sectionLabel } from "./rfc-section.ts";

const places: readonly (readonly [place: string, label: string, url: string])[] = [
  ["RFC9112-6.3", "RFC 9112 §6.3", "https://www.rfc-editor.org/rfc/rfc9112#section-6.3"],
  ["RFC9112-3.2/HOST-MISSING", "RFC 9112 §3.2", "https://www.rfc-editor.org/rfc/rfc9112#section-3.2"],
  ["RFC9110-5.6.1.2", "RFC 9110 §5.6.1.2", "https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1.2"],
  ["RFC3986-A", "RFC 3986 §A", "https://www.rfc-editor.org/rfc/rfc3986#appendix-A"],
  ["RFC3986", "RFC 3986", "https://www.rfc-editor.org/rfc/rfc3986"],
];

for (const [place, label, url] of places) {
  test(`RFC section: it is named and can be read on the Web when the place is ${place}`, () => {
    assert.deepEqual([parseRfcSection(place)?.label, parseRfcSection(place)?.url], [label, url]);
  });
}

test("RFC section: there is none when the place is something else", () => {
  assert.equal(parseRfcSection("ISO-1"), undefined);
  assert.equal(sectionLabel("ISO-1"), "ISO-1");
});
