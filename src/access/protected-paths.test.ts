import assert from "node:assert/strict";
import { test } from "node:test";
import { comparedSegments, isProtected, parseProtectedPath } from "./protected-paths.ts";

/** "covered", "open", or "refused": readers would differ about what the path means. */
function stateOf(pattern: string, path: string): string {
  const protectedPath = parseProtectedPath(pattern);
  assert.ok(typeof protectedPath !== "string", String(protectedPath));
  const segments = comparedSegments(path);
  if (segments === undefined) return "refused";
  return isProtected(protectedPath, segments) ? "covered" : "open";
}

const spellings: readonly string[] = [
  "/admin",
  "/admin/",
  "/admin/x",
  "/admin/x/y.html",
  "/ADMIN/x",
  "/Admin",
  "/%61dmin/x",
  "/%41DMIN",
  "//admin/x",
  "/admin//x",
  "///admin",
  "/admin%2Fx",
  "/admin%2fx",
  "/%2Fadmin",
  "/admin%5Cx",
  "/admin\\x",
  "\\admin",
  "/admin.",
  "/admin./x",
  "/admin%20/x",
  "/admin.%20./x",
  "/.../admin",
  "/admin.html",
  "/admin.htm",
  "/admin.html.gz",
  "/admin.html.br",
  "/admin.HTML",
  "/%61dmin.html.zst",
  "/admi%6E%E2%80%8B/x",
  "/adm%C4%B1n.gz",
  "/admin%00/x",
];

for (const path of spellings) {
  test(`protected path: "/admin/*" covers ${path} when that is asked for`, () => {
    assert.equal(stateOf("/admin/*", path), "covered");
  });
}

const others: readonly (readonly [pattern: string, path: string, state: string])[] = [
  ["/admin/*", "/", "open"],
  ["/admin/*", "/administration", "open"],
  ["/admin/*", "/x/admin", "open"],
  ["/admin/*", "/%2561dmin", "open"],
  ["/admin", "/admin/x", "covered"],
  ["/admin/", "/admin/x", "covered"],
  ["/*", "/", "covered"],
  ["/", "/x", "covered"],
  ["/secret.html", "/secret", "covered"],
  ["/secret.html", "/secret.html", "covered"],
  ["/secret.html", "/secret.html/", "covered"],
  ["/secret.html", "/secret.html.gz", "covered"],
  ["/secret.html", "/secrets", "open"],
  ["/backup.tar.gz", "/backup.tar.gz", "covered"],
  ["/docs/index.html", "/docs/", "covered"],
  ["/docs/index.html", "/docs", "covered"],
  ["/docs/index.html", "/docs/index", "covered"],
  ["/docs/index.html", "/docs/other", "open"],
  ["/index.html", "/", "covered"],
  ["/index.html", "/other", "open"],
  ["/caf%C3%A9/*", "/cafe%CC%81/x", "covered"],
  ["/café/*", "/caf%C3%A9", "covered"],
  ["/straße", "/STRASSE", "covered"],
  ["/kelvin", "/%E2%84%AAelvin", "covered"],
  ["/sum", "/%C5%BFum", "covered"],
  ["/admin/*", "/x/../admin", "refused"],
  ["/admin/*", "/x/%2e%2E/admin", "refused"],
  ["/admin/*", "/x%2F..%2Fadmin", "refused"],
  ["/admin/*", "/x/..%5Cadmin", "refused"],
  ["/admin/*", "/./admin", "refused"],
  ["/admin/*", "/%zz", "refused"],
  ["/admin/*", "/%c0%afadmin", "refused"],
];

for (const [pattern, path, state] of others) {
  test(`protected path: ${path} is ${state} when "${pattern}" is protected`, () => {
    assert.equal(stateOf(pattern, path), state);
  });
}

for (const text of ["", "admin", "*", "/a*", "/*/b", "/a/**", "/a?x", "/a#x", "/../a", "/%zz", "/\ud800"]) {
  test(`protected path: it is refused when it is ${JSON.stringify(text)}`, () => {
    assert.equal(typeof parseProtectedPath(text), "string");
  });
}

test("protected path: a long path is compared in linear time when it is made of endings", () => {
  for (const ending of [".", ".gz", ".html.gz", "%20"]) {
    assert.deepEqual(comparedSegments(`/admin${ending.repeat(50_000)}`), ["admin"]);
    assert.equal(comparedSegments(`/admin${ending.repeat(50_000)}x`)?.length, 1);
  }
});
