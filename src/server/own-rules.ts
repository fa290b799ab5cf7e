import type { Fault } from "../semantics/index.ts";

/** What the server refuses by limits of its own: the ids that stand where a rule of the protocol would. */
export const ownRules = {
  headDeadline: "PORTHOLE/HEAD-DEADLINE",
  contentDeadline: "PORTHOLE/CONTENT-DEADLINE",
  sendDeadline: "PORTHOLE/SEND-DEADLINE",
  contentSize: "PORTHOLE/CONTENT-SIZE",
  contentCoding: "PORTHOLE/CONTENT-CODING",
  contentType: "PORTHOLE/CONTENT-TYPE",
  connections: "PORTHOLE/CONNECTIONS",
} as const;

/** A fault with the rule that it is counted by. */
export type Refused = Fault & { readonly rule: string };

export const headTooSlow: Refused = {
  statusCode: 408,
  message: "The header section was not complete in time.",
  rule: ownRules.headDeadline,
};
export const contentTooSlow: Refused = {
  statusCode: 408,
  message: "The content came too slowly.",
  rule: ownRules.contentDeadline,
};

/**
 * The rule by which a request is refused with this fault, whoever found it: content that is too slow, too large or of an
 * unknown kind may be found by the server, a form's reader or a handler. `undefined` for a fault that is about what was
 * asked for, or is the site's own.
 */
export function ruleOf({ rule, statusCode, headerSection }: Fault): string | undefined {
  if (rule !== undefined) return rule;
  if (statusCode === 408) return ownRules.contentDeadline;
  if (statusCode === 413) return ownRules.contentSize;
  // RFC 9110 §15.5.16: the response says which content codings are taken where that was the reason.
  if (statusCode === 415) return headerSection?.has("accept-encoding") ? ownRules.contentCoding : ownRules.contentType;
  return undefined;
}
