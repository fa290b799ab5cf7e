import { encodeSegment, FieldSection, type OutgoingResponse, type ResponseContent } from "../semantics/index.ts";
import { redirectPage } from "./redirect-page.ts";

export type RedirectStatus = 301 | 302 | 303 | 307 | 308;

/** The response that sends a client elsewhere. The location is taken as it is. */
export function redirectTo(status: RedirectStatus, location: string): OutgoingResponse {
  const target = encodeLocation(location);
  return {
    statusCode: status,
    headerSection: FieldSection.of([
      ["Location", target],
      ["Content-Type", "text/html; charset=utf-8"],
    ]),
    content: redirectPage(status, target) satisfies ResponseContent,
    reason: reasons[status],
  };
}

const reasons: Readonly<Record<RedirectStatus, string>> = {
  301: "redirect 301",
  302: "redirect 302",
  303: "redirect 303",
  307: "redirect 307",
  308: "redirect 308",
};

/** What no URI holds, percent-encoded (RFC 3986 §2); percent-encodings that are there stay. */
export function encodeLocation(location: string): string {
  return location.replace(/[^!#-;=?-Z[\]_a-z~]/gu, (character) => encodeSegment(character.toString()));
}
