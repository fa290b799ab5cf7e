// What the figures that no load yields have in common.
import type { Peer } from "../../peers/index.ts";
import type { FigureRecord, FiguresRecord, LeftOut } from "../figures/records.ts";
import { spreadOf } from "../figures/statistics.ts";
import { reasonOf } from "../measure/reason.ts";

export interface Figures {
  readonly id: string;
  readonly title: string;
  readonly told: string;
  readonly unit: string;
  measure(measuring: FiguresMeasuring): Promise<Pick<FiguresRecord, "figures" | "leftOut">>;
}

export interface FiguresMeasuring {
  readonly folder: string;
  /** Whether a few rounds must do. */
  readonly isQuick: boolean;
  /** Whether a server is wanted, by its name. */
  isWanted(name: string): boolean;
  progress(text: string): void;
}

/** A server of which something is to be found, round by round. */
export interface Measured {
  readonly name: string;
  readonly server?: Peer;
  readonly setup: string;
  /** One round's value. Rejects where there is none. */
  measure(): Promise<number>;
}

/** Rounds in turn; who fails is left out. */
export async function measureInTurn(
  all: readonly Measured[],
  rounds: number,
  progress: (text: string) => void,
): Promise<Pick<FiguresRecord, "figures" | "leftOut">> {
  const values = new Map<Measured, number[]>(all.map((each) => [each, []]));
  const leftOut: LeftOut[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const each of values.keys()) {
      progress(`round ${round + 1} of ${rounds}: ${each.name}`);
      try {
        values.get(each)!.push(await each.measure());
      } catch (error) {
        leftOut.push({ name: each.name, reason: reasonOf(error) });
        values.delete(each);
      }
    }
  }
  const figures = Array.from(values, ([{ name, server, setup }, found]): FigureRecord => {
    const presence = server?.find();
    const version = presence !== undefined && "version" in presence ? presence.version : "";
    return { name, version, setup, value: spreadOf(found) };
  });
  return { figures, leftOut };
}
