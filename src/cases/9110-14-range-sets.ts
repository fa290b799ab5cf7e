import { only, whole, withField } from "./9110-outcomes.ts";
import { answered, type Case, type Need, request } from "./case.ts";
import type { ExpectedResponse, Outcome } from "./outcome.ts";

const several =
  "A server that generates a multipart response SHOULD send the parts in the same order that the corresponding range-spec appeared in the received Range header field";
const needed =
  'If multiple parts are being transferred, the server generating the 206 response MUST generate "multipart/byteranges" content, as defined in Section 14.6, and a Content-Type header field containing the "multipart/byteranges" media type and its required boundary parameter.';
const noContentRange =
  "To avoid confusion with single-part responses, a server MUST NOT generate a Content-Range header field in the HTTP header section of a multiple part response";
const noMultipart =
  "A server MUST NOT generate a multipart response to a request for a single range, since a client that does not request multiple parts might not support multipart responses.";
const oneIsEnough =
  "A valid ranges-specifier is satisfiable if it contains at least one range-spec that is satisfiable, as defined by the indicated range-unit.";
const unsatisfiable = "Otherwise, the ranges-specifier is unsatisfiable.";
const excessive =
  "Servers ought to ignore, coalesce, or reject egregious range requests, such as requests for more than two overlapping ranges or for many small ranges in a single set";
const emptyElements = "A recipient MUST parse and ignore a reasonable number of empty list elements";
const sameAs200 =
  "A server that generates a 206 response MUST generate the following header fields, in addition to those required in the subsections below, if the field would have been sent in a 200 (OK) response to the same request: Date, Cache-Control, ETag, Expires, Content-Location, and Vary.";
const representationFields =
  "Otherwise, a sender MUST generate all of the representation header fields that would have been sent in a 200 (OK) response to the same request.";
const acceptRanges = "A server that does not support any kind of range request for the target resource MAY send";

const sendParts =
  "Send several ranges as multipart/byteranges, each part with its own Content-Range and just its octets, or send the whole file.";
const onePart =
  "Send one range as it is, with Content-Range in the header section, and multipart/byteranges for several alone.";
const readSet = "Leave out of a set the ranges that begin beyond the end, and answer 416 only where none is left.";
const bound = "Where more than two ranges overlap, join them, send the whole file, or refuse the request.";
const fields206 =
  "Give a 206 the Cache-Control, Content-Type, Content-Location, Date, ETag, Last-Modified and Vary that the 200 would have had.";
const advertise = "Say Accept-Ranges: bytes where ranges are served, and none where they are not.";

const ignored = only(whole);
const first: ExpectedResponse = { status: 206, content: { file: [0, 0] } };
const last: ExpectedResponse = { status: 206, content: { file: [-1, -1] } };
const all: ExpectedResponse = { status: 206, content: { file: [0, -1] } };

/** What may come of a set whose satisfiable range is the first octet alone. */
const firstAlone: readonly Outcome[] = [only(first), only({ status: 206, content: { parts: [[0, 0]] } }), ignored];

/** The octets that were asked for, joined if they overlap, once each. */
const joined: readonly Outcome[] = [
  ignored,
  only(all),
  only({ status: 206, content: { parts: [[0, -1]] } }),
  only({ status: [400, 413, 416, 431] }),
];

function ranged(range: string): string {
  return request("GET {file}", [`Range: ${range}`]);
}

const fieldsOf206: readonly (readonly [name: string, quote: string, needs: readonly Need[]])[] = [
  ["ETag", sameAs200, ["ranges"]],
  ["Cache-Control", sameAs200, ["ranges"]],
  ["Vary", sameAs200, ["ranges"]],
  ["Content-Location", sameAs200, ["ranges"]],
  ["Content-Type", representationFields, ["ranges"]],
  ["Last-Modified", representationFields, ["ranges"]],
];

/** RFC 9110 §14.6 and §15.3.7: several ranges, and what a 206 has. */
export const rangeSetCases: readonly Case[] = [
  answered({
    rule: "RFC9110-15.3.7.2/PARTS",
    title: "the first octet and the last",
    quote: needed,
    why: "Without the parts' own positions the client cannot tell which octets it got.",
    advice: sendParts,
    send: ranged("bytes=0-0,-1"),
    needs: ["ranges"],
    pass: [
      only({
        status: 206,
        content: {
          parts: [
            [0, 0],
            [-1, -1],
          ],
        },
      }),
      only({ status: 206, content: { parts: [[0, -1]] } }),
      ignored,
      // Less than was asked for may be sent (§14.2).
      only(first),
      only(last),
      only(all),
      only({
        status: 206,
        content: {
          parts: [
            [-1, -1],
            [0, 0],
          ],
        },
      }),
    ],
  }),
  answered({
    rule: "RFC9110-15.3.7.2/ORDER-OF-PARTS",
    title: "the last octet and the first",
    level: "SHOULD",
    quote: several,
    why: "Who asks for the end first, as for the table of contents of a film, wants it first.",
    advice: sendParts,
    send: ranged("bytes=-1,0-0"),
    needs: ["ranges"],
    pass: [
      only({
        status: 206,
        content: {
          parts: [
            [-1, -1],
            [0, 0],
          ],
        },
      }),
      only({ status: 206, content: { parts: [[0, -1]] } }),
      ignored,
      only(last),
      only(first),
      only(all),
    ],
    warn: [
      only({
        status: 206,
        content: {
          parts: [
            [0, 0],
            [-1, -1],
          ],
        },
      }),
    ],
  }),
  answered({
    rule: "RFC9110-15.3.7.2/NO-CONTENT-RANGE",
    title: "no Content-Range in the header section of several parts",
    quote: noContentRange,
    why: "With it a client takes the delimiters between the parts for octets of the file.",
    advice: onePart,
    send: ranged("bytes=0-0,-1"),
    needs: ["ranges"],
    pass: [
      withField({ name: "Content-Range", is: "absent" }, 206),
      withField({ name: "Content-Type", matches: "^(?!multipart/)" }, 206),
      ignored,
    ],
  }),
  answered({
    rule: "RFC9110-15.3.7.2/ONE-RANGE",
    title: "one range is not sent as a part",
    quote: noMultipart,
    why: "A client that asks for one range need not know parts.",
    advice: onePart,
    send: ranged("bytes=0-0"),
    needs: ["ranges"],
    pass: [
      withField({ name: "Content-Type", matches: "^(?!multipart/byteranges)" }, 206),
      withField({ name: "Content-Type", is: "absent" }, 206),
      ignored,
    ],
  }),
  answered({
    rule: "RFC9110-14.1.1/ONE-IS-ENOUGH",
    title: "a range, and one beyond the end",
    level: "SHOULD",
    quote: oneIsEnough,
    why: "A file that became shorter is still there in part.",
    advice: readSet,
    send: ranged("bytes=0-0,{length}-"),
    needs: ["ranges"],
    pass: firstAlone,
  }),
  answered({
    rule: "RFC9110-14.1.1/ONE-IS-ENOUGH",
    title: "one beyond the end, and a range",
    level: "SHOULD",
    quote: oneIsEnough,
    why: "The order in a set does not matter to whether it can be had.",
    advice: readSet,
    send: ranged("bytes={length}-,0-0"),
    needs: ["ranges"],
    pass: firstAlone,
  }),
  answered({
    rule: "RFC9110-14.1.1/NONE-OF-SEVERAL",
    title: "two beyond the end, and a suffix of no octets",
    level: "SHOULD",
    quote: unsatisfiable,
    why: "Where nothing can be had, the client must not be sent something.",
    advice: readSet,
    send: ranged("bytes={length}-,999999999999-,-0"),
    needs: ["ranges"],
    pass: [only({ status: 416 }), ignored],
  }),
  answered({
    rule: "RFC9110-5.6.1.2/EMPTY-RANGES",
    title: "a set with empty elements",
    quote: emptyElements,
    why: "Range is a list, and lists may have commas too many.",
    advice: readSet,
    send: ranged("bytes=,0-0,,"),
    needs: ["ranges"],
    pass: firstAlone,
    warn: [only({ status: [400, 416] })],
  }),
  ...(
    [
      ["three times the whole file", 3],
      ["two hundred times the whole file", 200],
    ] as const
  ).map(([title, times]) =>
    answered({
      rule: "RFC9110-17.15/OVERLAPPING-RANGES",
      title,
      level: "practice",
      quote: excessive,
      why: "A request of a few hundred octets must not be answered with hundreds of copies of a file.",
      advice: bound,
      send: ranged(`bytes=${Array.from({ length: times }, () => "0-").join(",")}`),
      needs: ["ranges"],
      pass: joined,
    }),
  ),
  answered({
    rule: "RFC9110-17.15/OVERLAPPING-RANGES",
    title: "two hundred ends of the file, each longer by an octet",
    level: "practice",
    quote: excessive,
    why: "Each part costs more in delimiters and work than the octets in it.",
    advice: bound,
    send: ranged(`bytes=${Array.from({ length: 200 }, (_, at) => `-${at + 1}`).join(",")}`),
    needs: ["ranges"],
    pass: [
      ...joined,
      only({ status: 206, content: { file: [-200, -1] } }),
      only({ status: 206, content: { parts: [[-200, -1]] } }),
    ],
    // Of a large file, these are fewer octets than all of it.
    warn: [only({ status: 206 })],
  }),

  // What a 206 has (§15.3.7)
  ...fieldsOf206.map(([name, quote, needs]) =>
    answered({
      rule: `RFC9110-15.3.7/206-${name.toUpperCase()}`,
      title: `${name} in a 206`,
      quote,
      why: "The client must know that the part belongs to the version that it has the rest of.",
      advice: fields206,
      send: ranged("bytes=0-0"),
      needs,
      pass: [withField({ name, as: "file" }, 206), ignored],
    }),
  ),
  answered({
    rule: "RFC9110-15.3.7/206-DATE",
    title: "Date in a 206",
    quote: sameAs200,
    why: "Caches count the age of what they have from it.",
    advice: fields206,
    send: ranged("bytes=0-0"),
    needs: ["ranges"],
    pass: [withField({ name: "Date", is: "present" }, 206), ignored],
  }),
  answered({
    rule: "RFC9110-14.3/ACCEPT-RANGES",
    title: "Accept-Ranges does not say none where ranges are served",
    level: "MAY",
    quote: acceptRanges,
    why: "A client that is told none does not ask.",
    advice: advertise,
    send: request("GET {file}"),
    needs: ["ranges"],
    pass: [
      withField({ name: "Accept-Ranges", lists: ["bytes"] }, 200),
      withField({ name: "Accept-Ranges", is: "absent" }, 200),
    ],
    warn: [{}],
  }),
];
