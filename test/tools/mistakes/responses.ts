import type { Mistake } from "../wrong-server.ts";
import { editHeads, withoutHeadFields } from "./edits.ts";

/** What is wrong with what is answered, whatever was asked. */
export const responseMistakes: readonly Mistake[] = [
  {
    name: "ends the lines of a response with LF alone",
    response: (octets) => editHeads(octets, (head) => head.replaceAll("\r\n", "\n")).replaceAll("\n\r\n", "\n\n"),
    fails: [],
  },
  {
    name: "leaves the space after the status code out",
    response: (octets) => editHeads(octets, (head) => head.replace(/^(HTTP\/1\.1 \d{3}) [^\r\n]*/, "$1")),
    fails: [],
  },
  {
    name: "calls its version HTTP/1.2",
    response: (octets) => editHeads(octets, (head) => head.replace(/^HTTP\/1\.1/, "HTTP/1.2")),
    fails: [],
  },
  { name: "has no Date", response: (octets) => withoutHeadFields(octets, "Date"), fails: [] },
  {
    name: "writes Date as no date of HTTP",
    response: (octets) => editHeads(octets, (head) => head.replace(/^Date: .*$/m, "Date: 2026-11-22T12:00:00Z")),
    fails: [],
  },
  { name: "has no Content-Type", response: (octets) => withoutHeadFields(octets, "Content-Type"), fails: [] },
  {
    name: "counts one octet too few into Content-Length",
    response: (octets) => editLength(octets, -1),
    fails: [],
  },
  {
    name: "says both Content-Length and Transfer-Encoding",
    response: (octets) =>
      editHeads(octets, (head) =>
        /^content-length: 0|^HTTP\S+ [1-3]0[^0]/im.test(head) ? head : `${head}Transfer-Encoding: chunked\r\n`,
      ),
    fails: [],
  },
  {
    name: "answers 200 for what is not there",
    response: (octets) => octets.replaceAll("HTTP/1.1 404 Not Found", "HTTP/1.1 200 OK"),
    fails: [],
  },
  {
    name: "does not say what is allowed with a 405",
    response: (octets) => withoutHeadFields(octets, "Allow"),
    fails: [],
  },
  { name: "redirects without saying where to", response: (octets) => withoutHeadFields(octets, "Location"), fails: [] },
  {
    name: "leaves the empty line out",
    response: (octets) => octets.replaceAll(/^(HTTP\/1\.1 200 [^\r\n]*\r\n(?:[^\r\n]+\r\n)*)\r\n/gm, "$1"),
    fails: [],
  },
  {
    name: "puts a space before the colon",
    response: (octets) => editHeads(octets, (head) => head.replace(/^(Content-Type):/m, "$1 :")),
    fails: [],
  },
];

function editLength(octets: string, by: number): string {
  return editHeads(octets, (head) =>
    head.replace(/^(Content-Length: )([1-9]\d*)/im, (_, name: string, value: string) => name + (Number(value) + by)),
  );
}
