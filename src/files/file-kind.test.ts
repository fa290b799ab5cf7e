import assert from "node:assert/strict";
import { test } from "node:test";
import { fileKind } from "./file-kind.ts";

test("file kind: is told by the extension, whatever its case", () => {
  const kinds = {
    "mochi.JPG": "image",
    "drawing.svg": "image",
    "nap.mp4": "video",
    "purring.mp3": "audio",
    "notes.txt": "text",
    "app.ts": "code",
    "index.html": "code",
    "site.tar.gz": "archive",
    "paper.pdf": "document",
    "litter.csv": "document",
    "serif.woff2": "font",
    "calendar.ics": "text",
    "data.bin": "other",
    "nap.": "other",
    "": "other",
  };
  for (const [name, kind] of Object.entries(kinds)) assert.equal(fileKind(name), kind, name);
});

test("file kind: is told by the whole name when there is no extension", () => {
  assert.equal(fileKind("Makefile"), "code");
  assert.equal(fileKind("README"), "text");
  assert.equal(fileKind("kittens"), "other");
  assert.equal(fileKind("constructor"), "other");
});
