import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePath, parseTarget } from "./check-target.ts";

const targets: readonly (readonly [given: string, href: string])[] = [
  ["http://localhost:5000", "http://localhost:5000/"],
  ["HTTP://localhost:5000/a?b=c", "http://localhost:5000/a?b=c"],
  ["localhost:5000", "http://localhost:5000/"],
  ["localhost", "http://localhost/"],
  ["127.0.0.1:8080/a", "http://127.0.0.1:8080/a"],
  ["[::1]:5000", "http://[::1]:5000/"],
  [":5000", "http://localhost:5000/"],
  [":5000/a", "http://localhost:5000/a"],
  ["5000", "http://localhost:5000/"],
  ["5000/a?b", "http://localhost:5000/a?b"],
  [" 5000 ", "http://localhost:5000/"],
];

for (const [given, href] of targets) {
  test(`check target: it is ${href} when "${given}" is given`, () => assert.equal(parseTarget(given).href, href));
}

const refusals: readonly (readonly [given: string, message: RegExp])[] = [
  ["https://localhost", /https is not spoken yet/],
  ["ftp://localhost", /ftp: is no URL of HTTP/],
  ["http://tom:cat@localhost", /name or a password/],
  ["tom@localhost:5000", /name or a password/],
  ["http://@localhost", /name or a password/],
  ["localhost:5000/#top", /after #/],
  ["localhost:0", /port 0/],
  ["0", /port 0/],
  ["70000", /'70000' is no port/],
  ["localhost:70000", /'70000' is no port/],
  ["localhost:50a", /'50a' is no port/],
  ["localhost:", /'' is no port/],
  ["[::1", /is no URL/],
  ["", /is no URL/],
  ["http://", /is no URL/],
  ["a b", /is no URL/],
];

for (const [given, message] of refusals) {
  test(`check target: it is refused with what is wrong when "${given}" is given`, () => {
    assert.throws(() => parseTarget(given), { name: "InvalidArgumentError", message });
  });
}

test("check target: a path is taken as it is sent, and refused when it is none", () => {
  for (const path of ["/", "/a%20b?c=d&e", "/%2F"]) assert.equal(parsePath(path), path);
  for (const text of ["a.css", "//a", "", "/a b", "/ä", "/a#b", "http://localhost/"]) {
    assert.throws(() => parsePath(text), { name: "InvalidArgumentError" }, text);
  }
});
