import { type Case, caseId, cases } from "../../cases/index.ts";
import {
  type SingleResult,
  type Survey,
  surveyFor,
  type TargetAddress,
  TargetError,
  tryCase,
  Wire,
} from "../../conformance/index.ts";
import { ResponseError } from "../../semantics/index.ts";
import {
  type SendCase,
  type SendingEnding,
  type SendingReport,
  type SendingVerdict,
  type SendSteps,
  sendingLimits,
} from "./sending-messages.ts";
import { StepPlay } from "./sending-play.ts";
import { parseSendMessage } from "./sending-reading.ts";
import { forThisServer } from "./window-cases.ts";

export interface SendingOptions {
  /** Where this very server listens: nothing is sent anywhere else. */
  readonly address: () => TargetAddress;
  /** Its URL, whose host cases put into Host: "http://localhost:5000/". */
  readonly url: () => string;
  /** The number of the connection that was opened from a port, as far as it is known. */
  readonly connectionFrom?: (port: number) => number | undefined;
}

/** Of what comes back, so much is kept to be read. */
const KEPT_OCTETS_MAX = 1024 * 1024;
/** What was learnt of the site for cases that need it holds for so long. */
const SURVEY_HOLDS_MS = 60_000;

/** What is sent to this server at someone's wish: a few at a time, on new connections, and what came of it. */
export class Sendings {
  readonly #options: SendingOptions;
  readonly #sendings = new Map<string, Sending>();
  /** Those that are over, by when they ended. */
  readonly #over: Sending[] = [];
  #lastId = 0;
  #survey: { readonly path: string; readonly untilMs: number; readonly survey: Survey } | undefined;
  #isClosed = false;

  constructor(options: SendingOptions) {
    this.#options = options;
  }

  /**
   * Answers one request.
   * @param message JSON that was parsed: a `SendMessage`. What is new is answered as soon as its connection is open.
   * @throws ResponseError 400 it cannot be tried; 404 it is not known any more; 503 not now: a sentence says why
   */
  async answer(message: unknown): Promise<SendingReport> {
    try {
      return await this.#answer(message);
    } catch (error) {
      if (error instanceof TargetError) throw new ResponseError(400, targetSentence(error));
      const code = (error as NodeJS.ErrnoException).code;
      if (code === undefined) throw error;
      throw new ResponseError(503, `The server did not accept the connection (${code}).`);
    }
  }

  /** Ends all that is under way. */
  close(): void {
    this.#isClosed = true;
    for (const sending of this.#sendings.values()) sending.leave();
  }

  async #answer(message: unknown): Promise<SendingReport> {
    const asked = parseSendMessage(message);
    if ("outcome" in asked || "end" in asked) {
      const sending = this.#sendings.get("end" in asked ? asked.end : asked.outcome);
      if (sending === undefined) throw new ResponseError(404, "What came of that sending is not known any more.");
      if ("end" in asked) sending.leave();
      return this.#report(sending);
    }
    if (this.#isClosed || !this.#makeRoom()) {
      const count = sendingLimits.atATimeMax;
      throw new ResponseError(503, `${count} sendings are under way already: wait until one of them has ended.`);
    }
    const sending = "case" in asked ? this.#newCase(asked) : new StepSending(this.#newId(), asked, this.#options);
    this.#sendings.set(sending.id, sending);
    try {
      await sending.begun;
    } catch (error) {
      this.#sendings.delete(sending.id);
      throw error;
    }
    void sending.over.then(() => this.#remember(sending));
    if (this.#isClosed) sending.leave();
    return this.#report(sending);
  }

  #report(sending: Sending): SendingReport {
    const report = sending.report();
    if (report.port !== undefined) sending.connection ??= this.#options.connectionFrom?.(report.port);
    return { ...report, connection: sending.connection };
  }

  #newId(): string {
    return String(++this.#lastId);
  }

  #newCase(asked: SendCase): CaseSending {
    const each = cases.find((one) => caseId(one) === asked.case) ?? cases.find(({ rule }) => rule === asked.case);
    if (each === undefined) throw new ResponseError(400, `There is no case "${asked.case}".`);
    return new CaseSending(this.#newId(), forThisServer(each), (one) => this.#surveyFor(one, asked.path ?? "/"));
  }

  /** One that needs something is told what the site offers, which takes some requests and is kept for a while. */
  async #surveyFor(each: Case, path: string): Promise<Survey> {
    const known = this.#survey;
    if (known !== undefined && known.path === path && performance.now() < known.untilMs) return known.survey;
    // As a reference, "//evil.example/" would name another host.
    const url = new URL(new URL(this.#options.url()).origin + path);
    const survey = await surveyFor(each, url, this.#options.address());
    if (each.needs.length > 0) this.#survey = { path, untilMs: performance.now() + SURVEY_HOLDS_MS, survey };
    return survey;
  }

  /** Whoever only waits is ended for a new one. */
  #makeRoom(): boolean {
    const active = [...this.#sendings.values()].filter(({ isOver }) => !isOver);
    if (active.length < sendingLimits.atATimeMax) return true;
    const waiting = active.find(({ isWaiting }) => isWaiting);
    waiting?.leave();
    return waiting !== undefined;
  }

  #remember(sending: Sending): void {
    this.#over.push(sending);
    if (this.#over.length > sendingLimits.rememberedMax) this.#sendings.delete(this.#over.shift()!.id);
  }
}

function targetSentence({ message, hint }: TargetError): string {
  const sentence = `${message[0]!.toUpperCase()}${message.slice(1)}.`;
  return hint === undefined ? sentence : `${sentence} ${PATH_HINT}`;
}

const PATH_HINT = "Choose a path that is answered well, and try again.";

/** One that was asked for. */
interface Sending {
  readonly id: string;
  /** The number of its connection, once it is known. */
  connection: number | undefined;
  /** Settles when its connection is open. @throws what the system says, or TargetError */
  readonly begun: Promise<void>;
  /** Settles when it has begun and is over. */
  readonly over: Promise<void>;
  readonly isOver: boolean;
  /** Whether there is nothing more to send. */
  readonly isWaiting: boolean;
  leave(): void;
  report(): SendingReport;
}

/** Steps on one connection. */
class StepSending implements Sending {
  readonly id: string;
  connection: number | undefined;
  readonly begun: Promise<void>;
  readonly over: Promise<void>;
  readonly #all: number;
  #wire: Wire | undefined;
  #play: StepPlay | undefined;

  constructor(id: string, asked: SendSteps, options: SendingOptions) {
    this.id = id;
    this.#all = asked.steps.length;
    this.begun = this.#begin(asked, options.address());
    this.over = this.begun.then(
      () => this.#play?.complete(),
      () => {},
    );
  }

  async #begin({ steps, eachOctetMs }: SendSteps, address: TargetAddress): Promise<void> {
    this.#wire = await Wire.open(address, { keptOctetsMax: KEPT_OCTETS_MAX });
    this.#play = new StepPlay(this.#wire, steps, eachOctetMs, sendingLimits.totalMs);
  }

  get isOver(): boolean {
    return this.#play?.isOver ?? false;
  }

  get isWaiting(): boolean {
    return this.#play?.isWaiting ?? false;
  }

  leave(): void {
    this.#play?.leave();
  }

  report(): SendingReport {
    const play = this.#play!;
    const wire = this.#wire!;
    return {
      id: this.id,
      port: wire.localPort,
      isOver: play.isOver,
      steps: { taken: play.stepsTaken, all: this.#all },
      sentOctets: wire.sentOctets,
      receivedOctets: wire.receivedOctets,
      statusCodes: play.statusCodes,
      ending: play.ending,
    };
  }
}

/** A case, played and judged. */
class CaseSending implements Sending {
  readonly id: string;
  connection: number | undefined;
  readonly begun: Promise<void>;
  readonly over: Promise<void>;
  readonly isWaiting = false;
  readonly #resets: boolean;
  #wire: Wire | undefined;
  #beside: Wire | undefined;
  #result: SingleResult | undefined;
  #isLeft = false;
  isOver = false;

  constructor(id: string, each: Case, survey: (each: Case) => Promise<Survey>) {
    this.id = id;
    this.#resets = each.send.includes("reset");
    let played: Promise<void>;
    this.begun = new Promise((resolve, reject) => {
      played = this.#play(each, survey, resolve).finally(() => {
        this.isOver = true;
      });
      played.then(resolve, reject);
    });
    this.over = played!.catch(() => {});
  }

  async #play(each: Case, survey: (each: Case) => Promise<Survey>, opened: () => void): Promise<void> {
    const target = await survey(each);
    this.#result = await tryCase(each, target, {
      totalMs: sendingLimits.totalMs,
      opened: (wire, isBeside) => {
        if (isBeside) this.#beside = wire;
        else this.#wire = wire;
        if (this.#isLeft) wire.leave();
        if (!isBeside) opened();
      },
    });
  }

  leave(): void {
    if (this.isOver) return;
    this.#isLeft = true;
    this.#wire?.leave();
    this.#beside?.leave();
  }

  report(): SendingReport {
    return {
      id: this.id,
      port: this.#wire?.localPort,
      isOver: this.isOver,
      sentOctets: this.#wire?.sentOctets ?? 0,
      receivedOctets: this.#wire?.receivedOctets ?? 0,
      statusCodes: this.#result?.statusCodes ?? [],
      ending: this.#ending,
      verdict: this.#verdict,
    };
  }

  get #ending(): SendingEnding {
    if (this.#result === undefined) return "open";
    if (this.#isLeft) return "left";
    if (this.#resets) return "reset-here";
    return this.#result.ending === "open" ? "left" : this.#result.ending;
  }

  get #verdict(): SendingVerdict | undefined {
    if (this.#result === undefined) return undefined;
    const { verdict, expected, difference, cutting } = this.#result;
    // What the command would be told to set cannot be set here.
    const got = this.#result.got.replace(/; --\w+ names .*$/, "");
    if (this.#isLeft) return { verdict: "skipped", expected, got: "it was ended from here", difference: "", cutting };
    return { verdict, expected, got, difference, cutting };
  }
}
