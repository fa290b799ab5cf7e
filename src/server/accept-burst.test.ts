import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { AcceptBurst } from "./accept-burst.ts";

/** A burst with residents that are counted, and newcomers that are. */
function counted(waitingMax = Number.POSITIVE_INFINITY) {
  const counts = { holds: 0, releases: 0, begun: 0 };
  const residents = {
    hold() {
      counts.holds += 1;
    },
    release() {
      counts.releases += 1;
    },
  };
  const burst = new AcceptBurst(residents, waitingMax);
  const newcomer = {
    resume() {
      counts.begun += 1;
    },
  };
  return { counts, add: () => burst.add(newcomer) };
}

function busy(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

test("accept burst: newcomers begin at once and nobody is held when they come now and then", async () => {
  const { counts, add } = counted();
  for (let each = 1; each <= 40; each++) {
    add();
    assert.equal(counts.begun, each);
    busy(2);
    await turn();
    await turn();
    await turn();
  }
  assert.equal(counts.holds, 0);
});

test("accept burst: everybody is held until all are in when they come in each of many long turns", async () => {
  const { counts, add } = counted();
  let come = 0;
  while (counts.holds === 0) {
    add();
    come += 1;
    busy(2);
    await turn();
    assert.ok(come < 1000, "nobody was held");
  }
  const begunBefore = counts.begun;
  for (let each = 0; each < 5; each++) {
    add();
    come += 1;
    await turn();
  }
  // A machine that stood still in between may have ended the hold by itself.
  assert.ok(counts.begun === begunBefore || counts.releases === 1);
  while (counts.releases === 0) await turn();
  assert.equal(counts.begun, come);
});

test("accept burst: nobody is held for long when newcomers never end", async () => {
  const { counts, add } = counted();
  let come = 0;
  while (counts.releases === 0) {
    add();
    come += 1;
    busy(2);
    await turn();
    assert.ok(come < 1000, "the hold did not end");
  }
  assert.equal(counts.holds, 1);
  assert.ok(counts.begun >= come - 1);
});

test("accept burst: nobody is held any longer when as many wait as may", async () => {
  const { counts, add } = counted(3);
  while (counts.holds === 0) {
    add();
    busy(2);
    await turn();
  }
  const begunBefore = counts.begun;
  for (let each = 0; each < 3; each++) {
    add();
    await turn();
  }
  assert.equal(counts.releases, 1);
  assert.equal(counts.begun, begunBefore + 3);
});
