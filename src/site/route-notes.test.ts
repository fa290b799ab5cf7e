import assert from "node:assert/strict";
import { test } from "node:test";
import { missedRows, nearestRoutes, otherMethodRows, TriedRoutes } from "./route-notes.ts";
import { parseRoutePattern } from "./route-pattern.ts";

const notesFor = (patterns: readonly string[], path: string, notesMax = 12) =>
  nearestRoutes(patterns.map(parseRoutePattern), path, notesMax).map(
    ({ pattern, outcome }) => `${pattern}: ${outcome}`,
  );

const partings: readonly (readonly [pattern: string, path: string, outcome: string])[] = [
  ["/kittens", "/kitten", '"kitten" is not "kittens"'],
  ["/kittens/:name", "/kittens", "the path ends too early"],
  ["/kittens/:name", "/kittens/", "nothing stands where :name should"],
  ["/kittens", "/kittens/tom", "the path goes on after it"],
  ["/kittens/", "/kittens/tom", '"tom" stands where nothing should'],
  ["/assets/*", "/assets", 'a "/" should follow'],
  ["/assets/*", "/assets/", "matches the path"],
  ["POST /kittens", "/kittens", "matches the path"],
  ["/café", "/caf%C3%A8", '"cafè" is not "café"'],
];

for (const [pattern, path, outcome] of partings) {
  test(`route-notes: "${pattern}" parts from a path with: ${outcome} when ${path} is asked for`, () => {
    assert.deepEqual(notesFor([pattern], path), [`${pattern}: ${outcome}`]);
  });
}

test("route-notes: the nearest stand first, in the order of the site when they are equally near", () => {
  assert.deepEqual(notesFor(["/a", "/b", "/kittens/:name", "/kitten", "/c"], "/kittens", 4), [
    "/kittens/:name: the path ends too early",
    '/kitten: "kittens" is not "kitten"',
    '/a: "kittens" is not "a"',
    '/b: "kittens" is not "b"',
  ]);
});

test("route-notes: what is told is bounded when there are thousands of routes and the path is one long segment", () => {
  const patterns = Array.from({ length: 5000 }, (_, index) => `/section-${index}/:page`);
  const notes = notesFor(patterns, `/section-77${"7".repeat(8000)}`);
  assert.equal(notes.length, 12);
  assert.match(notes[0]!, /^\/section-777\/:page: "section-77/);
  for (const note of notes) assert.ok(note.length < 200, note);
});

const triedFor = (patterns: readonly string[], matched: string, path: string, method = "GET") => {
  const parsed = patterns.map(parseRoutePattern);
  const match = parsed.find(({ text }) => text === matched)!;
  return new TriedRoutes(parsed).rows(match, path, method, "matches").map((row) => row.join(": "));
};

test("route-notes: routes stand in the order in which they are tried, up to the match, when one matches", () => {
  assert.deepEqual(triedFor(["/*", "/a/:x", "POST /a/b", "/a/c"], "/a/:x", "/a/b"), [
    "POST /a/b: takes POST, not GET",
    '/a/c: "b" is not "c"',
    "/a/:x: matches: true",
    "1 more: not tried: less exact than the match",
  ]);
});

test("route-notes: the rows are bounded, and the match among them, when thousands were tried before it", () => {
  const rows = triedFor([...Array.from({ length: 5000 }, (_, index) => `/s${index}/x`), "/*"], "/*", "/a");
  assert.equal(rows.length, 50);
  assert.deepEqual(rows.slice(-2), ["…: and 4952 more, none of which matches", "/*: matches: true"]);
});

test("route-notes: rows say how many routes are left out when a path matches none of very many", () => {
  const patterns = Array.from({ length: 120 }, (_, index) => parseRoutePattern(`/s${index}`));
  const rows = missedRows(patterns, nearestRoutes(patterns, "/t", 50));
  assert.equal(rows.length, 51);
  assert.deepEqual(rows.at(-1), ["…", "and 70 more, less like it"]);
});

test("route-notes: the routes of other methods are told when they match the path (RFC9110§15.5.6)", () => {
  const patterns = ["/a", "POST /a", "/b", "/:x"].map(parseRoutePattern);
  assert.deepEqual(otherMethodRows(patterns, "/a", "PUT"), [
    ["/a", "matches the path, but takes GET and HEAD, not PUT"],
    ["POST /a", "matches the path, but takes POST, not PUT"],
    ["/:x", "matches the path, but takes GET and HEAD, not PUT"],
  ]);
});

test("route-notes: the rows are those of the path when others were asked for before, more than are remembered", () => {
  const patterns = ["/a", "/:x"].map(parseRoutePattern);
  const tried = new TriedRoutes(patterns);
  for (let turn = 0; turn < 2; turn++) {
    for (let id = 0; id < 100; id++) {
      const rows = tried.rows(patterns[1]!, `/${id}`, "GET", `matches, x is ${id}`);
      assert.deepEqual(rows, [
        ["/a", `"${id}" is not "a"`],
        ["/:x", `matches, x is ${id}`, true],
      ]);
    }
  }
});
