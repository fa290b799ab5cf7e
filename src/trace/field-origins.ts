import { TAKEN_AWAY_BY } from "../semantics/index.ts";
import type { Decision } from "./decision-record.ts";

/** Who added a field line of a response, and what it is there for. */
export interface FieldOrigin {
  /** "the server", "_headers line 3", "the handler of "/kittens"" */
  readonly who: string;
  /** What it says, in a few words; "" where nothing is known of a field of this name. */
  readonly why: string;
  /** "RFC9110-6.6.1"; absent where no RFC has it. */
  readonly section?: string | undefined;
}

/** What is known of a response whose fields are asked for. */
export interface AnsweredExchange {
  readonly statusCode: number;
  readonly decisions: readonly Decision[];
}

/** A field that a response does not have because somebody took it away. */
export interface TakenField {
  readonly name: string;
  readonly by: string;
}

/** The subject of a note of fields. */
export const FIELDS_SUBJECT = "fields";

/**
 * Who added each line of a response's header section, from its decision record: the server what only it can know, the
 * settings that were noted, and else who answered.
 * @param names of the lines, in their order
 */
export function fieldOrigins(names: readonly string[], { statusCode, decisions }: AnsweredExchange): FieldOrigin[] {
  const noted = notedFields(decisions);
  const answerer = answererOf(statusCode, decisions);
  const linesOf = new Map<string, number>();
  for (const name of names) linesOf.set(name.toLowerCase(), (linesOf.get(name.toLowerCase()) ?? 0) + 1);
  const seen = new Map<string, number>();
  return names.map((name) => {
    const key = name.toLowerCase();
    const [why, section] = meanings.get(key) ?? ["", undefined];
    const index = seen.get(key) ?? 0;
    seen.set(key, index + 1);
    if (serverNames.has(key)) return { who: "the server", why, section };
    // What was noted came on top of what was answered: the last lines are theirs.
    const by = noted.get(key) ?? [];
    const who = by[by.length - (linesOf.get(key) ?? 0) + index] ?? decidedBy(key, decisions) ?? answerer;
    return { who: who === ERROR_PAGE ? onErrorPage(key) : who, why, section };
  });
}

/** The fields that were taken away and not given again, and by whom. */
export function fieldsTakenAway(names: readonly string[], decisions: readonly Decision[]): TakenField[] {
  const present = new Set(names.map((name) => name.toLowerCase()));
  const taken = new Map<string, TakenField>();
  for (const [name, found] of fieldRows(decisions)) {
    const key = name.toLowerCase();
    if (!found.startsWith(TAKEN_AWAY_BY)) taken.delete(key);
    else if (!present.has(key)) taken.set(key, { name, by: found.slice(TAKEN_AWAY_BY.length) });
  }
  return [...taken.values()];
}

/** Who gave the lines of each name, by name in lower case: those alone that no later one took away. */
function notedFields(decisions: readonly Decision[]): ReadonlyMap<string, readonly string[]> {
  const noted = new Map<string, string[]>();
  for (const [name, found] of fieldRows(decisions)) {
    const key = name.toLowerCase();
    const before = noted.get(key) ?? [];
    if (found.startsWith(TAKEN_AWAY_BY)) noted.delete(key);
    else noted.set(key, [...before, found]);
  }
  return noted;
}

function fieldRows(decisions: readonly Decision[]) {
  return decisions.flatMap(({ subject, rows }) => (subject === FIELDS_SUBJECT ? (rows ?? []) : []));
}

/** Which decision a field tells of. */
function decidedBy(key: string, decisions: readonly Decision[]): string | undefined {
  const wanted = decisiveSubjects.get(key);
  const decision = wanted && decisions.findLast(({ subject }) => wanted.includes(subject));
  return decision === undefined ? undefined : subjectNames.get(decision.subject);
}

const decisiveSubjects: ReadonlyMap<string, readonly string[]> = new Map([
  ["cache-control", ["cache"]],
  ["content-encoding", ["coding"]],
  ["content-range", ["range"]],
  ["location", ["redirect", "rule"]],
  ["allow", ["method"]],
]);

const subjectNames: ReadonlyMap<string, string> = new Map([
  ["cache", "the cache setting"],
  ["coding", "the choice of a coding"],
  ["range", "the choice of a range"],
  ["redirect", "the redirect"],
  ["rule", "the rule that redirects"],
  ["method", "the routes' methods"],
]);

/** Who answered: the last of those that could is the one whose response was sent. */
function answererOf(statusCode: number, decisions: readonly Decision[]): string {
  const last = decisions.findLast(({ subject }) => answering.has(subject));
  const hasAnswered = last?.subject === "handler" && / answered | made \d+ characters/.test(last.outcome);
  const isPage = statusCode >= 400 && !hasAnswered;
  if (isPage) return ERROR_PAGE;
  switch (last?.subject) {
    case "handler":
      return handlerName(decisions);
    case "file":
      return `the file ${last.outcome.split(",", 1)[0]}`;
    case "listing":
      return "the folder's listing";
    case "cors":
      return "the cors setting";
    case "redirect":
    case "rule":
      return "the redirect";
    default:
      return "the route's value";
  }
}

const ERROR_PAGE = "the error page";

/** Fields that the page of an error has of its own; others come from settings that nobody notes there. */
const pageFields: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "allow",
  "cache-control",
  "content-language",
  "content-range",
  "content-security-policy",
  "content-type",
  "etag",
  "retry-after",
  "upgrade",
  "vary",
  "www-authenticate",
  "x-content-type-options",
]);

function onErrorPage(key: string): string {
  if (pageFields.has(key)) return ERROR_PAGE;
  return key.startsWith("access-control-") ? "the cors setting" : "the site's settings, or what was thrown";
}

const answering: ReadonlySet<string> = new Set(["handler", "file", "listing", "redirect", "rule", "cors"]);

/** 'the handler of "/x"' of the note "run the handler of …". */
function handlerName(decisions: readonly Decision[]): string {
  const run = decisions.findLast(({ subject, outcome }) => subject === "handler" && outcome.startsWith("run "));
  return run === undefined ? "the handler" : run.outcome.slice("run ".length);
}

/** What the server itself writes into each head: what only it can know (`http1/message-writer.ts`). */
const serverNames: ReadonlySet<string> = new Set([
  "date",
  "connection",
  "content-length",
  "transfer-encoding",
  "keep-alive",
  "trailer",
]);

type Meaning = readonly [why: string, section?: string];

/** What a field of each name says, and where that is defined. */
const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ["date", ["when the response was made: a server with a clock says it", "RFC9110-6.6.1"]],
  ["connection", ["whether the connection goes on after this response", "RFC9112-9.3"]],
  ["content-length", ["how many octets of content there are", "RFC9110-8.6"]],
  ["transfer-encoding", ["the content comes in chunks: nobody knows its length yet", "RFC9112-6.1"]],
  ["keep-alive", ["how long the connection stays open"]],
  ["trailer", ["which fields follow the content", "RFC9110-6.6.2"]],
  ["upgrade", ["which protocol the connection may change to", "RFC9110-7.8"]],
  ["content-type", ["what the content is", "RFC9110-8.3"]],
  ["content-encoding", ["how the content was made smaller", "RFC9110-8.4"]],
  ["content-language", ["for readers of which language it is", "RFC9110-8.5"]],
  ["content-location", ["where this very content is to be had", "RFC9110-8.7"]],
  ["content-range", ["which part of the whole this is", "RFC9110-14.4"]],
  ["accept-ranges", ["parts may be asked for", "RFC9110-14.3"]],
  ["etag", ["a tag of this state, to ask by next time", "RFC9110-8.8.3"]],
  ["last-modified", ["when it was last changed, to ask by next time", "RFC9110-8.8.2"]],
  ["vary", ["which request fields the choice depends on", "RFC9110-12.5.5"]],
  ["location", ["where to go instead", "RFC9110-10.2.2"]],
  ["allow", ["which methods are answered here", "RFC9110-10.2.1"]],
  ["retry-after", ["when to come again", "RFC9110-10.2.3"]],
  ["server", ["which software answers", "RFC9110-10.2.4"]],
  ["www-authenticate", ["how to show who one is", "RFC9110-11.6.1"]],
  ["cache-control", ["who may keep it, and for how long", "RFC9111-5.2"]],
  ["expires", ["until when it may be kept", "RFC9111-5.3"]],
  ["age", ["how long a cache has had it", "RFC9111-5.1"]],
  ["pragma", ["what old caches are told", "RFC9111-5.4"]],
  ["set-cookie", ["what the browser is to send again", "RFC6265-4.1"]],
  ["link", ["what belongs to it", "RFC8288-3"]],
  ["content-disposition", ["whether it is shown or saved, and under which name", "RFC6266-4"]],
  ["strict-transport-security", ["from now on by https alone", "RFC6797-6.1"]],
  ["x-content-type-options", ["browsers may not guess another type"]],
  ["content-security-policy", ["what the page may load and run"]],
  ["referrer-policy", ["what other sites are told of this page's address"]],
  ["x-frame-options", ["who may show it in a frame"]],
  ["permissions-policy", ["which abilities of the browser the page has"]],
  ["access-control-allow-origin", ["pages of which origin may read it"]],
  ["access-control-expose-headers", ["which fields those pages may read"]],
  ["access-control-allow-credentials", ["whether they may with credentials"]],
  ["access-control-allow-methods", ["which methods they may send"]],
  ["access-control-allow-headers", ["which fields they may send"]],
  ["access-control-max-age", ["how long this permission may be kept"]],
  ["server-timing", ["what took how long"]],
]);
