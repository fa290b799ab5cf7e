import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMediaType, writeMediaType } from "./media-type.ts";

function parsed(text: string): string | undefined {
  const mediaType = parseMediaType(text);
  if (mediaType === undefined) return undefined;
  assert.equal(mediaType.essence, `${mediaType.type}/${mediaType.subtype}`);
  return JSON.stringify([mediaType.essence, ...mediaType.parameters]);
}

test("media-type: type, subtype and parameters are understood (RFC9110§8.3.1)", () => {
  for (const [text, expected] of [
    ["text/html", '["text/html"]'],
    ["text/html;charset=utf-8", '["text/html",["charset","utf-8"]]'],
    ["Text/HTML; Charset=UTF-8", '["text/html",["charset","UTF-8"]]'],
    ['text/html;charset="utf-8"', '["text/html",["charset","utf-8"]]'],
    ["text/html \t; \t charset=utf-8 ", '["text/html",["charset","utf-8"]]'],
    ["text/html;", '["text/html"]'],
    ["text/html; ;; a=b;", '["text/html",["a","b"]]'],
    ['a/b; c="x;y=\\"z\\\\"; d=e', '["a/b",["c","x;y=\\"z\\\\"],["d","e"]]'],
    ['a/b; c=""', '["a/b",["c",""]]'],
    ["application/problem+json", '["application/problem+json"]'],
    [
      "multipart/form-data; boundary=----WebKitFormBoundaryabc",
      '["multipart/form-data",["boundary","----WebKitFormBoundaryabc"]]',
    ],
  ]) {
    assert.equal(parsed(text!), expected, text);
  }
});

test("media-type: is not understood when its grammar is broken (RFC9110§8.3.1)", () => {
  for (const text of [
    "",
    "text",
    "/",
    "text/",
    "/html",
    "text/html/x",
    "text /html",
    "text/ html",
    "te xt/html",
    "text/html charset=utf-8",
    "text/html; charset",
    "text/html; charset=",
    "text/html; charset =utf-8",
    "text/html; charset= utf-8",
    "text/html; =utf-8",
    'text/html; charset="utf-8',
    'text/html; charset="utf-8"x',
    'text/html; charset=ut"f-8',
    "text/html; charset=a b",
    "text/html; charset=utf-8; charset=utf-7",
    "text/html, text/plain",
    'text/html; a="\n"',
    "text/html; a=é",
  ]) {
    assert.equal(parsed(text), undefined, text);
  }
});

test("media-type: what is written is understood again (RFC9110§5.6.6)", () => {
  assert.equal(writeMediaType("text/html", []), "text/html");
  assert.equal(writeMediaType("text/html", [["charset", "utf-8"]]), "text/html; charset=utf-8");
  const odd = writeMediaType("a/b", [
    ["c", 'x; "y"\\'],
    ["d", ""],
  ]);
  assert.equal(odd, 'a/b; c="x; \\"y\\"\\\\"; d=""');
  assert.deepEqual(
    [...parseMediaType(odd)!.parameters],
    [
      ["c", 'x; "y"\\'],
      ["d", ""],
    ],
  );
  assert.throws(() => writeMediaType("a/b", [["c", "x\r\ny"]]), TypeError);
  assert.throws(() => writeMediaType("a/b", [["c d", "x"]]), TypeError);
});
