import type { Case, CaseFamily } from "../../cases/index.ts";
import type { CaseResult, CheckReport, ExchangedOctets, Verdict } from "../report.ts";

/** A case with parts of it replaced. */
export function caseOf(part: Partial<Case> = {}): Case {
  return {
    rule: "RFC9112-3.2/HOST-MISSING",
    title: "no Host at all",
    level: "MUST",
    quote:
      "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message that lacks a Host header field and to any request message that contains more than one Host header field line or a Host header field with an invalid field value.",
    quotedFrom: "RFC9112-3.2",
    why: "Without it nobody knows which site is meant.",
    advice: hostAdvice,
    send: ["GET / HTTP/1.1\r\n\r\n"],
    delivery: "whole",
    beside: [],
    needs: [],
    engine: [],
    methods: ["GET"],
    pass: [{ responses: [{ status: 400 }], connection: "closed" }],
    warn: [],
    ...part,
  };
}

const hostAdvice =
  "Answer 400 to every HTTP/1.1 request that has no Host field line, or more than one, before anything else is looked at.";

/** Octets of a response as they came. */
export function received(text: string, atMs = 2): ExchangedOctets {
  return { direction: "received", atMs, text, octetsInAll: text.length };
}

/** Octets of a request as they went. */
export function sent(text: string, atMs = 0): ExchangedOctets {
  return { direction: "sent", atMs, text, octetsInAll: text.length };
}

const fine =
  "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: id=opensesame\r\nContent-Length: 11\r\n\r\n<h1>Hi</h1>";
const badRequest = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/** The result of a case as a checker makes it, with parts of it replaced. */
export function resultOf(family: CaseFamily, each: Case, verdict: Verdict, part: Partial<CaseResult> = {}): CaseResult {
  const common = { case: each, family, verdict, expected: "400, then the connection closed", durationMs: 3.25 };
  const requests = each.send.map((step) => sent(String(step)));
  if (verdict === "skipped") {
    const got = "no path with a validator was found (--file names one)";
    return { ...common, expected: "", got, difference: "", exchanged: [], ending: "none", durationMs: 0, ...part };
  }
  if (verdict === "passed") {
    const exchanged = [...requests, received(badRequest)];
    return { ...common, got: "400, then closed", difference: "", exchanged, ending: "closed", ...part };
  }
  const got = "200 OK, and the connection stayed open";
  const exchanged = [...requests, received(fine)];
  return { ...common, got, difference: "200 instead of 400", exchanged, ending: "open", ...part };
}

const messageCases = [
  caseOf({
    rule: "RFC9112-2.2/CR-ALONE",
    title: "a CR in the request line that no LF follows",
    quote: "A sender MUST NOT generate a bare CR",
    quotedFrom: "RFC9112-2.2",
    advice: "Refuse a CR that no LF follows.",
    send: ["GET /\r HTTP/1.1\r\nHost: localhost:5000\r\n\r\n"],
  }),
  caseOf({
    rule: "RFC9112-2.2/EMPTY-LINE-BEFORE",
    title: "an empty line before the request line",
    level: "SHOULD",
    quotedFrom: "RFC9112-2.2",
    advice: "Skip one CRLF before a request line.",
  }),
  caseOf({
    rule: "RFC9110-13.1.2/IF-NONE-MATCH",
    title: "a tag that matches",
    quotedFrom: "RFC9110-13.1.2",
    advice: "Answer 304.",
    needs: ["etag"],
  }),
];
const hostCases = [
  caseOf(),
  caseOf({ title: "another field in place of Host", why: "Other fields do not replace it." }),
  caseOf({ rule: "RFC9112-3.2/HOST-REPEATED", title: "Host twice, alike" }),
  caseOf({ rule: "RFC9112-3.2/HOST-REPEATED", title: "Host twice, different" }),
];
const limitCases = [
  caseOf({
    rule: "RFC9112-3/REQUEST-LINE-LENGTH",
    title: "a request target of 8,000 octets",
    level: "SHOULD",
    quotedFrom: "RFC9112-3",
    advice: "Take request lines of 8,000 octets at least.",
    send: [`GET /${"a".repeat(8000)} HTTP/1.1\r\nHost: localhost:5000\r\n\r\n`],
  }),
];

export const messageFamily: CaseFamily = { name: "message", title: "Messages and their lines", cases: messageCases };
export const hostFamily: CaseFamily = { name: "host", title: "Host", cases: hostCases };
export const limitFamily: CaseFamily = { name: "limits", title: "Limits and deadlines", cases: limitCases };

/** A report with results of each verdict, as of a server that does not look at Host; with parts of it replaced. */
export function sampleReport(part: Partial<CheckReport> = {}): CheckReport {
  const [bareCr, emptyLine, etag] = messageCases as [Case, Case, Case];
  const [long] = limitCases as [Case];
  return {
    url: "http://localhost:5000/",
    software: "SimpleHTTP/0.6 Python/3.11.2",
    startedAt: new Date("2026-01-02T03:04:05.678Z"),
    durationMs: 2345.6,
    offers: [
      { name: "file", finding: '/a.css, 1,234 octets, ETag "x"' },
      { name: "post", finding: "POST /guestbook" },
    ],
    results: [
      resultOf(messageFamily, bareCr, "passed"),
      resultOf(messageFamily, emptyLine, "warned", { difference: "closed without a word" }),
      resultOf(messageFamily, etag, "skipped"),
      ...hostCases.map((each) => resultOf(hostFamily, each, "failed")),
      resultOf(limitFamily, long, "failed", {
        expected: "any response but 414",
        got: "414 URI Too Long",
        difference: "414",
        ending: "closed",
      }),
    ],
    measurements: [
      {
        name: "request-target-octets",
        title: "Longest request target",
        finding: "4,096 octets; 414 beyond",
        value: 4096,
        unit: "octets",
      },
      {
        name: "header-deadline",
        title: "Deadline of a header section",
        finding: "none within 2 s",
        value: undefined,
        unit: "milliseconds",
      },
    ],
    cutShort: undefined,
    ...part,
  };
}
