import type { Address } from "../semantics/index.ts";
import type { KeptOctets } from "./kept-octets.ts";
import type { Refusal, RefusalReport } from "./refusal-ledger.ts";

/**
 * A report of refusals as one JSON document of ASCII alone: what the network sent cannot act on a terminal. In `octets`
 * each character is one octet, so that `Buffer.from(octets, "latin1")` is what came, but for what is masked.
 * @param timeMs when it was asked for, in milliseconds since 1970
 * @param indent spaces for each level, for people; 0 for a single line
 */
export function refusalJson(report: RefusalReport, timeMs: number, indent: number): string {
  const document = {
    message: "refused requests",
    timestamp: timeText(timeMs),
    total: report.total,
    counts: report.counts.map(({ rule, count, firstMs, lastMs }) => {
      return { rule, count, first: timeText(firstMs), last: timeText(lastMs) };
    }),
    last: report.last.map(shownRefusal),
  };
  return JSON.stringify(document, undefined, indent).replace(/[^\n -~]/g, escaped);
}

function shownRefusal(refusal: Refusal) {
  const { rule, message, statusCode, connection, exchange, receivedOctets, refusedAt } = refusal;
  return {
    timestamp: timeText(refusal.timeMs),
    rule,
    message,
    statusCode,
    remote: addressText(refusal.remote),
    local: addressText(refusal.local),
    connection,
    exchange,
    receivedOctets,
    refusedAt,
    requestHead: shownOctets(refusal.requestHead),
    received: refusal.received.map(shownOctets),
    sent: shownOctets(refusal.sent),
  };
}

function shownOctets(kept: KeptOctets | undefined) {
  if (kept === undefined) return undefined;
  const { at, octets, maskedOctets } = kept;
  return { at, octets, maskedOctets: maskedOctets === 0 ? undefined : maskedOctets };
}

function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

function addressText({ host, port }: Address): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
