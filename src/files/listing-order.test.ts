import assert from "node:assert/strict";
import { test } from "node:test";
import type { DirectoryEntry } from "./file-store.ts";
import { BY_NAME, type ListingOrder, orderedEntries, parseListingOrder, writeListingOrder } from "./listing-order.ts";

function file(name: string, sizeOctets = 0, modifiedMs = 0): DirectoryEntry {
  return { name, kind: "file", sizeOctets, modifiedMs };
}

function directory(name: string, modifiedMs = 0): DirectoryEntry {
  return { name, kind: "directory", sizeOctets: 0, modifiedMs };
}

function namesIn(order: ListingOrder, entries: readonly DirectoryEntry[]): string[] {
  return orderedEntries(entries, order).map(({ name }) => name);
}

test("listing order: is what the query asks for", () => {
  assert.deepEqual(parseListingOrder("sort=size&order=asc"), { key: "size", isDescending: false });
  assert.deepEqual(parseListingOrder("order=desc&sort=name"), { key: "name", isDescending: true });
  assert.deepEqual(parseListingOrder("x=1&sort=modified&order=desc"), { key: "modified", isDescending: true });
  assert.deepEqual(parseListingOrder("sort=s%69ze"), { key: "size", isDescending: true });
});

test("listing order: is by name when the query says nothing that it knows", () => {
  for (const query of [undefined, "", "sort=", "sort=colour", "sort=SIZE", "order=asc", "sort=%ff&order=%", "sort"]) {
    assert.deepEqual(parseListingOrder(query), BY_NAME, query);
  }
  assert.deepEqual(parseListingOrder("sort=modified&order=up"), { key: "modified", isDescending: true });
  assert.deepEqual(parseListingOrder("order=desc"), { key: "name", isDescending: true });
});

test("listing order: is read back as it was written", () => {
  for (const key of ["name", "size", "modified"] as const) {
    for (const isDescending of [false, true]) {
      const written = writeListingOrder({ key, isDescending });
      assert.deepEqual(parseListingOrder(written.slice(1)), { key, isDescending }, written);
    }
  }
  assert.equal(writeListingOrder(BY_NAME), "");
});

test("ordered entries: stand as people count, without regard to case and accents, when sorted by name", () => {
  const names = ["img1.png", "img2.png", "img010.png", "img10.png", "IMG11.png", "item", "Zebra", "Zoë", "zoo"];
  const entries = names.map((name) => file(name)).reverse();
  assert.deepEqual(namesIn(BY_NAME, entries), names);
  assert.deepEqual(namesIn({ key: "name", isDescending: true }, entries), [...names].reverse());
  const long = [`a${"9".repeat(30)}`, `a1${"0".repeat(30)}`, `a2${"0".repeat(30)}`];
  assert.deepEqual(
    namesIn(
      BY_NAME,
      long.map((name) => file(name)),
    ),
    long,
  );
});

test("ordered entries: begin with the directories in every order", () => {
  const entries = [file("a", 5, 5), directory("b", 1), file("c", 9, 1), directory("d", 9)];
  assert.deepEqual(namesIn({ key: "name", isDescending: true }, entries), ["d", "b", "c", "a"]);
  assert.deepEqual(namesIn({ key: "size", isDescending: true }, entries), ["b", "d", "c", "a"]);
  assert.deepEqual(namesIn({ key: "size", isDescending: false }, entries), ["b", "d", "a", "c"]);
  assert.deepEqual(namesIn({ key: "modified", isDescending: true }, entries), ["d", "b", "a", "c"]);
});

test("ordered entries: are in one order whatever the order they came in when they differ by case or zeros alone", () => {
  const entries = ["a", "A", "a1", "a01", "A1", "ä", "é", "e\u0301"].map((name) => file(name, 3, 3));
  for (const key of ["name", "size", "modified"] as const) {
    const order = { key, isDescending: false };
    assert.deepEqual(namesIn(order, entries), namesIn(order, [...entries].reverse()), key);
  }
});

test("ordered entries: leave the list that was handed in as it was", () => {
  const entries = Object.freeze([file("b"), file("a")]);
  assert.deepEqual(namesIn(BY_NAME, entries), ["a", "b"]);
  assert.equal(entries[0]?.name, "b");
});
