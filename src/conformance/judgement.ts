import {
  type Case,
  type ExpectedResponse,
  type FieldExpectation,
  filled,
  type Outcome,
  type PlaceholderValues,
  responseFaults,
  type StatusPattern,
} from "../cases/index.ts";
import type { Observation } from "./case-run.ts";
import { contentMismatch } from "./content-judgement.ts";
import { connectionWords, observationWords, outcomeWords, patternWords, statusWords } from "./outcome-words.ts";
import type { CaseResult, Verdict } from "./report.ts";
import { announcesClose, type ReceivedResponse, valuesOf } from "./response-reader.ts";
import type { Survey } from "./survey.ts";

/** What a case came to, with the words for it. */
export type Judgement = Pick<CaseResult, "verdict" | "expected" | "got" | "difference">;

/** Compares what was seen with what passes, then with what is tolerable. */
export function judge(each: Case, observation: Observation, survey: Survey): Judgement {
  const differences = each.pass.map((outcome) => mismatch(outcome, observation, survey));
  const isPassed = differences.includes(undefined);
  const isWarned = !isPassed && each.warn.some((outcome) => mismatch(outcome, observation, survey) === undefined);
  const verdict: Verdict = isPassed ? "passed" : isWarned ? "warned" : "failed";
  const got = observationWords(observation);
  const difference = isPassed ? "" : (differences[0] ?? "");
  return { verdict, expected: outcomeWords(each.pass), got, difference };
}

/** The first thing in which they differ; `undefined` where there is none. */
function mismatch(outcome: Outcome, seen: Observation, survey: Survey): string | undefined {
  return (
    interimMismatch(outcome, seen) ??
    responsesMismatch(outcome, seen, survey) ??
    connectionMismatch(outcome, seen) ??
    timeMismatch(outcome, seen) ??
    (outcome.serves !== undefined && seen.servesAnother === false ? "another connection was not served" : undefined)
  );
}

function interimMismatch({ interim }: Outcome, seen: Observation): string | undefined {
  if (interim === undefined || String(interim) === String(seen.interim)) return undefined;
  const words = (codes: readonly number[]) => (codes.length === 0 ? "no interim response" : codes.join(", "));
  return `${words(seen.interim)} instead of ${words(interim)}`;
}

function responsesMismatch(outcome: Outcome, seen: Observation, survey: Survey): string | undefined {
  const { responses: expected } = outcome;
  if (expected === undefined) return undefined;
  for (const [index, response] of seen.final.entries()) {
    const place = expected.length > 1 ? `response ${index + 1}: ` : "";
    const wanted = expected[index];
    if (wanted === undefined) {
      return expected.length === 0
        ? `${statusWords(response)} where no response is right`
        : countWords(seen.final.length, expected.length);
    }
    const difference = responseMismatch(wanted, response, survey);
    if (difference !== undefined) return place + difference;
  }
  if (seen.final.length === expected.length || isEndOfAll(outcome, seen, survey)) return undefined;
  return seen.final.length === 0 ? "no response" : countWords(seen.final.length, expected.length);
}

function countWords(seen: number, expected: number): string {
  return `${seen} ${seen === 1 ? "response" : "responses"} instead of ${expected}`;
}

/**
 * Whether the server ended the connection before the last request, as it may where it says so (RFC 9112 §9.6) or always
 * does: what comes after cannot be asked of it, unless the case is about just that.
 */
function isEndOfAll({ connection }: Outcome, { final, ending }: Observation, survey: Survey): boolean {
  const last = final.at(-1);
  if (last === undefined || ending === "open" || ending === "silent" || connection === "open") return false;
  return announcesClose(last) || survey.alwaysCloses;
}

function responseMismatch(wanted: ExpectedResponse, response: ReceivedResponse, survey: Survey): string | undefined {
  const { status, fields = [], content, without = [] } = wanted;
  if (status !== undefined) {
    const patterns = typeof status === "object" ? status : [status];
    if (!patterns.some((pattern) => isStatus(pattern, response.statusCode, survey))) {
      return `${statusWords(response)} instead of ${patterns.map((each) => patternWords(each)).join(" or ")}`;
    }
  }
  const fault = without.find((each) => response.faults.has(each));
  if (fault !== undefined) return responseFaults[fault];
  for (const field of fields) {
    const difference = fieldMismatch(field, response, survey);
    if (difference !== undefined) return difference;
  }
  return content === undefined ? undefined : contentMismatch(content, response, survey);
}

function isStatus(pattern: StatusPattern, statusCode: number, survey: Survey): boolean {
  const digit = String(statusCode)[0]!;
  if (pattern === "any") return true;
  if (pattern === "understood") return isUnderstood(statusCode);
  if (pattern === "unread") return survey.ignoresContent && isUnderstood(statusCode);
  return typeof pattern === "number" ? pattern === statusCode : pattern[0] === digit && statusCode >= 100;
}

function isUnderstood(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 400;
}

function fieldMismatch(field: FieldExpectation, response: ReceivedResponse, survey: Survey): string | undefined {
  const { name } = field;
  const values = valuesOf(response, name.toLowerCase());
  const value = values.join(", ");
  const have = values.length === 0 ? `no ${name}` : `${name}: ${value}`;
  if ("is" in field) {
    if (field.is === "present") return values.length > 0 ? undefined : `no ${name}`;
    if (field.is === "absent") return values.length === 0 ? undefined : `${name}: ${value}, where there may be none`;
    if (field.is === "about-now") return isAboutNow(value) ? undefined : `${have}, which is not the time`;
    if (field.is === "not-after-date") return isAfterDate(value, response) ? `${have}, in the future` : undefined;
    return values.length <= 1 ? undefined : `${values.length} lines of ${name}`;
  }
  if ("equals" in field) {
    const wanted = filled(field.equals, survey.values);
    return value === wanted || (values.length > 1 && values.every((each) => each === wanted))
      ? undefined
      : `${have} instead of ${wanted}`;
  }
  if ("matches" in field) {
    const pattern = new RegExp(filled(field.matches, escaped(survey.values)), "i");
    // That there are several lines of what is no list is another case's to say.
    const isSo = values.length > 0 && (pattern.test(value) || values.every((each) => pattern.test(each)));
    return isSo ? undefined : `${have}, which is not as it ought to be`;
  }
  if ("as" in field) return sameAsMismatch(field.name, field.as, values, survey);
  const members = value
    .toLowerCase()
    .split(",")
    .map((member) => member.trim());
  if ("lists" in field) {
    const missing = field.lists.filter((member) => !members.includes(member.toLowerCase()));
    return missing.length === 0 ? undefined : `${have}, without ${missing.join(", ")}`;
  }
  const forbidden = field.listsNone.filter((member) => members.includes(member.toLowerCase()));
  return forbidden.length === 0 ? undefined : `${have}, with ${forbidden.join(", ")} in it`;
}

/** Clocks differ by some minutes; a time zone is a quarter of an hour at the least. */
function isAboutNow(value: string): boolean {
  return Math.abs(Date.parse(value) - Date.now()) < 10 * 60_000;
}

/** The same to stand in a regular expression: "[::1]:8080" is no class of characters. */
function escaped(values: PlaceholderValues): PlaceholderValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")]),
  );
}

function isAfterDate(value: string, response: ReceivedResponse): boolean {
  const dateMs = Date.parse(valuesOf(response, "date")[0] ?? "");
  return Date.parse(value) > (Number.isNaN(dateMs) ? Date.now() : dateMs);
}

function sameAsMismatch(
  name: string,
  as: "path" | "file" | "coded",
  values: readonly string[],
  { plain }: Survey,
): string | undefined {
  const usual = plain[as];
  if (usual === undefined) return undefined;
  const wanted = valuesOf(usual, name.toLowerCase()).join(", ");
  const value = values.join(", ");
  if (value === wanted) return undefined;
  const words = (text: string) => (text === "" ? `no ${name}` : `${name}: ${text}`);
  return `${words(value)}, but ${words(wanted)} in the plain response`;
}

function connectionMismatch({ connection }: Outcome, seen: Observation): string | undefined {
  if (connection === undefined) return undefined;
  const isClosed = seen.ending === "closed" || seen.ending === "reset";
  if (connection === "open") return seen.ending === "open" ? undefined : connectionWords(seen);
  if (connection === "closed") return isClosed ? undefined : connectionWords(seen);
  return seen.ending === "closed" ? undefined : connectionWords(seen);
}

function timeMismatch({ withinMs }: Outcome, { answerMs }: Observation): string | undefined {
  if (withinMs === undefined || answerMs <= withinMs) return undefined;
  return `after ${Math.round(answerMs)} ms instead of ${withinMs}`;
}
