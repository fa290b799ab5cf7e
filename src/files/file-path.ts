import { ConfigError } from "../config/index.ts";
import { isDotSegment } from "../semantics/index.ts";

/**
 * The segments of a path that a site's author wrote: `file("pages/about.html")`, `files(".")`. Not decoded.
 * @param maker "file", for the message
 * @throws ConfigError where it is absolute, leaves the root or has a backslash in it
 */
export function parseFilePath(maker: string, path: string): readonly string[] {
  const wrong = (what: string, hint: string) => new ConfigError(`${maker}: "${path}" ${what}`, { hint });
  if (path.includes("\\")) throw wrong("has a backslash in it", 'Write paths with "/" on every system.');
  if (path.startsWith("/")) throw wrong("is absolute", "Paths are taken from the site's folder: drop the first slash.");
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.some(isDotSegment)) {
    throw wrong("leaves the site's folder", "What a site serves has to lie in its folder.");
  }
  return segments;
}
