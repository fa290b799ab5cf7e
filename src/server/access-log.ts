import { visibleJson } from "../trace/index.ts";
import { causeText } from "./cause-text.ts";
import type { ExchangeEntry, NoticeEntry } from "./server-log.ts";

/** Methods that OpenTelemetry knows by name; any other is "_OTHER" with its original beside it. */
const knownMethods = new Set(["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]);

/** One exchange as a line of JSON with the keys of OpenTelemetry's HTTP semantic conventions; our own begin with "porthole.". */
export function jsonExchange(entry: ExchangeEntry): string {
  const target = entry.requestTarget;
  const queryAt = target === undefined ? -1 : target.indexOf("?");
  const isMethodKnown = entry.method !== undefined && knownMethods.has(entry.method);
  return jsonLine({
    timestamp: new Date(entry.timeMs).toISOString(),
    severity: entry.statusCode >= 500 ? "ERROR" : "INFO",
    "http.request.method": entry.method === undefined || isMethodKnown ? entry.method : "_OTHER",
    "http.request.method_original": isMethodKnown ? undefined : entry.method,
    "url.scheme": entry.scheme,
    "url.path": queryAt === -1 ? target : target?.slice(0, queryAt),
    "url.query": queryAt === -1 ? undefined : target?.slice(queryAt + 1),
    "http.response.status_code": entry.statusCode === 0 ? undefined : entry.statusCode,
    "http.response.body.size": entry.contentOctets,
    "http.server.request.duration": seconds(entry.durationMs),
    "network.protocol.name": "http",
    "network.protocol.version": entry.httpVersion?.replace("HTTP/", ""),
    ...serverAddress(entry),
    "client.address": entry.remote.host,
    "client.port": entry.remote.port,
    "user_agent.original": entry.requestHeaderSection?.get("user-agent"),
    "error.type": errorType(entry),
    ...exceptionKeys(entry.cause),
    "porthole.reason": entry.reason,
    "porthole.rule": entry.rule,
    "porthole.connection": entry.connection,
    "porthole.exchange": entry.exchange,
    "porthole.cut": entry.isCut ? true : undefined,
    "porthole.decisions": entry.decisions,
  });
}

/** Something to know that is no exchange, as a line of JSON. `attributes` are further keys. */
export function jsonNotice(entry: NoticeEntry, attributes: Readonly<Record<string, unknown>> = {}): string {
  return jsonLine({
    timestamp: new Date(entry.timeMs).toISOString(),
    severity: entry.level.toUpperCase(),
    message: entry.message,
    ...exceptionKeys(entry.cause),
    ...attributes,
  });
}

/** One exchange in the Common Log Format, its time in UTC. */
export function commonExchange(entry: ExchangeEntry): string {
  const { method, requestTarget, httpVersion } = entry;
  const requestLine = method === undefined ? "-" : `${method} ${requestTarget} ${httpVersion}`;
  const octets = entry.contentOctets === 0 ? "-" : entry.contentOctets;
  return `${entry.remote.host} - - [${commonTime(entry.timeMs)}] ${quoted(requestLine)} ${entry.statusCode || "-"} ${octets}`;
}

/** One exchange in the Combined Log Format: the common one, then Referer and User-Agent. */
export function combinedExchange(entry: ExchangeEntry): string {
  const fields = entry.requestHeaderSection;
  return `${commonExchange(entry)} ${quoted(fields?.get("referer") ?? "-")} ${quoted(fields?.get("user-agent") ?? "-")}`;
}

function serverAddress(entry: ExchangeEntry): Record<string, unknown> {
  const authority = /^(.*?)(?::([0-9]{1,5}))?$/.exec(entry.authority ?? "");
  return {
    "server.address": authority?.[1] || entry.local.host,
    "server.port": serverPort(entry, authority?.[2]),
  };
}

function serverPort(entry: ExchangeEntry, named: string | undefined): number {
  if (named !== undefined) return Number(named);
  if (!entry.authority) return entry.local.port;
  return entry.scheme === "https" ? 443 : 80;
}

function errorType(entry: ExchangeEntry): string | undefined {
  if (entry.rule !== undefined) return entry.rule;
  if (entry.statusCode < 500) return undefined;
  return entry.cause instanceof Error ? String(entry.cause.name) : String(entry.statusCode);
}

function exceptionKeys(cause: unknown): Record<string, unknown> {
  if (cause === undefined) return {};
  return {
    "exception.type": cause instanceof Error ? String(cause.name) : typeof cause,
    "exception.message": cause instanceof Error ? String(cause.message) : causeText(cause),
    "exception.stacktrace": cause instanceof Error ? causeText(cause) : undefined,
  };
}

/** Keys whose value is `undefined` are left out. */
function jsonLine(record: Readonly<Record<string, unknown>>): string {
  return visibleJson(JSON.stringify(record));
}

/** Seconds to the microsecond. */
function seconds(durationMs: number): number {
  return Math.round(durationMs * 1000) / 1_000_000;
}

/** As Apache quotes: `"` and `\` get a backslash, and what is not printable ASCII becomes `\xNN` or `\u{NNNN}`. */
function quoted(text: string): string {
  const escaped = text.replace(/["\\]|[^\u0020-\u007e]/gu, (character) => {
    if (character === '"' || character === "\\") return `\\${character}`;
    const code = character.codePointAt(0)!.toString(16).toUpperCase();
    return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u{${code.padStart(4, "0")}}`;
  });
  return `"${escaped}"`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "22/Nov/2026:17:41:48 +0000" */
function commonTime(timeMs: number): string {
  const time = new Date(timeMs);
  const day = `${twoDigits(time.getUTCDate())}/${months[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
  return `${day}:${twoDigits(time.getUTCHours())}:${twoDigits(time.getUTCMinutes())}:${twoDigits(time.getUTCSeconds())} +0000`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
