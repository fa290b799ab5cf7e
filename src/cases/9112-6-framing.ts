import { accepted, type Case, get, post, refused } from "./case.ts";

const presence =
  "The presence of a message body in a request is signaled by a Content-Length or Transfer-Encoding header field.";
const contentLength =
  "If a valid Content-Length header field is present without Transfer-Encoding, its decimal value defines the expected message body length in octets.";
const both =
  "Such a message might indicate an attempt to perform request smuggling (Section 11.2) or response splitting (Section 11.1) and ought to be handled as an error.";
const invalidLength =
  "If a message is received without Transfer-Encoding and with an invalid Content-Length header field, then the message framing is invalid and the recipient MUST treat it as an unrecoverable error";
const repeated =
  'a recipient of a Content-Length header field value consisting of the same decimal value repeated as a comma-separated list (e.g, "Content-Length: 42, 42") MAY either reject the message as invalid or replace that invalid field value with a single instance of the decimal value';
const bigNumerals =
  "a recipient MUST anticipate potentially large decimal numerals and prevent parsing errors due to integer conversion overflows or precision loss due to integer conversion (Section 17.5).";
const notLast =
  "If a Transfer-Encoding header field is present in a request and the chunked transfer coding is not the final encoding, the message body length cannot be determined reliably; the server MUST respond with the 400 (Bad Request) status code and then close the connection.";
const twice = "A sender MUST NOT apply the chunked transfer coding more than once to a message body";
const notUnderstood =
  "A server that receives a request message with a transfer coding it does not understand SHOULD respond with 501 (Not Implemented).";
const in10 =
  "MUST treat the message as if the framing is faulty, even if a Content-Length is present, and close the connection after processing the message.";
const emptyElements =
  "A recipient MUST parse and ignore a reasonable number of empty list elements: enough to handle common mistakes by senders that merge values, but not so much that they could be used as a denial-of-service mechanism.";

const smuggled = "GET /smuggled HTTP/1.1\r\nHost: {authority}\r\n\r\n";
const chunkedHello = "5\r\nhello\r\n0\r\n\r\n";
const hello = ["RequestHead POST content", "Content hello", "EndOfMessage"];

/** RFC 9112 §6: what delimits a message body. */
export const framingCases: readonly Case[] = [
  accepted({
    rule: "RFC9112-6.3/NO-BODY",
    quote: presence,
    why: "A POST without either field has no content: the next octet begins a request.",
    send: post([]) + get(),
    needs: ["content"],
    engine: ["RequestHead POST no-content", "EndOfMessage", "RequestHead GET", "EndOfMessage"],
  }),

  // Content-Length (§6.2; RFC 9110 §8.6)
  ...[
    ["5", "hello", "length=5"],
    ["005", "hello", "length=5"],
    ["000000000000005", "hello", "length=5"],
  ].map(([value, content, head]) =>
    accepted({
      rule: "RFC9112-6.2/CONTENT-LENGTH",
      quote: contentLength,
      why: "Digits, and as many octets after the head.",
      send: post([`Content-Length: ${value}`], content),
      needs: ["content"],
      engine: [`RequestHead POST content ${head}`, `Content ${content}`, "EndOfMessage"],
    }),
  ),
  accepted({
    rule: "RFC9112-6.2/CONTENT-LENGTH",
    quote: contentLength,
    why: "White space about the value is not of it, and the name's case does not count.",
    send: post(["cOnTeNt-LeNgTh:\t 5\t "], "hello"),
    needs: ["content"],
    engine: hello,
  }),
  accepted({
    rule: "RFC9112-6.2/CONTENT-LENGTH-ZERO",
    quote: contentLength,
    why: "0 is a length.",
    send: post(["Content-Length: 0"]) + get(),
    needs: ["content"],
    engine: ["RequestHead POST no-content", "EndOfMessage", "RequestHead GET", "EndOfMessage"],
  }),
  accepted({
    rule: "RFC9112-6/FRAMING-OF-ANY-METHOD",
    quote: "Request message framing is independent of method semantics.",
    why: "The content of a GET means nothing; its octets are content all the same, and no request.",
    send: get(`Content-Length: ${smuggled.replace("{authority}", "a.example").length}`).concat(
      smuggled.replace("{authority}", "a.example"),
      get(),
    ),
    engine: [
      "RequestHead GET content",
      "Content GET /smuggled HTTP/1.1",
      "EndOfMessage",
      "RequestHead GET /",
      "EndOfMessage",
    ],
  }),
  accepted({
    rule: "RFC9112-6.3/CONTENT-IS-OPAQUE",
    quote: contentLength,
    why: "A request within content is content.",
    send: post(["Content-Length: 20"], "GET /x HTTP/1.1\r\n\r\n\0") + get(),
    needs: ["content"],
    engine: [
      "RequestHead POST content",
      "Content GET /x HTTP/1.1\r\n\r\n\0",
      "EndOfMessage",
      "RequestHead GET",
      "EndOfMessage",
    ],
  }),
  ...[
    "+5",
    "-5",
    "-0",
    "5a",
    "a5",
    "0x5",
    "5e0",
    "5;",
    "5/6",
    "5.0",
    "5 5",
    "abc",
    "",
    "５",
    "\xa05",
    '"5"',
    "'5'",
  ].map((value) =>
    refused({
      rule: "RFC9112-6.3/CONTENT-LENGTH",
      quote: invalidLength,
      why: `"${value}" is no number of octets: it is digits alone.`,
      send: post([`Content-Length: ${value.replace("５", "\xef\xbc\x95")}`], `hello${smuggled}`),
      needs: ["content"],
    }),
  ),
  ...[["Content-Length: 5", "Content-Length: 5"], ["Content-Length: 5, 5"], ["Content-Length: 5,"]].map((lines) =>
    refused({
      rule: "RFC9110-8.6/CONTENT-LENGTH-REPEATED",
      level: "MAY",
      quote: repeated,
      why: "The same number twice was put together from two senders, one of whom may have meant something else.",
      send: post(lines, "hello"),
      needs: ["content"],
      pass: [
        { responses: [{ status: 400 }], connection: "closed" },
        { responses: [{ status: "2xx" }] },
        { responses: [{ status: "3xx" }] },
      ],
    }),
  ),
  ...[
    ["Content-Length: 5", "Content-Length: 6"],
    ["Content-Length: 0", "X: y", "content-length: 5"],
    ["Content-Length: 5, 6"],
    ["Content-Length:", "Content-Length: 5"],
  ].map((lines) =>
    refused({
      rule: "RFC9110-8.6/CONTENT-LENGTH-REPEATED",
      quote: invalidLength,
      why: "Two lengths: one server takes the first, the next one the last, and a request hides between.",
      send: post(lines, `hello${smuggled}`),
      needs: ["content"],
    }),
  ),
  accepted({
    rule: "RFC9110-8.6/CONTENT-LENGTH-SIZE",
    quote: bigNumerals,
    why: "15 digits are at the limit.",
    send: post(["Content-Length: 999999999999999"], "he"),
    needs: ["content"],
    engine: ["RequestHead POST length=999999999999999", "Content he"],
    pass: [
      { responses: [{ status: 413 }] },
      { responses: [] },
      { responses: [{ status: 408 }] },
      { responses: [{ status: 400 }] },
    ],
  }),
  ...["1000000000000000", "18446744073709551621", "0000000000000005", "9".repeat(400)].map((value) =>
    refused({
      rule: "RFC9110-8.6/CONTENT-LENGTH-SIZE",
      quote: bigNumerals,
      why: "A number that overflows becomes a small one, and what follows becomes a request.",
      send: post([`Content-Length: ${value}`], `hello${smuggled}`),
      needs: ["content"],
      status: 413,
      pass: [
        { responses: [{ status: 413 }] },
        { responses: [{ status: 400 }] },
        { responses: [] },
        { responses: [{ status: 408 }] },
      ],
    }),
  ),

  // Transfer-Encoding (§6.1)
  ...["chunked", "CHUNKED", "cHuNkEd", "\t chunked \t"].map((value) =>
    accepted({
      rule: "RFC9112-6.1/CHUNKED",
      quote: "All transfer-coding names are case-insensitive",
      why: "chunked, in any case of its letters.",
      send: post([`Transfer-Encoding: ${value}`], chunkedHello),
      needs: ["content"],
      engine: hello,
    }),
  ),
  ...[",chunked", "chunked,", ", ,\tchunked ,"].map((value) =>
    accepted({
      rule: "RFC9110-5.6.1.2/EMPTY-ELEMENTS",
      quote: emptyElements,
      why: "Empty elements of a list count for nothing.",
      send: post([`Transfer-Encoding: ${value}`], chunkedHello),
      needs: ["content"],
      engine: hello,
      pass: [
        { responses: [{ status: "2xx" }] },
        { responses: [{ status: "3xx" }] },
        { responses: [{ status: 400 }], connection: "closed" },
        { responses: [{ status: 501 }], connection: "closed" },
      ],
    }),
  ),
  ...[
    ["Transfer-Encoding: chunked", "Content-Length: 5"],
    ["Content-Length: 0", "Transfer-Encoding: chunked"],
    ["Content-Length: abc", "Transfer-Encoding: chunked"],
    ["Content-Length: 5", "Transfer-Encoding: xchunked"],
    ["Transfer-Encoding:", "Content-Length: 5"],
  ].map((lines) =>
    refused({
      rule: "RFC9112-6.3/TE+CL",
      level: "practice",
      quote: both,
      why: "The oldest of smuggler's tricks: one server believes the one field, the next the other.",
      send: post(lines, chunkedHello + smuggled),
      needs: ["content"],
      warn: [
        { responses: [{ status: "2xx" }], connection: "closed" },
        { responses: [{ status: "4xx" }], connection: "closed" },
        { responses: [{ status: 501 }], connection: "closed" },
      ],
    }),
  ),
  ...["Connection: keep-alive", "Connection: close"].map((connection) =>
    refused({
      rule: "RFC9112-6.1/TE-IN-1.0",
      quote: in10,
      why: "Nobody before this server could have understood it.",
      send: `POST {path} HTTP/1.0\r\nHost: {authority}\r\n${connection}\r\nTransfer-Encoding: chunked\r\n\r\n${chunkedHello}${smuggled}`,
      needs: ["content"],
      pass: [
        { responses: [{ status: 400 }], connection: "closed" },
        { responses: [{ status: "2xx" }], connection: "closed" },
      ],
    }),
  ),
  ...[
    "gzip",
    "identity",
    "xchunked",
    "chunkedchunked",
    "chunk",
    "chunked, gzip",
    "chunked, identity",
    "chunked;q=1",
    '"chunked"',
    'chunked, "\\',
    "[chunked]",
    "chunked foo",
    "chun ked",
    "chunked=chunked",
    "%63hunked",
    "\xa0chunked",
    "chunked\xff",
    "",
    ",",
  ].map((value) =>
    refused({
      rule: "RFC9112-6.3/CHUNKED-NOT-LAST",
      quote: notLast,
      why: "The last coding is not chunked, however much it looks like it.",
      send: post([`Transfer-Encoding: ${value}`], chunkedHello + smuggled),
      needs: ["content"],
      pass: [
        { responses: [{ status: 400 }], connection: "closed" },
        { responses: [{ status: 501 }], connection: "closed" },
      ],
    }),
  ),
  ...[["Transfer-Encoding: chunked, chunked"], ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"]].map(
    (lines) =>
      refused({
        rule: "RFC9112-6.1/CHUNKED-TWICE",
        quote: twice,
        why: "Whoever decodes once sees other content than whoever decodes twice.",
        send: post(lines, chunkedHello + smuggled),
        needs: ["content"],
        pass: [
          { responses: [{ status: 400 }], connection: "closed" },
          { responses: [{ status: 501 }], connection: "closed" },
        ],
      }),
  ),
  ...["gzip, chunked", "identity, chunked", "pigeons,chunked"].map((value) =>
    refused({
      rule: "RFC9112-6.1/UNKNOWN-CODING",
      level: "SHOULD",
      quote: notUnderstood,
      why: "The message has an end, but its content cannot be had.",
      send: post([`Transfer-Encoding: ${value}`], chunkedHello + smuggled),
      needs: ["content"],
      status: 501,
      pass: [{ responses: [{ status: 501 }] }, { responses: [{ status: 400 }] }],
    }),
  ),
  refused({
    rule: "RFC9112-6.1/UNKNOWN-CODING",
    level: "SHOULD",
    quote: notUnderstood,
    why: "Also where the codings stand on two lines.",
    send: post(["Transfer-Encoding: gzip", "Transfer-Encoding: chunked"], chunkedHello + smuggled),
    needs: ["content"],
    status: 501,
    pass: [{ responses: [{ status: 501 }] }, { responses: [{ status: 400 }] }],
  }),
];
