import { advices, notModified, only, otherTag, preconditionFailed, whole } from "./9110-outcomes.ts";
import { answered, type Case, type Need, request } from "./case.ts";
import type { ExpectedResponse } from "./outcome.ts";

const ignoredRange =
  "A recipient of an If-Range header field MUST ignore the Range header field if the If-Range condition evaluates to false.";
const otherwiseRange = "Otherwise, the recipient SHOULD process the Range header field as requested.";
const tagMatches =
  "If the entity-tag validator provided exactly matches the ETag field value for the selected representation using the strong comparison function (Section 8.8.3.2), the condition is true.";
const exactly =
  'Note that the If-Range comparison is by exact match, including when the validator is an HTTP-date, and so it differs from the "earlier than or equal to" comparison used when evaluating an If-Unmodified-Since conditional.';
const withoutRange =
  "A server MUST ignore an If-Range header field received in a request that does not contain a Range header field.";
const afterOthers =
  "In other words, Range is ignored when a conditional GET would result in a 304 (Not Modified) response.";
const ordered =
  "A recipient cache or origin server MUST evaluate the request preconditions defined by this specification in the following order:";

const compare =
  "Send the range only where If-Range is the page's own strong entity tag, or letter for letter its Last-Modified, and else the whole file with 200.";

const firstOctet: ExpectedResponse = { status: 206, content: { file: [0, 0] } };

interface Row {
  readonly title: string;
  readonly quote?: string;
  readonly why?: string;
  readonly value: string;
  readonly needs: readonly Need[];
}

const failing: readonly Row[] = [
  { title: "another tag", value: otherTag, needs: ["etag", "ranges"] },
  { title: "the tag of the page, but weak", value: "{weakEtag}", needs: ["etag", "ranges"] },
  { title: "an earlier date", value: "{earlier}", needs: ["last-modified", "ranges"] },
  {
    title: "a later date",
    quote: exactly,
    why: "The page may have changed between its date and that one, and its date been set back.",
    value: "{later}",
    needs: ["last-modified", "ranges"],
  },
  {
    title: "an asterisk",
    quote: "If-Range = entity-tag / HTTP-date",
    why: "Any version is no version.",
    value: "*",
    needs: ["validator", "ranges"],
  },
  {
    title: "no tag and no date",
    quote: "If-Range = entity-tag / HTTP-date",
    why: "What names no version cannot be the right one.",
    value: "porthole",
    needs: ["validator", "ranges"],
  },
];

interface Combination {
  readonly title: string;
  readonly quote: string;
  readonly quotedFrom: string;
  readonly lines: readonly string[];
  readonly needs: readonly Need[];
  readonly is: ExpectedResponse;
}

const combinations: readonly Combination[] = [
  {
    title: "a range, and the tag in If-None-Match",
    quote: afterOthers,
    quotedFrom: "RFC9110-14.2",
    lines: ["Range: bytes=0-0", "If-None-Match: {etag}"],
    needs: ["etag", "ranges"],
    is: notModified,
  },
  {
    title: "a range beyond the end, and the tag in If-None-Match",
    quote: afterOthers,
    quotedFrom: "RFC9110-14.2",
    lines: ["Range: bytes={length}-", "If-None-Match: {etag}"],
    needs: ["etag", "ranges"],
    is: notModified,
  },
  {
    title: "a range, and the date in If-Modified-Since",
    quote: afterOthers,
    quotedFrom: "RFC9110-14.2",
    lines: ["Range: bytes=0-0", "If-Modified-Since: {lastModified}"],
    needs: ["last-modified", "ranges"],
    is: notModified,
  },
  {
    title: "a range, and another tag in If-None-Match",
    quote: ordered,
    quotedFrom: "RFC9110-13.2.2",
    lines: ["Range: bytes=0-0", `If-None-Match: ${otherTag}`],
    needs: ["etag", "ranges"],
    is: firstOctet,
  },
  {
    title: "a range, and another tag in If-Match",
    quote: ordered,
    quotedFrom: "RFC9110-13.2.2",
    lines: ["Range: bytes=0-0", `If-Match: ${otherTag}`],
    needs: ["etag", "ranges"],
    is: preconditionFailed,
  },
  {
    title: "a range, and the tag in If-Match",
    quote: ordered,
    quotedFrom: "RFC9110-13.2.2",
    lines: ["Range: bytes=0-0", "If-Match: {etag}"],
    needs: ["strong-etag", "ranges"],
    is: firstOctet,
  },
  {
    title: "a range, and an earlier date in If-Unmodified-Since",
    quote: ordered,
    quotedFrom: "RFC9110-13.2.2",
    lines: ["Range: bytes=0-0", "If-Unmodified-Since: {earlier}"],
    needs: ["last-modified", "ranges"],
    is: preconditionFailed,
  },
];

/** RFC 9110 §13.1.5, and where ranges stand among the other preconditions. */
export const ifRangeCases: readonly Case[] = [
  answered({
    rule: "RFC9110-13.1.5/IF-RANGE-TRUE",
    title: "the tag of the page",
    level: "SHOULD",
    quote: tagMatches,
    why: "A download that broke off goes on where it was.",
    advice: compare,
    send: request("GET {file}", ["Range: bytes=0-0", "If-Range: {etag}"]),
    needs: ["strong-etag", "ranges"],
    pass: [only(firstOctet)],
    warn: [only(whole)],
  }),
  answered({
    rule: "RFC9110-13.1.5/IF-RANGE-TRUE",
    title: "the date of the page",
    level: "SHOULD",
    quote: otherwiseRange,
    why: "A client without an entity tag has the date alone.",
    advice: compare,
    send: request("GET {file}", ["Range: bytes=0-0", "If-Range: {lastModified}"]),
    needs: ["last-modified", "ranges"],
    // Whether the date is a strong validator is for the server to know (§8.8.2.2).
    pass: [only(firstOctet), only(whole)],
  }),
  ...failing.map(({ title, quote = ignoredRange, why, value, needs }) =>
    answered({
      rule: "RFC9110-13.1.5/IF-RANGE-FALSE",
      title,
      quote,
      why: why ?? "The client would join part of this version to part of another one.",
      advice: compare,
      send: request("GET {file}", ["Range: bytes=0-0", `If-Range: ${value}`]),
      needs,
      pass: [only(whole)],
      warn: [only({ status: 400 })],
    }),
  ),
  answered({
    rule: "RFC9110-13.1.5/IF-RANGE-FALSE",
    title: "another tag, and a range beyond the end",
    quote: ignoredRange,
    why: "The range was for the older, longer version; the client wants the new one.",
    advice: compare,
    send: request("GET {file}", ["Range: bytes={length}-", `If-Range: ${otherTag}`]),
    needs: ["etag", "ranges"],
    pass: [only(whole)],
  }),
  answered({
    rule: "RFC9110-13.1.5/IF-RANGE-ALONE",
    title: "another tag, without a range",
    quote: withoutRange,
    why: "Without a range there is nothing that it could change.",
    advice: compare,
    send: request("GET {file}", [`If-Range: ${otherTag}`]),
    needs: ["file"],
    pass: [only(whole)],
  }),
  ...combinations.map(({ lines, is, ...combination }) =>
    answered({
      rule: "RFC9110-13.2.2/RANGE-LAST",
      ...combination,
      why: "A range is looked at last, when it is clear that there is something to send.",
      advice: advices.order,
      send: request("GET {file}", lines),
      pass: [only(is), ...(is === firstOctet ? [only(whole)] : [])],
    }),
  ),
];
