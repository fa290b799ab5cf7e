import type { Mistake } from "../mistake.ts";
import { has, statusOf, withLine, without, withValue } from "./edits.ts";

/** What is wrong with the form of a response, whatever was asked. */
export const responseMistakes: readonly Mistake[] = [
  {
    name: "answers with the page alone, as in HTTP/0.9, and closes",
    breaksMuch: true,
    responseHead: () => "",
    closesAfter: () => true,
    fails: ["RFC9112-2.1/STATUS-LINE"],
  },
  {
    name: "has an empty line before the status line",
    breaksMuch: true,
    responseHead: (head) => `\r\n${head}`,
    fails: ["RFC9112-2.1/STATUS-LINE"],
  },
  {
    name: "ends the lines of a response with LF alone",
    responseHead: (head) => head.replaceAll("\r\n", "\n"),
    fails: ["RFC9112-2.1/RESPONSE-LINE-ENDS"],
  },
  {
    name: "ends a line of a response with CR CR LF",
    responseHead: (head) => withLine(head, "Server: a\r"),
    fails: ["RFC9112-2.2/RESPONSE-BARE-CR"],
  },
  {
    name: "leaves the space after the status code out",
    responseHead: (head) => head.replace(/^(HTTP\/1\.1 \d{3}) [^\r\n]*/, "$1"),
    fails: ["RFC9112-4/ERROR-HEAD", "RFC9112-4/STATUS-LINE-SYNTAX"],
  },
  {
    name: "calls its version HTTP/1.2",
    responseHead: (head) => head.replace("HTTP/1.1", "HTTP/1.2"),
    fails: ["RFC9112-2.3/RESPONSE-VERSION"],
  },
  {
    name: "forgets all that follows the header section, and closes",
    breaksMuch: true,
    responseHead: (head) => head.slice(0, -4),
    responseContent: () => "",
    closesAfter: () => true,
    fails: ["RFC9112-2.1/RESPONSE-EMPTY-LINE"],
  },
  {
    name: "puts a space before the colon",
    responseHead: (head) => head.replace(/^Content-Type:/m, "Content-Type :"),
    fails: ["RFC9112-5/RESPONSE-FIELD-LINE"],
  },
  {
    name: "folds a field line",
    responseHead: (head) => head.replace(/^(Date: \S+) /m, "$1\r\n "),
    fails: ["RFC9112-5.2/RESPONSE-FOLD"],
  },
  {
    name: "has a control octet in a field value",
    responseHead: (head) => withLine(head, "Server: a\x07b"),
    fails: ["RFC9110-5.5/RESPONSE-CONTROL-OCTET"],
  },
  {
    name: "says no length, and leaves the connection open",
    responseHead: (head, request) =>
      statusOf(head) === 200 && /^GET \/ /.test(request) ? without(head, "Content-Length") : head,
    breaksMuch: true,
    fails: ["RFC9112-6.3/END-OF-CONTENT", "RFC9112-6.3/LENGTH-SAID"],
  },
  {
    name: "says no length, and closes the connection",
    responseHead: (head) => without(head, "Content-Length"),
    closesAfter: () => true,
    fails: ["RFC9112-6.3/LENGTH-SAID", "RFC9112-9.3/SAYS-CLOSE"],
  },
  {
    name: "writes Content-Length as a word",
    responseHead: (head) => withValue(head, "Content-Length", "some"),
    breaksMuch: true,
    fails: ["RFC9110-8.6/RESPONSE-LENGTH-SYNTAX"],
  },
  {
    name: "counts one octet too few into Content-Length",
    responseHead: (head, request) => withLength(head, request, -1),
    fails: [
      "RFC9110-8.6/ERROR-LENGTH",
      "RFC9110-8.6/FILE-LENGTH",
      "RFC9110-8.6/HEAD-LENGTH",
      "RFC9110-8.6/RESPONSE-LENGTH",
      "RFC9112-6.3/ERROR-PAGE",
      "RFC9112-6.3/FILE-THEN-PAGE",
      "RFC9112-6.3/REDIRECT-LENGTH",
    ],
  },
  {
    name: "counts one octet too many into Content-Length",
    responseHead: (head, request) => withLength(head, request, 1),
    closesAfter: (head) => statusOf(head) !== 304,
    fails: [
      "RFC9110-8.6/ERROR-LENGTH",
      "RFC9110-8.6/RESPONSE-WHOLE",
      "RFC9112-6.3/CODED-LENGTH",
      "RFC9112-6.3/ERROR-PAGE",
      "RFC9112-6.3/REDIRECT-LENGTH",
      "RFC9112-9.3/SAYS-CLOSE",
    ],
  },
  {
    name: "writes Content-Length twice",
    responseHead: (head) => head.replace(/^(Content-Length: .*\r\n)/m, "$1$1"),
    fails: ["RFC9110-8.6/RESPONSE-LENGTH-ONCE"],
  },
  {
    name: "says both Content-Length and Transfer-Encoding",
    responseHead: (head, request) =>
      / HTTP\/1\.1/.test(request) && /^content-length: [1-9]/im.test(head)
        ? withLine(head, "Transfer-Encoding: chunked")
        : head,
    fails: [
      "RFC9110-5.1/NEARLY-TRANSFER-ENCODING",
      "RFC9112-6.2/ONE-LENGTH",
      "RFC9112-6.3/CODED-LENGTH",
      "RFC9112-6.3/ERROR-PAGE",
      "RFC9112-6.3/REDIRECT-LENGTH",
    ],
  },
  {
    name: "writes the sizes of chunks with an x before them",
    responseHead: (head) =>
      /^content-length: [1-9]/im.test(head)
        ? withLine(without(head, "Content-Length"), "Transfer-Encoding: chunked")
        : head,
    responseContent: (octets) => `x${octets.length.toString(16)}\r\n${octets}\r\n0\r\n\r\n`,
    breaksMuch: true,
    fails: ["RFC9112-7.1/RESPONSE-CHUNKS"],
  },
  {
    name: "has no Date",
    responseHead: (head) => without(head, "Date"),
    fails: ["RFC9110-15.3.7/206-DATE", "RFC9110-15.4.5/304-DATE", "RFC9110-6.6.1/DATE"],
  },
  {
    name: "has a clock that stopped years ago",
    responseHead: (head) => withValue(head, "Date", "Sun, 06 Nov 1994 08:49:37 GMT"),
    fails: ["RFC9110-6.6.1/DATE-NOW", "RFC9110-8.8.2.1/LAST-MODIFIED-PAST"],
  },
  {
    name: "writes Date as no date of HTTP",
    responseHead: (head) => withValue(head, "Date", (date) => new Date(date).toISOString()),
    fails: ["RFC9110-5.6.7/DATE-SYNTAX"],
  },
  {
    name: "has no Content-Type",
    responseHead: (head) => (statusOf(head) === 206 ? head : without(head, "Content-Type")),
    fails: ["RFC9110-15.3.7/206-CONTENT-TYPE", "RFC9110-8.3/CONTENT-TYPE", "RFC9110-8.3/TYPE-OF-ERROR"],
  },
  {
    name: "has a Content-Type that is a suffix",
    responseHead: (head) => withValue(head, "Content-Type", (type) => (type.startsWith("multipart") ? type : "html")),
    fails: ["RFC9110-8.3/CONTENT-TYPE-SYNTAX"],
  },
  {
    name: "writes Content-Type twice",
    responseHead: (head) => head.replace(/^(Content-Type: .*\r\n)/m, "$1$1"),
    fails: ["RFC9110-5.3/ONE-CONTENT-TYPE"],
  },
  {
    name: "has a status code of its own",
    responseHead: (head, request) => (isMissing(request) ? head.replace(/ 404 .*/, " 904 Gone Fishing") : head),
    fails: ["RFC9110-15.5.5/NOT-FOUND", "RFC9110-15/STATUS-RANGE"],
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
    fails: ["RFC9110-15.5/EXPLANATION"],
  },
  {
    name: "begins an error page without a status line",
    responseHead: (head, request) => (isMissing(request) ? "" : head),
    fails: [
      "RFC9110-15.5.5/NOT-FOUND",
      "RFC9110-15/STATUS-RANGE",
      "RFC9110-6.6.1/DATE",
      "RFC9110-8.6/ERROR-LENGTH",
      "RFC9112-4/ERROR-HEAD",
    ],
  },
  {
    name: "forgets the length of an error page",
    responseHead: (head, request) => (isMissing(request) ? without(head, "Content-Length") : head),
    fails: ["RFC9110-8.6/ERROR-LENGTH", "RFC9112-6.3/ERROR-PAGE", "RFC9112-9.3.2/ORDER"],
  },
  {
    name: "says the challenge of a 401 to nobody",
    responseHead: (head, request) =>
      has(request, "Authorization") ? head.replace(/ 200 OK/, " 401 Unauthorized") : head,
    fails: ["RFC9110-15.5.2/CHALLENGE"],
  },
  {
    name: "sends chunks to HTTP/1.0",
    responseHead: (head, request) =>
      isChunkedTo10(head, request) ? withLine(without(head, "Content-Length"), "Transfer-Encoding: chunked") : head,
    responseContent: (octets, request, head) =>
      isChunkedTo10(head, request) ? `${octets.length.toString(16)}\r\n${octets}\r\n0\r\n\r\n` : octets,
    fails: ["RFC9112-6.1/CODING-TO-1.0"],
  },
];

function isMissing(request: string): boolean {
  return /^GET \/porthole-check\/there-is-no-such-page /.test(request);
}

function withLength(head: string, request: string, by: number): string {
  if (request.startsWith("HEAD ")) return head;
  return withValue(head, "Content-Length", (value) => (value === "0" ? value : `${Number(value) + by}`));
}

function isChunkedTo10(head: string, request: string): boolean {
  return /^GET \S+ HTTP\/1\.0\r\n/.test(request) && /^content-length: [1-9]/im.test(head);
}
