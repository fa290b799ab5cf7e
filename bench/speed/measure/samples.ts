import type { ContestantRecord, LeftOut, PairRecord, ScenarioRecord } from "../figures/records.ts";
import { type Spread, spreadOf } from "../figures/statistics.ts";
import type { LoadOutcome } from "../load/load.ts";
import { type Contestant, nameOf, type Scenario } from "../scenarios/scenario.ts";

interface Sample {
  readonly round: number;
  /** The place of the pair in which it was taken. */
  readonly pair: number;
  readonly contestant: number;
  readonly requestsPerSecond: number;
  readonly octetsPerSecond: number;
  readonly latency99Ms: number | undefined;
  readonly processorMicroseconds: number | undefined;
}

/** What the rounds of a scenario yielded, on the way to its record. */
export class Samples {
  readonly #scenario: Scenario;
  readonly #samples: Sample[] = [];

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  add(
    round: number,
    pair: number,
    contestant: number,
    load: LoadOutcome,
    processorMicroseconds: number | undefined,
  ): void {
    this.#samples.push({
      round,
      pair,
      contestant,
      requestsPerSecond: load.requests / load.seconds,
      octetsPerSecond: load.octets / load.seconds,
      latency99Ms: load.latency99Ms,
      processorMicroseconds,
    });
  }

  /** @param leftOut by their places: nothing of them is kept but why */
  record(leftOut: ReadonlyMap<number, LeftOut>): ScenarioRecord {
    const { id, title, told, counts = "requests", contestants, pairs } = this.#scenario;
    return {
      id,
      title,
      told,
      counts,
      contestants: contestants.flatMap((contestant, place) =>
        leftOut.has(place) ? [] : this.#contestant(contestant, place),
      ),
      pairs: pairs.flatMap((pair, place) => (pair.some((each) => leftOut.has(each)) ? [] : this.#pair(place))),
      leftOut: [...leftOut.values()],
    };
  }

  #contestant(contestant: Contestant, place: number): ContestantRecord[] {
    const own = this.#samples.filter((sample) => sample.contestant === place);
    if (own.length === 0) return [];
    const { server, at } = contestant;
    const presence = server.find();
    const processorMicroseconds = spreadOfAll(own.map((sample) => sample.processorMicroseconds));
    const latency99Ms = spreadOfAll(own.map((sample) => sample.latency99Ms));
    return [
      {
        name: nameOf(contestant),
        version: "version" in presence ? presence.version : "",
        setup: server.setup,
        ...(at === undefined ? {} : { at }),
        requestsPerSecond: spreadOf(own.map((sample) => sample.requestsPerSecond)),
        ...(processorMicroseconds && { processorMicroseconds }),
        octetsPerSecond: spreadOf(own.map((sample) => sample.octetsPerSecond)),
        ...(latency99Ms && { latency99Ms }),
      },
    ];
  }

  /** The ratios of those that followed each other, round by round. */
  #pair(place: number): PairRecord[] {
    const [one, other] = this.#scenario.pairs[place]!;
    const counted = this.#scenario.counts === "octets" ? "octetsPerSecond" : "requestsPerSecond";
    const taken = this.#samples.filter((sample) => sample.pair === place);
    const couples = taken
      .filter((sample) => sample.contestant === one)
      .flatMap((first) => {
        const second = taken.find((sample) => sample.contestant === other && sample.round === first.round);
        return second === undefined ? [] : [[first, second] as const];
      });
    if (couples.length === 0) return [];
    const processorTime = spreadOfAll(
      couples.map(([first, second]) =>
        first.processorMicroseconds === undefined || !second.processorMicroseconds
          ? undefined
          : first.processorMicroseconds / second.processorMicroseconds,
      ),
    );
    const { contestants } = this.#scenario;
    const [oneAt, otherAt] = [contestants[one]!.at, contestants[other]!.at];
    return [
      {
        one: nameOf(contestants[one]!),
        ...(oneAt === undefined ? {} : { oneAt }),
        other: nameOf(contestants[other]!),
        ...(otherAt === undefined ? {} : { otherAt }),
        rate: spreadOf(couples.map(([first, second]) => first[counted] / second[counted])),
        ...(processorTime && { processorTime }),
      },
    ];
  }
}

/** `undefined` where one of the values is not known. */
function spreadOfAll(values: readonly (number | undefined)[]): Spread | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length && known.length > 0 ? spreadOf(known) : undefined;
}
