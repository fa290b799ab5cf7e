export * from "./check-options.ts";
export { check } from "./checker.ts";
export * from "./report.ts";
