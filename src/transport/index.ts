export * from "./close-in-stages.ts";
export * from "./descriptor-limit.node.ts";
export * from "./lan-addresses.node.ts";
export * from "./memory.ts";
export type { ListenTcpOptions, PortSharing } from "./tcp.node.ts";
export * from "./tcp.ts";
export * from "./transport.ts";
