import {
  type FieldLine,
  FieldSection,
  isFinalStatusCode,
  type OutgoingResponse,
  type ResponseContent,
} from "../semantics/index.ts";
import { openBody, StreamedContent, sizedContent, unsentContent } from "./body-content.ts";
import { notesOfBodies } from "./ready-content.ts";

/**
 * What a handler's standard Response says, as our plain value. Answered at once where the Response has no body, or
 * `method` is HEAD and the Response names its length; else once it is known whether its body is there already, which
 * takes no I/O: a body that is there is sent whole, any other as it comes.
 *
 * Left out are the framing's fields, the reason phrase and, where `fetch` answered this Response, all that belongs to
 * that other connection (RFC 9110 §7.6.1). A Content-Length counts for a body that is sent as it comes: such a body
 * must have exactly that many octets.
 *
 * @param method of the request: the body of a Response to HEAD is cancelled
 * @param reason who answered, for the log's arrow
 * @throws Error (or rejects with it) where this Response cannot be sent, saying why: no final status code, or a body
 *   that was read already; or with what the body failed with at its beginning
 */
export function fromWebResponse(
  response: Response,
  method = "GET",
  reason = "fetch handler",
): OutgoingResponse | Promise<OutgoingResponse> {
  const statusCode = response.status;
  if (!isFinalStatusCode(statusCode)) throw new Error(whyUnsendable(response));
  const body = response.body;
  if (body === null) {
    const lengthOctets = method === "HEAD" ? announcedOctets(response) : undefined;
    return outgoing(response, lengthOctets === undefined ? undefined : unsentContent(lengthOctets), reason, false);
  }
  if (isFetched(response)) return readByReader(response, body, method, reason);
  const notes = notesOfBodies();
  const ready = notes.take(response, body);
  if (ready !== undefined) return outgoing(response, ready, reason, false);
  if (!notes.mayEndSoon(body)) return readByReader(response, body, method, reason);
  return settled.then(() => {
    const soon = notes.take(response, body);
    return soon === undefined ? readByReader(response, body, method, reason) : outgoing(response, soon, reason, false);
  });
}

const settled = Promise.resolve();

function readByReader(
  response: Response,
  body: ReadableStream<unknown>,
  method: string,
  reason: string,
): Promise<OutgoingResponse> {
  if (response.bodyUsed || body.locked) {
    throw new Error("The Response cannot be sent: its body was read or is being read. Answer a clone() taken before.");
  }
  return openBody(body).then((opened) => {
    if (!isFetched(response)) return withBody(response, opened, method, reason, false);
    return isCodingUndone(response, opened).then((isUndone) => withBody(response, opened, method, reason, isUndone));
  });
}

/** Whether this is a standard Response, be it of this realm, of another or of a package that implements the standard. */
export function isWebResponse(value: unknown): value is Response {
  if (value instanceof Response) return true;
  if (Object.prototype.toString.call(value) !== "[object Response]") return false;
  const { status, headers, body } = value as Partial<Response>;
  return typeof status === "number" && Symbol.iterator in (headers ?? {}) && (body === null || isWebStream(body));
}

function isWebStream(body: unknown): boolean {
  return typeof (body as Partial<ReadableStream> | undefined)?.getReader === "function";
}

/** @param isDecoded whether `fetch` has undone the content coding that the fields still name */
function withBody(
  response: Response,
  opened: Uint8Array | StreamedContent | undefined,
  method: string,
  reason: string,
  isDecoded: boolean,
): OutgoingResponse {
  if (!(opened instanceof StreamedContent)) return outgoing(response, opened, reason, isDecoded);
  const lengthOctets = isDecoded ? undefined : announcedOctets(response);
  const content = lengthOctets === undefined ? opened : sizedContent(opened, lengthOctets);
  if (method === "HEAD") content.close();
  return outgoing(response, content, reason, isDecoded);
}

function outgoing(response: Response, content: ResponseContent, reason: string, isDecoded: boolean): OutgoingResponse {
  return { statusCode: response.status, headerSection: headerSection(response, isDecoded), content, reason };
}

/** Whether this is what `fetch` answered, and not made by the handler. */
function isFetched(response: Response): boolean {
  return response.url !== "";
}

/** What only the one who sends the message can say (RFC 9112 §6); what is old (RFC 9110 §7.6.1). */
const framingFields: ReadonlySet<string> = new Set([
  "content-length",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
]);

/** What a handler may say of its own connection, and must not hand on from another (RFC 9110 §7.6.1). */
const connectionFields: ReadonlySet<string> = new Set(["connection", "te", "trailer", "upgrade"]);

/** The header section; one that holds nothing but a media type is made once, for the writer keeps what it wrote. */
function headerSection(response: Response, isDecoded: boolean): FieldSection {
  const lines: FieldLine[] = [];
  let mayBeFetched = false;
  for (const [name, value] of response.headers) {
    if (framingFields.has(name)) continue;
    mayBeFetched ||= name === "content-encoding" || connectionFields.has(name);
    lines.push([name, value]);
  }
  if (lines.length === 1 && lines[0]![0] === "content-type") return mediaTypeSection(lines[0]![1]);
  return FieldSection.of(mayBeFetched && isFetched(response) ? linesToHandOn(response, lines, isDecoded) : lines);
}

/** Of what `fetch` answered: neither that connection's fields nor the content coding that it has undone. */
function linesToHandOn(response: Response, lines: readonly FieldLine[], isDecoded: boolean): FieldLine[] {
  const options = (response.headers.get("connection") ?? "").toLowerCase().split(/[ \t]*,[ \t]*/);
  return lines.filter(([name]) => {
    if (name === "content-encoding") return !isDecoded;
    return !connectionFields.has(name) && !options.includes(name);
  });
}

const mediaTypeSections = new Map<string, FieldSection>();
const mediaTypeSectionsMax = 64;

function mediaTypeSection(mediaType: string): FieldSection {
  let section = mediaTypeSections.get(mediaType);
  if (section === undefined) {
    section = FieldSection.of([["content-type", mediaType]]);
    if (mediaTypeSections.size < mediaTypeSectionsMax) mediaTypeSections.set(mediaType, section);
  }
  return section;
}

const decodedCodings = /^(?:x-gzip|gzip|deflate|br|zstd)(?:[ \t]*,[ \t]*(?:x-gzip|gzip|deflate|br|zstd))*$/i;

/**
 * Whether `fetch` has undone the content coding that the fields still name: what it answered may be handed on as it
 * is, and neither the coding nor the length is true of its body any more. Some platforms undo zstd and some do not:
 * there the first octets tell.
 */
async function isCodingUndone(response: Response, opened: Uint8Array | StreamedContent | undefined): Promise<boolean> {
  const coding = response.headers.get("content-encoding");
  if (coding === null || !decodedCodings.test(coding)) return false;
  if (!/zstd/i.test(coding)) return true;
  const octets = opened instanceof StreamedContent ? await opened.peek() : opened;
  return octets === undefined || !isCoded(octets);
}

/** How content begins in the zstd coding (RFC 8878 §3.1.1) and in gzip (RFC 1952 §2.3.1), which may be around it. */
const codedBeginnings = [
  [0x28, 0xb5, 0x2f, 0xfd],
  [0x1f, 0x8b],
];

function isCoded(octets: Uint8Array): boolean {
  return codedBeginnings.some((beginning) => beginning.every((octet, at) => octets[at] === octet));
}

/** The octets that the handler says the body has; `undefined` where it says nothing that can be understood. */
function announcedOctets(response: Response): number | undefined {
  const length = response.headers.get("content-length");
  return length !== null && /^[0-9]{1,15}$/.test(length) ? Number(length) : undefined;
}

function whyUnsendable(response: Response): string {
  if (response.type === "error") return "The handler answered Response.error(), which is no response: throw instead.";
  if (response.status === 0) return `The handler answered an ${response.type} Response, which hides what it holds.`;
  return `The handler answered a Response of status ${response.status}: expected 200 to 599; ctx.sendInterim sends 1xx.`;
}
