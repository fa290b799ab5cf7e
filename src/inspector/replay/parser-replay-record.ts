import { engineLimits, rules } from "../../http1/index.ts";
import { knownEnd, octetsUpToGap } from "../message-octets.ts";
import type { ExchangeRecord, MessageRecord, RecordedRefusal, RecordingFacts } from "../record.ts";
import { ParserReplay } from "./parser-replay.ts";
import { octetsInWords } from "./parser-replay-words.ts";

/** The replay of a request as it was kept, and what it cannot show of it. */
export interface RecordedReplay {
  readonly replay: ParserReplay;
  /** The position, in what the connection received, of the first octet that is replayed. */
  readonly start: number;
  /** The step to look at first: where the octets were refused, by the replay or else by the server; else the first. */
  readonly firstStep: number;
  /** The steps at which a read from the connection was used up. */
  readonly readEnds: readonly number[];
  /** What is different from what the server saw, each a sentence. */
  readonly notices: readonly string[];
}

/** The replay of an exchange's request; of no octets where its beginning was not kept. */
export function replayOfRequest(exchange: ExchangeRecord, facts: RecordingFacts): RecordedReplay {
  const { request, refusal } = exchange;
  const octets = octetsUpToGap(request);
  const { requestLineOctetsMax, headerSectionOctetsMax, headerLinesMax, trailerLinesMax } = facts.limits;
  const isWhole = request.start + octets.length >= knownEnd(request);
  const replay = new ParserReplay({
    octets,
    limits: engineLimits({ requestLineOctetsMax, headerSectionOctetsMax, headerLinesMax, trailerLinesMax }),
    scheme: facts.url.startsWith("https:") ? "https" : "http",
    clientCloses: isWhole && refusal !== undefined && incomplete.has(refusal.rule),
  });
  const refusedStep = refusal?.at === undefined ? 0 : Math.min(refusal.at - request.start + 1, replay.lastStep);
  return {
    replay,
    start: request.start,
    firstStep: replay.refusal?.step ?? refusedStep,
    readEnds: readEnds(request, octets.length),
    notices: notices(exchange, replay),
  };
}

function readEnds({ start, reads }: MessageRecord, length: number): number[] {
  return reads.map(({ at, octets }) => at + octets - start).filter((end) => end > 0 && end <= length);
}

function notices(exchange: ExchangeRecord, replay: ParserReplay): string[] {
  const { request, refusal } = exchange;
  const length = replay.octets.length;
  const missing = knownEnd(request) - request.start - length;
  const found: (string | undefined)[] = [];
  if (length === 0 && missing > 0) {
    return ["The first octets of this request are not kept any more, and a parser cannot begin in the middle."];
  }
  const masked = maskedOctets(request, length);
  if (missing > 0) found.push(`${octetsInWords(missing)} after these were not all kept: the replay ends before them.`);
  if (masked > 0) found.push(`${octetsInWords(masked)} of secrets are masked: the replay reads * in their place.`);
  if (exchange.phase === "receiving") found.push("More of this request may still come: this is what has.");
  found.push(difference(request, refusal, replay));
  return found.filter((notice) => notice !== undefined);
}

/** How what the server found differs from what the replay finds; `undefined` where it does not. */
function difference(
  request: MessageRecord,
  refusal: RecordedRefusal | undefined,
  replay: ParserReplay,
): string | undefined {
  const found = replay.refusal;
  if (refusal === undefined) {
    return (
      found && `The server took these octets, and the replay refuses them (${found.rule})${becauseOf(request, replay)}`
    );
  }
  if (!Object.hasOwn(rules, refusal.rule)) {
    const ending = found === undefined ? "which found nothing wrong with these octets" : "but see what it found";
    return `The server refused this request by ${refusal.rule}: not a rule of the parser, ${ending}.`;
  }
  const at = refusal.at === undefined ? undefined : refusal.at - request.start;
  if (found?.rule === refusal.rule && (at === undefined || at === found.at)) return undefined;
  const where = refusal.at === undefined ? "" : ` at octet ${ordinal(refusal.at)}`;
  const instead =
    found === undefined
      ? "the replay does not"
      : `the replay does by ${found.rule} at octet ${ordinal(request.start + found.at)}`;
  return `The server refused this request by ${refusal.rule}${where}; ${instead}${becauseOf(request, replay, at)}`;
}

/** Why a replay may differ, as the end of a sentence. */
function becauseOf(request: MessageRecord, replay: ParserReplay, at?: number): string {
  const length = replay.octets.length;
  if (at !== undefined && at > length) return ": the octets that decided it were not kept.";
  if (maskedOctets(request, length) > 0)
    return ": it reads * where secrets are masked, and what stood there may decide it.";
  if (knownEnd(request) - request.start > length) return ": not all octets were kept.";
  return ". What decided it is not in the recording: trust what the server found.";
}

/** The octet at a position, counted as the first, the second … of the connection. */
function ordinal(position: number): string {
  return (position + 1).toLocaleString("en");
}

/** How many of the first octets are masked. */
function maskedOctets({ start, masked }: MessageRecord, length: number): number {
  const end = start + length;
  return masked.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, end) - Math.max(from, start)), 0);
}

/** The rules that are broken by an end, not by an octet. */
const incomplete: ReadonlySet<string> = new Set(["RFC9112-8/INCOMPLETE-HEAD", "RFC9112-8/INCOMPLETE-CONTENT"]);
