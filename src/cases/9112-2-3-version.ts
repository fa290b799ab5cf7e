import { accepted, type Case, refused } from "./case.ts";
import {
  answers,
  answersAndCloses,
  closesSilently,
  noMessage,
  noMessageUnlessLenient,
  waits,
} from "./usual-outcomes.ts";

const noMatch =
  "receives a sequence of octets that does not match the HTTP-message grammar aside from the robustness exceptions listed above, the server SHOULD respond with a 400 (Bad Request) response and close the connection.";

const readVersion =
  "Take HTTP/1.1, HTTP/1.0 and later HTTP/1.x as versions, written just so; answer 505 to another major version and 400 to all else, and close the connection.";
const answerOnePointZero = "Answer HTTP/1.0 as well, with or without Host.";

function withVersion(version: string): string {
  return `GET {path} ${version}\r\nHost: {authority}\r\n\r\n`;
}

function noVersion(version: string): Case {
  return refused({
    rule: "RFC9112-2.3/VERSION-SYNTAX",
    title: `${version} as the version`,
    level: "SHOULD",
    quote: noMatch,
    quotedFrom: "RFC9112-2.2",
    why: `${version} is no HTTP version: HTTP in capitals, a slash, a digit, a point, a digit.`,
    advice: readVersion,
    send: withVersion(version),
    ...noMessage,
    pass: [answersAndCloses(400), answersAndCloses(505)],
  });
}

function otherMajor(number: string): Case {
  return refused({
    rule: "RFC9110-2.5/VERSION",
    title: `version HTTP/${number}`,
    level: "practice",
    quote: "HTTP's major version number is incremented when an incompatible message syntax is introduced.",
    why: `HTTP/${number} is another syntax than this one: whoever sends it this way is confused.`,
    advice: readVersion,
    send: withVersion(`HTTP/${number}`),
    status: 505,
    pass: [answers(505), answers(400)],
    warn: [answers("understood"), answers("4xx"), answers("5xx"), closesSilently],
  });
}

/** RFC 9112 §2.3, RFC 9110 §2.5 and §6.2: versions, and what comes of other protocols. */
export const versionCases: readonly Case[] = [
  // HTTP/1.0
  accepted({
    rule: "RFC9112-3.2/HOST-IN-1.0",
    title: "HTTP/1.0 without Host",
    quote: "A client MUST send a Host header field (Section 7.2 of [HTTP]) in all HTTP/1.1 request messages.",
    level: "practice",
    why: "HTTP/1.0 did not know Host: old tools and health checks do not send it.",
    advice: answerOnePointZero,
    send: "GET {path} HTTP/1.0\r\n\r\n",
    engine: ["RequestHead GET authority= version=HTTP/1.0", "EndOfMessage", "finished"],
    warn: [answers("4xx")],
  }),

  // Later and other versions
  ...["1.2", "1.9"].map((number) =>
    accepted({
      rule: "RFC9110-6.2/LATER-MINOR",
      title: `version HTTP/${number}`,
      level: "SHOULD",
      quote:
        "A recipient that receives a message with a major version number that it implements and a minor version number higher than what it implements SHOULD process the message as if it were in the highest minor version within that major version to which the recipient is conformant.",
      why: "A minor version only adds what an older recipient may ignore.",
      advice: readVersion,
      send: withVersion(`HTTP/${number}`),
      engine: ["RequestHead GET version=HTTP/1.1", "EndOfMessage"],
      // Less than is asked for, and said clearly.
      warn: [answers(505, 400)],
    }),
  ),
  ...["2.0", "0.9", "3.0", "9.9"].map(otherMajor),

  // No versions
  ...["http/1.1", "HTTP/1.10", "HTTP/01.1", "HTTP/1", "HTTP/", "HTTP/1,1", "HTTPS/1.1", "HTTP/1.1x"].map(noVersion),
  ...["HTTP/1.", "HTTP/ 1.1", "HTTP/-1.1", "XHTTP/1.1", "ICY/1.0", "HTTP\\1.1", "HTTP/1.1 HTTP/1.1"].map(noVersion),
  noVersion("HTTP/4294967297.1"),
  refused({
    rule: "RFC9112-2.3/VERSION-SYNTAX",
    title: "a space after the version",
    level: "practice",
    quote: "However, lenient parsing can result in request smuggling security vulnerabilities",
    quotedFrom: "RFC9112-3",
    why: "White space at the end of the request line may be passed over, and makes parsers differ.",
    advice: readVersion,
    send: withVersion("HTTP/1.1 "),
    ...noMessageUnlessLenient,
  }),
  ...[
    ["a request line of method and target alone", "GET {path}\r\n\r\n"],
    ["a request line without a version, and Host", "GET {path}\r\nHost: {authority}\r\n\r\n"],
  ].map(([title, send]) =>
    refused({
      rule: "RFC9112-2.3/VERSION-MISSING",
      title: title!,
      level: "SHOULD",
      quote:
        "A request-line begins with a method token, followed by a single space (SP), the request-target, and another single space (SP), and ends with the protocol version.",
      quotedFrom: "RFC9112-3",
      why: "HTTP/0.9 had no version in its request line, and its responses no status line, which opens them to abuse.",
      advice: "Answer 400 to a request line without a version, instead of HTTP/0.9, and close the connection.",
      send: send!,
      pass: noMessage.pass!,
      // HTTP/0.9 had the page without a status line; with one, it is no HTTP/0.9 that is spoken.
      warn: [...noMessage.warn!, { responses: [{ status: 0 }], connection: "closed" }],
    }),
  ),

  // Other protocols
  refused({
    rule: "RFC9113-3.4/PREFACE",
    title: "the preface of HTTP/2",
    level: "practice",
    quote: 'the connection preface starts with the string "PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n".',
    why: "A client that speaks HTTP/2 at once must be told that nobody here does.",
    advice: "Answer 505 or 400 to the preface of HTTP/2, and close the connection.",
    send: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    status: 505,
    pass: [answersAndCloses(505), answersAndCloses(400), closesSilently],
    // Whoever speaks HTTP/2 here begins with frames.
    warn: [{}],
  }),
  refused({
    rule: "RFC9112-3/TLS",
    title: "a TLS handshake",
    level: "SHOULD",
    quote: noMatch,
    quotedFrom: "RFC9112-2.2",
    why: "A browser that was told https:// begins a TLS handshake, and waits where nobody says that this is not TLS.",
    advice: "Answer 400 as soon as the first octets cannot begin a request, and close the connection.",
    send: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ...noMessage,
    warn: [...noMessage.warn!, waits],
  }),
];
