import { accepted, type Case, get, refused, shown } from "./case.ts";

const fieldLine = 'field-line = field-name ":" OWS field-value OWS';
const spaceBeforeColon =
  "A server MUST reject, with a response status code of 400 (Bad Request), any received request message that contains whitespace between a header field name and colon.";
const obsFold =
  'A server that receives an obs-fold in a request message that is not within a "message/http" container MUST either reject the message by sending a 400 (Bad Request), preferably with a representation explaining that obsolete line folding is unacceptable, or replace each received obs-fold with one or more SP octets prior to interpreting the field value or forwarding the message downstream.';
const badValue =
  "a recipient of CR, LF, or NUL within a field value MUST either reject the message or replace each of those characters with SP before further processing or forwarding of that message.";
const otherControls =
  "Field values containing other CTL characters are also invalid; however, recipients MAY retain such characters for the sake of robustness when they appear within a safe context";
const tooLarge =
  "A server that receives a request header field line, field value, or set of fields larger than it wishes to process MUST respond with an appropriate 4xx (Client Error) status code.";

/** A header section of just so many octets: Host and one long line. */
function sectionOf(octets: number): string {
  const others = "Host: a.example\r\nX: \r\n".length;
  return `GET {path} HTTP/1.1\r\nHost: a.example\r\nX: ${"y".repeat(octets - others)}\r\n\r\n`;
}

/** RFC 9112 §5, RFC 9110 §5: field lines. */
export const fieldCases: readonly Case[] = [
  ...[
    ["X:y", "X:y"],
    ["X: y", "X:y"],
    ["X:\t y \t", "X:y"],
    ["X: y  z\tw", "X:y  z\tw"],
    ["X:", "X:"],
    ["X: \t ", "X:"],
    ["X: caf\xe9", "X:caf\xe9"],
    ["X: a:b: c", "X:a:b: c"],
    ['X: "a, b", c', 'X:"a, b", c'],
    ["!#$%&'*+-.^_`|~09Az: v", "!#$%&'*+-.^_`|~09Az:v"],
    ["__proto__: x", "__proto__:x"],
    ["Transfer_Encoding: chunked", "Transfer_Encoding:chunked"],
  ].map(([line, field]) =>
    accepted({
      rule: "RFC9112-5.1/FIELD-LINE",
      quote: fieldLine,
      why: "The value is what stands between the white space, octet for octet.",
      send: get(line!),
      engine: [`RequestHead GET\n${field}`, "EndOfMessage"],
    }),
  ),
  accepted({
    rule: "RFC9110-5.3/SEVERAL-LINES",
    quote:
      "The order in which field lines with the same name are received is therefore significant to the interpretation of the field value",
    why: "Lines of one name keep their order and their spelling.",
    send: get("X: 1", "Y: 2", "x: 3"),
    engine: ["RequestHead GET\nX:1\nY:2\nx:3", "EndOfMessage"],
  }),
  accepted({
    rule: "RFC9112-5.1/MANY-FIELDS",
    level: "practice",
    quote: fieldLine,
    why: "What browsers send, proxies included, is below every limit.",
    send: get(...Array.from({ length: 60 }, (_, index) => `X-${index}: ${"v".repeat(40)}`)),
    engine: ["RequestHead GET\nX-59", "EndOfMessage"],
  }),

  ...[...'()<>@,;\\/[]?={}"', "\0", "\x0b", "\x1f", "\x7f", "\x80", "\xff"].map((character) =>
    refused({
      rule: "RFC9110-5.1/NAME-TOKEN",
      level: "SHOULD",
      quote: "field-name = token",
      why: `${shown(character)} in a name: a careless parser next in line may read another name.`,
      send: get(`X${character}Y: z`),
    }),
  ),
  ...[" ", "\t", "  "].map((space) =>
    refused({
      rule: "RFC9112-5.1/SPACE-BEFORE-COLON",
      quote: spaceBeforeColon,
      why: "Some would take the space for a part of the name, and overlook the field.",
      send: get(`X${space}: y`),
    }),
  ),
  refused({
    rule: "RFC9112-5.1/SPACE-BEFORE-COLON",
    quote: spaceBeforeColon,
    why: "The field that is overlooked so may be the one that frames the message.",
    send: get("Content-Length: 5", "Transfer-Encoding : chunked"),
  }),
  refused({
    rule: "RFC9112-5.1/SPACE-BEFORE-COLON",
    level: "SHOULD",
    quote: fieldLine,
    why: "A name of two words is no name.",
    send: get("Bad Name: y"),
  }),
  refused({
    rule: "RFC9112-5.1/NAME-EMPTY",
    level: "SHOULD",
    quote: fieldLine,
    why: "A name has one character at the least.",
    send: get(": y"),
  }),
  refused({
    rule: "RFC9112-5/COLON-MISSING",
    level: "SHOULD",
    quote: fieldLine,
    why: "A line without a colon is no field line.",
    send: get("NoColonHere"),
  }),
  refused({
    rule: "RFC9112-5/COLON-MISSING",
    level: "SHOULD",
    quote: fieldLine,
    why: "A name that is cut by a line's end.",
    send: get("Fo", "o: bar"),
  }),
  ...["X: a\r\n b", "X: a\r\n\tb\r\n\tc", "X: a\r\n ", "X:\r\n b", "Content-Length:\r\n 5"].map((line) =>
    refused({
      rule: "RFC9112-5.2/OBS-FOLD",
      quote: obsFold,
      why: "A parser that does not know of folding sees two lines, or ends the header section here.",
      send: get(line),
      warn: [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "3xx" }] }],
    }),
  ),
  refused({
    rule: "RFC9110-5.5/VALUE-OCTET",
    quote: badValue,
    why: "NUL ends the value for whoever keeps strings as C does.",
    send: get("X: a\0b"),
    warn: [{ responses: [{ status: "2xx" }] }],
  }),
  ...["\x01", "\x07", "\x08", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f"].map((character) =>
    refused({
      rule: "RFC9110-5.5/VALUE-OCTET",
      level: "SHOULD",
      quote: otherControls,
      why: `${shown(character)} has no place in a field value.`,
      send: get(`X: a${character}b`),
      warn: [{ responses: [{ status: "2xx" }] }],
    }),
  ),

  // Limits (RFC 9110 §5.4)
  accepted({
    rule: "RFC9110-5.4/HEADER-SECTION-SIZE",
    level: "practice",
    quote: tooLarge,
    why: "16384 octets are at the limit.",
    send: sectionOf(16384),
    engine: ["RequestHead GET", "EndOfMessage"],
    pass: [
      { responses: [{ status: "2xx" }] },
      { responses: [{ status: "3xx" }] },
      { responses: [{ status: 431 }] },
      { responses: [{ status: 400 }] },
    ],
  }),
  refused({
    rule: "RFC9110-5.4/HEADER-SECTION-SIZE",
    quote: tooLarge,
    why: "One octet past the limit.",
    send: sectionOf(16385),
    status: 431,
    pass: [{ responses: [{ status: 431 }] }, { responses: [{ status: "2xx" }] }, { responses: [{ status: "3xx" }] }],
  }),
  ...["X", " X: y", "X: y\r"].map((rest) =>
    refused({
      rule: "RFC9110-5.4/HEADER-SECTION-SIZE",
      quote: tooLarge,
      why: "Past the limit nothing more is looked at: a name, white space, the end of a line.",
      send: `${sectionOf(16384).slice(0, -2)}${rest}`,
      status: 431,
      pass: [{ responses: [{ status: 431 }] }, { responses: [{ status: "2xx" }] }, { responses: [{ status: "3xx" }] }],
    }),
  ),
  refused({
    rule: "RFC9110-5.4/HEADER-SECTION-SIZE",
    quote: tooLarge,
    why: "A name without an end: the server must not wait for it.",
    send: `GET {path} HTTP/1.1\r\nHost: a.example\r\n${"X".repeat(17000)}`,
    status: 431,
    pass: [
      { responses: [{ status: 431 }], connection: "closed" },
      { responses: [{ status: 400 }], connection: "closed" },
    ],
  }),
  accepted({
    rule: "RFC9110-5.4/HEADER-LINES",
    level: "practice",
    quote: tooLarge,
    why: "100 field lines are at the limit.",
    send: get(...Array.from({ length: 99 }, () => "X: y")),
    engine: ["RequestHead GET", "EndOfMessage"],
    pass: [
      { responses: [{ status: "2xx" }] },
      { responses: [{ status: "3xx" }] },
      { responses: [{ status: 431 }] },
      { responses: [{ status: 400 }] },
    ],
  }),
  refused({
    rule: "RFC9110-5.4/HEADER-LINES",
    quote: tooLarge,
    why: "One line past the limit.",
    send: get(...Array.from({ length: 100 }, () => "X: y")),
    status: 431,
    pass: [{ responses: [{ status: 431 }] }, { responses: [{ status: "2xx" }] }, { responses: [{ status: "3xx" }] }],
  }),
];
