import type { Address } from "../../semantics/index.ts";
import type { ConnectionEnd, ConnectionSummary, ExchangeSummary, RunningDeadlineUs } from "../record.ts";

/** A count for people: "4,000". */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 exchange", "4,000 exchanges" */
export function countOf(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Octets for people: "0 B", "640 B", "1.4 kB", "23 MB". */
export function octetsText(octets: number): string {
  if (octets < 1000) return `${octets} B`;
  let count = octets;
  for (const unit of ["kB", "MB", "GB"]) {
    count /= 1000;
    if (count < 999.5) return `${count < 9.95 ? count.toFixed(1) : count.toFixed(0)} ${unit}`;
  }
  return `${(count / 1000).toFixed(1)} TB`;
}

/** A duration for people: "640 µs", "1.8 ms", "12 ms", "1.3 s", "2 min 5 s". */
export function durationText(us: number): string {
  if (us < 999.5) return `${Math.round(us)} µs`;
  if (us < 9950) return `${(us / 1000).toFixed(1)} ms`;
  if (us < 999_500) return `${Math.round(us / 1000)} ms`;
  if (us < 9_950_000) return `${(us / 1e6).toFixed(1)} s`;
  return wholeSecondsText(us);
}

/** A time to wait, in whole seconds, rounded up: "12 s", "1 min 12 s", "2 h 5 min". */
export function wholeSecondsText(us: number): string {
  const seconds = Math.max(0, Math.ceil(us / 1e6 - 1e-6));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return joined(Math.floor(seconds / 60), "min", seconds % 60, "s");
  return joined(Math.floor(seconds / 3600), "h", Math.floor((seconds % 3600) / 60), "min");
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** The time of day where the page is: "12:04:31", with so many digits of the second's fraction: "12:04:31.250". */
export function clockText(ms: number, digits: 0 | 1 | 2 | 3 = 0): string {
  const date = new Date(ms);
  const two = (count: number) => String(count).padStart(2, "0");
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (digits === 0) return time;
  return `${time}.${String(date.getMilliseconds()).padStart(3, "0").slice(0, digits)}`;
}

/** "127.0.0.1:5000", "[::1]:5000" */
export function addressText({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What a running deadline waits for and what it will do: "idle: closes in 1 min 12 s". */
export function deadlineText({ kind, endsUs }: RunningDeadlineUs, nowUs: number): string {
  const left = wholeSecondsText(endsUs - nowUs);
  switch (kind) {
    case "first-octet":
      return `no octet yet: closes in ${left}`;
    case "head":
      return `head incomplete: 408 in ${left}`;
    case "idle":
      return `idle: closes in ${left}`;
    case "content":
      return `waits for content: ${left} left`;
    case "send":
      return `waits for the client to take more: ${left} left`;
    case "drain":
      return `reads content that nobody wants: ${left} left`;
    case "closing":
      return `waits for the client to close: ${left} left`;
  }
}

/** What a running deadline will do, and when: "closes in 1 min 12 s". */
function shortDeadlineText({ kind, endsUs }: RunningDeadlineUs, nowUs: number): string {
  const left = wholeSecondsText(endsUs - nowUs);
  if (kind === "head") return `408 in ${left}`;
  return kind === "first-octet" || kind === "idle" ? `closes in ${left}` : `waits, ${left} left`;
}

/** "RFC9112-6.3/TE+CL" */
const RULE = /^[A-Z0-9.-]+\/[A-Z0-9.+-]+$/;

/** Who ended a connection and why: "closed by the server: the exchange was the last". */
export function endText({ by, reason }: ConnectionEnd): string {
  if (by === "client") return "closed by the client";
  if (by === "server" && RULE.test(reason)) return `closed by the server after refusing: ${reason}`;
  return `${by === "server" ? "closed by the server" : "broken off"}: ${reason}`;
}

/** Who ended a connection, where there is room for few words. */
function shortEndText({ by, reason }: ConnectionEnd): string {
  if (by === "server" && RULE.test(reason)) return "closed after refusing";
  return by === "network" ? "broken off" : `closed by the ${by}`;
}

/** How it stands with a connection, in one line. */
export function standingText(connection: ConnectionSummary, nowUs: number): string {
  if (connection.end !== undefined) return endText(connection.end);
  return openText(connection, nowUs);
}

/** The same in few words, for a lane: "closed after refusing"; in fewer where it is narrow: "408 in 12 s". */
export function shortStandingText(connection: ConnectionSummary, nowUs: number, isNarrow = false): string {
  const { end, deadline } = connection;
  if (end !== undefined) return shortEndText(end);
  if (deadline !== undefined && isNarrow) return shortDeadlineText(deadline, nowUs);
  if (deadline === undefined && connection.peerClosedUs !== undefined) return "at work, half-closed";
  return openText(connection, nowUs);
}

function openText(connection: ConnectionSummary, nowUs: number): string {
  if (connection.deadline !== undefined) return deadlineText(connection.deadline, nowUs);
  return connection.peerClosedUs === undefined ? "at work" : "at work; the client has closed its side";
}

/**
 * When an exchange was over, as far as is known; the present while it is under way.
 * @param connection its connection: where that was gone before the response, nothing else says when that was
 */
export function exchangeEndUs(exchange: ExchangeSummary, nowUs: number, connection?: ConnectionSummary): number {
  const { timeline } = exchange;
  if (exchange.phase !== "ended") return Math.max(nowUs, timeline.firstOctetUs);
  return Math.max(
    timeline.firstOctetUs,
    timeline.headCompleteUs ?? 0,
    timeline.requestEndedUs ?? 0,
    timeline.responseHeadUs ?? 0,
    timeline.responseEndedUs ?? 0,
    timeline.handedOverUs ?? 0,
    exchange.isCut ? (connection?.end?.atUs ?? 0) : 0,
  );
}

/** How long an exchange took, or takes; "–" where that is not known. */
export function tookText(exchange: ExchangeSummary, nowUs: number, connection?: ConnectionSummary): string {
  const tookUs = exchangeEndUs(exchange, nowUs, connection) - exchange.timeline.firstOctetUs;
  return tookUs === 0 && exchange.phase === "ended" ? "–" : durationText(tookUs);
}

/** The few words after the arrow, and the rule where one was broken: "← no route". */
export function whyText({ reason, rule, isCut, phase }: ExchangeSummary): string {
  const rest = rule !== undefined && reason?.startsWith(`${rule}: `) ? reason.slice(rule.length + 2) : reason;
  const isSaid = reason?.startsWith("client gone ");
  const words = [rule, rest === rule ? undefined : rest, isCut && !isSaid ? "cut" : undefined].filter(Boolean);
  if (words.length > 0) return `← ${words.join(": ")}`;
  if (phase === "receiving") return "its head has not come wholly";
  return phase === "answering" ? "being answered" : "";
}

/** What was asked for: "GET /kittens"; where no head was understood, why: "refused: RFC9112-3.2/HOST-MISSING". */
export function requestText({ method, requestTarget, rule, phase }: ExchangeSummary): string {
  if (method !== undefined) return `${method} ${requestTarget ?? ""}`;
  if (rule !== undefined) return `refused: ${rule}`;
  return phase === "ended" ? "no request: the head never ended" : "a request coming in";
}

/** What was answered, in a few words: "200", "…" while nothing was, "no response". */
export function statusText({ statusCode, phase }: ExchangeSummary): string {
  if (statusCode !== undefined && statusCode !== 0) return String(statusCode);
  return phase === "ended" ? "–" : "…";
}
