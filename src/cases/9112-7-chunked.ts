import { accepted, type Case, get, ownChoice, postChunked, refused } from "./case.ts";
import { closedAfter, neverTakenForSmall, shouldBe400, toldApart } from "./framing-outcomes.ts";

const chunk = "chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF";
const chunkSize = "chunk-size = 1*HEXDIG";
const lastChunk = 'last-chunk = 1*("0") [ chunk-ext ] CRLF';
const mustDecode = "A recipient MUST be able to parse and decode the chunked transfer coding.";
const bigNumerals =
  "Therefore, recipients MUST anticipate potentially large hexadecimal numerals and prevent parsing errors due to integer conversion overflows or precision loss due to integer representation.";

const decode =
  "Read chunks as the grammar has them: hexadecimal digits of either case, CR LF, as many octets, CR LF; then 0, trailers if there are any, and an empty line.";
const digitsAlone =
  "Take a chunk size only where it is hexadecimal digits, followed by CR LF or an extension; answer all else with 400 (Bad Request) and close the connection.";
const largeNumbers =
  "Bound the digits of a chunk size before it is converted to an integer, and answer what is too large with 413 (Content Too Large).";
const checkEnds =
  "Make sure that CR LF, and nothing else, ends the line of a chunk size and follows the data; answer all else with 400 (Bad Request) and close the connection.";

const head = "RequestHead POST content length=undefined";
const secondGet = ["RequestHead GET", "EndOfMessage"];
const needs = ["content"] as const;

/** RFC 9112 §7.1: chunk sizes, data and line ends. */
export const chunkedCases: readonly Case[] = [
  ...[
    ["no content at all", "0\r\n\r\n", undefined],
    ["a chunk of one octet, NUL", "1\r\n\0\r\n0\r\n\r\n", "\0"],
    ["two chunks", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "hello"],
    ["a size in upper case", "A\r\n0123456789\r\n0\r\n\r\n", "0123456789"],
    ["a size in lower case, and 000 as the last chunk", "a\r\n0123456789\r\n000\r\n\r\n", "0123456789"],
    ["leading zeros", "0000000000005\r\nhello\r\n0000000000000\r\n\r\n", "hello"],
    ["data that is line ends alone", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n"],
    ["a last chunk within the data", "5\r\n0\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n"],
  ].map(([title, body, content]) =>
    accepted({
      rule: "RFC9112-7.1/CHUNKS",
      title: title!,
      quote: mustDecode,
      why: "Whoever cannot find the end of chunked content takes what follows for a part of it, or its end for a request.",
      advice: decode,
      send: postChunked(body!) + get(),
      needs,
      engine: [head, ...(content === undefined ? [] : [`Content ${content}`]), "EndOfMessage", ...secondGet],
      pass: toldApart.pass,
      warn: [...toldApart.warn, closedAfter(411)],
    }),
  ),
  ownChoice(
    accepted({
      rule: "RFC9112-7.1/CHUNKS",
      title: "forty leading zeros",
      quote: mustDecode,
      why: "However many there are, zeros before a number make it no larger.",
      send: postChunked(`${"0".repeat(40)}5\r\nhello\r\n${"0".repeat(40)}\r\n\r\n`) + get(),
      engine: [head, "Content hello", "EndOfMessage", ...secondGet],
    }),
  ),
  accepted({
    rule: "RFC9112-7.1/END",
    title: "a request behind the last chunk",
    quote: lastChunk,
    why: "After the empty line the next request begins.",
    advice: decode,
    send: postChunked("5\r\nhello\r\n0\r\n\r\n") + get(),
    needs,
    engine: [head, "Content hello", "EndOfMessage", ...secondGet],
    pass: toldApart.pass,
    warn: [...toldApart.warn, closedAfter(411)],
  }),
  accepted({
    rule: "RFC9112-7.1/MANY-CHUNKS",
    title: "two hundred chunks of one octet",
    quote: mustDecode,
    why: "Many small chunks are slow, and right.",
    advice: decode,
    send: postChunked(`${"1\r\nx\r\n".repeat(200)}0\r\n\r\n`) + get(),
    needs,
    engine: [head, `Content ${"x".repeat(200)}`, "EndOfMessage", ...secondGet],
    pass: toldApart.pass,
    warn: [...toldApart.warn, closedAfter("4xx")],
  }),

  // The chunk size
  ...[
    ["+5", "a plus sign before the size"],
    ["-5", "a minus sign before the size"],
    ["x", "a letter that is no hexadecimal digit instead of the size"],
    [" 5", "a space before the size"],
    ["\t5", "a tab before the size"],
    ["\x005", "NUL before the size"],
    ["\n5", "a bare LF before the size"],
    ["", "an empty line instead of the size"],
    [";a", "an extension without a size"],
    ["\xef\xbc\x95", "a digit of another script as the size (U+FF15)"],
    ['"5"', "a size in quotes"],
    ["\xa05", "a no-break space before the size"],
    ["INVALID!!!", "a word instead of the size"],
  ].map(([size, title]) =>
    refused({
      rule: "RFC9112-7.1/CHUNK-SIZE",
      title: title!,
      level: "SHOULD",
      quote: chunkSize,
      why: "A parser of numbers from a library takes more for a number than the RFC, and sees another end of the chunk.",
      advice: digitsAlone,
      send: postChunked(`${size}\r\nhello\r\n0\r\n\r\n${get()}`),
      needs,
      before: [head],
      ...shouldBe400,
    }),
  ),
  ...["\r\n"].map((size) =>
    ownChoice(
      refused({
        rule: "RFC9112-7.1/CHUNK-SIZE",
        title: `a size that begins with ${JSON.stringify(size)}`,
        quote: chunkSize,
        why: "A chunk begins with a hexadecimal digit.",
        send: postChunked(`${size}\r\nhello\r\n0\r\n\r\n${get()}`),
        before: [head],
      }),
    ),
  ),
  ...[
    ["0x5", "0x before the digits"],
    ["5h", "h after the digits"],
    ["5.0", "a decimal point"],
    ["0_5", "an underscore among the digits"],
    ["5,5", "two sizes with a comma between"],
    ["5:x", "a colon after the size"],
    ["5\0", "NUL after the size"],
    ["5\xa0", "a no-break space after the size"],
  ].map(([size, title]) =>
    refused({
      rule: "RFC9112-7.1/CHUNK-SIZE-END",
      title: title!,
      level: "SHOULD",
      quote: chunkSize,
      why: "Whoever stops at the first octet that is no digit sees another size than whoever reads on.",
      advice: digitsAlone,
      send: postChunked(`${size}\r\nhello\r\n0\r\n\r\n${get()}`),
      needs,
      before: [head],
      ...shouldBe400,
    }),
  ),
  ownChoice(
    refused({
      rule: "RFC9112-7.1/CHUNK-SIZE-END",
      title: "a quote after the size",
      quote: chunkSize,
      why: "After the digits comes CR LF, or an extension.",
      send: postChunked(`5"\r\nhello\r\n0\r\n\r\n${get()}`),
      before: [head],
    }),
  ),

  // Large sizes
  ownChoice(
    accepted({
      rule: "RFC9112-7.1/CHUNK-SIZE-DIGITS",
      title: "13 digits",
      quote: bigNumerals,
      why: "13 digits are at the limit.",
      send: postChunked("fffffffffffff\r\nhello"),
      engine: [head, "Content hello"],
    }),
  ),
  ownChoice(
    refused({
      rule: "RFC9112-7.1/CHUNK-SIZE-DIGITS",
      title: "14 digits",
      quote: bigNumerals,
      why: "One digit past the limit.",
      send: postChunked("10000000000005\r\nhello\r\n0\r\n\r\n"),
      before: [head],
      status: 413,
    }),
  ),
  accepted({
    rule: "RFC9112-7.1/CHUNK-SIZE-DIGITS",
    title: "2^32 + 5",
    quote: bigNumerals,
    why: "In 32 bits this is 5, and what follows the 5 octets ends the content.",
    advice: largeNumbers,
    send: postChunked(`100000005\r\nhello\r\n0\r\n\r\n${get()}`),
    needs,
    engine: [head, "Content hello"],
    ...neverTakenForSmall,
  }),
  ...[
    ["10000000000000005", "2^64 + 5"],
    ["FFFFFFFFFFFFFFFF", "2^64 - 1"],
    ["100000000000000000000000000000005", "2^128 + 5"],
    ["f".repeat(40), "40 digits"],
  ].map(([size, title]) =>
    refused({
      rule: "RFC9112-7.1/CHUNK-SIZE-DIGITS",
      title: title!,
      quote: bigNumerals,
      why: "A size that overflows becomes a small one, and what follows becomes a request.",
      advice: largeNumbers,
      send: postChunked(`${size}\r\nhello\r\n0\r\n\r\n${get()}`),
      needs,
      before: [head],
      status: 413,
      ...neverTakenForSmall,
    }),
  ),

  // Line ends
  ...[
    ["CR CR LF after the size", "5\r\r\nhello\r\n"],
    ["a bare CR after the size", "5\rhello\r\n"],
    ["a bare CR after an extension", "5;a\rhello\r\n"],
  ].map(([title, body]) =>
    refused({
      rule: "RFC9112-7.1/CHUNK-LINE-END",
      title: title!,
      quote:
        "A recipient of such a bare CR MUST consider that element to be invalid or replace each bare CR with SP before processing the element or forwarding the message.",
      quotedFrom: "RFC9112-2.2",
      why: "Whoever takes CR for the end of the line begins the data an octet earlier than others.",
      advice: checkEnds,
      send: postChunked(`${body}0\r\n\r\n${get()}`),
      needs,
      before: [head],
      ...shouldBe400,
      // With SP in its place the line ends as some senders pad it.
      warn: title!.startsWith("CR CR") ? [...shouldBe400.warn, ...toldApart.pass, ...toldApart.warn] : shouldBe400.warn,
    }),
  ),
  ...[
    ["a bare LF after the size", "5\nhello\r\n0\r\n\r\n", "RFC9112-7.1/CHUNK-SIZE-END", [head]],
    ["a bare LF after the data", "5\r\nhello\n0\r\n\r\n", "RFC9112-7.1/CHUNK-DATA-END", [head, "Content hello"]],
    ["a bare LF after the last size", "5\r\nhello\r\n0\n\r\n", "RFC9112-7.1/CHUNK-SIZE-END", [head, "Content hello"]],
  ].map(([title, body, error, before]) =>
    refused({
      rule: "RFC9112-7.1/CHUNK-BARE-LF",
      title: title as string,
      level: "SHOULD",
      quote: chunk,
      why: "Lines of the head may end with LF alone, those of chunks not: two servers that see it otherwise can be played off against each other.",
      advice: checkEnds,
      send: postChunked(`${body}${get()}`),
      needs,
      error: error as string,
      before: before as readonly string[],
      ...shouldBe400,
      warn: [...shouldBe400.warn, ...toldApart.pass, ...toldApart.warn],
    }),
  ),
  ...[
    ["no line end after the data", "5\r\nhello0\r\n\r\n"],
    ["two letters instead of the line end after the data", "5\r\nhelloXX0\r\n\r\n"],
    ["a bare CR after the data", "5\r\nhello\r0\r\n\r\n"],
    ["an octet more than the size says", "5\r\nhello!\r\n0\r\n\r\n"],
  ].map(([title, body]) =>
    refused({
      rule: "RFC9112-7.1/CHUNK-DATA-END",
      title: title!,
      level: "SHOULD",
      quote: chunk,
      why: "Where CR LF does not follow the data, the size was wrong, and everything after it is.",
      advice: checkEnds,
      send: postChunked(body + get()),
      needs,
      before: [head, "Content hello"],
      ...shouldBe400,
    }),
  ),
  refused({
    rule: "RFC9112-7.1/CHUNK-DATA-END",
    title: "an empty line after the data",
    level: "SHOULD",
    quote: chunk,
    why: "Whoever skips empty lines here reads on where others stop.",
    advice: checkEnds,
    send: postChunked(`5\r\nhello\r\n\r\n0\r\n\r\n${get()}`),
    needs,
    error: "RFC9112-7.1/CHUNK-SIZE",
    before: [head, "Content hello"],
    ...shouldBe400,
  }),
  refused({
    rule: "RFC9112-7.1/CHUNK-DATA-SHORT",
    title: "two octets less than the size says",
    level: "SHOULD",
    quote: chunk,
    why: "A size that is too large takes what follows for data, until the end shows it.",
    advice: checkEnds,
    send: postChunked(`7\r\nhello\r\n0\r\n\r\n${get()}`),
    needs,
    error: "RFC9112-7.1/CHUNK-DATA-END",
    before: [head, "Content hello\r\n"],
    ...shouldBe400,
  }),
];
