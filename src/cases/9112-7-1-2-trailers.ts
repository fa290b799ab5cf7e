import { accepted, answered, type Case, get, ownChoice, postChunked, refused } from "./case.ts";
import { answeredWith, closedAfter, shouldBe400, toldApart } from "./framing-outcomes.ts";

const trailers = "trailer-section = *( field-line CRLF )";
const keepApart =
  "A recipient MUST NOT merge a received trailer field into the header section unless its corresponding header field definition explicitly permits and instructs how the trailer field value can be safely merged.";
const mayDiscard =
  "A recipient that removes the chunked coding from a message MAY selectively retain or discard the received trailer fields.";
const tooLarge =
  "A server that receives a request header field line, field value, or set of fields larger than it wishes to process MUST respond with an appropriate 4xx (Client Error) status code.";

const readTrailers =
  "After the last chunk read field lines up to an empty line, keep them apart from the header section, and look for the next request behind it.";
const checkLines =
  "Hold the lines of a trailer section to the rules of header field lines, and refuse what is none with 400 (Bad Request).";
const limitThem = "Bound the trailer section as the header section is bounded, and answer a larger one with a 4xx.";

const head = "RequestHead POST content length=undefined";
const secondGet = ["RequestHead GET", "EndOfMessage"];
const needs = ["content"] as const;

/** RFC 9112 §7.1.2, RFC 9110 §6.5: fields behind chunked content. */
export const trailerCases: readonly Case[] = [
  accepted({
    rule: "RFC9112-7.1.2/TRAILERS",
    title: "three trailer fields, and a request behind them",
    quote: trailers,
    quotedFrom: "RFC9112-7.1.2",
    why: "Whoever does not know of trailers takes the first of them for a request.",
    advice: readTrailers,
    send: postChunked("5\r\nhello\r\n0\r\nX-Digest: 1\r\nx-digest:2 \r\nEmpty:\r\n\r\n") + get(),
    needs,
    engine: [head, "Content hello", "EndOfMessage X-Digest:1|x-digest:2|Empty:", ...secondGet],
    pass: toldApart.pass,
    warn: [...toldApart.warn, closedAfter(411)],
  }),
  ...[
    "Host: b.example",
    "Content-Length: 50",
    "Transfer-Encoding: chunked",
    "Authorization: Basic eDp5",
    "Connection: close",
  ].map((line) =>
    accepted({
      rule: "RFC9110-6.5.1/FORBIDDEN-TRAILER",
      title: `${line.split(":")[0]} as a trailer field`,
      quote: keepApart,
      quotedFrom: "RFC9112-7.1.2",
      why: "A field that frames, routes or authenticates comes too late here: taken over, it forges what was checked before.",
      advice: readTrailers,
      send: postChunked(`5\r\nhello\r\n0\r\nX: y\r\n${line}\r\n\r\n`) + get(),
      needs,
      engine: [head, "Content hello", "EndOfMessage X:y", ...secondGet],
      pass: [...toldApart.pass, closedAfter(400)],
      warn: [...toldApart.warn, closedAfter("4xx")],
    }),
  ),
  ...["COOKIE: a=b"].map((line) =>
    ownChoice(
      accepted({
        rule: "RFC9110-6.5.1/FORBIDDEN-TRAILER",
        title: "a cookie as a trailer field",
        quote: keepApart,
        quotedFrom: "RFC9112-7.1.2",
        why: "A cookie comes too late here, and is dropped.",
        send: postChunked(`5\r\nhello\r\n0\r\nX: y\r\n${line}\r\n\r\n`) + get(),
        engine: [head, "Content hello", "EndOfMessage X:y", ...secondGet],
      }),
    ),
  ),
  ownChoice(
    accepted({
      rule: "RFC9112-7.1.2/TRAILERS-DISCARDED",
      title: "a trailer section of one forbidden field",
      level: "MAY",
      quote: mayDiscard,
      why: "Where all of them are dropped, none are left.",
      send: postChunked("0\r\nHost: b.example\r\n\r\n"),
      engine: [head, "EndOfMessage"],
    }),
  ),
  ...["Content-Length", "Host"].map((name) =>
    ownChoice(
      accepted({
        rule: "RFC9112-7.1.3/DECODED",
        title: `${name} among the trailers`,
        quote: keepApart,
        quotedFrom: "RFC9112-7.1.2",
        why: `${name} among the trailers changes nothing about the request that carried it.`,
        send: postChunked(`2\r\nok\r\n0\r\n${name}: 1\r\n\r\n`) + get(),
        engine: ["RequestHead POST authority=a.example", "Content ok", "EndOfMessage", ...secondGet],
      }),
    ),
  ),
  ...[
    ["a space in a trailer's name", "bad name: x\r\n", "RFC9112-5.1/SPACE-BEFORE-COLON"],
    ["a space before a trailer's colon", "X : y\r\n", "RFC9112-5.1/SPACE-BEFORE-COLON"],
    ["a trailer line without a colon", "nocolon\r\n", "RFC9112-5/COLON-MISSING"],
    ["NUL in a trailer's value", "X: a\0b\r\n", "RFC9110-5.5/VALUE-OCTET"],
    ["a trailer line that ends with a bare LF", "X: y\n", "RFC9112-2.2/BARE-LF"],
    ["a bare LF instead of the empty line's CR LF", "\n", "RFC9112-2.2/BARE-LF"],
    ["a folded trailer line", "X: y\r\n z\r\n", "RFC9112-5.2/OBS-FOLD"],
    ["white space before the first trailer's name", " X: y\r\n", "RFC9112-2.2/LEADING-WHITESPACE"],
    ["a request line in the place of a trailer", "GET / HTTP/1.1\r\n", "RFC9112-5.1/SPACE-BEFORE-COLON"],
  ].map(([title, lines, error]) =>
    refused({
      rule: "RFC9112-7.1.2/TRAILER-LINE",
      title: title!,
      level: "SHOULD",
      quote: trailers,
      why: "A trailer field line is a field line; where it is read otherwise, the end of the message is another one.",
      advice: checkLines,
      send: postChunked(`5\r\nhello\r\n0\r\n${lines}\r\n`) + get(),
      needs,
      error: error!,
      before: [head, "Content hello"],
      ...shouldBe400,
      // After the bare LF of an empty line the CR LF is one before the next request. A proxy knows where the content ends.
      warn: [answeredWith(400, "understood"), ...shouldBe400.warn, ...toldApart.pass, ...toldApart.warn],
    }),
  ),

  // How much of them
  ownChoice(
    accepted({
      rule: "RFC9110-6.5/TRAILER-SECTION-SIZE",
      title: "4096 octets",
      quote: tooLarge,
      quotedFrom: "RFC9110-5.4",
      why: "4096 octets are at the limit.",
      send: postChunked(`0\r\nX: ${"y".repeat(4091)}\r\n\r\n`),
      engine: [head, `EndOfMessage X:${"y".repeat(4091)}`],
    }),
  ),
  ownChoice(
    refused({
      rule: "RFC9110-6.5/TRAILER-SECTION-SIZE",
      title: "4097 octets",
      quote: tooLarge,
      quotedFrom: "RFC9110-5.4",
      why: "One octet past the limit.",
      send: postChunked(`0\r\nX: ${"y".repeat(4092)}\r\n\r\n`),
      before: [head],
      status: 431,
    }),
  ),
  ownChoice(
    accepted({
      rule: "RFC9110-6.5/TRAILER-LINES",
      title: "100 lines",
      quote: tooLarge,
      quotedFrom: "RFC9110-5.4",
      why: "100 lines are at the limit.",
      send: postChunked(`0\r\n${"X: y\r\n".repeat(100)}\r\n`),
      engine: [head, `EndOfMessage ${Array.from({ length: 100 }, () => "X:y").join("|")}`],
    }),
  ),
  ownChoice(
    refused({
      rule: "RFC9110-6.5/TRAILER-LINES",
      title: "101 lines",
      quote: tooLarge,
      quotedFrom: "RFC9110-5.4",
      why: "One line past the limit.",
      send: postChunked(`0\r\n${"X: y\r\n".repeat(101)}\r\n`),
      before: [head],
      status: 431,
    }),
  ),
  answered({
    rule: "RFC9110-6.5/TRAILERS-UNBOUNDED",
    title: "100,000 octets of trailer fields",
    level: "practice",
    quote: tooLarge,
    quotedFrom: "RFC9110-5.4",
    why: "Trailer fields are kept in memory as header fields are; without a limit a request takes as much of it as it likes.",
    advice: limitThem,
    send: postChunked(`5\r\nhello\r\n0\r\n${`X: ${"y".repeat(95)}\r\n`.repeat(1000)}\r\n`) + get(),
    needs,
    pass: [closedAfter("4xx"), closedAfter("unread")],
    warn: [...toldApart.pass, ...toldApart.warn, closedAfter()],
  }),
];
