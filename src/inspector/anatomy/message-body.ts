import { parseList } from "../../semantics/index.ts";
import { CR, type Dissection, isHexDigit, isOnLine, NO_OCTET } from "./dissection.ts";
import { type FramingFields, nameFieldLines } from "./field-lines.ts";

/** What delimits a message body, or what its octets are where nothing does. */
export type BodyFraming =
  | { readonly kind: "none" }
  | { readonly kind: "content-length"; readonly lengthOctets: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "until-close" }
  | { readonly kind: "other-protocol" };

/** RFC 9112 §6.3, of a request that was not refused for it. */
export function requestBodyFraming(fields: FramingFields): BodyFraming {
  if (fields.transferEncoding !== undefined) return { kind: "chunked" };
  return fields.contentLength === undefined ? { kind: "none" } : contentLengthFraming(fields.contentLength);
}

/** RFC 9112 §6.3, of a final response; its steps' numbers stand behind. */
export function responseBodyFraming(
  fields: FramingFields,
  statusCode: number,
  method: string | undefined,
): BodyFraming {
  if (statusCode === 101) return { kind: "other-protocol" };
  if (method === "HEAD" || statusCode === 204 || statusCode === 304) return { kind: "none" }; // 1
  if (method === "CONNECT" && statusCode >= 200 && statusCode < 300) return { kind: "other-protocol" }; // 2
  if (fields.transferEncoding !== undefined) {
    const isChunked = parseList(fields.transferEncoding).at(-1)?.toLowerCase() === "chunked";
    return { kind: isChunked ? "chunked" : "until-close" }; // 4
  }
  if (fields.contentLength !== undefined) return contentLengthFraming(fields.contentLength); // 6
  return { kind: "until-close" }; // 8
}

function contentLengthFraming(value: string): BodyFraming {
  return /^\d+$/.test(value) ? { kind: "content-length", lengthOctets: Number(value) } : { kind: "until-close" };
}

/** Names the octets of a body, as far as they came. */
export function nameBody(dissection: Dissection, framing: BodyFraming): void {
  switch (framing.kind) {
    case "none":
      return;
    case "content-length":
      dissection.nameLength(framing.lengthOctets, "content");
      return;
    case "chunked":
      nameChunks(dissection);
      return;
    case "until-close":
      dissection.nameRest("content");
      return;
    case "other-protocol":
      dissection.nameRest("other-protocol");
      return;
  }
}

/** `chunked-body = *chunk last-chunk trailer-section CRLF` (RFC 9112 §7.1). */
function nameChunks(dissection: Dissection): void {
  const { cursor } = dissection;
  for (let chunk = 1; ; chunk++) {
    const start = cursor.at;
    cursor.skip(isHexDigit);
    const digits = cursor.textFrom(start);
    if (digits === "") return;
    const isLast = /^0+$/.test(digits) && cursor.octet !== NO_OCTET;
    dissection.name(isLast ? "last-chunk" : "chunk-size", { chunk });
    dissection.nameAll(isOnLine, "chunk-extension", { chunk });
    if (cursor.octet !== CR || !dissection.nameCrlf("crlf")) return;
    if (isLast) {
      nameFieldLines(dissection, "trailer");
      return;
    }
    if (!dissection.nameLength(Number.parseInt(digits, 16), "chunk-data", { chunk })) return;
    if (!dissection.nameCrlf("chunk-data-end", { chunk })) return;
  }
}
