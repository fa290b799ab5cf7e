import {
  type CountedLimit,
  type EngineEvent,
  type EngineLimits,
  type EngineStanding,
  engineLimits,
  Http1Engine,
  ProtocolError,
  type Reading,
} from "../../http1/index.ts";
import { FieldSection } from "../../semantics/index.ts";
import { octetArray } from "../message-octets.ts";
import { octetsInWords } from "./parser-replay-words.ts";

/** What is replayed, and how. */
export interface ReplayOptions {
  /** Each character one octet: those of a request, or of several. */
  readonly octets: string;
  /** Absent where the defaults count. */
  readonly limits?: EngineLimits | undefined;
  /** Of the connection. */
  readonly scheme?: "http" | "https" | undefined;
  /** Whether the client closes its side after the last octet: one step more. */
  readonly clientCloses?: boolean | undefined;
}

/** Something that the parser told, as the replay saw it come. */
export interface ReplayEvent {
  readonly name: "RequestHead" | "Content" | "EndOfMessage" | "ConnectionClosed" | "answer";
  /** In a few words: "GET /kittens, 3 field lines". */
  readonly words: string;
  /** The step after which it came: so many octets had been fed. Of content, which may come over many steps, the first. */
  readonly from: number;
  /** Of content: the step after which its last octet had come. The same as `from` for all else. */
  readonly to: number;
}

/** The rule that the octets broke. */
export interface ReplayRefusal {
  readonly rule: string;
  readonly statusCode: number;
  /** What was wrong, and what would have been right. */
  readonly message: string;
  /** The index of the octet where the fault was seen; as many as there are where it was seen behind the last. */
  readonly at: number;
  /** The step after which it came. */
  readonly step: number;
  /** What was being read. */
  readonly reading: Reading;
}

/** From `step` on, another element is being read. */
export interface ElementStart {
  readonly step: number;
  readonly reading: Reading;
}

/** Where the parser stands after a step. */
export interface ReplayStep {
  readonly step: number;
  readonly standing: EngineStanding;
  /** What is counted, or was counted last in the request that is being read. */
  readonly counts: readonly CountedLimit[];
  /** Octets of content so far, without framing, of the request that is being read or was read last. */
  readonly contentOctets: number;
  /** What has been told so far; content as far as it had come. */
  readonly events: readonly ReplayEvent[];
  readonly refusal: ReplayRefusal | undefined;
}

/**
 * Octets fed one by one into a parser of their own: the engine that the server reads with, in whatever runs this.
 * Step n is where n octets have been fed. What comes of them does not depend on how they are cut, so a step is
 * reached by feeding all before it at once.
 */
export class ParserReplay {
  readonly octets: string;
  /** The last step: all octets were fed, or a rule was broken, or the connection was over. */
  readonly lastStep: number;
  /** All that is told, in order. */
  readonly events: readonly ReplayEvent[];
  /** Where each element begins, in order; the first at step 0. */
  readonly elements: readonly ElementStart[];
  readonly refusal: ReplayRefusal | undefined;
  readonly limits: EngineLimits;

  readonly #options: ReplayOptions;
  readonly #octets: Uint8Array;
  readonly #heads: readonly HeadEnd[];

  constructor(options: ReplayOptions) {
    this.octets = options.octets;
    this.limits = options.limits ?? engineLimits();
    this.#options = { ...options, limits: this.limits };
    this.#octets = octetArray(options.octets);
    const survey = new Survey(this.#octets, this.#options);
    this.lastStep = survey.step;
    this.events = survey.events;
    this.elements = survey.elements;
    this.refusal = survey.refusal;
    this.#heads = survey.heads;
  }

  /** @param step is taken for the nearest there is */
  stepAt(step: number): ReplayStep {
    const at = Math.max(0, Math.min(this.lastStep, Math.trunc(step)));
    const feed = new Feed(this.#options);
    const refusal = this.refusal !== undefined && this.refusal.step <= at ? this.refusal : undefined;
    feed.pull(this.#octets.subarray(0, Math.min(at, this.#octets.length)));
    if (at > this.#octets.length) feed.close();
    const { standing } = feed;
    const events = this.events.filter((event) => event.from <= at).map((event) => asFarAs(event, at));
    const request = events.findLastIndex((event) => event.name === "RequestHead");
    const content = events.slice(request + 1).filter((event) => event.name === "Content");
    return {
      step: at,
      standing,
      counts: this.#counts(at, refusal, standing),
      contentOctets: request === -1 ? 0 : content.reduce((sum, event) => sum + contentOctets(event), 0),
      events,
      refusal,
    };
  }

  /** What is being read after a step, or was when it was refused. */
  readingAt(step: number): Reading {
    return (this.elements.findLast((element) => element.step <= step) ?? this.elements[0]!).reading;
  }

  /** Where a head is complete its counts stay as they were last; where a rule was broken, all of them do. */
  #counts(step: number, refusal: ReplayRefusal | undefined, standing: EngineStanding): readonly CountedLimit[] {
    if (refusal !== undefined) return this.#countsBefore(refusal.step);
    const answer = this.events.findLast((event) => event.name === "answer" && event.from <= step);
    const head = this.#heads.findLast((each) => each.step <= step && each.step > (answer?.from ?? 0));
    const before = head === undefined ? [] : head.counts;
    const fresh = new Set(standing.counts.map((each) => each.limit));
    return [...before.filter((each) => !fresh.has(each.limit)), ...standing.counts];
  }

  #countsBefore(refused: number): readonly CountedLimit[] {
    return refused === 0 ? [] : this.stepAt(refused - 1).counts;
  }
}

interface HeadEnd {
  readonly step: number;
  readonly counts: readonly CountedLimit[];
}

/** One pass over all octets: what is told after which of them, and where each element begins. */
class Survey {
  readonly events: ReplayEvent[] = [];
  readonly elements: ElementStart[] = [];
  readonly heads: HeadEnd[] = [];
  refusal: ReplayRefusal | undefined;

  step = 0;
  #standing: EngineStanding;

  constructor(octets: Uint8Array, options: ReplayOptions) {
    const stepsMax = octets.length + (options.clientCloses === true ? 1 : 0);
    const feed = new Feed(options, (event) => this.#tell(event));
    this.#standing = feed.standing;
    this.elements.push({ step: 0, reading: this.#standing.reading });
    while (this.step < stepsMax && this.refusal === undefined) {
      const { reading } = this.#standing;
      const from = this.step;
      const left = "octetsLeft" in reading ? Math.min(reading.octetsLeft, octets.length - from) : 1;
      this.step += Math.max(1, left);
      this.#feedTo(feed, octets, from);
      if (feed.engine.isFinished) break;
    }
  }

  #feedTo(feed: Feed, octets: Uint8Array, from: number): void {
    const error = from === octets.length ? feed.close() : feed.pull(octets.subarray(from, this.step));
    const { reading } = this.#standing;
    this.#standing = feed.standing;
    if (error !== undefined) this.refusal = refusalOf(error, this.step, reading);
    if (keyOf(reading) !== keyOf(this.#standing.reading)) {
      this.elements.push({ step: this.step, reading: this.#standing.reading });
    }
  }

  #tell(event: EngineEvent | "answer"): void {
    const step = this.step;
    if (event === "answer") {
      this.#add("answer", "204 (No Content), sent by the replay so that the next request is read", step);
    } else if (event.type === "Content") {
      this.#addContent(event.octets.length);
    } else if (event.type === "RequestHead") {
      this.heads.push({ step, counts: this.#standing.counts });
      this.#add("RequestHead", `${event.method} ${event.requestTarget}, ${fieldLines(event.headerSection.size)}`, step);
    } else if (event.type === "EndOfMessage") {
      const trailers = event.trailerSection.size;
      this.#add("EndOfMessage", trailers === 0 ? "no trailer fields" : `trailer: ${fieldLines(trailers)}`, step);
    } else this.#add("ConnectionClosed", "the client has closed its side", step);
  }

  #add(name: ReplayEvent["name"], words: string, step: number): void {
    this.events.push({ name, words, from: step, to: step });
  }

  /** Content that comes octet by octet is told of once. */
  #addContent(octets: number): void {
    const content = { name: "Content", from: this.step - octets + 1, to: this.step } as const;
    this.events.push({ ...content, words: octetsInWords(octets) });
  }
}

/** An engine that is fed, and answers each request when octets of the next one come. */
class Feed {
  readonly engine: Http1Engine;
  readonly #tell: (event: EngineEvent | "answer") => void;
  /** Octets that were fed. */
  #fed = 0;
  /** The exchange whose request has been wholly received and is to be answered. */
  #received: number | undefined;

  constructor({ limits, scheme }: ReplayOptions, tell: (event: EngineEvent | "answer") => void = () => {}) {
    this.engine = new Http1Engine({ limits, scheme });
    this.#tell = tell;
  }

  get standing(): EngineStanding {
    return this.engine.standing;
  }

  /** @returns what was wrong, if anything was */
  pull(octets: Uint8Array): ProtocolError | undefined {
    this.#fed += octets.length;
    this.engine.receive(octets);
    return this.#pullEvents();
  }

  /** The client closes its side. @returns what was wrong, if anything was */
  close(): ProtocolError | undefined {
    this.engine.peerClosed();
    return this.#pullEvents();
  }

  #pullEvents(): ProtocolError | undefined {
    try {
      for (;;) {
        const event = this.engine.nextEvent();
        if (event === "need-octets") return undefined;
        if (event !== "paused") this.#note(event);
        else if (!this.#answered()) return undefined;
      }
    } catch (error) {
      if (error instanceof ProtocolError) return error;
      throw error;
    }
  }

  #note(event: EngineEvent): void {
    if (event.type === "EndOfMessage") this.#received = event.exchange;
    this.#tell(event);
  }

  /** Whether the request that was received has been answered because octets of the next one wait. */
  #answered(): boolean {
    if (this.#received === undefined || this.engine.readOctets === this.#fed) return false;
    this.engine.sendResponse(this.#received, noContent, undefined);
    this.#received = undefined;
    this.#tell("answer");
    return !this.engine.isFinished;
  }
}

function refusalOf(error: ProtocolError, step: number, reading: Reading): ReplayRefusal {
  const { rule, statusCode, message } = error;
  return { rule, statusCode, message, at: error.offset ?? step, step, reading };
}

/** The event as it was told of at a step amid its content. */
function asFarAs(event: ReplayEvent, step: number): ReplayEvent {
  if (event.to <= step) return event;
  const told = { ...event, to: step };
  return { ...told, words: `${octetsInWords(contentOctets(told))} so far` };
}

function contentOctets(event: ReplayEvent): number {
  return event.to - event.from + 1;
}

/** The same for the same element, however many octets of it are left. */
function keyOf(reading: Reading): string {
  return "line" in reading ? `${reading.section} ${reading.line} ${reading.element}` : reading.element;
}

function fieldLines(count: number): string {
  return count === 1 ? "1 field line" : `${count} field lines`;
}

const noContent = { statusCode: 204, headerSection: FieldSection.empty, date: undefined };
