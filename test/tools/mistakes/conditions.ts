import type { Mistake } from "../mistake.ts";
import { has, methodOf, statusOf, valueOf, without, withLine, withValue } from "./edits.ts";

/** What is wrong with validators, conditions and what caches are told. */
export const conditionMistakes: readonly Mistake[] = [
  { name: "has no validators", responseHead: (head) => without(head, "ETag", "Last-Modified"), fails: [] },
  {
    name: "writes entity tags without quotes",
    responseHead: (head) => withValue(head, "ETag", (tag) => tag.replaceAll('"', "")),
    fails: [],
  },
  {
    name: "has another entity tag each time",
    responseHead: (head) => withValue(head, "ETag", `"${Math.random()}"`),
    fails: [],
  },
  {
    name: "writes ETag twice",
    responseHead: (head) => head.replace(/^(ETag: .*\r\n)/im, "$1$1"),
    fails: [],
  },
  {
    name: "writes Last-Modified twice",
    responseHead: (head) => head.replace(/^(Last-Modified: .*\r\n)/im, "$1$1"),
    fails: [],
  },
  {
    name: "writes Last-Modified as no date of HTTP",
    responseHead: (head) => withValue(head, "Last-Modified", (date) => new Date(date).toISOString()),
    fails: [],
  },
  {
    name: "was modified in a distant future",
    responseHead: (head) => withValue(head, "Last-Modified", "Fri, 01 Jan 2100 00:00:00 GMT"),
    fails: [],
  },
  { name: "looks at no If-None-Match", requestHead: (head) => without(head, "If-None-Match"), fails: [] },
  { name: "looks at no If-Modified-Since", requestHead: (head) => without(head, "If-Modified-Since"), fails: [] },
  { name: "looks at no If-Match", requestHead: (head) => without(head, "If-Match"), fails: [] },
  { name: "looks at no If-Unmodified-Since", requestHead: (head) => without(head, "If-Unmodified-Since"), fails: [] },
  {
    name: "knows no list of entity tags",
    requestHead: (head) => (valueOf(head, "If-None-Match").includes(",") ? without(head, "If-None-Match") : head),
    fails: [],
  },
  {
    name: "compares If-None-Match letter for letter",
    requestHead: (head) => (/^"[^",]*"$/.test(valueOf(head, "If-None-Match")) ? head : without(head, "If-None-Match")),
    fails: [],
  },
  {
    name: "takes any If-None-Match for a match",
    requestHead: (head) => withValue(head, "If-None-Match", "*"),
    fails: [],
  },
  {
    name: "lets If-Modified-Since overrule If-None-Match",
    requestHead: (head) => (has(head, "If-Modified-Since") ? without(head, "If-None-Match") : head),
    fails: [],
  },
  {
    name: "lets If-Unmodified-Since overrule If-Match",
    requestHead: (head) => (has(head, "If-Unmodified-Since") ? without(head, "If-Match") : head),
    fails: [],
  },
  {
    name: "looks at If-None-Match before If-Match",
    requestHead: (head) => (has(head, "If-None-Match") ? without(head, "If-Match", "If-Unmodified-Since") : head),
    fails: [],
  },
  {
    name: "answers a POST that matches with 304",
    responseHead: (head, request) =>
      methodOf(request) === "POST" && has(request, "If-None-Match") ? notModified(head) : head,
    fails: [],
  },
  {
    name: "looks at dates of POST",
    responseHead: (head, request) =>
      methodOf(request) === "POST" && has(request, "If-Modified-Since") ? notModified(head) : head,
    fails: [],
  },
  { name: "compares If-Match weakly", requestHead: (head) => withValue(head, "If-Match", (value) => value.replaceAll("W/", "")), fails: [] },
  {
    name: "knows one format of dates alone",
    requestHead: (head) => (/^\w{3}, .*GMT$/.test(valueOf(head, "If-Modified-Since")) ? head : without(head, "If-Modified-Since")),
    fails: [],
  },
  {
    name: "takes a date that is none for the distant future",
    requestHead: (head) =>
      ["If-Modified-Since", "If-Unmodified-Since"].reduce(
        (edited, name) => withValue(edited, name, (date) => (Number.isNaN(Date.parse(date)) ? new Date(Date.now() - 5000).toUTCString() : date)),
        head,
      ),
    fails: [],
  },
  {
    name: "takes a date that is none for the distant past",
    requestHead: (head) =>
      ["If-Modified-Since", "If-Unmodified-Since"].reduce(
        (edited, name) => withValue(edited, name, (date) => (Number.isNaN(Date.parse(date)) ? "Thu, 01 Jan 1970 00:00:00 GMT" : date)),
        head,
      ),
    fails: [],
  },
  {
    name: "looks at conditions before it looks whether there is anything",
    responseHead: (head, request) =>
      statusOf(head) === 404 && /^if-(?:none-)?match:|^if-(?:un)?modified-since:/im.test(request)
        ? head.replace(/ 404 .*/, " 412 Precondition Failed")
        : head,
    fails: [],
  },
  {
    name: "looks at conditions before it redirects",
    responseHead: (head, request) =>
      statusOf(head) >= 301 && statusOf(head) <= 308 && statusOf(head) !== 304 && /^if-(?:none-)?match:|^if-(?:un)?modified-since:/im.test(request)
        ? head.replace(/ 30\d .*/, " 412 Precondition Failed")
        : head,
    fails: [],
  },
  {
    name: "looks at conditions of OPTIONS, and of what it does not know",
    responseHead: (head, request) =>
      /^(?:OPTIONS|BREW) [\s\S]*^if-/im.test(request) ? head.replace(/ \d{3} .*/, " 412 Precondition Failed") : head,
    fails: [],
  },
  {
    name: "writes what it is sent before it looks at If-Match and If-None-Match",
    responseHead: (head, request) =>
      /^(?:PUT|PATCH|DELETE) [\s\S]*^if-/im.test(request) ? head.replace(/ \d{3} .*/, " 200 OK") : head,
    fails: [],
  },
  {
    name: "leaves all but the status code out of a 304",
    responseHead: (head) => (statusOf(head) === 304 ? head.replace(/\r\n[\s\S]*/, "\r\n\r\n") : head),
    fails: [],
  },
  {
    name: "says in a 304 what is not sent",
    responseHead: (head) =>
      statusOf(head) === 304
        ? withLine(withLine(withLine(head, "Content-Type: text/plain"), "Content-Encoding: gzip"), "Content-Range: bytes 0-0/1")
        : head,
    fails: [],
  },
  {
    name: "says a length of nothing in a 304",
    responseHead: (head) => (statusOf(head) === 304 ? withLine(without(head, "Content-Length"), "Content-Length: 0") : head),
    fails: [],
  },
  {
    name: "sends the page with a 304",
    responseHead: (head) => (statusOf(head) === 304 ? `${withLine(head, "Content-Length: 4")}page` : head),
    fails: [],
  },
  {
    name: "says the Content-Location of a file in whole responses alone",
    responseHead: (head, request) =>
      statusOf(head) === 200 && /\/about\.html/.test(request) ? withLine(head, "Content-Location: /about.html") : head,
    fails: [],
  },

  // Caches
  {
    name: "writes Cache-Control with semicolons",
    responseHead: (head) => withLine(without(head, "Cache-Control"), "Cache-Control: max-age; 60"),
    fails: [],
  },
  {
    name: "says for how long in half seconds",
    responseHead: (head) => withLine(without(head, "Cache-Control"), "Cache-Control: max-age=0.5"),
    fails: [],
  },
  { name: "says when it expires in words", responseHead: (head) => withLine(head, "Expires: tomorrow"), fails: [] },
  { name: "says how old it is in words", responseHead: (head) => withLine(head, "Age: young"), fails: [] },
  {
    name: "writes Vary with semicolons",
    responseHead: (head) => withLine(without(head, "Vary"), "Vary: Accept-Encoding; Accept"),
    fails: [],
  },
];

/** Without its content: the connection is of no use then, but the answer is told. */
function notModified(head: string): string {
  return withLine(without(head.replace(/ \d{3} .*/, " 304 Not Modified"), "Content-Length"), "Connection: close");
}
