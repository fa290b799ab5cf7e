import { only, redirections, whole, withField } from "./9110-outcomes.ts";
import { answered, type Case, request } from "./case.ts";
import type { ExpectedResponse } from "./outcome.ts";

const satisfied =
  "the received Range field-value contains a valid ranges-specifier with a range-unit supported for that target resource, and that ranges-specifier is satisfiable with respect to the selected representation, the server SHOULD send a 206 (Partial Content) response with content containing one or more partial representations that correspond to the satisfiable range-spec(s) requested.";
const inclusive =
  "The last-pos value gives the offset of the last byte in the range; that is, the byte positions specified are inclusive.";
const remainder =
  "If the last-pos value is absent, or if the value is greater than or equal to the current length of the representation data, the byte range is interpreted as the remainder of the representation";
const suffix = "A client can refer to the last N bytes (N > 0) of the selected representation using a suffix-range.";
const shorter =
  "If the selected representation is shorter than the specified suffix-length, the entire representation is used.";
const satisfiable = "For a GET request, a valid bytes range-spec is satisfiable if it is either:";
const large =
  "recipients MUST anticipate potentially large decimal numerals and prevent parsing errors due to integer conversion overflows.";
const unsatisfiable =
  "either the range-unit is not supported for that target resource or the ranges-specifier is unsatisfiable with respect to the selected representation, the server SHOULD send a 416 (Range Not Satisfiable) response.";
const currentLength =
  "A server generating a 416 (Range Not Satisfiable) response to a byte-range request SHOULD send a Content-Range header field with an unsatisfied-range value";
const invalid =
  "A server that supports range requests MAY ignore or reject a Range header field that contains an invalid ranges-specifier";
const unknownUnit =
  "An origin server MUST ignore a Range header field that contains a range unit it does not understand.";
const unitCase = "All range unit names are case-insensitive";
const getAlone =
  "A server MUST ignore a Range header field received with a request method that is unrecognized or for which range handling is not defined.";
const contentRange =
  "If a single part is being transferred, the server generating the 206 response MUST generate a Content-Range header field, describing what range of the selected representation is enclosed, and a content consisting of the range.";
const inRequest =
  "A server MUST ignore a Content-Range header field received in a request with a method for which Content-Range support is not defined.";
const afterAll =
  "The Range header field is evaluated after evaluating the precondition header fields defined in Section 13.1, and only if the result in absence of the Range header field would be a 200 (OK) response.";

const readRange =
  "Read Range as first-last, first- or -suffix, both positions counting from 0 and included, and send just those octets with 206 and Content-Range.";
const cut = "Take a last position beyond the end for the last octet, and a suffix longer than the file for all of it.";
const refuse = "Answer 416 with Content-Range: bytes */<length> where a range begins beyond the last octet.";
const bigNumbers = "Compare positions as numbers of any size, so that none wraps around or loses digits.";
const strict = "Ignore a Range that is not in the grammar, or refuse it; never make a range of part of it.";
const unit = "Ignore a Range of any unit but bytes, whose case does not count.";
const onlyGet = "Look at Range for GET alone, and only where the response would be 200 without it.";

/** These octets, with 206. */
function part(first: number, last: number, contentRangeText: string): ExpectedResponse {
  const fields = [{ name: "Content-Range", matches: `^bytes ${contentRangeText}/(?:{length}|\\*)$` }];
  return { status: 206, fields, content: { file: [first, last] } };
}

const firstOctet = part(0, 0, "0-0");
const lastOctet = part(-1, -1, "{lastPosition}-{lastPosition}");
const allOctets = part(0, -1, "0-{lastPosition}");
/** A server may ignore Range altogether. */
const ignored = only(whole);
const notSatisfiable: ExpectedResponse = { status: 416 };

function ranged(range: string): string {
  return request("GET {file}", [`Range: ${range}`]);
}

/** RFC 9110 §14: one range of a file. */
export const rangeCases: readonly Case[] = [
  ...(
    [
      ["the first octet", "bytes=0-0", firstOctet, inclusive],
      ["the last octet, as a suffix", "bytes=-1", lastOctet, suffix],
      ["the last octet, to the end", "bytes={lastPosition}-", lastOctet, remainder],
      ["the last octet, by its position", "bytes={lastPosition}-{lastPosition}", lastOctet, inclusive],
      ["all but the first octet", "bytes=1-", part(1, -1, "1-{lastPosition}"), remainder],
      ["two octets", "bytes=0-1", part(0, 1, "0-1"), inclusive],
    ] as const
  ).map(([title, range, expected, quote]) =>
    answered({
      rule: "RFC9110-14.1.2/RANGE",
      title,
      quote,
      why: "A download that goes on where it broke off is put together of wrong octets, and nobody notices.",
      advice: readRange,
      send: ranged(range),
      needs: ["ranges"],
      pass: [only(expected), ignored],
    }),
  ),
  answered({
    rule: "RFC9110-14.2/PARTIAL-CONTENT",
    title: "a range that can be had is answered 206",
    level: "SHOULD",
    quote: satisfied,
    why: "Who wanted one octet of a film does not want the film.",
    advice: readRange,
    send: ranged("bytes=0-1"),
    needs: ["ranges"],
    pass: [only({ status: 206 })],
    warn: [ignored],
  }),
  answered({
    rule: "RFC9110-15.3.7/PART-AS-WHOLE",
    title: "a part of the file is not sent as the file",
    quote:
      "The 206 (Partial Content) status code indicates that the server is successfully fulfilling a range request for the target resource by transferring one or more parts of the selected representation.",
    why: "Who is answered 200 takes what comes for all of it, and keeps it so.",
    advice: "Send a part with 206 and Content-Range; send all of the octets where the status code is 200.",
    send: ranged("bytes=0-0"),
    needs: ["file"],
    pass: [ignored, only({ status: [206, "3xx", "4xx"] })],
  }),
  ...(
    [
      ["from the first octet on", "bytes=0-", remainder],
      ["from the first to the last octet", "bytes=0-{lastPosition}", inclusive],
      ["a last position one beyond the end", "bytes=0-{length}", remainder],
      ["a last position far beyond the end", "bytes=0-999999999999", remainder],
      ["a suffix of all octets", "bytes=-{length}", suffix],
      ["a suffix longer than the file", "bytes=-999999999999", shorter],
    ] as const
  ).map(([title, range, quote]) =>
    answered({
      rule: "RFC9110-14.1.2/WHOLE-AS-RANGE",
      title,
      quote,
      why: "Media players ask for everything that way, and stop at a refusal.",
      advice: cut,
      send: ranged(range),
      needs: ["ranges"],
      pass: [only(allOctets), ignored],
    }),
  ),
  ...(
    [
      ["a last position of 2^64", "bytes=0-18446744073709551616", allOctets],
      ["a last position of 2^32", "bytes=0-4294967296", allOctets],
      ["a suffix of 2^64 and one", "bytes=-18446744073709551617", allOctets],
      ["a last position of 40 digits", `bytes=1-${"9".repeat(40)}`, part(1, -1, "1-{lastPosition}")],
    ] as const
  ).map(([title, range, expected]) =>
    answered({
      rule: "RFC9110-14.1.2/LARGE-POSITION",
      title,
      quote: large,
      why: "A number that wraps around becomes a small one, and other octets are sent than were asked for.",
      advice: bigNumbers,
      send: ranged(range),
      needs: ["ranges"],
      pass: [only(expected), ignored],
      warn: [only({ status: [416, 400] })],
    }),
  ),
  ...(
    [
      ["a first position of 2^64", "bytes=18446744073709551616-"],
      ["a first position of 2^32", "bytes=4294967296-"],
      ["a first position of 40 digits", `bytes=${"9".repeat(40)}-`],
    ] as const
  ).map(([title, range]) =>
    answered({
      rule: "RFC9110-14.1.2/LARGE-POSITION",
      title,
      quote: large,
      why: "A number that wraps around becomes 0, and the whole file is sent as if it had been asked for.",
      advice: bigNumbers,
      send: ranged(range),
      needs: ["ranges"],
      pass: [only(notSatisfiable), ignored],
      warn: [only({ status: 400 })],
    }),
  ),

  // 416 (§15.5.17)
  ...(
    [
      ["from one beyond the end", "bytes={length}-", unsatisfiable, "RFC9110-14.2"],
      ["from far beyond the end", "bytes=999999999990-999999999999", unsatisfiable, "RFC9110-14.2"],
      ["a suffix of no octets", "bytes=-0", satisfiable, "RFC9110-14.1.2"],
    ] as const
  ).map(([title, range, quote, quotedFrom]) =>
    answered({
      rule: "RFC9110-15.5.17/UNSATISFIABLE",
      title,
      level: "SHOULD",
      quote,
      quotedFrom,
      why: "A client whose download is complete asks for what follows, and must learn that there is nothing.",
      advice: refuse,
      send: ranged(range),
      needs: ["ranges"],
      pass: [only(notSatisfiable), ignored],
    }),
  ),
  answered({
    rule: "RFC9110-14.4/LENGTH-IN-416",
    title: "Content-Range in a 416",
    level: "SHOULD",
    quote: currentLength,
    why: "It tells the client how long the file is now, so that it can ask for what there is.",
    advice: refuse,
    send: ranged("bytes={length}-"),
    needs: ["ranges"],
    pass: [withField({ name: "Content-Range", equals: "bytes */{length}" }, 416), ignored],
    warn: [only(notSatisfiable)],
  }),

  // What is no range
  ...(
    [
      ["a last position before the first", "bytes=1-0"],
      ["nothing", "bytes="],
      ["a dash alone", "bytes=-"],
      ["a comma alone", "bytes=,"],
      ["letters", "bytes=a-b"],
      ["a position without a dash", "bytes=0"],
      ["a plus sign", "bytes=+0-1"],
      ["two dashes", "bytes=--1"],
      ["hexadecimal digits", "bytes=0x0-0x1"],
      ["a decimal point", "bytes=0.0-1.0"],
      ["three positions", "bytes=0-0-0"],
      ["no equals sign", "bytes 0-1"],
      ["no unit", "0-1"],
      ["a range and a word", "bytes=0-0,x"],
      ["a range and one that ends before it begins", "bytes=0-0,1-0"],
    ] as const
  ).map(([title, range]) =>
    answered({
      rule: "RFC9110-14.2/INVALID-RANGE",
      title,
      level: "practice",
      quote: invalid,
      why: "What is made of half of a malformed field is another thing at each server, and caches mix them up.",
      advice: strict,
      send: ranged(range),
      needs: ["ranges"],
      pass: [ignored, only({ status: [400, 416] })],
      // Some take out of a list what they can read.
      warn: range.includes("0-0,") ? [only(firstOctet)] : [],
    }),
  ),
  answered({
    rule: "RFC9110-14.2/INVALID-RANGE",
    title: "two Range fields",
    level: "practice",
    quote:
      "a sender MUST NOT generate multiple field lines with the same name in a message (whether in the headers or trailers) or append a field line when a field line of the same name already exists in the message, unless that field's definition allows multiple field line values to be recombined as a comma-separated list",
    quotedFrom: "RFC9110-5.3",
    why: "Range is no list of such sets: who takes the first and who takes the last send different octets.",
    advice: strict,
    send: request("GET {file}", ["Range: bytes=0-0", "Range: bytes=1-1"]),
    needs: ["ranges"],
    pass: [ignored, only({ status: [400, 416] })],
    // One of the two, or both.
    warn: [only({ status: 206 })],
  }),
  answered({
    rule: "RFC9110-14.2/INVALID-RANGE",
    title: "blanks within a range",
    level: "practice",
    quote: invalid,
    why: "The grammar has none there; some read over them.",
    advice: strict,
    send: ranged("bytes=0 - 0"),
    needs: ["ranges"],
    pass: [ignored, only({ status: [400, 416] })],
    warn: [only(firstOctet)],
  }),
  answered({
    rule: "RFC9110-14.1.2/BLANK-AFTER-EQUALS",
    title: "a blank after the equals sign",
    level: "practice",
    quote: "bytes= 0-999, 4500-5499, -1000",
    why: "The RFC's own example has one.",
    advice: readRange,
    send: ranged("bytes= 0-0"),
    needs: ["ranges"],
    pass: [only(firstOctet), ignored],
    // The grammar has none.
    warn: [only({ status: [400, 416] })],
  }),

  // Units (§14.1)
  ...["lines=0-0", "bytesx=0-0", "x-bytes=0-0"].map((range) =>
    answered({
      rule: "RFC9110-14.2/UNKNOWN-UNIT",
      title: range.slice(0, range.indexOf("=")),
      quote: unknownUnit,
      why: "A unit that was invented later must be able to count on old servers sending everything.",
      advice: unit,
      send: ranged(range),
      needs: ["file"],
      pass: [ignored],
    }),
  ),
  answered({
    rule: "RFC9110-14.1/UNIT-CASE",
    title: "bytes in upper case",
    quote: unitCase,
    why: "BYTES is bytes; a refusal stops a download that could go on.",
    advice: unit,
    send: ranged("BYTES=0-0"),
    needs: ["ranges"],
    pass: [only(firstOctet), ignored],
  }),

  // Where Range does not count
  answered({
    rule: "RFC9110-14.2/RANGE-OF-HEAD",
    title: "HEAD with a range",
    quote: getAlone,
    why: "HEAD asks about the file, whose length it is to tell.",
    advice: onlyGet,
    send: request("HEAD {file}", ["Range: bytes=0-0"]),
    needs: ["file"],
    pass: [only({ status: 200 })],
    // Most servers answer HEAD in all things as GET, since HEAD is to have the same fields (§9.3.2).
    warn: [only({ status: 206 })],
  }),
  answered({
    rule: "RFC9110-14.2/RANGE-OF-POST",
    title: "POST with a range",
    quote: getAlone,
    why: "Part of the answer to what was done is no answer.",
    advice: onlyGet,
    send: request("POST {post}", ["Range: bytes=0-0", "Content-Length: 0"]),
    needs: ["content"],
    pass: [only({ status: [200, 201, 202, 204, 205, "3xx", "4xx", "5xx"] })],
  }),
  answered({
    rule: "RFC9110-14.2/RANGE-OF-NOTHING",
    title: "a range of a page that is not there",
    quote: afterAll,
    why: "Part of an error page, sent as 206, is joined to a download.",
    advice: onlyGet,
    send: request("GET {missing}", ["Range: bytes=0-0"]),
    needs: ["not-found"],
    pass: [only({ status: 404 })],
  }),
  answered({
    rule: "RFC9110-14.2/RANGE-OF-REDIRECT",
    title: "a range of what is elsewhere",
    quote: afterAll,
    why: "The range is for the file that the redirect leads to.",
    advice: onlyGet,
    send: request("GET {redirect}", ["Range: bytes=0-0"]),
    needs: ["redirect"],
    pass: [only({ status: redirections })],
  }),
  answered({
    rule: "RFC9110-14.4/CONTENT-RANGE-IN-REQUEST",
    title: "GET with Content-Range",
    quote: inRequest,
    why: "It is a field of responses, and no Range by another name.",
    advice: onlyGet,
    send: request("GET {file}", ["Content-Range: bytes 0-0/1"]),
    needs: ["file"],
    pass: [only(whole)],
  }),
  answered({
    rule: "RFC9110-15.3.7.1/CONTENT-RANGE",
    title: "Content-Range in a 206",
    quote: contentRange,
    why: "Without it the client cannot tell where the octets belong.",
    advice: readRange,
    send: ranged("bytes=0-1"),
    needs: ["ranges"],
    pass: [withField({ name: "Content-Range", matches: "^bytes \\d+-\\d+/(?:\\d+|\\*)$" }, 206), ignored],
  }),
];
