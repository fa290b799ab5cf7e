import {
  advices,
  closedUnanswered,
  notModified,
  only,
  otherTag,
  preconditionFailed,
  redirections,
  withField,
} from "./9110-outcomes.ts";
import { answered, type Case, type Need, request } from "./case.ts";

const ordered =
  "A recipient cache or origin server MUST evaluate the request preconditions defined by this specification in the following order:";
const ignored =
  "A server MUST ignore all received preconditions if its response to the same request without those conditions, prior to processing the request content, would have been a status code other than a 2xx (Successful) or 412 (Precondition Failed).";
const otherMethods =
  "a server MUST ignore the conditional request header fields defined by this specification when received with a request method that does not involve the selection or modification of a selected representation, such as CONNECT, OPTIONS, or TRACE.";
const same304 =
  "The server generating a 304 response MUST generate any of the following header fields that would have been sent in a 200 (OK) response to the same request:";
const noOther304 =
  "a sender SHOULD NOT generate representation metadata other than the above listed fields unless said metadata exists for the purpose of guiding cache updates";

const onlySuccess =
  "Look at preconditions only where the response would be 2xx without them: redirects and errors come first.";
const notOptions = "Do not look at preconditions of OPTIONS.";
const fields304 =
  "Give a 304 the Cache-Control, Content-Location, Date, ETag, Expires and Vary that the 200 would have had.";
const lean304 = "Leave Content-Type, Content-Encoding and Content-Range out of a 304.";

interface Combination {
  readonly title: string;
  readonly why: string;
  readonly lines: readonly string[];
  readonly needs: readonly Need[];
  readonly is: typeof notModified | typeof preconditionFailed;
}

const combinations: readonly Combination[] = [
  {
    title: "If-Match that fails, If-None-Match that matches",
    why: "Who asks that nothing be done unless the version is right must not be told that it is.",
    lines: [`If-Match: ${otherTag}`, "If-None-Match: {etag}"],
    needs: ["etag"],
    is: preconditionFailed,
  },
  {
    title: "If-Match and If-None-Match that both match",
    why: "The first holds, so the second is looked at.",
    lines: ["If-Match: {etag}", "If-None-Match: {etag}"],
    needs: ["strong-etag"],
    is: notModified,
  },
  {
    title: "If-Unmodified-Since that fails, If-None-Match that matches",
    why: "Who asks that nothing be done unless the version is right must not be told that it is.",
    lines: ["If-Unmodified-Since: {earlier}", "If-None-Match: {etag}"],
    needs: ["etag", "last-modified"],
    is: preconditionFailed,
  },
  {
    title: "If-Unmodified-Since that holds, If-None-Match that matches",
    why: "The first holds, so the second is looked at.",
    lines: ["If-Unmodified-Since: {lastModified}", "If-None-Match: {etag}"],
    needs: ["etag", "last-modified"],
    is: notModified,
  },
];

const notEvaluated: readonly (readonly [title: string, line: string])[] = [
  ["If-Match", `If-Match: ${otherTag}`],
  ["If-None-Match", "If-None-Match: *"],
  ["If-Modified-Since", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT"],
  ["If-Unmodified-Since", "If-Unmodified-Since: Mon, 01 Jan 1990 00:00:00 GMT"],
];

/** RFC 9110 §13.2 and §15.4.5: which precondition comes first, when none does, and what a 304 has. */
export const preconditionCases: readonly Case[] = [
  ...combinations.map(({ title, why, lines, needs, is }) =>
    answered({
      rule: "RFC9110-13.2.2/PRECEDENCE",
      title,
      quote: ordered,
      why,
      advice: advices.order,
      send: request("GET {file}", lines),
      needs,
      pass: [only(is)],
    }),
  ),
  ...notEvaluated.map(([title, line]) =>
    answered({
      rule: "RFC9110-13.2.1/NOT-FOUND-FIRST",
      title: `${title} of a page that is not there`,
      quote: ignored,
      why: "A 304 or a 412 says that the page is there.",
      advice: onlySuccess,
      send: request("GET {missing}", [line]),
      needs: ["not-found"],
      pass: [only({ status: 404 })],
    }),
  ),
  ...notEvaluated.map(([title, line]) =>
    answered({
      rule: "RFC9110-13.2.1/REDIRECT-FIRST",
      title: `${title} of what is elsewhere`,
      quote: ignored,
      why: "The precondition is for the page that the redirect leads to.",
      advice: onlySuccess,
      send: request("GET {redirect}", [line]),
      needs: ["redirect"],
      pass: [only({ status: redirections })],
    }),
  ),
  ...notEvaluated.map(([title, line]) =>
    answered({
      rule: "RFC9110-13.2.1/OPTIONS",
      title: `${title} with OPTIONS`,
      quote: otherMethods,
      why: "OPTIONS asks about the resource, and not about one version of it.",
      advice: notOptions,
      send: request("OPTIONS {file}", [line]),
      needs: ["file"],
      pass: [only({ status: ["2xx", ...redirections, 400, 403, 404, 405, 501] })],
    }),
  ),
  answered({
    rule: "RFC9110-13.2.1/REFUSED-METHOD-FIRST",
    title: "If-Match with a method that nobody knows",
    quote: ignored,
    why: "A method that is refused is not refused because of the version.",
    advice: onlySuccess,
    send: request("BREW {file}", [`If-Match: ${otherTag}`]),
    needs: ["file"],
    pass: [only({ status: [400, 403, 404, 405, 501] })],
    // A server that takes any method may look at its preconditions.
    warn: [only({ status: ["2xx", 412] }), closedUnanswered],
  }),

  // What a 304 has (§15.4.5)
  ...["ETag", "Cache-Control", "Vary", "Content-Location"].map((name) =>
    answered({
      rule: `RFC9110-15.4.5/304-${name.toUpperCase()}`,
      title: `${name} in a 304 to the tag`,
      quote: same304,
      why: "Caches take the fields of the 304 over into what they have stored.",
      advice: fields304,
      send: request("GET {file}", ["If-None-Match: {etag}"]),
      needs: ["etag"],
      pass: [withField({ name, as: "file" }, 304), only({ status: 200 })],
    }),
  ),
  ...["ETag", "Cache-Control", "Vary", "Content-Location"].map((name) =>
    answered({
      rule: `RFC9110-15.4.5/304-${name.toUpperCase()}`,
      title: `${name} in a 304 to the date`,
      quote: same304,
      why: "Caches take the fields of the 304 over into what they have stored.",
      advice: fields304,
      send: request("GET {file}", ["If-Modified-Since: {lastModified}"]),
      needs: ["last-modified"],
      pass: [withField({ name, as: "file" }, 304), only({ status: 200 })],
    }),
  ),
  answered({
    rule: "RFC9110-15.4.5/304-DATE",
    title: "Date in a 304",
    quote: same304,
    why: "Caches count the age of what they have from it.",
    advice: fields304,
    send: request("GET {file}", ["If-None-Match: {etag}"]),
    needs: ["etag"],
    pass: [withField({ name: "Date", is: "present" }, 304), only({ status: 200 })],
  }),
  ...["Content-Type", "Content-Encoding", "Content-Range"].map((name) =>
    answered({
      rule: `RFC9110-15.4.5/304-NO-${name.toUpperCase()}`,
      title: `no ${name} in a 304`,
      level: "SHOULD",
      quote: noOther304,
      why: "What describes content that is not sent can only be wrong, and caches believe it.",
      advice: lean304,
      send: request("GET {file}", ["If-None-Match: {etag}"]),
      needs: ["etag"],
      pass: [withField({ name, is: "absent" }, 304), only({ status: 200 })],
      warn: [only({ status: 304 })],
    }),
  ),
];
