import type { ExpectedResponse, Outcome, StatusPattern } from "./outcome.ts";

/** How strongly the requirement binds; "practice" is no requirement of an RFC, but what careful servers do. */
export type Level = "MUST" | "SHOULD" | "MAY" | "practice";

/**
 * One thing to do to a server. Text is octets, each character one, with the names of `placeholders.ts` in braces;
 * "await-response" waits for one more response (an interim one counts) or the end of the connection.
 */
export type Step = string | { readonly pauseMs: number } | "half-close" | "reset" | "await-response";

/**
 * How the octets are handed over: each step in one piece, one octet at a time, or once for every place where they can
 * be cut in two, on a connection of its own each.
 */
export type Delivery = "whole" | "octet-by-octet" | "cut-everywhere";

/** What the target must offer for the case to mean anything; else it is skipped, with the reason. */
export type Need =
  /** Something takes a request with content: `{POST} {post}`. */
  | "content"
  /** A path that answers GET with 200, whole content of known length, two octets at least: `{file}`. */
  | "file"
  /** Its path has a letter that can be percent-encoded: `{encodedFile}`. */
  | "encoded-file"
  /** `{file}` has an entity tag: `{etag}`. */
  | "etag"
  /** That tag is a strong one. */
  | "strong-etag"
  /** `{file}` has a Last-Modified: `{lastModified}`. */
  | "last-modified"
  /** An entity tag, or a Last-Modified. */
  | "validator"
  /** `{file}` is answered in ranges of octets. */
  | "ranges"
  /** `{coded}` is sent with gzip to those who take it. */
  | "coding"
  /** And it has an entity tag of its own: `{codedEtag}`. */
  | "coded-etag"
  /** `{redirect}` is answered with 3xx and Location. */
  | "redirect"
  /** A path that is not there is answered 404: `{missing}`. */
  | "not-found"
  /** `{streamed}` is answered with content of a length that is not said beforehand. */
  | "stream"
  /** Waits of a minute and more are wanted (`--deadlines`). */
  | "patience";

/** One requirement: what to send, why it matters, and what is right. Read by unit tests, checker and window. */
export interface Case {
  /** "RFC9112-3.2/HOST-MISSING": the RFC, its section, and a name for what is tested. Cases may share a rule. */
  readonly rule: string;
  /** What is tried, in a few words; no two cases of a rule have the same. */
  readonly title: string;
  readonly level: Level;
  /** A sentence or a grammar rule of the RFC, as it stands there. */
  readonly quote: string;
  /** "RFC9110-7.6.1": where it stands, or in a section of that one. */
  readonly quotedFrom: string;
  /** Why it matters, in one sentence. */
  readonly why: string;
  /** What to change in a server that fails, in one sentence; "" where only our own engine is asked. */
  readonly advice: string;
  readonly send: readonly Step[];
  readonly delivery: Delivery;
  /** Sent first on a connection of its own, which stays open meanwhile. */
  readonly beside: readonly Step[];
  readonly needs: readonly Need[];
  /**
   * The events of our own engine, in order: "RequestHead" and words that must be in its description, "Content" and
   * the content, "EndOfMessage" and the trailers, "ConnectionClosed", or "error", a status code and a rule; "finished"
   * where nothing more is received after the response. Empty where the engine has no part in it.
   */
  readonly engine: readonly string[];
  /** The methods of the requests that are to be answered, in order; the last one goes for all that follow. */
  readonly methods: readonly string[];
  /** Any of these passes; any of `warn` passes with a warning; all else fails. Empty: for our own engine alone. */
  readonly pass: readonly Outcome[];
  readonly warn: readonly Outcome[];
}

/** A case as its author writes it. */
export interface CaseDraft {
  readonly rule: string;
  readonly title?: string;
  /** MUST, unless it is given. */
  readonly level?: Level;
  readonly quote: string;
  /** The rule's section, unless it is given. */
  readonly quotedFrom?: string;
  readonly why: string;
  readonly advice?: string;
  readonly send: string | readonly Step[];
  readonly delivery?: Delivery;
  readonly beside?: readonly Step[];
  readonly needs?: readonly Need[];
  /** The first word of what is sent, unless it is given. */
  readonly methods?: readonly string[];
  readonly pass?: readonly Outcome[];
  readonly warn?: readonly Outcome[];
}

/** A case whose octets are to be refused. `error` is given where the status code is not 400 or the rule another. */
export function refused(
  draft: CaseDraft & { readonly before?: readonly string[]; readonly error?: string; readonly status?: number },
): Case {
  const status = draft.status ?? 400;
  const before = draft.before ?? [];
  const answered = before.filter((event) => event.startsWith("EndOfMessage")).map(() => understood);
  const refusals = (pattern: StatusPattern): Outcome => ({ responses: [...answered, { status: pattern }] });
  const isInContent = before.length > 0 && !before.at(-1)!.startsWith("EndOfMessage");
  return {
    ...filledIn(draft),
    engine: [...before, `error ${status} ${draft.error ?? draft.rule}`],
    pass: draft.pass ?? [
      { ...refusals(status), connection: "closed" },
      ...(isInContent ? [{ ...refusals("unread"), connection: "closed" } as const] : []),
    ],
    warn: draft.warn ?? [
      { ...refusals("4xx"), connection: "closed" },
      { ...refusals("5xx"), connection: "closed" },
      { responses: answered, connection: "closed" },
    ],
  };
}

/** A case whose octets are to be understood: each request in them has an answer that says so, and none is left over. */
export function accepted(draft: CaseDraft & { readonly engine: readonly string[] }): Case {
  const requests = draft.engine.filter((event) => event.startsWith("RequestHead"));
  return {
    ...filledIn(draft),
    engine: draft.engine,
    pass: draft.pass ?? [{ responses: requests.map(() => understood) }],
    warn: draft.warn ?? [],
  };
}

/** A case of what a whole server does, in which the engine alone has no part. */
export function answered(draft: CaseDraft & { readonly pass: readonly Outcome[] }): Case {
  return { ...filledIn(draft), engine: [], pass: draft.pass, warn: draft.warn ?? [] };
}

/** A case of our own engine alone: of its limits, or of choices that another server may make otherwise. */
export function ownChoice(each: Case): Case {
  return { ...each, advice: "", pass: [], warn: [] };
}

function filledIn(draft: CaseDraft): Omit<Case, "engine" | "pass" | "warn"> {
  const send = typeof draft.send === "string" ? [draft.send] : draft.send;
  const method = /^(?:\r\n)?([!-~]+) /.exec(send.filter((step) => typeof step === "string").join(""))?.[1] ?? "GET";
  return {
    rule: draft.rule,
    title: draft.title ?? draft.why,
    level: draft.level ?? "MUST",
    quote: draft.quote,
    quotedFrom: draft.quotedFrom ?? draft.rule.slice(0, draft.rule.indexOf("/")),
    why: draft.why,
    advice: draft.advice ?? "",
    send,
    delivery: draft.delivery ?? "whole",
    beside: draft.beside ?? [],
    needs: draft.needs ?? [],
    methods: draft.methods ?? [method],
  };
}

/** A response that shows that a request was understood: as the target answers when nothing is wrong. */
export const understood: ExpectedResponse = { status: "understood" };

/** The lines of a request that nothing is wrong with, but for what is put in: `lines` stand after Host. */
export function get(...lines: readonly string[]): string {
  return request("GET {path}", lines);
}

/** The same for any method and target: `request("HEAD {file}", ["Range: bytes=0-0"])`. */
export function request(methodAndTarget: string, lines: readonly string[] = [], body = ""): string {
  return [`${methodAndTarget} HTTP/1.1`, "Host: {authority}", ...lines, "\r\n"].join("\r\n") + body;
}

/** A request with content, sent to what takes content. */
export function post(lines: readonly string[], body = ""): string {
  return request("{POST} {post}", lines, body);
}

/** The same with this chunked body. */
export function postChunked(body: string): string {
  return post(["Transfer-Encoding: chunked"], body);
}

/** A character as one reads it: "0x0b" for a control, else itself in quotes. */
export function shown(character: string): string {
  const code = character.charCodeAt(0);
  return code > 0x20 && code < 0x7f ? `"${character}"` : `0x${code.toString(16).padStart(2, "0")}`;
}
