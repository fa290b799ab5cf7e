import { accepted, answered, type Case, get, post, request, understood } from "./case.ts";
import { answeredWith, closedAfter, neverTakenForSmall, toldApart } from "./framing-outcomes.ts";

const recommended =
  "It is RECOMMENDED that all HTTP senders and recipients support, at a minimum, request-line lengths of 8000 octets.";
const tooLong =
  "A server that receives a request-target longer than any URI it wishes to parse MUST respond with a 414 (URI Too Long) status code";
const tooLarge =
  "A server that receives a request header field line, field value, or set of fields larger than it wishes to process MUST respond with an appropriate 4xx (Client Error) status code.";
const carefully =
  "Recipients ought to carefully limit the extent to which they process other protocol elements, including (but not limited to) request methods, response status phrases, field names, numeric values, and chunk lengths.";
const contentTooLarge =
  "The 413 (Content Too Large) status code indicates that the server is refusing to process a request because the request content is larger than the server is willing or able to process.";

const takeLongLines = "Take request lines of 8000 octets and more.";
const answer414 =
  "Answer a request target that is too long with 414 (URI Too Long) before the connection is closed, and close in stages so that the response arrives.";
const answer431 =
  "Answer a header section that is too large with 431 (Request Header Fields Too Large) before the connection is closed, and drop no field in silence.";
const boundAll =
  "Bound what is read before a line or a header section ends; refuse what is longer, and close the connection, without waiting for its end.";
const ordinary =
  "Take header sections as browsers and proxies send them: a hundred fields, and fields of some thousand octets.";
const boundContent =
  "Set no memory aside for what Content-Length says; refuse what is too much for you with 413 (Content Too Large).";

const hidden = "GET /smuggled HTTP/1.1\r\nHost: a.example\r\n\r\n";
const refusedOrTaken = [answeredWith("4xx"), answeredWith("understood")];

function withQuery(octets: number): string {
  return get().replace("{path}", `{path}?${"a".repeat(octets)}`);
}

function fieldLines(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `X-${index}: ${index}`);
}

/** RFC 9112 §3, RFC 9110 §5.4, §17.5: how much there may be, and what comes of more. */
export const limitCases: readonly Case[] = [
  accepted({
    rule: "RFC9112-3/REQUEST-LINE-8000",
    title: "a request line of nearly 8000 octets",
    level: "SHOULD",
    quote: recommended,
    why: "Forms and searches make long queries; a link that works elsewhere is to work here.",
    advice: takeLongLines,
    // With a path of up to a hundred octets the line stays below 8000.
    send: withQuery(7880),
    engine: ["RequestHead GET", "EndOfMessage"],
    // A page that knows no query may be another one, or none: the line was read.
    pass: [{ responses: [{ status: ["understood", 401, 403, 404, 405, 410, 422, 501] }] }],
  }),
  accepted({
    rule: "RFC9110-5.4/ORDINARY-HEADER-SECTION",
    title: "a hundred small fields",
    level: "practice",
    quote: tooLarge,
    why: "A browser sends twenty fields, and each proxy adds some.",
    advice: ordinary,
    send: get(...fieldLines(99)),
    engine: ["RequestHead GET", "EndOfMessage"],
    warn: [answeredWith("4xx")],
  }),
  accepted({
    rule: "RFC9110-5.4/ORDINARY-HEADER-SECTION",
    title: "a field of 6000 octets",
    level: "practice",
    quote: tooLarge,
    why: "Cookies and tokens of some thousand octets are in daily use.",
    advice: ordinary,
    send: get(`X: ${"y".repeat(6000)}`),
    engine: ["RequestHead GET", "EndOfMessage"],
    warn: [answeredWith("4xx")],
  }),

  // More than anyone wants
  answered({
    rule: "RFC9112-3/TARGET-TOO-LONG",
    title: "a target of 64 KiB",
    quote: tooLong,
    why: "A client that is told so can ask with POST; one that is cut off tries again.",
    advice: answer414,
    send: withQuery(65_536),
    pass: [answeredWith(414), answeredWith("understood")],
    warn: [answeredWith("4xx")],
  }),
  answered({
    rule: "RFC9112-3/TARGET-ENDLESS",
    title: "a target of 1 MiB without an end",
    level: "practice",
    quote: carefully,
    quotedFrom: "RFC9110-17.5",
    why: "Who waits for the end of a line keeps all of it in memory, for as many connections as there are.",
    advice: boundAll,
    send: `GET /${"a".repeat(1_048_576)}`,
    pass: [answeredWith("4xx"), closedAfter()],
    warn: [answeredWith("5xx")],
  }),
  answered({
    rule: "RFC9110-5.4/FIELD-TOO-LARGE",
    title: "a field of 100,000 octets",
    quote: tooLarge,
    why: "A client with too many cookies learns from the status code what to mend; a connection that breaks off tells it nothing.",
    advice: answer431,
    send: get(`X: ${"y".repeat(100_000)}`),
    pass: refusedOrTaken,
  }),
  answered({
    rule: "RFC9110-5.4/FIELD-TOO-LARGE",
    title: "a field name of 70,000 octets",
    quote: tooLarge,
    why: "The limit is of the whole line, not of its value alone.",
    advice: answer431,
    send: get(`${"y".repeat(70_000)}: x`),
    pass: refusedOrTaken,
  }),
  answered({
    rule: "RFC9110-5.4/TOO-MANY-FIELDS",
    title: "5000 small fields",
    quote: tooLarge,
    why: "Many small fields cost more than one large one.",
    advice: answer431,
    send: get(...fieldLines(5000)),
    pass: refusedOrTaken,
  }),
  answered({
    rule: "RFC9110-5.4/FIELDS-DROPPED",
    title: "Content-Length behind 2100 other fields, and a request behind the content",
    quote: "Ignoring such header fields would increase the server's vulnerability to request smuggling attacks",
    why: "A server that keeps the first two thousand fields and drops the rest in silence reads the content as a request.",
    advice: answer431,
    send: post([...fieldLines(2100), `Content-Length: ${hidden.length}`], hidden) + get(),
    needs: ["content"],
    pass: [...toldApart.pass, closedAfter("4xx")],
    warn: [...toldApart.warn, closedAfter("5xx"), closedAfter()],
  }),
  answered({
    rule: "RFC9110-5.4/HEADER-SECTION-ENDLESS",
    title: "1 MiB of fields without an end",
    level: "practice",
    quote: tooLarge,
    why: "Who waits for the end of the header section keeps all of it in memory, for as many connections as there are.",
    advice: boundAll,
    send: get().slice(0, -2) + `X: ${"y".repeat(95)}\r\n`.repeat(10_600),
    pass: [answeredWith("4xx"), closedAfter()],
    warn: [answeredWith("5xx")],
  }),
  answered({
    rule: "RFC9112-2.2/EMPTY-LINES-ENDLESS",
    title: "100,000 octets of empty lines",
    level: "practice",
    quote: carefully,
    quotedFrom: "RFC9110-17.5",
    why: "Empty lines before a request are passed over; without a bound they keep a connection busy for nothing.",
    advice: boundAll,
    send: "\r\n".repeat(50_000) + get(),
    pass: [answeredWith("4xx"), closedAfter()],
    warn: [answeredWith("understood"), closedAfter("5xx")],
  }),
  answered({
    rule: "RFC9110-15.5.14/CONTENT-TOO-LARGE",
    title: "1 TiB of content announced, and a kilobyte of it sent",
    quote: contentTooLarge,
    level: "practice",
    why: "A server that makes room for what is announced is out of memory with one request.",
    advice: boundContent,
    send: request("{POST} {post}", ["Content-Length: 1099511627776"], "x".repeat(1024)),
    ...neverTakenForSmall,
  }),
  answered({
    rule: "RFC9110-15.5.14/CONTENT-TOO-LARGE",
    title: "another connection, after 1 TiB of content was announced",
    level: "practice",
    quote: contentTooLarge,
    why: "A server that makes room for what is announced is out of memory with one request.",
    advice: boundContent,
    send: [request("{POST} {post}", ["Content-Length: 1099511627776"], "x".repeat(1024)), "reset"],
    pass: [{ serves: "another-connection" }],
  }),
  answered({
    rule: "RFC9112-3/METHOD-TOO-LONG",
    title: "a method of 10,000 letters",
    level: "SHOULD",
    quote:
      "A server that receives a method longer than any that it implements SHOULD respond with a 501 (Not Implemented) status code.",
    why: "A method that nobody knows is refused by its length at the latest.",
    advice: "Answer a method that is longer than any you know with 501 (Not Implemented).",
    send: request(`${"A".repeat(10_000)} {path}`),
    methods: ["GET"],
    pass: [answeredWith(501)],
    warn: [answeredWith("4xx"), answeredWith("5xx"), closedAfter(), { responses: [understood] }],
  }),
];
