import { accepted, type Case, get, refused, shown } from "./case.ts";

const format = "HTTP-message = start-line CRLF *( field-line CRLF ) CRLF [ message-body ]";
const lineTerminator =
  "Although the line terminator for the start-line and fields is the sequence CRLF, a recipient MAY recognize a single LF as a line terminator and ignore any preceding CR.";
const bareCr =
  "A recipient of such a bare CR MUST consider that element to be invalid or replace each bare CR with SP before processing the element or forwarding the message.";
const emptyLine =
  "In the interest of robustness, a server that is expecting to receive and parse a request-line SHOULD ignore at least one empty line (CRLF) received prior to the request-line.";
const leadingSpace =
  "A recipient that receives whitespace between the start-line and the first header field MUST either reject the message as invalid or consume each whitespace-preceded line without further processing of it";
const noMatch =
  "receives a sequence of octets that does not match the HTTP-message grammar aside from the robustness exceptions listed above, the server SHOULD respond with a 400 (Bad Request) response and close the connection.";
const version = 'HTTP-version = HTTP-name "/" DIGIT "." DIGIT';

/** RFC 9112 §2: the message, its lines, its version. */
export const messageCases: readonly Case[] = [
  accepted({
    rule: "RFC9112-2.1/REQUEST",
    quote: format,
    why: "The plainest request there is.",
    send: get(),
    engine: ["RequestHead GET path=/ authority=a.example version=HTTP/1.1", "EndOfMessage"],
  }),
  accepted({
    rule: "RFC9112-2.1/PIPELINE-OF-MESSAGES",
    quote: format,
    why: "Messages follow each other without anything between them.",
    send: get() + get("Accept: */*"),
    engine: ["RequestHead GET", "EndOfMessage", "RequestHead GET Accept:*/*", "EndOfMessage"],
  }),

  // Line ends (§2.2)
  refused({
    rule: "RFC9112-2.2/BARE-LF",
    level: "practice",
    quote: lineTerminator,
    why: "Two parsers that disagree about where a line ends disagree about where the message ends.",
    send: "GET {path} HTTP/1.1\nHost: {authority}\n\n",
    warn: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "3xx" }] }],
  }),
  refused({
    rule: "RFC9112-2.2/BARE-LF",
    level: "practice",
    quote: lineTerminator,
    why: "A field line that ends with LF alone hides the next one from a strict parser.",
    send: "GET {path} HTTP/1.1\r\nHost: {authority}\nX: y\r\n\r\n",
    warn: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "3xx" }] }],
  }),
  refused({
    rule: "RFC9112-2.2/BARE-LF",
    level: "practice",
    quote: lineTerminator,
    why: "LF alone as the empty line would end the header section for some, not for others.",
    send: "GET {path} HTTP/1.1\r\nHost: {authority}\r\n\n",
    warn: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "3xx" }] }],
  }),
  refused({
    rule: "RFC9112-2.2/BARE-LF",
    level: "practice",
    quote: lineTerminator,
    why: "LF alone before the request line is no empty line.",
    send: `\n${get()}`,
    warn: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "3xx" }] }],
  }),
  refused({
    rule: "RFC9112-2.2/BARE-CR",
    quote: bareCr,
    why: "CR without LF in a field value.",
    send: get("X: a\rb"),
  }),
  refused({
    rule: "RFC9112-2.2/BARE-CR",
    quote: bareCr,
    why: "CR twice before LF: the first is bare.",
    send: get("X: a\r"),
  }),
  refused({
    rule: "RFC9112-2.2/BARE-CR",
    quote: bareCr,
    why: "CR without LF where the header section would end.",
    send: "GET {path} HTTP/1.1\r\nHost: {authority}\r\n\rX: y\r\n\r\n",
  }),
  refused({
    rule: "RFC9112-2.2/BARE-CR",
    quote: bareCr,
    why: "CR without LF before the request line.",
    send: `\r${get()}`,
  }),
  refused({
    rule: "RFC9112-2.2/BARE-CR",
    quote: bareCr,
    why: "CR without LF after the version.",
    send: "GET {path} HTTP/1.1\rHost: {authority}\r\n\r\n",
  }),

  // Before the request line (§2.2)
  accepted({
    rule: "RFC9112-2.2/EMPTY-LINES",
    level: "SHOULD",
    quote: emptyLine,
    why: "One empty line before the request line is an old client's habit.",
    send: `\r\n${get()}`,
    engine: ["RequestHead GET", "EndOfMessage"],
  }),
  refused({
    rule: "RFC9112-2.2/EMPTY-LINES",
    level: "practice",
    quote: emptyLine,
    why: "Without a limit, a connection could send empty lines for ever.",
    send: `\r\n\r\n${get()}`,
    warn: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "3xx" }] }],
  }),
  accepted({
    rule: "RFC9112-2.2/EMPTY-LINE-BETWEEN",
    level: "SHOULD",
    quote: emptyLine,
    why: "Older user agents sent a CRLF too many after the content of a POST.",
    send: `POST {path} HTTP/1.1\r\nHost: {authority}\r\nContent-Length: 2\r\n\r\nok\r\n${get()}`,
    needs: ["content"],
    engine: ["RequestHead POST", "Content ok", "EndOfMessage", "RequestHead GET", "EndOfMessage"],
  }),
  refused({
    rule: "RFC9112-2.2/LEADING-WHITESPACE",
    quote: leadingSpace,
    why: "A line that some take for a fold of the request line, and others for a field.",
    send: "GET {path} HTTP/1.1\r\n Host: {authority}\r\n\r\n",
  }),
  refused({
    rule: "RFC9112-2.2/LEADING-WHITESPACE",
    quote: leadingSpace,
    why: "HTAB is white space as well.",
    send: "GET {path} HTTP/1.1\r\n\tX: y\r\nHost: {authority}\r\n\r\n",
  }),
  refused({
    rule: "RFC9112-3/TLS",
    level: "SHOULD",
    quote: noMatch,
    why: "A browser that was told https:// begins a TLS handshake.",
    send: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
  }),
  ...["\0", "\t", " ", "\x80", ":", "(", "\x1b"].map((character) =>
    refused({
      rule: "RFC9112-2.2/FIRST-OCTET",
      level: "SHOULD",
      quote: noMatch,
      why: `No request begins with ${shown(character)}.`,
      send: character + get(),
      error: "RFC9112-3.1/METHOD-TOKEN",
    }),
  ),
  refused({
    rule: "RFC9112-2.1/RESPONSE-INSTEAD",
    level: "SHOULD",
    quote: "a response is interpreted as an unknown or invalid request method",
    why: "A server that is sent a response must not wait for the rest of it.",
    send: "HTTP/1.1 200 OK\r\n\r\n",
    error: "RFC9112-3.1/METHOD-TOKEN",
  }),

  // Version (§2.3; RFC 9110 §2.5, §6.2)
  ...["2.0", "0.9", "3.0", "9.9"].map((number) =>
    refused({
      rule: "RFC9110-2.5/VERSION",
      level: "SHOULD",
      quote:
        "A server can send a 505 (HTTP Version Not Supported) response if it wishes, for any reason, to refuse service of the client's major protocol version.",
      why: `HTTP/${number} is another syntax than this one.`,
      send: `GET {path} HTTP/${number}\r\nHost: {authority}\r\n\r\n`,
      status: 505,
      pass: [{ responses: [{ status: 505 }] }, { responses: [{ status: 400 }] }],
    }),
  ),
  ...["1.2", "1.9"].map((number) =>
    accepted({
      rule: "RFC9110-6.2/LATER-MINOR",
      level: "SHOULD",
      quote:
        "A recipient that receives a message with a major version number that it implements and a minor version number higher than what it implements SHOULD process the message as if it were in the highest minor version within that major version to which the recipient is conformant.",
      why: "A minor version only adds what an older recipient may ignore.",
      send: `GET {path} HTTP/${number}\r\nHost: {authority}\r\n\r\n`,
      engine: ["RequestHead GET version=HTTP/1.1", "EndOfMessage"],
    }),
  ),
  ...[
    "http/1.1",
    "HTTP/1.10",
    "HTTP/01.1",
    "HTTP/1.",
    "HTTP/1",
    "HTTP/",
    "HTTP/ 1.1",
    "HTTP/-1.1",
    "HTTP/1,1",
    "HTTPS/1.1",
    "XHTTP/1.1",
    "ICY/1.0",
    "HTTP\\1.1",
    "HTTP/1.1 ",
    "HTTP/1.1x",
    "HTTP/1.1 HTTP/1.1",
    "HTTP/4294967297.1",
  ].map((text) =>
    refused({
      rule: "RFC9112-2.3/VERSION-SYNTAX",
      level: "SHOULD",
      quote: version,
      why: `${text} is no HTTP version.`,
      send: `GET {path} ${text}\r\nHost: {authority}\r\n\r\n`,
    }),
  ),
  ...["GET {path}\r\n\r\n", "GET {path}\r\nHost: {authority}\r\n\r\n"].map((send) =>
    refused({
      rule: "RFC9112-2.3/VERSION-MISSING",
      level: "SHOULD",
      quote:
        "A request-line begins with a method token, followed by a single space (SP), the request-target, and another single space (SP), and ends with the protocol version.",
      why: "HTTP/0.9 had no version in its request line, and no header section.",
      send,
    }),
  ),
  refused({
    rule: "RFC9113-3.4/PREFACE",
    level: "practice",
    quote: 'the connection preface starts with the string "PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n".',
    why: "A client that speaks HTTP/2 at once must be told that nobody here does.",
    send: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    status: 505,
    pass: [
      { responses: [{ status: 505 }], connection: "closed" },
      { responses: [{ status: 400 }], connection: "closed" },
      { responses: [] },
    ],
  }),
];
