import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { listedDisagreements } from "./tools/differential/decision-page.ts";
import { described, engineUnderstanding, inPieces } from "./tools/differential/understanding.ts";
import { llhttpDisagreements, type Parting } from "./tools/llhttp-disagreements.ts";
import { type Fixture, readFixtures, withHost } from "./tools/llhttp-fixtures.ts";

/** The fixtures of the parser that Node's own HTTP is made of; a folder beside the project has them. */
const corpora = process.env.PORTHOLE_CORPORA;
const file = corpora === undefined ? undefined : join(corpora, "llhttp.jsonl");
const isThere = file !== undefined && existsSync(file);
const skip = isThere ? false : "PORTHOLE_CORPORA names no folder with llhttp.jsonl";
const fixtures = isThere ? readFixtures(file) : [];

describe("llhttp's fixtures", { skip }, () => {
  for (const fixture of fixtures) {
    const expected = llhttpDisagreements[fixture.id]?.parting ?? "agreed on";
    test(`llhttp's fixtures: ${fixture.id} is ${expected} in any cutting when each request has a Host`, () => {
      const octets = withHost(fixture.octets);
      const whole = engineUnderstanding([octets], fixture.ends);
      for (const pieceOctets of [1, 2, 3, 7, 64]) {
        const cut = engineUnderstanding(inPieces(octets, pieceOctets), fixture.ends);
        assert.deepEqual(cut, whole, `in pieces of ${pieceOctets}`);
      }
      assert.equal(parting(fixture, octets) ?? "agreed on", expected, shown(fixture, octets));
    });

    if (withHost(fixture.octets).equals(fixture.octets) || expected === "passed over") continue;
    test(`llhttp's fixtures: ${fixture.id} is refused as it stands when it lacks Host (RFC9112§3.2)`, () => {
      const { requests, refusal } = engineUnderstanding([fixture.octets], true);
      assert.notEqual(refusal, undefined, shown(fixture, fixture.octets));
      assert.deepEqual(requests, []);
    });
  }

  test("llhttp's fixtures: none is missing that a disagreement is listed for", () => {
    const ids = fixtures.map(({ id }) => id);
    assert.deepEqual(
      Object.keys(llhttpDisagreements).filter((id) => !ids.includes(id)),
      [],
    );
    assert.ok(fixtures.length > 100);
  });
});

test("llhttp's fixtures: the page of decisions lists what the test lists, with the same reasons", () => {
  const listed = Object.entries(llhttpDisagreements).map(([id, { parting, reason }]) => [id, parting, reason]);
  assert.deepEqual(listedDisagreements("llhttp's fixtures"), listed);
});

/** How we and that parser part; `undefined` where we agree. */
function parting({ expected, isTunnel, ends }: Fixture, octets: Buffer): Parting | undefined {
  const ours = engineUnderstanding([octets], ends);
  if (isTunnel) return "no tunnel";
  const areSame = described({ ...ours, refusal: undefined, isFinished: false });
  const isSame = areSame === described({ ...expected, refusal: undefined, isFinished: false });
  if (ours.refusal !== undefined && expected.refusal !== undefined) return isSame ? undefined : "sooner";
  if (ours.refusal !== undefined) return "refused";
  if (expected.refusal !== undefined) {
    if (ours.isFinished && isSame) return "passed over";
    if (ours.requests.length > 0) return "taken";
    const later = engineUnderstanding([octets, Buffer.from("\r\n\r\n")], ends);
    return later.refusal === undefined ? undefined : "later";
  }
  return isSame ? undefined : "not skipped";
}

function shown({ expected, ends }: Fixture, octets: Buffer): string {
  return [
    JSON.stringify(octets.toString("latin1")),
    `that parser: ${described(expected)}`,
    `ours: ${described(engineUnderstanding([octets], ends))}`,
  ].join("\n");
}
