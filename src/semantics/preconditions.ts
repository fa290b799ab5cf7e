import {
  type EntityTag,
  isStrongMatch,
  isWeakMatch,
  parseEntityTag,
  parseEntityTags,
  writeEntityTag,
} from "./entity-tag.ts";
import type { FieldSection } from "./field-section.ts";
import { parseHttpDate } from "./http-date.ts";

/** What requests compare a representation by (RFC 9110 §8.8). */
export interface Validators {
  /** All tags that stand for it now; the one that is sent comes first. */
  readonly entityTags: readonly EntityTag[];
  /** Milliseconds since 1970; `undefined` where it has no modification date. */
  readonly lastModifiedMs: number | undefined;
}

/** What comes of a request's preconditions. */
export interface PreconditionResult {
  /** "none": there was none that counts. "not-modified" asks for a 304, "failed" for a 412. */
  readonly outcome: "none" | "met" | "not-modified" | "failed";
  /** Why, in a few words for the decision record: `If-None-Match "abc": one matches`. Of a 304 it begins with the field's name. */
  readonly reason: string;
}

/** What is answered where a request has none: this very object. */
export const NO_PRECONDITION: PreconditionResult = Object.freeze({ outcome: "none", reason: "no precondition" });

/**
 * Evaluates the preconditions of a request but If-Range, in the order of RFC 9110 §13.2.2. To be asked only where the
 * answer without them would be 2xx (§13.2.1).
 * @param validators `undefined` where there is no current representation
 * @param nowMs milliseconds since 1970, for the years of two digits in obsolete dates
 */
export function evaluatePreconditions(
  method: string,
  headerSection: FieldSection,
  validators: Validators | undefined,
  nowMs: number,
): PreconditionResult {
  if (!headerSection.hasNameBeginning("if-") || hasNoSelectedRepresentation(method)) return NO_PRECONDITION;
  const isRetrieval = method === "GET" || method === "HEAD";

  const ifMatch = headerSection.get("if-match");
  const unlessLost =
    ifMatch !== undefined
      ? overruling("If-Unmodified-Since", headerSection, evaluateIfMatch(ifMatch, validators))
      : ifUnmodifiedSince(headerSection, validators, nowMs);
  if (unlessLost?.outcome === "failed") return unlessLost; // steps 1 and 2

  const ifNoneMatch = headerSection.get("if-none-match");
  let unlessKnown: PreconditionResult | undefined;
  if (ifNoneMatch !== undefined)
    unlessKnown = overruling(
      "If-Modified-Since",
      headerSection,
      evaluateIfNoneMatch(ifNoneMatch, validators, isRetrieval),
    ); // step 3
  else if (isRetrieval) unlessKnown = ifModifiedSince(headerSection, validators, nowMs); // step 4
  if (unlessKnown?.outcome === "not-modified" || unlessKnown?.outcome === "failed") return unlessKnown;

  if (unlessLost === undefined) return unlessKnown ?? NO_PRECONDITION;
  if (unlessKnown === undefined) return unlessLost;
  const outcome = unlessLost.outcome === "met" || unlessKnown.outcome === "met" ? "met" : "none";
  return { outcome, reason: `${unlessLost.reason}; ${unlessKnown.reason}` };
}

/** Tells also of the date that is ignored because a tag was compared (§13.1.3, §13.1.4). */
function overruling(dateName: string, headerSection: FieldSection, result: PreconditionResult): PreconditionResult {
  if (!headerSection.has(dateName)) return result;
  return { outcome: result.outcome, reason: `${result.reason}; ${dateName} ignored` };
}

/** What comes of an If-Range. */
export interface IfRangeResult {
  readonly holds: boolean;
  /** Why, in a few words for the decision record. */
  readonly reason: string;
}

const NO_IF_RANGE: IfRangeResult = Object.freeze({ holds: true, reason: "no If-Range" });

/**
 * Whether the Range of a GET may be looked at (RFC 9110 §13.1.5): it may where there is no If-Range, and where its
 * validator is strong and that of the current representation. What cannot be read does not hold. To be asked last
 * (§13.2.2 step 5), and not of a request without Range.
 * @param nowMs milliseconds since 1970: a second that is not over yet may still see another change (§8.8.2.2)
 */
export function ifRangeHolds(headerSection: FieldSection, validators: Validators, nowMs: number): IfRangeResult {
  const value = headerSection.get("if-range");
  if (value === undefined) return NO_IF_RANGE;
  const told = (holds: boolean, why: string): IfRangeResult => ({
    holds,
    reason: `If-Range ${excerpt(value)}: ${why}`,
  });
  if (value.lastIndexOf('"', 2) !== -1) {
    const tag = parseEntityTag(value);
    if (tag === undefined) return told(false, "not an entity tag");
    if (tag.isWeak) return told(false, "a weak tag");
    const holds = validators.entityTags.some((each) => isStrongMatch(each, tag));
    return told(holds, holds ? "matches" : "does not match");
  }
  const dateMs = parseHttpDate(value, nowMs);
  if (dateMs === undefined) return told(false, "neither an entity tag nor a date");
  if (validators.lastModifiedMs === undefined) return told(false, "there is no modification date");
  if (secondOf(validators.lastModifiedMs) !== secondOf(dateMs)) return told(false, "another modification date");
  // Within that second the content may change again and keep its date.
  if (secondOf(nowMs) <= secondOf(dateMs)) return told(false, "modified too recently");
  return told(true, "the modification date");
}

/** §13.2.1: methods that neither select nor modify a selected representation. */
function hasNoSelectedRepresentation(method: string): boolean {
  return method === "OPTIONS" || method === "TRACE" || method === "CONNECT";
}

/** §13.1.1. What is malformed is neither "*" nor a list: "Otherwise, the condition is false." */
function evaluateIfMatch(value: string, validators: Validators | undefined): PreconditionResult {
  const told = (outcome: "met" | "failed", why: string) => ({ outcome, reason: `If-Match ${excerpt(value)}: ${why}` });
  const tags = parseEntityTags(value);
  if (tags === undefined) return told("failed", "not a list of entity tags");
  if (validators === undefined) return told("failed", "there is nothing");
  if (tags === "*") return told("met", "there is something");
  const matches = tags.some((tag) => validators.entityTags.some((each) => isStrongMatch(each, tag)));
  return matches ? told("met", "one matches") : told("failed", noneMatches(validators));
}

/**
 * §13.1.2. What is malformed is neither "*" nor a list: "Otherwise, the condition is true", so that nobody is told that
 * what he has is current for a list nobody could read; and If-Modified-Since stays ignored, for the field is there.
 */
function evaluateIfNoneMatch(
  value: string,
  validators: Validators | undefined,
  isRetrieval: boolean,
): PreconditionResult {
  const told = (outcome: PreconditionResult["outcome"], why: string): PreconditionResult => ({
    outcome,
    reason: `If-None-Match ${excerpt(value)}: ${why}`,
  });
  const unmet = isRetrieval ? "not-modified" : "failed";
  const tags = parseEntityTags(value);
  if (tags === undefined) return told("met", "not a list of entity tags");
  if (validators === undefined) return told("met", "there is nothing");
  if (tags === "*") return told(unmet, "there is something");
  const matches = tags.some((tag) => validators.entityTags.some((each) => isWeakMatch(each, tag)));
  return matches ? told(unmet, "one matches") : told("met", noneMatches(validators));
}

function noneMatches({ entityTags: [tag] }: Validators): string {
  return tag === undefined ? "there is no tag to match" : `none matches ${writeEntityTag(tag)}`;
}

/** §13.1.3. */
function ifModifiedSince(
  headerSection: FieldSection,
  validators: Validators | undefined,
  nowMs: number,
): PreconditionResult | undefined {
  return evaluateDate("If-Modified-Since", headerSection, validators, nowMs, {
    later: "met",
    notLater: "not-modified",
  });
}

/** §13.1.4. */
function ifUnmodifiedSince(
  headerSection: FieldSection,
  validators: Validators | undefined,
  nowMs: number,
): PreconditionResult | undefined {
  return evaluateDate("If-Unmodified-Since", headerSection, validators, nowMs, { later: "failed", notLater: "met" });
}

/** Ignored, "none", where the value is no date, several among them, or there is none to compare it with. */
function evaluateDate(
  name: string,
  headerSection: FieldSection,
  validators: Validators | undefined,
  nowMs: number,
  outcomes: Readonly<Record<"later" | "notLater", PreconditionResult["outcome"]>>,
): PreconditionResult | undefined {
  const value = headerSection.get(name);
  if (value === undefined) return undefined;
  const told = (outcome: PreconditionResult["outcome"], why: string): PreconditionResult => ({
    outcome,
    reason: `${name} ${excerpt(value)}: ${why}`,
  });
  const dateMs = parseHttpDate(value, nowMs);
  if (dateMs === undefined) return told("none", "not a date, ignored");
  if (validators?.lastModifiedMs === undefined) return told("none", "there is no modification date, ignored");
  return secondOf(validators.lastModifiedMs) > secondOf(dateMs)
    ? told(outcomes.later, "modified later")
    : told(outcomes.notLater, "not modified since");
}

/** Dates in fields have whole seconds (§5.6.7). */
function secondOf(timeMs: number): number {
  return Math.floor(timeMs / 1000);
}

const EXCERPT_OCTETS = 80;

function excerpt(value: string): string {
  return value.length <= EXCERPT_OCTETS ? value : `${value.slice(0, EXCERPT_OCTETS)}…`;
}
