import assert from "node:assert/strict";
import { test } from "node:test";
import { caseId, cases } from "../../cases/index.ts";
import { forThisServer, windowCases } from "./window-cases.ts";
import type { WindowCases } from "./window-cases-list.ts";

test("window cases: every case is in the list, by the name that it is played by", () => {
  const listed = windowCases().families.flatMap((family) => family.cases.map(({ id }) => id));
  assert.deepEqual(listed, cases.map(caseId));
});

test("window cases: every case says what is right, also where other servers may choose", () => {
  for (const { id, expected } of windowCases().families.flatMap((family) => family.cases)) assert.ok(expected, id);
});

test("window cases: a favourite that is a case has its steps and its name", () => {
  const { favourites } = windowCases();
  const hosts = favourites.find((each) => each.case === "RFC9112-3.2/HOST-MISSING no Host");
  assert.deepEqual(hosts?.steps, ["GET {path} HTTP/1.1\r\n\r\n"]);
  assert.ok(favourites.length >= 9);
});

test("window cases: octets that are too long to be edited stay out of the list, which stays small", () => {
  const json = JSON.stringify(windowCases());
  assert.ok(json.length < 1_000_000, `${json.length} octets`);
  const list: WindowCases = JSON.parse(json);
  const long = list.families.flatMap((family) => family.cases).filter(({ steps }) => steps === undefined);
  assert.ok(long.length > 0 && long.every(({ octets }) => octets > 12_000));
});

test("window cases: what the engine says is right for this server when a case leaves it open", () => {
  const find = (title: string) => forThisServer(cases.find((each) => each.title === title)!).pass;
  const line = find("a request line of 9,000 octets that does not end");
  assert.deepEqual(line, [{ responses: [{ status: 414 }], connection: "closed" }]);
  assert.deepEqual(find("target //a.example/x"), [{ responses: [{ status: "any" }] }]);
  assert.deepEqual(find("4097 zeros before a size"), [
    { responses: [{ status: 413 }], connection: "closed" },
    { responses: [{ status: "any" }] },
  ]);
});
