import { notModified, only, preconditionFailed, redirections, whole } from "./9110-outcomes.ts";
import { answered, type Case, request } from "./case.ts";

const evaluated =
  "When an origin server receives a request that selects a representation and that request includes an If-Modified-Since header field without an If-None-Match header field, the origin server SHOULD evaluate the If-Modified-Since condition per Section 13.2 prior to performing the method.";
const earlierOrEqual =
  "If the selected representation's last modification date is earlier or equal to the date provided in the field value, the condition is false.";
const otherwise = "Otherwise, the condition is true.";
const ignored =
  "A recipient MUST ignore the If-Modified-Since header field if the received field value is not a valid HTTP-date, the field value has more than one member, or if the request method is neither GET nor HEAD.";
const unmodified =
  "When an origin server receives a request that selects a representation and that request includes an If-Unmodified-Since header field without an If-Match header field, the origin server MUST evaluate the If-Unmodified-Since condition per Section 13.2 prior to performing the method.";
const unmodifiedTrue =
  "If the selected representation's last modification date is earlier than or equal to the date provided in the field value, the condition is true.";
const unmodifiedFalse =
  "An origin server that evaluates an If-Unmodified-Since condition MUST NOT perform the requested method if the condition evaluates to false.";
const unmodifiedIgnored =
  "A recipient MUST ignore the If-Unmodified-Since header field if the received field value is not a valid HTTP-date (including when the field value appears to be a list of dates).";
const threeFormats =
  "A recipient that parses a timestamp value in an HTTP field MUST accept all three HTTP-date formats.";

const evaluateSince =
  "Answer 304 to GET and HEAD where If-Modified-Since is not earlier than the page's Last-Modified.";
const parseDates =
  "Take a date in one of the three formats of RFC 9110 §5.6.7 and nothing else, and ignore the field where it is none.";
const getAlone = "Look at If-Modified-Since for GET and HEAD alone.";
const evaluateUnmodified =
  "Answer 412 where If-Unmodified-Since, a date in any of the three formats, is earlier than the page's Last-Modified.";

const noSuchDay = "a day that no month has";

/** What some programs take for a date, and HTTP does not: one that would be in the future, one in the past. */
const noDates: readonly (readonly [title: string, future: string, past: string])[] = [
  ["a word", "tomorrow", "yesterday"],
  ["nothing", "", ""],
  ["a number of seconds", "4102444800", "631152000"],
  ["a date as in ISO 8601", "2100-01-01T00:00:00Z", "1990-01-01T00:00:00Z"],
  ["a date in another time zone", "Fri, 01 Jan 2100 00:00:00 +0100", "Mon, 01 Jan 1990 00:00:00 +0100"],
  [noSuchDay, "Fri, 99 Jan 2100 00:00:00 GMT", "Mon, 99 Jan 1990 00:00:00 GMT"],
  [
    "two dates",
    "Fri, 01 Jan 2100 00:00:00 GMT, Sat, 02 Jan 2100 00:00:00 GMT",
    "Mon, 01 Jan 1990 00:00:00 GMT, Tue, 02 Jan 1990 00:00:00 GMT",
  ],
];

/** Those that each stand for a way of reading dates: not at all, as programs do, and as far as it goes. */
const misread: ReadonlySet<string> = new Set(["a word", "a date as in ISO 8601", "two dates"]);

/** The formats that nobody writes any more and all must read. */
const obsolete: readonly (readonly [title: string, value: string])[] = [
  ["the format of RFC 850", "{lastModifiedDashed}"],
  ["the format of asctime", "{lastModifiedAsctime}"],
];

/** RFC 9110 §13.1.3, §13.1.4: preconditions that are dates. */
export const ifModifiedSinceCases: readonly Case[] = [
  answered({
    rule: "RFC9110-13.1.3/IF-MODIFIED-SINCE",
    title: "the date of the page",
    level: "SHOULD",
    quote: evaluated,
    why: "A client that has the page already is sent all of it again.",
    advice: evaluateSince,
    send: request("GET {file}", ["If-Modified-Since: {lastModified}"]),
    needs: ["last-modified"],
    pass: [only(notModified)],
  }),
  answered({
    rule: "RFC9110-13.1.3/IF-MODIFIED-SINCE-LATER",
    title: "a later date",
    level: "SHOULD",
    quote: earlierOrEqual,
    why: "Crawlers give the time of their last visit, which is no page's own date.",
    advice: evaluateSince,
    send: request("GET {file}", ["If-Modified-Since: {later}"]),
    needs: ["last-modified"],
    pass: [only(notModified)],
    // "Origin servers that choose an exact timestamp match …": the section knows of them.
    warn: [only(whole)],
  }),
  answered({
    rule: "RFC9110-13.1.3/IF-MODIFIED-SINCE-EARLIER",
    title: "an earlier date",
    quote: otherwise,
    why: "A 304 to a client that has an older version leaves it with the old page.",
    advice: evaluateSince,
    send: request("GET {file}", ["If-Modified-Since: {earlier}"]),
    needs: ["last-modified"],
    pass: [only(whole)],
  }),
  answered({
    rule: "RFC9110-13.1.3/IF-MODIFIED-SINCE-HEAD",
    title: "the date of the page, with HEAD",
    level: "SHOULD",
    quote: evaluated,
    why: "HEAD is to tell what GET would.",
    advice: evaluateSince,
    send: request("HEAD {file}", ["If-Modified-Since: {lastModified}"]),
    needs: ["last-modified"],
    pass: [only(notModified)],
    // "there is no point in sending a conditional HEAD" (RFC 9110 §13.2.1)
    warn: [only({ status: 200 })],
  }),
  ...obsolete.map(([title, value]) =>
    answered({
      rule: "RFC9110-5.6.7/OBSOLETE-DATE",
      title,
      quote: threeFormats,
      why: "Old clients and archives still send dates in the obsolete formats.",
      advice: parseDates,
      // Whether dates are looked at shows in the first.
      send: [
        request("GET {file}", ["If-Modified-Since: {lastModified}"]),
        "await-response",
        request("GET {file}", [`If-Modified-Since: ${value}`]),
      ],
      needs: ["last-modified"],
      pass: [only(notModified, notModified)],
      warn: [only(whole, whole)],
    }),
  ),
  answered({
    rule: "RFC9110-5.6.7/YEAR-OF-TWO-DIGITS",
    title: "01-Jan-99 is in 1999",
    quote:
      "Recipients of a timestamp value in rfc850-date format, which uses a two-digit year, MUST interpret a timestamp that appears to be more than 50 years in the future as representing the most recent year in the past that had the same last two digits.",
    why: "Taken for 2099, it says that nothing has changed since, and the client never sees the page again.",
    advice: parseDates,
    send: request("GET {file}", ["If-Modified-Since: Friday, 01-Jan-99 00:00:00 GMT"]),
    needs: ["last-modified"],
    pass: [only(whole)],
  }),
  answered({
    rule: "RFC9110-13.1.3/IF-MODIFIED-SINCE-INVALID",
    title: "the date of the page, and a word behind it",
    quote: ignored,
    why: "What is compared is then another value than the one that was sent: a cache in front compares it otherwise.",
    advice: parseDates,
    send: request("GET {file}", ["If-Modified-Since: {lastModified} porthole"]),
    needs: ["last-modified"],
    pass: [only(whole)],
    // Nothing is misread where the rest is passed over.
    warn: [only({ status: 400 }), only(notModified)],
  }),
  ...noDates.map(([title, future]) =>
    answered({
      rule: "RFC9110-13.1.3/IF-MODIFIED-SINCE-INVALID",
      title,
      quote: ignored,
      why: "A 304 for what is no date, or for a date that was misread, keeps a client from the page.",
      advice: parseDates,
      send: request("GET {file}", [`If-Modified-Since: ${future}`]),
      needs: ["file"],
      pass: [only(whole)],
      // 99 is "2DIGIT", and recipients are encouraged to be robust.
      warn: [only({ status: 400 }), ...(title === noSuchDay ? [only(notModified)] : [])],
    }),
  ),
  answered({
    rule: "RFC9110-13.1.3/IF-MODIFIED-SINCE-INVALID",
    title: "two lines of the field",
    quote: ignored,
    why: "Which of two dates counts is anybody's guess.",
    advice: parseDates,
    send: request("GET {file}", ["If-Modified-Since: {lastModified}", "If-Modified-Since: {later}"]),
    needs: ["last-modified"],
    pass: [only(whole)],
    // Many servers keep one of several lines before they look at what it says.
    warn: [only({ status: 400 }), only(notModified)],
  }),
  answered({
    rule: "RFC9110-13.1.3/IF-MODIFIED-SINCE-POST",
    title: "the date of the page, with POST",
    quote: ignored,
    why: "304 tells the client to use what it has, when it wanted something done.",
    advice: getAlone,
    send: request("POST {post}", ["If-Modified-Since: {later}", "Content-Length: 0"]),
    needs: ["content", "last-modified"],
    pass: [only({ status: ["2xx", "4xx", "5xx", ...redirections] })],
  }),

  // If-Unmodified-Since (§13.1.4)
  answered({
    rule: "RFC9110-13.1.4/IF-UNMODIFIED-SINCE",
    title: "an earlier date",
    quote: unmodified,
    why: "The client has part of an older version, and would join it with part of the new one.",
    advice: evaluateUnmodified,
    send: request("GET {file}", ["If-Unmodified-Since: {earlier}"]),
    needs: ["last-modified"],
    pass: [only(preconditionFailed)],
    warn: [only({ status: "4xx" })],
  }),
  answered({
    rule: "RFC9110-13.1.4/IF-UNMODIFIED-SINCE-HEAD",
    title: "an earlier date, with HEAD",
    quote: unmodifiedFalse,
    why: "HEAD is to tell what GET would.",
    advice: evaluateUnmodified,
    send: request("HEAD {file}", ["If-Unmodified-Since: {earlier}"]),
    needs: ["last-modified"],
    pass: [only(preconditionFailed)],
    warn: [only({ status: 200 })],
  }),
  ...[
    ["the date of the page", "{lastModified}"],
    ["a later date", "{later}"],
  ].map(([title, value]) =>
    answered({
      rule: "RFC9110-13.1.4/IF-UNMODIFIED-SINCE-TRUE",
      title: title!,
      quote: unmodifiedTrue,
      why: "A page that did not change since is what the client wants.",
      advice: evaluateUnmodified,
      send: request("GET {file}", [`If-Unmodified-Since: ${value}`]),
      needs: ["last-modified"],
      pass: [only(whole)],
    }),
  ),
  ...noDates
    .filter(([title]) => misread.has(title))
    .map(([title, , past]) =>
      answered({
        rule: "RFC9110-13.1.4/IF-UNMODIFIED-SINCE-INVALID",
        title,
        quote: unmodifiedIgnored,
        why: "What is no date says nothing about the page, and must not keep the client from it.",
        advice: parseDates,
        send: request("GET {file}", [`If-Unmodified-Since: ${past}`]),
        needs: ["file"],
        pass: [only(whole)],
        warn: [only({ status: 400 })],
      }),
    ),
];
