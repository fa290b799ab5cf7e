import { createHash } from "node:crypto";
import { directoryPageScript } from "./directory-page-script.ts";
import { directoryPageStyle } from "./directory-page-style.ts";

/**
 * What a listing may load and run (Content-Security-Policy): its own style and script by their hashes, pictures from
 * its own text, and nothing else, so that no name could bring anything along if it ever got out of its quotes.
 */
export const directoryPagePolicy = [
  "default-src 'none'",
  `style-src '${hashSource(directoryPageStyle)}'`,
  `script-src '${hashSource(directoryPageScript)}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function hashSource(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
