import type { Mistake } from "../mistake.ts";
import { fieldOf, has, methodOf, notThere, response, statusOf, withLine, without, withValue } from "./edits.ts";

/** What is wrong with validators, conditions and what caches are told. */
export const conditionMistakes: readonly Mistake[] = [
  {
    name: "has no validators",
    responseHead: (head) => without(head, "ETag", "Last-Modified"),
    fails: [],
    warns: ["RFC9110-8.8.3.1/VALIDATOR"],
  },
  {
    name: "writes entity tags without quotes",
    responseHead: (head) => withValue(head, "ETag", (tag) => tag.replaceAll('"', "")),
    fails: ["RFC9110-13.1.2/TAG-OF-CODED", "RFC9110-8.8.3/TAG-SYNTAX"],
  },
  {
    name: "has another entity tag each time",
    responseHead: (head) => withValue(head, "ETag", `"${Math.random()}"`),
    fails: [
      "RFC9110-13.1.2/TAG-OF-CODED",
      "RFC9110-15.3.7/206-ETAG",
      "RFC9110-15.4.5/304-ETAG",
      "RFC9110-8.8.1/TAG-STAYS",
      "RFC9110-9.3.2/HEAD-ETAG",
    ],
  },
  {
    name: "writes ETag twice",
    responseHead: (head) => head.replace(/^(ETag: .*\r\n)/im, "$1$1"),
    fails: ["RFC9110-5.3/ONE-ETAG"],
  },
  {
    name: "writes Last-Modified twice",
    responseHead: (head) => head.replace(/^(Last-Modified: .*\r\n)/im, "$1$1"),
    fails: ["RFC9110-5.3/ONE-LAST-MODIFIED"],
  },
  {
    name: "writes Last-Modified as no date of HTTP",
    responseHead: (head) => withValue(head, "Last-Modified", (date) => new Date(date).toISOString()),
    fails: ["RFC9110-5.6.7/LAST-MODIFIED-FORMAT"],
  },
  {
    name: "was modified in a distant future",
    responseHead: (head) => withValue(head, "Last-Modified", "Fri, 01 Jan 2100 00:00:00 GMT"),
    fails: [
      "RFC9110-13.1.3/IF-MODIFIED-SINCE-EARLIER",
      "RFC9110-13.1.4/IF-UNMODIFIED-SINCE",
      "RFC9110-13.2.2/PRECEDENCE",
      "RFC9110-13.2.2/RANGE-LAST",
      "RFC9110-5.6.7/OBSOLETE-DATE",
      "RFC9110-8.8.2.1/LAST-MODIFIED-PAST",
    ],
  },
  {
    name: "looks at no If-None-Match",
    requestHead: (head) => without(head, "If-None-Match"),
    fails: [
      "RFC9110-13.1.2/IF-NONE-MATCH",
      "RFC9110-13.1.2/IF-NONE-MATCH-ANY",
      "RFC9110-13.1.2/IF-NONE-MATCH-HEAD",
      "RFC9110-13.1.2/IF-NONE-MATCH-LIST",
      "RFC9110-13.1.2/IF-NONE-MATCH-WEAK",
      "RFC9110-13.1.2/TAG-OF-CODED",
      "RFC9110-13.1.3/DATE-WITH-TAG",
      "RFC9110-13.2.2/PRECEDENCE",
      "RFC9110-13.2.2/RANGE-LAST",
    ],
  },
  {
    name: "looks at no If-Modified-Since",
    requestHead: (head) => without(head, "If-Modified-Since"),
    fails: ["RFC9110-13.1.3/IF-MODIFIED-SINCE", "RFC9110-13.2.2/RANGE-LAST"],
  },
  {
    name: "looks at no If-Match",
    requestHead: (head) => without(head, "If-Match"),
    fails: [
      "RFC9110-13.1.1/IF-MATCH-FALSE",
      "RFC9110-13.1.4/DATE-WITH-TAG",
      "RFC9110-13.2.2/PRECEDENCE",
      "RFC9110-13.2.2/RANGE-LAST",
    ],
  },
  {
    name: "looks at no If-Unmodified-Since",
    requestHead: (head) => without(head, "If-Unmodified-Since"),
    fails: ["RFC9110-13.1.4/IF-UNMODIFIED-SINCE", "RFC9110-13.2.2/PRECEDENCE", "RFC9110-13.2.2/RANGE-LAST"],
  },
  {
    name: "knows no list of entity tags",
    requestHead: (head) => (fieldOf(head, "If-None-Match").includes(",") ? without(head, "If-None-Match") : head),
    fails: ["RFC9110-13.1.2/IF-NONE-MATCH-LIST"],
  },
  {
    name: "compares If-None-Match letter for letter",
    requestHead: (head) => (/^"[^",]*"$/.test(fieldOf(head, "If-None-Match")) ? head : without(head, "If-None-Match")),
    fails: [
      "RFC9110-13.1.2/IF-NONE-MATCH-ANY",
      "RFC9110-13.1.2/IF-NONE-MATCH-LIST",
      "RFC9110-13.1.2/IF-NONE-MATCH-WEAK",
    ],
  },
  {
    name: "takes any If-None-Match for a match",
    requestHead: (head) => withValue(head, "If-None-Match", "*"),
    fails: [
      "RFC9110-13.1.2/IF-NONE-MATCH-LIST",
      "RFC9110-13.1.2/IF-NONE-MATCH-OTHER",
      "RFC9110-13.1.2/IF-NONE-MATCH-SYNTAX",
      "RFC9110-13.1.3/DATE-WITH-TAG",
      "RFC9110-13.2.2/RANGE-LAST",
    ],
  },
  {
    name: "lets If-Modified-Since overrule If-None-Match",
    requestHead: (head) => (has(head, "If-Modified-Since") ? without(head, "If-None-Match") : head),
    fails: ["RFC9110-13.1.3/DATE-WITH-TAG"],
  },
  {
    name: "lets If-Unmodified-Since overrule If-Match",
    requestHead: (head) => (has(head, "If-Unmodified-Since") ? without(head, "If-Match") : head),
    fails: ["RFC9110-13.1.4/DATE-WITH-TAG"],
  },
  {
    name: "looks at If-None-Match before If-Match",
    requestHead: (head) => (has(head, "If-None-Match") ? without(head, "If-Match", "If-Unmodified-Since") : head),
    fails: ["RFC9110-13.2.2/PRECEDENCE"],
  },
  {
    name: "answers a POST that matches with 304",
    responseHead: (head, request) =>
      methodOf(request) === "POST" && has(request, "If-None-Match") ? notModified(head) : head,
    fails: ["RFC9110-13.1.2/NO-304-TO-POST"],
  },
  {
    name: "looks at dates of POST",
    responseHead: (head, request) =>
      methodOf(request) === "POST" && has(request, "If-Modified-Since") ? notModified(head) : head,
    fails: ["RFC9110-13.1.3/IF-MODIFIED-SINCE-POST"],
  },
  {
    name: "compares If-Match weakly",
    requestHead: (head) => withValue(head, "If-Match", (value) => value.replaceAll("W/", "")),
    fails: ["RFC9110-13.1.1/IF-MATCH-FALSE"],
  },
  {
    name: "knows one format of dates alone",
    requestHead: (head) =>
      /^\w{3}, .*GMT$/.test(fieldOf(head, "If-Modified-Since")) ? head : without(head, "If-Modified-Since"),
    fails: ["RFC9110-5.6.7/OBSOLETE-DATE"],
  },
  {
    name: "takes a date that is none for the distant future",
    requestHead: (head) =>
      ["If-Modified-Since", "If-Unmodified-Since"].reduce(
        (edited, name) =>
          withValue(edited, name, (date) =>
            Number.isNaN(Date.parse(date)) ? new Date(Date.now() - 5000).toUTCString() : date,
          ),
        head,
      ),
    fails: ["RFC9110-13.1.3/IF-MODIFIED-SINCE-INVALID"],
  },
  {
    name: "takes a date that is none for the distant past",
    requestHead: (head) =>
      ["If-Modified-Since", "If-Unmodified-Since"].reduce(
        (edited, name) =>
          withValue(edited, name, (date) => (Number.isNaN(Date.parse(date)) ? "Thu, 01 Jan 1970 00:00:00 GMT" : date)),
        head,
      ),
    fails: ["RFC9110-13.1.4/IF-UNMODIFIED-SINCE-INVALID"],
  },
  {
    name: "looks at conditions before it looks whether there is anything",
    responseHead: (head, request) =>
      statusOf(head) === 404 && /^if-(?:none-)?match:|^if-(?:un)?modified-since:/im.test(request)
        ? head.replace(/ 404 .*/, " 412 Precondition Failed")
        : head,
    fails: ["RFC9110-13.2.1/NOT-FOUND-FIRST"],
  },
  {
    name: "looks at conditions before it redirects",
    responseHead: (head, request) =>
      statusOf(head) >= 301 &&
      statusOf(head) <= 308 &&
      statusOf(head) !== 304 &&
      /^if-(?:none-)?match:|^if-(?:un)?modified-since:/im.test(request)
        ? head.replace(/ 30\d .*/, " 412 Precondition Failed")
        : head,
    fails: ["RFC9110-13.2.1/REDIRECT-FIRST"],
  },
  {
    name: "looks at conditions of OPTIONS, and of what it does not know",
    responseHead: (head, request) =>
      /^(?:OPTIONS|BREW) [\s\S]*^if-/im.test(request) ? head.replace(/ \d{3} .*/, " 412 Precondition Failed") : head,
    fails: ["RFC9110-13.2.1/OPTIONS"],
  },
  {
    name: "writes what it is sent before it looks at If-Match and If-None-Match",
    responseHead: (head, request) =>
      /^(?:PUT|PATCH|DELETE) [\s\S]*^if-/im.test(request) ? head.replace(/ \d{3} .*/, " 200 OK") : head,
    fails: [],
    warns: ["RFC9110-13.1.1/LOST-UPDATE", "RFC9110-13.1.2/LOST-UPDATE"],
  },
  {
    name: "leaves all but the status code out of a 304",
    responseHead: (head) => (statusOf(head) === 304 ? head.replace(/\r\n[\s\S]*/, "\r\n\r\n") : head),
    fails: [
      "RFC9110-15.4.5/304-CACHE-CONTROL",
      "RFC9110-15.4.5/304-DATE",
      "RFC9110-15.4.5/304-ETAG",
      "RFC9110-15.4.5/304-VARY",
    ],
  },
  {
    name: "says in a 304 what is not sent",
    responseHead: (head) =>
      statusOf(head) === 304
        ? withLine(
            withLine(withLine(head, "Content-Type: text/plain"), "Content-Encoding: gzip"),
            "Content-Range: bytes 0-0/1",
          )
        : head,
    fails: [],
    warns: [
      "RFC9110-15.4.5/304-NO-CONTENT-ENCODING",
      "RFC9110-15.4.5/304-NO-CONTENT-RANGE",
      "RFC9110-15.4.5/304-NO-CONTENT-TYPE",
    ],
  },
  {
    name: "says a length of nothing in a 304",
    responseHead: (head) =>
      statusOf(head) === 304 ? withLine(without(head, "Content-Length"), "Content-Length: 0") : head,
    fails: ["RFC9110-8.6/LENGTH-IN-304"],
  },
  {
    name: "sends the page with a 304",
    responseHead: (head) => (statusOf(head) === 304 ? `${withLine(head, "Content-Length: 4")}page` : head),
    fails: [
      "RFC9110-13.1.2/IF-NONE-MATCH",
      "RFC9110-13.1.2/IF-NONE-MATCH-ANY",
      "RFC9110-13.1.2/IF-NONE-MATCH-HEAD",
      "RFC9110-13.1.2/IF-NONE-MATCH-LIST",
      "RFC9110-13.1.2/IF-NONE-MATCH-WEAK",
      "RFC9110-13.1.2/TAG-OF-CODED",
      "RFC9110-13.1.3/DATE-WITH-TAG",
      "RFC9110-13.1.3/IF-MODIFIED-SINCE",
      "RFC9110-13.1.3/IF-MODIFIED-SINCE-HEAD",
      "RFC9110-13.1.3/IF-MODIFIED-SINCE-LATER",
      "RFC9110-13.2.2/PRECEDENCE",
      "RFC9110-13.2.2/RANGE-LAST",
      "RFC9110-15.4.5/CONTENT-IN-304",
      "RFC9110-5.6.7/OBSOLETE-DATE",
      "RFC9110-8.6/LENGTH-IN-304",
    ],
  },
  {
    name: "says the Content-Location of a file in whole responses alone",
    responseHead: (head, request) =>
      statusOf(head) === 200 && /\/about\.html/.test(request) ? withLine(head, "Content-Location: /about.html") : head,
    fails: ["RFC9110-15.3.7/206-CONTENT-LOCATION", "RFC9110-15.4.5/304-CONTENT-LOCATION"],
  },

  // Caches
  {
    name: "writes Cache-Control with semicolons",
    responseHead: (head) => withLine(without(head, "Cache-Control"), "Cache-Control: max-age; 60"),
    fails: ["RFC9111-5.2/CACHE-CONTROL-SYNTAX"],
  },
  {
    name: "says for how long in half seconds",
    responseHead: (head) => withLine(without(head, "Cache-Control"), "Cache-Control: max-age=0.5"),
    fails: ["RFC9111-5.2.2.1/MAX-AGE"],
  },
  {
    name: "says when it expires in words",
    responseHead: (head) => withLine(head, "Expires: tomorrow"),
    fails: ["RFC9111-5.3/EXPIRES"],
  },
  {
    name: "says how old it is in words",
    responseHead: (head) => withLine(head, "Age: young"),
    fails: ["RFC9111-5.1/AGE"],
  },
  {
    name: "writes Vary with semicolons",
    responseHead: (head) => withLine(without(head, "Vary"), "Vary: Accept-Encoding; Accept"),
    fails: ["RFC9110-12.5.5/VARY", "RFC9110-12.5.5/VARY-SYNTAX"],
  },
  {
    name: "writes what it is sent, whatever the condition",
    answer: (head) =>
      /^(?:PUT|PATCH|DELETE) [\s\S]*^if-/im.test(head) ? response("200 OK", [], "written\n") : undefined,
    requestHead: (head, { received }) => (/^(?:PUT|PATCH|DELETE) [\s\S]*^if-/im.test(received) ? notThere(head) : head),
    fails: ["RFC9110-13.1.1/LOST-UPDATE", "RFC9110-13.1.2/LOST-UPDATE"],
  },
  {
    name: "takes the very second of a file for one after it",
    requestHead: (head) =>
      withValue(head, "If-Unmodified-Since", (date) =>
        / GMT$/.test(date) ? new Date(Date.parse(date) - 1000).toUTCString() : date,
      ),
    fails: ["RFC9110-13.1.4/IF-UNMODIFIED-SINCE-TRUE", "RFC9110-13.2.2/PRECEDENCE"],
  },
  {
    name: "takes no If-Match for true",
    requestHead: (head) => withValue(head, "If-Match", '"another"'),
    fails: [
      "RFC9110-13.1.1/IF-MATCH-TRUE",
      "RFC9110-13.1.4/DATE-WITH-TAG",
      "RFC9110-13.2.2/PRECEDENCE",
      "RFC9110-13.2.2/RANGE-LAST",
    ],
  },
  {
    name: "takes years of two digits for those of this century",
    requestHead: (head) =>
      withValue(head, "If-Modified-Since", (date) => date.replace(/^\w+, (\d\d)-(\w{3})-(\d\d) /, "Thu, $1 $2 20$3 ")),
    fails: ["RFC9110-5.6.7/YEAR-OF-TWO-DIGITS"],
  },
  {
    name: "answers conditions of a method that it does not know",
    responseHead: (head, request) =>
      /^BREW [\s\S]*^if-/im.test(request) ? head.replace(/ \d{3} .*/, " 304 Not Modified") : head,
    fails: ["RFC9110-13.2.1/REFUSED-METHOD-FIRST"],
  },
];

/** Without its content: the connection is of no use then, but the answer is told. */
function notModified(head: string): string {
  return withLine(without(head.replace(/ \d{3} .*/, " 304 Not Modified"), "Content-Length"), "Connection: close");
}
