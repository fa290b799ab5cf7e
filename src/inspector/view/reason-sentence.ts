import type { ConnectionSummary, ExchangeRecord, RecordedDecision } from "../record.ts";
import { endText } from "./window-state-words.ts";

/** The answer to "why this response?" in one sentence: `lead`, a comma, "because", `because`, a full stop. */
export interface ReasonSentence {
  /** "404", or what there is instead of a status code: "No response", "No answer yet". */
  readonly lead: string;
  /** A clause without a full stop: "no route matches /puppies: 11 were tried". */
  readonly because: string;
}

/** Why an exchange was answered as it was. */
export function reasonSentence(exchange: ExchangeRecord): ReasonSentence {
  const { statusCode, phase } = exchange;
  if (statusCode !== undefined && statusCode !== 0) return { lead: String(statusCode), because: becauseOf(exchange) };
  if (phase === "ended") return { lead: "No response", because: refusalClause(exchange) ?? unansweredClause(exchange) };
  return { lead: "No answer yet", because: waitingClause(exchange) };
}

/** The sentence as one text. */
export function sentenceText({ lead, because }: ReasonSentence): string {
  return `${lead}, because ${because}.`;
}

/** What became of the connection after an exchange; `undefined` where another exchange followed on it. */
export function afterwardsSentence(exchange: ExchangeRecord, connection: ConnectionSummary): string | undefined {
  if (exchange.phase !== "ended" || exchange.exchange < connection.exchanges) return undefined;
  if (connection.end === undefined) return "The connection is still open: another request may follow on it.";
  return `It was the last exchange of its connection, which was ${endText(connection.end)}.`;
}

/** How long a handler took, where this decision is its end; `undefined` for any other. */
export function handlerTookUs(decisions: readonly RecordedDecision[], index: number): number | undefined {
  const { subject, atUs } = decisions[index]!;
  if (subject !== "handler" || atUs === undefined) return undefined;
  const began = decisions.slice(0, index).findLast((each) => each.subject === "handler")?.atUs;
  return began === undefined ? undefined : atUs - began;
}

/** The request is under way, and nothing was answered. */
function waitingClause({ phase, decisions }: ExchangeRecord): string {
  if (phase === "receiving") return "the head of the request has not ended";
  const running = handlerOf(decisions);
  return running === undefined ? "it is being looked for" : `${running} has not answered`;
}

function unansweredClause({ isCut, reason }: ExchangeRecord): string {
  if (reason !== undefined) return reason.replace(/^client gone /, "the client was gone ");
  return isCut ? "the connection was gone before" : "no request was understood";
}

function becauseOf(exchange: ExchangeRecord): string {
  return (
    refusalClause(exchange) ??
    failureClause(exchange) ??
    statusClauses[exchange.statusCode!]?.(exchange) ??
    (exchange.statusCode! >= 300 && exchange.statusCode! < 400 ? redirectClause(exchange) : undefined) ??
    answerClause(exchange) ??
    withoutStop(exchange.reason ?? "nothing else was noted")
  );
}

/** The rules' messages are about a message as it should be, or name what was wrong with it. */
function refusalClause({ refusal, rule, reason, statusCode }: ExchangeRecord): string | undefined {
  const broken = refusal?.rule ?? rule;
  if (broken === undefined) return undefined;
  const message = refusal?.message ?? reason;
  if (message === undefined) return `of the rule ${broken}`;
  if (!broken.startsWith("RFC")) return clause(message);
  if (statusCode === 400) return `the request breaks a rule: ${withoutStop(message)}`;
  const isAsked = statusCode === 501 || statusCode === 417;
  return isAsked ? `the request asks for what is not done here: ${withoutStop(message)}` : clause(message);
}

function failureClause({ failure, statusCode = 0, decisions }: ExchangeRecord): string | undefined {
  if (failure === undefined || statusCode < 500) return undefined;
  const thrown = withoutStop(failure.split("\n", 1)[0]!);
  return `${handlerOf(decisions) ?? "what answers"} failed: ${thrown}`;
}

type Clause = (exchange: ExchangeRecord) => string | undefined;

/** What a status code is mostly about, where a decision tells of that. */
const statusClauses: Readonly<Record<number, Clause>> = {
  206: ({ decisions }) => of(decisions, "range", (outcome) => `a part was asked for: ${outcome}`),
  304: ({ decisions }) => of(decisions, "precondition", (outcome) => `the client has it as it is now: ${outcome}`),
  400: ({ decisions }) => of(decisions, "query", (outcome) => (isSentence(outcome) ? clause(outcome) : undefined)),
  401: ({ decisions }) => of(decisions, "auth", (outcome) => `a user and a password are needed for ${outcome}`),
  404: missingClause,
  405: ({ decisions }) => of(decisions, "method", (outcome) => outcome),
  406: ({ decisions }) => of(decisions, "coding", (outcome) => `of the codings ${outcome}`),
  412: ({ decisions }) =>
    of(decisions, "precondition", (outcome) => `the request's condition does not hold: ${outcome}`),
  416: ({ decisions }) => of(decisions, "range", (outcome) => `the range asks for nothing that is there: ${outcome}`),
  501: ({ decisions }) => of(decisions, "method", (outcome) => outcome),
};

function missingClause(exchange: ExchangeRecord): string | undefined {
  const { decisions } = exchange;
  const route = last(decisions, "route");
  const missed = /^none of (\d+) matches (.+)$/s.exec(route?.outcome ?? "");
  if (missed !== null) return `no route matches ${missed[2]}: ${missed[1]} were tried`;
  const lone = /^the one route does not match (.+)$/s.exec(route?.outcome ?? "");
  if (lone !== null) return `the one route there is does not match ${lone[1]}`;
  if (route?.outcome.startsWith("no route")) return `there is ${route.outcome}`;
  if (last(decisions, "handler") !== undefined) return undefined;
  return of(decisions, "file", (outcome) => {
    const missing = /^(.+): no such file$/s.exec(outcome);
    return missing === null ? `${pathOf(exchange)} is no file: ${outcome}` : `there is no file ${missing[1]}`;
  });
}

function redirectClause(exchange: ExchangeRecord): string | undefined {
  const { decisions } = exchange;
  const rule = last(decisions, "rule");
  const ruled = /^(.+): \d+ to (.+)$/s.exec(rule?.outcome ?? "");
  if (ruled !== null) return `${ruled[1]} sends ${pathOf(exchange)} to ${ruled[2]}`;
  const redirect = last(decisions, "redirect");
  if (redirect === undefined) return undefined;
  const sent = /^\d+ to (.+)$/s.exec(redirect.outcome);
  if (sent !== null) return `${routeOf(decisions) ?? pathOf(exchange)} redirects to ${sent[1]}`;
  const moved = /^(.+): (.+)$/s.exec(redirect.outcome);
  return moved === null ? redirect.outcome : `it goes by ${moved[2]} (${moved[1]})`;
}

/** Who answered, where nothing was wrong, or whoever answered said so himself. */
function answerClause(exchange: ExchangeRecord): string | undefined {
  const { decisions, statusCode = 0, reason } = exchange;
  const handler = handlerOf(decisions);
  if (handler !== undefined) return handlerClause(exchange, handler);
  if (statusCode >= 400) return undefined;
  const rule = last(decisions, "rule");
  const replaced = /^(.+): (.+) in its place/s.exec(rule?.outcome ?? "");
  if (replaced !== null) return `${replaced[1]} answers ${pathOf(exchange)} with ${replaced[2]}`;
  const listing = last(decisions, "listing");
  if (listing !== undefined) return `${pathOf(exchange)} is a folder without a page of its own, and lists are on`;
  const file = last(decisions, "file")?.outcome.split(", ", 1)[0];
  if (file !== undefined) return `${pathOf(exchange)} is the file ${file}`;
  const cors = last(decisions, "cors");
  if (cors !== undefined) return cors.outcome;
  const route = routeOf(decisions);
  return route === undefined ? undefined : `${route} answers it${reason === undefined ? "" : ` (${reason})`}`;
}

function handlerClause({ decisions }: ExchangeRecord, handler: string): string {
  const end = last(decisions, "handler")!.outcome;
  const route = routeOf(decisions);
  if (handler.startsWith("the template")) return `${route ?? "the route"} is filled by ${handler}`;
  const answered = / answered (.+)$/s.exec(end);
  if (answered !== null) return `${handler} answered ${answered[1]}`;
  const thrown = / threw (.+)$/s.exec(end);
  if (thrown !== null) return `${handler} threw ${thrown[1]}`;
  return end.startsWith("run ") ? `${handler} began, and what came was not its answer` : `of ${handler}: ${end}`;
}

/** 'the handler of "/x"', "the template x.html" */
function handlerOf(decisions: readonly RecordedDecision[]): string | undefined {
  const run = decisions.findLast(({ subject, outcome }) => subject === "handler" && outcome.startsWith("run "));
  return run?.outcome.slice("run ".length);
}

/** 'the route "/kittens/:name"' */
function routeOf(decisions: readonly RecordedDecision[]): string | undefined {
  const pattern = /^("[^"]+") (?:is this very path|matches)/s.exec(last(decisions, "route")?.outcome ?? "");
  return pattern === null ? undefined : `the route ${pattern[1]}`;
}

function pathOf({ requestTarget = "it" }: ExchangeRecord): string {
  return requestTarget.split("?", 1)[0]!;
}

function last(decisions: readonly RecordedDecision[], subject: string): RecordedDecision | undefined {
  return decisions.findLast((each) => each.subject === subject);
}

function of(
  decisions: readonly RecordedDecision[],
  subject: string,
  tell: (outcome: string) => string | undefined,
): string | undefined {
  const decision = last(decisions, subject);
  return decision && tell(decision.outcome);
}

/** Whether an outcome is a whole sentence, as refusals tell them to the client. */
function isSentence(outcome: string): boolean {
  return /^[A-Z].*\.$/s.test(outcome);
}

/** A sentence as a clause: without its full stop, its first letter small unless the word is a name. */
function clause(sentence: string): string {
  const text = withoutStop(sentence);
  return /^(?:[A-Z][a-z]+|A) /.test(text) && !NAMES.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}

/** Words that a sentence may begin with and that keep their capital: names of fields, mostly. */
const NAMES = /^(?:Host|Expect|Content|Transfer|Range|Accept|Allow|Cookie|Upgrade|Connection) /;

function withoutStop(text: string): string {
  return text.replace(/\.+$/, "");
}
