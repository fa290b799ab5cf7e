import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ExchangeSummary } from "../record.ts";
import { sampleConnection, sampleState, sampleTold } from "../testing/window-sample.ts";
import { noFilter } from "./window-state-filter.ts";
import { activity, isUnderWay, laneBars, lanesOf } from "./window-state-lanes.ts";
import { evenScale } from "./window-state-scale.ts";

const scale = evenScale(1000, 1000, 1000);

function barsOf(exchanges: readonly ExchangeSummary[], nowUs = 1000) {
  return laneBars({ connection: sampleConnection(1), exchanges }, scale, nowUs);
}

describe("window lanes", () => {
  test("lanes: have the exchanges of their connection when several are interleaved", () => {
    const exchanges = [sampleTold(1, 1, 1, 1), sampleTold(2, 1, 2, 1), sampleTold(1, 2, 3, 1)];
    const state = sampleState({
      connections: [sampleConnection(1), sampleConnection(2), sampleConnection(3)],
      exchanges,
    });
    const counts = lanesOf(state, noFilter).map((lane) => [lane.connection.id, lane.exchanges.length]);
    assert.deepEqual(counts, [
      [1, 2],
      [2, 1],
      [3, 0],
    ]);
  });

  test("lanes: are those with an exchange that is let through, whole, when there is a filter", () => {
    const exchanges = [sampleTold(1, 1, 1, 1), sampleTold(1, 2, 2, 1, { statusCode: 404 }), sampleTold(2, 1, 3, 1)];
    const state = sampleState({ connections: [sampleConnection(1), sampleConnection(2)], exchanges });
    const [lane, ...others] = lanesOf(state, { ...noFilter, classes: new Set([4]) });
    assert.equal(lane?.exchanges.length, 2);
    assert.deepEqual(others, []);
  });

  test("bars: are as long as the exchange took, with where its parts begin", () => {
    const [bar] = barsOf([sampleTold(1, 1, 100, 400)]);
    assert.deepEqual([bar?.fromPx, bar?.widthPx, bar?.headPx, bar?.responsePx], [100, 400, 100, 300]);
    assert.equal(bar?.status, 2);
  });

  test("bars: reach the present while the exchange is under way", () => {
    const [bar] = barsOf([sampleTold(1, 1, 100, 400, { phase: "answering", statusCode: undefined })], 900);
    assert.equal(bar?.widthPx, 800);
    assert.equal(bar?.status, undefined);
  });

  test("bars: stand in rows when they overlap, and in one when they follow each other", () => {
    const pipelined = [sampleTold(1, 1, 100, 100), sampleTold(1, 2, 100, 200), sampleTold(1, 3, 100, 300)];
    assert.deepEqual(
      barsOf(pipelined).map(({ row }) => row),
      [0, 1, 2],
    );
    const inOrder = [sampleTold(1, 1, 100, 100), sampleTold(1, 2, 200, 100), sampleTold(1, 3, 300, 100)];
    assert.deepEqual(
      barsOf(inOrder).map(({ row }) => row),
      [0, 0, 0],
    );
  });

  test("bars: are in three rows at most when many overlap", () => {
    const many = Array.from({ length: 12 }, (_, index) => sampleTold(1, index + 1, 100, 100 + index * 50));
    const rows = barsOf(many).map(({ row }) => row);
    assert.equal(Math.max(...rows), 2);
  });

  test("bars: stand for several, with the gravest status, when those would be too narrow", () => {
    const [bar, ...others] = barsOf([
      sampleTold(1, 1, 100, 1),
      sampleTold(1, 2, 101, 1, { statusCode: 500, rule: "PORTHOLE/X" }),
      sampleTold(1, 3, 102, 1, { statusCode: undefined }),
    ]);
    assert.deepEqual(others, []);
    assert.deepEqual([bar?.exchanges.length, bar?.status, bar?.isRefused], [3, 5, true]);
  });

  test("bars: are few however many exchanges there are", () => {
    const many = Array.from({ length: 4000 }, (_, index) => sampleTold(1, index + 1, index / 4, 0.2));
    const bars = barsOf(many);
    assert.ok(bars.length <= 260, `${bars.length}`);
    assert.equal(
      bars.reduce((sum, { exchanges }) => sum + exchanges.length, 0),
      4000,
    );
  });

  test("bars: are none when the exchange is out of sight", () => {
    const later = evenScale(3000, 1000, 1000);
    const exchanges = [sampleTold(1, 1, 100, 100), sampleTold(1, 2, 5000, 100)];
    assert.deepEqual(laneBars({ connection: sampleConnection(1), exchanges }, later, 3000), []);
  });

  test("activity: is what happened, by its beginnings", () => {
    const end = { atUs: 90, by: "client", reason: "the client closed" } as const;
    const connections = [sampleConnection(1, { openedUs: 5, end }), sampleConnection(2, { openedUs: 7 })];
    const lanes = lanesOf(
      sampleState({ connections, exchanges: [sampleTold(2, 1, 10, 20), sampleTold(1, 1, 6, 8)] }),
      noFilter,
    );
    assert.deepEqual(
      activity(lanes, 0).map(({ fromUs, toUs }) => [fromUs, toUs]),
      [
        [5, 5],
        [6, 14],
        [7, 7],
        [10, 30],
        [90, 90],
      ],
    );
    assert.equal(isUnderWay(lanes), false);
  });
});
