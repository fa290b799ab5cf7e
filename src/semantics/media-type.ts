import { isFieldValue, isToken, trimOws } from "./field-syntax.ts";

/** A media type (RFC 9110 §8.3.1). */
export interface MediaType {
  /** In lower case. */
  readonly type: string;
  /** In lower case. */
  readonly subtype: string;
  /** Both, in lower case: "text/html". */
  readonly essence: string;
  /** By name in lower case; values as they were sent, without quotes. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Parses a media type, strictly (RFC 9110 §8.3.1, §5.6.6).
 * @returns `undefined` where the text is none, or names a parameter twice
 */
export function parseMediaType(text: string): MediaType | undefined {
  const semicolon = text.indexOf(";");
  const essence = trimOws(semicolon === -1 ? text : text.slice(0, semicolon)).toLowerCase();
  const slash = essence.indexOf("/");
  const type = essence.slice(0, slash);
  const subtype = essence.slice(slash + 1);
  if (slash === -1 || !isToken(type) || !isToken(subtype)) return undefined;
  const parameters = semicolon === -1 ? NO_PARAMETERS : parseParameters(text, semicolon);
  return parameters === undefined ? undefined : { type, subtype, essence, parameters };
}

const NO_PARAMETERS: ReadonlyMap<string, string> = new Map();

/** parameters = *( OWS ";" OWS [ parameter ] ), from the first ";" on (§5.6.6). */
function parseParameters(text: string, from: number): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  let at = from;
  while (at < text.length) {
    if (text[at] !== ";") return undefined;
    at = pastSpace(text, at + 1);
    if (at === text.length || text[at] === ";") continue;
    const equals = text.indexOf("=", at);
    if (equals === -1) return undefined;
    const name = text.slice(at, equals).toLowerCase();
    const isQuoted = text[equals + 1] === '"';
    const end = isQuoted ? pastQuotedString(text, equals + 1) : pastBareValue(text, equals + 1);
    if (end === undefined || !isToken(name) || parameters.has(name)) return undefined;
    const value = text.slice(equals + 1, end);
    if (!isQuoted && !isToken(value)) return undefined;
    parameters.set(name, isQuoted ? value.slice(1, -1).replace(QUOTED_PAIR, "$1") : value);
    at = pastSpace(text, end);
  }
  return parameters;
}

const QUOTED_PAIR = /\\(.)/g;
// qdtext and quoted-pair (§5.6.4): no controls but HTAB.
const QUOTED_STRING = /"(?:[^"\\\0-\x08\x0a-\x1f\x7f]|\\[^\0-\x08\x0a-\x1f\x7f])*"/y;

function pastQuotedString(text: string, from: number): number | undefined {
  QUOTED_STRING.lastIndex = from;
  return QUOTED_STRING.test(text) ? QUOTED_STRING.lastIndex : undefined;
}

function pastBareValue(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== ";" && text[at] !== " " && text[at] !== "\t") at++;
  return at;
}

function pastSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at++;
  return at;
}

/**
 * Writes a media type as a field value; parameter values that are no tokens are quoted.
 * @throws TypeError where a name is no token, or a value cannot stand in a field
 */
export function writeMediaType(essence: string, parameters: Iterable<readonly [name: string, value: string]>): string {
  let text = essence;
  for (const [name, value] of parameters) {
    if (!isToken(name)) throw new TypeError(`writeMediaType: ${JSON.stringify(name)} is no parameter name`);
    if (!isFieldValue(value)) {
      throw new TypeError(`writeMediaType: ${JSON.stringify(value)} cannot be sent as a parameter`);
    }
    text += `; ${name}=${isToken(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`}`;
  }
  return text;
}
