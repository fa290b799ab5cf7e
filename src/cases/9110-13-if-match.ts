import { only, otherTag, preconditionFailed, redirections, whole } from "./9110-outcomes.ts";
import { answered, type Case, type Need, request } from "./case.ts";

const evaluated =
  "When an origin server receives a request that selects a representation and that request includes an If-Match header field, the origin server MUST evaluate the If-Match condition per Section 13.2 prior to performing the method.";
const strongly = "An origin server MUST use the strong comparison function when comparing entity tags for If-Match";
const any =
  'If the field value is "*", the condition is true if the origin server has a current representation for the target resource.';
const listed =
  "If the field value is a list of entity tags, the condition is true if any of the listed tags match the entity tag of the selected representation.";
const notPerformed =
  "An origin server that evaluates an If-Match condition MUST NOT perform the requested method if the condition evaluates to false.";
const severalLines =
  "When a field name is repeated within a section, its combined field value consists of the list of corresponding field line values within that section, concatenated in order, with each field line value separated by a comma.";
const dateIgnored =
  "A recipient MUST ignore If-Unmodified-Since if the request contains an If-Match header field; the condition in If-Match is considered to be a more accurate replacement";

const evaluate =
  "Compare If-Match with the page's entity tag, letter for letter and none of them weak, and answer 412 where none is the same.";
const perform = "Do not perform a method whose If-Match names another entity tag: answer 412, or refuse the method.";
const precedence = "Do not look at If-Unmodified-Since where there is an If-Match.";

interface Row {
  readonly title: string;
  readonly quote: string;
  readonly quotedFrom?: string;
  readonly why: string;
  readonly lines: readonly string[];
  readonly needs: readonly Need[];
}

const refusedForNothing = "A client that names the right version must not be refused.";
const joined = "The client has part of another version, and would join it with part of this one.";

const matching: readonly Row[] = [
  { title: "the tag of the page", quote: listed, why: refusedForNothing, lines: ["{etag}"], needs: ["strong-etag"] },
  { title: "an asterisk", quote: any, why: "* stands for any tag.", lines: ["*"], needs: ["etag"] },
  {
    title: "the tag among others",
    quote: listed,
    why: refusedForNothing,
    lines: [`${otherTag}, "a,b", {etag}`],
    needs: ["strong-etag"],
  },
  {
    title: "the tag on a second line",
    quote: severalLines,
    quotedFrom: "RFC9110-5.2",
    why: "Two lines of the field are one list.",
    lines: [otherTag, "{etag}"],
    needs: ["strong-etag"],
  },
];

const different: readonly Row[] = [
  { title: "another tag", quote: evaluated, why: joined, lines: [otherTag], needs: ["etag"] },
  { title: "a list of others", quote: listed, why: joined, lines: [`${otherTag}, "b"`], needs: ["etag"] },
  { title: "the tag of the page, but weak", quote: strongly, why: joined, lines: ["{weakEtag}"], needs: ["etag"] },
  {
    title: "an asterisk in quotes",
    quote: listed,
    why: "In quotes it is a tag like others.",
    lines: ['"*"'],
    needs: ["etag"],
  },
];

function fieldLines(values: readonly string[]): readonly string[] {
  return values.map((value) => `If-Match: ${value}`);
}

/** RFC 9110 §13.1.1. */
export const ifMatchCases: readonly Case[] = [
  ...matching.map(({ lines, ...row }) =>
    answered({
      rule: "RFC9110-13.1.1/IF-MATCH-TRUE",
      ...row,
      advice: evaluate,
      send: request("GET {file}", fieldLines(lines)),
      pass: [only(whole)],
      warn: lines.length > 1 ? [only({ status: 400 })] : [],
    }),
  ),
  ...different.map(({ lines, ...row }) =>
    answered({
      rule: "RFC9110-13.1.1/IF-MATCH-FALSE",
      ...row,
      advice: evaluate,
      send: request("GET {file}", fieldLines(lines)),
      pass: [only(preconditionFailed)],
      warn: [only({ status: "4xx" })],
    }),
  ),
  answered({
    rule: "RFC9110-13.1.1/IF-MATCH-HEAD",
    title: "another tag, with HEAD",
    quote: notPerformed,
    why: "HEAD is to tell what GET would.",
    advice: evaluate,
    send: request("HEAD {file}", [`If-Match: ${otherTag}`]),
    needs: ["etag"],
    pass: [only(preconditionFailed)],
    // "there is no point in sending a conditional HEAD" (RFC 9110 §13.2.1)
    warn: [only({ status: 200 })],
  }),
  ...["PUT", "PATCH", "DELETE"].map((method) =>
    answered({
      rule: "RFC9110-13.1.1/LOST-UPDATE",
      title: `another tag, with ${method}`,
      quote: notPerformed,
      why: "Somebody changed the page since, and what they did would be lost.",
      advice: perform,
      send: [
        method === "DELETE"
          ? request("DELETE {file}", [`If-Match: ${otherTag}`])
          : request(
              `${method} {file}`,
              [`If-Match: ${otherTag}`, "Content-Type: text/plain", "Content-Length: 4"],
              "lost",
            ),
        "await-response",
        request("GET {file}"),
      ],
      needs: ["file"],
      methods: [method, "GET"],
      pass: [only({ status: ["4xx", 501] }, whole), { responses: [{ status: ["4xx", 501] }], connection: "closed" }],
      // A server that answers any method alike, and changes nothing.
      warn: [only({ status: ["2xx", ...redirections] }, whole)],
    }),
  ),

  // With If-Unmodified-Since (§13.1.4)
  answered({
    rule: "RFC9110-13.1.4/DATE-WITH-TAG",
    title: "the right tag, and an earlier date",
    quote: dateIgnored,
    why: "A page that was copied anew has another date, and the same tag.",
    advice: precedence,
    send: request("GET {file}", ["If-Match: {etag}", "If-Unmodified-Since: {earlier}"]),
    needs: ["strong-etag", "last-modified"],
    pass: [only(whole)],
  }),
  answered({
    rule: "RFC9110-13.1.4/DATE-WITH-TAG",
    title: "another tag, and the right date",
    quote: dateIgnored,
    why: "A page changed twice within a second has the same date, and another tag.",
    advice: precedence,
    send: request("GET {file}", [`If-Match: ${otherTag}`, "If-Unmodified-Since: {lastModified}"]),
    needs: ["etag", "last-modified"],
    pass: [only(preconditionFailed)],
    warn: [only({ status: "4xx" })],
  }),
];
