// What a scenario is: servers side by side, what they are asked, and who is compared with whom.
import type { Peer } from "../../peers/index.ts";
import type { Asked } from "../answers/expected-answer.ts";
import type { FilesFolder } from "../servers/files-folder.ts";

/** One server under one load. */
export interface Contestant {
  /** One process is started for each of them, however many contestants name it. */
  readonly server: Peer;
  /** As tables and charts name it; the server's name where nothing is said. Unique within a scenario but for `at`. */
  readonly name?: string;
  /** The size of what grows, in scenarios where something does. */
  readonly at?: number;
  readonly asked: readonly Asked[];
  /** Instead of the scenario's. */
  readonly connections?: number;
  /** How many times longer than others it is measured: thousands of connections take their time to be opened. */
  readonly timesLonger?: number;
}

/** Two contestants that take turns, by their places in the list. */
export type Pair = readonly [one: number, other: number];

export interface Scenario {
  /** As `--only` names it. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences: what is asked of whom, and what is notable of how they are set up. */
  readonly told: string;
  readonly contestants: readonly Contestant[];
  readonly pairs: readonly Pair[];
  readonly connections: number;
  /** Requests that are sent at once; 1 where nothing is said. */
  readonly pipelined?: number;
  /** Whether each request is asked once to get an entity tag, and then with If-None-Match. */
  readonly isConditional?: boolean;
  /** What is counted: requests where nothing is said. */
  readonly counts?: "octets";
  /** The cores that servers are kept on: "0" where nothing is said. */
  readonly cores?: string;
  /** The load program, where it has to be this one. */
  readonly by?: "h2load";
}

/** What scenarios are made of: the folder that all serve is there when they run. */
export type ScenarioDraft = (folder: FilesFolder) => Scenario;

/** The first contestant beside each of the others. */
export function firstBesideOthers(contestants: readonly Contestant[]): readonly Pair[] {
  return contestants.slice(1).map((_, at) => [0, at + 1]);
}

export function nameOf({ name, server }: Contestant): string {
  return name ?? server.name;
}
