import { type DecisionNotes, type IncomingRequest, parseWeightedList } from "../semantics/index.ts";

/**
 * Whether a browser asks for a page to show, rather than for something that a page needs: it says so itself
 * (Sec-Fetch-Dest, of the Fetch Metadata specification), or names text/html in Accept.
 */
export function isNavigation({ method, headerSection }: IncomingRequest): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  const destination = headerSection.get("sec-fetch-dest");
  if (destination !== undefined) return pageDestinations.has(destination);
  const accept = headerSection.get("accept");
  if (accept === undefined) return false;
  return parseWeightedList(accept).some(({ value, weight }) => weight > 0 && pageTypes.has(value));
}

const pageDestinations: ReadonlySet<string> = new Set(["document", "iframe", "frame"]);
const pageTypes: ReadonlySet<string> = new Set(["text/html", "application/xhtml+xml"]);

/** Notes what decided whether a request for what is not there is answered with an SPA's page. */
export function noteNavigation(
  decisions: DecisionNotes,
  { method, headerSection }: IncomingRequest,
  isPage: boolean,
  page: readonly string[],
): void {
  decisions.note("spa", isPage ? `a navigation: ${page.join("/")}` : "no navigation: not for this", [
    ["method", method],
    ["Sec-Fetch-Dest", headerSection.get("sec-fetch-dest") ?? "not sent"],
    ["Accept", headerSection.get("accept") ?? "not sent"],
  ]);
}
