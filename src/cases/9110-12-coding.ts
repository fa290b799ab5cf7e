import { advices, only, withField } from "./9110-outcomes.ts";
import { answered, type Case, get, request, understood } from "./case.ts";
import type { Outcome } from "./outcome.ts";

const applied =
  "If one or more encodings have been applied to a representation, the sender that applied the encodings MUST generate a Content-Encoding header field that lists the content codings in the order in which they were applied.";
const noIdentity =
  'Note that the coding named "identity" is reserved for its special role in Accept-Encoding and thus SHOULD NOT be included.';
const codingCase = "All content codings are case-insensitive";
const xGzip = 'A recipient SHOULD consider "x-gzip" to be equivalent to "gzip".';
const notAcceptable =
  "If the representation's content coding is one of the content codings listed in the Accept-Encoding field value, then it is acceptable unless it is accompanied by a qvalue of 0.";
const noneListed =
  "If a non-empty Accept-Encoding header field is present in a request and none of the available representations for the response have a content coding that is listed as acceptable, the origin server SHOULD send a response without any content coding unless the identity coding is indicated as unacceptable.";
const empty =
  "An Accept-Encoding header field with a field value that is empty implies that the user agent does not want any content coding in response.";
const anyCoding =
  "If no Accept-Encoding header field is in the request, any content coding is considered acceptable by the user agent.";
const byDefault =
  "If the representation has no content coding, then it is acceptable by default unless specifically excluded by the Accept-Encoding header field";
const weight = 'qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )';
const weightName =
  'The content negotiation fields defined by this specification use a common parameter, named "q" (case-insensitive), to assign a relative "weight"';
const severalLines =
  "When a field name is repeated within a section, its combined field value consists of the list of corresponding field line values within that section, concatenated in order, with each field line value separated by a comma.";
const vary =
  "An origin server SHOULD generate a Vary header field on a cacheable response when it wishes that response to be selectively reused for subsequent requests.";
const distinct =
  "a strong entity tag for a content-encoded representation has to be distinct from the entity tag of an unencoded representation to prevent potential conflicts during cache updates and range requests.";
const evaluated =
  "When an origin server receives a request that selects a representation and that request includes an If-None-Match header field, the origin server MUST evaluate the If-None-Match condition per Section 13.2 prior to performing the method.";
const encodedRanges =
  "If the representation data has a content coding applied, each byte range is calculated with respect to the encoded sequence of bytes, not the sequence of underlying bytes that would be obtained after decoding.";
const identical = "The HEAD method is identical to GET except that the server MUST NOT send content in the response.";

const code = "Send with gzip what is the same text once it is decoded, and say so in Content-Encoding.";
const choose =
  "Read Accept-Encoding as a list of whole names, their case aside, each with a weight; 0 is a refusal, and what is not named and not meant by * is not wanted.";
const sayVary = "Send Vary: Accept-Encoding with every answer of a page that comes with and without a coding.";
const otherTags = "Give the coded page an entity tag of its own, or a weak one, and know it again in If-None-Match.";
const rangesOfCoded = "Cut ranges from the octets that are sent with that coding, or send a range without any coding.";
const tolerant = "Leave out of Accept-Encoding what cannot be read, and answer as if it were not there.";

const plain = withField({ name: "Content-Encoding", is: "absent" }, 200);
const saidPlain = withField({ name: "Content-Encoding", equals: "identity" }, 200);
const gzipped: Outcome = only({
  status: 200,
  fields: [{ name: "Content-Encoding", matches: "^(?:x-)?gzip$" }],
  content: { decodes: "gzip" },
});

function asked(...accepts: readonly string[]): string {
  return request(
    "GET {coded}",
    accepts.map((accept) => `Accept-Encoding: ${accept}`),
  );
}

const unwanted: readonly (readonly [title: string, quote: string, accepts: readonly string[], quotedFrom?: string])[] =
  [
    ["gzip;q=0", notAcceptable, ["gzip;q=0"]],
    ["gzip;q=0.000", notAcceptable, ["gzip;q=0.000"]],
    ["blanks about the weight", notAcceptable, ["gzip ; q=0"]],
    ["Q in upper case", weightName, ["gzip;Q=0"], "RFC9110-12.4.2"],
    ["gzip;q=0 and others that may be unknown", notAcceptable, ["gzip;q=0, porthole"]],
    ["identity alone", noneListed, ["identity"]],
    ["a coding that nobody knows", noneListed, ["porthole"]],
    ["a name that has gzip in it", noneListed, ["gzipped, xgzip, not-gzip"]],
    ["refusals on two lines", severalLines, ["identity", "gzip;q=0"], "RFC9110-5.2"],
    ["the empty field", empty, [""]],
  ];

/** RFC 9110 §8.4 and §12.5.3: content that is compressed for those who can read it. */
export const codingCases: readonly Case[] = [
  answered({
    rule: "RFC9110-8.4/GZIP",
    title: "gzip is asked for",
    quote: applied,
    why: "Content that does not decode, or decodes to something else, is a broken page.",
    advice: code,
    send: asked("gzip"),
    needs: ["coding"],
    pass: [gzipped, plain],
  }),
  answered({
    rule: "RFC9112-6.3/CODED-LENGTH",
    title: "a page with gzip, then another page",
    quote:
      "If a valid Content-Length header field is present without Transfer-Encoding, its decimal value defines the expected message body length in octets.",
    why: "The length of the page before it was coded is the wrong one, and spoils the next response.",
    advice: code,
    send: [asked("gzip"), "await-response", get()],
    needs: ["coding"],
    pass: [
      only({ status: 200, without: ["content-short", "content-excess", "both-lengths", "length-missing"] }, understood),
    ],
  }),
  answered({
    rule: "RFC9110-8.4/NO-IDENTITY",
    title: "identity is not said in Content-Encoding",
    level: "SHOULD",
    quote: noIdentity,
    why: "Some clients take it for a coding that they do not know.",
    advice: code,
    send: asked("identity"),
    needs: ["coding"],
    pass: [withField({ name: "Content-Encoding", listsNone: ["identity"] })],
  }),
  answered({
    rule: "RFC9110-8.4.1/CODING-CASE",
    title: "GZIP in upper case",
    quote: codingCase,
    why: "It is the same coding.",
    advice: choose,
    send: asked("GZIP"),
    needs: ["coding"],
    pass: [gzipped],
    warn: [plain],
  }),
  answered({
    rule: "RFC9110-8.4.1.3/X-GZIP",
    title: "x-gzip",
    level: "SHOULD",
    quote: xGzip,
    why: "It is the old name of the same coding.",
    advice: choose,
    send: asked("x-gzip"),
    needs: ["coding"],
    pass: [gzipped],
    // Nobody needs to code anything.
    warn: [plain],
  }),
  ...unwanted.map(([title, quote, accepts, quotedFrom = "RFC9110-12.5.3"]) =>
    answered({
      rule: "RFC9110-12.5.3/NOT-WANTED",
      title,
      level: "SHOULD",
      quote,
      quotedFrom,
      why: "A client that cannot decode gzip is sent what it cannot read.",
      advice: choose,
      send: asked(...accepts),
      needs: ["coding"],
      pass: [plain],
      warn: [saidPlain],
    }),
  ),
  answered({
    rule: "RFC9110-12.5.3/NO-FIELD",
    title: "no Accept-Encoding",
    level: "MAY",
    quote: anyCoding,
    why: "Those who do not send the field are mostly small programs that cannot decode.",
    advice: choose,
    send: asked(),
    needs: ["coding"],
    pass: [plain],
    warn: [{}],
  }),
  ...["gzip;q=0, *", "*, gzip;q=0"].map((accept) =>
    answered({
      rule: "RFC9110-12.5.3/ANY-BUT-ONE",
      title: accept,
      level: "SHOULD",
      quote: notAcceptable,
      why: "The asterisk stands for what is not named, and gzip is.",
      advice: choose,
      send: asked(accept),
      needs: ["coding"],
      pass: [withField({ name: "Content-Encoding", listsNone: ["gzip", "x-gzip"] }, 200)],
    }),
  ),
  ...["identity;q=0, gzip", "*;q=0, gzip", "gzip, identity;q=0.000"].map((accept) =>
    answered({
      rule: "RFC9110-12.5.3/NO-IDENTITY",
      title: accept,
      level: "SHOULD",
      quote: byDefault,
      why: "The client says that it wants gzip and nothing else.",
      advice: choose,
      send: asked(accept),
      needs: ["coding"],
      pass: [gzipped],
      // The field may be disregarded where it cannot be kept to (§12.4.1).
      warn: [plain, only({ status: 406 })],
    }),
  ),
  ...["*;q=0", "identity;q=0", "gzip;q=0, identity;q=0"].map((accept) =>
    answered({
      rule: "RFC9110-12.4.1/NOTHING-ACCEPTABLE",
      title: `Accept-Encoding: ${accept}`,
      level: "practice",
      quote:
        "the origin server can either honor the header field by sending a 406 (Not Acceptable) response or disregard the header field by treating the response as if it is not subject to content negotiation for that request header field.",
      why: "Where nothing will do, the client must be told so, or sent what there is.",
      advice: choose,
      send: asked(accept),
      needs: ["coding"],
      pass: [only({ status: [200, 406] })],
      warn: [only({ status: "4xx" })],
    }),
  ),
  ...["gzip;q=abc", "gzip;q=", "gzip;q=2", "gzip;q=-1", "gzip;;q=1", ";q=1, ,=", "@, gzip"].map((accept) =>
    answered({
      rule: "RFC9110-12.4.2/WEIGHT-SYNTAX",
      title: accept,
      level: "practice",
      quote: weight,
      why: "A field that tells of preferences must not bring a page down.",
      advice: tolerant,
      send: asked(accept),
      needs: ["coding"],
      pass: [only({ status: 200 })],
      warn: [only({ status: [400, 406] })],
    }),
  ),
  answered({
    rule: "RFC9110-12.5.3/MANY-CODINGS",
    title: "a hundred codings that nobody knows",
    level: "practice",
    quote: "Accept-Encoding  = #( codings [ weight ] )",
    why: "What a client prefers must not cost much to read.",
    advice: tolerant,
    send: asked(Array.from({ length: 100 }, (_, at) => `x-${at};q=0.5`).join(", ")),
    needs: ["coding"],
    pass: [plain],
    warn: [only({ status: [400, 406, 431] })],
  }),

  // Vary (§12.5.5)
  answered({
    rule: "RFC9110-12.5.5/VARY",
    title: "with gzip",
    level: "SHOULD",
    quote: vary,
    why: "A shared cache sends the compressed page to a client that cannot read it.",
    advice: sayVary,
    send: asked("gzip"),
    needs: ["coding"],
    pass: [
      withField({ name: "Vary", lists: ["accept-encoding"] }, 200),
      withField({ name: "Vary", lists: ["*"] }, 200),
      withField({ name: "Cache-Control", lists: ["no-store"] }, 200),
      plain,
    ],
  }),
  answered({
    rule: "RFC9110-12.5.5/VARY",
    title: "without a coding",
    level: "SHOULD",
    quote: vary,
    why: "A shared cache sends the page as it is to those who could have had it compressed.",
    advice: sayVary,
    send: asked("identity"),
    needs: ["coding"],
    pass: [
      withField({ name: "Vary", lists: ["accept-encoding"] }, 200),
      withField({ name: "Vary", lists: ["*"] }, 200),
      withField({ name: "Cache-Control", lists: ["no-store"] }, 200),
    ],
    // "Vary might be elided": the page as it is can be read by all.
    warn: [only({ status: 200 })],
  }),

  // Entity tags (§8.8.3.3)
  answered({
    rule: "RFC9110-8.8.3.3/TAG-OF-CODED",
    title: "a range of the page as it is, if it has the tag that it has with gzip",
    quote: distinct,
    why: "Half of a compressed page is joined to half of the page itself.",
    advice: otherTags,
    send: request("GET {coded}", ["Range: bytes=0-0", "If-Range: {codedEtag}"]),
    needs: ["coded-etag"],
    pass: [
      only({ status: 200 }),
      // It comes with gzip to everybody: the octets are those that the tag stands for.
      withField({ name: "Content-Encoding", lists: ["gzip"] }, 206),
    ],
    warn: [only({ status: 400 })],
  }),
  answered({
    rule: "RFC9110-13.1.2/TAG-OF-CODED",
    title: "the tag that the page has with gzip, with gzip",
    quote: evaluated,
    why: "A client that has the compressed page already is sent all of it again.",
    advice: otherTags,
    send: request("GET {coded}", ["Accept-Encoding: gzip", "If-None-Match: {codedEtag}"]),
    needs: ["coded-etag"],
    pass: [
      only({ status: 304, content: "none" }),
      // It has no tag to be known by.
      withField({ name: "ETag", is: "absent" }, 200),
    ],
  }),

  // HEAD and ranges
  answered({
    rule: "RFC9110-9.3.2/HEAD-OF-CODED",
    title: "HEAD of a page with gzip",
    quote: identical,
    why: "The last octets of the coding are content as well.",
    advice: advices.head,
    send: [request("HEAD {coded}", ["Accept-Encoding: gzip"]), "await-response", get()],
    methods: ["HEAD", "GET"],
    needs: ["coding"],
    pass: [only({ status: 200, content: "none" }, understood)],
  }),
  answered({
    rule: "RFC9110-8.6/LENGTH-OF-CODED",
    title: "Content-Length in the response to HEAD of a page with gzip",
    quote:
      "a server MUST NOT send Content-Length in such a response unless its field value equals the decimal number of octets that would have been sent in the content of a response if the same request had used the GET method.",
    why: "The length of the page before it was coded, or of an empty one that was, is a lie.",
    advice: advices.head,
    send: request("HEAD {coded}", ["Accept-Encoding: gzip"]),
    needs: ["coding"],
    pass: [
      withField({ name: "Content-Length", is: "absent" }),
      withField({ name: "Content-Length", equals: "{codedLength}" }),
      // HEAD is answered without a coding.
      only({
        fields: [
          { name: "Content-Encoding", is: "absent" },
          { name: "Content-Length", as: "coded" },
        ],
      }),
    ],
  }),
  answered({
    rule: "RFC9110-14.1.2/RANGE-OF-CODED",
    title: "the first octet of a page with gzip",
    quote: encodedRanges,
    why: "A client that joins parts of both has neither.",
    advice: rangesOfCoded,
    send: request("GET {coded}", ["Accept-Encoding: gzip", "Range: bytes=0-0"]),
    needs: ["coding"],
    pass: [
      // Each gzip file begins with this octet.
      only({ status: 206, fields: [{ name: "Content-Encoding", lists: ["gzip"] }], content: { has: "\x1f" } }),
      withField({ name: "Content-Encoding", is: "absent" }, 206),
      only({ status: 200 }),
    ],
  }),
];
