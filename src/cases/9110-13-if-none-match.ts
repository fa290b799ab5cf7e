import { notModified, only, otherTag, preconditionFailed, redirections, whole } from "./9110-outcomes.ts";
import { answered, type Case, request } from "./case.ts";

const evaluated =
  "When an origin server receives a request that selects a representation and that request includes an If-None-Match header field, the origin server MUST evaluate the If-None-Match condition per Section 13.2 prior to performing the method.";
const weakly = "A recipient MUST use the weak comparison function when comparing entity tags for If-None-Match";
const any =
  'If the field value is "*", the condition is false if the origin server has a current representation for the target resource.';
const listed =
  "If the field value is a list of entity tags, the condition is false if one of the listed tags matches the entity tag of the selected representation.";
const otherwise = "Otherwise, the condition is true.";
const answer =
  "the origin server MUST respond with either a) the 304 (Not Modified) status code if the request method is GET or HEAD or b) the 412 (Precondition Failed) status code for all other request methods.";
const emptyElements = "A recipient MUST parse and ignore a reasonable number of empty list elements";
const severalLines =
  "When a field name is repeated within a section, its combined field value consists of the list of corresponding field line values within that section, concatenated in order, with each field line value separated by a comma.";
const opaque = "opaque-tag = DQUOTE *etagc DQUOTE";
const dateIgnored = "A recipient MUST ignore If-Modified-Since if the request contains an If-None-Match header field";

const evaluate =
  "Before sending a page, compare its entity tag with If-None-Match, and answer 304 to GET and HEAD where they match.";
const readList =
  "Read If-None-Match as * or a list of quoted tags, over all its lines, and compare each without a W/ in front.";
const precedence = "Do not look at If-Modified-Since where there is an If-None-Match.";
const unsafe = "Answer 304 to GET and HEAD alone: where a precondition of another method fails, answer 412.";

interface Row {
  readonly title: string;
  readonly quote: string;
  readonly quotedFrom?: string;
  readonly why: string;
  readonly lines: readonly string[];
}

const spoiled = "A cache that has the page already is sent all of it again.";
const stale = "A 304 to a client that has another version leaves it with the old page.";

/** A list of so many other tags, of some kilobytes. */
const manyTags = Array.from({ length: 100 }, (_, at) => `"porthole-tag-${1000 + at}-of-some-length"`).join(", ");

const matching: readonly Row[] = [
  { title: "the tag among others", quote: listed, why: spoiled, lines: [`If-None-Match: ${otherTag}, {etag}, "b"`] },
  { title: "a list without blanks", quote: listed, why: spoiled, lines: [`If-None-Match: ${otherTag},{etag},"b"`] },
  {
    title: "a list with empty elements",
    quote: emptyElements,
    quotedFrom: "RFC9110-5.6.1.2",
    why: "Intermediaries that take tags out of a list leave commas behind.",
    lines: ["If-None-Match: , ,{etag},"],
  },
  {
    title: "the tag on a second line",
    quote: severalLines,
    quotedFrom: "RFC9110-5.2",
    why: "Two lines of the field are one list.",
    lines: [`If-None-Match: ${otherTag}`, "If-None-Match: {etag}"],
  },
  {
    title: "the tag after one with a comma in it",
    quote: opaque,
    quotedFrom: "RFC9110-8.8.3",
    why: "A comma between quotes is part of the tag, and does not end it.",
    lines: ['If-None-Match: "a,b", {etag}'],
  },
];

const different: readonly Row[] = [
  { title: "another tag", quote: otherwise, why: stale, lines: [`If-None-Match: ${otherTag}`] },
  { title: "a list of others", quote: otherwise, why: stale, lines: [`If-None-Match: ${otherTag}, W/"b", "c"`] },
  { title: "an empty tag", quote: opaque, quotedFrom: "RFC9110-8.8.3", why: stale, lines: ['If-None-Match: ""'] },
  {
    title: "an asterisk in quotes",
    quote: opaque,
    quotedFrom: "RFC9110-8.8.3",
    why: "In quotes it is a tag like others.",
    lines: ['If-None-Match: "*"'],
  },
  {
    title: "an asterisk between the commas of a tag",
    quote: opaque,
    quotedFrom: "RFC9110-8.8.3",
    why: "Whoever cuts the list at each comma finds an asterisk that nobody sent.",
    lines: ['If-None-Match: "a, *, b"'],
  },
];

/** RFC 9110 §13.1.2. */
export const ifNoneMatchCases: readonly Case[] = [
  answered({
    rule: "RFC9110-13.1.2/IF-NONE-MATCH",
    title: "the tag of the page",
    quote: evaluated,
    why: spoiled,
    advice: evaluate,
    send: request("GET {file}", ["If-None-Match: {etag}"]),
    needs: ["etag"],
    pass: [only(notModified)],
  }),
  answered({
    rule: "RFC9110-13.1.2/IF-NONE-MATCH-HEAD",
    title: "the tag of the page, with HEAD",
    quote: answer,
    why: "HEAD is to tell what GET would.",
    advice: evaluate,
    send: request("HEAD {file}", ["If-None-Match: {etag}"]),
    needs: ["etag"],
    pass: [only(notModified)],
  }),
  answered({
    rule: "RFC9110-13.1.2/IF-NONE-MATCH-WEAK",
    title: "the tag of the page, made weak",
    quote: weakly,
    why: "Intermediaries that compress make a strong tag weak, and clients send it back so.",
    advice: readList,
    send: request("GET {file}", ["If-None-Match: {weakEtag}"]),
    needs: ["strong-etag"],
    pass: [only(notModified)],
  }),
  answered({
    rule: "RFC9110-13.1.2/IF-NONE-MATCH-ANY",
    title: "an asterisk",
    quote: any,
    why: "* stands for any tag, and is not one itself.",
    advice: readList,
    send: request("GET {file}", ["If-None-Match: *"]),
    needs: ["etag"],
    pass: [only(notModified)],
  }),
  ...matching.map(({ lines, ...row }) =>
    answered({
      rule: "RFC9110-13.1.2/IF-NONE-MATCH-LIST",
      ...row,
      advice: readList,
      send: request("GET {file}", lines),
      needs: ["etag"],
      pass: [only(notModified)],
      warn: [only({ status: 400 })],
    }),
  ),
  answered({
    rule: "RFC9110-13.1.2/IF-NONE-MATCH-LIST",
    title: "the tag after a hundred others",
    quote: listed,
    why: "A cache that keeps many versions asks for all of them at once.",
    advice: readList,
    send: request("GET {file}", [`If-None-Match: ${manyTags}, {etag}`]),
    needs: ["etag"],
    pass: [only(notModified)],
    // A limit on the length of fields is the server's own choice.
    warn: [only({ status: [431, 400, 413] })],
  }),
  answered({
    rule: "RFC9110-13.1.2/IF-NONE-MATCH-LIST",
    title: "the tag after one with a backslash in it",
    quote: opaque,
    quotedFrom: "RFC9110-8.8.3",
    why: "In an entity tag a backslash is itself, and does not take away the quote after it.",
    advice: readList,
    send: request("GET {file}", ['If-None-Match: "a\\", {etag}']),
    needs: ["etag"],
    pass: [only(notModified)],
    // "some recipients might perform backslash unescaping", as once it was.
    warn: [only(whole), only({ status: 400 })],
  }),
  ...different.map(({ lines, ...row }) =>
    answered({
      rule: "RFC9110-13.1.2/IF-NONE-MATCH-OTHER",
      ...row,
      advice: readList,
      send: request("GET {file}", lines),
      needs: ["file"],
      pass: [only(whole)],
    }),
  ),
  ...[
    ["no quotes about it", "If-None-Match: porthole"],
    ["nothing in it", "If-None-Match:"],
    ["a comma alone", "If-None-Match: ,"],
    ["an open quote", 'If-None-Match: "porthole'],
  ].map(([title, line]) =>
    answered({
      rule: "RFC9110-13.1.2/IF-NONE-MATCH-SYNTAX",
      title: title!,
      quote: otherwise,
      why: "What is no tag matches none; it must not be taken for the tag of the page.",
      advice: readList,
      send: request("GET {file}", [line!]),
      needs: ["file"],
      pass: [only(whole), only({ status: 400 })],
    }),
  ),

  // With If-Modified-Since (§13.1.3)
  answered({
    rule: "RFC9110-13.1.3/DATE-WITH-TAG",
    title: "another tag, and the right date",
    quote: dateIgnored,
    why: "A page changed twice within a second has the same date, and another tag.",
    advice: precedence,
    send: request("GET {file}", [`If-None-Match: ${otherTag}`, "If-Modified-Since: {lastModified}"]),
    needs: ["etag", "last-modified"],
    pass: [only(whole)],
  }),
  answered({
    rule: "RFC9110-13.1.3/DATE-WITH-TAG",
    title: "the right tag, and an earlier date",
    quote: dateIgnored,
    why: "A page that was copied anew has another date, and the same tag.",
    advice: precedence,
    send: request("GET {file}", ["If-None-Match: {etag}", "If-Modified-Since: {earlier}"]),
    needs: ["etag", "last-modified"],
    pass: [only(notModified)],
  }),
  answered({
    rule: "RFC9110-13.1.3/DATE-WITH-TAG",
    title: "the right tag, and no date at all",
    quote: dateIgnored,
    why: "A date that is not looked at cannot be wrong.",
    advice: precedence,
    send: request("GET {file}", ["If-None-Match: {etag}", "If-Modified-Since: yesterday"]),
    needs: ["etag"],
    pass: [only(notModified)],
  }),

  // Other methods
  answered({
    rule: "RFC9110-13.1.2/NO-304-TO-POST",
    title: "an asterisk, with POST",
    quote: answer,
    why: "304 tells the client to use what it has, when it wanted something done.",
    advice: unsafe,
    send: request("POST {post}", ["If-None-Match: *", "Content-Length: 0"]),
    needs: ["content"],
    pass: [only({ status: ["2xx", "4xx", "5xx", ...redirections] })],
  }),
  ...["PUT", "PATCH"].map((method) =>
    answered({
      rule: "RFC9110-13.1.2/LOST-UPDATE",
      title: `an asterisk, with ${method} of a page that is there`,
      quote: answer,
      why: "The client wants to make a new page, and must not write over one that it does not know of.",
      advice: unsafe,
      send: [
        request(`${method} {file}`, ["If-None-Match: *", "Content-Type: text/plain", "Content-Length: 4"], "lost"),
        "await-response",
        request("GET {file}"),
      ],
      needs: ["file"],
      methods: [method, "GET"],
      pass: [
        only(preconditionFailed, whole),
        only({ status: ["4xx", 501] }, whole),
        { responses: [{ status: ["4xx", 501] }], connection: "closed" },
      ],
      // A server that answers any method alike, and changes nothing.
      warn: [only({ status: ["2xx", ...redirections] }, whole)],
    }),
  ),
];
