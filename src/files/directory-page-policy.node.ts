import { createRequire } from "node:module";
import { directoryPageScript } from "./directory-page-script.ts";
import { directoryPageStyle } from "./directory-page-style.ts";

// node:crypto is loaded with the first listing: a start waits for it as long as for a fifth of its own code.
const require = createRequire(import.meta.url);

/**
 * What a listing may load and run (Content-Security-Policy): its own style and script by their hashes, pictures from
 * its own text, and nothing else, so that no name could bring anything along if it ever got out of its quotes.
 */
export function directoryPagePolicy(): string {
  policy ??= [
    "default-src 'none'",
    `style-src '${hashSource(directoryPageStyle)}'`,
    `script-src '${hashSource(directoryPageScript)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return policy;
}

let policy: string | undefined;

function hashSource(text: string): string {
  const { createHash } = require("node:crypto") as typeof import("node:crypto");
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
