import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, test } from "node:test";
import { listedDisagreements } from "./tools/differential/decision-page.ts";
import { disagreements, explanationOf } from "./tools/differential/disagreements.ts";
import { type Input, ownInputs, publishedInputs } from "./tools/differential/inputs.ts";
import { nodeUnderstanding } from "./tools/differential/node-http.ts";
import { partingOf } from "./tools/differential/parting.ts";
import { described, engineUnderstanding } from "./tools/differential/understanding.ts";

const published = publishedInputs(process.env.PORTHOLE_CORPORA);
const skip = published === undefined ? "PORTHOLE_CORPORA names no folder with attacks.jsonl" : false;

/** What was needed to explain the octets that everybody has. */
const explained = new Set<string>();

describe("engine and node:http", () => {
  test("engine and node:http: each disagreement is settled when they get our own cases and attacks", async () => {
    const own = ownInputs();
    assert.ok(own.length > 1000);
    assert.deepEqual(await unsettled(own), []);
  });

  test("engine and node:http: each disagreement is settled when they get published attacks", { skip }, async () => {
    assert.deepEqual(await unsettled(published ?? []), []);
  });

  test("engine and node:http: no disagreement is listed when nothing shows it", { skip }, () => {
    const unneeded = disagreements.filter(({ about, isRare }) => !isRare && !explained.has(about));
    assert.deepEqual(
      unneeded.map(({ about }) => about),
      [],
    );
  });

  test("engine and node:http: the page of decisions lists what the test lists, with the same reasons", () => {
    assert.deepEqual(
      listedDisagreements("node:http"),
      disagreements.map(({ about, parting, reason }) => [about, parting, reason]),
    );
  });
});

/** The octets over which they part and nothing says why, with what each made of them. */
async function unsettled(inputs: readonly Input[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name, octets, ends } of inputs) {
    const ours = engineUnderstanding([octets], ends);
    const theirs = await nodeUnderstanding(octets, ends);
    const parting = partingOf(ours, theirs);
    if (parting === undefined) continue;
    const text = Buffer.from(octets).toString("latin1");
    const explanation = explanationOf(parting, { text, ours, theirs });
    if (explanation !== undefined) explained.add(explanation.about);
    else found.push([name, parting, JSON.stringify(text), described(ours), described(theirs)].join("\n  "));
  }
  return found;
}
