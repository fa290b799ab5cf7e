import { accepted, type Case, get, ownChoice, post, refused } from "./case.ts";
import { answeredWith, closedAfter, mustBe400, toldApart } from "./framing-outcomes.ts";

const notLast =
  "If a Transfer-Encoding header field is present in a request and the chunked transfer coding is not the final encoding, the message body length cannot be determined reliably; the server MUST respond with the 400 (Bad Request) status code and then close the connection.";
const notUnderstood =
  "A server that receives a request message with a transfer coding it does not understand SHOULD respond with 501 (Not Implemented).";
const in10 =
  "MUST treat the message as if the framing is faulty, even if a Content-Length is present, and close the connection after processing the message.";
const emptyElements =
  "A recipient MUST parse and ignore a reasonable number of empty list elements: enough to handle common mistakes by senders that merge values, but not so much that they could be used as a denial-of-service mechanism.";

const readChunked =
  "Read a request whose Transfer-Encoding is chunked, in any case of its letters, as chunks up to the last one, and look for the next request behind them.";
const chunkedAlone =
  "Take Transfer-Encoding only where its last coding is chunked, letter for letter; answer all else with 400 (Bad Request) and close the connection.";
const noOtherCoding =
  "Answer a transfer coding that you do not decode with 501 (Not Implemented) instead of handing on content that is still coded.";
const noTransferEncodingIn10 =
  "Close the connection after the response to an HTTP/1.0 request that has Transfer-Encoding, or refuse it with 400 (Bad Request).";

const chunkedHello = "5\r\nhello\r\n0\r\n\r\n";
const helloThenGet = [
  "RequestHead POST content",
  "Content hello",
  "EndOfMessage",
  ...["RequestHead GET", "EndOfMessage"],
];
/** Where chunked is not the last coding, 501 says that the one which is last is not understood. */
const refusedOr501 = { ...mustBe400, pass: [closedAfter(400), closedAfter(501)] };

/** RFC 9112 §6.1, §6.3: content whose end shows in its transfer coding. */
export const transferEncodingCases: readonly Case[] = [
  ...["chunked", "CHUNKED", "cHuNkEd", "\t chunked \t"].map((value) =>
    accepted({
      rule: "RFC9112-6.1/CHUNKED",
      title: value.trim() === value ? `Transfer-Encoding: ${value}` : "white space about chunked",
      quote: "All transfer-coding names are case-insensitive",
      quotedFrom: "RFC9112-7",
      why: "Whoever overlooks chunked takes the first chunk for a request.",
      advice: readChunked,
      send: post([`Transfer-Encoding: ${value}`], chunkedHello + get()),
      needs: ["content"],
      engine: helloThenGet,
      pass: toldApart.pass,
      warn: [...toldApart.warn, closedAfter(411)],
    }),
  ),
  ...[
    [",chunked", "before chunked"],
    ["chunked,", "behind chunked"],
    [", ,\tchunked ,", "on both sides of chunked"],
  ].map(([value, where]) =>
    accepted({
      rule: "RFC9110-5.6.1.2/EMPTY-ELEMENTS",
      title: `Transfer-Encoding with an empty list element ${where}`,
      quote: emptyElements,
      why: "Empty elements of a list count for nothing; who refuses them here is careful, who overlooks chunked is in danger.",
      advice: readChunked,
      send: post([`Transfer-Encoding: ${value}`], chunkedHello + get()),
      needs: ["content"],
      engine: helloThenGet,
      pass: toldApart.pass,
      warn: [...toldApart.warn, closedAfter("4xx"), closedAfter(501)],
    }),
  ),

  // Another coding is last
  ...[
    ["gzip", "gzip alone"],
    ["identity", "identity alone"],
    ["xchunked", "a letter before chunked"],
    ["chunkedchunked", "chunked twice without a comma"],
    ["chunked, gzip", "chunked, then gzip"],
    ["chunked, identity", "chunked, then identity"],
    ['"chunked"', "chunked in quotes"],
    ["cow chunked bar", "words about chunked"],
    ["chun ked", "a space within chunked"],
    ["\xa0chunked", "a no-break space before chunked"],
    ["chunked\xff", "0xff after chunked"],
    ["chunk", "the beginning of chunked"],
    ["[chunked]", "chunked in brackets"],
    ["chunked foo", "chunked and a word"],
    ["chunked=chunked", "chunked equals chunked"],
    ["%63hunked", "chunked with a letter percent-encoded"],
    ["chunked/1", "chunked and a number"],
    [": chunked", "a colon before chunked"],
    ["chunked;", "a semicolon after chunked"],
    ["\xffchunked", "0xff before chunked"],
    ["chunked\x85", "0x85 after chunked"],
    ["ch\x96nked", "0x96 within chunked"],
    ["", "nothing"],
    [",", "a comma alone"],
  ].map(([value, title]) =>
    refused({
      rule: "RFC9112-6.3/CHUNKED-NOT-LAST",
      title: title!,
      quote: notLast,
      why: "Whoever finds chunked in it and whoever does not disagree about where the content ends.",
      advice: chunkedAlone,
      send: post([`Transfer-Encoding: ${value}`], chunkedHello + get()),
      ...refusedOr501,
    }),
  ),
  ...[
    ["\x0bchunked", "a vertical tab before chunked"],
    ["chunked\x0b", "a vertical tab after chunked"],
    ["\x0cchunked", "a form feed before chunked"],
    ["chunked\x0c", "a form feed after chunked"],
    ["chunked\x7f", "DEL after chunked"],
    ["chunked\0", "NUL after chunked"],
  ].map(([value, title]) =>
    refused({
      rule: "RFC9112-6.3/CHUNKED-NOT-LAST",
      title: title!,
      quote: notLast,
      why: "Libraries that trim such octets see chunked, others do not.",
      advice: chunkedAlone,
      send: post([`Transfer-Encoding: ${value}`], chunkedHello + get()),
      error: "RFC9110-5.5/VALUE-OCTET",
      ...refusedOr501,
    }),
  ),
  ...[
    ["chunked, then another coding on a second line", "chunked", "cow"],
    ["chunked, then identity on a second line", "chunked", "identity"],
  ].map(([title, one, other]) =>
    refused({
      rule: "RFC9112-6.3/CHUNKED-NOT-LAST",
      title: title!,
      quote: notLast,
      why: "Two lines are one list: whoever looks at the first, or the last, or all of them, sees different messages.",
      advice: chunkedAlone,
      send: post([`Transfer-Encoding: ${one}`, `Transfer-Encoding: ${other}`], chunkedHello + get()),
      ...refusedOr501,
    }),
  ),
  ...['chunked, "\\'].map((value) =>
    ownChoice(
      refused({
        rule: "RFC9112-6.3/CHUNKED-NOT-LAST",
        title: `Transfer-Encoding: ${value}`,
        quote: notLast,
        why: "The last coding is not chunked, however much it looks like it.",
        send: post([`Transfer-Encoding: ${value}`], chunkedHello + get()),
      }),
    ),
  ),
  refused({
    rule: "RFC9112-7.1/CHUNKED-PARAMETER",
    title: "chunked with a parameter",
    level: "SHOULD",
    quote: "The chunked coding does not define any parameters. Their presence SHOULD be treated as an error.",
    why: "A parser that compares the whole text sees no chunked, one that cuts parameters off does.",
    advice: chunkedAlone,
    send: post(["Transfer-Encoding: chunked;q=1"], chunkedHello + get()),
    error: "RFC9112-6.3/CHUNKED-NOT-LAST",
    ...refusedOr501,
    warn: refusedOr501.warn,
  }),
  ...[
    ["twice on a line", "Transfer-Encoding: chunked, chunked"],
    ["on two lines", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
  ].map(([title, ...lines]) =>
    refused({
      rule: "RFC9112-6.1/CHUNKED-TWICE",
      title: `chunked ${title}`,
      level: "practice",
      quote: "A sender MUST NOT apply the chunked transfer coding more than once to a message body",
      why: "Whoever decodes once sees other content, and another end, than whoever decodes twice.",
      advice: chunkedAlone,
      send: post(lines, chunkedHello + get()),
      ...refusedOr501,
      warn: refusedOr501.warn,
    }),
  ),

  // Codings that are not understood
  ...[
    ["gzip under chunked", "Transfer-Encoding: gzip, chunked"],
    ["identity under chunked", "Transfer-Encoding: identity, chunked"],
    ["an unknown coding under chunked", "Transfer-Encoding: pigeons,chunked"],
    ["gzip and chunked on two lines", "Transfer-Encoding: gzip", "Transfer-Encoding: chunked"],
  ].map(([title, ...lines]) =>
    refused({
      rule: "RFC9112-6.1/UNKNOWN-CODING",
      title: title!,
      level: "SHOULD",
      quote: notUnderstood,
      why: "The message has an end, but its content cannot be had: it would be handed on still coded.",
      advice: noOtherCoding,
      send: post(lines, chunkedHello + get()),
      status: 501,
      pass: [closedAfter(501), answeredWith(501, "understood")],
      warn: [
        ...[closedAfter("4xx"), closedAfter("5xx"), closedAfter(), closedAfter("understood")],
        ...[answeredWith("4xx", "understood")],
      ],
    }),
  ),

  // HTTP/1.0
  refused({
    rule: "RFC9112-6.1/TE-IN-1.0",
    title: "HTTP/1.0 GET with Transfer-Encoding and Connection: keep-alive",
    quote: in10,
    why: "Nobody before this server could have understood it, so it may have been cut in another place.",
    advice: noTransferEncodingIn10,
    send:
      "GET {path} HTTP/1.0\r\nHost: {authority}\r\nConnection: keep-alive\r\n" +
      `Transfer-Encoding: chunked\r\n\r\n${chunkedHello}${get()}`,
    pass: [closedAfter(400), closedAfter("understood")],
    warn: [closedAfter("4xx"), closedAfter("5xx"), closedAfter()],
  }),
  ...["Connection: keep-alive", "Connection: close"].map((connection) =>
    refused({
      rule: "RFC9112-6.1/TE-IN-1.0",
      title: `HTTP/1.0 with Transfer-Encoding and ${connection}`,
      quote: in10,
      why: "Nobody before this server could have understood it, so it may have been cut in another place.",
      advice: noTransferEncodingIn10,
      send:
        `{POST} {post} HTTP/1.0\r\nHost: {authority}\r\n${connection}\r\n` +
        `Transfer-Encoding: chunked\r\n\r\n${chunkedHello}${get()}`,
      pass: [closedAfter(400), closedAfter("understood")],
      warn: [closedAfter("4xx"), closedAfter("5xx"), closedAfter()],
    }),
  ),
  refused({
    rule: "RFC9112-6.1/TE-IN-1.0",
    title: "HTTP/1.0 with Transfer-Encoding, Content-Length and Connection: keep-alive",
    quote: in10,
    why: "An old proxy has counted by Content-Length, and the server by chunks.",
    advice: noTransferEncodingIn10,
    send:
      "{POST} {post} HTTP/1.0\r\nHost: {authority}\r\nConnection: keep-alive\r\nContent-Length: 5\r\n" +
      `Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${get()}`,
    error: "RFC9112-6.3/TE+CL",
    pass: [closedAfter(400), closedAfter("understood")],
    warn: [closedAfter("4xx"), closedAfter("5xx"), closedAfter()],
  }),
];
