import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sampleTold } from "../testing/window-sample.ts";
import { type ExchangeFilter, filterOf, isFiltering, noFilter, withClassToggled } from "./window-state-filter.ts";

const kittens = sampleTold(1, 1, 0, 1, { requestTarget: "/Kittens?number=3" });
const missing = sampleTold(1, 2, 0, 1, { method: "POST", requestTarget: "/puppies", statusCode: 404 });
const refused = sampleTold(2, 1, 0, 1, {
  method: undefined,
  requestTarget: undefined,
  statusCode: 400,
  rule: "RFC9112-3.2/HOST-MISSING",
});
const underWay = sampleTold(3, 1, 0, 1, { phase: "answering", statusCode: undefined });

function seen(filter: Partial<ExchangeFilter>): readonly string[] {
  const isSeen = filterOf({ ...noFilter, ...filter });
  return [kittens, missing, refused, underWay]
    .filter(isSeen)
    .map(({ connection, exchange }) => `${connection}.${exchange}`);
}

describe("window filter", () => {
  test("filter: lets everything through when it asks for nothing", () => {
    assert.deepEqual(seen({}), ["1.1", "1.2", "2.1", "3.1"]);
    assert.deepEqual(seen({ text: "  " }), ["1.1", "1.2", "2.1", "3.1"]);
    assert.equal(isFiltering(noFilter), false);
    assert.equal(isFiltering({ ...noFilter, text: " " }), false);
  });

  test("filter: looks for each word in method and target when there is text", () => {
    assert.deepEqual(seen({ text: "kittens" }), ["1.1"]);
    assert.deepEqual(seen({ text: "post pup" }), ["1.2"]);
    assert.deepEqual(seen({ text: "get pup" }), []);
  });

  test("filter: looks in the rule when no request was understood", () => {
    assert.deepEqual(seen({ text: "host-missing" }), ["2.1"]);
  });

  test("filter: lets only the classes through that were chosen, none without a status code", () => {
    assert.deepEqual(seen({ classes: new Set([4]) }), ["1.2", "2.1"]);
    assert.deepEqual(seen({ classes: new Set([2, 5]) }), ["1.1"]);
    assert.deepEqual(seen({ classes: new Set([4]), isRefusedOnly: true }), ["2.1"]);
  });

  test("filter: takes a class in, and out again, when it is toggled", () => {
    const once = withClassToggled(noFilter, 3);
    assert.deepEqual([...once.classes], [3]);
    assert.deepEqual([...withClassToggled(once, 3).classes], []);
    assert.equal(noFilter.classes.size, 0);
  });
});
