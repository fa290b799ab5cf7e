import { only } from "./9110-outcomes.ts";
import { answered, type Case, get } from "./case.ts";

const disregarded =
  "the origin server can either honor the header field by sending a 406 (Not Acceptable) response or disregard the header field by treating the response as if it is not subject to content negotiation for that request header field.";
const cannotRely =
  "A user agent cannot rely on proactive negotiation preferences being consistently honored, since the origin server might not implement proactive negotiation for the requested resource";

const acceptable = "Where no representation is acceptable, answer 406 or send the one that there is.";
const tolerant = "Leave out of Accept, Accept-Language and their like what cannot be read; never fail because of them.";

/** RFC 9110 §12: what clients prefer. */
export const negotiationCases: readonly Case[] = [
  ...[
    "Accept: application/x-porthole",
    "Accept: */*;q=0",
    "Accept-Language: x-porthole",
    "Accept-Language: *;q=0",
    "Accept-Charset: x-porthole, *;q=0",
  ].map((line) =>
    answered({
      rule: "RFC9110-12.4.1/NOTHING-ACCEPTABLE",
      title: line,
      level: "practice",
      quote: disregarded,
      why: "Where nothing will do, the client must be told so, or sent what there is.",
      advice: acceptable,
      send: get(line),
      pass: [only({ status: ["2xx", "3xx", 406] })],
      warn: [only({ status: "4xx" })],
    }),
  ),
  ...[
    "Accept: text/html;q=zzz, ;;, /, */",
    'Accept: text/html;level="1',
    "Accept-Language: *-@;q=7, ,en-;q",
    "Accept-Charset: ,;q=,=",
    "Accept:",
    "Accept-Language:",
  ].map((line) =>
    answered({
      rule: "RFC9110-12.1/MALFORMED-PREFERENCE",
      title: line,
      level: "practice",
      quote: cannotRely,
      why: "A field that tells of preferences must not bring a page down.",
      advice: tolerant,
      send: get(line),
      pass: [only({ status: ["2xx", "3xx", 406] })],
      warn: [only({ status: "4xx" })],
    }),
  ),
  answered({
    rule: "RFC9110-12.1/LONG-PREFERENCE",
    title: "two hundred languages",
    level: "practice",
    quote: cannotRely,
    why: "What a client prefers must not cost much to read.",
    advice: tolerant,
    send: get(`Accept-Language: ${Array.from({ length: 200 }, (_, at) => `x-${at};q=0.${at % 10}`).join(", ")}`),
    pass: [only({ status: ["2xx", "3xx", 406] })],
    warn: [only({ status: "4xx" })],
  }),
];
