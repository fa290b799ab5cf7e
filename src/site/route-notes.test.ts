import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestRoutes } from "./route-notes.ts";
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
