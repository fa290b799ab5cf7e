import { test } from "node:test";
import fc from "fast-check";
import { properties } from "./all.ts";

/** The same ones every time: what is new is found by `npm run fuzz`. */
const SEED = 9112;

for (const { title, runs, property } of properties) {
  test(title, async () => {
    const details = await fc.check(property, { seed: SEED, numRuns: runs });
    if (details.failed) throw new Error(fc.defaultReportMessage(details) ?? title, { cause: details.errorInstance });
  });
}
