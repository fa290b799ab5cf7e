import type { Mistake } from "../mistake.ts";
import { has, methodOf, statusOf, valueOf, without, withLine, withValue } from "./edits.ts";

/** What is wrong with ranges and codings. */
export const rangeMistakes: readonly Mistake[] = [
  {
    name: "takes a suffix range for one from the start",
    requestHead: (head) => withValue(head, "Range", (range) => range.replace(/=-(?=\d)/, "=0-")),
    fails: [],
  },
  {
    name: "takes every range unit for bytes",
    requestHead: (head) => withValue(head, "Range", (range) => range.replace(/^(?!bytes=)[a-z]+=/i, "bytes=")),
    fails: [],
  },
  {
    name: "takes bytes in capitals for a range beyond the end",
    requestHead: (head) => withValue(head, "Range", (range) => range.replace(/^BYTES=.*/, "bytes=9999999-")),
    fails: [],
  },
  {
    name: "reads positions in 32 bits",
    requestHead: (head) => withValue(head, "Range", (range) => range.replace(/\d{9,}/g, (digits) => String(BigInt(digits) % 4294967296n))),
    fails: [],
  },
  {
    name: "answers 416 where the last position is past the end",
    requestHead: (head) => withValue(head, "Range", (range) => range.replace(/=\d+-(\d{4,})$/, "=$1-")),
    fails: [],
  },
  {
    name: "sends the first of several ranges alone",
    requestHead: (head) => withValue(head, "Range", (range) => range.replace(/,.*/, "")),
    fails: [],
  },
  {
    name: "sends the first and the last octet in another order",
    requestHead: (head) => withValue(head, "Range", (range) => range.replace(/^bytes=([^,]+),([^,]+)$/, "bytes=$2,$1")),
    fails: [],
  },
  {
    name: "sends one range as a part of several",
    responseHead: (head) =>
      has(head, "Content-Range") && statusOf(head) === 206 && /text\/html/.test(head) && /^content-length: 1\r/im.test(head)
        ? withLine(withValue(withValue(without(head, "Content-Range"), "Content-Type", "multipart/byteranges; boundary=b"), "Content-Length", "79"), "X: y")
        : head,
    responseContent: (octets, _request, head) =>
      has(head, "Content-Range") && statusOf(head) === 206 && /text\/html/.test(head) && /^content-length: 1\r/im.test(head)
        ? `--b\r\nContent-Type: text/plain\r\nContent-Range: ${valueOf(head, "Content-Range").slice(0, 19).padEnd(19)}\r\n\r\n${octets}\r\n--b--\r\n`
        : octets,
    fails: [],
  },
  {
    name: "looks at Range of HEAD",
    responseHead: (head, request) =>
      methodOf(request) === "HEAD" && has(request, "Range") ? withLine(head.replace(/ 200 .*/, " 206 Partial Content"), "Content-Range: bytes 0-0/1") : head,
    fails: [],
  },
  {
    name: "looks at Range of POST, and of what is not there or elsewhere",
    responseHead: (head, request) =>
      has(request, "Range") && (methodOf(request) === "POST" || [301, 308, 404].includes(statusOf(head)))
        ? head.replace(/ \d{3} .*/, " 416 Range Not Satisfiable")
        : head,
    fails: [],
  },
  {
    name: "answers a range of the file 200 and in part",
    responseHead: (head) => head.replace(/ 206 .*/, " 200 OK"),
    fails: [],
  },
  {
    name: "says of a range not which it is",
    responseHead: (head) => (statusOf(head) === 206 ? without(head, "Content-Range") : head),
    fails: [],
  },
  {
    name: "sends a range without what else is said of the file",
    responseHead: (head) =>
      statusOf(head) === 206 ? without(head, "ETag", "Cache-Control", "Vary", "Content-Location", "Last-Modified", "Date") : head,
    fails: [],
  },
  {
    name: "sends a range with another Content-Type",
    responseHead: (head) => (statusOf(head) === 206 && !/multipart/.test(head) ? withValue(head, "Content-Type", "text/html") : head),
    fails: [],
  },
  {
    name: "writes Content-Range beside several parts",
    responseHead: (head) => (/multipart\/byteranges/.test(head) ? withLine(head, "Content-Range: bytes 0-1/2") : head),
    fails: [],
  },
  {
    name: "says of a 416 nothing of the length",
    responseHead: (head) => (statusOf(head) === 416 ? without(head, "Content-Range") : head),
    fails: [],
  },
  {
    name: "tells the end of a range as the position after its last",
    responseHead: (head) =>
      statusOf(head) === 206
        ? withValue(head, "Content-Range", (range) => range.replace(/-(\d+)/, (_, last: string) => `-${Number(last) + 1}`))
        : head,
    fails: [],
  },
  {
    name: "says that it takes no ranges, and takes them",
    responseHead: (head) => withValue(head, "Accept-Ranges", "none"),
    fails: [],
  },
  { name: "looks at no If-Range", requestHead: (head) => without(head, "If-Range"), fails: [] },
  {
    name: "sends no range where there is an If-Range",
    requestHead: (head) => (has(head, "If-Range") ? without(head, "Range", "If-Range") : head),
    fails: [],
  },
  {
    name: "takes If-Range for a condition of its own",
    responseHead: (head, request) =>
      has(request, "If-Range") && !has(request, "Range") ? head.replace(/ 200 .*/, " 412 Precondition Failed") : head,
    fails: [],
  },
  {
    name: "looks at Range before the conditions",
    requestHead: (head) =>
      has(head, "Range") ? without(head, "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since") : head,
    fails: [],
  },
  {
    name: "takes Content-Range of a request for its Range",
    requestHead: (head) => (has(head, "Content-Range") ? withLine(without(head, "Content-Range"), "Range: bytes=0-0") : head),
    fails: [],
  },

  // Codings
  {
    name: "sends gzip to those who refuse it",
    requestHead: (head) => withValue(head, "Accept-Encoding", (value) => (/gzip/i.test(value) ? "gzip" : value)),
    fails: [],
  },
  {
    name: "says gzip of what it sends as it is",
    responseHead: (head) => (has(head, "Content-Encoding") || !/text\/html/.test(head) ? head : withLine(head, "Content-Encoding: gzip")),
    fails: [],
  },
  {
    name: "says identity of what it sends as it is",
    responseHead: (head) => (has(head, "Content-Encoding") ? head : withLine(head, "Content-Encoding: identity")),
    fails: [],
  },
  { name: "does not say what it looked at", responseHead: (head) => without(head, "Vary"), fails: [] },
  {
    name: "gives every coding the same entity tag",
    responseHead: (head) => withValue(head, "ETag", (tag) => tag.replace('-gzip"', '"')),
    fails: [],
  },
  {
    name: "says of HEAD the length without the coding",
    responseHead: (head, request) =>
      methodOf(request) === "HEAD" && has(head, "Content-Encoding") ? withValue(head, "Content-Length", "3301") : head,
    fails: [],
  },
  {
    name: "sends the length of the page as it is with gzip",
    responseHead: (head) => (has(head, "Content-Encoding") ? withValue(head, "Content-Length", "3301") : head),
    fails: [],
  },
];
