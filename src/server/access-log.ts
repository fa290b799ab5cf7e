import type { Address } from "../semantics/index.ts";
import { causeText, visibleJson } from "../trace/index.ts";
import type { ExchangeEntry, NoticeEntry } from "./server-log.ts";

/** Methods that OpenTelemetry knows by name; any other is "_OTHER" with its original beside it. */
const knownMethods = new Set(["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]);

/** One exchange as a line of JSON with the keys of OpenTelemetry's HTTP semantic conventions; our own begin with "porthole.". */
export function jsonExchange(entry: ExchangeEntry): string {
  const { method, requestTarget: target, scheme, remote } = entry;
  const queryAt = target === undefined ? -1 : target.indexOf("?");
  const isMethodKnown = method === undefined || knownMethods.has(method);
  const { host, port } = serverAddress(entry);
  let line = member("timestamp", new Date(entry.timeMs).toISOString());
  line += member("severity", entry.statusCode >= 500 ? "ERROR" : "INFO");
  line += member("http.request.method", isMethodKnown ? method : "_OTHER");
  if (!isMethodKnown) line += member("http.request.method_original", method);
  line += member("url.scheme", scheme);
  line += member("url.path", queryAt === -1 ? target : target?.slice(0, queryAt));
  if (queryAt !== -1) line += member("url.query", target?.slice(queryAt + 1));
  if (entry.statusCode !== 0) line += member("http.response.status_code", entry.statusCode);
  line += member("http.response.body.size", entry.contentOctets);
  line += member("http.server.request.duration", seconds(entry.durationMs));
  line += member("network.protocol.name", "http");
  line += member("network.protocol.version", entry.httpVersion?.slice("HTTP/".length));
  line += member("server.address", host) + member("server.port", port);
  line += member("client.address", remote.host) + member("client.port", remote.port || undefined);
  line += member("user_agent.original", entry.requestHeaderSection?.get("user-agent"));
  line += member("error.type", errorType(entry)) + exceptionMembers(entry.cause);
  line += member("porthole.reason", entry.reason) + member("porthole.rule", entry.rule);
  line += member("porthole.refusals", entry.ruleCount);
  line += member("porthole.connection", entry.connection) + member("porthole.exchange", entry.exchange);
  if (entry.isCut) line += member("porthole.cut", true);
  line += member(
    "porthole.decisions",
    entry.decisions?.map(({ subject, outcome, rows }) => ({ subject, outcome, rows })),
  );
  return `{${line.slice(1)}}`;
}

/** Something to know that is no exchange, as a line of JSON. `attributes` are further keys. */
export function jsonNotice(entry: NoticeEntry, attributes: Readonly<Record<string, unknown>> = {}): string {
  let line = member("timestamp", new Date(entry.timeMs).toISOString());
  line += member("severity", entry.level.toUpperCase()) + member("message", entry.message);
  line += exceptionMembers(entry.cause);
  for (const [key, value] of Object.entries(attributes)) line += member(key, value);
  return `{${line.slice(1)}}`;
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

/** The host and port of the authority, or of the address that was listened on where the request named none. */
function serverAddress({ authority, local, scheme }: ExchangeEntry): Address {
  if (authority === undefined || authority === "") return local;
  const usualPort = scheme === "https" ? 443 : 80;
  const colonAt = authority.lastIndexOf(":");
  // The last colon of "[::1]" is inside its brackets.
  if (colonAt <= authority.lastIndexOf("]")) return { host: authority, port: usualPort };
  return { host: authority.slice(0, colonAt), port: Number(authority.slice(colonAt + 1)) || usualPort };
}

function errorType(entry: ExchangeEntry): string | undefined {
  if (entry.rule !== undefined) return entry.rule;
  if (entry.statusCode < 500) return undefined;
  return entry.cause instanceof Error ? String(entry.cause.name) : String(entry.statusCode);
}

function exceptionMembers(cause: unknown): string {
  if (cause === undefined) return "";
  if (!(cause instanceof Error))
    return member("exception.type", typeof cause) + member("exception.message", causeText(cause));
  const head = member("exception.type", String(cause.name)) + member("exception.message", String(cause.message));
  return head + member("exception.stacktrace", causeText(cause));
}

/** Text that needs no escape in JSON. */
const plainText = /^[ !#-[\]-~]*$/;

/** A comma, a key and its value; nothing where the value is `undefined`. Built by hand: the whole through JSON.stringify and visibleJson costs ten times as much. */
function member(key: string, value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string" && plainText.test(value)) return `,"${key}":"${value}"`;
  if (typeof value === "number" && Number.isFinite(value)) return `,"${key}":${value}`;
  return `,"${key}":${visibleJson(JSON.stringify(value))}`;
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
