import type { Mistake } from "../mistake.ts";
import { failing, fieldOf, has, malformed, withLine } from "./edits.ts";

/** What of the header section of a request is taken that is not to be, or not taken that is. */
export const fieldMistakes: readonly Mistake[] = [
  {
    name: "needs no Host",
    requestHead: (head) => (has(head, "host") ? head : withLine(head, "Host: a")),
    fails: ["RFC9112-3.2/HOST-MISSING"],
  },
  {
    name: "takes the first of several Host",
    requestHead: (head) => head.replace(/(?<=^host:.*\r\n(?:.*\r\n)*)host:.*\r\n/gim, ""),
    fails: ["RFC9112-3.2.2/HOST-STILL-CHECKED", "RFC9112-3.2/HOST-REPEATED"],
  },
  {
    name: "does not look at what Host says",
    requestHead: (head) => head.replace(/^(host:).*\r\n(?:[ \t].*\r\n)*(?![\s\S]*^host:)/im, "$1 a\r\n"),
    fails: ["RFC9112-3.2.2/HOST-STILL-CHECKED", "RFC9112-3.2/HOST-INVALID"],
  },
  {
    name: "fails at an address as Host",
    responseHead: (head, request) =>
      /^\[::1\](?::\d+)?$/.test(fieldOf(request, "host"))
        ? head.replace(/ \d{3} .*/, " 500 Internal Server Error")
        : head,
    fails: ["RFC9110-7.2/HOST"],
  },
  {
    name: "drops field lines whose names are no tokens",
    requestHead: (head) =>
      head.replace(/(?<=\r\n)(?!\r\n)(?![!#-'*+.0-9A-Z^-z|~-]+[ \t]*:)[^:\r\n]+:[^\r\n]*\r\n/g, ""),
    fails: ["RFC9110-5.1/NAME-TOKEN", "RFC9112-5.1/SPACE-BEFORE-COLON"],
  },
  {
    name: "drops field lines without a colon",
    requestHead: (head) => head.replace(/(?<=HTTP\/1\.1\r\n(?:[^\r\n]+\r\n)*)[^: \t\r\n][^:\r\n]*\r\n/g, ""),
    fails: ["RFC9112-5.1/SPACE-BEFORE-COLON", "RFC9112-5/COLON-MISSING"],
  },
  {
    name: "drops field lines without a name",
    requestHead: (head) => head.replace(/^:.*\r\n/gm, ""),
    fails: ["RFC9112-5.1/NAME-EMPTY"],
  },
  {
    name: "takes white space before the colon",
    requestHead: (head) => head.replace(/^([!#-9;-~]+)[ \t]+:/gm, "$1:"),
    fails: ["RFC9112-5.1/SPACE-BEFORE-COLON"],
  },
  {
    name: "drops fields with white space before the colon",
    requestHead: (head) => head.replace(/^[!#-9;-~]+[ \t]+:.*\r\n/gm, ""),
    fails: ["RFC9112-5.1/SPACE-BEFORE-COLON"],
  },
  {
    name: "drops fields that are folded",
    requestHead: (head) => head.replace(/^\S+:.*\r\n(?:[ \t].*\r\n)+/gm, ""),
    fails: ["RFC9112-5.2/OBS-FOLD", "RFC9112-6.3/CONTENT-LENGTH"],
  },
  {
    name: "takes NUL for the end of a value",
    requestHead: (head) => head.replace(/^([\w-]+:[^\r\n\0]*)\0.*/gm, "$1"),
    fails: ["RFC9112-3.2/HOST-INVALID", "RFC9112-6.3/CHUNKED-NOT-LAST", "RFC9112-6.3/CONTENT-LENGTH"],
  },
  {
    name: "refuses a field value with a colon in it",
    requestHead: (head) => (/^x:.*:/im.test(head) ? malformed(head) : head),
    fails: ["RFC9112-5.1/FIELD-LINE"],
  },
  {
    name: "refuses a field without a value",
    requestHead: (head) => (/^x:\r\n/im.test(head) ? malformed(head) : head),
    fails: ["RFC9112-5.1/FIELD-LINE"],
  },
  {
    name: "reads no more than a thousand octets of a head",
    takesLong: true,
    requestHead: (head) => (head.length > 1000 ? `${head.slice(0, 1000).replace(/[^\n]*$/, "")}\r\n` : head),
    fails: [
      "RFC9110-13.1.2/IF-NONE-MATCH-LIST",
      "RFC9110-5.4/FIELDS-DROPPED",
      "RFC9112-3/METHOD-TOO-LONG",
      "RFC9112-3/REQUEST-LINE-8000",
    ],
  },
  {
    name: "drops all fields past the hundredth",
    requestHead: (head) =>
      head.split("\r\n").length > 103 ? `${head.split("\r\n").slice(0, 101).join("\r\n")}\r\n\r\n` : head,
    fails: ["RFC9110-5.4/FIELDS-DROPPED"],
  },
  {
    name: "fails at NUL in a value",
    responseHead: (head, request) => (request.includes("\0") ? failing(head) : head),
    fails: ["RFC9110-5.5/VALUE-OCTET", "RFC9112-3.2/HOST-INVALID"],
  },
  {
    name: "fails at preferences that are malformed",
    responseHead: (head, request) => (/^accept[\w-]*:.*;(?:;|$|q=[a-z])/im.test(request) ? failing(head) : head),
    fails: ["RFC9110-12.1/MALFORMED-PREFERENCE", "RFC9110-12.4.2/WEIGHT-SYNTAX"],
  },
  {
    name: "refuses preferences of more than a thousand octets",
    requestHead: (head) => (/^accept-language:.{1000}/im.test(head) ? malformed(head) : head),
    fails: [],
    warns: ["RFC9110-12.1/LONG-PREFERENCE"],
  },
];
