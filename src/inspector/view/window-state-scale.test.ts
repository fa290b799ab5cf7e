import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { axisTicks, endRevealing, evenScale, foldedScale, pxAt, type TimeScale, usAt } from "./window-state-scale.ts";

const S = 1_000_000;
const point = (us: number) => ({ fromUs: us, toUs: us });

describe("window time scale", () => {
  test("even scale: draws time in proportion, and what is out of it outside", () => {
    const scale = evenScale(10 * S, 10 * S, 500);
    assert.deepEqual(
      [0, 5 * S, 10 * S].map((us) => pxAt(scale, us)),
      [0, 250, 500],
    );
    assert.ok(pxAt(scale, 11 * S) > 500);
    assert.ok(pxAt(evenScale(20 * S, 10 * S, 500), 9 * S) < 0);
    assert.equal(scale.hasEarlier, false);
    assert.equal(evenScale(11 * S, 10 * S, 500).hasEarlier, true);
  });

  test("folded scale: gives what happened the width when pauses lie between", () => {
    const scale = foldedScale(
      [
        { fromUs: S, toUs: S + 50_000 },
        { fromUs: 60 * S, toUs: 60 * S + 50_000 },
      ],
      Number.POSITIVE_INFINITY,
      90 * S,
      600,
    );
    assert.deepEqual(
      scale.pieces.map(({ isFolded }) => isFolded),
      [false, true, false, true],
    );
    assert.ok(pxAt(scale, S + 50_000) - pxAt(scale, S) > 200, "50 ms are wide");
    assert.ok(pxAt(scale, 59 * S) - pxAt(scale, 2 * S) <= 40, "57 s are narrow");
    assert.equal(Math.round(pxAt(scale, 90 * S)), 600, "the present is at the end");
  });

  test("folded scale: never goes back as time goes on", () => {
    const spans = [0, 1, 2, 3, 20, 21, 400, 401, 1000].map((ms) => point(ms * 1000));
    const scale = foldedScale(spans, Number.POSITIVE_INFINITY, 5 * S, 900);
    let before = Number.NEGATIVE_INFINITY;
    for (let us = -S; us <= 6 * S; us += 7001) {
      const px = pxAt(scale, us);
      assert.ok(px >= before, `${us}`);
      before = px;
    }
    assertWhole(scale);
  });

  test("folded scale: shows the latest when there is no room for all, and earlier ones when it ends earlier", () => {
    const spans = Array.from({ length: 40 }, (_, index) => point(index * S));
    const latest = foldedScale(spans, Number.POSITIVE_INFINITY, 40 * S, 500);
    assert.equal(latest.hasEarlier, true);
    assert.ok(pxAt(latest, 39 * S) >= 0 && pxAt(latest, 39 * S) <= 500);
    assert.ok(pxAt(latest, 0) < 0);
    const earlier = foldedScale(spans, 3 * S, 40 * S, 500);
    assert.ok(pxAt(earlier, 0) >= 0);
    assert.equal(earlier.hasEarlier, false);
    assert.ok(pxAt(earlier, 5 * S) > 500);
    assertWhole(earlier);
  });

  test("folded scale: is an even one when nothing has happened", () => {
    assert.equal(foldedScale([], Number.POSITIVE_INFINITY, 5 * S, 500).pieces.length, 1);
    assert.deepEqual(foldedScale([], Number.POSITIVE_INFINITY, 5 * S, 500).pieces[0]?.toPx, 500);
  });

  test("scales: stay in their width, and their ticks end, when there is next to none", () => {
    for (const widthPx of [0, 1, 40, 41, 90]) {
      const spans = [point(0), point(S), { fromUs: 2 * S, toUs: 900 * S }];
      const scale = foldedScale(spans, Number.POSITIVE_INFINITY, 1000 * S, widthPx);
      for (const tick of [...axisTicks(scale, 0), ...axisTicks(evenScale(S, S, widthPx), 0)]) {
        assert.ok(Number.isFinite(tick.px));
      }
    }
  });

  test("a time: is found again where it is drawn", () => {
    const scale = foldedScale([point(S), point(9 * S)], Number.POSITIVE_INFINITY, 10 * S, 600);
    for (const us of [S, 5 * S, 9 * S]) assert.ok(Math.abs(usAt(scale, pxAt(scale, us)) - us) < 10);
  });

  test("a scale: shows a time when it ends where that asks for", () => {
    const even = evenScale(100 * S, 10 * S, 500);
    const px = pxAt(evenScale(endRevealing(even, 20 * S), 10 * S, 500), 20 * S);
    assert.ok(px > 0 && px < 500);
  });

  test("ticks: are times of day at round distances, none nearer than its label is wide", () => {
    const spans = [1, 10, 60, 300].map((seconds) => axisTicks(evenScale(1000 * S, seconds * S, 800), 0));
    for (const ticks of spans) {
      assert.ok(ticks.length >= 2 && ticks.length <= 9);
      for (const [index, { px }] of ticks.entries()) {
        assert.ok(px > -0.01 && px < 800.01 && px - (ticks[index - 1]?.px ?? -100) >= 90);
      }
    }
    assert.match(spans[0]?.[0]?.label ?? "", /^\d\d:\d\d:\d\d\.\d$/);
    assert.match(spans[3]?.[0]?.label ?? "", /^\d\d:\d\d:[03]0$/);
  });

  test("ticks: tell when a burst began and how long after when pauses are folded", () => {
    const scale = foldedScale([{ fromUs: S, toUs: S + 80_000 }, point(9 * S)], Number.POSITIVE_INFINITY, 10 * S, 900);
    const labels = axisTicks(scale, 0).map(({ label }) => label);
    assert.ok(labels.some((label) => /^\+\d+ ms$/.test(label)));
    assert.equal(labels.filter((label) => label.includes(":")).length, 2);
  });
});

/** Every piece begins where the one before ends. */
function assertWhole({ pieces, widthPx }: TimeScale): void {
  for (const [index, piece] of pieces.entries()) {
    const before = pieces[index - 1];
    if (before !== undefined) assert.deepEqual([piece.fromPx, piece.fromUs], [before.toPx, before.toUs]);
    assert.ok(piece.toPx >= piece.fromPx && piece.toUs >= piece.fromUs);
  }
  assert.ok(Math.abs(pieces.at(-1)!.toPx - widthPx) < 0.5);
}
