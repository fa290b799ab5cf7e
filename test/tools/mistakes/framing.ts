import type { Mistake } from "../mistake.ts";
import { fieldOf, has, malformed, methodOf, withLine, without, withValue } from "./edits.ts";

/** Where a message is taken to end that ends elsewhere, and what content is not taken that is right. */
export const framingMistakes: readonly Mistake[] = [
  {
    name: "goes by Transfer-Encoding where both are there, and keeps the connection",
    requestHead: (head) => (hasBoth(head) ? without(head, "Content-Length") : head),
    fails: ["RFC9112-6.3/TE+CL"],
  },
  {
    name: "goes by Content-Length where both are there",
    requestHead: (head) => (hasBoth(head) ? without(head, "Transfer-Encoding") : head),
    fails: ["RFC9112-6.1/TE-IN-1.0", "RFC9112-6.3/TE+CL"],
  },

  // Content-Length
  {
    name: "takes the first of several Content-Length",
    requestHead: (head) => head.replace(/(?<=^content-length:.*\r\n(?:.*\r\n)*)content-length:.*\r\n/gim, ""),
    fails: ["RFC9110-8.6/CONTENT-LENGTH-REPEATED"],
  },
  {
    name: "reads a sign before Content-Length",
    requestHead: (head) => withValue(head, "Content-Length", (value) => value.replace(/^[+-](?=\d)/, "")),
    fails: ["RFC9112-6.3/CONTENT-LENGTH"],
  },
  {
    name: "reads Content-Length up to the first octet that is no digit",
    requestHead: (head) => withValue(head, "Content-Length", (value) => value.replace(/^(\d+)[^\d, \t][^\r\n]*/, "$1")),
    fails: ["RFC9112-6.3/CONTENT-LENGTH"],
  },
  {
    name: "takes a Content-Length that is no number for 0",
    requestHead: (head) => withValue(head, "Content-Length", (value) => (/\d/.test(value) ? value : "0")),
    fails: ["RFC9112-6.3/CONTENT-LENGTH"],
  },
  {
    name: "reads Content-Length in 32 bits",
    requestHead: (head) =>
      withValue(head, "Content-Length", (value) =>
        /^\d{10,}$/.test(value) && !/^0/.test(value) ? String(BigInt(value) % 4294967296n) : value,
      ),
    fails: ["RFC9110-15.5.14/CONTENT-TOO-LARGE", "RFC9110-8.6/CONTENT-LENGTH-SIZE"],
  },
  {
    name: "reads Content-Length with leading zeros as octal",
    requestHead: (head) => withValue(head, "Content-Length", (value) => value.replace(/^0+(?=[1-9])/, "1")),
    fails: ["RFC9112-6.2/CONTENT-LENGTH"],
  },
  {
    name: "knows Content-Length in one spelling alone",
    requestHead: (head) => head.replace(/^cOnTeNt-LeNgTh:.*\r\n/m, ""),
    fails: ["RFC9112-6.2/CONTENT-LENGTH"],
  },
  {
    name: "has no content for methods that seldom have any",
    requestHead: (head) => (/^(?:GET|HEAD|DELETE|OPTIONS) /.test(head) ? without(head, "Content-Length") : head),
    fails: ["RFC9112-6.3/TE+CL", "RFC9112-6/FRAMING-OF-ANY-METHOD"],
  },
  {
    name: "waits for content where no length is said",
    takesLong: true,
    requestHead: (head) =>
      methodOf(head) === "POST" && !has(head, "content-length|transfer-encoding")
        ? withLine(head, "Content-Length: 1000")
        : head,
    fails: ["RFC9112-6.3/NO-BODY"],
  },
  {
    name: "waits for content of no octets",
    takesLong: true,
    requestHead: (head) => withValue(head, "Content-Length", (value) => (value === "0" ? "1000" : value)),
    fails: ["RFC9112-6.2/CONTENT-LENGTH-ZERO"],
  },
  {
    name: "drops what came with a request behind its content",
    takesLong: true,
    received: (octets) => {
      const [, head = "", length = "0"] = /^(POST [\s\S]*?^content-length: (\d+)[\s\S]*?\r\n\r\n)/im.exec(octets) ?? [];
      return head === "" || /^(?:expect|transfer-encoding):/im.test(head)
        ? octets
        : octets.slice(0, head.length + Number(length));
    },
    fails: [
      "RFC9110-5.1/NEARLY-CONTENT-LENGTH",
      "RFC9110-5.1/NEARLY-TRANSFER-ENCODING",
      "RFC9110-7.6.1/OPTION-NAMES-FRAMING",
      "RFC9110-7.8/UPGRADE-WITH-CONTENT",
      "RFC9112-2.2/EMPTY-LINE-BETWEEN",
      "RFC9112-6.2/CONTENT-LENGTH",
      "RFC9112-6.2/CONTENT-LENGTH-ZERO",
      "RFC9112-6.3/CONTENT-IS-OPAQUE",
      "RFC9112-6.3/MORE-THAN-SAID",
      "RFC9112-9.3.2/PIPELINED",
      "RFC9112-9.3/UNREAD-CONTENT",
    ],
  },

  // Transfer-Encoding
  {
    name: "knows no chunked content",
    breaksMuch: true,
    requestHead: (head) => without(head, "Transfer-Encoding"),
    fails: [
      "RFC9110-5.6.1.2/EMPTY-ELEMENTS",
      "RFC9110-6.5.1/FORBIDDEN-TRAILER",
      "RFC9110-6.5/TRAILERS-UNBOUNDED",
      "RFC9110-7.6.1/OPTION-NAMES-FRAMING",
      "RFC9112-6.1/CHUNKED",
      "RFC9112-6.1/CHUNKED-TWICE",
      "RFC9112-6.1/TE-IN-1.0",
      "RFC9112-6.1/UNKNOWN-CODING",
      "RFC9112-6.3/CHUNKED-NOT-LAST",
      "RFC9112-6.3/CONTENT-IN-PIECES",
      "RFC9112-6.3/CONTENT-WITH-PAUSE",
      "RFC9112-6.3/TE+CL",
      "RFC9112-7.1.1/EXTENSION-SYNTAX",
      "RFC9112-7.1.1/EXTENSIONS",
      "RFC9112-7.1.1/EXTENSIONS-UNBOUNDED",
      "RFC9112-7.1.2/TRAILER-LINE",
      "RFC9112-7.1.2/TRAILERS",
      "RFC9112-7.1/CHUNK-BARE-LF",
      "RFC9112-7.1/CHUNK-DATA-END",
      "RFC9112-7.1/CHUNK-DATA-SHORT",
      "RFC9112-7.1/CHUNK-LINE-END",
      "RFC9112-7.1/CHUNK-SIZE",
      "RFC9112-7.1/CHUNK-SIZE-DIGITS",
      "RFC9112-7.1/CHUNK-SIZE-END",
      "RFC9112-7.1/CHUNKED-PARAMETER",
      "RFC9112-7.1/CHUNKS",
      "RFC9112-7.1/END",
      "RFC9112-7.1/MANY-CHUNKS",
      "RFC9112-8/INCOMPLETE-CONTENT",
      "RFC9112-9.3.2/PIPELINED",
      "RFC9112-9.3/UNREAD-CONTENT",
    ],
  },
  {
    name: "takes chunked in capitals for another coding",
    requestHead: (head) =>
      fieldOf(head, "Transfer-Encoding") === "CHUNKED" ? withValue(head, "Transfer-Encoding", "x") : head,
    fails: ["RFC9112-6.1/CHUNKED"],
  },
  {
    name: "takes a list with empty elements for another coding",
    requestHead: (head) => (/^,|,\s*,|,\s*$/.test(fieldOf(head, "Transfer-Encoding")) ? malformed(head) : head),
    fails: [],
    warns: ["RFC9110-5.6.1.2/EMPTY-ELEMENTS"],
  },
  {
    name: "takes a coding that ends in chunked for chunked",
    requestHead: (head) =>
      withValue(head, "Transfer-Encoding", (value) => value.replace(/^.*[^\s,]chunked$/i, "chunked")),
    fails: ["RFC9112-6.3/CHUNKED-NOT-LAST"],
  },
  {
    name: "takes a coding that begins with chunked for chunked",
    requestHead: (head) => withValue(head, "Transfer-Encoding", (value) => value.replace(/^chunked.+$/i, "chunked")),
    fails: ["RFC9112-6.1/CHUNKED-TWICE", "RFC9112-6.3/CHUNKED-NOT-LAST", "RFC9112-7.1/CHUNKED-PARAMETER"],
  },
  {
    name: "passes over a transfer coding that it does not know",
    requestHead: (head) =>
      /chunked/i.test(fieldOf(head, "Transfer-Encoding")) ? head : without(head, "Transfer-Encoding"),
    fails: ["RFC9112-6.1/UNKNOWN-CODING", "RFC9112-6.3/CHUNKED-NOT-LAST", "RFC9112-6.3/TE+CL"],
  },
  {
    name: "takes gzip under chunked for content as it is",
    requestHead: (head) => withValue(head, "Transfer-Encoding", (value) => value.replace(/^\w+,\s*(chunked)$/i, "$1")),
    fails: ["RFC9112-6.1/CHUNKED-TWICE", "RFC9112-6.1/UNKNOWN-CODING"],
  },
  {
    name: "takes chunked content of HTTP/1.0",
    requestHead: (head) =>
      has(head, "transfer-encoding") && !has(head, "content-length")
        ? head.replace(/ HTTP\/1\.0\r\n/, " HTTP/1.1\r\n")
        : head,
    fails: ["RFC9112-6.1/TE-IN-1.0"],
  },
  {
    name: "passes over a Transfer-Encoding of HTTP/1.0",
    requestHead: (head) => (/^\S+ \S+ HTTP\/1\.0\r\n/.test(head) ? without(head, "Transfer-Encoding") : head),
    fails: ["RFC9112-6.1/TE-IN-1.0"],
  },

  // Chunks
  {
    name: "reads 0x before a chunk size",
    chunkLine: (line) => line.replace(/^0x(?=[\da-f]+\r\n)/i, ""),
    fails: ["RFC9112-7.1/CHUNK-SIZE-END"],
  },
  {
    name: "passes over white space and signs before a chunk size",
    chunkLine: (line) => line.replace(/^[ \t+]+(?=[\da-f]+(?:;.*)?\r\n)/i, ""),
    fails: ["RFC9112-7.1/CHUNK-SIZE"],
  },
  {
    name: "passes over whatever follows a chunk size",
    chunkLine: (line) => line.replace(/^([\da-f]+)[^\da-f\r\n;][^\r\n]*\r\n$/i, "$1\r\n"),
    fails: ["RFC9112-7.1/CHUNK-SIZE-END"],
  },
  {
    name: "reads chunk sizes in decimal",
    chunkLine: (line) => line.replace(/^\d{2}(?=[\r;])/, (size) => Number(size).toString(16)).replace(/^[a-f]\b/i, "x"),
    fails: ["RFC9112-7.1/CHUNKS"],
  },
  {
    name: "reads a chunk size in 32 bits",
    chunkLine: (line) =>
      line.replace(/^[\da-f]{9,}(?=[\r;])/i, (size) => (BigInt(`0x${size}`) % 4294967296n).toString(16)),
    fails: ["RFC9112-7.1/CHUNK-SIZE-DIGITS"],
  },
  {
    name: "takes CR or LF alone for the end of a chunk's line",
    chunkLine: (line) => line.replace(/\r*\n$/, "\r\n").replace(/\r(?!\n)/, "\r\n"),
    chunkEnd: (octets) => octets.replace(/^\r?\n$/, "\r\n"),
    fails: ["RFC9112-7.1/CHUNK-LINE-END"],
  },
  {
    name: "does not look at what follows the data of a chunk",
    chunkEnd: (octets) => `\r\n${octets.slice(2)}`,
    fails: ["RFC9112-7.1/CHUNK-DATA-END"],
  },
  {
    name: "knows no chunk extensions",
    chunkLine: (line) => (/^[\da-f]+[ \t]*;/i.test(line) ? "x\r\n" : line),
    fails: ["RFC9112-7.1.1/EXTENSIONS"],
  },
  {
    name: "drops chunk extensions without a look at them",
    chunkLine: (line) => line.replace(/^([\da-f]+);[^\r\n]*\r?\n$/i, "$1\r\n"),
    fails: [],
    warns: ["RFC9112-7.1.1/EXTENSION-SYNTAX", "RFC9112-7.1.1/EXTENSIONS-UNBOUNDED"],
  },
  {
    name: "takes no more than a hundred chunks",
    received: (octets) =>
      (octets.match(/\r\n1\r\n/g) ?? []).length > 90 ? octets.replace(/^1\r\n/m, "x\r\n") : octets,
    fails: [],
    warns: ["RFC9112-7.1/MANY-CHUNKS"],
  },
  {
    name: "ends a request at the last chunk",
    trailers: (section) => (section === "\r\n" ? section : `\r\n${section}`),
    fails: ["RFC9110-6.5.1/FORBIDDEN-TRAILER", "RFC9112-7.1.2/TRAILER-LINE", "RFC9112-7.1.2/TRAILERS"],
  },
  {
    name: "drops trailers without a look at them",
    trailers: () => "\r\n",
    fails: [],
    warns: ["RFC9112-7.1.2/TRAILER-LINE"],
  },
  {
    name: "refuses trailers",
    trailers: (section) => (section === "\r\n" ? section : "(\r\n\r\n"),
    fails: ["RFC9112-7.1.2/TRAILERS"],
  },
];

function hasBoth(head: string): boolean {
  return has(head, "Transfer-Encoding") && has(head, "Content-Length");
}
