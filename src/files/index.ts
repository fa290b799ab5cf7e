export * from "./config-error.ts";
export * from "./disk.node.ts";
export * from "./escape-html.ts";
export * from "./file-media-type.ts";
export * from "./file-store.ts";
export * from "./files-options.ts";
export * from "./static-files.ts";
export * from "./watched-store.ts";
