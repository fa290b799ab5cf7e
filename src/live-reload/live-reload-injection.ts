import { isNavigation } from "../files/index.ts";
import {
  FieldSection,
  type FileRange,
  type IncomingRequest,
  isFileRange,
  type OutgoingResponse,
  type ResponseContent,
} from "../semantics/index.ts";
import { widenedPolicies } from "./live-reload-policy.ts";

/** What is put into a page, and where the script finds the rest. */
export interface Injection {
  /** The path of the script. */
  readonly scriptPath: string;
  /** The path of the event stream. */
  readonly streamPath: string;
  /** The state of the site that the page is made from: no markup. */
  readonly version: string;
}

/** Whether the response will be shown as a page, that to a form included, rather than used by one. */
export function isPageRequest(request: IncomingRequest): boolean {
  // Pages that put others into themselves ask as if they were to be shown.
  if (request.headerSection.has("x-requested-with")) return false;
  return isNavigation(request.method === "POST" ? { ...request, method: "GET" } : request);
}

/**
 * The request without the fields by which less than the whole page would come back: no 304 for a page that the browser
 * has without the script, no part, no content coding.
 */
export function wholePageRequest(request: IncomingRequest): IncomingRequest {
  const left = request.method === "POST" ? codingFields : [...codingFields, ...conditionFields];
  return { ...request, headerSection: without(request.headerSection, new Set(left)) };
}

const codingFields = ["accept-encoding"];
const conditionFields = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "range", "if-range"];

/** What holds for the page without the script, and not for the one with it. */
const fieldsOfTheOther: ReadonlySet<string> = new Set([
  "etag",
  "last-modified",
  "accept-ranges",
  "content-length",
  "content-md5",
  "digest",
  "content-digest",
  "repr-digest",
  "cache-control",
  "expires",
  "pragma",
]);

/**
 * The response with the script at the end of its content, where it is a page; else the response as it is. HTML parsers
 * take what follows the end of the document as if it stood before it, so that the page need not be understood.
 */
export function withScript(
  response: OutgoingResponse,
  request: IncomingRequest,
  injection: Injection,
): OutgoingResponse {
  const { headerSection: fields, content } = response;
  if (content === undefined || response.statusCode === 206 || !isPage(fields)) return response;
  const nonce = crypto.randomUUID();
  // A form is not sent anew because a file has changed.
  const method = request.method === "POST" ? ' data-method="POST"' : "";
  const script = `\n<script src="${injection.scriptPath}" nonce="${nonce}" data-version="${injection.version}"${method} async></script>\n`;
  const lines = [...without(fields, fieldsOfTheOther)];
  const host = HOST_SOURCE.test(request.authority) ? request.authority : undefined;
  const source = (path: string) => (host === undefined ? "'self'" : `${host}${path}`);
  return {
    ...response,
    headerSection: widenedPolicies(FieldSection.of([...lines, ["Cache-Control", "no-store"]]), {
      nonce,
      scriptSource: source(injection.scriptPath),
      connectSource: source(injection.streamPath),
    }),
    content: longerContent(content, script),
  };
}

/** What a policy can name (CSP 3 §2.3.1): no IPv6 address, and nothing in which its own delimiters stand. */
const HOST_SOURCE = /^[A-Za-z0-9.-]+(?::[0-9]+)?$/;

function isPage(fields: FieldSection): boolean {
  const type = fields.get("content-type")?.toLowerCase();
  if (type === undefined || !/^text\/html[\t ]*(;|$)/.test(type)) return false;
  // In these an ASCII octet is no character.
  if (/charset[\t ]*=[\t ]*"?utf-?(16|32)/.test(type)) return false;
  // What is saved to a file is saved as it is.
  if (/^[\t ]*attachment/i.test(fields.get("content-disposition") ?? "")) return false;
  const coding = fields.get("content-encoding");
  return coding === undefined || coding.toLowerCase() === "identity";
}

function without(fields: FieldSection, names: ReadonlySet<string>): FieldSection {
  return FieldSection.of([...fields].filter(([name]) => !names.has(name.toLowerCase())));
}

function longerContent(content: Exclude<ResponseContent, undefined>, end: string): ResponseContent {
  if (typeof content === "string") return content + end;
  const endOctets = new TextEncoder().encode(end);
  if (content instanceof Uint8Array) {
    const whole = new Uint8Array(content.length + endOctets.length);
    whole.set(content);
    whole.set(endOctets, content.length);
    return whole;
  }
  if (isFileRange(content)) return longerRange(content, endOctets);
  return { [Symbol.asyncIterator]: () => new LongerIterator(content[Symbol.asyncIterator](), endOctets) };
}

function longerRange(range: FileRange, end: Uint8Array): FileRange {
  return {
    lengthOctets: range.lengthOctets + end.length,
    close: () => range.close(),
    [Symbol.asyncIterator]: () => new LongerIterator(range[Symbol.asyncIterator](), end),
  };
}

/** All that another iterator yields, and then one piece more. Letting go of it before its first piece lets go of the other too. */
class LongerIterator<Piece> implements AsyncIterator<Piece | Uint8Array> {
  readonly #before: AsyncIterator<Piece>;
  #end: Uint8Array | undefined;

  constructor(before: AsyncIterator<Piece>, end: Uint8Array) {
    this.#before = before;
    this.#end = end;
  }

  async next(): Promise<IteratorResult<Piece | Uint8Array, undefined>> {
    const end = this.#end;
    if (end === undefined) return { done: true, value: undefined };
    const step = await this.#before.next();
    if (step.done !== true) return { done: false, value: step.value };
    this.#end = undefined;
    return { done: false, value: end };
  }

  async return(): Promise<IteratorResult<Piece | Uint8Array, undefined>> {
    this.#end = undefined;
    await this.#before.return?.();
    return { done: true, value: undefined };
  }
}
