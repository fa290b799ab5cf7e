import assert from "node:assert/strict";
import { test } from "node:test";
import mime from "mime";
import otherTypes from "mime/types/other.js";
import standardTypes from "mime/types/standard.js";
import { fileMediaType } from "./file-media-type.ts";

test("file-media-type: each extension that is known has the media type that mime says", () => {
  const extensions = Object.values({ ...standardTypes, ...otherTypes }).flat();
  assert.ok(extensions.length > 1000);
  for (const starred of extensions) {
    const extension = starred.replace("*", "");
    const expected = mime.getType(extension) ?? "application/octet-stream";
    assert.equal(fileMediaType(`a.${extension}`).replace("; charset=utf-8", ""), expected, extension);
  }
});

test("file-media-type: text says its charset, and the case of an extension means nothing", () => {
  for (const [name, mediaType] of [
    ["a.HTML", "text/html; charset=utf-8"],
    ["a.b.json", "application/json"],
    [".svg", "image/svg+xml"],
    ["a", "application/octet-stream"],
    ["a.", "application/octet-stream"],
    ["a.constructor", "application/octet-stream"],
  ] as const) {
    assert.equal(fileMediaType(name), mediaType, name);
  }
});
