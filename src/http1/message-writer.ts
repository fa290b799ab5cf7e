import {
  type FieldSection,
  type HttpVersion,
  isFieldValue,
  isFinalStatusCode,
  isToken,
  isWithoutContent,
  parseList,
  reasonPhrase,
} from "../semantics/index.ts";
import { UsageError } from "./protocol-error.ts";
import { isForbiddenTrailer } from "./trailer-names.ts";

/** What a response begins with, as the site and the server say it. */
export interface ResponseHead {
  /** 200 to 599. */
  readonly statusCode: number;
  readonly headerSection: FieldSection;
  /** The Date field's value; `undefined` where nobody has a clock. Left out where the section has a Date. */
  readonly date: string | undefined;
}

/** A header section in its octets, and what it said of things that the engine decides. */
export interface WrittenFields {
  /** The field lines, each with its CRLF, without those that the engine writes itself. */
  readonly text: string;
  readonly contentLength: number | undefined;
  readonly hasClose: boolean;
  readonly hasDate: boolean;
  /** Connection options other than close and keep-alive, such as upgrade. */
  readonly options: readonly string[];
  /** The head that was written with them last. */
  lastHead: WrittenHead | undefined;
}

/** A response's head in its octets, and all that it was made of beside its fields. */
interface WrittenHead {
  readonly statusCode: number;
  readonly date: string | undefined;
  readonly framing: ResponseFraming["kind"];
  readonly lengthOctets: number | undefined;
  readonly connection: "close" | "keep-alive" | undefined;
  readonly text: string;
}

/** What of a request decides about the framing of its response. */
export interface FramedRequest {
  readonly method: string;
  readonly httpVersion: HttpVersion;
}

/** How the content of a response is delimited (RFC 9112 §6.3); "none" is sent without any. */
export interface ResponseFraming {
  readonly kind: "none" | "content-length" | "chunked" | "close";
  /** The Content-Length to be said; `undefined` for none. */
  readonly lengthOctets: number | undefined;
}

/**
 * Writes a response's header section, all of it checked.
 * @throws UsageError a name or value is not allowed, or says something of the framing that cannot be
 */
export function writeFields(section: FieldSection): WrittenFields {
  let text = "";
  let contentLength: number | undefined;
  let hasDate = false;
  let connection: string[] | undefined;
  for (let index = 0; index < section.size; index++) {
    const name = section.nameAt(index);
    const value = section.valueAt(index);
    checkFieldLine(name, value);
    switch (name.toLowerCase()) {
      case "content-length":
        contentLength = siteContentLength(value, contentLength);
        continue;
      case "transfer-encoding":
        checkTransferEncoding(value);
        continue;
      case "connection":
        connection = [...(connection ?? []), ...parseList(value)];
        continue;
      case "date":
        hasDate = true;
    }
    text += `${name}: ${value}\r\n`;
  }
  const options = connection?.map((option) => option.toLowerCase()) ?? [];
  return {
    text,
    contentLength,
    hasClose: options.includes("close"),
    hasDate,
    options: options.filter((option) => option !== "close" && option !== "keep-alive"),
    lastHead: undefined,
  };
}

/** Writes a trailer section (RFC 9110 §6.5). @throws UsageError a field is malformed, or may not stand in a trailer */
export function writeTrailers(section: FieldSection): string {
  let text = "";
  for (const [name, value] of section) {
    checkFieldLine(name, value);
    if (isForbiddenTrailer(name)) throw new UsageError(`${name} may not be sent in a trailer section`);
    text += `${name}: ${value}\r\n`;
  }
  return text;
}

/**
 * How the content of a response is delimited (RFC 9112 §6.3, §7.1; RFC 9110 §6.4.1, §8.6).
 * @param lengthOctets how much content there is; `undefined` where only its end will tell
 * @param isKnown whether that length is what a GET would have had: false where the site gave no content at all
 * @param siteLength the Content-Length that the site gave
 * @throws UsageError the site's Content-Length is not the content's, or the status code may not answer this method
 */
export function responseFraming(
  request: FramedRequest,
  statusCode: number,
  lengthOctets: number | undefined,
  isKnown: boolean,
  siteLength: number | undefined,
): ResponseFraming {
  if (request.method === "CONNECT" && statusCode < 300) {
    throw new UsageError(`CONNECT was answered with ${statusCode}, which would make a tunnel of the connection`);
  }
  if (isWithoutContent(statusCode) && statusCode !== 304) {
    if (siteLength) throw new UsageError(`Content-Length: ${siteLength} was given with ${statusCode}`);
    return noContent;
  }
  if (statusCode === 205) {
    if (siteLength) throw new UsageError(`Content-Length: ${siteLength} was given with 205, which has no content`);
    return resetContent;
  }
  const isMute = statusCode === 304 || request.method === "HEAD";
  if (siteLength !== undefined && lengthOctets !== undefined && siteLength !== lengthOctets && (!isMute || isKnown)) {
    throw new UsageError(`Content-Length: ${siteLength} was given with ${lengthOctets} octets of content`);
  }
  if (isMute) return { kind: "none", lengthOctets: siteLength ?? (isKnown ? lengthOctets : undefined) };
  const length = lengthOctets ?? siteLength;
  if (length !== undefined) return { kind: "content-length", lengthOctets: length };
  return request.httpVersion === "HTTP/1.0" ? closeDelimited : chunked;
}

/**
 * The octets of a response's head, its empty line included. All of it must have been checked. A head that is the one
 * before it anew, as most are within a second, is not written again: that halves what a response costs.
 */
export function headText(
  { statusCode, date }: ResponseHead,
  fields: WrittenFields,
  { kind: framing, lengthOctets }: ResponseFraming,
  connection: "close" | "keep-alive" | undefined,
): string {
  const last = fields.lastHead;
  if (
    last !== undefined &&
    last.statusCode === statusCode &&
    last.date === date &&
    last.lengthOctets === lengthOctets &&
    last.framing === framing &&
    last.connection === connection
  ) {
    return last.text;
  }
  const lines = [statusLine(statusCode), fields.text];
  if (date !== undefined && !fields.hasDate) lines.push(dateLine(date));
  if (lengthOctets !== undefined) lines.push(`Content-Length: ${lengthOctets}\r\n`);
  else if (framing === "chunked") lines.push("Transfer-Encoding: chunked\r\n");
  lines.push(connectionLine(connection, fields.options));
  // Joined, not added: a text that was added up is put together anew each time that it is written.
  const text = lines.join("");
  fields.lastHead = { statusCode, date, framing, lengthOctets, connection, text };
  return text;
}

/** The Connection line, where there is one, and the empty line. */
function connectionLine(connection: "close" | "keep-alive" | undefined, others: readonly string[]): string {
  if (others.length > 0) {
    const options = connection === undefined ? others : [connection, ...others];
    return `Connection: ${options.join(", ")}\r\n\r\n`;
  }
  if (connection === undefined) return "\r\n";
  return connection === "close" ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n";
}

/** The octets of an interim response (RFC 9110 §15.2). @throws UsageError its fields or status code are not allowed */
export function interimText(statusCode: number, headerSection: FieldSection): string {
  if (!Number.isInteger(statusCode) || statusCode < 100 || statusCode > 199 || statusCode === 101) {
    throw new UsageError(`${statusCode} is no status code of an interim response`);
  }
  return `${statusLine(statusCode)}${interimFields(headerSection)}\r\n`;
}

/** The octets of 101 (RFC 9110 §7.8, §15.2.2). @throws UsageError a field is not allowed, or Upgrade is missing */
export function switchingText(headerSection: FieldSection): string {
  const fields = interimFields(headerSection);
  if (!headerSection.get("upgrade")) throw new UsageError("101 needs an Upgrade field that names the protocol");
  return `${statusLine(101)}Connection: upgrade\r\n${fields}\r\n`;
}

/** @throws UsageError this is no final status code */
export function checkFinalStatusCode(statusCode: number): void {
  if (!isFinalStatusCode(statusCode)) throw new UsageError(`${statusCode} is no status code of a final response`);
}

function interimFields(headerSection: FieldSection): string {
  const fields = writeFields(headerSection);
  if (fields.contentLength !== undefined || headerSection.has("transfer-encoding") || headerSection.has("connection")) {
    throw new UsageError("an interim response has no Connection, Content-Length or Transfer-Encoding of the site's");
  }
  return fields.text;
}

/** CR, LF or NUL in a field would let whoever supplied it write a response of their own (RFC 9112 §11.1). */
function checkFieldLine(name: string, value: string): void {
  if (!isToken(name)) throw new UsageError(`${JSON.stringify(name)} is no field name`);
  if (!isFieldValue(value)) throw new UsageError(`the value of ${name} holds characters that no field may hold`);
}

function siteContentLength(value: string, before: number | undefined): number {
  const length = /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  if (length === undefined || (before !== undefined && before !== length)) {
    throw new UsageError(`Content-Length: ${value} is no number of octets, or not the only one`);
  }
  return length;
}

/** A site that passes on a response may bring its `chunked` along; how this one is framed is decided here anew. */
function checkTransferEncoding(value: string): void {
  if (value.toLowerCase() !== "chunked") throw new UsageError(`Transfer-Encoding: ${value} is not spoken here`);
}

function statusLine(statusCode: number): string {
  const index = statusCode - 100;
  statusLines[index] ??= `HTTP/1.1 ${statusCode} ${reasonPhrase(statusCode)}\r\n`;
  return statusLines[index];
}

function dateLine(date: string): string {
  if (date !== lastDate) {
    if (!isFieldValue(date)) throw new UsageError("the Date field holds characters that no field may hold");
    lastDate = date;
    lastDateLine = `Date: ${date}\r\n`;
  }
  return lastDateLine;
}

const statusLines: string[] = new Array(500).fill(undefined);
let lastDate: string | undefined;
let lastDateLine = "";

const noContent: ResponseFraming = { kind: "none", lengthOctets: undefined };
const resetContent: ResponseFraming = { kind: "none", lengthOctets: 0 };
const closeDelimited: ResponseFraming = { kind: "close", lengthOctets: undefined };
const chunked: ResponseFraming = { kind: "chunked", lengthOctets: undefined };
