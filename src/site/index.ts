export * from "./config-error.ts";
export * from "./handler-context.ts";
export * from "./query-spec.ts";
export * from "./route-pattern.ts";
export * from "./site.ts";
export * from "./site-values.ts";
