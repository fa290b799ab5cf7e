import type { Mistake } from "../mistake.ts";
import {
  failing,
  fieldOf,
  has,
  malformed,
  methodOf,
  notThere,
  response,
  statusOf,
  withLine,
  without,
  withValue,
} from "./edits.ts";

/** What is wrong with HEAD, the other methods, and redirects. */
export const methodMistakes: readonly Mistake[] = [
  {
    name: "answers HEAD with content",
    requestHead: (head) => head.replace(/^HEAD /, "GET "),
    fails: ["RFC9110-9.3.2/HEAD-CONTENT", "RFC9110-9.3.2/HEAD-OF-CODED", "RFC9110-9.3.2/HEAD-OF-REDIRECT"],
  },
  {
    name: "knows no HEAD",
    requestHead: (head) => head.replace(/^HEAD /, "BREW "),
    fails: [
      "RFC9110-13.1.1/IF-MATCH-HEAD",
      "RFC9110-13.1.2/IF-NONE-MATCH-HEAD",
      "RFC9110-13.1.3/IF-MODIFIED-SINCE-HEAD",
      "RFC9110-13.1.4/IF-UNMODIFIED-SINCE-HEAD",
      "RFC9110-14.2/RANGE-OF-HEAD",
      "RFC9110-8.6/HEAD-LENGTH",
      "RFC9110-8.6/LENGTH-OF-CODED",
      "RFC9110-9.1/HEAD",
      "RFC9110-9.3.2/HEAD-CONTENT",
      "RFC9110-9.3.2/HEAD-CONTENT-TYPE",
      "RFC9110-9.3.2/HEAD-OF-CODED",
      "RFC9110-9.3.2/HEAD-OF-REDIRECT",
      "RFC9110-9.3.2/HEAD-STATUS",
      "RFC9112-9.3.2/PIPELINED",
    ],
  },
  {
    name: "answers HEAD 200 whatever it is of",
    responseHead: (head, request) => (methodOf(request) === "HEAD" ? head.replace(/ \d{3} .*/, " 200 OK") : head),
    fails: ["RFC9110-13.1.2/IF-NONE-MATCH-HEAD", "RFC9110-9.3.2/HEAD-OF-REDIRECT", "RFC9110-9.3.2/HEAD-STATUS"],
  },
  {
    name: "says of HEAD the length of nothing",
    responseHead: (head, request) => (methodOf(request) === "HEAD" ? withValue(head, "Content-Length", "0") : head),
    fails: ["RFC9110-8.6/HEAD-LENGTH", "RFC9110-8.6/LENGTH-OF-CODED"],
  },
  {
    name: "answers HEAD with another Content-Type",
    responseHead: (head, request) =>
      methodOf(request) === "HEAD" ? withValue(head, "Content-Type", "text/html") : head,
    fails: ["RFC9110-9.3.2/HEAD-CONTENT-TYPE"],
  },
  {
    name: "answers HEAD without what else is said of the file",
    responseHead: (head, request) =>
      methodOf(request) === "HEAD" ? without(head, "ETag", "Last-Modified", "Accept-Ranges", "Cache-Control") : head,
    fails: [],
    warns: [
      "RFC9110-9.3.2/HEAD-ACCEPT-RANGES",
      "RFC9110-9.3.2/HEAD-CACHE-CONTROL",
      "RFC9110-9.3.2/HEAD-ETAG",
      "RFC9110-9.3.2/HEAD-LAST-MODIFIED",
    ],
  },
  {
    name: "takes every method it does not know for GET",
    requestHead: (head) =>
      head.replace(/^(?!(?:GET|HEAD|POST|OPTIONS|TRACE|CONNECT|PUT|DELETE|PATCH|PRI) )[A-Z-]+(?= \/)/, "GET"),
    fails: ["RFC9110-9.1/UNKNOWN-METHOD"],
  },
  {
    name: "ends the connection at a method that it does not know",
    requestHead: (head) => (/^(?:BREW|GETX|XGET) /.test(head) ? malformed(head) : head),
    fails: [],
    warns: ["RFC9110-9.1/UNKNOWN-METHOD"],
  },
  {
    name: "does not say what is allowed with a 405",
    responseHead: (head) => (statusOf(head) === 405 ? without(head, "Allow") : head),
    fails: ["RFC9110-15.5.6/ALLOW"],
  },
  {
    name: "writes Allow with blanks instead of commas",
    responseHead: (head) => withValue(head, "Allow", (value) => value.replaceAll(",", "")),
    fails: ["RFC9110-10.2.1/ALLOW-SYNTAX"],
  },
  {
    name: "knows no OPTIONS",
    requestHead: (head) => head.replace(/^OPTIONS /, "BREW "),
    responseHead: (head, request) =>
      methodOf(request) === "OPTIONS" ? head.replace(/ 405 .*/, " 501 Not Implemented") : head,
    fails: [],
    warns: ["RFC9110-9.3.7/OPTIONS-ASTERISK"],
  },
  {
    name: "does not say what is allowed to OPTIONS",
    responseHead: (head, request) => (methodOf(request) === "OPTIONS" ? without(head, "Allow") : head),
    fails: [],
    warns: ["RFC9110-9.3.7/OPTIONS-ALLOW"],
  },
  {
    name: "gives TRACE its cookies back",
    answer: (head) => (methodOf(head) === "TRACE" ? response("200 OK", [], head) : undefined),
    fails: ["RFC9110-9.3.8/TRACE-SECRETS"],
  },
  {
    name: "answers OPTIONS with 204 and a length",
    responseHead: (head, request) =>
      methodOf(request) === "OPTIONS"
        ? withLine(head.replace(/ \d{3} .*/, " 204 No Content"), "Content-Length: 0")
        : head,
    fails: ["RFC9110-8.6/LENGTH-IN-204"],
  },
  {
    name: "answers OPTIONS with 204 and a transfer coding",
    responseHead: (head, request) =>
      methodOf(request) === "OPTIONS"
        ? withLine(
            without(head.replace(/ \d{3} .*/, " 204 No Content"), "Content-Length"),
            "Transfer-Encoding: chunked",
          )
        : head,
    fails: ["RFC9110-8.6/LENGTH-IN-204", "RFC9112-6.1/CODING-IN-204"],
  },
  {
    name: "answers OPTIONS with 204 and words",
    answer: (head) =>
      methodOf(head) === "OPTIONS"
        ? `${without(response("204 No Content", [], ""), "Content-Length")}Here you are.\n`
        : undefined,
    fails: ["RFC9110-15.3.5/CONTENT-IN-204"],
  },

  // Redirects
  {
    name: "redirects without saying where to",
    responseHead: (head) => without(head, "Location"),
    fails: ["RFC9110-15.4/LOCATION", "RFC9110-9.3.2/HEAD-OF-REDIRECT"],
  },
  {
    name: "redirects to what is no reference",
    responseHead: (head) => withValue(head, "Location", "a page <there>"),
    fails: ["RFC9110-10.2.2/LOCATION-SYNTAX"],
  },
  {
    name: "redirects to two places",
    responseHead: (head) => head.replace(/^(Location: .*\r\n)/im, "$1$1"),
    fails: ["RFC9110-10.2.2/ONE-LOCATION"],
  },
  {
    name: "decodes the query where it redirects",
    responseHead: (head) => withValue(head, "Location", (value) => value.replace(/%0d/gi, "\r").replace(/%0a/gi, "\n")),
    fails: ["RFC9110-5.5/LOCATION-INJECTION", "RFC9112-11.1/INJECTION"],
  },
  {
    name: "drops the query where it redirects",
    responseHead: (head) => withValue(head, "Location", (value) => value.replace(/\?.*/, "")),
    fails: [],
    warns: ["RFC9110-15.4/QUERY"],
  },
  {
    name: "redirects to the same host without its port",
    responseHead: (head) => withValue(head, "Location", (value) => value.replace(/^\//, "http://127.0.0.1/")),
    fails: [],
    warns: ["RFC9110-15.4/HOST-IN-LOCATION", "RFC9110-15.4/SAME-ORIGIN"],
  },
  {
    name: "redirects to another host",
    responseHead: (head) =>
      withValue(head, "Location", (value) => value.replace(/^\//, "http://porthole-check.example/")),
    fails: [],
    warns: ["RFC9110-15.4/SAME-ORIGIN"],
  },
  {
    name: "forgets the length of a redirect",
    responseHead: (head, request) =>
      statusOf(head) === 308 || statusOf(head) === 301
        ? methodOf(request) === "HEAD"
          ? head
          : without(head, "Content-Length")
        : head,
    fails: ["RFC9112-6.3/REDIRECT-LENGTH"],
  },
  {
    name: "does not redirect HEAD",
    requestHead: (head) => (/^HEAD \/sub /.test(head) ? head.replace("/sub", "/sub/") : head),
    fails: ["RFC9110-9.3.2/HEAD-OF-REDIRECT"],
  },

  // Paths
  {
    name: "serves what lies outside of its root",
    answer: (head) =>
      /^GET \S*(?:\.\.|%2e)\S*passwd/i.test(head)
        ? response("200 OK", [], "root:x:0:0:root:/root:/bin/sh\n")
        : undefined,
    fails: ["RFC9110-17.3/OUTSIDE-THE-ROOT"],
  },
  {
    name: "does not decode a path",
    requestHead: (head) => (/^\S+ [^ ?]*%[46]/.test(head) ? notThere(head) : head),
    fails: ["RFC9110-4.2.3/PERCENT-ENCODED"],
  },
  {
    name: "takes a path with dots for the root",
    requestHead: (head) => head.replace(/^(GET )\/(?:\.|%2e)\S*/i, "$1/"),
    fails: ["RFC9110-4.2.3/DOT-SEGMENTS"],
  },
  {
    name: "ends when a path cannot be decoded",
    endsAt: /^GET \/%(?:zz)? HTTP/,
    breaksMuch: true,
    fails: ["RFC3986-2.1/PERCENT"],
  },
  {
    name: "answers 500 where a path cannot be decoded",
    responseHead: (head, request) =>
      /^GET \/%(?![\da-f]{2})/i.test(request) ? head.replace(/ 4\d\d .*/, " 500 Internal Server Error") : head,
    fails: ["RFC3986-2.1/PERCENT"],
  },
  {
    name: "says of HEAD other dates and rules than of GET",
    responseHead: (head, request) =>
      methodOf(request) === "HEAD"
        ? withValue(
            withValue(withValue(head, "Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"), "Accept-Ranges", "none"),
            "Cache-Control",
            "max-age=5",
          )
        : head,
    fails: ["RFC9110-9.3.2/HEAD-ACCEPT-RANGES", "RFC9110-9.3.2/HEAD-CACHE-CONTROL", "RFC9110-9.3.2/HEAD-LAST-MODIFIED"],
  },
  {
    name: "says which codings it takes where it takes no such type",
    responseHead: (head, request) =>
      fieldOf(request, "Content-Type") === "application/x-porthole"
        ? withLine(head.replace(/ 200 .*/, " 415 Unsupported Media Type"), "Accept-Encoding: gzip")
        : head,
    fails: ["RFC9110-12.5.3/NO-CODING-FOR-TYPE"],
  },
  {
    name: "goes by the Content-Location of a request",
    requestHead: (head) => (has(head, "Content-Location") ? notThere(head) : head),
    fails: ["RFC9110-8.7/CONTENT-LOCATION"],
  },
  {
    name: "shows what it was asked for as it came",
    responseHead: (head) => (statusOf(head) === 404 ? withValue(head, "Content-Type", "text/html") : head),
    responseContent: (octets, _request, head) =>
      statusOf(head) === 404 ? "<script>porthole</script>".padEnd(octets.length).slice(0, octets.length) : octets,
    fails: ["RFC9110-15.5/MARKUP-IN-ERROR"],
  },
  {
    name: "fails at OPTIONS",
    responseHead: (head, request) => (methodOf(request) === "OPTIONS" ? failing(head) : head),
    fails: [
      "RFC9110-13.2.1/OPTIONS",
      "RFC9110-9.3.7/OPTIONS",
      "RFC9110-9.3.7/OPTIONS-ASTERISK",
      "RFC9112-6/FRAMING-OF-ANY-METHOD",
    ],
  },
];
