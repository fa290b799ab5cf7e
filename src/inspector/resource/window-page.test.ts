import assert from "node:assert/strict";
import { test } from "node:test";
import { PAGE_TOKEN_NAME } from "../paths.ts";
import { windowPage } from "./window-page.ts";

test("window page: it loads its script and its style, and has the token that acting asks for", () => {
  const html = windowPage("abc-_1", true);
  assert.match(html, /^<!doctype html>\n<html lang="en">/);
  assert.ok(html.includes(`<meta name="${PAGE_TOKEN_NAME}" content="abc-_1">`));
  assert.ok(html.includes('<script src="/~porthole/window.js" defer></script>'));
  assert.ok(html.includes('<link rel="stylesheet" href="/~porthole/window.css">'));
  for (const name of ["viewport", "color-scheme"]) assert.ok(html.includes(`<meta name="${name}" `), name);
});

test("window page: nothing in it needs more than its policy allows", () => {
  for (const html of [windowPage("a", true), windowPage("a", false)]) {
    assert.doesNotMatch(html, /<style|style=|<script>|\son[a-z]+=|https?:(?!\/\/www\.w3\.org\/2000\/svg')/);
  }
});

test("window page: it says how to build it when it has not been built", () => {
  const html = windowPage("a", false);
  assert.match(html, /npm run build/);
  assert.doesNotMatch(html, /<script|stylesheet/);
});
