import type { Case } from "../cases/index.ts";
import { type Observation, play, usualPatience } from "./case-run.ts";
import type { CheckOptions } from "./check-options.ts";
import type { TargetAddress, Wire, WireEnding } from "./dial.node.ts";
import { type Judgement, judge } from "./judgement.ts";
import { outcomeWords } from "./outcome-words.ts";
import { briefSurvey, type Survey, survey } from "./survey.ts";

/** What one case came to, tried by itself. */
export interface SingleResult extends Judgement {
  /** "cut after 12 octets", where the case is about octets in pieces. */
  readonly cutting: string;
  /** Of all responses, interim ones first. */
  readonly statusCodes: readonly number[];
  readonly ending: WireEnding;
}

export interface SingleCaseOptions {
  /** Told of each connection that the case is played on, as soon as it is open. */
  readonly opened: (wire: Wire, isBeside: boolean) => void;
  /** After so long it is given up. */
  readonly totalMs: number;
}

/**
 * What a case needs to know of the target: with one ordinary request where it needs nothing, else with all that a check
 * of the whole begins with.
 * @throws {TargetError} where nobody answers, or the path is not there
 */
export async function surveyFor(each: Case, url: URL, address: TargetAddress): Promise<Survey> {
  const options: CheckOptions = { url, address: address.host, deadlines: true };
  return each.needs.every((need) => need === "patience")
    ? await briefSurvey(options, address)
    : await survey(options, address);
}

/**
 * Plays one case and judges it; of many cuttings the one in the middle.
 * @throws what the system says where the target accepts no connection
 */
export async function tryCase(each: Case, target: Survey, options: SingleCaseOptions): Promise<SingleResult> {
  const expected = outcomeWords(each.pass);
  const lack = each.needs.find((need) => target.lacks.has(need));
  if (lack !== undefined) return skipped(expected, target.lacks.get(lack)!);
  const wires: Wire[] = [];
  let isGivenUp = false;
  const timer = setTimeout(() => {
    isGivenUp = true;
    for (const wire of wires) wire.leave();
  }, options.totalMs);
  try {
    const verdictOf = (seen: Observation) => judge(each, seen, target).verdict;
    const seen = await play(each, target, usualPatience, verdictOf, {
      isOneCutting: true,
      opened(wire, isBeside) {
        wires.push(wire);
        options.opened(wire, isBeside);
      },
    });
    if (isGivenUp) return skipped(expected, `given up after ${Math.round(options.totalMs / 1000)} s`);
    const statusCodes = [...seen.interim, ...seen.final.map(({ statusCode }) => statusCode)];
    const ending = seen.ending === "silent" ? "open" : seen.ending;
    return { ...judge(each, seen, target), cutting: seen.cutting, statusCodes, ending };
  } finally {
    clearTimeout(timer);
  }
}

function skipped(expected: string, reason: string): SingleResult {
  return { verdict: "skipped", expected, got: reason, difference: "", cutting: "", statusCodes: [], ending: "open" };
}
