import { type FieldLine, FieldSection, type OutgoingResponse, type ResponseContent } from "../../semantics/index.ts";
import { json } from "./window-resource-json.ts";

/** What every response of the window has: it is kept nowhere, shown in no other page, and loads nothing from elsewhere. */
const ownLines: readonly FieldLine[] = [
  ["Cache-Control", "no-store"],
  ["X-Content-Type-Options", "nosniff"],
  ["Referrer-Policy", "no-referrer"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  [
    "Content-Security-Policy",
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ],
];

const mediaTypes = {
  page: "text/html; charset=utf-8",
  script: "text/javascript; charset=utf-8",
  style: "text/css; charset=utf-8",
  json: "application/json",
  events: "text/event-stream; charset=utf-8",
  text: "text/plain; charset=utf-8",
} as const;

/** 200 with this content. @param reason a few words for the log */
export function ok(kind: keyof typeof mediaTypes, content: ResponseContent, reason: string): OutgoingResponse {
  return { statusCode: 200, headerSection: fieldsOf[kind], content, reason };
}

export function jsonResponse(value: unknown, reason: string): OutgoingResponse {
  return ok("json", json(value), reason);
}

/** A response without content: 204, or 303 with a Location. */
export function empty(statusCode: 204 | 303, reason: string, ...lines: readonly FieldLine[]): OutgoingResponse {
  return { statusCode, headerSection: FieldSection.of([...ownLines, ...lines]), content: undefined, reason };
}

/** Says in plain text why not. @param message for people to read */
export function refused(
  statusCode: number,
  message: string,
  reason: string,
  ...lines: readonly FieldLine[]
): OutgoingResponse {
  const headerSection = FieldSection.of([...ownLines, ["Content-Type", mediaTypes.text], ...lines]);
  return { statusCode, headerSection, content: `${message}\n`, reason };
}

const fieldsOf = Object.fromEntries(
  Object.entries(mediaTypes).map(([kind, type]) => [kind, FieldSection.of([...ownLines, ["Content-Type", type]])]),
) as Record<keyof typeof mediaTypes, FieldSection>;
