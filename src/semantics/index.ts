export * from "./field-section.ts";
export * from "./query.ts";
export * from "./request.ts";
export * from "./resource.ts";
export * from "./response.ts";
export * from "./response-error.ts";
export * from "./status-code.ts";
