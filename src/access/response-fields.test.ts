import assert from "node:assert/strict";
import { test } from "node:test";
import { isConfigError } from "../config/index.ts";
import { exchangeFor, NotedDecisions, requestFor } from "../files/testing/exchanges.ts";
import { type ErrorPage, FieldSection, type FieldSectionInit, type OutgoingResponse } from "../semantics/index.ts";
import { withAccess } from "./access.ts";
import { parseResponseFieldFlag, parseResponseFields } from "./response-fields.ts";

const response: OutgoingResponse = {
  statusCode: 200,
  headerSection: FieldSection.of([
    ["Content-Type", "text/plain"],
    ["Vary", "Accept"],
    ["Set-Cookie", "a=1"],
    ["X-Frame-Options", "SAMEORIGIN"],
  ]),
  content: "x",
};

const answer = () => response;
const fault = { statusCode: 400, message: undefined };

function fieldsWith(init: FieldSectionInit) {
  const { resource } = withAccess(answer, answer, { headers: init });
  const given = resource(requestFor("GET", "/"), exchangeFor());
  assert.ok(!(given instanceof Promise), "what is answered at once stays so");
  return given.headerSection;
}

const edits: readonly (readonly [what: string, init: FieldSectionInit, name: string, values: readonly string[]])[] = [
  ["a new one", { "X-Made": "by hand" }, "x-made", ["by hand"]],
  ["one that is there", { "x-frame-options": "DENY" }, "X-Frame-Options", ["DENY"]],
  ["an empty one", { "X-Frame-Options": "" }, "X-Frame-Options", []],
  ["Vary", { Vary: "Cookie" }, "Vary", ["Accept", "Cookie"]],
  ["a Vary that is there", { Vary: "Accept" }, "Vary", ["Accept"]],
  ["Set-Cookie", { "Set-Cookie": ["b=2", "c=3"] }, "Set-Cookie", ["a=1", "b=2", "c=3"]],
  [
    "the same name twice",
    [
      ["X-A", "1"],
      ["x-a", "2"],
    ],
    "x-a",
    ["1", "2"],
  ],
  ["a value with white space around it", { "X-A": " \t1 " }, "x-a", ["1"]],
  ["an octet beyond ASCII", { "X-A": "é" }, "x-a", ["é"]],
];

for (const [what, init, name, values] of edits) {
  test(`response fields: all responses have them when the field is ${what} (RFC9110§5)`, () => {
    assert.deepEqual(fieldsWith(init).getAll(name), values);
  });
}

test("response fields: nothing is wrapped when there are none", () => {
  assert.equal(withAccess(answer, answer, {}).resource, answer);
  assert.equal(withAccess(answer, answer, { headers: {} }).errorPage, answer);
});

test("response fields: the same section answers the same section when a response is sent often", () => {
  const { resource } = withAccess(answer, answer, { headers: { "X-A": "1", "Cache-Control": "no-store" } });
  const ask = () => (resource(requestFor("GET", "/"), exchangeFor()) as OutgoingResponse).headerSection;
  assert.equal(ask(), ask());
});

test("response fields: who gave each field is noted when somebody takes notes", () => {
  const headers = { "X-A": "1", "Cache-Control": "no-store" };
  const { resource } = withAccess(answer, answer, { headers, cors: true });
  const decisions = new NotedDecisions();
  resource(requestFor("GET", "/"), exchangeFor(decisions));
  assert.deepEqual(decisions.rowsOf("fields"), [
    "Cache-Control | the headers setting, or -H",
    "Access-Control-Allow-Origin | the cors setting",
    "Access-Control-Expose-Headers | the cors setting",
    "X-A | the headers setting, or -H",
  ]);
});

test("response fields: what was taken away is noted, and what was not there is not, when the value is empty", () => {
  const given = () => ({ statusCode: 200, headerSection: FieldSection.of({ "X-A": "1" }), content: undefined });
  const { resource } = withAccess(given, given, { headers: { "X-A": "", "X-B": "" } });
  const decisions = new NotedDecisions();
  resource(requestFor("GET", "/"), exchangeFor(decisions));
  assert.deepEqual(decisions.rowsOf("fields"), ["X-A | taken away by the headers setting, or -H"]);
});

test("response fields: pages of faults have them too", async () => {
  const headers = { "X-A": "1", "Cache-Control": "no-store" };
  const page = await withAccess(answer, answer, { headers }).errorPage(fault, undefined);
  assert.deepEqual([page.headerSection.get("x-a"), page.headerSection.get("cache-control")], ["1", "no-store"]);
});

const hash = "$scrypt$ln=14,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNo";

test("response fields: caches are told no more of a protected path than a refusal says when they are to store all", async () => {
  const headers = { "Cache-Control": "public, max-age=9", "CDN-Cache-Control": "max-age=9", "X-A": "1" };
  const auth = { "/admin/*": { users: { anna: hash } } };
  const page: ErrorPage = ({ statusCode, headerSection = FieldSection.empty }) => ({
    statusCode,
    headerSection,
    content: undefined,
  });
  const { resource } = withAccess(answer, page, { headers, auth });
  const ask = async (path: string) => (await resource(requestFor("GET", path), exchangeFor())).headerSection;
  const refused = await ask("/admin/");
  assert.equal(refused.get("cache-control"), "no-store");
  assert.equal(refused.has("cdn-cache-control"), false);
  assert.equal(refused.get("x-a"), "1");
  const open = await ask("/");
  assert.equal(open.get("cache-control"), "public, max-age=9");
  assert.equal(open.get("cdn-cache-control"), "max-age=9");
});

const refused: readonly (readonly [init: unknown, message: RegExp])[] = [
  [{ "Content-Length": "1" }, /server delimits/],
  [{ "transfer-encoding": "chunked" }, /server delimits/],
  [{ Connection: "close" }, /server delimits/],
  [{ Date: "now" }, /clock/],
  [{ "Content-Range": "bytes 0-1/2" }, /each response/],
  [{ ETag: '"1"' }, /each response/],
  [{ Age: "1" }, /caches/],
  [{ Vary: "" }, /Vary cannot be taken away/],
  [{ "X A": "1" }, /no field name/],
  [{ "": "1" }, /no field name/],
  [{ "X-A": "1\r\nX-B: 2" }, /cannot be sent/],
  [{ "X-A": "1\0" }, /cannot be sent/],
  [{ "X-A": "🐱" }, /cannot be sent/],
  ["X-A: 1", /no record/],
  [[["X-A", 5]], /the value of X-A is 5/],
];

for (const [init, message] of refused) {
  test(`response fields: they are refused when they are ${JSON.stringify(init)}`, () => {
    assert.throws(
      () => parseResponseFields(init as FieldSectionInit),
      (error) => isConfigError(error) && message.test(error.message) && error.key?.startsWith("headers") === true,
    );
  });
}

test("response fields: a flag is a name, a colon and a value", () => {
  assert.deepEqual(parseResponseFieldFlag("X-A:  a: b "), ["X-A", "a: b"]);
  assert.deepEqual(parseResponseFieldFlag("X-A:"), ["X-A", ""]);
  assert.throws(() => parseResponseFieldFlag("X-A"), /no colon/);
  assert.throws(() => parseResponseFieldFlag("X-A : 1"), /no field name/);
  assert.throws(() => parseResponseFieldFlag("Date: 1"), /clock/);
});
