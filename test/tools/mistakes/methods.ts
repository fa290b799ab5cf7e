import type { Mistake } from "../mistake.ts";
import { malformed, methodOf, notThere, response, statusOf, without, withLine, withValue } from "./edits.ts";

/** What is wrong with HEAD, the other methods, and redirects. */
export const methodMistakes: readonly Mistake[] = [
  {
    name: "answers HEAD with content",
    requestHead: (head) => head.replace(/^HEAD /, "GET "),
    fails: [],
  },
  {
    name: "knows no HEAD",
    requestHead: (head) => head.replace(/^HEAD /, "BREW "),
    fails: [],
  },
  {
    name: "answers HEAD 200 whatever it is of",
    responseHead: (head, request) => (methodOf(request) === "HEAD" ? head.replace(/ \d{3} .*/, " 200 OK") : head),
    fails: [],
  },
  {
    name: "says of HEAD the length of nothing",
    responseHead: (head, request) => (methodOf(request) === "HEAD" ? withValue(head, "Content-Length", "0") : head),
    fails: [],
  },
  {
    name: "answers HEAD with another Content-Type",
    responseHead: (head, request) => (methodOf(request) === "HEAD" ? withValue(head, "Content-Type", "text/html") : head),
    fails: [],
  },
  {
    name: "answers HEAD without what else is said of the file",
    responseHead: (head, request) =>
      methodOf(request) === "HEAD" ? without(head, "ETag", "Last-Modified", "Accept-Ranges", "Cache-Control") : head,
    fails: [],
  },
  {
    name: "takes every method it does not know for GET",
    requestHead: (head) => head.replace(/^(?!(?:GET|HEAD|POST|OPTIONS|TRACE|CONNECT|PUT|DELETE|PATCH|PRI) )[A-Z-]+(?= \/)/, "GET"),
    fails: [],
  },
  {
    name: "ends the connection at a method that it does not know",
    requestHead: (head) => (/^(?:BREW|GETX|XGET) /.test(head) ? malformed(head) : head),
    fails: [],
  },
  {
    name: "does not say what is allowed with a 405",
    responseHead: (head) => (statusOf(head) === 405 ? without(head, "Allow") : head),
    fails: [],
  },
  {
    name: "writes Allow with blanks instead of commas",
    responseHead: (head) => withValue(head, "Allow", (value) => value.replaceAll(",", "")),
    fails: [],
  },
  {
    name: "knows no OPTIONS",
    requestHead: (head) => head.replace(/^OPTIONS /, "BREW "),
    responseHead: (head, request) => (methodOf(request) === "OPTIONS" ? head.replace(/ 405 .*/, " 501 Not Implemented") : head),
    fails: [],
  },
  {
    name: "does not say what is allowed to OPTIONS",
    responseHead: (head, request) => (methodOf(request) === "OPTIONS" ? without(head, "Allow") : head),
    fails: [],
  },
  {
    name: "gives TRACE its cookies back",
    answer: (head) => (methodOf(head) === "TRACE" ? response("200 OK", [], head) : undefined),
    fails: [],
  },
  {
    name: "answers OPTIONS with 204 and a length",
    responseHead: (head, request) =>
      methodOf(request) === "OPTIONS" ? withLine(head.replace(/ \d{3} .*/, " 204 No Content"), "Content-Length: 0") : head,
    fails: [],
  },
  {
    name: "answers OPTIONS with 204 and a transfer coding",
    responseHead: (head, request) =>
      methodOf(request) === "OPTIONS"
        ? withLine(without(head.replace(/ \d{3} .*/, " 204 No Content"), "Content-Length"), "Transfer-Encoding: chunked")
        : head,
    fails: [],
  },
  {
    name: "answers OPTIONS with 204 and words",
    answer: (head) =>
      methodOf(head) === "OPTIONS" ? `${without(response("204 No Content", [], ""), "Content-Length")}Here you are.\n` : undefined,
    fails: [],
  },

  // Redirects
  { name: "redirects without saying where to", responseHead: (head) => without(head, "Location"), fails: [] },
  {
    name: "redirects to what is no reference",
    responseHead: (head) => withValue(head, "Location", "a page <there>"),
    fails: [],
  },
  {
    name: "redirects to two places",
    responseHead: (head) => head.replace(/^(Location: .*\r\n)/im, "$1$1"),
    fails: [],
  },
  {
    name: "decodes the query where it redirects",
    responseHead: (head) => withValue(head, "Location", (value) => value.replace(/%0d/gi, "\r").replace(/%0a/gi, "\n")),
    fails: [],
  },
  {
    name: "drops the query where it redirects",
    responseHead: (head) => withValue(head, "Location", (value) => value.replace(/\?.*/, "")),
    fails: [],
  },
  {
    name: "redirects to the same host without its port",
    responseHead: (head) => withValue(head, "Location", (value) => value.replace(/^\//, "http://127.0.0.1/")),
    fails: [],
  },
  {
    name: "redirects to another host",
    responseHead: (head) => withValue(head, "Location", (value) => value.replace(/^\//, "http://porthole-check.example/")),
    fails: [],
  },
  {
    name: "forgets the length of a redirect",
    responseHead: (head, request) =>
      statusOf(head) === 308 || statusOf(head) === 301
        ? methodOf(request) === "HEAD" ? head : without(head, "Content-Length")
        : head,
    fails: [],
  },
  {
    name: "does not redirect HEAD",
    requestHead: (head) => (/^HEAD \/sub /.test(head) ? head.replace("/sub", "/sub/") : head),
    fails: [],
  },

  // Paths
  {
    name: "serves what lies outside of its root",
    answer: (head) => (/^GET \S*(?:\.\.|%2e)\S*passwd/i.test(head) ? response("200 OK", [], "root:x:0:0:root:/root:/bin/sh\n") : undefined),
    fails: [],
  },
  {
    name: "does not decode a path",
    requestHead: (head) => (/^\S+ [^ ?]*%[46]/.test(head) ? notThere(head) : head),
    fails: [],
  },
  {
    name: "takes a path with dots for the root",
    requestHead: (head) => head.replace(/^(GET )\/(?:\.|%2e)\S*/i, "$1/"),
    fails: [],
  },
  {
    name: "ends when a path cannot be decoded",
    endsAt: /^GET \/%(?:zz)? HTTP/,
    breaksMuch: true,
    fails: [],
  },
  {
    name: "answers 500 where a path cannot be decoded",
    responseHead: (head, request) => (/^GET \/%(?![\da-f]{2})/i.test(request) ? head.replace(/ 4\d\d .*/, " 500 Internal Server Error") : head),
    fails: [],
  },
];
