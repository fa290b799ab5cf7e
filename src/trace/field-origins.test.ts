import assert from "node:assert/strict";
import { test } from "node:test";
import type { Decision, DecisionRow } from "./decision-record.ts";
import { fieldOrigins, fieldsTakenAway } from "./field-origins.ts";

const note = (subject: string, outcome: string, rows?: readonly DecisionRow[]): Decision => ({
  subject,
  outcome,
  rows,
});
const fields = (...rows: DecisionRow[]) => note("fields", "", rows);

function whoGave(names: readonly string[], decisions: readonly Decision[], statusCode = 200): string[] {
  return fieldOrigins(names, { statusCode, decisions }).map(({ who }) => who);
}

test("field origins: what only the server can know is its own, with the section that obliges it", () => {
  const [date, length] = fieldOrigins(["Date", "content-length"], { statusCode: 200, decisions: [] });
  assert.deepEqual([date!.who, date!.section], ["the server", "RFC9110-6.6.1"]);
  assert.deepEqual([length!.who, length!.section], ["the server", "RFC9110-8.6"]);
});

const answerers: readonly (readonly [what: string, decisions: readonly Decision[], statusCode: number, who: string])[] =
  [
    ["a file was sent", [note("file", "css/a.css, 3 octets, in memory")], 200, "the file css/a.css"],
    [
      "a handler answered",
      [note("handler", 'run the handler of "/x"'), note("handler", "the handler answered text(…)")],
      201,
      'the handler of "/x"',
    ],
    [
      "a handler answered with an error of its own",
      [note("handler", "run the fetch handler"), note("handler", "the fetch handler answered 404")],
      404,
      "the fetch handler",
    ],
    [
      "a handler threw",
      [note("handler", 'run the handler of "/x"'), note("handler", "the handler threw Error")],
      500,
      "the error page",
    ],
    ["a template was filled", [note("handler", "run the template k.html")], 200, "the template k.html"],
    [
      "a template was filled for a 418",
      [note("handler", "run the template k.html"), note("handler", "the template made 9 characters")],
      418,
      "the template k.html",
    ],
    [
      "a handler answered with a file",
      [note("handler", 'run the handler of "/x"'), note("file", "a.txt, 3 octets, in memory")],
      200,
      "the file a.txt",
    ],
    ["there was no route", [note("route", "none of 3 matches /x")], 404, "the error page"],
    ["a folder was listed", [note("look", "x"), note("listing", "/ (3 names)")], 200, "the folder's listing"],
    ["a constant was sent", [note("route", '"/" is this very path')], 200, "the route's value"],
  ];

for (const [what, decisions, statusCode, who] of answerers) {
  test(`field origins: a field that nobody noted is of "${who}" when ${what}`, () => {
    assert.deepEqual(whoGave(["Content-Type"], decisions, statusCode), [who]);
  });
}

test("field origins: the last who set a field has given it when several did", () => {
  const decisions = [
    note("cache", "no-cache"),
    fields(["Cache-Control", "_headers line 3"]),
    fields(["cache-control", "-H"]),
  ];
  assert.deepEqual(whoGave(["Cache-Control"], decisions), ["-H"]);
  assert.deepEqual(whoGave(["Cache-Control"], decisions.slice(0, 1)), ["the cache setting"]);
});

test("field origins: lines that were added are those after the answer's own when a name is there twice", () => {
  const decisions = [note("file", "a.css, 3 octets"), fields(["Vary", "the cors setting"])];
  assert.deepEqual(whoGave(["Vary", "Date", "Vary"], decisions), ["the file a.css", "the server", "the cors setting"]);
});

test("field origins: what was taken away is told when it was not given again", () => {
  const decisions = [
    fields(["ETag", "taken away by live reload"], ["X-A", "taken away by -H"]),
    fields(["X-A", "_headers line 2"]),
  ];
  assert.deepEqual(fieldsTakenAway(["X-A"], decisions), [{ name: "ETag", by: "live reload" }]);
  assert.deepEqual(whoGave(["X-A"], decisions), ["_headers line 2"]);
});

test("field origins: an error page's own fields are its own, and those of settings are not, when nothing was noted", () => {
  const names = ["Content-Type", "Access-Control-Allow-Origin", "X-A"];
  assert.deepEqual(whoGave(names, [], 400), [
    "the error page",
    "the cors setting",
    "the site's settings, or what was thrown",
  ]);
});

test("field origins: nothing is known of a field that is called as a member of every object is", () => {
  const [origin] = fieldOrigins(["constructor"], { statusCode: 200, decisions: [note("toString", "")] });
  assert.deepEqual(origin, { who: "the route's value", why: "", section: undefined });
});
