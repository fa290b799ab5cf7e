import { accepted, answered, type Case, get, ownChoice, post, refused, shown, understood } from "./case.ts";
import {
  answers,
  answersAndCloses,
  closesSilently,
  noMessage,
  noMessageUnlessLenient,
  waits,
} from "./usual-outcomes.ts";

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
const octets =
  "A recipient MUST parse an HTTP message as a sequence of octets in an encoding that is a superset of US-ASCII";

const readRequests =
  "Read request after request from a connection: each ends where its header section and its content end, and the next begins with the very next octet.";
const lineEnds = "End lines at CR LF alone; answer 400 to a line that ends with LF, and close the connection.";
const noBareCr = "Answer 400 to a CR that no LF follows, wherever it stands, and close the connection.";
const skipEmptyLine = "Pass over one empty line (CR LF) before a request line.";
const noLeadingSpace = "Answer 400 where the line after the request line begins with white space.";
const refuseGarbage =
  "Answer 400 as soon as it is clear that the octets are no HTTP request, and close the connection.";

/** What a server may do that ends lines at LF, or waits for the CR that is missing. */
const lfTaken = [...noMessageUnlessLenient.warn!, waits];

/** What to change in a server that fails on octets which are no UTF-8. */
export const decodeAsLatin1 =
  "Decode a request as ISO-8859-1 (latin-1), never as UTF-8, or split it into lines as octets: what is no UTF-8 may stand in it.";

/** RFC 9112 §2: the message and its lines. */
export const messageCases: readonly Case[] = [
  accepted({
    rule: "RFC9112-2.1/REQUEST",
    title: "the plainest request there is",
    quote: format,
    why: "Nothing else can be right where this is not answered.",
    advice: "Answer GET of a page that is there, in HTTP/1.1 with Host, with 200 and the page.",
    send: get(),
    engine: ["RequestHead GET path=/ authority=a.example version=HTTP/1.1", "EndOfMessage"],
  }),
  accepted({
    rule: "RFC9112-2.1/PIPELINE-OF-MESSAGES",
    title: "two requests in one piece",
    quote: format,
    why: "Messages follow each other without anything between them; one that is thrown away is waited for in vain.",
    advice: readRequests,
    send: get() + get("Accept: */*"),
    engine: ["RequestHead GET", "EndOfMessage", "RequestHead GET Accept:*/*", "EndOfMessage"],
  }),

  // Line ends (§2.2)
  refused({
    rule: "RFC9112-2.2/BARE-LF",
    title: "every line ends with LF alone",
    level: "practice",
    quote: lineTerminator,
    why: "Two parsers that disagree about where a line ends disagree about where the message ends.",
    advice: lineEnds,
    send: "GET {path} HTTP/1.1\nHost: {authority}\n\n",
    warn: lfTaken,
  }),
  refused({
    rule: "RFC9112-2.2/BARE-LF",
    title: "a field line ends with LF alone",
    level: "practice",
    quote: lineTerminator,
    why: "A field line that ends with LF alone hides the next one from a strict parser.",
    advice: lineEnds,
    send: "GET {path} HTTP/1.1\r\nHost: {authority}\nX: y\r\n\r\n",
    warn: lfTaken,
  }),
  refused({
    rule: "RFC9112-2.2/BARE-LF",
    title: "LF alone instead of the empty line",
    level: "practice",
    quote: lineTerminator,
    why: "LF alone as the empty line would end the header section for some, not for others.",
    advice: lineEnds,
    send: "GET {path} HTTP/1.1\r\nHost: {authority}\r\n\n",
    warn: lfTaken,
  }),
  refused({
    rule: "RFC9112-2.2/BARE-LF",
    title: "LF alone before the request line",
    level: "practice",
    quote: lineTerminator,
    why: "LF alone before the request line is an empty line for some only.",
    advice: lineEnds,
    send: `\n${get()}`,
    warn: lfTaken,
  }),
  refused({
    rule: "RFC9112-2.2/BARE-CR",
    title: "CR without LF in a field value",
    quote: bareCr,
    why: "Whoever takes CR for a line's end sees another field in the value.",
    advice: noBareCr,
    send: get("X: a\rb"),
    ...noMessageUnlessLenient,
  }),
  refused({
    rule: "RFC9112-2.2/BARE-CR",
    title: "a Content-Length after a bare CR in a field value",
    quote: bareCr,
    why: "A CR taken for a line's end makes a field of what is none, and the next request the content of this one.",
    advice: noBareCr,
    send: get("X: a\rContent-Length: 200") + get(),
    warn: [{ responses: [understood, understood] }, ...noMessage.warn!],
  }),
  refused({
    rule: "RFC9112-2.2/BARE-CR",
    title: "CR twice before LF",
    quote: bareCr,
    why: "The first CR is bare: whoever skips it reads another value than the next in line.",
    advice: noBareCr,
    send: get("X: a\r"),
    ...noMessageUnlessLenient,
  }),
  refused({
    rule: "RFC9112-2.2/BARE-CR",
    title: "CR without LF where the header section would end",
    quote: bareCr,
    why: "For some the header section ends there, and what follows is another request.",
    advice: noBareCr,
    send: "GET {path} HTTP/1.1\r\nHost: {authority}\r\n\rX: y\r\n\r\n",
    ...noMessage,
  }),
  refused({
    rule: "RFC9112-2.2/BARE-CR",
    title: "a second request after a CR without LF",
    quote: bareCr,
    why: "Whoever takes that CR for the empty line answers a request that nobody else saw.",
    advice: noBareCr,
    send: `GET {path} HTTP/1.1\r\nHost: {authority}\r\n\r${get()}`,
    ...noMessage,
  }),
  refused({
    rule: "RFC9112-2.2/BARE-CR",
    title: "CR without LF before the request line",
    level: "practice",
    quote: bareCr,
    why: "It is no empty line, though some pass over it.",
    advice: noBareCr,
    send: `\r${get()}`,
    ...noMessageUnlessLenient,
  }),
  refused({
    rule: "RFC9112-2.2/BARE-CR",
    title: "CR without LF after the version",
    quote: bareCr,
    why: "Whoever takes CR for a line's end finds a Host that is not there for others.",
    advice: noBareCr,
    send: "GET {path} HTTP/1.1\rHost: {authority}\r\n\r\n",
    ...noMessage,
  }),

  // Before the request line (§2.2)
  accepted({
    rule: "RFC9112-2.2/EMPTY-LINES",
    title: "one empty line before the request line",
    level: "SHOULD",
    quote: emptyLine,
    why: "One empty line before the request line is an old client's habit.",
    advice: skipEmptyLine,
    send: `\r\n${get()}`,
    engine: ["RequestHead GET", "EndOfMessage"],
  }),
  ownChoice(
    refused({
      rule: "RFC9112-2.2/EMPTY-LINES",
      title: "two empty lines before the request line",
      level: "practice",
      quote: emptyLine,
      why: "Without a limit, a connection could send empty lines for ever.",
      send: `\r\n\r\n${get()}`,
    }),
  ),
  accepted({
    rule: "RFC9112-2.2/EMPTY-LINE-BETWEEN",
    title: "one empty line between two requests",
    level: "SHOULD",
    quote: emptyLine,
    why: "Older user agents sent a CRLF too many after the content of a POST.",
    advice: skipEmptyLine,
    send: `${post(["Content-Length: 2"], "ok")}\r\n${get()}`,
    needs: ["content"],
    methods: ["POST", "GET"],
    engine: ["RequestHead POST", "Content ok", "EndOfMessage", "RequestHead GET", "EndOfMessage"],
  }),
  refused({
    rule: "RFC9112-2.2/LEADING-WHITESPACE",
    title: "white space before Host, the first field line",
    quote: leadingSpace,
    why: "A line that some take for a fold of the request line, and others for a field.",
    advice: noLeadingSpace,
    send: "GET {path} HTTP/1.1\r\n Host: {authority}\r\n\r\n",
    ...noMessage,
    // Passed over, it leaves a request without Host.
    pass: [answers(400)],
  }),
  refused({
    rule: "RFC9112-2.2/LEADING-WHITESPACE",
    title: "HTAB before the first field line",
    quote: leadingSpace,
    why: "HTAB is white space as well.",
    advice: noLeadingSpace,
    send: "GET {path} HTTP/1.1\r\n\tX: y\r\nHost: {authority}\r\n\r\n",
    pass: [answers(400), { responses: [understood] }],
    warn: [answers("4xx"), closesSilently],
  }),
  refused({
    rule: "RFC9112-2.2/LEADING-WHITESPACE",
    title: "a Content-Length in a line that begins with white space",
    quote: leadingSpace,
    why: "Whoever takes the line for a field swallows the next request as content.",
    advice: noLeadingSpace,
    send: `GET {path} HTTP/1.1\r\n Content-Length: 200\r\nHost: {authority}\r\n\r\n${get()}`,
    pass: [answers(400), { responses: [understood, understood] }],
    warn: [answers("4xx"), closesSilently],
  }),

  // No HTTP at all (§2.2)
  ...["\0", "\x80", ":", "(", "\x1b"].map((character) =>
    refused({
      rule: "RFC9112-2.2/FIRST-OCTET",
      title: `${shown(character)} before the request`,
      level: "SHOULD",
      quote: noMatch,
      why: `No request begins with ${shown(character)}.`,
      advice: refuseGarbage,
      send: character + get(),
      error: "RFC9112-3.1/METHOD-TOKEN",
      ...noMessage,
      // It may be read as the first letter of a method that nobody knows.
      pass: [...noMessage.pass!, answers(405, 501)],
    }),
  ),
  ...["\t", " "].map((character) =>
    refused({
      rule: "RFC9112-2.2/FIRST-OCTET",
      title: `${shown(character)} before the request`,
      level: "practice",
      quote: "However, lenient parsing can result in request smuggling security vulnerabilities",
      quotedFrom: "RFC9112-3",
      why: "White space before the method may be passed over, and those who do not do so see another method.",
      advice: refuseGarbage,
      send: character + get(),
      error: "RFC9112-3.1/METHOD-TOKEN",
      ...noMessageUnlessLenient,
    }),
  ),
  refused({
    rule: "RFC9112-2.1/RESPONSE-INSTEAD",
    title: "a response instead of a request",
    level: "SHOULD",
    quote: "a response is interpreted as an unknown or invalid request method",
    why: "A server that is sent a response must not wait for the rest of it.",
    advice: refuseGarbage,
    send: "HTTP/1.1 200 OK\r\n\r\n",
    error: "RFC9112-3.1/METHOD-TOKEN",
    pass: [answers(400), answers(501), answers(505)],
    warn: noMessage.warn!,
  }),
  answered({
    rule: "RFC9112-2.2/NO-HTTP",
    title: "a line that is no request",
    level: "SHOULD",
    quote: noMatch,
    why: "Whoever speaks another protocol learns at once that it is not spoken here.",
    advice: refuseGarbage,
    send: "HELO porthole\r\n\r\n",
    ...noMessage,
    pass: noMessage.pass!,
  }),
  answered({
    rule: "RFC9112-2.2/NO-HTTP",
    title: "the octets from 0x80 to 0xff, twice, and an empty line",
    level: "SHOULD",
    quote: noMatch,
    why: "Octets of a protocol that is none of text must not be read as a method in some encoding.",
    advice: refuseGarbage,
    send: `${Array.from({ length: 256 }, (_, at) => String.fromCharCode(0x80 + (at % 0x80))).join("")}\r\n\r\n`,
    ...noMessage,
    pass: noMessage.pass!,
  }),
  refused({
    rule: "RFC9112-2.2/BARE-LF",
    title: "two LF alone after a field's colon, and a request line behind them",
    level: "practice",
    quote: lineTerminator,
    why: "Whoever takes LF for a line end sees a request, and another one behind it that nobody before has seen.",
    advice: lineEnds,
    send: "GET {path} HTTP/1.1\r\nHost: {authority}\r\nX:\n\nGET {path} HTTP/1.1\r\n\r\n",
    pass: [answersAndCloses(400)],
    // Taken for two, the second has no Host.
    warn: [{ responses: [understood, { status: 400 }] }, ...[answers("4xx"), answers("5xx"), closesSilently]],
  }),
  answered({
    rule: "RFC9112-2.2/OCTETS-NOT-TEXT",
    title: "octets in a field value that are no UTF-8",
    quote: octets,
    why: "A server that decodes the request as UTF-8 fails on the first octet that is none.",
    advice: decodeAsLatin1,
    send: get("User-Agent: \xff\xfe\x80\xc3 caf\xe9"),
    pass: [{ responses: [understood] }],
    warn: [answers(400)],
  }),
];
