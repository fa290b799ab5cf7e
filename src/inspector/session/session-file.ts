import type { ConnectionSummary, ExchangeRecord, MessageRecord, Session } from "../record.ts";
import { SessionShapeError } from "./session-readers.ts";
import { sessionShape } from "./session-shape.ts";

/** A file that is larger is not read. */
export const SESSION_FILE_OCTETS_MAX = 67_108_864;
/** What is written leaves room for the page around it. */
const SESSION_JSON_OCTETS_MAX = SESSION_FILE_OCTETS_MAX - 4_194_304;

/** The element of a page that was exported which holds its session. */
export const SESSION_ELEMENT_ID = "porthole-session";
export const SESSION_ELEMENT_BEGIN = `<script type="application/json" id="${SESSION_ELEMENT_ID}">`;
/** How each page with a session in it begins, so that a file can be known by its first octets. */
export const SESSION_PAGE_BEGIN = '<!doctype html>\n<html lang="en" data-porthole="session">';
const JSON_BEGIN = '{"porthole":"session"';
/** The first octets of a file that `isSessionFile` needs. */
export const SESSION_FILE_BEGIN_OCTETS = Math.max(SESSION_PAGE_BEGIN.length, JSON_BEGIN.length);

/** A file holds no session that can be read: why, for people. */
export class SessionFileError extends Error {
  override readonly name = "SessionFileError";
}

/** Whether a file is one that was written here, by the text it begins with. */
export function isSessionFile(begin: string): boolean {
  return begin.startsWith(JSON_BEGIN) || begin.startsWith(SESSION_PAGE_BEGIN);
}

/**
 * A session as JSON, each exchange on a line of its own. Nothing in it can end an element of a page, or act on a
 * terminal. Where it is too much for a file, the oldest exchanges are left out.
 */
export function sessionJson(session: Session): string {
  const { connections, exchanges } = session;
  const texts = new Map(exchanges.map((exchange) => [exchange, exchangeJson(exchange)]));
  let left = SESSION_JSON_OCTETS_MAX - octetsOf(connections.map(safeJson).join());
  let oldest = exchanges.length;
  while (oldest > 0) {
    left -= octetsOf(texts.get(exchanges[oldest - 1]!)!) + 2;
    if (left < 0) break;
    oldest -= 1;
  }
  const kept = {
    ...session,
    connections: withoutForgotten(connections, exchanges.slice(0, oldest)),
    exchanges: exchanges.slice(oldest),
  };
  return [...sessionPieces(kept, (exchange) => texts.get(exchange)!)].join("");
}

/**
 * The same, all of it, in pieces that are made when they are asked for.
 * @param jsonOf answers what `exchangeJson` does
 */
export function* sessionPieces(
  { porthole, format, facts, totals, connections, exchanges }: LazySession,
  jsonOf: (exchange: ExchangeRecord) => string = exchangeJson,
): Generator<string, void> {
  yield `${safeJson({ porthole, format, facts, totals, connections }).slice(0, -1)},"exchanges":[\n`;
  let separator = "";
  for (const exchange of exchanges) {
    yield separator + jsonOf(exchange);
    separator = ",\n";
  }
  yield "\n]}\n";
}

/** A session whose exchanges may be read when their turn comes. */
export type LazySession = Omit<Session, "exchanges"> & { readonly exchanges: Iterable<ExchangeRecord> };

/** The same text in fewer and larger pieces. */
export function* gathered(pieces: Iterable<string>): Generator<string, void> {
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < PIECE_LENGTH_MIN) continue;
    yield text;
    text = "";
  }
  yield text;
}

const PIECE_LENGTH_MIN = 65_536;

/** A name for a file: what it is of, and when: "porthole-localhost-5000-2026-11-23T060000Z.html". */
export function sessionFileName({ facts }: Session, extension: string): string {
  const host = new URL(facts.url).host.replace(/[^a-z0-9.]+/gi, "-").replace(/^-|-$/g, "");
  const time = new Date(facts.beganMs + facts.nowUs / 1000);
  const when = Number.isNaN(time.getTime()) ? "" : `-${time.toISOString().slice(0, 19).replaceAll(":", "")}Z`;
  return `porthole-${host}${when}.${extension}`;
}

/** One exchange as it stands in `sessionJson`. */
export function exchangeJson(exchange: ExchangeRecord): string {
  return safeJson(exchange);
}

/**
 * Reads a session, from its JSON or from the page that was exported with it. Nothing of the file is run, or taken as
 * markup.
 * @throws SessionFileError what is wrong with it, and where
 */
export function readSessionFile(text: string): Session {
  if (octetsOf(text) > SESSION_FILE_OCTETS_MAX) throw new SessionFileError("It is larger than 64 MiB.");
  const value = parsed(jsonIn(text.replace(/^\ufeff/, "")));
  try {
    const session = sessionShape(value);
    checkNumbers(session);
    return session;
  } catch (error) {
    if (!(error instanceof SessionShapeError)) throw error;
    throw new SessionFileError(`${whatElse(value) ?? error.message}.`, { cause: error });
  }
}

/** JSON whose strings hold nothing that could end an element, nor controls, nor what reorders text. */
function safeJson(value: unknown): string {
  // "<" ends elements and begins comments; of Latin-1, DEL, C1, NBSP and SHY are not seen for what they are.
  return JSON.stringify(value).replace(/[<\x7f-\xa0\xad\u0100-\uffff]/g, escaped);
}

function escaped(character: string): string {
  return escapes[character.charCodeAt(0)] ?? escapeOf(character.charCodeAt(0));
}

function escapeOf(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}

/** Of those that binary content is full of. */
const escapes: readonly string[] = Array.from({ length: 256 }, (_, code) => escapeOf(code));

function withoutForgotten(
  connections: readonly ConnectionSummary[],
  forgotten: readonly ExchangeRecord[],
): readonly ConnectionSummary[] {
  if (forgotten.length === 0) return connections;
  const counts = new Map<number, number>();
  for (const { connection } of forgotten) counts.set(connection, (counts.get(connection) ?? 0) + 1);
  return connections.map((summary) => ({
    ...summary,
    forgottenExchanges: summary.forgottenExchanges + (counts.get(summary.id) ?? 0),
  }));
}

/** How many octets a text is in UTF-8. */
function octetsOf(text: string): number {
  let octets = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) octets += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return octets;
}

function jsonIn(text: string): string {
  if (!/^\s*</.test(text)) return text;
  const begin = text.indexOf(SESSION_ELEMENT_BEGIN);
  if (begin === -1) throw new SessionFileError("It is a page, but no session was exported in it.");
  const from = begin + SESSION_ELEMENT_BEGIN.length;
  const end = text.indexOf("</", from);
  if (end === -1) throw new SessionFileError("The session in the page has no end: the file was cut.");
  return text.slice(from, end);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "";
    throw new SessionFileError(`It is no JSON, or was cut: ${reason}.`, { cause });
  }
}

/** What a file is that is no session, where that is known. */
function whatElse(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || "porthole" in value) return undefined;
  if ("log" in value) return "It is a HAR file, which has no place for what a session holds";
  return "It is JSON, but no session of Porthole";
}

/** What stands in one place must fit what stands in another. */
function checkNumbers({ connections, exchanges }: Session): void {
  const ids = new Set(connections.map(({ id }) => id));
  if (ids.size !== connections.length) throw new SessionShapeError("connections: one of them is there twice");
  const keys = new Set<string>();
  exchanges.forEach(({ connection, exchange, request, response }, at) => {
    const where = `exchanges[${at}]`;
    if (!ids.has(connection)) throw new SessionShapeError(`${where}.connection: there is no connection ${connection}`);
    const key = `${connection}.${exchange}`;
    if (keys.has(key)) throw new SessionShapeError(`${where}: exchange ${key} is there twice`);
    keys.add(key);
    checkOrder(request, `${where}.request`);
    checkOrder(response, `${where}.response`);
  });
}

function checkOrder({ start, end, finalStart, kept, masked, reads }: MessageRecord, where: string): void {
  const ordered: readonly (readonly [name: string, spans: readonly (readonly [from: number, to: number])[]])[] = [
    ["end", end === undefined ? [] : [[start, end]]],
    ["finalStart", finalStart === undefined ? [] : [[start, finalStart]]],
    ["kept", kept.map(({ at, octets }) => [at, at + octets.length])],
    ["masked", masked],
    ["reads", reads.map(({ at, octets }) => [at, at + octets])],
  ];
  for (const [name, spans] of ordered) {
    let before = start;
    for (const [from, to] of spans) {
      if (from < before || to < from) {
        throw new SessionShapeError(`${where}.${name}: positions from ${start} on, in order, are expected`);
      }
      before = to;
    }
  }
}
