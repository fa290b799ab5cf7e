import type { ResponseFault } from "../cases/index.ts";

/** A response as a forgiving client reads it, with all that is wrong in its form. */
export interface ReceivedResponse {
  /** 0 where there is no status line. */
  readonly statusCode: number;
  readonly reason: string;
  readonly version: string;
  /** In the order in which they came; names in lower case, values without white space about them. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Without its transfer coding; each character one octet. */
  readonly content: string;
  /** Whether all of it has come. */
  readonly isComplete: boolean;
  readonly faults: ReadonlySet<ResponseFault>;
}

/** What a client reads of a connection. */
export interface ReadConnection {
  /** Status codes of interim responses. */
  readonly interim: readonly number[];
  readonly final: readonly ReceivedResponse[];
}

/** The values of a field of that name, in lower case. */
export function valuesOf(response: ReceivedResponse, name: string): readonly string[] {
  return response.fields.filter(([each]) => each === name).map(([, value]) => value);
}

/** Whether the response says that the connection ends after it (RFC 9112 §9.3). */
export function announcesClose(response: ReceivedResponse): boolean {
  const options = valuesOf(response, "connection")
    .join(",")
    .toLowerCase()
    .split(",")
    .map((option) => option.trim());
  if (options.includes("close")) return true;
  return !/^HTTP\/1\.[1-9]$/.test(response.version) && !options.includes("keep-alive");
}

/**
 * Reads the responses in these octets, in a way that shares nothing with any server's engine: it goes on wherever a
 * client could, and notes what was wrong.
 * @param methods those of the requests, in order; the last goes for all that follow
 * @param hasEnded whether no octet will come any more
 */
export function readResponses(text: string, methods: readonly string[], hasEnded: boolean): ReadConnection {
  const interim: number[] = [];
  const final: ReceivedResponse[] = [];
  let interimFaults: readonly ResponseFault[] = [];
  let excessFault: ResponseFault = "content-excess";
  const noteExcess = () => {
    const response = final.pop()!;
    final.push({ ...response, faults: new Set([...response.faults, excessFault]) });
  };
  for (let at = 0; at < text.length; ) {
    const start = nextStart(text, at, hasEnded);
    if (start > at && start < text.length && final.length > 0) noteExcess();
    if (start === -1) {
      if (final.length > 0) noteExcess();
      else if (hasEnded || text.length >= "HTTP/".length) final.push(withoutHead(text, hasEnded));
      break;
    }
    if (start >= text.length) break;
    const head = readHead(text, start, hasEnded);
    if (head === undefined) break;
    if (head.statusCode >= 100 && head.statusCode < 200) {
      interim.push(head.statusCode);
      interimFaults = [...interimFaults, ...head.faults, ...lengthsForbidden(head)];
      at = head.end;
      // What follows 101 is another protocol's.
      if (head.statusCode === 101) break;
      continue;
    }
    const method = methods[Math.min(final.length, methods.length - 1)] ?? "GET";
    const { content, isComplete, end, faults } = readContent(text, head, method, hasEnded);
    const allFaults = new Set([...interimFaults, ...head.faults, ...faults]);
    interimFaults = [];
    excessFault = mayHaveContent(method, head.statusCode) ? "content-excess" : "content-forbidden";
    final.push({ ...head, content, isComplete, faults: allFaults });
    at = end;
  }
  return { interim, final };
}

/** Where the next response begins; -1 where none does, the text's end where that cannot be told yet. */
function nextStart(text: string, at: number, hasEnded: boolean): number {
  if (text.startsWith("HTTP/", at)) return at;
  if (!hasEnded && "HTTP/".startsWith(text.slice(at))) return text.length;
  return at === 0 ? -1 : text.indexOf("HTTP/1.", at);
}

function withoutHead(text: string, hasEnded: boolean): ReceivedResponse {
  const faults = new Set<ResponseFault>(["no-status-line"]);
  return { statusCode: 0, reason: "", version: "", fields: [], content: text, isComplete: hasEnded, faults };
}

interface Head {
  readonly statusCode: number;
  readonly reason: string;
  readonly version: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly faults: readonly ResponseFault[];
  /** Where the content begins. */
  readonly end: number;
}

/** `undefined` where its end has not come. */
function readHead(text: string, start: number, hasEnded: boolean): Head | undefined {
  const faults = new Set<ResponseFault>();
  const lines: string[] = [];
  let at = start;
  for (;;) {
    const lineFeed = text.indexOf("\n", at);
    if (lineFeed === -1) {
      if (!hasEnded) return undefined;
      faults.add("head-unfinished");
      if (at < text.length) lines.push(text.slice(at));
      at = text.length;
      break;
    }
    const hasCr = text[lineFeed - 1] === "\r" && lineFeed - 1 >= at;
    if (!hasCr) faults.add("bare-lf");
    const line = text.slice(at, hasCr ? lineFeed - 1 : lineFeed);
    at = lineFeed + 1;
    if (line === "") break;
    lines.push(line);
  }
  const status = readStatusLine(lines[0] ?? "", faults);
  return { ...status, fields: readFields(lines.slice(1), faults), faults: [...faults], end: at };
}

function readStatusLine(line: string, faults: Set<ResponseFault>): Pick<Head, "statusCode" | "reason" | "version"> {
  const strict = /^(HTTP\/\d\.\d) (\d{3}) ([\t -~\x80-\xff]*)$/.exec(line);
  const loose = strict ?? /^(HTTP\/[\d.]*)[ \t]*(\d*)[ \t]*(.*)$/s.exec(line);
  if (strict === null) faults.add("status-line");
  const version = loose?.[1] ?? "";
  if (version !== "HTTP/1.1" && version !== "HTTP/1.0") faults.add("version");
  if (line.includes("\r")) faults.add("bare-cr");
  return { version, statusCode: Number((loose?.[2] ?? "").slice(0, 3)), reason: loose?.[3] ?? "" };
}

function readFields(lines: readonly string[], faults: Set<ResponseFault>): Head["fields"] {
  const fields: [string, string][] = [];
  for (const line of lines) {
    const last = fields.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) {
      faults.add("obs-fold");
      last[1] = `${last[1]} ${line.trim()}`;
      continue;
    }
    if (line.includes("\r")) faults.add("bare-cr");
    else if (/[\0-\x08\x0b-\x1f\x7f]/.test(line)) faults.add("control-octet");
    const match = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/s.exec(line);
    if (match === null) faults.add("field-line");
    const colon = line.indexOf(":");
    if (match !== null) fields.push([match[1]!.toLowerCase(), match[2]!]);
    else if (colon > 0) fields.push([line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]);
  }
  return fields;
}

interface Content {
  readonly content: string;
  readonly isComplete: boolean;
  readonly end: number;
  readonly faults: readonly ResponseFault[];
}

/** RFC 9112 §6.3, as a client. */
function readContent(text: string, head: Head, method: string, hasEnded: boolean): Content {
  const { statusCode, end: start } = head;
  const faults = [...lengthFaults(head)];
  const isTunnel = method === "CONNECT" && statusCode >= 200 && statusCode < 300;
  if (!mayHaveContent(method, statusCode)) {
    return { content: "", isComplete: true, end: start, faults };
  }
  const codings = fieldOf(head, "transfer-encoding");
  const length = fieldOf(head, "content-length");
  const isLength = length !== undefined && !isTunnel && /^\d{1,15}$/.test(length);
  // Where both are there and no chunk can be read, the length may have been meant.
  const isChunked =
    codings !== undefined && !(isLength && !/^[\dA-Fa-f]+[ \t]*(?:;.*)?\r\n/.test(text.slice(start, start + 64)));
  if (isChunked && !isTunnel) {
    if (/(^|[ \t,])chunked$/i.test(codings)) return readChunked(text, start, hasEnded, faults);
    faults.push("transfer-coding");
  } else if (isLength) {
    const end = start + Number(length);
    const isComplete = text.length >= end;
    if (!isComplete && hasEnded) faults.push("content-short");
    return { content: text.slice(start, end), isComplete, end: Math.min(end, text.length), faults };
  }
  if (!hasEnded) faults.push("length-missing");
  return { content: text.slice(start), isComplete: hasEnded, end: text.length, faults };
}

function mayHaveContent(method: string, statusCode: number): boolean {
  return method !== "HEAD" && statusCode !== 204 && statusCode !== 304;
}

function fieldOf(head: Head, name: string): string | undefined {
  const values = head.fields.filter(([each]) => each === name).map(([, value]) => value);
  // The first of several lengths, the list of several lines of codings.
  return name === "content-length" ? values[0] : values.length === 0 ? undefined : values.join(", ");
}

function* lengthFaults(head: Head): Iterable<ResponseFault> {
  const lengths = head.fields.filter(([name]) => name === "content-length");
  const hasCodings = head.fields.some(([name]) => name === "transfer-encoding");
  if (lengths.some(([, value]) => !/^\d+$/.test(value))) yield "content-length-syntax";
  if (lengths.length > 1) yield "content-length-repeated";
  if (lengths.length > 0 && hasCodings) yield "both-lengths";
  if (head.statusCode === 204) yield* lengthsForbidden(head);
}

function lengthsForbidden(head: Head): readonly ResponseFault[] {
  const hasLength = head.fields.some(([name]) => name === "content-length" || name === "transfer-encoding");
  return hasLength ? ["length-forbidden"] : [];
}

/** RFC 9112 §7.1. */
function readChunked(text: string, start: number, hasEnded: boolean, faults: ResponseFault[]): Content {
  let content = "";
  let at = start;
  const broken = (): Content => {
    faults.push("chunk-syntax");
    // Whatever comes now, no client finds its way again.
    return { content: content + text.slice(at), isComplete: true, end: text.length, faults };
  };
  const unfinished = (): Content => {
    if (hasEnded) faults.push("content-short");
    return { content, isComplete: false, end: text.length, faults };
  };
  for (;;) {
    const lineEnd = text.indexOf("\r\n", at);
    if (lineEnd === -1) return text.length - at > 4096 ? broken() : unfinished();
    const size = /^([\dA-Fa-f]{1,12})(?:[ \t]*;[^\r\n]*)?$/.exec(text.slice(at, lineEnd))?.[1];
    if (size === undefined) return broken();
    const octets = Number.parseInt(size, 16);
    at = lineEnd + 2;
    if (octets === 0) break;
    content += text.slice(at, at + octets);
    at += octets;
    if (text.length < at + 2) return unfinished();
    if (!text.startsWith("\r\n", at)) return broken();
    at += 2;
  }
  const trailersEnd = text.startsWith("\r\n", at) ? at + 2 : text.indexOf("\r\n\r\n", at) + 4;
  if (trailersEnd < at + 2) return unfinished();
  return { content, isComplete: true, end: trailersEnd, faults };
}
