import assert from "node:assert/strict";
import { test } from "node:test";
import { isNavigation } from "./navigation.ts";
import { requestFor } from "./testing/exchanges.ts";

test("navigation: a request is one when the browser says so, or else when it names a page's type", () => {
  const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
  for (const [isOne, headers, method] of [
    [true, { accept: browser }],
    [true, { accept: browser }, "HEAD"],
    [false, { accept: browser }, "POST"],
    [true, { "sec-fetch-dest": "document" }],
    [true, { "sec-fetch-dest": "iframe" }],
    [false, { "sec-fetch-dest": "empty", accept: browser }],
    [false, { "sec-fetch-dest": "image", accept: browser }],
    [true, { accept: "TEXT/HTML" }],
    [false, { accept: "text/html;q=0" }],
    [false, { accept: "*/*" }],
    [false, { accept: "text/htmlx" }],
    [false, { accept: "application/json" }],
    [false, {}],
  ] as const) {
    const request = requestFor(method ?? "GET", "/", { headers: headers as Record<string, string> });
    assert.equal(isNavigation(request), isOne, JSON.stringify(headers));
  }
});
