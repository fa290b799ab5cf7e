import type { ExchangeRecord, RecordedDecision, Timeline } from "../record.ts";
import { countText } from "./window-state-words.ts";

/** Who is waited for, or works: the client, the server, the site's own code, or the way out. */
export type TimelineKind = "client" | "server" | "site" | "out";

/** One moment of an exchange. */
export interface TimelinePoint {
  readonly key: TimelineKey;
  /** "first octet", "head complete" */
  readonly words: string;
  /** From the first octet; below 0 for what came before it. */
  readonly fromFirstUs: number;
  /** What went on from the moment before it until this one; absent for the first. */
  readonly before?: TimelineSegment | undefined;
}

export interface TimelineSegment {
  /** "choosing", "the handler" */
  readonly words: string;
  readonly kind: TimelineKind;
  readonly us: number;
}

export type TimelineKey =
  | "accepted"
  | "firstOctet"
  | "headComplete"
  | "matched"
  | "handlerBegan"
  | "handlerEnded"
  | "requestEnded"
  | "responseHead"
  | "responseEnded"
  | "handedOver";

const templateWords: Partial<Record<TimelineKey, string>> = {
  handlerBegan: "template began",
  handlerEnded: "template filled",
};

const pointWords: Readonly<Record<TimelineKey, string>> = {
  accepted: "connection accepted",
  firstOctet: "first octet came",
  headComplete: "head complete",
  matched: "route chosen",
  handlerBegan: "handler began",
  handlerEnded: "handler answered",
  requestEnded: "request complete",
  responseHead: "head written",
  responseEnded: "response written",
  handedOver: "handed to the kernel",
};

/** The moments of an exchange that are known, in the order of time; those of one moment in the order of their nature. */
export function timelinePoints(exchange: TimedExchange): TimelinePoint[] {
  const { timeline, decisions } = exchange;
  const hasTemplate = isTemplate(exchange);
  const moments = knownMoments(timeline, decisions).sort((one, other) => one.atUs - other.atUs);
  const passed = new Set<TimelineKey>();
  return moments.map(({ key, atUs }, index) => {
    const earlier = moments[index - 1];
    const state = earlier && segmentAfter(passed, key, exchange);
    passed.add(key);
    const words = hasTemplate ? templateWords[key] : undefined;
    const point = { key, words: words ?? pointWords[key], fromFirstUs: atUs - timeline.firstOctetUs };
    return earlier === undefined || state === undefined
      ? point
      : { ...point, before: { ...state, us: atUs - earlier.atUs } };
  });
}

export type TimedExchange = Pick<
  ExchangeRecord,
  "timeline" | "decisions" | "exchange" | "phase" | "isCut" | "request" | "rule"
>;

function isTemplate({ decisions }: TimedExchange): boolean {
  return decisions.some(({ subject, outcome }) => subject === "handler" && outcome.startsWith("run the template "));
}

/** How long it took in one sentence, and what most of it was; of one that is under way, what goes on. */
export function timelineSentence(exchange: TimedExchange, points: readonly TimelinePoint[]): string {
  const passed = new Set(points.map(({ key }) => key));
  if (exchange.phase !== "ended") return `It is not over yet: ${segmentAfter(passed, undefined, exchange).words}.`;
  const end = points.at(-1)!;
  const cut = exchange.isCut ? " Then it was cut: not all of the response was handed over." : "";
  if (end.fromFirstUs <= 0) return `Nothing is known of the time after its first octet.${cut}`;
  const longest = points
    .flatMap(({ before, fromFirstUs }) => (before === undefined || fromFirstUs <= 0 ? [] : [before]))
    .reduce((most, each) => (each.us > most.us ? each : most));
  const part = longest.us * 2 > end.fromFirstUs ? "Most of it" : "The longest part";
  const total = `${microsecondsText(end.fromFirstUs)} from the first octet until ${untilWords[end.key]}.`;
  return `${total} ${part}, ${microsecondsText(longest.us)}, was ${longest.words}.${cut}`;
}

const untilWords: Readonly<Record<TimelineKey, string>> = {
  accepted: "the connection was accepted",
  firstOctet: "it came",
  headComplete: "the head was complete",
  matched: "a route was chosen",
  handlerBegan: "the handler began",
  handlerEnded: "the handler had answered",
  requestEnded: "the request was complete",
  responseHead: "the head of the response was written",
  responseEnded: "the response was written",
  handedOver: "the kernel had all of the response",
};

/** "640 µs", "1,840 µs", "12.400 s" */
export function microsecondsText(us: number): string {
  const sign = us < 0 ? "−" : "";
  const size = Math.abs(us);
  if (size < 999_999.5) return `${sign}${countText(Math.round(size))} µs`;
  return `${sign}${(size / 1e6).toFixed(3)} s`;
}

interface Moment {
  readonly key: TimelineKey;
  readonly atUs: number;
}

function knownMoments(timeline: Timeline, decisions: readonly RecordedDecision[]): Moment[] {
  const all: readonly (readonly [key: TimelineKey, atUs: number | undefined])[] = [
    ["accepted", timeline.acceptedUs],
    ["firstOctet", timeline.firstOctetUs],
    ["headComplete", timeline.headCompleteUs],
    ["matched", timeline.matchedUs],
    ["handlerBegan", timeline.handlerBeganUs],
    ["handlerEnded", handlerEndUs(decisions)],
    ["requestEnded", timeline.requestEndedUs],
    ["responseHead", timeline.responseHeadUs],
    ["responseEnded", timeline.responseEndedUs],
    ["handedOver", timeline.handedOverUs],
  ];
  return all.flatMap(([key, atUs]) => (atUs === undefined ? [] : [{ key, atUs }]));
}

function handlerEndUs(decisions: readonly RecordedDecision[]): number | undefined {
  const of = decisions.filter(({ subject }) => subject === "handler");
  return of.length < 2 ? undefined : of.at(-1)!.atUs;
}

/** What goes on once these moments have passed, until the next one. */
function segmentAfter(
  passed: ReadonlySet<TimelineKey>,
  next: TimelineKey | undefined,
  exchange: TimedExchange,
): Omit<TimelineSegment, "us"> {
  const isSent = passed.has("responseEnded") || passed.has("handedOver");
  if (isSent && next === "requestEnded")
    return { words: "the rest of the request, which nobody wants", kind: "client" };
  if (passed.has("responseEnded")) return { words: "waiting for the kernel to take it", kind: "out" };
  if (passed.has("responseHead")) return { words: "sending", kind: "out" };
  if (passed.has("handlerEnded")) return { words: "making the response", kind: "server" };
  if (passed.has("handlerBegan") && isContentAwaited(passed, next, exchange))
    return { words: "waiting for the rest of the content", kind: "client" };
  if (passed.has("handlerBegan")) return { words: isTemplate(exchange) ? "the template" : "the handler", kind: "site" };
  if (passed.has("matched")) return { words: afterChoice(next, exchange), kind: "server" };
  if (passed.has("headComplete")) return { words: "choosing", kind: "server" };
  if (passed.has("firstOctet")) {
    if (cameAtOnce(exchange)) return { words: "reading the head", kind: "server" };
    return { words: "waiting for the rest of the head", kind: "client" };
  }
  // Of a connection that goes on, what came before was not this one's.
  if (exchange.exchange > 1) return { words: "earlier exchanges, or idle", kind: "client" };
  return { words: "waiting for the first octet", kind: "client" };
}

/** Whether the request's content is still coming in: what takes the time is its way here then, not the handler. */
function isContentAwaited(
  passed: ReadonlySet<TimelineKey>,
  next: TimelineKey | undefined,
  { phase, timeline, request }: TimedExchange,
): boolean {
  if (next === undefined) return phase === "answering" && !passed.has("requestEnded");
  const lastReadUs = request.reads.at(-1)?.atUs;
  return next === "requestEnded" && lastReadUs !== undefined && lastReadUs > (timeline.handlerBeganUs ?? Infinity);
}

function afterChoice(next: TimelineKey | undefined, { decisions }: TimedExchange): string {
  if (next === "handlerBegan") return "making ready to ask it";
  return decisions.some(({ subject }) => subject === "file") ? "getting the file" : "making the response";
}

/** Whether one read was enough for what came next: the head's end, or what was wrong with it. */
function cameAtOnce({ request, timeline, rule }: TimedExchange): boolean {
  if (rule !== undefined && (rule.startsWith("PORTHOLE/") || rule.endsWith("/INCOMPLETE-HEAD"))) return false;
  const second = request.reads[1];
  const endUs = timeline.headCompleteUs ?? timeline.responseHeadUs;
  return endUs !== undefined && (second === undefined || second.atUs > endUs);
}

/** How wide a segment is drawn. */
export interface DrawnSegment extends TimelineSegment {
  /** The point at its end. */
  readonly until: TimelineKey;
  /** Of the whole width, 0 to 1. */
  readonly share: number;
  /** Whether it is as wide as its time says, beside the others that are. */
  readonly isToScale: boolean;
}

/** No segment is drawn narrower than this share of the whole. */
export const SHARE_MIN = 0.06;

/**
 * The segments of an exchange as wide as their times, but for those too short to be seen: they are made wide enough, and
 * say so. What came before the first octet is left out where the connection had other exchanges then.
 */
export function drawnSegments(points: readonly TimelinePoint[], isFirstExchange: boolean): DrawnSegment[] {
  const drawn = points.filter(({ before, fromFirstUs }) => before && (isFirstExchange || fromFirstUs > 0));
  const segments = drawn.flatMap(({ key, before }) =>
    before === undefined || before.us <= 0 ? [] : [{ key, before }],
  );
  const totalUs = segments.reduce((sum, { before }) => sum + before.us, 0);
  const isShort = shortOnes(
    segments.map(({ before }) => before.us),
    totalUs,
  );
  const short = isShort.filter(Boolean).length;
  const longUs = segments.reduce((sum, { before }, index) => sum + (isShort[index] ? 0 : before.us), 0);
  const room = 1 - short * SHARE_MIN;
  return segments.map(({ key, before }, index) => ({
    ...before,
    until: key,
    share: isShort[index] ? SHARE_MIN : (before.us / longUs) * room,
    isToScale: !isShort[index],
  }));
}

/** Which are too short to be seen: once these are widened, others may have become so. */
function shortOnes(lengths: readonly number[], total: number): boolean[] {
  const isShort = lengths.map(() => false);
  for (let hasChanged = true; hasChanged; ) {
    hasChanged = false;
    const room = 1 - isShort.filter(Boolean).length * SHARE_MIN;
    const left = lengths.reduce((sum, length, index) => sum + (isShort[index] ? 0 : length), 0);
    for (const [index, length] of lengths.entries()) {
      if (isShort[index] || (length / (left || total)) * room >= SHARE_MIN) continue;
      isShort[index] = true;
      hasChanged = true;
    }
  }
  return isShort;
}
