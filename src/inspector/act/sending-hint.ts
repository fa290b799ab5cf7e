import type { Reading } from "../../http1/index.ts";
import { ParserReplay } from "../replay/parser-replay.ts";
import { octetsInWords } from "../replay/parser-replay-words.ts";

/** What the server's parser would make of octets before they are sent. */
export interface SendingHint {
  /** - "complete": whole requests, and nothing after them - "awaited": more is to come - "refused": a rule is broken */
  readonly kind: "complete" | "awaited" | "refused";
  readonly words: string;
  /** The rule that is broken. */
  readonly rule?: string | undefined;
  /** The index of the octet where the fault is seen. */
  readonly at?: number | undefined;
  /** Where each whole request ends. */
  readonly ends: readonly number[];
}

/** More is not tried while someone types. */
const OCTETS_MAX = 20_000;

/**
 * Runs the server's own parser over octets, with the limits that it has unless told otherwise.
 * @returns `undefined` where there are too many
 */
export function sendingHint(octets: string): SendingHint | undefined {
  if (octets.length > OCTETS_MAX) return undefined;
  if (octets === "") return { kind: "awaited", words: "Nothing to send yet.", ends: [] };
  const replay = new ParserReplay({ octets });
  const ends = replay.events.filter(({ name }) => name === "EndOfMessage").map(({ to }) => to);
  if (replay.refusal !== undefined) {
    const { rule, at, message, statusCode } = replay.refusal;
    return { kind: "refused", words: `Would be refused with ${statusCode}: ${message}.`, rule, at, ends };
  }
  const { reading } = replay.stepAt(replay.lastStep).standing;
  const isBetween = reading.element === "nothing" || reading.element === "between-requests";
  const whole = ends.length === 1 ? "A whole request" : `${ends.length} whole requests`;
  if (isBetween && ends.length > 0) return { kind: "complete", words: `${whole}.`, ends };
  const awaited = awaitedWords(reading);
  return { kind: "awaited", words: ends.length === 0 ? sentence(awaited) : `${whole}, then ${awaited}.`, ends };
}

function awaitedWords(reading: Reading): string {
  if (reading.element === "content") return `${octetsInWords(reading.octetsLeft)} of content still to come`;
  if (/^chunk/.test(reading.element)) return "chunked content whose last chunk, 0, is still to come";
  if ("section" in reading) return `a ${reading.section} section that an empty line has yet to end`;
  return "a request line that has no end yet";
}

function sentence(words: string): string {
  return `${words[0]!.toUpperCase()}${words.slice(1)}.`;
}
