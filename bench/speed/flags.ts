import { parseArgs } from "node:util";

export interface Flags {
  /** Scenarios by their id; none for all. */
  readonly only: readonly string[];
  /** Other servers by their name, in lower case; none for all. */
  readonly peers: readonly string[];
  readonly rounds: number;
  readonly seconds: number;
  readonly list: boolean;
  /** Nothing but what the bars ask for, in few short rounds. */
  readonly quick: boolean;
  readonly write: boolean;
  /** The folder for the page, its pictures and what is kept, where it is not docs/. A part of the run is written there too. */
  readonly output: string | undefined;
  /** A run that was kept, to be compared with. */
  readonly compare: string | undefined;
  /** The Node that runs all that runs on Node. */
  readonly node: string | undefined;
  /** Another build of Porthole, to be measured beside this one. */
  readonly beside: string | undefined;
  /** Writes the page again from what was kept. */
  readonly rewrite: boolean;
}

export const usage = `npm run bench -- [flags]

  --only <scenario,…>   these scenarios alone (and nothing is written)
  --peers <name,…>      these servers alone beside Porthole (and nothing is written)
  --rounds <n>          how often they take turns (default: 5; quick: 3)
  --seconds <s>         how long each turn takes, whole seconds (default: 1)
  --quick               what the bars ask for, in a few minutes (and nothing is written)
  --beside <folder>     another build of Porthole takes part, from its dist folder
  --compare <file>      what moved since this run (default: docs/performance.json)
  --node <path>         the Node that runs Porthole and all Node peers (default: Node 26)
  --no-write            leaves docs/ as it is
  --output <folder>     writes there, instead of docs/, also a part of the run
  --rewrite             runs nothing, and writes the page again from docs/performance.json
  --list                says which scenarios there are
`;

/** @throws {TypeError} where the command line is wrong */
export function readFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      only: { type: "string", multiple: true, default: [] },
      peers: { type: "string", multiple: true, default: [] },
      rounds: { type: "string" },
      seconds: { type: "string", default: "1" },
      list: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      write: { type: "boolean", default: true },
      compare: { type: "string" },
      output: { type: "string" },
      node: { type: "string" },
      beside: { type: "string" },
      rewrite: { type: "boolean", default: false },
    },
  });
  const only = words(values.only);
  const peers = words(values.peers).map((name) => name.toLowerCase());
  // A part of the run is no page to show.
  const isPart = only.length > 0 || peers.length > 0 || values.quick || values.beside !== undefined;
  return {
    only,
    peers,
    rounds: wholeNumber("--rounds", values.rounds ?? (values.quick ? "3" : "5")),
    seconds: wholeNumber("--seconds", values.seconds),
    list: values.list,
    quick: values.quick,
    write: values.write && (!isPart || values.output !== undefined),
    output: values.output,
    compare: values.compare,
    node: values.node,
    beside: values.beside,
    rewrite: values.rewrite,
  };
}

function words(texts: readonly string[]): readonly string[] {
  return texts
    .flatMap((text) => text.split(","))
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

function wholeNumber(flag: string, text: string): number {
  if (!/^[1-9][0-9]{0,3}$/.test(text))
    throw new TypeError(`${flag} takes a whole number from 1 to 9999, not "${text}"`);
  return Number(text);
}
