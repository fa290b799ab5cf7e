import type { Mistake } from "../mistake.ts";
import { has, statusOf, without, withLine, withValue } from "./edits.ts";

/** What is wrong with the form of a response, whatever was asked. */
export const responseMistakes: readonly Mistake[] = [
  {
    name: "answers with the page alone, as in HTTP/0.9, and closes",
    breaksMuch: true,
    responseHead: () => "",
    closesAfter: () => true,
    fails: [],
  },
  {
    name: "has an empty line before the status line",
    breaksMuch: true,
    responseHead: (head) => `\r\n${head}`,
    fails: [],
  },
  {
    name: "ends the lines of a response with LF alone",
    responseHead: (head) => head.replaceAll("\r\n", "\n"),
    fails: [],
  },
  {
    name: "ends a line of a response with CR CR LF",
    responseHead: (head) => withLine(head, "Server: a\r"),
    fails: [],
  },
  {
    name: "leaves the space after the status code out",
    responseHead: (head) => head.replace(/^(HTTP\/1\.1 \d{3}) [^\r\n]*/, "$1"),
    fails: [],
  },
  { name: "calls its version HTTP/1.2", responseHead: (head) => head.replace("HTTP/1.1", "HTTP/1.2"), fails: [] },
  {
    name: "leaves the empty line out",
    breaksMuch: true,
    responseHead: (head) => head.slice(0, -2),
    fails: [],
  },
  {
    name: "forgets all that follows the header section, and closes",
    breaksMuch: true,
    responseHead: (head) => head.slice(0, -4),
    responseContent: () => "",
    closesAfter: () => true,
    fails: [],
  },
  {
    name: "puts a space before the colon",
    responseHead: (head) => head.replace(/^Content-Type:/m, "Content-Type :"),
    fails: [],
  },
  {
    name: "folds a field line",
    responseHead: (head) => head.replace(/^(Date: \S+) /m, "$1\r\n "),
    fails: [],
  },
  {
    name: "has a control octet in a field value",
    responseHead: (head) => withLine(head, "Server: a\x07b"),
    fails: [],
  },
  {
    name: "says no length, and leaves the connection open",
    responseHead: (head, request) =>
      statusOf(head) === 200 && /^GET \/ /.test(request) ? without(head, "Content-Length") : head,
    fails: [],
  },
  {
    name: "says no length, and closes the connection",
    responseHead: (head) => without(head, "Content-Length"),
    closesAfter: () => true,
    fails: [],
  },
  { name: "writes Content-Length as a word", responseHead: (head) => withValue(head, "Content-Length", "some"), fails: [] },
  {
    name: "counts one octet too few into Content-Length",
    responseHead: (head, request) => withLength(head, request, -1),
    fails: [],
  },
  {
    name: "counts one octet too many into Content-Length",
    responseHead: (head, request) => withLength(head, request, 1),
    closesAfter: (head) => statusOf(head) !== 304,
    fails: [],
  },
  {
    name: "writes Content-Length twice",
    responseHead: (head) => head.replace(/^(Content-Length: .*\r\n)/m, "$1$1"),
    fails: [],
  },
  {
    name: "says both Content-Length and Transfer-Encoding",
    responseHead: (head, request) =>
      / HTTP\/1\.1/.test(request) && /^content-length: [1-9]/im.test(head)
        ? withLine(head, "Transfer-Encoding: chunked")
        : head,
    fails: [],
  },
  {
    name: "writes the sizes of chunks with an x before them",
    responseHead: (head) =>
      /^content-length: [1-9]/im.test(head)
        ? withLine(without(head, "Content-Length"), "Transfer-Encoding: chunked")
        : head,
    responseContent: (octets) => `x${octets.length.toString(16)}\r\n${octets}\r\n0\r\n\r\n`,
    fails: [],
  },
  { name: "has no Date", responseHead: (head) => without(head, "Date"), fails: [] },
  {
    name: "has a clock that stopped years ago",
    responseHead: (head) => withValue(head, "Date", "Sun, 06 Nov 1994 08:49:37 GMT"),
    fails: [],
  },
  {
    name: "writes Date as no date of HTTP",
    responseHead: (head) => withValue(head, "Date", (date) => new Date(date).toISOString()),
    fails: [],
  },
  { name: "has no Content-Type", responseHead: (head) => (statusOf(head) === 206 ? head : without(head, "Content-Type")), fails: [] },
  {
    name: "has a Content-Type that is a suffix",
    responseHead: (head) => withValue(head, "Content-Type", (type) => (type.startsWith("multipart") ? type : "html")),
    fails: [],
  },
  {
    name: "writes Content-Type twice",
    responseHead: (head) => head.replace(/^(Content-Type: .*\r\n)/m, "$1$1"),
    fails: [],
  },
  {
    name: "has a status code of its own",
    responseHead: (head, request) => (isMissing(request) ? head.replace(/ 404 .*/, " 904 Gone Fishing") : head),
    fails: [],
  },
  {
    name: "answers 200 for what is not there",
    responseHead: (head) => head.replace(/ 404 .*/, " 200 OK"),
    warns: ["RFC9110-15.5.5/NOT-FOUND"],
    fails: [],
  },
  {
    name: "says of what is not there nothing at all",
    responseHead: (head) => (statusOf(head) === 404 ? withValue(head, "Content-Length", "0") : head),
    responseContent: (octets, _request, head) => (statusOf(head) === 404 ? "" : octets),
    fails: [],
  },
  {
    name: "begins an error page without a status line",
    responseHead: (head, request) => (isMissing(request) ? "" : head),
    fails: [],
  },
  {
    name: "forgets the length of an error page",
    responseHead: (head, request) =>
      isMissing(request) ? without(head, "Content-Length") : head,
    fails: [],
  },
  {
    name: "says the challenge of a 401 to nobody",
    responseHead: (head, request) => (has(request, "Authorization") ? head.replace(/ 200 OK/, " 401 Unauthorized") : head),
    fails: [],
  },
];

function isMissing(request: string): boolean {
  return /^GET \/porthole-check\/there-is-no-such-page /.test(request);
}

function withLength(head: string, request: string, by: number): string {
  if (request.startsWith("HEAD ")) return head;
  return withValue(head, "Content-Length", (value) => (value === "0" ? value : `${Number(value) + by}`));
}
