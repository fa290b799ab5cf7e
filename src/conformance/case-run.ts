import { type Case, filled, type Outcome, type Step } from "../cases/index.ts";
import { Wire, type WireEnding } from "./dial.node.ts";
import { asked, ordinaryGet, seemsEnded } from "./exchange.ts";
import type { ExchangedOctets, Verdict } from "./report.ts";
import { announcesClose, type ReadConnection, readResponses } from "./response-reader.ts";
import type { Survey } from "./survey.ts";

/** How long is waited, in milliseconds, for what. */
export interface Patience {
  /** For the next response. */
  readonly responseMs: number;
  /** For the close of a connection that ought to be closed. */
  readonly closeMs: number;
  /** Until silence is taken for the server's waiting for more. */
  readonly silenceMs: number;
}

export const usualPatience: Patience = { responseMs: 2000, closeMs: 1000, silenceMs: 700 };

/** How long a response too many is waited for where several requests were sent, and where one was. */
const EXTRA_MS = 40;
const SINGLE_EXTRA_MS = 10;
/** How long more responses are waited for where those that have come would do. */
const MORE_MS = 150;
/** How often it is looked whether what came was all. */
const QUIET_CHECK_MS = 200;
/** Between two pieces of a request that is cut, so that they are read as two. */
const CUT_MS = 3;
/** Of all octets that a case sends in pieces of one, those after so many go in one piece. */
const SINGLE_OCTETS_MAX = 2000;
/** Places at which a request is cut in two: each costs a connection. */
const CUTS_MAX = 200;
/** Cuttings that may take too long before the rest is taken to be no different. */
const RAN_OUT_MAX = 3;

/** What was seen of the target in a case, or in one of its cuttings. */
export interface Observation extends ReadConnection {
  /**
   * How the connection ended; "silent" where it stayed open and one more request on it was not answered.
   * "open" otherwise, as far as it was asked.
   */
  readonly ending: WireEnding | "silent";
  /** Whether something that was waited for did not come in time. */
  readonly ranOut: boolean;
  readonly answerMs: number;
  /** Whether another connection was served; `undefined` where that was not asked. */
  readonly servesAnother: boolean | undefined;
  readonly exchanged: readonly ExchangedOctets[];
  /** "cut after 12 octets", where the case has many cuttings. */
  readonly cutting: string;
}

/** What is seen on the case's own connection. */
type Played = Omit<Observation, "servesAnother" | "cutting">;

/** One way of handing over the octets of a case. */
interface Cutting {
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface PlayOptions {
  /** Told of each connection that the case is played on, and of the one beside it. */
  readonly opened?: ((wire: Wire, isBeside: boolean) => void) | undefined;
  /** Whether, of many cuttings, only the one in the middle is played. */
  readonly isOneCutting?: boolean;
}

/**
 * Plays a case against the target, in each of its cuttings until one of them failed.
 * @throws what the system says where the target accepts no connection
 */
export async function play(
  each: Case,
  survey: Survey,
  patience: Patience,
  verdictOf: (observation: Observation) => Verdict,
  { opened, isOneCutting = false }: PlayOptions = {},
): Promise<Observation> {
  let seen: Observation | undefined;
  let ranOut = 0;
  const all = cuttingsOf(each, survey);
  for (const cutting of isOneCutting ? [all[all.length >> 1]!] : all) {
    seen = await playOnce(each, cutting, { survey, patience, verdictOf, opened });
    if (verdictOf(seen) === "failed") break;
    if (seen.ranOut && ++ranOut === RAN_OUT_MAX) break;
  }
  return seen!;
}

function cuttingsOf(each: Case, survey: Survey): readonly Cutting[] {
  const steps = each.send.map((step) => (typeof step === "string" && !isAction(step) ? octetsOf(step, survey) : step));
  if (each.delivery === "whole") return [{ name: "", steps }];
  if (each.delivery === "octet-by-octet") return [{ name: "one octet at a time", steps: steps.flatMap(singleOctets) }];
  const first = steps[0] as string;
  const stride = Math.max(1, Math.ceil(first.length / CUTS_MAX));
  const places = Array.from({ length: Math.floor((first.length - 1) / stride) }, (_, at) => 1 + at * stride);
  return places.map((at) => ({
    name: `cut after ${at} octets`,
    steps: [first.slice(0, at), { pauseMs: CUT_MS }, first.slice(at), ...steps.slice(1)],
  }));
}

function isAction(step: string): boolean {
  return step === "half-close" || step === "reset" || step === "await-response";
}

function octetsOf(step: string, survey: Survey): string {
  return filled(step, survey.values);
}

function singleOctets(step: Step): readonly Step[] {
  if (typeof step !== "string" || isAction(step)) return [step];
  const single = [...step.slice(0, SINGLE_OCTETS_MAX)].flatMap((octet): Step[] => [octet, { pauseMs: 0 }]);
  return [...single, step.slice(SINGLE_OCTETS_MAX)];
}

/** What a play needs to know. */
interface Setting {
  readonly survey: Survey;
  readonly patience: Patience;
  readonly verdictOf: (observation: Observation) => Verdict;
  readonly opened: PlayOptions["opened"];
}

async function playOnce(each: Case, cutting: Cutting, setting: Setting): Promise<Observation> {
  const { survey, patience, verdictOf, opened } = setting;
  const beside = each.beside.length > 0 ? await Wire.open(survey.address) : undefined;
  try {
    if (beside !== undefined) {
      opened?.(beside, true);
      const steps = each.beside.map((step) => (typeof step === "string" ? octetsOf(step, survey) : step));
      await new CasePlay(each, beside, patience).take(steps);
    }
    const wire = await Wire.open(survey.address);
    opened?.(wire, false);
    const play = new CasePlay(each, wire, patience);
    try {
      await play.take(cutting.steps);
      const isRight = (seen: Played) => verdictOf({ ...seen, servesAnother: undefined, cutting: "" }) === "passed";
      await play.settle(() => ordinaryGet(survey.values), isRight);
      if (beside === undefined) wire.leave();
      const servesAnother = asksAnother(each) ? await isServed(survey, patience) : undefined;
      return { ...play.played(), servesAnother, cutting: cutting.name };
    } finally {
      wire.leave();
    }
  } finally {
    beside?.leave();
  }
}

function asksAnother({ pass, warn }: Case): boolean {
  return [...pass, ...warn].some((outcome) => outcome.serves !== undefined);
}

async function isServed(survey: Survey, patience: Patience): Promise<boolean> {
  try {
    const { responses } = await asked(survey.address, ordinaryGet(survey.values), { patienceMs: patience.responseMs });
    return responses[0] !== undefined;
  } catch {
    return false;
  }
}

/** A case on its connection. */
class CasePlay {
  readonly #case: Case;
  readonly #wire: Wire;
  readonly #patience: Patience;
  #ending: Observation["ending"] = "open";
  #ranOut = false;
  #answerMs = 0;
  /** The responses before one more request was sent to see whether the connection is alive. */
  #read: ReadConnection | undefined;

  constructor(each: Case, wire: Wire, patience: Patience) {
    this.#case = each;
    this.#wire = wire;
    this.#patience = patience;
  }

  async take(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      if (typeof step === "object") await this.#pause(step.pauseMs);
      else if (step === "half-close") this.#wire.halfClose();
      else if (step === "reset") this.#wire.reset();
      else if (step === "await-response") await this.#awaitResponse();
      else await this.#send(step);
    }
  }

  /** What is sent is not waited for any longer than a response: the server need not read all of it. */
  async #send(octets: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const isOver = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#patience.responseMs);
    });
    await Promise.race([this.#wire.send(octets), isOver]);
    clearTimeout(timer);
  }

  async #pause(pauseMs: number): Promise<void> {
    const untilMs = performance.now() + pauseMs;
    do {
      await this.#wire.change(Math.max(0, untilMs - performance.now()));
    } while (this.#wire.ending === "open" && performance.now() < untilMs);
  }

  async #awaitResponse(): Promise<void> {
    const { interim, final } = this.#now();
    const before = interim.length + final.length;
    await this.#until(({ interim, final }) => {
      const last = final.at(-1);
      return interim.length + final.length > before && (last === undefined || last.isComplete);
    }, this.#patience.responseMs);
  }

  /**
   * Waits for what the case expects, and for what tells that it is not so.
   * @param isRight whether what was seen so far passes, should nothing else come
   */
  async settle(oneMore: () => string, isRight: (seen: Played) => boolean): Promise<void> {
    const { pass, warn, send } = this.#case;
    if (send.includes("reset")) return this.#finish();
    const counts = pass.map(({ responses }) => responses?.length ?? 1);
    const wanted = Math.max(0, ...counts);
    const withinMs = Math.max(0, ...pass.map((outcome) => outcome.withinMs ?? 0));
    await this.#awaitResponses(Math.min(...counts), wanted, withinMs, () => isRight(this.played()));
    this.#answerMs = this.#wire.answerMs;
    if (send.includes("half-close")) await this.#untilEnded(MORE_MS);
    else await this.#wire.change(this.#isPipelined() ? EXTRA_MS : SINGLE_EXTRA_MS);
    const { final } = this.#now();
    const isAnswered = final.length > 0 && final.length <= wanted && isWhole(final);
    // In order, and by the server: another request could make a reset of what would have been an end.
    const mayAsk = wants(pass, "open") && !pass.some(({ connection }) => connection === "closed-in-order");
    if (isAnswered && mayAsk && this.#wire.ending === "open") await this.#askOnceMore(oneMore());
    else if (wants([...pass, ...warn], "closed") && !isRight(this.played())) {
      await this.#untilClosed(Math.max(withinMs, this.#patience.closeMs));
      const isStillOpen = this.#wire.ending === "open" && isAnswered && this.#read === undefined;
      if (isStillOpen && wants([...pass, ...warn], "open")) await this.#askOnceMore(oneMore());
    }
    this.#finish();
  }

  /** Waits for as many responses as the case speaks of, and where fewer are right too, no longer than for a sign of more. */
  async #awaitResponses(least: number, wanted: number, withinMs: number, isRight: () => boolean): Promise<void> {
    const mayBeSilent = [...this.#case.pass, ...this.#case.warn].some(
      ({ interim = [], responses, connection }) =>
        interim.length === 0 && responses?.length === 0 && connection !== "closed",
    );
    const responseMs = Math.max(withinMs, mayBeSilent ? this.#patience.silenceMs : this.#patience.responseMs);
    const hasCome = (count: number) => (read: ReadConnection) => read.final.length >= count && isWhole(read.final);
    const untilMs = performance.now() + responseMs;
    // Silence is no answer until it has lasted: a slow one would pass for none.
    if (least === 0 && mayBeSilent) await this.#until(hasBegun, this.#patience.silenceMs);
    let isThere = await this.#until(hasCome(least), responseMs);
    if (isThere && wanted > least) {
      const leftMs = Math.max(0, untilMs - performance.now());
      isThere = (await this.#until(hasCome(wanted), Math.min(leftMs, MORE_MS))) || isRight();
      if (!isThere) isThere = await this.#until(hasCome(wanted), Math.max(0, untilMs - performance.now()));
    }
    if (!isThere && !mayBeSilent && this.#wire.ending === "open") this.#ranOut = true;
  }

  /** Whether more than one request was sent. */
  #isPipelined(): boolean {
    return this.#case.send.join("").split(" HTTP/").length > 2;
  }

  async #untilClosed(ms: number): Promise<void> {
    const last = this.#now().final.at(-1);
    // Where open would do as well, only a close that was announced is waited for.
    if (!wants(this.#case.pass, "closed") && (last === undefined || !announcesClose(last))) return;
    await this.#untilEnded(ms);
    this.#answerMs = this.#wire.answerMs;
  }

  /** Nothing more is to come on a connection whose other side has ended, but for what was answered before. */
  async #untilEnded(ms: number): Promise<void> {
    const untilMs = performance.now() + ms;
    while (this.#wire.ending === "open" && performance.now() < untilMs) {
      await this.#wire.change(untilMs - performance.now());
    }
  }

  async #askOnceMore(octets: string): Promise<void> {
    const before = this.#now();
    if (announcesClose(before.final.at(-1)!)) return this.#untilClosed(this.#patience.closeMs);
    this.#read = before;
    await this.#wire.send(octets);
    const isAnswered = await this.#until(({ final }) => final.length > before.final.length, this.#patience.responseMs);
    if (!isAnswered && this.#wire.ending === "open") this.#ending = "silent";
  }

  /** Waits until this holds; answers whether it does. */
  async #until(holds: (read: ReadConnection) => boolean, ms: number): Promise<boolean> {
    const untilMs = performance.now() + ms;
    for (;;) {
      const read = this.#now();
      if (holds(read)) return true;
      const leftMs = untilMs - performance.now();
      const last = read.final.at(-1);
      if (this.#wire.ending !== "open" || leftMs <= 0 || seemsEnded(last, this.#wire.quietMs)) return false;
      await this.#wire.change(last === undefined ? leftMs : Math.min(leftMs, QUIET_CHECK_MS));
    }
  }

  #now(): ReadConnection {
    const { methods } = this.#case;
    const all = this.#read === undefined ? methods : [...methods.slice(0, this.#read.final.length), "GET"];
    return readResponses(this.#wire.text, all, this.#wire.ending !== "open");
  }

  #finish(): void {
    if (this.#ending === "open") this.#ending = this.#wire.ending;
  }

  played(): Played {
    const { interim, final } = this.#read ?? this.#now();
    const { exchanged } = this.#wire;
    const ending = this.#ending === "open" ? this.#wire.ending : this.#ending;
    return { interim, final, ending, ranOut: this.#ranOut, answerMs: this.#answerMs, exchanged };
  }
}

function hasBegun({ interim, final }: ReadConnection): boolean {
  return interim.length + final.length > 0;
}

function isWhole(final: ReadConnection["final"]): boolean {
  return final.at(-1)?.isComplete ?? true;
}

function wants(outcomes: readonly Outcome[], connection: "open" | "closed"): boolean {
  return outcomes.some((outcome) => outcome.connection?.startsWith(connection) === true);
}
