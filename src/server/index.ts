export * from "./access-log.ts";
export { type AddressRange, parseAddressRanges } from "./address-range.ts";
export { seenThroughProxies } from "./forwarded.ts";
export { HttpServer, type ServerSettings, type Stopped } from "./listen.ts";
export { type Limits, type ServerBounds, serverBounds, type Timeouts } from "./options.ts";
export * from "./pretty-log.ts";
export type { ProtocolEngine } from "./protocol-engine.ts";
export type { ExchangeEntry, NoticeEntry, ServerLog } from "./server-log.ts";
export { onceAfter } from "./timeouts.ts";
