import { ConfigError, shown } from "../config/index.ts";
import {
  type FieldEdit,
  type FieldLine,
  FieldSection,
  type FieldSectionInit,
  isFieldValue,
  isToken,
  serverFields,
  trimOws,
} from "../semantics/index.ts";

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

function checkedValue(name: string, text: string): string {
  if (!isToken(name)) {
    throw new ConfigError(`headers: ${shown(name)} is no field name`, {
      key: `headers.${String(name)}`,
      hint: "A field name has letters, digits and hyphens.",
    });
  }
  const key = `headers.${name}`;
  if (typeof text !== "string") throw new ConfigError(`headers: the value of ${name} is ${shown(text)}`, { key });
  const why = serverFields.get(name.toLowerCase());
  if (why !== undefined) throw new ConfigError(`headers: ${name} cannot be set for all responses: ${why}`, { key });
  const value = trimOws(text);
  if (value === "" && name.toLowerCase() === "vary") {
    throw new ConfigError("headers: Vary cannot be taken away: caches would mix up what differs by request", { key });
  }
  if (isFieldValue(value)) return value;
  throw new ConfigError(`headers: the value of ${name} cannot be sent: it has a character that no field value has`, {
    key,
    hint: "No control characters, line ends least of all, and nothing beyond ISO-8859-1: encode what is.",
  });
}
