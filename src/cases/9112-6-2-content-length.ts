import { accepted, type Case, get, ownChoice, post, refused, request, shown } from "./case.ts";
import { answeredWith, closedAfter, mustBe400, neverTakenForSmall, toldApart } from "./framing-outcomes.ts";

const presence =
  "The presence of a message body in a request is signaled by a Content-Length or Transfer-Encoding header field.";
const contentLength =
  "If a valid Content-Length header field is present without Transfer-Encoding, its decimal value defines the expected message body length in octets.";
const invalidLength =
  "If a message is received without Transfer-Encoding and with an invalid Content-Length header field, then the message framing is invalid and the recipient MUST treat it as an unrecoverable error";
const bigNumerals =
  "a recipient MUST anticipate potentially large decimal numerals and prevent parsing errors due to integer conversion overflows or precision loss due to integer conversion (Section 17.5).";

const wholeContent =
  "Read as many octets of content as Content-Length says, none without it, before the next request is looked for; or close the connection after the response.";
const digitsAlone =
  "Take Content-Length only where it is digits and nothing else; answer all else with 400 (Bad Request) and close the connection.";
const oneLength =
  "Look at all values of Content-Length before one is used: where two differ, answer with 400 (Bad Request) and close the connection.";
const largeNumbers =
  "Bound the digits of a length before it is converted to an integer, and answer what is too large with 413 (Content Too Large).";

const smuggled = "GET /smuggled HTTP/1.1\r\nHost: a.example\r\n\r\n";
const secondGet = ["RequestHead GET", "EndOfMessage"];

/** RFC 9112 §6.2, §6.3; RFC 9110 §8.6: content whose length is said beforehand. */
export const contentLengthCases: readonly Case[] = [
  accepted({
    rule: "RFC9112-6.3/NO-BODY",
    title: "a POST without Content-Length, and a request behind it",
    quote: presence,
    quotedFrom: "RFC9112-6",
    why: "A POST without either field has no content: the next octet begins a request.",
    advice: wholeContent,
    send: post([]) + get(),
    needs: ["content"],
    engine: ["RequestHead POST no-content", "EndOfMessage", ...secondGet],
    pass: toldApart.pass,
    warn: [...toldApart.warn, answeredWith(411, "understood"), closedAfter(411)],
  }),
  ...[
    ["5", "5 octets of content, and a request behind them"],
    ["005", "a length with leading zeros"],
    [`${"0".repeat(14)}5`, "a length with fourteen leading zeros"],
  ].map(([value, title]) =>
    accepted({
      rule: "RFC9112-6.2/CONTENT-LENGTH",
      title: title!,
      quote: contentLength,
      quotedFrom: "RFC9112-6.3",
      why: "Where the content ends the next request begins, to the octet.",
      advice: wholeContent,
      send: post([`Content-Length: ${value}`], "hello") + get(),
      needs: ["content"],
      engine: ["RequestHead POST content length=5", "Content hello", "EndOfMessage", ...secondGet],
      ...toldApart,
    }),
  ),
  accepted({
    rule: "RFC9112-6.2/CONTENT-LENGTH",
    title: "white space about the length, and the name in letters of both cases",
    quote: contentLength,
    quotedFrom: "RFC9112-6.3",
    why: "White space about the value is not of it, and the name's case does not count.",
    advice: wholeContent,
    send: post(["cOnTeNt-LeNgTh:\t 5\t "], "hello") + get(),
    needs: ["content"],
    engine: ["RequestHead POST content length=5", "Content hello", "EndOfMessage", ...secondGet],
    ...toldApart,
  }),
  accepted({
    rule: "RFC9112-6.2/CONTENT-LENGTH-ZERO",
    title: "Content-Length: 0, and a request behind it",
    quote: contentLength,
    quotedFrom: "RFC9112-6.3",
    why: "0 is a length: there is nothing to wait for.",
    advice: wholeContent,
    send: post(["Content-Length: 0"]) + get(),
    needs: ["content"],
    engine: ["RequestHead POST no-content", "EndOfMessage", ...secondGet],
    ...toldApart,
  }),
  accepted({
    rule: "RFC9112-6.3/CONTENT-IS-OPAQUE",
    title: "content that begins as a request does",
    quote: contentLength,
    why: "A request within content is content: a form's text must not become somebody else's request.",
    advice: wholeContent,
    send: post(["Content-Length: 20"], "GET /x HTTP/1.1\r\n\r\n\0") + get(),
    needs: ["content"],
    engine: ["RequestHead POST content", "Content GET /x HTTP/1.1\r\n\r\n\0", "EndOfMessage", ...secondGet],
    ...toldApart,
  }),
  ...["GET", "HEAD", "DELETE", "OPTIONS", "BREW"].map((method) =>
    accepted({
      rule: "RFC9112-6/FRAMING-OF-ANY-METHOD",
      title: `${method} with content that is a request`,
      quote: "Request message framing is independent of method semantics.",
      why: "Content may mean nothing to a method; its octets are content all the same, and no request.",
      advice: wholeContent,
      send: request(`${method} {path}`, [`Content-Length: ${smuggled.length}`], smuggled) + get(),
      methods: [method, "GET"],
      engine: [
        `RequestHead ${method} content`,
        "Content GET /smuggled HTTP/1.1",
        "EndOfMessage",
        ...["RequestHead GET /", "EndOfMessage"],
      ],
      pass: [
        ...toldApart.pass,
        answeredWith("4xx", "understood"),
        answeredWith(501, "understood"),
        closedAfter("4xx"),
        closedAfter(501),
      ],
      warn: [...toldApart.warn, closedAfter()],
    }),
  ),
  accepted({
    rule: "RFC9112-6.3/MORE-THAN-SAID",
    title: "two octets more than Content-Length says",
    level: "SHOULD",
    quote:
      "receives a sequence of octets that does not match the HTTP-message grammar aside from the robustness exceptions listed above, the server SHOULD respond with a 400 (Bad Request) response and close the connection.",
    quotedFrom: "RFC9112-2.2",
    why: "What is left over begins the next request, and is no method there.",
    advice:
      "Answer a request that has come whole, whatever stands behind it; only then look at what follows, and after close not at all.",
    send: post(["Content-Length: 3"], "hel\0\0\r\n\r\n") + get(),
    needs: ["content"],
    engine: ["RequestHead POST", "Content hel", "EndOfMessage", "error 400 RFC9112-3.1/METHOD-TOKEN"],
    pass: [closedAfter("understood", 400)],
    warn: [closedAfter("understood", "4xx"), closedAfter("understood", "5xx"), closedAfter("understood")],
  }),

  // What is no length
  ...[
    ["+5", "a plus sign"],
    ["-5", "a negative length"],
    ["-0", "minus zero"],
    ["5a", "a letter after the digits"],
    ["0x5", "a hexadecimal length"],
    ["5e0", "an exponent"],
    ["5.0", "a decimal point"],
    ["5 5", "two numbers with a space between"],
    ["abc", "letters"],
    ["", "nothing"],
    ["\xef\xbc\x95", "a digit of another script (U+FF15)"],
    ["\xa05", "a no-break space before the digit"],
    ['"5"', "a number in quotes"],
    ["0_5", "an underscore among the digits"],
    ["a5", "a letter before the digit"],
    ["5;", "a semicolon after the digit"],
    ["5/6", "two numbers with a slash between"],
    ["-123456789123456789123456789", "a negative length of 27 digits"],
  ].map(([value, title]) =>
    refused({
      rule: "RFC9112-6.3/CONTENT-LENGTH",
      title: `Content-Length is ${title}`,
      quote: invalidLength,
      why: "Where one server reads a number and the next one none, they disagree about where the next request begins.",
      advice: digitsAlone,
      send: post([`Content-Length: ${value}`], `hello${get()}`),
      ...mustBe400,
    }),
  ),
  ...["\x0b", "\x0c", "\0", "\x85"].map((octet) =>
    refused({
      rule: "RFC9112-6.3/CONTENT-LENGTH",
      title: `Content-Length ends with ${shown(octet)}`,
      quote: invalidLength,
      why: "Libraries take such octets for white space, or for the end of the text; the RFC does not.",
      advice: digitsAlone,
      send: post([`Content-Length: 5${octet}`], `hello${get()}`),
      error: octet === "\x85" ? "RFC9112-6.3/CONTENT-LENGTH" : "RFC9110-5.5/VALUE-OCTET",
      ...mustBe400,
    }),
  ),
  ...["'5'"].map((value) =>
    ownChoice(
      refused({
        rule: "RFC9112-6.3/CONTENT-LENGTH",
        title: `Content-Length: ${value}`,
        quote: invalidLength,
        why: `"${value}" is no number of octets: it is digits alone.`,
        send: post([`Content-Length: ${value}`], `hello${get()}`),
      }),
    ),
  ),

  refused({
    rule: "RFC9112-6.3/CONTENT-LENGTH",
    title: "Content-Length is folded over two lines",
    quote: invalidLength,
    why: "With SP in the place of the fold it is two numbers; whoever takes the first line alone reads one octet.",
    advice: digitsAlone,
    send: post(["Content-Length: 1", " 0"], `0123456789${get()}`),
    error: "RFC9112-5.2/OBS-FOLD",
    ...mustBe400,
  }),

  // Several lengths
  ...[
    ["the same number on two lines", "Content-Length: 5", "Content-Length: 5"],
    ["the same number twice on a line", "Content-Length: 5, 5"],
    ["a number and an empty list element", "Content-Length: 5,"],
    ["the same number, once with a leading zero", "Content-Length: 5", "Content-Length: 05"],
  ].map(([title, ...lines]) =>
    refused({
      rule: "RFC9110-8.6/CONTENT-LENGTH-REPEATED",
      title: title!,
      quote:
        "all values in the list are valid, and all values in the list are the same (in which case, the message is processed with that single value used as the Content-Length field value).",
      quotedFrom: "RFC9112-6.3",
      why: "The same number twice may be refused or taken as one; to take none of them would leave the content unread.",
      advice: oneLength,
      send: post(lines, `hello${get()}`),
      needs: ["content"],
      pass: [closedAfter(400), ...toldApart.pass],
      warn: [...toldApart.warn, closedAfter("4xx")],
    }),
  ),
  ...[
    ["two lines with two numbers", "Content-Length: 5", "Content-Length: 6"],
    ["0, then another number under a name in lower case", "Content-Length: 0", "X: y", "content-length: 5"],
    ["a number, then 0", "Content-Length: 5", "X: y", "Content-Length: 0"],
    ["a list of two numbers", "Content-Length: 5, 6"],
  ].map(([title, ...lines]) =>
    refused({
      rule: "RFC9110-8.6/CONTENT-LENGTH-REPEATED",
      title: title!,
      quote: invalidLength,
      quotedFrom: "RFC9112-6.3",
      why: "Two lengths: one server takes the first, the next one the last, and a request hides between.",
      advice: oneLength,
      send: post(lines, `hello${get()}`),
      ...mustBe400,
    }),
  ),
  refused({
    rule: "RFC9110-8.6/CONTENT-LENGTH-REPEATED",
    title: "an empty line, then a number",
    quote: invalidLength,
    quotedFrom: "RFC9112-6.3",
    why: "Who looks at the first line alone sees no length, and takes the content for a request.",
    advice: oneLength,
    send: post(["Content-Length:", "Content-Length: 5"], `hello${get()}`),
    ...mustBe400,
    warn: [...mustBe400.warn, ...toldApart.pass, ...toldApart.warn],
  }),

  // Large numbers
  ownChoice(
    accepted({
      rule: "RFC9110-8.6/CONTENT-LENGTH-SIZE",
      title: "15 digits",
      quote: bigNumerals,
      why: "15 digits are at the limit.",
      send: post(["Content-Length: 999999999999999"], "he"),
      engine: ["RequestHead POST length=999999999999999", "Content he"],
    }),
  ),
  ownChoice(
    accepted({
      rule: "RFC9110-8.6/CONTENT-LENGTH-SIZE",
      title: "forty leading zeros",
      quote: bigNumerals,
      why: "However many there are, zeros before a number make it no larger.",
      send: post([`Content-Length: ${"0".repeat(40)}5`], "hello"),
      engine: ["RequestHead POST length=5", "Content hello", "EndOfMessage"],
    }),
  ),
  ownChoice(
    refused({
      rule: "RFC9110-8.6/CONTENT-LENGTH-SIZE",
      title: "16 digits",
      quote: bigNumerals,
      why: "One digit past the limit.",
      send: post(["Content-Length: 1000000000000000"], "hello"),
      status: 413,
    }),
  ),
  accepted({
    rule: "RFC9110-8.6/CONTENT-LENGTH-SIZE",
    title: "2^32 + 5",
    quote: bigNumerals,
    why: "In 32 bits this is 5, and what follows the 5 octets becomes a request.",
    advice: largeNumbers,
    send: post(["Content-Length: 4294967301"], `hello${get()}`),
    engine: ["RequestHead POST length=4294967301", "Content hello"],
    ...neverTakenForSmall,
  }),
  ...[
    ["9223372036854775813", "2^63 + 5"],
    ["18446744073709551621", "2^64 + 5"],
    ["340282366920938463463374607431768211461", "2^128 + 5"],
    [`1${"0".repeat(398)}5`, "400 digits"],
  ].map(([value, title]) =>
    refused({
      rule: "RFC9110-8.6/CONTENT-LENGTH-SIZE",
      title: title!,
      quote: bigNumerals,
      why: "A number that overflows becomes a small one, and what follows becomes a request.",
      advice: largeNumbers,
      send: post([`Content-Length: ${value}`], `hello${get()}`),
      status: 413,
      ...neverTakenForSmall,
    }),
  ),
];
