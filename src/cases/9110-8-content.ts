import { advices, only, withField } from "./9110-outcomes.ts";
import { answered, type Case, get, type Need, post, request, understood } from "./case.ts";

const noLength =
  "A server MUST NOT send a Content-Length header field in any response with a status code of 1xx (Informational) or 204 (No Content).";
const noContent204 =
  "A 204 response is terminated by the end of the header section; it cannot contain content or trailers.";
const noContent304 =
  "A 304 response is terminated by the end of the header section; it cannot contain content or trailers.";
const length304 =
  "a server MUST NOT send Content-Length in such a response unless its field value equals the decimal number of octets that would have been sent in the content of a 200 (OK) response to the same request.";
const noCodingIn10 =
  "A server MUST NOT send a response containing Transfer-Encoding unless the corresponding request indicates HTTP/1.1 (or later minor revisions).";
const noCodingIn204 =
  "A server MUST NOT send a Transfer-Encoding header field in any response with a status code of 1xx (Informational) or 204 (No Content).";

const advice204 = "Send 204 with neither content nor Content-Length nor Transfer-Encoding.";
const advice304 = "Send 304 without content, and without a Content-Length other than the 200 would have had.";
const advice10 =
  "Send no Transfer-Encoding to an HTTP/1.0 client: say the length, or let the end of the connection end the content.";

const accepts =
  "Answer content in a coding that is not read with 415 and Accept-Encoding, and content of a type that is not read with 415 alone.";

/** Requests that some servers answer with 204. */
const mayBe204: readonly (readonly [what: string, octets: string, needs?: "content"])[] = [
  ["OPTIONS", request("OPTIONS {path}")],
  [
    "a preflight request",
    request("OPTIONS {path}", ["Origin: http://other.example", "Access-Control-Request-Method: GET"]),
  ],
  ["a request with content", post(["Content-Length: 2"], "ok"), "content"],
  ["a request with empty content", post(["Content-Length: 0"]), "content"],
];

/** What a client of HTTP/1.0 may ask for. */
const of10: readonly (readonly [what: string, path: string, needs: readonly Need[]])[] = [
  ["of a page", "{path}", []],
  ["of content whose length is not said beforehand", "{streamed}", ["stream"]],
  ["of a page that is not there", "{missing}", ["not-found"]],
];

/** RFC 9110 §8.6, §15.3.5, §15.4.5: content where it may be, and what says where it ends. */
export const contentCases: readonly Case[] = [
  // Errors are framed like all else
  answered({
    rule: "RFC9112-6.3/ERROR-PAGE",
    title: "a page that is not there, then one that is",
    quote:
      "If a Transfer-Encoding header field is present and the chunked transfer coding (Section 7.1) is the final encoding, the message body length is determined by reading and decoding the chunked data until the transfer coding indicates the data is complete.",
    why: "An error page whose length is wrong hides the next response, or leaves the client waiting.",
    advice: advices.ends,
    send: [request("GET {missing}"), "await-response", get()],
    needs: ["not-found"],
    pass: [
      only(
        {
          status: 404,
          without: ["content-short", "content-excess", "length-missing", "both-lengths", "chunk-syntax"],
        },
        understood,
      ),
    ],
  }),
  answered({
    rule: "RFC9112-6.3/FILE-THEN-PAGE",
    title: "a file, then a page",
    quote:
      "If a valid Content-Length header field is present without Transfer-Encoding, its decimal value defines the expected message body length in octets.",
    why: "Whether the octets of the file were as many as was said shows in the next response.",
    advice: advices.ends,
    send: [request("GET {file}"), "await-response", get()],
    needs: ["file"],
    pass: [only({ status: 200, content: "whole-file", without: ["content-excess", "content-short"] }, understood)],
  }),

  // 204 (§15.3.5)
  ...mayBe204.map(([what, send, need]) =>
    answered({
      rule: "RFC9110-8.6/LENGTH-IN-204",
      title: `no length, should ${what} be answered 204`,
      quote: noLength,
      why: "A client that waits for the content that a length announces waits for ever.",
      advice: advice204,
      send,
      needs: need === undefined ? [] : [need],
      pass: [only({ without: ["length-forbidden"] })],
    }),
  ),
  ...mayBe204.map(([what, send, need]) =>
    answered({
      rule: "RFC9110-15.3.5/CONTENT-IN-204",
      title: `no content, should ${what} be answered 204`,
      quote: noContent204,
      why: "What comes after a 204 is taken for the next response.",
      advice: advice204,
      send: [send, "await-response", get()],
      methods: [send.startsWith("OPTIONS") ? "OPTIONS" : "POST", "GET"],
      needs: need === undefined ? [] : [need],
      pass: [only({ without: ["content-forbidden"] }, { status: "any" })],
    }),
  ),
  answered({
    rule: "RFC9112-6.1/CODING-IN-204",
    title: "no transfer coding, should OPTIONS be answered 204",
    quote: noCodingIn204,
    why: "A last chunk after a 204 is a stray octet to some clients and content to others.",
    advice: advice204,
    send: request("OPTIONS {path}"),
    pass: [
      only({ status: 204, fields: [{ name: "Transfer-Encoding", is: "absent" }] }),
      only({ status: [200, 201, 202, 205, "3xx", "4xx", "5xx"] }),
    ],
  }),

  // 304 (§15.4.5)
  answered({
    rule: "RFC9110-15.4.5/CONTENT-IN-304",
    title: "304, then a page on the same connection",
    quote: noContent304,
    why: "What comes after a 304 is taken for the next response.",
    advice: advice304,
    send: [request("GET {file}", ["If-None-Match: {etag}"]), "await-response", get()],
    needs: ["etag"],
    pass: [only({ status: 304, content: "none" }, understood), only({ status: ["2xx", "4xx"] }, { status: "any" })],
  }),
  answered({
    rule: "RFC9110-15.4.5/CONTENT-IN-304",
    title: "304 to a date, then a page on the same connection",
    quote: noContent304,
    why: "What comes after a 304 is taken for the next response.",
    advice: advice304,
    send: [request("GET {file}", ["If-Modified-Since: {lastModified}"]), "await-response", get()],
    needs: ["last-modified"],
    pass: [only({ status: 304, content: "none" }, understood), only({ status: ["2xx", "4xx"] }, { status: "any" })],
  }),
  answered({
    rule: "RFC9110-8.6/LENGTH-IN-304",
    title: "Content-Length in a 304",
    quote: length304,
    why: "Caches take over the fields of a 304, and a length of 0 makes them think that what they have is damaged.",
    advice: advice304,
    send: request("GET {file}", ["If-None-Match: {etag}"]),
    needs: ["etag"],
    pass: [
      only({ status: 304, fields: [{ name: "Content-Length", is: "absent" }] }),
      only({ status: 304, fields: [{ name: "Content-Length", as: "file" }] }),
      only({ status: ["2xx", "4xx"] }),
    ],
  }),

  // HTTP/1.0 (RFC 9112 §6.1)
  ...of10.flatMap(([what, path, needs]) =>
    [[], ["Connection: keep-alive"]].map((lines) =>
      answered({
        rule: "RFC9112-6.1/CODING-TO-1.0",
        title: `HTTP/1.0 ${lines.length > 0 ? "with keep-alive " : ""}${what}`,
        quote: noCodingIn10,
        why: "A client of HTTP/1.0 takes the sizes of chunks for content.",
        advice: advice10,
        send: [`GET ${path} HTTP/1.0`, "Host: {authority}", ...lines, "\r\n"].join("\r\n"),
        needs,
        pass: [only({ fields: [{ name: "Transfer-Encoding", is: "absent" }] })],
      }),
    ),
  ),

  // Content in a coding, or of a type, that nobody reads
  answered({
    rule: "RFC9110-12.5.3/CODING-OF-REQUEST",
    title: "content in a coding that nobody knows",
    level: "practice",
    quote:
      "Servers that fail a request due to an unsupported content coding ought to respond with a 415 (Unsupported Media Type) status and include an Accept-Encoding header field in that response, allowing clients to distinguish between issues related to content codings and media types.",
    why: "Told with 415 which codings are read, a client can send its content once more as it is.",
    advice: accepts,
    send: post(["Content-Encoding: x-porthole", "Content-Length: 2"], "ok"),
    needs: ["content"],
    pass: [
      withField({ name: "Accept-Encoding", is: "present" }, 415),
      // Content that nobody looks at may be in any coding.
      only({ status: ["2xx", "3xx", 400, 404, 405, 501] }),
    ],
    warn: [only({ status: "4xx" })],
  }),
  answered({
    rule: "RFC9110-12.5.3/NO-CODING-FOR-TYPE",
    title: "no Accept-Encoding, should content of an unknown type be answered 415",
    quote:
      "In order to avoid confusion with issues related to media types, servers that fail a request with a 415 status for reasons unrelated to content codings MUST NOT include the Accept-Encoding header field.",
    quotedFrom: "RFC9110-12.5.3",
    why: "A client that reads Accept-Encoding there changes the coding, and tries in vain.",
    advice: accepts,
    send: post(["Content-Type: application/x-porthole", "Content-Length: 2"], "ok"),
    needs: ["content"],
    pass: [
      withField({ name: "Accept-Encoding", is: "absent" }, 415),
      only({ status: ["2xx", "3xx", 400, 401, 403, 404, 405, 411, 413, 422, "5xx"] }),
    ],
  }),
  answered({
    rule: "RFC9110-8.7/CONTENT-LOCATION",
    title: "Content-Location on a request names another page",
    quote: "However, an origin server MUST NOT use such context information to alter the request semantics.",
    why: "Whoever follows it acts on another page than the one that was asked for and checked.",
    advice: "Take no notice of Content-Location in a request: the target is what the request line and Host say.",
    send: request("GET {path}", ["Content-Location: {missing}"]),
    needs: ["not-found"],
    pass: [only(understood)],
  }),
];
