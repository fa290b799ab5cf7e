export * from "./close-in-stages.ts";
export * from "./transport.ts";
