// A scenario measured: servers started, answers checked, loads in turn A B A B, answers checked again.
import type { RunningPeer } from "../../peers/index.ts";
import { type Asked, checkAnswers, conditionalOn } from "../answers/expected-answer.ts";
import type { LeftOut, ScenarioRecord } from "../figures/records.ts";
import type { LoadOutcome, LoadProgram } from "../load/load.ts";
import { placed } from "../load/placed-command.ts";
import { type Contestant, nameOf, type Pair, type Scenario } from "../scenarios/scenario.ts";
import { processFigures } from "../servers/process-figures.ts";
import { reasonOf } from "./reason.ts";
import { Samples } from "./samples.ts";

export interface Measuring {
  readonly load: LoadProgram;
  readonly rounds: number;
  readonly seconds: number;
  readonly folder: string;
  /** Told of what happens, in a few words. */
  progress(text: string): void;
}

/** A contestant whose server runs and answers as it must. */
interface Running {
  readonly contestant: Contestant;
  readonly peer: RunningPeer;
  readonly asked: readonly Asked[];
  /** What one response takes on the wire. */
  readonly responseOctets: number;
}

/** Before that figures tell of V8's compilers, which run on the server's core. */
const WARMING_SECONDS = 3;

// A response may grow a little meanwhile, as a date does; and at the end some are read in part.
const responseTolerance = 0.1;
const responseComparedOctetsMax = 20_000;
const wholeOctetsMax = 200_000;

/** Measures a scenario. What cannot be measured is left out, with its reason. */
export async function measureScenario(scenario: Scenario, measuring: Measuring): Promise<ScenarioRecord> {
  const leftOut = new LeftOutContestants(scenario);
  const peers = new StartedPeers(scenario, measuring.folder);
  const samples = new Samples(scenario);
  try {
    const running = new Map<number, Running>();
    const wanted = new Set(scenario.pairs.flat());
    for (const [place, contestant] of scenario.contestants.entries()) {
      if (!wanted.has(place)) continue;
      measuring.progress(`starting ${nameOf(contestant)}`);
      await leftOut.unless(place, async () => {
        running.set(place, await readied(contestant, await peers.start(contestant), scenario));
      });
    }
    for (const [place, each] of running) {
      measuring.progress(`warming up ${nameOf(each.contestant)}`);
      await leftOut.unless(place, () => loadOnce(each, scenario, measuring, WARMING_SECONDS));
    }
    for (let round = 0; round < measuring.rounds; round++) {
      for (const [turn, pair] of inTurn(scenario.pairs, round)) {
        const [one, other] = pair.map((place) => running.get(place));
        if (one === undefined || other === undefined || pair.some((place) => leftOut.has(place))) continue;
        measuring.progress(
          `round ${round + 1} of ${measuring.rounds}: ${nameOf(one.contestant)}, ${nameOf(other.contestant)}`,
        );
        for (const place of pair)
          await leftOut.unless(place, async () => {
            const outcome = await loadOnce(running.get(place)!, scenario, measuring);
            samples.add(round, turn, place, outcome.load, outcome.processorMicroseconds);
          });
      }
    }
    for (const [place, { asked, peer }] of running)
      await leftOut.unless(place, () => checkAnswers(asked, Number(peer.url.port), scenario.pipelined ?? 1));
  } finally {
    await peers.stop();
  }
  return samples.record(leftOut.all());
}

/** The pairs of a round with their places; each round begins with another one. */
function inTurn(pairs: readonly Pair[], round: number): readonly (readonly [number, Pair])[] {
  const all = pairs.map((pair, place) => [place, pair] as const);
  const from = pairs.length === 0 ? 0 : round % pairs.length;
  return [...all.slice(from), ...all.slice(0, from)];
}

async function readied(contestant: Contestant, peer: RunningPeer, scenario: Scenario): Promise<Running> {
  const port = Number(peer.url.port);
  let { asked } = contestant;
  if (scenario.isConditional === true) asked = await Promise.all(asked.map((each) => conditionalOn(each, port)));
  return { contestant, peer, asked, responseOctets: await checkAnswers(asked, port, scenario.pipelined ?? 1) };
}

/** @throws {Error} where the load met with errors, or with other answers than were checked */
async function loadOnce(
  { contestant, peer, asked, responseOctets }: Running,
  scenario: Scenario,
  { load, seconds }: Measuring,
  secondsInstead = seconds,
): Promise<{ readonly load: LoadOutcome; readonly processorMicroseconds: number | undefined }> {
  const wanted = {
    port: Number(peer.url.port),
    connections: contestant.connections ?? scenario.connections,
    seconds: secondsInstead * (contestant.timesLonger ?? 1),
    requests: asked,
    pipelined: scenario.pipelined ?? 1,
  };
  let before = processFigures(peer.pid);
  let outcome = await load.run(wanted);
  if (outcome.requests === 0 && outcome.fault === undefined) {
    // The machine stood still, or large content did not get through in the time: once more before it is no result.
    before = processFigures(peer.pid);
    outcome = await load.run(wanted);
  }
  const after = processFigures(peer.pid);
  if (outcome.fault !== undefined) throw new Error(`${load.name} counted ${outcome.fault}`);
  if (outcome.requests === 0) throw new Error(`${load.name} counted no response`);
  const octets = outcome.octets / outcome.requests;
  if (responseOctets <= responseComparedOctetsMax && Math.abs(octets / responseOctets - 1) > responseTolerance)
    throw new Error(
      `${octets.toFixed(0)} octets a response under load, ${responseOctets.toFixed(0)} when it was checked`,
    );
  // Of small responses the content counts, not how long a server's fields are; of large ones what was read of them.
  const contentOctets = asked.reduce((sum, { answer }) => sum + answer.content.length, 0) / asked.length;
  const counted = contentOctets > wholeOctetsMax ? outcome.octets : outcome.requests * contentOctets;
  const spent = before && after && after.processorMicroseconds - before.processorMicroseconds;
  return {
    load: { ...outcome, octets: counted },
    processorMicroseconds: spent === undefined ? undefined : spent / outcome.requests,
  };
}

/** The processes of a scenario, one for each server that its contestants name. */
class StartedPeers {
  readonly #started = new Map<Contestant["server"], Promise<RunningPeer>>();
  readonly #before: readonly string[];
  readonly #folder: string;

  constructor({ cores = "0" }: Scenario, folder: string) {
    this.#before = placed(cores);
    this.#folder = folder;
  }

  /** @throws {Error} where it is not installed, or does not start */
  start({ server }: Contestant): Promise<RunningPeer> {
    const presence = server.find();
    if ("missing" in presence) throw new Error(presence.missing);
    const started = this.#started.get(server) ?? server.start({ folder: this.#folder, before: this.#before });
    this.#started.set(server, started);
    return started;
  }

  async stop(): Promise<void> {
    for (const started of this.#started.values()) await started.then((peer) => peer.stop()).catch(() => undefined);
  }
}

/** The contestants without a result, each with the first reason. */
class LeftOutContestants {
  readonly #reasons = new Map<number, string>();
  readonly #contestants: readonly Contestant[];

  constructor({ contestants }: Scenario) {
    this.#contestants = contestants;
  }

  has(place: number): boolean {
    return this.#reasons.has(place);
  }

  /** Does something with a contestant; leaves it out where that fails. */
  async unless(place: number, step: () => Promise<unknown>): Promise<void> {
    if (this.has(place)) return;
    try {
      await step();
    } catch (error) {
      this.#reasons.set(place, reasonOf(error));
    }
  }

  all(): ReadonlyMap<number, LeftOut> {
    const entries = [...this.#reasons].map(([place, reason]): [number, LeftOut] => {
      const contestant = this.#contestants[place]!;
      const { at } = contestant;
      return [place, { name: nameOf(contestant), ...(at === undefined ? {} : { at }), reason }];
    });
    return new Map(entries);
  }
}
