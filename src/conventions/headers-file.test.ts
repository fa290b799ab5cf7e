import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isConfigError } from "../config/index.ts";
import { editedFields } from "../semantics/field-edits.ts";
import { FieldSection } from "../semantics/index.ts";
import { type FieldEditsOf, fieldEditsOf } from "./field-rules.ts";
import { parseHeadersFile } from "./headers-file.ts";

function editsOf(source: string): FieldEditsOf {
  return fieldEditsOf(parseHeadersFile(source, "/site/_headers"));
}

/** The field lines of a response to a path that had these. */
function fieldsAt(source: string, path: string, before: Record<string, string> = {}): string[] {
  const section = editedFields(FieldSection.of(before), editsOf(source)(path));
  return [...section].map(([name, value]) => `${name}: ${value}`);
}

const cases: readonly (readonly [
  what: string,
  source: string,
  path: string,
  before: Record<string, string>,
  expected: readonly string[],
])[] = [
  ["a field is set", "/a\n  X-Frame-Options: DENY", "/a", {}, ["X-Frame-Options: DENY"]],
  ["nothing is set", "/a\n  X-Frame-Options: DENY", "/b", {}, []],
  [
    "the server's own is replaced",
    "/*\n  cache-control: no-store",
    "/a",
    { "Cache-Control": "no-cache" },
    ["cache-control: no-store"],
  ],
  [
    "a value keeps its colons",
    "/a\n  Link: <https://x.example/>; rel=me",
    "/a",
    {},
    ["Link: <https://x.example/>; rel=me"],
  ],
  [
    "values of one block are joined",
    "/a\n  Cache-Control: max-age=0\n  cache-control: no-cache",
    "/a",
    {},
    ["cache-control: max-age=0, no-cache"],
  ],
  [
    "values of several blocks are joined",
    "/*\n  X-A: 1\n/a/*\n  X-A: 2\n/a/b\n  X-A: 3",
    "/a/b",
    { "X-A": "0" },
    ["X-A: 1, 2, 3"],
  ],
  ["a field is detached", "/*\n  X-A: 1\n/a\n  ! x-a", "/a", {}, []],
  [
    "a field of the server is detached",
    "/a\n  ! X-Content-Type-Options",
    "/a",
    { "X-Content-Type-Options": "nosniff" },
    [],
  ],
  ["a field is detached and set anew", "/*\n  X-A: 1\n/a\n  X-A: 2\n  ! X-A", "/a", {}, ["X-A: 2"]],
  [
    "cookies have a line each",
    "/a\n  Set-Cookie: a=1\n  Set-Cookie: b=2",
    "/a",
    {},
    ["Set-Cookie: a=1", "Set-Cookie: b=2"],
  ],
  [
    "Vary is added to",
    "/a\n  Vary: Cookie",
    "/a",
    { Vary: "Accept-Encoding" },
    ["Vary: Accept-Encoding", "Vary: Cookie"],
  ],
  [
    "a placeholder is put in",
    "/u/:id/*\n  X-User: :id\n  X-Rest: <:splat>",
    "/u/7/a/b",
    {},
    ["X-User: 7", "X-Rest: <a/b>"],
  ],
  ["an unknown placeholder stays", "/a\n  X-A: :id 12:30", "/a", {}, ["X-A: :id 12:30"]],
  ["a path is met however it is spelled", "/café/\n  X-A: 1", "/caf%C3%A9", {}, ["X-A: 1"]],
  ["CRLF, tabs, comments and BOM are taken", "\ufeff# a\r\n/a\r\n\t# b\r\n\tX-A:1\t\r\n\r\n", "/a", {}, ["X-A: 1"]],
  ["fields need no indent", "/a\nX-A: 1", "/a", {}, ["X-A: 1"]],
];

for (const [what, source, path, before, expected] of cases) {
  test(`_headers: ${what} when ${path} meets ${JSON.stringify(source)}`, () => {
    assert.deepEqual(fieldsAt(source, path, before), expected);
  });
}

test("_headers: the list of edits is the same object when the same rules match", () => {
  const edits = editsOf("/*\n  X-A: 1\n/a/*\n  X-B: 2\n/b/:id\n  X-C: :id\n/c/:id\n  X-D: 4");
  assert.equal(edits("/x"), edits("/y"));
  assert.equal(edits("/a/x"), edits("/a/y/z"));
  assert.notEqual(edits("/x"), edits("/a/x"));
  assert.equal(edits("/b/1"), edits("/b/1/"));
  assert.notEqual(edits("/b/1"), edits("/b/2"));
  assert.equal(edits("/c/1"), edits("/c/2"));
});

test("_headers: the edits are those of the path when more paths came than are remembered", () => {
  const edits = editsOf("/b/:id\n  X-C: :id");
  const by = "_headers line 2";
  for (let id = 0; id < 3000; id++) {
    assert.deepEqual(edits(`/b/${id}`), [{ kind: "set", name: "X-C", value: `${id}`, by }]);
  }
});

const wrong: readonly (readonly [source: string, line: number, message: RegExp])[] = [
  ["X-A: 1", 1, /before the first path/],
  ["/a", 1, /no field stands below/],
  ["/a\n/b\n  X-A: 1", 1, /no field stands below \/a/],
  ["/a\n  X-A", 2, /neither a path nor a field/],
  ["/a\n  X A: 1", 2, /"X A" is no name/],
  ["/a\n  : 1", 2, /is no name/],
  ["/a\n  X-A:", 2, /has no value/],
  ["/a\n  ! X A", 2, /is no name/],
  ["/a\n  !", 2, /is no name/],
  ["/a\n  X-A: é", 2, /character that no field may have/],
  ["/a\n  X-A: a\u0007", 2, /control character/],
  ["/a\n  X-A: a\rX-B: 1", 2, /control character/],
  ["https://x.example/*\n  X-A: 1", 1, /one host alone/],
  ["/a/*/b/*\n  X-A: 1", 1, /two "\*"/],
  ["/a\n  Basic-Auth: me:secret", 2, /Basic-Auth/],
  ["/a\n  ! Vary", 2, /no rule may take it away/],
  ...["Content-Length", "transfer-encoding", "Connection", "Date", "Content-Range", "Content-Encoding", "ETag"].map(
    (name) => [`/a\n  X-A: 1\n  ${name}: 1`, 3, /is made by the server/] as const,
  ),
  ...["Last-Modified", "Accept-Ranges", "Location", "Trailer", "Upgrade"].map(
    (name) => [`/a\n  ! ${name}`, 2, /is made by the server/] as const,
  ),
];

for (const [source, line, message] of wrong) {
  test(`_headers: an error says ${message} and line ${line} when it is ${JSON.stringify(source)}`, () => {
    assert.throws(
      () => parseHeadersFile(source, "/site/_headers"),
      (error) => {
        assert.ok(isConfigError(error));
        assert.match(error.message, message);
        assert.deepEqual([error.file, error.line], ["/site/_headers", line]);
        return true;
      },
    );
  });
}

test("_headers: no password is told when Basic-Auth is refused", () => {
  assert.throws(
    () => parseHeadersFile("/a\n  Basic-Auth: me:secret", "_headers"),
    (error) => isConfigError(error) && !`${error.message} ${error.hint}`.includes("secret"),
  );
});

test("_headers: each field that comes of a path is one a response may have when the path is hostile", () => {
  const edits = editsOf("/u/*\n  X-Rest: :splat\n/:a/:b\n  X-A: :a-:b");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      for (const edit of edits(`/u/${text}`)) {
        if (edit.kind !== "remove") assert.match(edit.value, /^[\x21-\x7e]*$/);
      }
    }),
  );
});

test("_headers: a file is parsed or refused with its line when it is any text", () => {
  const line = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("/a", "/*", "X-A: 1", "! X-A", "# x", ":"));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
      try {
        parseHeadersFile(lines.join("\n"), "_headers");
      } catch (error) {
        assert.ok(isConfigError(error));
        assert.ok(error.line !== undefined && error.column !== undefined && error.file === "_headers");
      }
    }),
  );
});
