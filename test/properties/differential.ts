import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { explanationOf } from "../tools/differential/disagreements.ts";
import { nodeUnderstanding } from "../tools/differential/node-http.ts";
import { partingOf } from "../tools/differential/parting.ts";
import { described, engineUnderstanding } from "../tools/differential/understanding.ts";
import { sentText } from "./octets.ts";
import type { Property } from "./property.ts";

/** Our engine and Node's HTTP understand any octets alike, or part in a way that is settled. */
export const differentialProperties: readonly Property[] = [
  {
    title: "engine and node:http: each disagreement is settled when they get any octets (RFC9112§6.3)",
    runs: 400,
    property: fc.asyncProperty(sentText, fc.boolean(), async (text, ends) => {
      const octets = Buffer.from(text, "latin1");
      const ours = engineUnderstanding([octets], ends);
      const theirs = await nodeUnderstanding(octets, ends);
      const parting = partingOf(ours, theirs);
      if (parting === undefined || explanationOf(parting, { text, ours, theirs }) !== undefined) return;
      assert.fail([parting, JSON.stringify(text), `ours: ${described(ours)}`, `node: ${described(theirs)}`].join("\n"));
    }),
  },
];
