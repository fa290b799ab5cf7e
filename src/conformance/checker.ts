import { type Case, type CaseFamily, caseFamilies, caseId, filled } from "../cases/index.ts";
import { type Observation, type Patience, play, usualPatience } from "./case-run.ts";
import type { CheckOptions } from "./check-options.ts";
import type { TargetAddress } from "./dial.node.ts";
import { answersBeforeContent, asked, ordinaryGet, servesSideBySide } from "./exchange.ts";
import { judge } from "./judgement.ts";
import { measureDeadlines, measureLimits } from "./measurements.ts";
import { outcomeWords } from "./outcome-words.ts";
import { type CaseResult, type CheckReport, levels } from "./report.ts";
import { type Survey, survey } from "./survey.ts";

/** Connections at a time, unless told otherwise. */
const CONNECTIONS_MAX = 12;
const DEADLINE_MS = 240_000;
/** One that says nothing to an ordinary request for so long serves nobody. */
const THERE_MS = 3000;
/** A server that has gone is waited for: something may start it again. */
const GONE_MS = 5000;
const CUT_MS = 100;

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
  // A minute of waiting is no reason for the cases to wait.
  const waits = options.deadlines === true ? measureDeadlines(target, options.signal) : [];
  const results = await run.complete();
  const isMeasured = run.cutShort === undefined && options.only === undefined;
  const limits = isMeasured ? await measureLimits(target, options.signal) : [];
  return {
    url: options.url.href,
    software: target.software,
    startedAt,
    durationMs: performance.now() - startMs,
    offers: target.offers,
    results,
    measurements: [...limits, ...(await waits)],
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

/** A family's name is that family alone; all else may stand anywhere in a case's name. */
function isNamed(each: Case, family: CaseFamily, word: string): boolean {
  if (caseFamilies.some(({ name }) => name === word)) return family.name === word;
  return caseId(each).toLowerCase().includes(word);
}

/** One run over the chosen cases. */
class CheckRun {
  readonly #options: CheckOptions;
  #survey: Survey;
  readonly #untilMs: number;
  readonly #chosen: readonly Chosen[];
  readonly #results: (CaseResult | undefined)[] = [];
  /** Indices of those that were decided or begun last: one of them may have ended the target. */
  #latest: readonly number[] = [];
  #connections = 1;
  /** Whether connections are served side by side; `undefined` until that was asked. */
  #isSideBySide: boolean | undefined;
  #done = 0;
  #vainTries = 0;
  #return: Promise<boolean> | undefined;
  cutShort: string | undefined;

  constructor(options: CheckOptions, target: Survey, untilMs: number) {
    this.#options = options;
    this.#survey = target;
    this.#untilMs = untilMs;
    this.#chosen = chosenCases(options);
  }

  /** What everything stands on comes first and one at a time: a server that ends early has been looked at by then. */
  async complete(): Promise<readonly CaseResult[]> {
    const basics = this.#chosen.findIndex(({ family }) => family !== caseFamilies[0]);
    const split = basics === -1 ? this.#chosen.length : basics;
    await this.#decideAll(0, split);
    if (this.cutShort === undefined && split < this.#chosen.length) await this.#lookCloser();
    await this.#decideAll(split, this.#chosen.length);
    return this.#results.map((result) => result!);
  }

  /** What only a server that stands its ground can be asked. */
  async #lookCloser(): Promise<void> {
    const { address, values, ignoresContent } = this.#survey;
    if (!ignoresContent && !this.#survey.lacks.has("content")) {
      const head = filled("{POST} {post} HTTP/1.1\r\nHost: {authority}\r\nContent-Length: 5\r\n\r\n", values);
      this.#survey = { ...this.#survey, ignoresContent: await answersBeforeContent(address, head, "hello") };
    }
    this.#isSideBySide = await servesSideBySide(address, ordinaryGet(values));
    if (this.#isSideBySide) this.#connections = this.#options.connectionsMax ?? CONNECTIONS_MAX;
  }

  async #decideAll(from: number, to: number): Promise<void> {
    let next = from;
    const takeNext = async () => {
      while (next < to) {
        const at = next++;
        await this.#decide(at);
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.#connections, to - from) }, takeNext));
  }

  async #decide(at: number): Promise<void> {
    const chosen = this.#chosen[at]!;
    const need = chosen.case.needs.find((each) => this.#survey.lacks.has(each));
    if (need !== undefined) return this.#tell(at, skipped(chosen, this.#survey.lacks.get(need)!));
    // Nothing new is begun while it is found out what ended the target.
    while (this.#return !== undefined) await this.#return;
    this.cutShort ??= this.#reasonToStop();
    if (this.cutShort !== undefined) return this.#tell(at, skipped(chosen, this.cutShort));
    const suspects = this.#latest;
    this.#latest = [...suspects, at].slice(-Math.max(1, this.#connections));
    let result = await this.#tried(chosen);
    const isSilent = result.verdict === "failed" && result.ending !== "none" && !hasReceived(result);
    if (isSilent && this.#connections === 1 && !(await this.#isThere())) {
      this.#latest = [at];
      this.#results[at] = result;
      await this.#hasReturned([at]);
      return this.#tell(at, this.#results[at]!);
    }
    if (result.ending === "none") {
      const isBack = await this.#hasReturned(suspects);
      result = isBack ? await this.#tried(chosen) : skipped(chosen, this.cutShort ?? "");
    }
    this.#tell(at, result);
  }

  #tell(at: number, result: CaseResult): void {
    this.#results[at] = result;
    this.#done++;
    this.#options.onResult?.(result, this.#done, this.#chosen.length);
  }

  #reasonToStop(): string | undefined {
    if (this.#options.signal?.aborted === true) return "the run was ended";
    return performance.now() > this.#untilMs ? "the run's own deadline was over" : undefined;
  }

  /**
   * What took too long may have been this machine's doing: it is tried once more, with more patience. A server that
   * shows too often that it only stays silent is waited for no longer than it takes to be sure.
   */
  async #tried(chosen: Chosen): Promise<CaseResult> {
    const isDoubtful = this.#vainTries < VAIN_TRIES_MAX;
    const first = await this.#triedOnce(chosen, isDoubtful ? usualPatience : shortPatience);
    // A server that serves one connection after the other does so with more patience as well.
    const isSerial = chosen.case.beside.length > 0 && this.#isSideBySide === false;
    if (!first.ranOut || first.result.verdict !== "failed" || !isDoubtful || isSerial) return first.result;
    const second = await this.#triedOnce(chosen, longPatience);
    if (second.ranOut) this.#vainTries++;
    // A target that has ended meanwhile has ended by the first try.
    return second.result.ending === "none" ? first.result : second.result;
  }

  async #triedOnce(chosen: Chosen, patience: Patience): Promise<{ result: CaseResult; ranOut: boolean }> {
    const { case: each } = chosen;
    const startMs = performance.now();
    try {
      const verdictOf = (seen: Observation) => judge(each, seen, this.#survey).verdict;
      const seen = await play(each, this.#survey, patience, verdictOf);
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

  /** Whether a target that answers nobody comes back; all who ask wait for the same answer. */
  #hasReturned(suspects: readonly number[]): Promise<boolean> {
    this.#return ??= this.#awaitReturn(suspects).finally(() => {
      this.#return = undefined;
    });
    return this.#return;
  }

  async #awaitReturn(suspects: readonly number[]): Promise<boolean> {
    if (await this.#isThere()) return true;
    // Those that were under way are cut, and decided in a moment.
    await new Promise((resolve) => setTimeout(resolve, CUT_MS));
    const unanswered = this.#unanswered(suspects);
    this.#blame(unanswered);
    if (!(await this.#isThereAgain())) return false;
    return unanswered.length < 2 || (await this.#tryAlone(unanswered));
  }

  /** Asked with an ordinary request: a connection that is left without a word ends some servers again. */
  async #isThere(): Promise<boolean> {
    const { address, values } = this.#survey;
    try {
      const { responses } = await asked(address, ordinaryGet(values), { patienceMs: THERE_MS });
      return responses.length > 0;
    } catch {
      return false;
    }
  }

  async #isThereAgain(): Promise<boolean> {
    const untilMs = performance.now() + (this.#options.goneMs ?? GONE_MS);
    while (!(await this.#isThere())) {
      if (performance.now() > untilMs || this.#options.signal?.aborted === true) {
        this.cutShort = "the server answers nobody any more";
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return true;
  }

  /** Those that were tried last, and were not answered; the very last where all were. */
  #unanswered(suspects: readonly number[]): readonly number[] {
    const decided = suspects.filter((at) => this.#results[at] !== undefined);
    const unanswered = decided.filter((at) => !hasReceived(this.#results[at]!));
    return unanswered.length > 0 ? unanswered : decided.slice(-1);
  }

  /** They failed by ending the server, whatever else they came to; whoever can start it again is told. */
  #blame(suspects: readonly number[]): void {
    this.#options.onGone?.(suspects.map((at) => caseId(this.#chosen[at]!.case)));
    const beside = suspects.length < 2 ? "" : `, in this case or in one of ${suspects.length - 1} beside it`;
    for (const at of suspects) {
      const difference = `the server answers nobody any more${beside}`;
      this.#results[at] = { ...this.#results[at]!, verdict: "failed", difference, advice: ENDED_ADVICE };
    }
  }

  /** One of several ended the server: each is tried by itself, and only what ends it again is to blame. */
  async #tryAlone(suspects: readonly number[]): Promise<boolean> {
    for (const at of suspects) {
      this.#results[at] = (await this.#triedOnce(this.#chosen[at]!, usualPatience)).result;
      if (await this.#isThere()) continue;
      this.#blame([at]);
      if (!(await this.#isThereAgain())) return false;
    }
    return true;
  }
}

const ENDED_ADVICE =
  "Keep the server running when one connection goes wrong: catch every error where one connection is served (in C and Perl ignore SIGPIPE too), never wait without an end, so that the server goes on.";

/** So many cases that were given more patience may run out of it all the same. */
const VAIN_TRIES_MAX = 4;
const shortPatience: Patience = { responseMs: 600, closeMs: 400, silenceMs: 300 };
const longPatience: Patience = { responseMs: 6000, closeMs: 4000, silenceMs: 400 };

function hasReceived({ exchanged }: CaseResult): boolean {
  return exchanged.some(({ direction }) => direction === "received");
}

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
