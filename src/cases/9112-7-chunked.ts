import { accepted, type Case, get, postChunked, refused } from "./case.ts";

const chunk = "chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF";
const chunkSize = "chunk-size = 1*HEXDIG";
const lastChunk = 'last-chunk = 1*("0") [ chunk-ext ] CRLF';
const bigNumerals =
  "Therefore, recipients MUST anticipate potentially large hexadecimal numerals and prevent parsing errors due to integer conversion overflows or precision loss due to integer representation.";
const extension = 'chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )';
const ignoreExtensions = "A recipient MUST ignore unrecognized chunk extensions.";
const limitExtensions =
  "A server ought to limit the total length of chunk extensions received in a request to an amount reasonable for the services provided";
const trailers = "trailer-section = *( field-line CRLF )";
const keepApart =
  "A recipient MUST NOT merge a received trailer field into the header section unless its corresponding header field definition explicitly permits and instructs how the trailer field value can be safely merged.";
const mayDiscard =
  "A recipient that removes the chunked coding from a message MAY selectively retain or discard the received trailer fields.";
const tooLarge =
  "A server that receives a request header field line, field value, or set of fields larger than it wishes to process MUST respond with an appropriate 4xx (Client Error) status code.";

const head = "RequestHead POST content length=undefined";
const smuggled = "GET /smuggled HTTP/1.1\r\nHost: {authority}\r\n\r\n";
const needs = ["content"] as const;

/** RFC 9112 §7.1: the chunked transfer coding. */
export const chunkedCases: readonly Case[] = [
  ...[
    ["0\r\n\r\n", undefined],
    ["1\r\n\0\r\n0\r\n\r\n", "\0"],
    ["2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "hello"],
    ["A\r\n0123456789\r\n0\r\n\r\n", "0123456789"],
    ["a\r\n0123456789\r\n000\r\n\r\n", "0123456789"],
    ["0000000000005\r\nhello\r\n0000000000000\r\n\r\n", "hello"],
    ["4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n"],
  ].map(([body, content]) =>
    accepted({
      rule: "RFC9112-7.1/CHUNKS",
      quote: chunk,
      why: "Chunks of any size, in upper and lower case, with leading zeros.",
      send: postChunked(body!),
      needs,
      engine: content === undefined ? [head, "EndOfMessage"] : [head, `Content ${content}`, "EndOfMessage"],
    }),
  ),
  accepted({
    rule: "RFC9112-7.1/END",
    quote: lastChunk,
    why: "After the empty line the next request begins.",
    send: postChunked("5\r\nhello\r\n0\r\n\r\n") + get(),
    needs,
    engine: [head, "Content hello", "EndOfMessage", "RequestHead GET", "EndOfMessage"],
  }),
  accepted({
    rule: "RFC9112-7.1/MANY-CHUNKS",
    quote: chunk,
    why: "Many small chunks are slow, and right.",
    send: postChunked(`${"1\r\nx\r\n".repeat(200)}0\r\n\r\n`),
    needs,
    engine: [head, `Content ${"x".repeat(200)}`, "EndOfMessage"],
  }),

  // The chunk size
  ...["+5", "-5", "\r\n", "x", " 5", "\t5", "\x005", '"5"', ";a", "\xef\xbc\x95", "INVALID", "\n5"].map((size) =>
    refused({
      rule: "RFC9112-7.1/CHUNK-SIZE",
      quote: chunkSize,
      why: "A sign, a space or nothing makes two parsers disagree about where the chunk ends.",
      send: postChunked(`${size}\r\nhello\r\n0\r\n\r\n${smuggled}`),
      needs,
      before: [head],
    }),
  ),
  ...["0x5", "5h", "5.0", "0_5", "5,5", "5:x", "5\n", '5"', "5\0", "5\xa0"].map((size) =>
    refused({
      rule: "RFC9112-7.1/CHUNK-SIZE-END",
      quote: chunkSize,
      why: "After the digits comes CR LF, or an extension.",
      send: postChunked(`${size}\r\nhello\r\n0\r\n\r\n${smuggled}`),
      needs,
      before: [head],
    }),
  ),
  accepted({
    rule: "RFC9112-7.1/CHUNK-SIZE-DIGITS",
    quote: bigNumerals,
    why: "13 digits are at the limit.",
    send: postChunked("fffffffffffff\r\nhello"),
    needs,
    engine: [head, "Content hello"],
    pass: [
      { responses: [{ status: 413 }] },
      { responses: [{ status: 400 }] },
      { responses: [{ status: 408 }] },
      { responses: [] },
      { responses: [{ status: "2xx" }] },
    ],
  }),
  ...["10000000000000005", "FFFFFFFFFFFFFFFF", "00000000000005", "f".repeat(40)].map((size) =>
    refused({
      rule: "RFC9112-7.1/CHUNK-SIZE-DIGITS",
      quote: bigNumerals,
      why: "A size that overflows becomes a small one, and what follows becomes a request.",
      send: postChunked(`${size}\r\nhello\r\n0\r\n\r\n${smuggled}`),
      needs,
      before: [head],
      status: 413,
      pass: [
        { responses: [{ status: 413 }] },
        { responses: [{ status: 400 }] },
        { responses: [] },
        { responses: [{ status: "2xx" }] },
      ],
    }),
  ),

  // Chunk extensions (§7.1.1)
  ...[
    ";a",
    ";a=b",
    ';a="b;c\td"',
    ';a="\\"\xe9\\\t"',
    ";a;b;c=d",
    " ; a = b",
    "\t;\ta\t;b",
    '; a="" ;b',
    ';a= "x"',
  ].map((text) =>
    accepted({
      rule: "RFC9112-7.1.1/EXTENSIONS",
      quote: ignoreExtensions,
      why: "An extension that nobody knows is checked, and passed over.",
      send: postChunked(`5${text}\r\nhello\r\n0${text}\r\n\r\n`),
      needs,
      engine: [head, "Content hello", "EndOfMessage"],
    }),
  ),
  ...[
    ";",
    ";;a",
    ";=b",
    ";a=",
    ";a==b",
    ";a b",
    ";a=b c",
    ' "a"',
    ";a=\x01b",
    ";a=\0",
    ';a="b',
    ';a="b"c',
    ';a="\x01"',
    ';a="\\\x01"',
    ";a=[b]",
    ";a\n",
    ";\n",
    " ",
    " 5",
    ';a "b"',
  ].map((text) =>
    refused({
      rule: "RFC9112-7.1.1/EXTENSION-SYNTAX",
      level: "SHOULD",
      quote: extension,
      why: "What is passed over without a look can hide the end of a line.",
      send: postChunked(`5${text}\r\nhello\r\n0\r\n\r\n`),
      needs,
      before: [head],
      warn: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "4xx" }] }],
    }),
  ),
  accepted({
    rule: "RFC9112-7.1.1/EXTENSIONS-SIZE",
    level: "practice",
    quote: limitExtensions,
    why: "4096 octets in all chunks together are at the limit.",
    send: postChunked(`5;${"a".repeat(4000)}\r\nhello\r\n0;${"a".repeat(94)}\r\n\r\n`),
    needs,
    engine: [head, "Content hello", "EndOfMessage"],
    pass: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "3xx" }] }, { responses: [{ status: "4xx" }] }],
  }),
  ...[
    [`5;${"a".repeat(4000)}\r\nhello\r\n0;${"a".repeat(95)}\r\n\r\n`, "hello"],
    [`5;${"a".repeat(5000)}`, undefined],
  ].map(([body, content]) =>
    refused({
      rule: "RFC9112-7.1.1/EXTENSIONS-SIZE",
      level: "SHOULD",
      quote: limitExtensions,
      why: "Extensions without a limit are octets that nobody counts.",
      send: postChunked(body!),
      needs,
      before: content === undefined ? [head] : [head, `Content ${content}`],
      status: 413,
      pass: [{ responses: [{ status: "4xx" }] }, { responses: [{ status: "2xx" }] }],
    }),
  ),

  // Line ends
  ...["5\r\r\nhello\r\n", "5\rhello\r\n", "5;a\rhello\r\n"].map((body) =>
    refused({
      rule: "RFC9112-7.1/CHUNK-LINE-END",
      quote: chunk,
      why: "CR without LF after the size.",
      send: postChunked(`${body}0\r\n\r\n`),
      needs,
      before: [head],
    }),
  ),
  ...[
    "5\r\nhello0\r\n\r\n",
    "5\r\nhelloXX0\r\n\r\n",
    "5\r\nhello\n0\r\n\r\n",
    "5\r\nhello\r0\r\n\r\n",
    "5\r\nhello!\r\n0\r\n\r\n",
  ].map((body) =>
    refused({
      rule: "RFC9112-7.1/CHUNK-DATA-END",
      quote: chunk,
      why: "Where CR LF does not follow the data, the size was wrong, and everything after it is.",
      send: postChunked(body + smuggled),
      needs,
      before: [head, "Content hello"],
    }),
  ),
  refused({
    rule: "RFC9112-7.1/CHUNK-DATA-SHORT",
    quote: chunk,
    why: "A size that is too large takes what follows for data, until the end shows it.",
    send: postChunked("7\r\nhello\r\n0\r\n\r\n"),
    needs,
    error: "RFC9112-7.1/CHUNK-DATA-END",
    before: [head, "Content hello\r\n"],
  }),

  // Trailers (§7.1.2; RFC 9110 §6.5)
  accepted({
    rule: "RFC9112-7.1.2/TRAILERS",
    quote: trailers,
    why: "Trailer fields come after the content, and stay apart from the header section.",
    send: postChunked("5\r\nhello\r\n0\r\nX-Digest: 1\r\nx-digest:2 \r\nEmpty:\r\n\r\n") + get(),
    needs,
    engine: [head, "Content hello", "EndOfMessage X-Digest:1|x-digest:2|Empty:", "RequestHead GET", "EndOfMessage"],
  }),
  ...[
    "Host: b.example",
    "Content-Length: 50",
    "Transfer-Encoding: chunked",
    "Authorization: Basic eDp5",
    "COOKIE: a=b",
  ].map((line) =>
    accepted({
      rule: "RFC9110-6.5.1/FORBIDDEN-TRAILER",
      quote: keepApart,
      why: "A field that frames, routes or authenticates comes too late here, and is dropped.",
      send: postChunked(`5\r\nhello\r\n0\r\nX: y\r\n${line}\r\n\r\n`) + get(),
      needs,
      engine: [head, "Content hello", "EndOfMessage X:y", "RequestHead GET", "EndOfMessage"],
      pass: [
        { responses: [{ status: "2xx" }] },
        { responses: [{ status: "3xx" }] },
        { responses: [{ status: 400 }], connection: "closed" },
      ],
    }),
  ),
  accepted({
    rule: "RFC9112-7.1.2/TRAILERS-DISCARDED",
    level: "MAY",
    quote: mayDiscard,
    why: "Where all of them are dropped, none are left.",
    send: postChunked("0\r\nHost: b.example\r\n\r\n"),
    needs,
    engine: [head, "EndOfMessage"],
  }),
  ...[
    ["bad name: x\r\n", "RFC9112-5.1/SPACE-BEFORE-COLON"],
    ["X : y\r\n", "RFC9112-5.1/SPACE-BEFORE-COLON"],
    ["nocolon\r\n", "RFC9112-5/COLON-MISSING"],
    ["X: a\0b\r\n", "RFC9110-5.5/VALUE-OCTET"],
    ["X: y\n", "RFC9112-2.2/BARE-LF"],
    ["\n", "RFC9112-2.2/BARE-LF"],
    ["X: y\r\n z\r\n", "RFC9112-5.2/OBS-FOLD"],
    [" X: y\r\n", "RFC9112-2.2/LEADING-WHITESPACE"],
    ["GET / HTTP/1.1\r\n", "RFC9112-5.1/SPACE-BEFORE-COLON"],
  ].map(([lines, error]) =>
    refused({
      rule: "RFC9112-7.1.2/TRAILER-LINE",
      level: "SHOULD",
      quote: trailers,
      why: "A trailer field line is a field line, and held to the same rules.",
      send: postChunked(`5\r\nhello\r\n0\r\n${lines}\r\n`),
      needs,
      error: error!,
      before: [head, "Content hello"],
      warn: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "4xx" }] }],
    }),
  ),
  accepted({
    rule: "RFC9110-6.5/TRAILER-SECTION-SIZE",
    level: "practice",
    quote: tooLarge,
    why: "4096 octets are at the limit.",
    send: postChunked(`0\r\nX: ${"y".repeat(4091)}\r\n\r\n`),
    needs,
    engine: [head, `EndOfMessage X:${"y".repeat(4091)}`],
    pass: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "4xx" }] }],
  }),
  refused({
    rule: "RFC9110-6.5/TRAILER-SECTION-SIZE",
    quote: tooLarge,
    why: "One octet past the limit.",
    send: postChunked(`0\r\nX: ${"y".repeat(4092)}\r\n\r\n`),
    needs,
    before: [head],
    status: 431,
    pass: [{ responses: [{ status: "4xx" }] }, { responses: [{ status: "2xx" }] }],
  }),
  accepted({
    rule: "RFC9110-6.5/TRAILER-LINES",
    level: "practice",
    quote: tooLarge,
    why: "100 lines are at the limit.",
    send: postChunked(`0\r\n${"X: y\r\n".repeat(100)}\r\n`),
    needs,
    engine: [head, `EndOfMessage ${Array.from({ length: 100 }, () => "X:y").join("|")}`],
    pass: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "4xx" }] }],
  }),
  refused({
    rule: "RFC9110-6.5/TRAILER-LINES",
    quote: tooLarge,
    why: "One line past the limit.",
    send: postChunked(`0\r\n${"X: y\r\n".repeat(101)}\r\n`),
    needs,
    before: [head],
    status: 431,
    pass: [{ responses: [{ status: "4xx" }] }, { responses: [{ status: "2xx" }] }],
  }),
  ...["Content-Length", "Host"].map((name) =>
    accepted({
      rule: "RFC9112-7.1.3/DECODED",
      quote: keepApart,
      why: `${name} among the trailers changes nothing about the request that carried it.`,
      send: postChunked(`2\r\nok\r\n0\r\n${name}: 1\r\n\r\n`) + get(),
      needs,
      engine: ["RequestHead POST authority=a.example", "Content ok", "EndOfMessage", "RequestHead GET", "EndOfMessage"],
      pass: [
        { responses: [{ status: "2xx" }] },
        { responses: [{ status: "3xx" }] },
        { responses: [{ status: 400 }], connection: "closed" },
      ],
    }),
  ),
];
