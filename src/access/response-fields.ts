import { ConfigError, shown } from "../config/index.ts";
import {
  type ErrorPage,
  editedFields,
  type FieldEdit,
  type FieldLine,
  FieldSection,
  type FieldSectionInit,
  isFieldValue,
  isToken,
  pageWithEditedSections,
  type Resource,
  trimOws,
  withEditedSections,
} from "../semantics/index.ts";

/** A Resource whose responses have these fields too. Without any, the Resource itself. */
export function withResponseFields(resource: Resource, edits: readonly FieldEdit[]): Resource {
  if (edits.length === 0) return resource;
  return withEditedSections(resource, (section) => editedFields(section, edits));
}

/** The same for the pages of faults that the server meets. */
export function pageWithResponseFields(errorPage: ErrorPage, edits: readonly FieldEdit[]): ErrorPage {
  if (edits.length === 0) return errorPage;
  return pageWithEditedSections(errorPage, (section) => editedFields(section, edits));
}

/**
 * Fields that a site wants on all its responses. Each takes the place of what a response has of that name; Vary, Link,
 * Set-Cookie and Server-Timing come on top of it. An empty value takes the field away.
 * @throws ConfigError a name or value cannot be sent, or says what only the server can know
 */
export function parseResponseFields(init: FieldSectionInit | undefined): readonly FieldEdit[] {
  if (init === undefined) return [];
  if (typeof init !== "object" || init === null) {
    throw new ConfigError(`headers: ${shown(init)} is no record of field names and values`, {
      key: "headers",
      hint: 'Such as headers: { "X-Frame-Options": "DENY" }.',
    });
  }
  const seen = new Set<string>();
  return [...FieldSection.of(init)].map(([name, text]) => {
    const value = checkedValue(name, text);
    const lowerName = name.toLowerCase();
    const isAgain = seen.has(lowerName) || joined.has(lowerName);
    seen.add(lowerName);
    if (value === "") return { kind: "remove", name };
    return { kind: isAgain ? "add" : "set", name, value };
  });
}

/**
 * One field as a flag says it: "X-Frame-Options: DENY".
 * @throws ConfigError it has no colon, or is no field that a site may set
 */
export function parseResponseFieldFlag(text: string): FieldLine {
  const colon = text.indexOf(":");
  if (colon === -1) {
    throw new ConfigError(`${shown(text)} is no field: it has no colon`, { hint: "Such as 'X-Frame-Options: DENY'." });
  }
  const name = text.slice(0, colon);
  return [name, checkedValue(name, text.slice(colon + 1))];
}

/** Fields of which a response has a list, so that one more takes nothing away. */
const joined: ReadonlySet<string> = new Set(["vary", "link", "set-cookie", "server-timing"]);

const framing = "the server delimits messages and keeps connections by itself";
const perResponse = "it is another one for each response, and the server says it where it is due";

/** Fields that would be wrong on all responses, and why. */
const ownFields: ReadonlyMap<string, string> = new Map([
  ["content-length", framing],
  ["transfer-encoding", framing],
  ["connection", framing],
  ["keep-alive", framing],
  ["proxy-connection", framing],
  ["upgrade", framing],
  ["trailer", framing],
  ["te", framing],
  ["date", "the server has the clock"],
  ["content-range", perResponse],
  ["content-encoding", perResponse],
  ["accept-ranges", perResponse],
  ["etag", perResponse],
  ["last-modified", perResponse],
  ["location", perResponse],
  ["allow", perResponse],
  ["www-authenticate", perResponse],
]);

function checkedValue(name: string, text: string): string {
  if (!isToken(name)) {
    throw new ConfigError(`headers: ${shown(name)} is no field name`, {
      key: "headers",
      hint: "A field name has letters, digits and hyphens.",
    });
  }
  const key = `headers.${name}`;
  if (typeof text !== "string") throw new ConfigError(`headers: the value of ${name} is ${shown(text)}`, { key });
  const why = ownFields.get(name.toLowerCase());
  if (why !== undefined) throw new ConfigError(`headers: ${name} cannot be set for all responses: ${why}`, { key });
  const value = trimOws(text);
  if (isFieldValue(value)) return value;
  throw new ConfigError(`headers: the value of ${name} cannot be sent: it has a character that no field value has`, {
    key,
    hint: "No control characters, line ends least of all, and nothing beyond ISO-8859-1: encode what is.",
  });
}
