import { knownEnd, octetsUpToGap } from "../message-octets.ts";
import type { ExchangeRecord } from "../record.ts";

/** A request as far as it was kept, ready to be written in other ways. */
export interface CopiedRequest {
  /** What was kept up to the first gap, each character one octet. */
  readonly octets: string;
  /** Why that is not all of it; `undefined` where it is. */
  readonly lack: string | undefined;
  /** Spans of secrets in it, as indices; what stands there are asterisks. */
  readonly masked: readonly (readonly [start: number, end: number])[];
  /** As a client could have written it; `undefined` where only a socket can send these octets. */
  readonly plain: PlainRequest | undefined;
}

/** A request that any client can send: every line ends with CR LF, and its framing is right. */
export interface PlainRequest {
  readonly method: string;
  readonly target: string;
  readonly version: "HTTP/1.0" | "HTTP/1.1";
  /** With secrets as placeholders. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Without its transfer coding, with secrets as placeholders; "" where there is none. */
  readonly content: string;
  /** Whether it has trailer fields, which no client of this kind sends. */
  readonly hasTrailers: boolean;
}

/** Reads the request of an exchange. */
export function copiedRequest({ request, refusal }: Pick<ExchangeRecord, "request" | "refusal">): CopiedRequest {
  const octets = octetsUpToGap(request);
  const isWhole = request.start + octets.length >= knownEnd(request);
  const lack = isWhole ? undefined : `Only its first ${octets.length.toLocaleString("en-US")} octets were kept.`;
  const masked = request.masked
    .map(([start, end]) => [start - request.start, end - request.start] as const)
    .filter(([start]) => start < octets.length);
  const isPlain = lack === undefined && refusal === undefined;
  return { octets, lack, masked, plain: isPlain ? plainRequest(octets, masked) : undefined };
}

/** A field line that any client writes so (RFC 9112 §5). */
const FIELD_LINE = /^([!#$%&'*+.^_`|~\w-]+):[\t ]*(.*?)[\t ]*$/;

function plainRequest(octets: string, masked: CopiedRequest["masked"]): PlainRequest | undefined {
  const headEnd = octets.indexOf("\r\n\r\n");
  if (headEnd === -1) return undefined;
  const head = withPlaceholders(octets, masked, 0, headEnd);
  const [requestLine = "", ...lines] = head.split("\r\n");
  const [, method, target, version] = /^([!#$%&'*+.^_`|~\w-]+) ([!-~]+) (HTTP\/1\.[01])$/.exec(requestLine) ?? [];
  const fields: (readonly [string, string])[] = [];
  for (const line of lines) {
    const [, name, value] = FIELD_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined || /[^\t\x20-\x7e\x80-\xff]/.test(value)) return undefined;
    fields.push([name, value]);
  }
  if (method === undefined || target === undefined) return undefined;
  const body = plainContent(octets, masked, headEnd + 4, fields);
  return body && { method, target, version: version as PlainRequest["version"], fields, ...body };
}

/** Octets from `start` up to `end` with a placeholder for each secret in them. */
function withPlaceholders(octets: string, masked: CopiedRequest["masked"], start: number, end: number): string {
  let text = "";
  let at = start;
  for (const [from, to] of masked) {
    if (to <= start || from >= end) continue;
    text += octets.slice(at, Math.max(at, from));
    text += placeholder(Math.min(to, end) - Math.max(from, start));
    at = Math.min(to, end);
  }
  return text + octets.slice(at, end);
}

/** What stands for a secret of so many octets. */
function placeholder(octets: number): string {
  return `SECRET-OF-${octets}-${octets === 1 ? "OCTET" : "OCTETS"}`;
}

type Content = Pick<PlainRequest, "content" | "hasTrailers">;

function plainContent(
  octets: string,
  masked: CopiedRequest["masked"],
  start: number,
  fields: PlainRequest["fields"],
): Content | undefined {
  const value = (name: string) => fields.find(([each]) => each.toLowerCase() === name)?.[1];
  if (value("transfer-encoding") !== undefined) return chunkedContent(octets, masked, start);
  const length = Number(value("content-length") ?? 0);
  if (octets.length - start !== length) return undefined;
  return { content: withPlaceholders(octets, masked, start, octets.length), hasTrailers: false };
}

function chunkedContent(octets: string, masked: CopiedRequest["masked"], start: number): Content | undefined {
  let content = "";
  let at = start;
  for (;;) {
    const lineEnd = octets.indexOf("\r\n", at);
    const size = lineEnd === -1 ? undefined : /^[\dA-Fa-f]{1,12}/.exec(octets.slice(at, lineEnd))?.[0];
    if (size === undefined) return undefined;
    const length = Number.parseInt(size, 16);
    at = lineEnd + 2;
    if (length === 0) return { content, hasTrailers: !octets.startsWith("\r\n", at) };
    content += withPlaceholders(octets, masked, at, at + length);
    at += length + 2;
    if (at > octets.length) return undefined;
  }
}
