import { accepted, type Case, type CaseDraft, ownChoice, refused } from "./case.ts";
import { answers, answersAndCloses, noMessage, noMessageUnlessLenient, written } from "./usual-outcomes.ts";

const requestLine = "request-line = method SP request-target SP HTTP-version";
const invalidLine =
  "Recipients of an invalid request-line SHOULD respond with either a 400 (Bad Request) error or a 301 (Moved Permanently) redirect with the request-target properly encoded.";
const lenient = "However, lenient parsing can result in request smuggling security vulnerabilities";
const tooLong =
  "A server that receives a request-target longer than any URI it wishes to parse MUST respond with a 414 (URI Too Long) status code (see Section 15.5.15 of [HTTP]).";
const longMethod =
  "A server that receives a method longer than any that it implements SHOULD respond with a 501 (Not Implemented) status code.";
const longLine =
  "It is RECOMMENDED that all HTTP senders and recipients support, at a minimum, request-line lengths of 8000 octets.";

const checkLine =
  "Take a request line only if it is a method of token characters, one SP, the target, one SP and the version; answer 400 to all else, and close the connection.";
const takeMethods =
  "Take any token as a method, and answer 501 or 405 to those that are not known, in their own letters.";

/** A request with this request line, and Host. */
function line(text: string): string {
  return `${text}\r\nHost: {authority}\r\n\r\n`;
}

/** An invalid request line: 400, or another refusal, or a redirect to the right one (§3, §3.2). */
const invalid: Pick<CaseDraft, "pass" | "warn"> = {
  pass: [answersAndCloses(400), answers(301, 308)],
  warn: noMessage.warn!,
};

function knownToken(method: string): Case {
  return accepted({
    rule: "RFC9112-3.1/METHOD",
    title: `method ${method}`,
    level: "SHOULD",
    quote:
      "An origin server that receives a request method that is unrecognized or not implemented SHOULD respond with the 501 (Not Implemented) status code.",
    quotedFrom: "RFC9110-9.1",
    why: `${method} is a token; whether it is known is the site's to say, in its own letters.`,
    advice: takeMethods,
    send: line(`${method} {path} HTTP/1.1`),
    engine: [`RequestHead ${method}`, "EndOfMessage"],
    pass: [answers("2xx", "3xx", 401, 403, 404, 405, 501)],
    warn: [answers("4xx"), answers("5xx")],
  });
}

function noToken(method: string): Case {
  return refused({
    rule: "RFC9112-3.1/METHOD-TOKEN",
    title: `${written(method)} as the method`,
    level: "SHOULD",
    quote: invalidLine,
    quotedFrom: "RFC9112-3.2",
    why: "A method is a token: no other octet may stand in it.",
    advice: checkLine,
    send: line(`${method} {path} HTTP/1.1`),
    pass: [answersAndCloses(400), answers(405, 501)],
    warn: noMessage.warn!,
  });
}

/** RFC 9112 §3: the request line as a whole, and its method. */
export const requestLineCases: readonly Case[] = [
  // Method (§3.1)
  ...["get", "M-SEARCH", "!#$%&'*+-.^_`|~09az"].map(knownToken),
  ...["BREW", "HEAD", "DELETE", "OPTIONS", "PATCH"].map((method) => ownChoice(knownToken(method))),
  ...["GE(T", "G\0T", "G/T", "G\xc9T", "GET\r\n", "GET@", "G\tT", "GET=", '"GET"'].map(noToken),
  ownChoice(
    accepted({
      rule: "RFC9112-3.1/METHOD-LENGTH",
      title: "a method of 64 octets",
      level: "SHOULD",
      quote: longMethod,
      quotedFrom: "RFC9112-3",
      why: "At the limit of 64 octets it is read, and answered like any other unknown one.",
      send: line(`${"M".repeat(64)} {path} HTTP/1.1`),
      engine: [`RequestHead ${"M".repeat(64)}`, "EndOfMessage"],
    }),
  ),
  ownChoice(
    refused({
      rule: "RFC9112-3.1/METHOD-LENGTH",
      title: "a method of 65 octets",
      level: "SHOULD",
      quote: longMethod,
      quotedFrom: "RFC9112-3",
      why: "One octet past the limit.",
      send: line(`${"M".repeat(65)} {path} HTTP/1.1`),
      status: 501,
    }),
  ),

  // The line as a whole (§3)
  ownChoice(
    accepted({
      rule: "RFC9112-3/REQUEST-LINE-LENGTH",
      title: "a request line of 8,192 octets",
      level: "SHOULD",
      quote: longLine,
      why: "A line of 8192 octets is at the limit.",
      send: line(`GET /${"a".repeat(8192 - 14)} HTTP/1.1`),
      engine: ["RequestHead GET", "EndOfMessage"],
    }),
  ),
  ownChoice(
    refused({
      rule: "RFC9112-3/REQUEST-LINE-LENGTH",
      title: "a request line of 8,193 octets",
      quote: tooLong,
      why: "One octet past the limit, seen in the version.",
      send: line(`GET /${"a".repeat(8192 - 13)} HTTP/1.1`),
      status: 414,
    }),
  ),
  ownChoice(
    refused({
      rule: "RFC9112-3/REQUEST-LINE-LENGTH",
      title: "a request line of 9,000 octets that does not end",
      quote: tooLong,
      why: "A target without an end: the server must not wait for it.",
      send: `GET /${"a".repeat(9000)}`,
      status: 414,
    }),
  ),
  refused({
    rule: "RFC9112-3.2/TARGET-EMPTY",
    title: "two spaces after the method",
    level: "practice",
    quote: lenient,
    quotedFrom: "RFC9112-3",
    why: "After the method and one SP the target begins; who takes more makes parsers differ.",
    advice: checkLine,
    send: line("GET  {path} HTTP/1.1"),
    ...noMessageUnlessLenient,
  }),
  refused({
    rule: "RFC9112-3.2/TARGET-EMPTY",
    title: "no target",
    level: "SHOULD",
    quote: invalidLine,
    why: "Between the method and the version there must be a target.",
    advice: checkLine,
    send: line("GET  HTTP/1.1"),
    ...noMessage,
  }),
  refused({
    rule: "RFC9112-3.2/TARGET-WITH-SPACE",
    title: "two spaces before the version",
    level: "practice",
    quote: lenient,
    quotedFrom: "RFC9112-3",
    why: "White space that some skip is a part of the target for others.",
    advice: checkLine,
    send: line("GET {path}  HTTP/1.1"),
    error: "RFC9112-2.3/VERSION-SYNTAX",
    ...noMessageUnlessLenient,
  }),
  ...["GET /a b HTTP/1.1", "GET / HTTP/ HTTP/1.1"].map((text) =>
    refused({
      rule: "RFC9112-3.2/TARGET-WITH-SPACE",
      title: text,
      level: "SHOULD",
      quote: invalidLine,
      why: "What follows a space is no version; guessing where the target ends has been used to pass filters.",
      advice: checkLine,
      send: line(text),
      error: "RFC9112-2.3/VERSION-SYNTAX",
      ...invalid,
    }),
  ),
  ...["\t", "\x0b", "\x0c", "\r"].map((space) =>
    refused({
      rule: "RFC9112-3/SEPARATORS",
      title: `${written(space)} instead of the two spaces`,
      level: "practice",
      quote: lenient,
      why: "A recipient may take any white space for SP, and others then see another line.",
      advice: checkLine,
      send: line(`GET${space}{path}${space}HTTP/1.1`),
      error: "RFC9112-3.1/METHOD-TOKEN",
      ...noMessageUnlessLenient,
    }),
  ),
  ...["\x07", "\x08", "\x1f"].map((octet) =>
    refused({
      rule: "RFC9112-3/SEPARATORS",
      title: `${written(octet)} instead of the space before the version`,
      level: "SHOULD",
      quote: requestLine,
      why: "No recipient may take it for white space: whoever does sees a version where others see none.",
      advice: checkLine,
      send: line(`GET {path}${octet}HTTP/1.1`),
      error: "RFC9112-3.2/TARGET-OCTET",
      ...invalid,
    }),
  ),
  refused({
    rule: "RFC9112-3/SEPARATORS",
    title: "a request line of a method alone",
    level: "SHOULD",
    quote: requestLine,
    why: "Nothing is asked for.",
    advice: checkLine,
    send: line("GET"),
    error: "RFC9112-3.1/METHOD-TOKEN",
    ...noMessage,
  }),
];
