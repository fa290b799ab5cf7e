export * from "./config-error.ts";
export * from "./given-options.ts";
export * from "./json-file.ts";
export * from "./json-text.ts";
export * from "./nearest-word.ts";
export * from "./shown-value.ts";
export * from "./text-excerpt.ts";
