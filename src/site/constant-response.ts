import { FieldSection, isWithoutContent, type OutgoingResponse } from "../semantics/index.ts";
import type { JsonValue, RespondValue, TextValue, ValueContent } from "./site-values.ts";

const textFields = FieldSection.of([["Content-Type", "text/plain; charset=utf-8"]]);
const jsonFields = FieldSection.of([["Content-Type", "application/json"]]);

/** The response of a value that says all of it. */
export function constantResponse(value: TextValue | JsonValue | RespondValue): OutgoingResponse {
  switch (value.kind) {
    case "text":
      return { statusCode: 200, headerSection: textFields, content: value.content, reason: "text" };
    case "json":
      return { statusCode: 200, headerSection: jsonFields, content: value.content, reason: "json" };
    case "respond": {
      const content = mayHaveContent(value.status) ? value.content : undefined;
      const reason = value.reason ?? "respond";
      return { statusCode: value.status, headerSection: respondFields(value, content), content, reason };
    }
  }
}

function respondFields({ headers }: RespondValue, content: ValueContent): FieldSection {
  const given = FieldSection.of(headers);
  if (content === undefined || given.has("content-type")) return given;
  const mediaType = typeof content === "string" ? "text/plain; charset=utf-8" : "application/octet-stream";
  return FieldSection.of([["Content-Type", mediaType], ...given]);
}

/** Whether a response of this status code may have content: 205 must not, though its length is said (RFC 9110 §15.3.6). */
export function mayHaveContent(statusCode: number): boolean {
  return !isWithoutContent(statusCode) && statusCode !== 205;
}
