import { ConfigError, shown } from "../config/index.ts";
import type { FileStore } from "../files/index.ts";
import {
  type Fault,
  FieldSection,
  type IncomingRequest,
  type OutgoingResponse,
  reasonPhrase,
} from "../semantics/index.ts";
import { causeText, foldedFrames, visibleJson, visibleText } from "../trace/index.ts";
import { type AnswerFormat, answerFormat } from "./answer-format.ts";
import { mayHaveContent } from "./constant-response.ts";
import type { RouteNote } from "./route-notes.ts";
import { statusPage } from "./status-page.ts";
import { statusSentence } from "./status-sentence.ts";

/** A fault with what its page tells in development. */
export interface PageFault extends Fault {
  readonly hint?: string | undefined;
  readonly routes?: readonly Omit<RouteNote, "isNear">[] | undefined;
}

export interface ErrorPageOptions {
  /** Whether pages tell what went wrong inside: routes tried, rules, stacks. */
  readonly development: boolean;
  /** The site's own page for a status code, as HTML; wins over the built-in one. */
  readonly own?: ((statusCode: number) => string | undefined) | undefined;
}

/** Makes the page for a fault as a site answers it. */
export type SitePage = (
  fault: PageFault,
  request: IncomingRequest | undefined,
) => OutgoingResponse | Promise<OutgoingResponse>;

/** Status codes whose page a site may bring in a file of its root. */
const ownPageFiles: ReadonlyMap<number, string> = new Map([
  [404, "404.html"],
  [500, "500.html"],
]);

/**
 * The error page of a site: its own `404.html` and `500.html` where it has them, the built-in one otherwise. They are
 * read now, or anew for each fault.
 * @throws ConfigError where one of them is there and cannot be read
 */
export async function siteErrorPage(
  store: FileStore,
  { development, readsAnew = development }: { readonly development: boolean; readonly readsAnew?: boolean },
): Promise<SitePage> {
  const pages = await readOwnPages(store);
  if (!readsAnew) {
    return (fault, request) => errorPage(fault, request, { development, own: (code) => pages.get(code) });
  }
  return async (fault, request) => {
    const current = await readOwnPages(store);
    return errorPage(fault, request, { development, own: (code) => current.get(code) });
  };
}

async function readOwnPages(store: FileStore): Promise<Map<number, string>> {
  const pages = new Map<number, string>();
  for (const [statusCode, name] of ownPageFiles) {
    const html = await readOwnPage(store, name);
    if (html !== undefined) pages.set(statusCode, html);
  }
  return pages;
}

async function readOwnPage(store: FileStore, name: string): Promise<string | undefined> {
  try {
    return await store.readText([name]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`the site's own page ${name} cannot be had: ${reason}`, { cause });
  }
}

/**
 * The page for a fault, in the form that the client asked for: HTML for those who name it, problem details
 * (RFC 9457) for those who want JSON, plain text for all others.
 */
export function errorPage(
  fault: PageFault,
  request: IncomingRequest | undefined,
  options: ErrorPageOptions,
): OutgoingResponse {
  const format = answerFormat(request?.headerSection.get("accept"));
  const own = format === "html" ? options.own?.(fault.statusCode) : undefined;
  const content = own ?? builtInPage(fault, request, format, options.development);
  const fields = own === undefined ? formatFields[format] : ownPageFields;
  return {
    statusCode: fault.statusCode,
    headerSection: fault.headerSection?.size ? FieldSection.of([...fields, ...fault.headerSection]) : fields,
    content,
    reason: faultReason(fault),
    cause: fault.cause,
  };
}

/**
 * The page as the answer to a request that met no fault, for `status(…)` without a value: of an error as the site
 * answers it, else the built-in one.
 */
export function plainStatusPage(
  statusCode: number,
  request: IncomingRequest | undefined,
  sitePage: SitePage,
): OutgoingResponse | Promise<OutgoingResponse> {
  const reason = `status ${statusCode}`;
  if (!mayHaveContent(statusCode)) {
    return { statusCode, headerSection: FieldSection.empty, content: undefined, reason };
  }
  const fault = { statusCode, message: undefined, reason };
  return statusCode >= 400 ? sitePage(fault, request) : errorPage(fault, request, { development: false });
}

const notSniffed = ["X-Content-Type-Options", "nosniff"] as const;
const byAccept = ["Vary", "Accept"] as const;

const formatFields: Readonly<Record<AnswerFormat, FieldSection>> = {
  html: FieldSection.of([
    ["Content-Type", "text/html; charset=utf-8"],
    ["Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"],
    notSniffed,
    byAccept,
  ]),
  json: FieldSection.of([["Content-Type", "application/problem+json"], notSniffed, byAccept]),
  text: FieldSection.of([["Content-Type", "text/plain; charset=utf-8"], notSniffed, byAccept]),
};

const ownPageFields = FieldSection.of([["Content-Type", "text/html; charset=utf-8"], notSniffed, byAccept]);

/** Pages that tell nothing of their request, by status code, format and way home: made once. */
const plainPages = new Map<string, string>();

function builtInPage(
  fault: PageFault,
  request: IncomingRequest | undefined,
  format: AnswerFormat,
  development: boolean,
): string {
  const hasWayHome = request !== undefined && request.path !== "/" && wayHomeHelps.has(fault.statusCode);
  if (development || fault.message !== undefined) return writePage(fault, format, hasWayHome, development);
  const key = `${fault.statusCode} ${format} ${hasWayHome}`;
  const known = plainPages.get(key);
  if (known !== undefined) return known;
  const page = writePage(fault, format, hasWayHome, false);
  plainPages.set(key, page);
  return page;
}

const wayHomeHelps: ReadonlySet<number> = new Set([403, 404, 405, 410, 418]);

function writePage(fault: PageFault, format: AnswerFormat, hasWayHome: boolean, isDevelopment: boolean): string {
  const page = {
    statusCode: fault.statusCode,
    phrase: reasonPhrase(fault.statusCode),
    // What is known of this very request says more than what is true of most, which it may even contradict.
    sentence: fault.message ?? statusSentence(fault.statusCode),
    hasWayHome,
    development: isDevelopment
      ? { hint: fault.hint, rule: fault.rule, cause: shownCause(fault.cause), routes: fault.routes ?? [] }
      : undefined,
  };
  if (format === "html") return statusPage(page);
  const { phrase, sentence, development } = page;
  if (format === "json") {
    const problem = { title: phrase, status: fault.statusCode, detail: sentence };
    const whole = development === undefined ? problem : { ...problem, ...development };
    return visibleLines(JSON.stringify(whole, undefined, 2), visibleJson);
  }
  const paragraphs = [`${fault.statusCode} ${phrase}`, sentence, development?.hint, development?.cause];
  if (development?.rule !== undefined) paragraphs.push(`Rule ${development.rule}`);
  if (development !== undefined && development.routes.length > 0) {
    const width = Math.min(40, Math.max(...development.routes.map(({ pattern }) => pattern.length)));
    const lines = development.routes.map(({ pattern, outcome }) => `  ${pattern.padEnd(width)}  ${outcome}`);
    paragraphs.push(`Routes that came nearest:\n${lines.join("\n")}`);
  }
  return visibleLines(paragraphs.filter((paragraph) => paragraph !== undefined).join("\n\n"), visibleText);
}

/** Lines for a reader's terminal, where what came with the request must do nothing but be read. */
function visibleLines(text: string, visible: (line: string) => string): string {
  return `${text.split("\n").map(visible).join("\n")}\n`;
}

/** The few words for the log's arrow. */
function faultReason({ reason, rule, message, cause, statusCode }: PageFault): string {
  if (reason !== undefined) return reason;
  if (rule !== undefined) return message === undefined ? rule : `${rule}: ${message}`;
  if (message !== undefined) return message;
  if (cause === undefined) return reasonPhrase(statusCode);
  return cause instanceof Error
    ? `${cause.name}: ${firstLine(cause.message)}`
    : `threw ${typeof cause === "string" ? firstLine(cause) : shown(cause)}`;
}

function firstLine(text: string): string {
  const end = text.search(/[\r\n]/);
  return end === -1 ? text : text.slice(0, end);
}

/** The folder of this package's code, as it stands in stack frames. */
const ownCode = new URL("..", import.meta.url).href;
const CAUSE_CHARACTERS_MAX = 8_000;

/** What was thrown, with its stack, our own frames folded, for a developer to read. */
function shownCause(cause: unknown): string | undefined {
  if (cause === undefined) return undefined;
  const text = foldedFrames(causeText(cause).split("\n"), ownCode).join("\n");
  return text.length > CAUSE_CHARACTERS_MAX ? `${text.slice(0, CAUSE_CHARACTERS_MAX)}…` : text;
}
