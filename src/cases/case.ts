/** How strongly the requirement binds; "practice" is no requirement of an RFC, but what careful servers do. */
export type Level = "MUST" | "SHOULD" | "MAY" | "practice";

/**
 * One thing to do to a server. Text is octets, each character one; `{path}` and `{authority}` in it stand for the
 * target's.
 */
export type Step = string | { readonly pauseMs: number } | "half-close" | "reset" | "await-response";

/** What the target must offer for the case to mean anything; else it is skipped. */
export type Need = "post" | "validator" | "stream";

/** What was seen of a server: the status code of its last final response, and what became of the connection. */
export interface Outcome {
  /** A status code, a class of them, or none at all. */
  readonly status?: number | "2xx" | "3xx" | "4xx" | "5xx" | "none";
  readonly connection?: "closed" | "open";
}

/** One requirement: what to send, why it matters, and what is right. Read by unit tests, checker and window. */
export interface Case {
  /** "RFC9112-3.2/HOST-MISSING": the RFC, its section, and a name for what is tested. Cases may share a rule. */
  readonly rule: string;
  readonly level: Level;
  /** A sentence or a grammar rule of the RFC, as it stands there. */
  readonly quote: string;
  readonly why: string;
  readonly send: readonly Step[];
  readonly needs: readonly Need[];
  /**
   * The events of our own engine, in order: "RequestHead" and words that must be in its description, "Content" and
   * the content, "EndOfMessage" and the trailers, "ConnectionClosed", or "error", a status code and a rule; "finished"
   * where nothing more is received after the response.
   */
  readonly engine: readonly string[];
  /** Any of these passes; any of `warn` passes with a warning; all else fails. */
  readonly pass: readonly Outcome[];
  readonly warn: readonly Outcome[];
}

/** A case as its author writes it. */
interface CaseDraft {
  readonly rule: string;
  readonly level?: Level;
  readonly quote: string;
  readonly why: string;
  readonly send: string | readonly Step[];
  readonly needs?: readonly Need[];
  readonly pass?: readonly Outcome[];
  readonly warn?: readonly Outcome[];
}

/** A case whose octets are to be refused. `error` is given where the status code is not 400 or the rule another. */
export function refused(
  draft: CaseDraft & { readonly before?: readonly string[]; readonly error?: string; readonly status?: number },
): Case {
  const status = draft.status ?? 400;
  return {
    rule: draft.rule,
    level: draft.level ?? "MUST",
    quote: draft.quote,
    why: draft.why,
    send: typeof draft.send === "string" ? [draft.send] : draft.send,
    needs: draft.needs ?? [],
    engine: [...(draft.before ?? []), `error ${status} ${draft.error ?? draft.rule}`],
    pass: draft.pass ?? [{ status, connection: "closed" }],
    warn: draft.warn ?? [
      { status: "4xx" },
      { status: "5xx", connection: "closed" },
      { status: "none", connection: "closed" },
    ],
  };
}

/** A case whose octets are to be understood. */
export function accepted(draft: CaseDraft & { readonly engine: readonly string[] }): Case {
  return {
    rule: draft.rule,
    level: draft.level ?? "MUST",
    quote: draft.quote,
    why: draft.why,
    send: typeof draft.send === "string" ? [draft.send] : draft.send,
    needs: draft.needs ?? [],
    engine: draft.engine,
    pass: draft.pass ?? [{ status: "2xx" }, { status: "3xx" }],
    warn: draft.warn ?? [],
  };
}

/** The lines of a request that nothing is wrong with, but for what is put in: `lines` stand after Host. */
export function get(...lines: readonly string[]): string {
  return ["GET {path} HTTP/1.1", "Host: {authority}", ...lines, "\r\n"].join("\r\n");
}

/** The same of a POST, with its body. */
export function post(lines: readonly string[], body = ""): string {
  return ["POST {path} HTTP/1.1", "Host: {authority}", ...lines, "\r\n"].join("\r\n") + body;
}

/** A POST with this chunked body. */
export function postChunked(body: string): string {
  return post(["Transfer-Encoding: chunked"], body);
}

/** A character as one reads it: "0x0b" for a control, else itself in quotes. */
export function shown(character: string): string {
  const code = character.charCodeAt(0);
  return code > 0x20 && code < 0x7f ? `"${character}"` : `0x${code.toString(16).padStart(2, "0")}`;
}
