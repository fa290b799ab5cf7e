import { LF } from "./grammar.ts";
import type { OctetsAtHand } from "./receive-buffer.ts";
import { type Rule, type RuleId, rules } from "./rules.ts";

/** The peer broke the protocol: what it sent is no HTTP message that this server accepts. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  /** Which rule was broken: "RFC9112-3.2/HOST-MISSING". */
  readonly rule: RuleId;
  /** The status code that answers it, 400 to 599. */
  readonly statusCode: number;
  /** Where the fault was seen: octets of the connection before it. Set by the engine. */
  offset: number | undefined = undefined;
  /** What had come and was still there, lent until the engine is called again. Set by the engine. */
  atHand: OctetsAtHand | undefined = undefined;

  constructor(id: RuleId, limitMax?: number) {
    const { statusCode, message }: Rule = rules[id];
    // Ordinary weather: its stack says nothing, and costs more than the whole message.
    const stackTraceLimit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(limitMax === undefined ? message : `${message}; at most ${limitMax}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.rule = id;
    this.statusCode = statusCode;
  }
}

/** The error for a broken rule. Where the rule is a limit, `limitMax` is what would have been allowed. */
export function refuse(id: RuleId, limitMax?: number): ProtocolError {
  return new ProtocolError(id, limitMax);
}

/** The error for an octet that stands where a line should have ended with CR LF. */
export function refuseLineEnd(octet: number | undefined): ProtocolError {
  return octet === LF ? refuse("RFC9112-2.2/BARE-LF") : refuse("RFC9112-2.2/BARE-CR");
}

/** Our own code or a handler used the engine wrongly: nothing has been written. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
