import type { Mistake } from "../wrong-server.ts";
import { editHeads, withoutFields, withoutHeadFields } from "./edits.ts";

/** What is wrong with conditions, ranges, codings and paths. */
export const fileMistakes: readonly Mistake[] = [
  { name: "answers HEAD with content", request: (octets) => octets.replace(/^HEAD /gm, "GET "), fails: [] },
  {
    name: "gives TRACE its cookies back",
    request: (octets, connection) => {
      if (!octets.startsWith("TRACE ")) return octets;
      connection.send(
        `HTTP/1.1 200 OK\r\nContent-Type: message/http\r\nContent-Length: ${octets.length}\r\n\r\n${octets}`,
      );
      return "";
    },
    fails: [],
  },
  {
    name: "opens tunnels to anybody",
    request: (octets, connection) => {
      if (!octets.startsWith("CONNECT ")) return octets;
      connection.send("HTTP/1.1 200 OK\r\n\r\n");
      return "";
    },
    fails: [],
  },
  { name: "looks at no If-None-Match", request: (octets) => withoutFields(octets, "If-None-Match"), fails: [] },
  { name: "looks at no If-Modified-Since", request: (octets) => withoutFields(octets, "If-Modified-Since"), fails: [] },
  { name: "looks at no If-Match", request: (octets) => withoutFields(octets, "If-Match"), fails: [] },
  {
    name: "looks at no If-Unmodified-Since",
    request: (octets) => withoutFields(octets, "If-Unmodified-Since"),
    fails: [],
  },
  { name: "looks at no If-Range", request: (octets) => withoutFields(octets, "If-Range"), fails: [] },
  {
    name: "knows no list of entity tags",
    request: (octets) => octets.replace(/^if-none-match:[^\r\n]*,[^\r\n]*\r\n/gim, ""),
    fails: [],
  },
  {
    name: "compares If-None-Match letter for letter",
    request: (octets) => octets.replace(/^if-none-match:[ \t]*(?!"[^",]*"\r\n)[^\r\n]*\r\n/gim, ""),
    fails: [],
  },
  {
    name: "lets If-Modified-Since overrule If-None-Match",
    request: (octets) => (/^if-modified-since:/im.test(octets) ? withoutFields(octets, "If-None-Match") : octets),
    fails: [],
  },
  {
    name: "compares If-Match weakly",
    request: (octets) => octets.replace(/^(if-match:[ \t]*)W\//gim, "$1"),
    fails: [],
  },
  {
    name: "leaves the entity tag out of a 304",
    response: (octets) =>
      editHeads(octets, (head) => (head.startsWith("HTTP/1.1 304") ? head.replace(/^etag:.*\r\n/im, "") : head)),
    fails: [],
  },
  {
    name: "takes a suffix range for one from the start",
    request: (octets) => octets.replace(/^(range:[ \t]*bytes=)-(?=\d)/gim, "$10-"),
    fails: [],
  },
  {
    name: "takes every range unit for bytes",
    request: (octets) => octets.replace(/^(range:[ \t]*)(?!bytes)[a-z]+=/gim, "$1bytes="),
    fails: [],
  },
  {
    name: "says of a 416 nothing of the length",
    response: (octets) =>
      editHeads(octets, (head) =>
        head.startsWith("HTTP/1.1 416") ? head.replace(/^content-range:.*\r\n/im, "") : head,
      ),
    fails: [],
  },
  {
    name: "tells the end of a range as the position after its last",
    response: (octets) =>
      editHeads(octets, (head) =>
        head.replace(
          /^(content-range: bytes \d+-)(\d+)/im,
          (_, start: string, last: string) => start + (Number(last) + 1),
        ),
      ),
    fails: [],
  },
  {
    name: "sends gzip to those who refuse it",
    request: (octets) => octets.replace(/^(accept-encoding:[^\r\n]*gzip)[ \t]*;[ \t]*q=0(?:\.0*)?(?=\r\n|,)/gim, "$1"),
    fails: [],
  },
  {
    name: "sends gzip to everybody",
    request: (octets) =>
      octets.replace(/^((?:GET|HEAD) \S+ HTTP\/1\.1\r\n)(?![\s\S]*accept-encoding:)/i, "$1Accept-Encoding: gzip\r\n"),
    fails: [],
  },
  { name: "does not say what it looked at", response: (octets) => withoutHeadFields(octets, "Vary"), fails: [] },
  {
    name: "gives every coding the same entity tag",
    request: (octets) => octets.replace(/^(if-(?:none-)?match:[^\r\n]*?)(?<!-gzip)"(?=\r\n)/gim, '$1"'),
    response: (octets) => octets.replaceAll('-gzip"', '"'),
    fails: [],
  },
  {
    name: "serves what lies outside of its root",
    request: (octets, connection) => {
      if (!/^GET \S*(?:\.\.|%2e%2e)\S*passwd/i.test(octets)) return octets;
      connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 16\r\n\r\nroot:x:0:0:root\n");
      return "";
    },
    fails: [],
  },
  {
    name: "drops the query where it redirects",
    response: (octets) => editHeads(octets, (head) => head.replace(/^(location: [^?\r\n]*)\?[^\r\n]*/im, "$1")),
    fails: [],
  },
];
