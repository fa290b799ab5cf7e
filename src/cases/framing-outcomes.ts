import { understood } from "./case.ts";
import type { ExpectedResponse, Outcome, StatusPattern } from "./outcome.ts";

// What is right where the question is where a message ends: whoever goes on must have found the right place, and
// whoever closes has misread nothing.

/** Responses with these status codes, and then the end of the connection. */
export function closedAfter(...statuses: readonly StatusPattern[]): Outcome {
  return { responses: statuses.map((status) => ({ status })), connection: "closed" };
}

/** Responses with these status codes, whatever becomes of the connection. */
export function answeredWith(...statuses: readonly StatusPattern[]): Outcome {
  return { responses: statuses.map((status) => ({ status })) };
}

/**
 * A request and one behind it: both are answered. Who says that the connection closes need not answer the second; who
 * closes without a word has misread nothing, but leaves the client to guess.
 */
export const toldApart = {
  pass: [answeredWith("understood", "understood")],
  warn: [closedAfter("understood")],
} as const;

/**
 * 400 and the end: what the RFC demands with a MUST. A connection may be closed at any time (RFC 9112 §9.5), so the end
 * alone is let pass with a warning: nothing is misread, but the client does not learn why.
 */
export const mustBe400 = {
  pass: [closedAfter(400)],
  warn: [closedAfter("4xx"), closedAfter("5xx"), closedAfter()],
} as const;

/**
 * 400 and the end, for a fault within the content: what the RFC asks for with a SHOULD. Who does not look at content may
 * have answered before; as long as the connection then closes, nothing behind the fault is taken for a request.
 */
export const shouldBe400 = {
  pass: [closedAfter(400), closedAfter("unread")],
  warn: [closedAfter("4xx"), closedAfter("5xx"), closedAfter()],
} as const;

/** A length that no server can have room for: refused, waited for, or not looked at; but never taken for a small one. */
export const neverTakenForSmall = {
  pass: [answeredWith("4xx"), answeredWith("understood"), answeredWith()],
  warn: [answeredWith("5xx")],
} as const;

/** So many responses that say that their requests were understood. */
export function understoodTimes(times: number): readonly ExpectedResponse[] {
  return Array.from({ length: times }, () => understood);
}
