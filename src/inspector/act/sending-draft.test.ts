import assert from "node:assert/strict";
import { test } from "node:test";
import type { Step } from "../../cases/index.ts";
import { type Draft, draftOf, filledSteps, sendSteps } from "./sending-draft.ts";
import { parseSendMessage } from "./sending-reading.ts";

const draft: Draft = { pieces: ["GE", "T"], pace: "whole", pauseMs: 500, ending: "wait" };

const drafts: readonly (readonly [what: string, part: Partial<Draft>, steps: unknown])[] = [
  ["in one piece", {}, { steps: ["GET"] }],
  ["octet by octet", { pace: "octets" }, { steps: ["GET"], eachOctetMs: 500 }],
  ["at the marks", { pace: "marks" }, { steps: ["GE", { pauseMs: 500 }, "T"] }],
  [
    "at marks beside each other",
    { pace: "marks", pieces: ["", "", "T"] },
    { steps: [{ pauseMs: 500 }, { pauseMs: 500 }, "T"] },
  ],
  ["with its end", { ending: "half-close" }, { steps: ["GET", "half-close"] }],
  ["with a reset", { ending: "reset" }, { steps: ["GET", { pauseMs: 100 }, "reset"] }],
  ["though its octets read like something to do", { pieces: ["reset"] }, { steps: ["r", "eset"] }],
];

for (const [what, part, steps] of drafts) {
  test(`sending draft: it is sent ${what} when that was chosen`, () => {
    const message = sendSteps({ ...draft, ...part });
    assert.deepEqual(message, steps);
    assert.doesNotThrow(() => parseSendMessage(message));
  });
}

test("sending draft: steps become pieces with marks between them", () => {
  const steps: readonly Step[] = ["a", "b", { pauseMs: 300 }, "c", "await-response", "d", { pauseMs: 5 }, "reset"];
  assert.deepEqual(draftOf(steps), { pieces: ["ab", "c", "d"], pace: "marks", pauseMs: 300, ending: "reset" });
});

test("sending draft: steps without pauses are sent in one piece, or octet by octet", () => {
  assert.deepEqual(draftOf(["ab", "half-close"]), {
    pieces: ["ab"],
    pace: "whole",
    pauseMs: 1000,
    ending: "half-close",
  });
  assert.deepEqual(draftOf(["ab"], 700), { pieces: ["ab"], pace: "octets", pauseMs: 700, ending: "wait" });
  assert.deepEqual(draftOf([{ pauseMs: 1 }]).pieces, [""]);
});

test("sending draft: a case's names stand for what every site has, and the others stay", () => {
  const steps = filledSteps(
    ["{POST} {path} {post}\r\nHost: {authority}\r\nIf-Match: {etag}", "reset"],
    "http://[::1]:5000/",
    "/a",
  );
  assert.deepEqual(steps, ["POST /a /a\r\nHost: [::1]:5000\r\nIf-Match: {etag}", "reset"]);
});
