import type { LimitName, Reading, RecipientState, SenderState } from "../../http1/index.ts";
import { hexPair, octetName } from "../anatomy/index.ts";
import { countOf } from "../view/window-state-words.ts";

/** What is being read, for people: what it is called, what may come next, and where the RFC says so. */
export interface ReadingWords {
  readonly name: string;
  /** The same without a count: it changes only with the element. */
  readonly plainName: string;
  readonly expects: string;
  /** "RFC9112-3.1"; absent where nothing is read. */
  readonly section?: string | undefined;
}

/** @param reading what is being read, or was when the octets were refused */
export function readingWords(reading: Reading): ReadingWords {
  const [name, expects, section] = words[reading.element];
  if ("line" in reading) {
    const isHeader = reading.section === "header";
    const lineName = fieldLineName(reading, name);
    return { name: lineName, plainName: lineName, expects, section: isHeader ? section : "RFC9112-7.1.2" };
  }
  const count = "octetsLeft" in reading ? `, ${octetsInWords(reading.octetsLeft)} left` : "";
  return { name: `${name}${count}`, plainName: name, expects, section };
}

/** "1 octet", "2,048 octets". */
export function octetsInWords(count: number): string {
  return countOf(count, "octet");
}

/** An octet by its name and its number: "CR, 0x0d", "G, 0x47", "0xc3". */
export function octetInWords(octet: number): string {
  const number = `0x${hexPair(octet)}`;
  const name = octetName(octet);
  return name === number ? number : `${name}, ${number}`;
}

/** What a state of the parser is, in a few words. */
export const recipientWords: Readonly<Record<RecipientState, string>> = {
  head: "waits for a head, or is amid one",
  content: "the head has been received, its content not wholly",
  complete: "the request has been wholly received",
  faulty: "a rule was broken: nothing more is read",
  closed: "nothing more is received",
};

export const senderWords: Readonly<Record<SenderState, string>> = {
  idle: "no exchange is open",
  awaiting: "a request’s head came: a response is due",
  content: "the response’s head was sent, its content not wholly",
  ended: "the response was wholly sent",
  switched: "101 was sent: another protocol goes on",
  finished: "nothing more is sent",
};

type FieldLineReading = Extract<Reading, { readonly line: number }>;

function fieldLineName({ element, section, line }: FieldLineReading, name: string): string {
  if (element === "section-end") return `the empty line that ends the ${section} section`;
  if (element === "field-line") {
    return line === 1
      ? `the first ${section} field line, or none`
      : `${section} field line ${line}, or the section's end`;
  }
  return `${name} of ${section} field line ${line}`;
}

const words: Readonly<Record<Reading["element"], readonly [name: string, expects: string, section?: string]>> = {
  nothing: ["nothing", "no octet: see the states"],
  "between-requests": ["nothing yet", "the first octet of a method, or one empty line before it", "RFC9112-2.2"],
  "empty-line": ["an empty line before the request line", "LF", "RFC9112-2.2"],
  method: ["method", "more of a token (letters, digits, - and such), or the SP after it", "RFC9112-3.1"],
  "request-target": [
    "request target",
    "more of the target, percent-encoded where need be, or the SP after it",
    "RFC9112-3.2",
  ],
  "HTTP-version": ["HTTP version", "HTTP/ and a digit, a dot, a digit", "RFC9112-2.3"],
  "request-line-end": ["the end of the request line", "CR, then LF", "RFC9112-3"],
  "field-line": [
    "field line",
    "the first octet of a field name, or the CR of the empty line that ends the section",
    "RFC9112-5",
  ],
  "field-name": ["name", "more of a token, or the colon right after it", "RFC9112-5.1"],
  OWS: ["space before the value", "SP or HTAB, the value, or CR", "RFC9112-5.1"],
  "field-value": ["value", "visible characters, SP or HTAB, or the CR that ends the line", "RFC9110-5.5"],
  "field-line-end": ["the end", "LF", "RFC9112-2.2"],
  "section-end": ["the end", "LF", "RFC9112-2.1"],
  "chunk-size": ["chunk size", "hexadecimal digits, then CR or an extension", "RFC9112-7.1"],
  "chunk-ext": ["chunk extension", ";name or ;name=value, then CR", "RFC9112-7.1.1"],
  "chunk-line-end": ["the end of the chunk size's line", "LF", "RFC9112-7.1"],
  "chunk-data": ["chunk data", "any octet", "RFC9112-7.1"],
  "chunk-data-end": ["the line end after a chunk's data", "CR, then LF", "RFC9112-7.1"],
  content: ["content by Content-Length", "any octet", "RFC9112-6.2"],
};

/** What a limit counts. */
export const limitWords: Readonly<Record<LimitName, string>> = {
  emptyLinesMax: "Empty lines before the request",
  methodOctetsMax: "Octets of the method",
  requestLineOctetsMax: "Octets of the request line",
  headerSectionOctetsMax: "Octets of the header section",
  headerLinesMax: "Header field lines",
  contentLengthDigitsMax: "Digits of Content-Length",
  chunkSizeDigitsMax: "Digits of the chunk size",
  chunkExtensionsOctetsMax: "Octets of chunk extensions",
  trailerSectionOctetsMax: "Octets of the trailer section",
  trailerLinesMax: "Trailer field lines",
};
