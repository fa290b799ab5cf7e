import type { ExpectedResponse, Outcome, StatusPattern } from "../cases/index.ts";
import type { Observation } from "./case-run.ts";
import type { ReceivedResponse } from "./response-reader.ts";

/** What passes, for people: "400, then the connection closed; or 501". */
export function outcomeWords(outcomes: readonly Outcome[]): string {
  return [...new Set(outcomes.map(oneOutcomeWords))].join("; or ");
}

function oneOutcomeWords({ responses, interim, connection, withinMs, serves }: Outcome): string {
  const parts = [
    ...(interim === undefined ? [] : [interim.length === 0 ? "no interim response" : interim.join(", ")]),
    ...(responses === undefined ? [] : [responses.length === 0 ? "no response" : inRuns(responses.map(expectedWords))]),
    ...(connection === undefined ? [] : [wantedConnection(connection, responses?.length === 0)]),
    ...(withinMs === undefined ? [] : [`within ${secondsWords(withinMs)}`]),
    ...(serves === undefined ? [] : ["another connection served"]),
  ];
  return parts.length === 0 ? "anything" : parts.join(", ");
}

function wantedConnection(connection: NonNullable<Outcome["connection"]>, isSilent: boolean): string {
  if (connection === "open") return isSilent ? "the server waiting for more" : "the connection open";
  return connection === "closed" ? "the connection closed" : "the connection closed without a reset";
}

function expectedWords({ status, fields = [], content, without = [] }: ExpectedResponse): string {
  const patterns = status === undefined ? [] : typeof status === "object" ? status : [status];
  const plain = without.length === 0 ? "a response" : "a well-formed response";
  const parts = [patterns.length === 0 ? plain : patterns.map(patternWords).join(" or ")];
  for (const field of fields) {
    if ("is" in field) parts.push(presenceWords[field.is](field.name));
    else if ("equals" in field) parts.push(`with ${field.name}: ${field.equals}`);
    else if ("lists" in field) parts.push(`with ${field.lists.join(", ")} in ${field.name}`);
    else if ("listsNone" in field) parts.push(`without ${field.listsNone.join(", ")} in ${field.name}`);
    else if ("as" in field) parts.push(`with the same ${field.name} as the plain response`);
    else parts.push(`with a right ${field.name}`);
  }
  if (content === "none") parts.push("without content");
  else if (content === "whole-file" || content === "whole-path") parts.push("with the whole content");
  else if (content !== undefined) parts.push(contentWords(content));
  if (without.length > 0 && patterns.length > 0) parts.push("well-formed");
  return parts.join(" ");
}

function contentWords(content: Exclude<ExpectedResponse["content"], string | undefined>): string {
  if ("file" in content) return `with octets ${content.file.join(" to ")}`;
  if ("parts" in content) return `with ${content.parts.length} parts`;
  if ("decodes" in content) return "that decodes to the same content";
  return "has" in content
    ? `with ${JSON.stringify(content.has)} in it`
    : `without ${JSON.stringify(content.hasNot)} in it`;
}

const presenceWords = {
  present: (name: string) => `with ${name}`,
  absent: (name: string) => `without ${name}`,
  "at-most-once": (name: string) => `with one ${name} at most`,
  "about-now": (name: string) => `with the time as ${name}`,
  "not-after-date": (name: string) => `with a ${name} that is not in the future`,
};

/** What is expected, for people. */
export function patternWords(pattern: StatusPattern): string {
  if (pattern === "understood") return "an ordinary answer";
  if (pattern === "unread") return "an answer before the content was read";
  return pattern === "any" ? "a response" : String(pattern);
}

/** What was seen, for people: "200 OK, and the connection stayed open". */
export function observationWords(seen: Observation): string {
  const finals = inRuns(seen.final.map(statusWords));
  const parts = [
    ...(seen.cutting === "" ? [] : [`${seen.cutting}:`]),
    [...seen.interim.map(String), ...(finals === "" ? [] : [finals])].join(", then ") || "no response",
  ];
  const serves =
    seen.servesAnother === undefined
      ? ""
      : seen.servesAnother
        ? "; another connection was served"
        : "; another connection was not served";
  return `${parts.join(" ")}, ${connectionWords(seen)}${serves}`;
}

/** Several alike are counted. */
function inRuns(words: readonly string[]): string {
  const runs: { text: string; count: number }[] = [];
  for (const text of words) {
    const last = runs.at(-1);
    if (last?.text === text) last.count++;
    else runs.push({ text, count: 1 });
  }
  return runs.map(({ text, count }) => (count === 1 ? text : `${count} × ${text}`)).join(", then ");
}

/** "200 OK", or what came in its place. */
export function statusWords({ statusCode, reason, content }: ReceivedResponse): string {
  if (statusCode > 0) return `${statusCode} ${reason}`.trim();
  return content === "" ? "no status line" : "octets without a status line";
}

/** What became of the connection. */
export function connectionWords({ ending, final }: Observation): string {
  switch (ending) {
    case "closed":
      return "the connection closed";
    case "reset":
      return "the connection was reset";
    case "silent":
      return "the connection open, but one more request on it was not answered";
    case "open":
      return final.length === 0 ? "the server was waiting" : "the connection stayed open";
  }
}

function secondsWords(ms: number): string {
  return ms >= 1000 ? `${Math.round(ms / 100) / 10} s` : `${ms} ms`;
}
