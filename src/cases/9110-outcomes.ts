import type { ExpectedResponse, FieldExpectation, Outcome } from "./outcome.ts";

/** These responses, in this order, and no others. */
export function only(...responses: readonly ExpectedResponse[]): Outcome {
  return { responses };
}

/** One response whose field is so, whatever its status code is unless one is given. */
export function withField(field: FieldExpectation, status?: ExpectedResponse["status"]): Outcome {
  return only({ ...(status !== undefined && { status }), fields: [field] });
}

/** The file, all of it. */
export const whole: ExpectedResponse = { status: 200, content: "whole-file" };

/** RFC 9110 §15.4.5. */
export const notModified: ExpectedResponse = { status: 304, content: "none" };

/** RFC 9110 §15.5.13. */
export const preconditionFailed: ExpectedResponse = { status: 412 };

/** Status codes that send the client elsewhere: 304 is none of them. */
export const redirections = [301, 302, 303, 307, 308] as const;

/** No answer at all: less than the RFC asks for, and no harm. */
export const closedUnanswered: Outcome = { responses: [], connection: "closed" };

/** An entity tag that no representation has. */
export const otherTag = '"porthole-no-such-tag"';

/** RFC 9110 §5.6.7, the one form that a sender may write. */
export const imfFixdate =
  "^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \\d{4} \\d\\d:\\d\\d:\\d\\d GMT$";

/** Advice that cases of several sections have in common. */
export const advices = {
  head: "Answer HEAD as GET is answered, with the same status code and fields, and leave the content out.",
  ends: "End each response where its own Content-Length or last chunk says, error pages like all others.",
  order:
    "Look at preconditions in this order: If-Match, else If-Unmodified-Since; then If-None-Match, else If-Modified-Since; then Range.",
} as const;
