import type { Mistake } from "../wrong-server.ts";
import { editFields } from "./edits.ts";

/** What of a request's head is taken that is not to be, or not taken that is. */
export const fieldMistakes: readonly Mistake[] = [
  {
    name: "takes LF alone for the end of a line",
    request: (octets, { received }) =>
      octets.replace(/(^|[^\r])\n/gs, (line, before: string, at: number) =>
        at === 0 && before === "" && received.endsWith("\r") ? line : `${before}\r\n`,
      ),
    fails: [],
  },
  { name: "takes CR alone for a space", request: (octets) => octets.replace(/\r(?!\n|$)/g, " "), fails: [] },
  { name: "passes over any number of empty lines", request: passOverEmptyLines, fails: [] },
  { name: "unfolds folded lines", request: (octets) => octets.replace(/(?<!\r\n)\r\n[ \t]+/g, " "), fails: [] },
  {
    name: "takes white space before the colon",
    request: (octets) => octets.replace(/^([!#-9;-~]+)[ \t]+:/gm, "$1:"),
    fails: [],
  },
  {
    name: "drops field lines without a colon",
    request: (octets) => octets.replace(/(?<=HTTP\/1\.1\r\n(?:[^\r\n]+\r\n)*)[^:\r\n]+\r\n(?!$)/g, ""),
    fails: [],
  },
  { name: "takes NUL for a space", request: (octets) => octets.replaceAll("\0", " "), fails: [] },
  {
    name: "needs no Host",
    request: (octets) =>
      octets.replace(/^([A-Z]+ \S+ HTTP\/1\.1\r\n)((?:(?!host:)[^\r\n]+\r\n)*)(?=\r\n)/gim, "$1Host: a\r\n$2"),
    fails: [],
  },
  {
    name: "takes the first of several Host",
    request: (octets) =>
      editFields(octets, (fields) => fields.replace(/(?<=^host:.*\r\n(?:.*\r\n)*)host:.*\r\n/gim, "")),
    fails: [],
  },
  {
    name: "does not look at what Host says",
    request: (octets) =>
      editFields(octets, (fields) => fields.replace(/^(host:).*\r\n(?![\s\S]*^host:)/im, "$1 a\r\n")),
    fails: [],
  },
  {
    name: "takes methods in small letters",
    request: (octets) => octets.replace(/^(get|post|head)(?= )/gm, (method) => method.toUpperCase()),
    fails: [],
  },
  {
    name: "takes more than one space in the request line",
    request: (octets) => octets.replace(/^([A-Z]+)[ \t]+(\S+)[ \t]+(HTTP\/1\.1)[ \t]*\r\n/gm, "$1 $2 $3\r\n"),
    fails: [],
  },
  {
    name: "takes any version for its own",
    request: (octets) => octets.replace(/ HTTP\/[02-9]\.\d\r\n/g, " HTTP/1.1\r\n"),
    fails: [],
  },
  {
    name: "takes small letters in the version",
    request: (octets) => octets.replace(/ http\/1\.1\r\n/gi, " HTTP/1.1\r\n"),
    fails: [],
  },
  {
    name: "knows no absolute-form",
    request: (octets) => octets.replace(/^([A-Z]+ )https?:\/\/\S+ /gim, "$1/there-is-no-such-page "),
    fails: [],
  },
  {
    name: "takes every method it does not know for GET",
    request: (octets) =>
      octets.replace(/^(?!GET|HEAD|POST|OPTIONS|TRACE|CONNECT|PUT|DELETE|PATCH|PRI)[A-Za-z-]+(?= \/)/gm, "GET"),
    fails: [],
  },
  {
    name: "encodes what may not stand in a target",
    request: (octets) =>
      octets.replace(/^([A-Z]+ \/[^\r\n]*)(?= HTTP\/1\.1\r\n)/gm, (line) =>
        line.replace(/["<>\\^`{|}\x80-\xff]/g, "x"),
      ),
    fails: [],
  },
];

function passOverEmptyLines(octets: string, { received }: { readonly received: string }): string {
  return received === "" || /^[\r\n]+$/.test(received) ? octets.replace(/^[\r\n]+/, "") : octets;
}
