import type { Mistake } from "../mistake.ts";
import { has, malformed, valueOf, withLine } from "./edits.ts";

/** What of the header section of a request is taken that is not to be, or not taken that is. */
export const fieldMistakes: readonly Mistake[] = [
  {
    name: "needs no Host",
    requestHead: (head) => (has(head, "host") ? head : withLine(head, "Host: a")),
    fails: [],
  },
  {
    name: "takes the first of several Host",
    requestHead: (head) => head.replace(/(?<=^host:.*\r\n(?:.*\r\n)*)host:.*\r\n/gim, ""),
    fails: [],
  },
  {
    name: "does not look at what Host says",
    requestHead: (head) => head.replace(/^(host:).*\r\n(?:[ \t].*\r\n)*(?![\s\S]*^host:)/im, "$1 a\r\n"),
    fails: [],
  },
  {
    name: "fails at an address as Host",
    responseHead: (head, request) => (/^\[::1\](?::\d+)?$/.test(valueOf(request, "host")) ? head.replace(/ \d{3} .*/, " 500 Internal Server Error") : head),
    fails: [],
  },
  {
    name: "drops field lines whose names are no tokens",
    requestHead: (head) => head.replace(/(?<=\r\n)(?!\r\n)(?![!#-'*+.0-9A-Z^-z|~-]+[ \t]*:)[^:\r\n]+:[^\r\n]*\r\n/g, ""),
    fails: [],
  },
  {
    name: "drops field lines without a colon",
    requestHead: (head) => head.replace(/(?<=HTTP\/1\.1\r\n(?:[^\r\n]+\r\n)*)[^: \t\r\n][^:\r\n]*\r\n/g, ""),
    fails: [],
  },
  {
    name: "drops field lines without a name",
    requestHead: (head) => head.replace(/^:.*\r\n/gm, ""),
    fails: [],
  },
  {
    name: "takes white space before the colon",
    requestHead: (head) => head.replace(/^([!#-9;-~]+)[ \t]+:/gm, "$1:"),
    fails: [],
  },
  {
    name: "drops fields with white space before the colon",
    requestHead: (head) => head.replace(/^[!#-9;-~]+[ \t]+:.*\r\n/gm, ""),
    fails: [],
  },
  {
    name: "drops fields that are folded",
    requestHead: (head) => head.replace(/^\S+:.*\r\n(?:[ \t].*\r\n)+/gm, ""),
    fails: [],
  },
  {
    name: "takes NUL for the end of a value",
    requestHead: (head) => head.replace(/^([\w-]+:[^\r\n\0]*)\0.*/gm, "$1"),
    fails: [],
  },
  {
    name: "refuses a field value with a colon in it",
    requestHead: (head) => (/^x:.*:/im.test(head) ? malformed(head) : head),
    fails: [],
  },
  {
    name: "refuses a field without a value",
    requestHead: (head) => (/^x:\r\n/im.test(head) ? malformed(head) : head),
    fails: [],
  },
  {
    name: "reads no more than a thousand octets of a head",
    requestHead: (head) => (head.length > 1000 ? `${head.slice(0, 1000).replace(/[^\n]*$/, "")}\r\n` : head),
    fails: [],
  },
  {
    name: "drops all fields past the hundredth",
    requestHead: (head) => head.split("\r\n").length > 103 ? `${head.split("\r\n").slice(0, 101).join("\r\n")}\r\n\r\n` : head,
    fails: [],
  },
];
