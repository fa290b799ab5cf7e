// npm run fuzz: every property of test/properties/ with octets that nobody has tried.
//   --minutes n  how long (default 1)   --runs n  how often each instead   --seed n  the octets of that run again
import { parseArgs } from "node:util";
import fc from "fast-check";
import { properties } from "./properties/all.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string" },
    runs: { type: "string" },
    seed: { type: "string" },
    only: { type: "string" },
  },
});
const firstSeed = numberOf("seed") ?? Math.floor(Math.random() * 2 ** 31);
const runsWanted = numberOf("runs");
const endMs = performance.now() + (numberOf("minutes") ?? 1) * 60_000;
const chosen = properties.filter(({ title }) => values.only === undefined || title.includes(values.only));

process.on("unhandledRejection", (error) => {
  console.error(`A promise was rejected and nobody looked (seed ${seed}):`, error);
  process.exit(1);
});

let seed = firstSeed;
let tried = 0;
console.log(
  `seed ${seed}: ${chosen.length} properties, ${runsWanted === undefined ? "in turns" : `${runsWanted} runs each`}`,
);
for (let turn = 0; turn === 0 || (runsWanted === undefined && performance.now() < endMs); turn++, seed++) {
  for (const { title, runs, property } of chosen) {
    const numRuns = runsWanted ?? runs * 2;
    const details = await fc.check(property, { seed, numRuns });
    tried += details.numRuns;
    if (!details.failed) continue;
    console.error(
      `\n${title}\n\nseed ${seed}, after ${details.numRuns} runs: npm run fuzz -- --seed ${seed} --runs ${numRuns}`,
    );
    console.error(`\nThe smallest that fails, to be pasted as a case:\n${pasted(details.counterexample)}\n`);
    console.error(details.errorInstance);
    process.exit(1);
  }
}
console.log(`${tried} runs, seeds ${firstSeed} to ${seed - 1}: all hold`);
process.exit(0);

function numberOf(name: "minutes" | "runs" | "seed"): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  console.error(`--${name} is a number, not "${text}"`);
  return process.exit(2);
}

/** As source text: what is no visible ASCII is escaped, so that octets survive an editor. */
function pasted(counterexample: unknown): string {
  return JSON.stringify(counterexample, undefined, 2).replace(/[^\n -~]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
