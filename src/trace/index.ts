export * from "./connection-trace.ts";
export * from "./decision-record.ts";
