import type { CaseDraft } from "./case.ts";
import type { Outcome, StatusPattern } from "./outcome.ts";

/** One response with one of these status codes; what becomes of the connection is left open. */
export function answers(...status: readonly StatusPattern[]): Outcome {
  return { responses: [{ status }] };
}

/** The same, and the server closes the connection. */
export function answersAndCloses(...status: readonly StatusPattern[]): Outcome {
  return { responses: [{ status }], connection: "closed" };
}

export const closesSilently: Outcome = { responses: [], connection: "closed" };

/** Nothing is answered, the server waits for more. */
export const waits: Outcome = { responses: [], connection: "open" };

/** What is right where 400 is demanded, and nothing is said of the connection. */
export const badRequest: Pick<CaseDraft, "pass" | "warn"> = { pass: [answers(400)], warn: [answers("4xx")] };

/**
 * What is right where octets match no HTTP message: 400, and the connection is closed (RFC 9112 §2.2, SHOULD). Another
 * refusal, or one without a word, keeps everybody safe as well.
 */
export const noMessage: Pick<CaseDraft, "pass" | "warn"> = {
  pass: [answersAndCloses(400)],
  warn: [answers("4xx"), answers("5xx"), closesSilently],
};

/** The same where an RFC lets a lenient recipient take it. */
export const noMessageUnlessLenient: Pick<CaseDraft, "pass" | "warn"> = {
  pass: [answersAndCloses(400)],
  warn: [answers("understood"), answers("4xx"), answers("5xx"), closesSilently],
};

/** What stands in a title: controls and octets beyond ASCII as \xNN. */
export function written(text: string): string {
  return text.replace(/[^ -~]/g, (octet) => `\\x${octet.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
