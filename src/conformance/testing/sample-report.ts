import { type Case, type CaseFamily, caseFamilies, filled } from "../../cases/index.ts";
import type { CaseResult, CheckReport, ExchangedOctets, Verdict } from "../report.ts";

const values = {
  authority: "localhost:5000",
  host: "localhost",
  port: "5000",
  path: "/",
  POST: "POST",
  post: "/guestbook",
  file: "/a.css",
  missing: "/none",
  etag: '"x"',
};

/** What a response with these octets looks like in a report. */
export function received(text: string, atMs = 2): ExchangedOctets {
  return { direction: "received", atMs, text, octetsInAll: text.length };
}

function sent(each: Case): ExchangedOctets[] {
  return each.send
    .filter((step) => typeof step === "string" && step !== "await-response" && !["half-close", "reset"].includes(step))
    .map((step) => filled(step as string, values))
    .map((text) => ({ direction: "sent" as const, atMs: 0, text, octetsInAll: text.length }));
}

/** The result of a case as a checker makes it, with parts of it replaced. */
export function resultOf(family: CaseFamily, each: Case, part: Partial<CaseResult> & { verdict: Verdict }): CaseResult {
  const isSkipped = part.verdict === "skipped";
  const isRight = part.verdict === "passed";
  return {
    case: each,
    family,
    expected: isSkipped ? "" : "400, then the connection closed",
    got: isSkipped
      ? "no validator was found (--file names one)"
      : isRight
        ? "400, then closed"
        : "200 OK, and the connection stayed open",
    difference: isSkipped || isRight ? "" : "200 instead of 400",
    exchanged: isSkipped ? [] : [...sent(each), received(isRight ? badRequest : fine)],
    ending: isSkipped ? "none" : isRight ? "closed" : "open",
    durationMs: isSkipped ? 0 : 3.25,
    ...part,
  };
}

const fine =
  "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: id=opensesame\r\nContent-Length: 11\r\n\r\n<h1>Hi</h1>";
const badRequest = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/**
 * A report on a server that is fair in most families and wrong in some: every fifth case of a family warns, every
 * seventh is skipped, and all of Host fail.
 */
export function sampleReport(part: Partial<CheckReport> = {}): CheckReport {
  const results = caseFamilies.flatMap((family) =>
    family.cases
      .filter(({ pass }) => pass.length > 0)
      .map((each, at) => {
        const isWrong = family.name === "host" || (family.name === "framing" && at % 4 === 1);
        const verdict: Verdict = isWrong ? "failed" : at % 7 === 6 ? "skipped" : at % 5 === 4 ? "warned" : "passed";
        const withAdvice = { ...each, advice: each.advice || adviceOf(family) };
        return resultOf(family, withAdvice, { verdict });
      }),
  );
  return {
    url: "http://localhost:5000/",
    software: "SimpleHTTP/0.6 Python/3.11.2",
    startedAt: new Date("2026-01-02T03:04:05.678Z"),
    durationMs: 2345.6,
    offers: [
      { name: "file", finding: '/a.css, 1,234 octets, ETag "x"' },
      { name: "post", finding: "POST /guestbook" },
    ],
    results,
    measurements: [
      {
        name: "request-target-octets",
        title: "Longest request target",
        finding: "16,368 octets; 414 beyond",
        value: 16_368,
        unit: "octets",
      },
      {
        name: "header-deadline",
        title: "Header section deadline",
        finding: "none in 2 s",
        value: undefined,
        unit: "milliseconds",
      },
    ],
    cutShort: undefined,
    ...part,
  };
}

function adviceOf({ name }: CaseFamily): string {
  return name === "host"
    ? "Answer 400 to every HTTP/1.1 request that has no Host field line, or more than one, before anything else is looked at."
    : `Read the RFC's section on ${name} once more, and answer 400 where a message does not follow its grammar.`;
}
