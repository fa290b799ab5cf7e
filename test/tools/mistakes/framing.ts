import type { Mistake } from "../wrong-server.ts";
import { editFields, withoutFields } from "./edits.ts";

const hasBoth = /^(?=[\s\S]*^transfer-encoding:)(?=[\s\S]*^content-length:)/im;

/** Where a message is taken to end that ends elsewhere. */
export const framingMistakes: readonly Mistake[] = [
  {
    name: "goes by Transfer-Encoding where both are there",
    request: (octets) =>
      editFields(octets, (fields) => (hasBoth.test(fields) ? fields.replace(/^content-length:.*\r\n/gim, "") : fields)),
    fails: [],
  },
  {
    name: "goes by Content-Length where both are there",
    request: (octets) =>
      editFields(octets, (fields) =>
        hasBoth.test(fields) ? fields.replace(/^transfer-encoding:.*\r\n/gim, "") : fields,
      ),
    fails: [],
  },
  {
    name: "takes the first of several Content-Length",
    request: (octets) =>
      editFields(octets, (fields) =>
        fields.replace(/(?<=^content-length:.*\r\n(?:.*\r\n)*)content-length:.*\r\n/gim, ""),
      ),
    fails: [],
  },
  {
    name: "reads a sign before Content-Length",
    request: (octets) => octets.replace(/^(content-length:[ \t]*)[+-](?=\d)/gim, "$1"),
    fails: [],
  },
  {
    name: "reads Content-Length up to the first octet that is no digit",
    request: (octets) => octets.replace(/^(content-length:[ \t]*\d+)[^\r\n]+/gim, "$1"),
    fails: [],
  },
  {
    name: "takes a coding that ends in chunked for chunked",
    request: (octets) => octets.replace(/^(transfer-encoding:[ \t]*)[^\r\n,]*[^\s,]chunked[ \t]*$/gim, "$1chunked"),
    fails: [],
  },
  {
    name: "passes over a transfer coding that it does not know",
    request: (octets) => octets.replace(/^transfer-encoding:(?![^\r\n]*chunked)[^\r\n]*\r\n/gim, ""),
    fails: [],
  },
  {
    name: "takes chunked content of HTTP/1.0",
    request: (octets) => octets.replace(/ HTTP\/1\.0(\r\n(?:[^\r\n]+\r\n)*transfer-encoding:)/gi, " HTTP/1.1$1"),
    fails: [],
  },
  { name: "knows no chunked content", request: (octets) => withoutFields(octets, "Transfer-Encoding"), fails: [] },
  {
    name: "reads 0x before a chunk size",
    request: (octets) => octets.replace(/^0x(?=[\da-f]+\r\n)/gim, ""),
    fails: [],
  },
  {
    name: "passes over white space and signs before a chunk size",
    request: (octets) => octets.replace(/^[ \t+]+(?=[\da-f]+(?:;[^\r\n]*)?\r\n)/gim, ""),
    fails: [],
  },
  {
    name: "passes over whatever follows a chunk size",
    request: (octets) => octets.replace(/^([\da-f]+)[^\da-f\r\n][^\r\n]*\r\n(?=[\s\S]*^0\r\n)/gim, "$1\r\n"),
    fails: [],
  },
  {
    name: "drops trailers without a look at them",
    request: (octets) => octets.replace(/^(0\r\n)(?:[^\r\n]+\r\n)+(?=\r\n)/gm, "$1"),
    fails: [],
  },
];
