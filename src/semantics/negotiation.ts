import { isToken, parseList, trimOws } from "./field-syntax.ts";

/** One element of Accept, Accept-Encoding and the like (RFC 9110 §12.4.2). */
export interface Weighted {
  /** In lower case, with its parameters but the weight: "gzip", "text/plain;format=flowed". */
  readonly value: string;
  /** 0, not acceptable, to 1. */
  readonly weight: number;
}

/** Elements of a list that are looked at; the rest is left out. */
export const WEIGHTED_MAX = 64;

/**
 * Parses a list of weighted values, in its order. An element that breaks the grammar is left out, and a weight that is no
 * qvalue (§12.4.2), or is given twice, breaks it: who wrote `gzip;q=0.0000` must not be sent gzip, and a default
 * answer is always understood.
 */
export function parseWeightedList(fieldValue: string): readonly Weighted[] {
  const list: Weighted[] = [];
  for (const element of parseList(fieldValue).slice(0, WEIGHTED_MAX)) {
    const weighted = parseWeighted(element);
    if (weighted !== undefined) list.push(weighted);
  }
  return list;
}

const WEIGHTED_VALUE = /^[!#$%&'*+\-.^_`|~0-9a-z]+(?:\/[!#$%&'*+\-.^_`|~0-9a-z]+)?$/;
const QVALUE = /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/;
// parameters = *( OWS ";" OWS [ parameter ] ) (§5.6.6)
const PARAMETER = /[ \t]*;[ \t]*(?:([!#$%&'*+\-.^_`|~0-9a-z]+)=([!#$%&'*+\-.^_`|~0-9a-z]+|"(?:[^"\\]|\\.)*"))?/y;

function parseWeighted(element: string): Weighted | undefined {
  const text = element.toLowerCase();
  const semicolon = text.indexOf(";");
  let value = semicolon === -1 ? text : trimOws(text.substring(0, semicolon));
  if (!WEIGHTED_VALUE.test(value)) return undefined;
  if (semicolon === -1) return { value, weight: 1 };
  let weight: number | undefined;
  PARAMETER.lastIndex = semicolon;
  while (PARAMETER.lastIndex < text.length) {
    const parameter = PARAMETER.exec(text);
    if (parameter === null) return undefined;
    const [, name, bare] = parameter;
    if (name === undefined) continue;
    // §12.5.1: "Recipients SHOULD process any parameter named "q" as weight, regardless of parameter ordering."
    if (name !== "q") value += `;${name}=${withoutQuotes(bare!)}`;
    else if (weight !== undefined || !QVALUE.test(bare!)) return undefined;
    else weight = Number(bare);
  }
  return { value, weight: weight ?? 1 };
}

/** §5.6.6: a value means the same within quotes and without. */
function withoutQuotes(value: string): string {
  const inside = value.slice(1, -1);
  return value.startsWith('"') && isToken(inside) ? inside : value;
}

/** Which content coding a response has. */
export interface CodingChoice {
  /** "identity" or one of those on offer; `undefined` where none is acceptable. */
  readonly coding: string | undefined;
  /** What the client can take, for the decision record: "br 1, gzip 0.8, identity 0.1". */
  readonly reason: string;
}

// Any coding is acceptable to who says nothing (§12.5.3 rule 1), but those are the programs that cannot decode one.
const NOT_ASKED: CodingChoice = Object.freeze({ coding: "identity", reason: "no Accept-Encoding" });

/**
 * Chooses the content coding that a client weighs highest (RFC 9110 §12.5.3). Among equals the server's order decides,
 * and identity comes last unless it is weighed higher by name.
 * @param acceptEncoding the field's value, `undefined` where there was none
 * @param offered content codings in the server's order, in lower case, without identity
 */
export function chooseContentCoding(acceptEncoding: string | undefined, offered: readonly string[]): CodingChoice {
  if (acceptEncoding === undefined) return NOT_ASKED;
  const { weights, reason } = acceptedCodings(acceptEncoding);
  const any = weights.get("*");
  let coding: string | undefined;
  let best = 0;
  for (const each of offered) {
    const weight = weights.get(each) ?? any ?? 0;
    if (weight > best) {
      coding = each;
      best = weight;
    }
  }
  // "identity" is no content-coding in the grammar, so that "*" lends it no weight but 0 (rule 2).
  const identity = weights.get("identity");
  const isIdentityAcceptable = identity === undefined ? any !== 0 : identity > 0;
  if (isIdentityAcceptable && (coding === undefined || (identity ?? 0) > best)) coding = "identity";
  return { coding, reason };
}

/**
 * What an Accept-Encoding gives each coding that it names, and "*": from 0, not acceptable, to 1. In lower case; of what
 * is said twice, the less.
 */
export function codingWeights(acceptEncoding: string): ReadonlyMap<string, number> {
  return acceptedCodings(acceptEncoding).weights;
}

interface AcceptedCodings {
  readonly weights: ReadonlyMap<string, number>;
  readonly reason: string;
}

/** Values of Accept-Encoding that are remembered: user agents send a handful. */
const REMEMBERED_MAX = 64;
const REMEMBERED_OCTETS_MAX = 128;
const remembered = new Map<string, AcceptedCodings>();

function acceptedCodings(acceptEncoding: string): AcceptedCodings {
  const known = remembered.get(acceptEncoding);
  if (known !== undefined) return known;
  const accepted = parseAcceptEncoding(acceptEncoding);
  if (acceptEncoding.length <= REMEMBERED_OCTETS_MAX) {
    if (remembered.size === REMEMBERED_MAX) remembered.clear();
    // A copy: a received value is cut from the text of its whole header section, which it would keep alive.
    remembered.set(Array.from(acceptEncoding).join(""), accepted);
  }
  return accepted;
}

function parseAcceptEncoding(acceptEncoding: string): AcceptedCodings {
  const weights = new Map<string, number>();
  for (const { value, weight } of parseWeightedList(acceptEncoding)) {
    // §8.4.1.3, §8.4.1.1: x-gzip and x-compress are to be taken for gzip and compress.
    const coding = value === "x-gzip" || value === "x-compress" ? value.slice(2) : value;
    // Who says two things is taken at the less.
    weights.set(coding, Math.min(weight, weights.get(coding) ?? 1));
  }
  const table = [...weights].map(([coding, weight]) => `${coding} ${weight}`).join(", ");
  return { weights, reason: table === "" ? "Accept-Encoding names none" : table };
}

/**
 * The media type that a client weighs highest; among equals the first on offer (RFC 9110 §12.5.1).
 * @param accept the field's value; where there is none, or nothing in it can be read, the first on offer is had
 * @param offered media types in the server's order, in lower case
 * @returns `undefined` where none is acceptable
 */
export function preferredMediaType(accept: string | undefined, offered: readonly string[]): string | undefined {
  const ranges = accept === undefined ? [] : parseWeightedList(accept);
  if (ranges.length === 0) return offered[0];
  let preferred: string | undefined;
  let best = 0;
  for (const mediaType of offered) {
    const weight = mediaTypeWeight(mediaType, ranges);
    if (weight > best) {
      preferred = mediaType;
      best = weight;
    }
  }
  return preferred;
}

/** The weight of the most specific media range that covers a type, 0 where none does. */
function mediaTypeWeight(mediaType: string, ranges: readonly Weighted[]): number {
  const [essence = "", ...parameters] = mediaType.split(";").map(trimOws);
  let weight = 0;
  let highest = 0;
  for (const range of ranges) {
    const specificity = specificityOf(range.value, essence, parameters);
    if (specificity > highest) {
      highest = specificity;
      weight = range.weight;
    }
  }
  return weight;
}

/** 0 where the range does not cover the type; else 1 for any, 2 for a type's, 3 for the type, 1 more a parameter. */
function specificityOf(range: string, essence: string, parameters: readonly string[]): number {
  const [wanted = "", ...needed] = range.split(";");
  if (!needed.every((parameter) => parameters.includes(parameter))) return 0;
  if (wanted === essence) return 3 + needed.length;
  if (wanted === "*/*") return 1;
  return wanted.endsWith("/*") && essence.startsWith(wanted.slice(0, -1)) ? 2 : 0;
}
