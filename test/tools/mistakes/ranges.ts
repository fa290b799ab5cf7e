import type { Mistake } from "../mistake.ts";
import { fieldOf, has, methodOf, statusOf, withLine, without, withValue } from "./edits.ts";

/** What is wrong with ranges and codings. */
export const rangeMistakes: readonly Mistake[] = [
  {
    name: "takes a suffix range for one from the start",
    requestHead: (head) => withValue(head, "Range", (range) => range.replace(/=-(?=\d)/, "=0-")),
    fails: ["RFC9110-14.1.2/RANGE", "RFC9110-15.3.7.2/ORDER-OF-PARTS", "RFC9110-15.5.17/UNSATISFIABLE"],
  },
  {
    name: "takes every range unit for bytes",
    requestHead: (head) => withValue(head, "Range", (range) => range.replace(/^(?!bytes=)[a-z]+=/i, "bytes=")),
    fails: ["RFC9110-14.2/UNKNOWN-UNIT"],
  },
  {
    name: "takes bytes in capitals for a range beyond the end",
    requestHead: (head) => withValue(head, "Range", (range) => range.replace(/^BYTES=.*/, "bytes=9999999-")),
    fails: ["RFC9110-14.1/UNIT-CASE"],
  },
  {
    name: "reads positions in 32 bits",
    requestHead: (head) =>
      withValue(head, "Range", (range) => range.replace(/\d{9,}/g, (digits) => String(BigInt(digits) % 4294967296n))),
    fails: ["RFC9110-14.1.2/LARGE-POSITION"],
  },
  {
    name: "answers 416 where the last position is past the end",
    requestHead: (head) => withValue(head, "Range", (range) => range.replace(/=\d+-(\d{4,})$/, "=$1-")),
    fails: ["RFC9110-14.1.2/WHOLE-AS-RANGE"],
  },
  {
    name: "sends the first of several ranges alone",
    requestHead: (head) => withValue(head, "Range", (range) => range.replace(/,.*/, "")),
    fails: ["RFC9110-14.1.1/ONE-IS-ENOUGH"],
  },
  {
    name: "sends the first and the last octet in another order",
    requestHead: (head) => withValue(head, "Range", (range) => range.replace(/^bytes=([^,]+),([^,]+)$/, "bytes=$2,$1")),
    fails: [],
    warns: ["RFC9110-15.3.7.2/ORDER-OF-PARTS"],
  },
  {
    name: "sends one range as a part of several",
    responseHead: (head) =>
      has(head, "Content-Range") &&
      statusOf(head) === 206 &&
      /text\/html/.test(head) &&
      /^content-length: 1\r/im.test(head)
        ? withLine(
            withValue(
              withValue(without(head, "Content-Range"), "Content-Type", "multipart/byteranges; boundary=b"),
              "Content-Length",
              "79",
            ),
            "X: y",
          )
        : head,
    responseContent: (octets, _request, head) =>
      has(head, "Content-Range") &&
      statusOf(head) === 206 &&
      /text\/html/.test(head) &&
      /^content-length: 1\r/im.test(head)
        ? `--b\r\nContent-Type: text/plain\r\nContent-Range: ${fieldOf(head, "Content-Range").slice(0, 19).padEnd(19)}\r\n\r\n${octets}\r\n--b--\r\n`
        : octets,
    fails: [
      "RFC9110-13.1.5/IF-RANGE-TRUE",
      "RFC9110-13.2.2/RANGE-LAST",
      "RFC9110-14.1.2/BLANK-AFTER-EQUALS",
      "RFC9110-14.1.2/RANGE",
      "RFC9110-14.1/UNIT-CASE",
      "RFC9110-15.3.7.2/ONE-RANGE",
      "RFC9110-15.3.7/206-CONTENT-TYPE",
    ],
  },
  {
    name: "looks at Range of HEAD",
    responseHead: (head, request) =>
      methodOf(request) === "HEAD" && has(request, "Range")
        ? withLine(head.replace(/ 200 .*/, " 206 Partial Content"), "Content-Range: bytes 0-0/1")
        : head,
    fails: [],
    warns: ["RFC9110-14.2/RANGE-OF-HEAD"],
  },
  {
    name: "looks at Range of POST, and of what is not there or elsewhere",
    responseHead: (head, request) =>
      has(request, "Range") && (methodOf(request) === "POST" || [301, 308, 404].includes(statusOf(head)))
        ? head.replace(/ \d{3} .*/, " 416 Range Not Satisfiable")
        : head,
    fails: ["RFC9110-14.2/RANGE-OF-NOTHING", "RFC9110-14.2/RANGE-OF-REDIRECT"],
  },
  {
    name: "answers a range of the file 200 and in part",
    responseHead: (head) => head.replace(/ 206 .*/, " 200 OK"),
    fails: ["RFC9110-15.3.7/PART-AS-WHOLE"],
  },
  {
    name: "says of a range not which it is",
    responseHead: (head) => (statusOf(head) === 206 ? without(head, "Content-Range") : head),
    fails: [
      "RFC9110-14.1.2/BLANK-AFTER-EQUALS",
      "RFC9110-14.1.2/LARGE-POSITION",
      "RFC9110-14.1.2/RANGE",
      "RFC9110-14.1.2/WHOLE-AS-RANGE",
      "RFC9110-14.1/UNIT-CASE",
      "RFC9110-15.3.7.1/CONTENT-RANGE",
    ],
  },
  {
    name: "sends a range without what else is said of the file",
    responseHead: (head) =>
      statusOf(head) === 206
        ? without(head, "ETag", "Cache-Control", "Vary", "Content-Location", "Last-Modified", "Date")
        : head,
    fails: [
      "RFC9110-15.3.7/206-CACHE-CONTROL",
      "RFC9110-15.3.7/206-DATE",
      "RFC9110-15.3.7/206-ETAG",
      "RFC9110-15.3.7/206-LAST-MODIFIED",
      "RFC9110-15.3.7/206-VARY",
    ],
  },
  {
    name: "sends a range with another Content-Type",
    responseHead: (head) =>
      statusOf(head) === 206 && !/multipart/.test(head) ? withValue(head, "Content-Type", "text/html") : head,
    fails: ["RFC9110-15.3.7/206-CONTENT-TYPE"],
  },
  {
    name: "writes Content-Range beside several parts",
    responseHead: (head) => (/multipart\/byteranges/.test(head) ? withLine(head, "Content-Range: bytes 0-1/2") : head),
    fails: ["RFC9110-15.3.7.2/NO-CONTENT-RANGE"],
  },
  {
    name: "says of a 416 nothing of the length",
    responseHead: (head) => (statusOf(head) === 416 ? without(head, "Content-Range") : head),
    fails: [],
    warns: ["RFC9110-14.4/LENGTH-IN-416"],
  },
  {
    name: "tells the end of a range as the position after its last",
    responseHead: (head) =>
      statusOf(head) === 206
        ? withValue(head, "Content-Range", (range) =>
            range.replace(/-(\d+)/, (_, last: string) => `-${Number(last) + 1}`),
          )
        : head,
    fails: [
      "RFC9110-14.1.2/BLANK-AFTER-EQUALS",
      "RFC9110-14.1.2/LARGE-POSITION",
      "RFC9110-14.1.2/RANGE",
      "RFC9110-14.1.2/WHOLE-AS-RANGE",
      "RFC9110-14.1/UNIT-CASE",
    ],
  },
  {
    name: "says that it takes no ranges, and takes them",
    responseHead: (head) => withValue(head, "Accept-Ranges", "none"),
    fails: [],
    warns: ["RFC9110-14.3/ACCEPT-RANGES"],
  },
  {
    name: "looks at no If-Range",
    requestHead: (head) => without(head, "If-Range"),
    fails: ["RFC9110-13.1.5/IF-RANGE-FALSE", "RFC9110-8.8.3.3/TAG-OF-CODED"],
  },
  {
    name: "sends no range where there is an If-Range",
    requestHead: (head) => (has(head, "If-Range") ? without(head, "Range", "If-Range") : head),
    fails: [],
    warns: ["RFC9110-13.1.5/IF-RANGE-TRUE"],
  },
  {
    name: "takes If-Range for a condition of its own",
    responseHead: (head, request) =>
      has(request, "If-Range") && !has(request, "Range") ? head.replace(/ 200 .*/, " 412 Precondition Failed") : head,
    fails: ["RFC9110-13.1.5/IF-RANGE-ALONE"],
  },
  {
    name: "looks at Range before the conditions",
    requestHead: (head) =>
      has(head, "Range")
        ? without(head, "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since")
        : head,
    fails: ["RFC9110-13.2.2/RANGE-LAST"],
  },
  {
    name: "takes Content-Range of a request for its Range",
    requestHead: (head) =>
      has(head, "Content-Range") ? withLine(without(head, "Content-Range"), "Range: bytes=0-0") : head,
    fails: ["RFC9110-14.4/CONTENT-RANGE-IN-REQUEST"],
  },

  // Codings
  {
    name: "sends gzip to those who refuse it",
    requestHead: (head) => withValue(head, "Accept-Encoding", (value) => (/gzip/i.test(value) ? "gzip" : value)),
    fails: ["RFC9110-12.5.3/ANY-BUT-ONE", "RFC9110-12.5.3/NOT-WANTED"],
  },
  {
    name: "says gzip of what it sends as it is",
    responseHead: (head) =>
      has(head, "Content-Encoding") || !/text\/html/.test(head) ? head : withLine(head, "Content-Encoding: gzip"),
    fails: ["RFC9110-12.5.3/MANY-CODINGS", "RFC9110-12.5.3/NOT-WANTED"],
  },
  {
    name: "says identity of what it sends as it is",
    responseHead: (head) => (has(head, "Content-Encoding") ? head : withLine(head, "Content-Encoding: identity")),
    fails: ["RFC9110-12.5.3/MANY-CODINGS", "RFC9110-8.4/NO-IDENTITY"],
  },
  {
    name: "does not say what it looked at",
    responseHead: (head) => without(head, "Vary"),
    fails: ["RFC9110-12.5.5/VARY"],
  },
  {
    name: "gives every coding the same entity tag",
    responseHead: (head) => withValue(head, "ETag", (tag) => tag.replace('-gzip"', '"')),
    fails: ["RFC9110-13.1.2/TAG-OF-CODED"],
  },
  {
    name: "says of HEAD the length without the coding",
    responseHead: (head, request) =>
      methodOf(request) === "HEAD" && has(head, "Content-Encoding") ? withValue(head, "Content-Length", "3301") : head,
    fails: ["RFC9110-8.6/LENGTH-OF-CODED"],
  },
  {
    name: "sends the length of the page as it is with gzip",
    takesLong: true,
    responseHead: (head) => (has(head, "Content-Encoding") ? withValue(head, "Content-Length", "3301") : head),
    fails: ["RFC9110-8.6/LENGTH-OF-CODED", "RFC9112-6.3/CODED-LENGTH"],
  },
  {
    name: "answers a POST with a range of its response",
    responseHead: (head, request) =>
      methodOf(request) === "POST" && has(request, "Range") ? head.replace(/ 200 .*/, " 206 Partial Content") : head,
    fails: ["RFC9110-14.2/RANGE-OF-POST"],
  },
  {
    name: "sends parts that do not say which they are",
    takesLong: true,
    responseContent: (octets) => octets.replace(/^content-range:/gim, "X-Tent-Range:"),
    fails: ["RFC9110-15.3.7.2/ORDER-OF-PARTS", "RFC9110-15.3.7.2/PARTS"],
  },
  {
    name: "looks at no element of a set but the first",
    requestHead: (head) =>
      withValue(head, "Range", (range) =>
        range.replace(/^bytes=,.*/, "bytes=2-3").replace(/^(bytes=\d{3,}-),.*/, "bytes=0-0"),
      ),
    fails: ["RFC9110-14.1.1/NONE-OF-SEVERAL", "RFC9110-14.2/INVALID-RANGE", "RFC9110-5.6.1.2/EMPTY-RANGES"],
  },
  {
    name: "cuts a range out of the page as it is, and says that it is gzip",
    responseContent: (octets, _request, head) =>
      statusOf(head) === 206 && has(head, "Content-Encoding") ? "<".repeat(octets.length) : octets,
    fails: ["RFC9110-14.1.2/RANGE-OF-CODED"],
  },
  {
    name: "sends the whole file for a range of two octets",
    requestHead: (head) => (fieldOf(head, "Range") === "bytes=0-1" ? without(head, "Range") : head),
    fails: [],
    warns: ["RFC9110-14.2/PARTIAL-CONTENT"],
  },
  {
    name: "sends the page as it is to those who refuse that",
    requestHead: (head) =>
      /(?:identity|\*);q=0/.test(fieldOf(head, "Accept-Encoding")) ? without(head, "Accept-Encoding") : head,
    fails: [],
    warns: ["RFC9110-12.5.3/NO-IDENTITY"],
  },
  {
    name: "says gzip of other octets",
    responseContent: (octets, _request, head) =>
      statusOf(head) === 200 && has(head, "Content-Encoding") ? "x".repeat(octets.length) : octets,
    fails: ["RFC9110-12.5.3/NO-IDENTITY", "RFC9110-8.4.1.3/X-GZIP", "RFC9110-8.4.1/CODING-CASE", "RFC9110-8.4/GZIP"],
  },
];
