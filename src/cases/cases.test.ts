import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Case, caseFamilies, caseId, cases, placeholders } from "./index.ts";
import { sectionTexts } from "./testing/rfc-sections.ts";

const rfcFolder = process.env["PORTHOLE_RFC"];
const skip = rfcFolder === undefined ? "the RFCs are not at hand: PORTHOLE_RFC names no folder of rfcNNNN.txt" : false;
const checked = cases.filter((each) => each.pass.length > 0);

test("cases: each quote stands in the section that it is said to stand in, word for word", { skip }, () => {
  const wrong = cases.filter((each) => !stands(each)).map((each) => `${each.quotedFrom} does not say: ${each.quote}`);
  assert.deepEqual([...new Set(wrong)], []);
});

function stands({ quote, quotedFrom }: Case): boolean {
  const [, rfc, section] = /^RFC(\d{4})-([\d.]+)$/.exec(quotedFrom) ?? [];
  const file = join(rfcFolder!, `rfc${rfc}.txt`);
  return existsSync(file) && (sectionsOf(file).get(section!)?.includes(asOneLine(quote)) ?? false);
}

const read = new Map<string, ReadonlyMap<string, string>>();

function sectionsOf(file: string): ReadonlyMap<string, string> {
  const sections = read.get(file) ?? sectionTexts(readFileSync(file, "utf8"));
  read.set(file, sections);
  return sections;
}

test("cases: there are more than a thousand that any server can be asked, as the documents say", () => {
  assert.ok(checked.length > 1000, `${checked.length} cases`);
});

test("cases: each has a rule, a sentence that says why, something to send and something to expect", () => {
  for (const each of cases) {
    assert.match(each.rule, /^RFC\d{4}-\d+(\.\d+)*\/[A-Z0-9+.-]+$/);
    assert.match(each.why, /^\S.*\.$/s, `${caseId(each)} says why in a sentence`);
    assert.ok(each.send.length > 0, caseId(each));
    assert.ok(each.engine.length > 0 || each.pass.length > 0, `${caseId(each)} is for the engine, or any server`);
  }
});

test("cases: each that any server is asked says what to change in one that fails", () => {
  const silent = checked.filter((each) => !/^\S.*\.$/s.test(each.advice)).map(caseId);
  assert.deepEqual(silent, []);
});

test("cases: a MAY is nothing that a server can fail", () => {
  const severe = checked.filter((each) => each.level === "MAY" && !hasAnything(each)).map(caseId);
  assert.deepEqual(severe, [], 'each has "{}", any outcome, in pass or warn');
});

function hasAnything(each: Case): boolean {
  return [...each.pass, ...each.warn].some((outcome) => Object.keys(outcome).length === 0);
}

test("cases: no two have the same name, titles are short, and no family's name or rule is used for two things", () => {
  assert.deepEqual(repeated(cases.map(caseId)), []);
  assert.deepEqual(repeated(caseFamilies.map(({ name }) => name)), []);
  assert.deepEqual(
    cases.filter(({ title }) => title.length > 100 || !/^\S.*[^.\s]$|^\S$/s.test(title)).map(caseId),
    [],
    "a title is a few words without a full stop",
  );
});

test("cases: no two send the same octets for the same reason", () => {
  const sent = cases.map(({ send, delivery, beside, rule, pass }) =>
    JSON.stringify([send, delivery, beside, pass.length === 0 ? "" : rule]),
  );
  assert.deepEqual(repeated(sent), []);
});

test("cases: every octet that is sent is one character, and every name in braces is one that there is", () => {
  for (const each of cases) {
    assert.match(JSON.stringify([each.send, each.beside]), /^[\0-\xff]*$/, caseId(each));
    for (const [, name] of JSON.stringify([each.send, each.pass, each.warn]).matchAll(/\{([a-zA-Z]+)\}/g)) {
      assert.ok(name! in placeholders, `${caseId(each)}: {${name}}`);
    }
  }
});

test("cases: what needs a file, a tag or another thing that not every target has says so", () => {
  const needOf: Readonly<Record<string, readonly string[]>> = {
    "{file}": ["file", "etag", "strong-etag", "last-modified", "validator", "ranges"],
    "{encodedFile}": ["encoded-file"],
    "{etag}": ["etag", "strong-etag"],
    "{weakEtag}": ["etag", "strong-etag"],
    "{lastModified}": ["last-modified"],
    "{coded}": ["coding", "coded-etag"],
    "{codedEtag}": ["coded-etag"],
    "{redirect}": ["redirect"],
    "{missing}": ["not-found"],
    "{streamed}": ["stream"],
  };
  for (const each of checked) {
    const text = JSON.stringify([each.send, each.pass]);
    for (const [name, needs] of Object.entries(needOf)) {
      if (text.includes(name))
        assert.ok(
          each.needs.some((need) => needs.includes(need)),
          `${caseId(each)}: ${name}`,
        );
    }
  }
});

function repeated(texts: readonly string[]): readonly string[] {
  return texts.filter((text, at) => texts.indexOf(text) !== at);
}

function asOneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
