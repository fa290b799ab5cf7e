export * from "./cause-text.ts";
export * from "./connection-trace.ts";
export * from "./decision-record.ts";
export * from "./folded-frames.ts";
export * from "./mask.ts";
export * from "./visible.ts";
