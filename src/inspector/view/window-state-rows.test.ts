import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  firstPlace,
  followedPlace,
  isInSight,
  type RowList,
  revealingPlace,
  scrolledPlace,
  unseenRows,
} from "./window-state-rows.ts";

/** Rows of 10 px with the numbers of a range as keys, of which 100 px are in sight. */
function rows(first: number, last: number): RowList {
  const keys = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  return { keys, rowPx: 10, heightPx: 100 };
}

describe("window rows", () => {
  test("rows: show the end when they are first shown, and when more come", () => {
    const place = followedPlace(firstPlace, rows(1, 50));
    assert.equal(place.topPx, 400);
    assert.equal(followedPlace(place, rows(1, 80)).topPx, 700);
    assert.equal(unseenRows(place, rows(1, 50)), 0);
  });

  test("rows: stay where they are when they were scrolled away from the end, and count what came", () => {
    const place = scrolledPlace(followedPlace(firstPlace, rows(1, 50)), rows(1, 50), 200);
    const next = followedPlace(place, rows(1, 57));
    assert.equal(next.topPx, 200);
    assert.equal(unseenRows(next, rows(1, 57)), 7);
  });

  test("rows: move along when the oldest go", () => {
    const place = scrolledPlace(followedPlace(firstPlace, rows(1, 50)), rows(1, 50), 200);
    const next = followedPlace(place, rows(6, 55));
    assert.equal(next.topPx, 150);
    assert.equal(next.key, place.key);
    assert.equal(unseenRows(next, rows(6, 55)), 5);
  });

  test("rows: stay within what there is when there are fewer", () => {
    const place = scrolledPlace(followedPlace(firstPlace, rows(1, 50)), rows(1, 50), 390);
    assert.equal(followedPlace(place, rows(1, 12)).topPx, 20);
    assert.equal(followedPlace(place, rows(1, 0)).topPx, 0);
    assert.equal(unseenRows(place, rows(60, 70)), 0);
  });

  test("rows: follow the end again when it was scrolled to", () => {
    const list = rows(1, 50);
    const away = scrolledPlace(firstPlace, list, 100);
    assert.equal(away.isAtEnd, false);
    const back = scrolledPlace(away, list, 398);
    assert.equal(back.isAtEnd, true);
    assert.equal(followedPlace(back, rows(1, 51)).topPx, 410);
  });

  test("rows: begin with the same one when they become higher", () => {
    const place = scrolledPlace(firstPlace, rows(1, 50), 200);
    const next = followedPlace(place, { ...rows(1, 50), rowPx: 44 });
    assert.deepEqual([next.key, next.topPx], [place.key, 880]);
  });

  test("rows: are in sight when all of them is", () => {
    const list = rows(1, 50);
    const place = scrolledPlace(firstPlace, list, 205);
    assert.deepEqual(
      [20, 21, 22, 30, 31, 32].map((key) => isInSight(place, list, key)),
      [false, false, true, true, false, false],
    );
    assert.equal(isInSight(place, list, undefined), false);
    assert.equal(isInSight(place, list, 99), false);
  });

  test("rows: bring one into sight, and move only when it is not", () => {
    const list = rows(1, 50);
    const place = scrolledPlace(firstPlace, list, 200);
    assert.equal(revealingPlace(place, list, 25), place);
    assert.equal(revealingPlace(place, list, 3).topPx, 20);
    assert.equal(revealingPlace(place, list, 40).topPx, 300);
    assert.equal(revealingPlace(place, list, 99), place);
    assert.equal(revealingPlace(place, list, undefined), place);
  });
});
