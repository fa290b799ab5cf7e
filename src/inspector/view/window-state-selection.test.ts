import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isSameSelection, parseSelection, type Selection, selectionFragment } from "./window-state-selection.ts";

describe("window selection", () => {
  test("selection: is what was written when its fragment is read", () => {
    const selections: readonly (Selection | undefined)[] = [
      undefined,
      { kind: "send" },
      { kind: "connection", connection: 12 },
      { kind: "exchange", connection: 12, exchange: 3, tab: "octets" },
      { kind: "exchange", connection: 12, exchange: 3, tab: "why" },
    ];
    for (const selection of selections) {
      assert.deepEqual(parseSelection(selectionFragment(selection)), selection);
    }
    assert.equal(selectionFragment(selections[4]), "#12.3/why");
  });

  test("selection: is none when the fragment says nothing that is known", () => {
    for (const fragment of ["", "#", "#12.", "#x", "#1.2.3", "#-1", "#1e3", "#12/why", `#${"9".repeat(20)}`]) {
      assert.equal(parseSelection(fragment), undefined, fragment);
    }
  });

  test("selection: has the first tab when the fragment names one that is not there", () => {
    const selection = parseSelection("#1.2/hexdump");
    assert.equal(selection?.kind === "exchange" && selection.tab, "octets");
  });

  test("selection: is the same when its fragment is", () => {
    const one = parseSelection("#1.2/why");
    assert.equal(isSameSelection(one, parseSelection("#1.2/why")), true);
    assert.equal(isSameSelection(one, parseSelection("#1.2/try")), false);
    assert.equal(isSameSelection(one, undefined), false);
  });
});
