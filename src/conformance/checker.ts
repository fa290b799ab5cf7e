import { type Case, type CaseFamily, caseFamilies, caseId } from "../cases/index.ts";
import { type Patience, play, usualPatience } from "./case-run.ts";
import type { CheckOptions } from "./check-options.ts";
import type { TargetAddress } from "./dial.node.ts";
import { silent } from "./exchange.ts";
import { judge } from "./judgement.ts";
import { outcomeWords } from "./outcome-words.ts";
import { type CaseResult, type CheckReport, levels } from "./report.ts";
import { type Survey, survey } from "./survey.ts";

/** Connections at a time, unless told otherwise. */
const CONNECTIONS_MAX = 12;
const DEADLINE_MS = 300_000;
/** A server that has gone is waited for: something may start it again. */
const GONE_MS = 5000;

/** A case in its family. */
interface Chosen {
  readonly case: Case;
  readonly family: CaseFamily;
}

/**
 * Checks a server against the cases: looks at what it offers, tries each case that applies, some side by side.
 * @throws {TargetError} where it cannot be reached, or not be checked with what was given
 */
export async function check(options: CheckOptions): Promise<CheckReport> {
  const startedAt = new Date();
  const startMs = performance.now();
  const address = addressOf(options);
  const target = await survey(options, address);
  const run = new CheckRun(options, target, startMs + (options.deadlineMs ?? DEADLINE_MS));
  const results = await run.complete();
  return {
    url: options.url.href,
    software: target.software,
    startedAt,
    durationMs: performance.now() - startMs,
    offers: target.offers,
    results,
    measurements: [],
    cutShort: run.cutShort,
  };
}

function addressOf({ url, address }: CheckOptions): TargetAddress {
  const host = address ?? url.hostname.replace(/^\[(.*)\]$/, "$1");
  return { host, port: Number(url.port || 80) };
}

/** The cases that these options ask for, in order. */
export function chosenCases({ only = [], level }: Pick<CheckOptions, "only" | "level">): readonly Chosen[] {
  const words = only.map((word) => word.toLowerCase());
  const weakest = level === undefined ? levels.length : levels.indexOf(level);
  return caseFamilies.flatMap((family) =>
    family.cases
      .filter((each) => each.pass.length > 0 && levels.indexOf(each.level) <= weakest)
      .filter((each) => words.length === 0 || words.some((word) => isNamed(each, family, word)))
      .map((each) => ({ case: each, family })),
  );
}

function isNamed(each: Case, family: CaseFamily, word: string): boolean {
  return family.name === word || caseId(each).toLowerCase().includes(word);
}

/** One run over the chosen cases. */
class CheckRun {
  readonly #options: CheckOptions;
  readonly #survey: Survey;
  readonly #untilMs: number;
  readonly #chosen: readonly Chosen[];
  readonly #results: (CaseResult | undefined)[] = [];
  #done = 0;
  cutShort: string | undefined;

  constructor(options: CheckOptions, target: Survey, untilMs: number) {
    this.#options = options;
    this.#survey = target;
    this.#untilMs = untilMs;
    this.#chosen = chosenCases(options);
  }

  async complete(): Promise<readonly CaseResult[]> {
    const connections = this.#survey.servesSideBySide ? (this.#options.connectionsMax ?? CONNECTIONS_MAX) : 1;
    let next = 0;
    const takeNext = async () => {
      while (next < this.#chosen.length) {
        const at = next++;
        this.#tell(at, await this.#decide(this.#chosen[at]!));
      }
    };
    await Promise.all(Array.from({ length: Math.min(connections, this.#chosen.length) }, takeNext));
    return this.#results.map((result) => result!);
  }

  #tell(at: number, result: CaseResult): void {
    this.#results[at] = result;
    this.#done++;
    this.#options.onResult?.(result, this.#done, this.#chosen.length);
  }

  async #decide(chosen: Chosen): Promise<CaseResult> {
    const need = chosen.case.needs.find((each) => this.#survey.lacks.has(each));
    if (need !== undefined) return skipped(chosen, this.#survey.lacks.get(need)!);
    if (this.cutShort === undefined) this.cutShort = this.#reasonToStop();
    if (this.cutShort !== undefined) return skipped(chosen, this.cutShort);
    const first = await this.#tried(chosen, usualPatience);
    // What took too long may have been this machine's doing.
    const result = first.ranOut && first.result.verdict === "failed" ? await this.#tried(chosen, longPatience) : first;
    if (result.result.ending === "none") await this.#awaitTarget(chosen);
    return result.result;
  }

  #reasonToStop(): string | undefined {
    if (this.#options.signal?.aborted === true) return "the run was ended";
    return performance.now() > this.#untilMs ? "the run's own deadline was over" : undefined;
  }

  async #tried(chosen: Chosen, patience: Patience): Promise<{ result: CaseResult; ranOut: boolean }> {
    const { case: each } = chosen;
    const startMs = performance.now();
    try {
      const isWrong = (seen: Parameters<typeof judge>[1]) => judge(each, seen, this.#survey).verdict === "failed";
      const seen = await play(each, this.#survey, patience, isWrong);
      const judgement = judge(each, seen, this.#survey);
      const ending = seen.ending === "silent" ? "open" : seen.ending;
      const durationMs = performance.now() - startMs;
      return {
        result: { ...chosen, ...judgement, exchanged: seen.exchanged, ending, durationMs },
        ranOut: seen.ranOut,
      };
    } catch (error) {
      return { result: refusedConnection(chosen, error, performance.now() - startMs), ranOut: false };
    }
  }

  /** A server that accepts nothing any more has ended, by this case or by one beside it. */
  async #awaitTarget(chosen: Chosen): Promise<void> {
    const untilMs = performance.now() + GONE_MS;
    do {
      const wire = await silent(this.#survey.address);
      wire?.leave();
      if (wire !== undefined) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    } while (performance.now() < untilMs);
    this.cutShort ??= `the server accepts no connection any more since: ${caseId(chosen.case)}`;
  }
}

const longPatience: Patience = { responseMs: 6000, closeMs: 4000, silenceMs: 400 };

function skipped(chosen: Chosen, reason: string): CaseResult {
  const nothing = { expected: outcomeWords(chosen.case.pass), difference: "", exchanged: [], durationMs: 0 };
  return { ...chosen, ...nothing, verdict: "skipped", got: reason, ending: "none" };
}

function refusedConnection(chosen: Chosen, error: unknown, durationMs: number): CaseResult {
  const code = (error as { code?: string }).code ?? String(error);
  const expected = outcomeWords(chosen.case.pass);
  const difference = `the connection was not accepted (${code})`;
  return {
    ...chosen,
    verdict: "failed",
    expected,
    got: difference,
    difference,
    exchanged: [],
    ending: "none",
    durationMs,
  };
}
