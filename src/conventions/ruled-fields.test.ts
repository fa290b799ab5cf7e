import assert from "node:assert/strict";
import { test } from "node:test";
import { exchangeFor, requestFor } from "../files/testing/exchanges.ts";
import { FieldSection, type OutgoingResponse } from "../semantics/index.ts";
import { fieldEditsOf } from "./field-rules.ts";
import { parseHeadersFile } from "./headers-file.ts";
import { withFieldRules } from "./ruled-fields.ts";

const edits = fieldEditsOf(
  parseHeadersFile("/assets/*\n  X-A: 1\n  Cache-Control: max-age=31536000, immutable", "_headers"),
);

async function fieldsOf(statusCode: number, target = "/assets/a.js"): Promise<string[]> {
  const headerSection = FieldSection.of({ "Cache-Control": "no-cache" });
  const resource = withFieldRules(() => ({ statusCode, headerSection, content: undefined }), edits);
  const response = await resource(requestFor("GET", target), exchangeFor());
  return [...response.headerSection].map(([name, value]) => `${name}: ${value}`);
}

for (const statusCode of [200, 206, 304]) {
  test(`ruled fields: caches are told what the rules say when the status code is ${statusCode}`, async () => {
    assert.deepEqual(await fieldsOf(statusCode), ["X-A: 1", "Cache-Control: max-age=31536000, immutable"]);
  });
}

for (const statusCode of [301, 404, 410, 416, 503]) {
  test(`ruled fields: caches are told what the server says when the status code is ${statusCode}`, async () => {
    assert.deepEqual(await fieldsOf(statusCode), ["Cache-Control: no-cache", "X-A: 1"]);
  });
}

test("ruled fields: a response is the same object when no rule is for its path", async () => {
  const response: OutgoingResponse = { statusCode: 200, headerSection: FieldSection.empty, content: "a" };
  const resource = withFieldRules(() => response, edits);
  assert.equal(resource(requestFor("GET", "/a"), exchangeFor()), response);
  const late = withFieldRules(async () => response, edits);
  assert.equal(await late(requestFor("GET", "/a"), exchangeFor()), response);
});

test("ruled fields: the section is made once when the same response is answered again", () => {
  const response: OutgoingResponse = { statusCode: 404, headerSection: FieldSection.empty, content: "a" };
  const resource = withFieldRules(() => response, edits);
  const sectionAt = (target: string) =>
    (resource(requestFor("GET", target), exchangeFor()) as OutgoingResponse).headerSection;
  assert.equal(sectionAt("/assets/a"), sectionAt("/assets/b"));
});
