export * from "./close-in-stages.ts";
export * from "./tcp.node.ts";
export * from "./transport.ts";
