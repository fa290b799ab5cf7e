import { decodeAsLatin1 } from "./9112-2-message.ts";
import { accepted, type Case, get, ownChoice, post, refused, shown, understood } from "./case.ts";
import { answers, badRequest, closesSilently, noMessage, written } from "./usual-outcomes.ts";

const fieldLine = 'field-line = field-name ":" OWS field-value OWS';
const noMatch =
  "receives a sequence of octets that does not match the HTTP-message grammar aside from the robustness exceptions listed above, the server SHOULD respond with a 400 (Bad Request) response and close the connection.";
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

const takeFields =
  "Split a field line at its first colon, take white space off the value's ends, and pass over fields that are not known.";
const checkNames =
  "Take a line of the header section only if it begins with a name of token characters and a colon; answer 400 to all else, and close the connection.";
const noSpace = "Answer 400 where white space stands between a field name and its colon.";
const noFolds = "Answer 400 to a field line that begins with white space.";
const noControls = "Answer 400 where a field value has a NUL or another control octet.";
const limitFields = "Take header sections as browsers and proxies send them: a hundred fields and more.";

/** A header section of just so many octets: Host and one long line. */
function sectionOf(octets: number): string {
  const others = "Host: a.example\r\nX: \r\n".length;
  return `GET {path} HTTP/1.1\r\nHost: a.example\r\nX: ${"y".repeat(octets - others)}\r\n\r\n`;
}

function validLine(line: string, field: string): Case {
  return accepted({
    rule: "RFC9112-5.1/FIELD-LINE",
    title: `field line "${written(line)}"`,
    quote: fieldLine,
    quotedFrom: "RFC9112-5",
    why: "The value is what stands between the white space, octet for octet, and any visible one may stand in it.",
    advice: /[\x80-\xff]/.test(line) ? decodeAsLatin1 : takeFields,
    send: get(line),
    engine: [`RequestHead GET\n${field}`, "EndOfMessage"],
  });
}

function invalidName(character: string): Case {
  return refused({
    rule: "RFC9110-5.1/NAME-TOKEN",
    title: `${shown(character)} in a field name`,
    level: "SHOULD",
    quote: noMatch,
    quotedFrom: "RFC9112-2.2",
    why: `${shown(character)} in a name: a careless parser next in line may read another name.`,
    advice: checkNames,
    send: get(`X${character}Y: z`),
    ...noMessage,
  });
}

/** RFC 9112 §5, RFC 9110 §5: field lines. */
export const fieldCases: readonly Case[] = [
  ...[
    ["X:y", "X:y"],
    ["X:\t y \t", "X:y"],
    ["X:", "X:"],
    ["X: caf\xe9", "X:caf\xe9"],
    ["X: a:b: c", "X:a:b: c"],
    ["!#$%&'*+-.^_`|~09Az: v", "!#$%&'*+-.^_`|~09Az:v"],
    ["__proto__: x", "__proto__:x"],
  ].map(([line, field]) => validLine(line!, field!)),
  ...[
    ["X: y", "X:y"],
    ["X: y  z\tw", "X:y  z\tw"],
    ["X: \t ", "X:"],
    ['X: "a, b", c', 'X:"a, b", c'],
    ["Transfer_Encoding: chunked", "Transfer_Encoding:chunked"],
  ].map(([line, field]) => ownChoice(validLine(line!, field!))),
  ownChoice(
    accepted({
      rule: "RFC9110-5.3/SEVERAL-LINES",
      title: "three field lines, two of one name",
      quote:
        "The order in which field lines with the same name are received is therefore significant to the interpretation of the field value",
      why: "Lines of one name keep their order and their spelling.",
      send: get("X: 1", "Y: 2", "x: 3"),
      engine: ["RequestHead GET\nX:1\nY:2\nx:3", "EndOfMessage"],
    }),
  ),
  accepted({
    rule: "RFC9112-5.1/MANY-FIELDS",
    title: "60 field lines",
    level: "practice",
    quote: fieldLine,
    quotedFrom: "RFC9112-5",
    why: "What browsers send, and what proxies add to it, is no more than that.",
    advice: limitFields,
    send: get(...Array.from({ length: 60 }, (_, index) => `X-${index}: ${"v".repeat(40)}`)),
    engine: ["RequestHead GET\nX-59", "EndOfMessage"],
  }),

  ...[...'(/="\0)<>@,;\\[]?{}', "\x0b", "\x1f", "\x7f", "\x80", "\xff"].map(invalidName),
  ...[
    ["SP", " "],
    ["HTAB", "\t"],
    ["two SP", "  "],
  ].map(([name, space]) =>
    refused({
      rule: "RFC9112-5.1/SPACE-BEFORE-COLON",
      title: `${name} before the colon`,
      quote: spaceBeforeColon,
      why: "Some take the space for a part of the name, and overlook the field.",
      advice: noSpace,
      send: get(`X${space}: y`),
      ...badRequest,
    }),
  ),
  refused({
    rule: "RFC9112-5.1/SPACE-BEFORE-COLON",
    title: "SP before the colon of Transfer-Encoding, beside Content-Length",
    quote: spaceBeforeColon,
    why: "The field that is overlooked so is the one that frames the message.",
    advice: noSpace,
    send: post(["Content-Length: 5", "Transfer-Encoding : chunked"], "0\r\n\r\n"),
    methods: ["POST"],
    ...badRequest,
  }),
  refused({
    rule: "RFC9112-5.1/SPACE-BEFORE-COLON",
    title: "a name of two words",
    level: "SHOULD",
    quote: noMatch,
    quotedFrom: "RFC9112-2.2",
    why: "A name of two words is no name.",
    advice: checkNames,
    send: get("Bad Name: y"),
    ...noMessage,
  }),
  refused({
    rule: "RFC9112-5.1/NAME-EMPTY",
    title: "a colon without a name before it",
    level: "SHOULD",
    quote: noMatch,
    quotedFrom: "RFC9112-2.2",
    why: "A name has one character at the least.",
    advice: checkNames,
    send: get(": y"),
    ...noMessage,
  }),
  refused({
    rule: "RFC9112-5/COLON-MISSING",
    title: "a line without a colon",
    level: "SHOULD",
    quote: noMatch,
    quotedFrom: "RFC9112-2.2",
    why: "A line without a colon is no field line; a parser that splits at the colon fails on it.",
    advice: checkNames,
    send: get("NoColonHere"),
    ...noMessage,
  }),
  refused({
    rule: "RFC9112-5/COLON-MISSING",
    title: "a name that is cut by a line's end",
    level: "SHOULD",
    quote: noMatch,
    quotedFrom: "RFC9112-2.2",
    why: "Whoever joins the two lines reads a field that nobody before has seen.",
    advice: checkNames,
    send: get("Fo", "o: bar"),
    ...noMessage,
  }),
  refused({
    rule: "RFC9112-5/COLON-MISSING",
    title: "a line of a NUL",
    level: "SHOULD",
    quote: noMatch,
    quotedFrom: "RFC9112-2.2",
    why: "To those who keep strings as C does it is an empty line, and the header section ends there.",
    advice: checkNames,
    send: get("\0"),
    error: "RFC9110-5.1/NAME-TOKEN",
    ...noMessage,
  }),

  // Folds (§5.2)
  ...[
    ["a value on two lines", "X: a\r\n b"],
    ["a value on three lines, with HTAB", "X: a\r\n\tb\r\n\tc"],
    ["a line of SP alone", "X: a\r\n "],
    ["a value on the second line alone", "X:\r\n b"],
  ].map(([title, line]) =>
    refused({
      rule: "RFC9112-5.2/OBS-FOLD",
      title: title!,
      quote: obsFold,
      why: "A parser that does not know of folding sees two lines, or ends the header section here.",
      advice: noFolds,
      send: get(line!),
      pass: [answers(400), { responses: [understood] }],
      warn: [answers("4xx")],
    }),
  ),
  refused({
    rule: "RFC9112-5.2/OBS-FOLD",
    title: "a Content-Length whose number is on the second line",
    quote: obsFold,
    why: "A parser that does not know of folding sees no length, and takes the content for a request.",
    advice: noFolds,
    send: `${post(["Content-Length:\r\n 5"], "hello")}${get()}`,
    methods: ["POST", "GET"],
    needs: ["content"],
    pass: [answers(400), { responses: [understood, understood] }],
    warn: [answers("4xx")],
  }),

  // Values (RFC 9110 §5.5)
  refused({
    rule: "RFC9110-5.5/VALUE-OCTET",
    title: "NUL in a field value",
    quote: badValue,
    why: "NUL ends the value for whoever keeps strings as C does.",
    advice: noControls,
    send: get("X: a\0b"),
    // It may have been replaced with SP, which nobody sees from here.
    warn: [answers("understood"), answers("4xx"), closesSilently],
  }),
  refused({
    rule: "RFC9110-5.5/VALUE-OCTET",
    title: "a control octet in a field value",
    level: "MAY",
    quote: otherControls,
    why: "In a log or on a terminal a control octet is a command.",
    advice: noControls,
    send: get("X: a\x1bb"),
    pass: [answers(400), { responses: [understood] }],
    warn: [{}],
  }),
  ...["\x01", "\x07", "\x08", "\x0b", "\x0c", "\x1f", "\x7f"].map((character) =>
    ownChoice(
      refused({
        rule: "RFC9110-5.5/VALUE-OCTET",
        title: `${shown(character)} in a field value`,
        level: "MAY",
        quote: otherControls,
        why: `${shown(character)} has no place in a field value.`,
        send: get(`X: a${character}b`),
      }),
    ),
  ),

  // Limits (RFC 9110 §5.4)
  ownChoice(
    accepted({
      rule: "RFC9110-5.4/HEADER-SECTION-SIZE",
      title: "a header section of 16,384 octets",
      level: "practice",
      quote: tooLarge,
      why: "16384 octets are at the limit.",
      send: sectionOf(16384),
      engine: ["RequestHead GET", "EndOfMessage"],
    }),
  ),
  ownChoice(
    refused({
      rule: "RFC9110-5.4/HEADER-SECTION-SIZE",
      title: "a header section of 16,385 octets",
      quote: tooLarge,
      why: "One octet past the limit.",
      send: sectionOf(16385),
      status: 431,
    }),
  ),
  ...[
    ["a name", "X"],
    ["white space", " X: y"],
    ["the end of a line", "X: y\r"],
  ].map(([title, rest]) =>
    ownChoice(
      refused({
        rule: "RFC9110-5.4/HEADER-SECTION-SIZE",
        title: `${title} past 16,384 octets`,
        quote: tooLarge,
        why: "Past the limit nothing more is looked at: a name, white space, the end of a line.",
        send: `${sectionOf(16384).slice(0, -2)}${rest}`,
        status: 431,
      }),
    ),
  ),
  ownChoice(
    refused({
      rule: "RFC9110-5.4/HEADER-SECTION-SIZE",
      title: "a name of 17,000 octets that does not end",
      quote: tooLarge,
      why: "A name without an end: the server must not wait for it.",
      send: `GET {path} HTTP/1.1\r\nHost: a.example\r\n${"X".repeat(17000)}`,
      status: 431,
    }),
  ),
  ownChoice(
    accepted({
      rule: "RFC9110-5.4/HEADER-LINES",
      title: "100 field lines",
      level: "practice",
      quote: tooLarge,
      why: "100 field lines are at the limit.",
      send: get(...Array.from({ length: 99 }, () => "X: y")),
      engine: ["RequestHead GET", "EndOfMessage"],
    }),
  ),
  ownChoice(
    refused({
      rule: "RFC9110-5.4/HEADER-LINES",
      title: "101 field lines",
      quote: tooLarge,
      why: "One line past the limit.",
      send: get(...Array.from({ length: 100 }, () => "X: y")),
      status: 431,
    }),
  ),
];
