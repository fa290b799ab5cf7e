import { isTchar } from "../../semantics/index.ts";
import { COLON, CR, type Dissection, isOnLine, isWhiteSpace, NO_OCTET } from "./dissection.ts";

/** What of a header section decides about the framing of its message. */
export interface FramingFields {
  /** The values of several lines of a name joined with commas; `undefined` where there is none. */
  transferEncoding: string | undefined;
  contentLength: string | undefined;
}

/**
 * `*( field-line CRLF ) CRLF` (RFC 9112 §2.1, §5).
 * @param framing is filled in
 * @returns whether the section is complete
 */
export function nameFieldLines(
  dissection: Dissection,
  section: "header" | "trailer",
  framing?: FramingFields,
): boolean {
  const { cursor } = dissection;
  const [namePart, valuePart] =
    section === "header" ? (["field-name", "field-value"] as const) : (["trailer-name", "trailer-value"] as const);
  while (cursor.octet !== CR) {
    const start = cursor.at;
    cursor.skip(isTchar);
    const field = cursor.textFrom(start);
    if (field === "") return false;
    dissection.name(namePart, { field });
    if (!dissection.nameOne(COLON, "colon", { field })) return false;
    dissection.nameAll(isWhiteSpace, "ows", { field });
    nameFieldValue(dissection, field, valuePart, framing);
    if (!dissection.nameCrlf("crlf")) return false;
  }
  return dissection.nameCrlf("section-end");
}

/** A value, and the white space behind it, which is no part of it. */
function nameFieldValue(
  dissection: Dissection,
  field: string,
  part: "field-value" | "trailer-value",
  framing: FramingFields | undefined,
): void {
  const { cursor } = dissection;
  const start = cursor.at;
  let valueEnd = start;
  for (let { octet } = cursor; octet !== NO_OCTET && isOnLine[octet] === 1; octet = cursor.octet) {
    cursor.at++;
    if (isWhiteSpace[octet] === 0) valueEnd = cursor.at;
  }
  if (framing !== undefined) noteFraming(framing, field, () => cursor.textFrom(start).slice(0, valueEnd - start));
  dissection.name(part, { field }, valueEnd);
  dissection.name("ows", { field });
}

function noteFraming(framing: FramingFields, field: string, value: () => string): void {
  const name = field.toLowerCase();
  if (name === "transfer-encoding") framing.transferEncoding = joined(framing.transferEncoding, value());
  if (name === "content-length") framing.contentLength = joined(framing.contentLength, value());
}

function joined(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}, ${value}`;
}
