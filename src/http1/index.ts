export { Http1Engine, type Http1EngineOptions } from "./engine.ts";
export type {
  ConnectionClosedEvent,
  ContentEvent,
  EndOfMessageEvent,
  EngineEvent,
  RequestHeadEvent,
} from "./events.ts";
export { type EngineLimits, engineLimits, type Limit, type LimitName, limitTable } from "./limits.ts";
export type { ResponseHead } from "./message-writer.ts";
export { type OctetText, portableOctetText } from "./octet-text.ts";
export { ProtocolError, UsageError } from "./protocol-error.ts";
export { type Rule, type RuleId, rules } from "./rules.ts";
export type {
  ChunkElement,
  CountedLimit,
  EngineStanding,
  FieldLineElement,
  Reading,
  RequestLineElement,
  SectionName,
} from "./standing.ts";
export type { RecipientState, SenderState } from "./state.ts";
