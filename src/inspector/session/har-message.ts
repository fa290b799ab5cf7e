import { parseMediaType } from "../../semantics/index.ts";
import type { Anatomy, PartSpan } from "../anatomy/index.ts";
import { octetArray, octetsBetween } from "../message-octets.ts";
import type { MessageRecord } from "../record.ts";
import type { HarNameValue } from "./har-format.ts";

/** A message taken apart, as HAR wants it. */
export interface HarMessage {
  readonly fields: readonly HarNameValue[];
  readonly httpVersion: string;
  readonly reasonPhrase: string;
  /** Octets; -1 where the end of it is not known. */
  readonly headOctets: number;
  readonly bodyOctets: number;
  readonly content: KeptContent;
}

/** A message's content without transfer coding, from its beginning on. */
export interface KeptContent {
  readonly octets: string;
  /** Octets that it had, kept or not, as far as that is known. */
  readonly lengthOctets: number;
}

/**
 * Reads a message from what was kept of it.
 * @param anatomy what its octets are
 */
export function harMessage(message: MessageRecord, anatomy: Anatomy): HarMessage {
  const start = message.finalStart ?? message.start;
  const headEnd = anatomy.headEnd;
  const head = anatomy.spans.filter((span) => span.start >= start && span.end <= (headEnd ?? anatomy.end));
  const first = head.find(({ part }) => part !== "empty-line-before");
  const textOf = (part: PartSpan["part"]) => {
    const span = head.find((each) => each.part === part);
    return span === undefined ? "" : octetsBetween(message.kept, span.start, span.end);
  };
  return {
    fields: fieldsOf(message, head),
    httpVersion: textOf("http-version"),
    reasonPhrase: textOf("reason-phrase"),
    headOctets: headEnd === undefined ? -1 : headEnd - (first?.start ?? start),
    bodyOctets: headEnd === undefined || message.end === undefined ? -1 : message.end - headEnd,
    content: headEnd === undefined ? { octets: "", lengthOctets: 0 } : contentOf(message, anatomy, headEnd),
  };
}

/** The first value of a field; `undefined` where there is none. */
export function fieldValue(fields: readonly HarNameValue[], name: string): string | undefined {
  return fields.find((field) => field.name.toLowerCase() === name)?.value;
}

/** Content as JSON can hold it: as text where it is text in UTF-8, in base64 where it is not. */
export function contentText(
  { octets, lengthOctets }: KeptContent,
  contentType: string | undefined,
): { readonly text: string; readonly encoding?: "base64" } {
  const text = mayBeUtf8(contentType) ? utf8Text(octets, octets.length < lengthOctets) : undefined;
  return text === undefined ? { text: btoa(octets), encoding: "base64" } : { text };
}

function fieldsOf(message: MessageRecord, head: readonly PartSpan[]): HarNameValue[] {
  const fields: { name: string; value: string }[] = [];
  for (const span of head) {
    if (span.part === "field-name") fields.push({ name: octetsBetween(message.kept, span.start, span.end), value: "" });
    const field = fields.at(-1);
    if (span.part === "field-value" && field !== undefined)
      field.value += octetsBetween(message.kept, span.start, span.end);
  }
  return fields;
}

function contentOf(message: MessageRecord, { spans }: Anatomy, headEnd: number): KeptContent {
  let octets = "";
  let lengthOctets = 0;
  let isWhole = true;
  for (const span of spans) {
    if (span.start < headEnd) continue;
    const isKept = span.part === "content" || span.part === "chunk-data";
    const isContent = isKept || span.within === "content" || span.within === "chunk-data";
    if (isContent) lengthOctets += span.end - span.start;
    if (span.part === "not-kept") isWhole = false;
    if (isKept && isWhole) octets += octetsBetween(message.kept, span.start, span.end);
  }
  return { octets, lengthOctets };
}

/** Whether content of a media type is in UTF-8 if it is text at all. */
function mayBeUtf8(contentType: string | undefined): boolean {
  const charset = parseMediaType(contentType ?? "")?.parameters.get("charset");
  return charset === undefined || /^(?:utf-?8|us-ascii)$/i.test(charset);
}

/** @param isCut whether the last character may be there in part, which is then left out */
function utf8Text(octets: string, isCut: boolean): string | undefined {
  if (/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(octets)) return undefined;
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(octetArray(octets), { stream: isCut });
  } catch {
    return undefined;
  }
}
