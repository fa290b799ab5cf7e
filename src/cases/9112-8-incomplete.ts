import { accepted, answered, type Case, get, ownChoice, post, postChunked, refused } from "./case.ts";
import { answeredWith, closedAfter } from "./framing-outcomes.ts";
import type { Outcome } from "./outcome.ts";

const chunkedEnd =
  "A message body that uses the chunked transfer coding is incomplete if the zero-sized chunk that terminates the encoding has not been received.";
const lengthEnd =
  "If the sender closes the connection or the recipient times out before the indicated number of octets are received, the recipient MUST consider the message to be incomplete and close the connection.";
const wholeSection =
  "A server MUST NOT apply a request to the target resource until it receives the entire request header section";
const halfClosed =
  "Note that a TCP connection that is half-closed by the client does not delimit a request message, nor does it imply that the client is no longer interested in a response.";
const monitor =
  "Implementations SHOULD constantly monitor open connections for a received closure signal and respond to it as appropriate";

const waitForEnd =
  "Act on a request only once its header section has ended with an empty line; where the connection ends before it, close without acting.";
const wholeContent =
  "Where the connection ends before all of the announced content has come, drop the request, or answer with 400 (Bad Request), and close.";
const closeToo = "Close a connection whose other side has ended, once all complete requests on it are answered.";
const answerHalfClosed =
  "Answer every complete request also where the client has ended its side of the connection behind it.";

/** Whoever breaks off may be told so, or not. */
const brokenOff: readonly Outcome[] = [closedAfter(400), closedAfter(408), closedAfter()];
/** Who does not look at content may have answered before it broke off. */
const contentBrokenOff = [...brokenOff, closedAfter("unread")];
const waits: Outcome = { responses: [], connection: "open" };

/** RFC 9112 §8: messages that end before their end, or have not yet ended. */
export const incompleteCases: readonly Case[] = [
  ...[
    ["a header section without its empty line", get().slice(0, -2)],
    ["a header section without its last LF", get().slice(0, -1)],
  ].map(([title, text]) =>
    answered({
      rule: "RFC9110-5.3/HEAD-TO-COME",
      title: `${title}, and the connection open`,
      quote: wholeSection,
      why: "What is still to come may be credentials, a condition, or the field that makes the request another one.",
      advice: waitForEnd,
      send: text!,
      pass: [waits],
      warn: [closedAfter(408), closedAfter()],
    }),
  ),
  ...[
    ["the header section without its empty line", get().slice(0, -2)],
    ["the header section without its last LF", get().slice(0, -1)],
    ["a request line alone", "GET {path} HTTP/1.1\r\n"],
  ].map(([title, text]) =>
    refused({
      rule: "RFC9112-8/INCOMPLETE-HEAD",
      title: `${title}, and the connection half-closed`,
      quote: wholeSection,
      quotedFrom: "RFC9110-5.3",
      why: "A head that was broken off is no request, and must not be answered as one.",
      advice: waitForEnd,
      send: [text!, "half-close"],
      pass: brokenOff,
      warn: [closedAfter("4xx"), closedAfter("5xx"), waits],
    }),
  ),
  ...[
    ["one letter", "G"],
    ["a request line that is not finished", "GET {path}"],
  ].map(([title, text]) =>
    refused({
      rule: "RFC9112-8/INCOMPLETE-HEAD",
      title: `${title}, and the connection half-closed`,
      level: "SHOULD",
      quote: monitor,
      quotedFrom: "RFC9112-9.5",
      why: "A connection on which nothing can come any more occupies the server until somebody looks.",
      advice: closeToo,
      send: [text!, "half-close"],
      pass: brokenOff,
      warn: [closedAfter("4xx"), closedAfter("5xx"), waits],
    }),
  ),
  ownChoice(
    refused({
      rule: "RFC9112-8/INCOMPLETE-HEAD",
      title: "one CR, and the connection half-closed",
      quote: monitor,
      quotedFrom: "RFC9112-9.5",
      why: "Half of an empty line is no end of anything.",
      send: ["\r", "half-close"],
    }),
  ),

  // Content
  ...[
    ["no octet of five", ""],
    ["four octets of five", "hell"],
  ].map(([title, content]) =>
    refused({
      rule: "RFC9112-8/INCOMPLETE-CONTENT",
      title: `${title}, and the connection half-closed`,
      quote: lengthEnd,
      quotedFrom: "RFC9112-6.3",
      why: "Half of a content must not be taken for the whole: an order for 100 is none for 10.",
      advice: wholeContent,
      send: [post(["Content-Length: 5"], content!), "half-close"],
      needs: ["content"],
      before: content === "" ? ["RequestHead POST"] : ["RequestHead POST", `Content ${content}`],
      pass: contentBrokenOff,
      warn: [closedAfter("4xx"), closedAfter("5xx")],
    }),
  ),
  ...[
    ["no last chunk", "5\r\nhello\r\n"],
    ["a chunk without its line end", "5\r\nhello"],
    ["a last size without its line end", "5\r\nhello\r\n0"],
  ].map(([title, body]) =>
    refused({
      rule: "RFC9112-8/INCOMPLETE-CONTENT",
      title: `${title}, and the connection half-closed`,
      level: "practice",
      quote: chunkedEnd,
      why: "The last chunk is what says that nothing is missing.",
      advice: wholeContent,
      send: [postChunked(body!), "half-close"],
      needs: ["content"],
      before: ["RequestHead POST", "Content hello"],
      pass: contentBrokenOff,
      warn: [closedAfter("4xx"), closedAfter("5xx")],
    }),
  ),
  ...[
    ["a last chunk without the empty line behind it", "5\r\nhello\r\n0\r\n"],
    ["a trailer without the empty line behind it", "5\r\nhello\r\n0\r\nX: y\r\n"],
  ].map(([title, body]) =>
    refused({
      rule: "RFC9112-8/INCOMPLETE-CONTENT",
      title: `${title}, and the connection half-closed`,
      level: "practice",
      quote: "and finally terminated by an empty line.",
      quotedFrom: "RFC9112-7.1",
      why: "All of the content is there, but not all of the message: a trailer may be missing.",
      advice: wholeContent,
      send: [postChunked(body!), "half-close"],
      needs: ["content"],
      before: ["RequestHead POST", "Content hello"],
      pass: contentBrokenOff,
      warn: [closedAfter("4xx"), closedAfter("5xx"), answeredWith("understood")],
    }),
  ),

  // Requests that are complete
  ...[
    ["a request, and the connection half-closed behind it", 1],
    ["two requests, and the connection half-closed behind them", 2],
  ].map(([title, times]) =>
    accepted({
      rule: "RFC9112-9.6/HALF-CLOSED",
      title: title as string,
      level: "practice",
      quote: halfClosed,
      why: "A client that has said all it has to say waits for the response.",
      advice: answerHalfClosed,
      send: [get().repeat(times as number), "half-close"],
      // Who gives up at the end of the client's side answers when it is quick: some of many tries are not.
      delivery: "cut-everywhere",
      engine: [
        ...Array.from({ length: times as number }, () => ["RequestHead GET", "EndOfMessage"]).flat(),
        "ConnectionClosed",
      ],
      ...(times === 2 && { warn: [closedAfter("understood")] }),
    }),
  ),
  accepted({
    rule: "RFC9112-9.6/HALF-CLOSED",
    title: "a request with content, and the connection half-closed behind it",
    level: "practice",
    quote: halfClosed,
    why: "All of the content has come; nothing is missing.",
    advice: answerHalfClosed,
    send: [post(["Content-Length: 5"], "hello"), "half-close"],
    needs: ["content"],
    engine: ["RequestHead POST", "Content hello", "EndOfMessage", "ConnectionClosed"],
  }),
  accepted({
    rule: "RFC9112-9.5/SILENT-CONNECTION",
    title: "nothing, and the connection half-closed",
    level: "SHOULD",
    quote: monitor,
    why: "Browsers open connections in advance and close them unused; each one that is kept costs a place.",
    advice: closeToo,
    send: ["half-close"],
    engine: ["ConnectionClosed"],
    pass: [closedAfter()],
    warn: [closedAfter("4xx"), waits],
  }),
  accepted({
    rule: "RFC9112-2.2/EMPTY-LINE-THEN-CLOSED",
    title: "an empty line behind the last request, and the connection half-closed",
    level: "SHOULD",
    quote:
      "In the interest of robustness, a server that is expecting to receive and parse a request-line SHOULD ignore at least one empty line (CRLF) received prior to the request-line.",
    why: "An empty line after the last request is none: no error is to follow the response.",
    advice: "Ignore an empty line where a request line is expected, also where the connection ends behind it.",
    send: [get(), "await-response", "\r\n", "half-close"],
    engine: ["RequestHead GET", "EndOfMessage", "ConnectionClosed"],
    warn: [closedAfter("understood", "4xx")],
  }),
  answered({
    rule: "RFC9112-9.5/CLOSED-AFTER-RESPONSE",
    title: "the connection half-closed after the response has come",
    level: "SHOULD",
    quote: monitor,
    why: "A client that is done must not be waited for until a deadline.",
    advice: closeToo,
    send: [get(), "await-response", "half-close"],
    pass: [closedAfter("understood")],
    warn: [answeredWith("understood")],
  }),
];
