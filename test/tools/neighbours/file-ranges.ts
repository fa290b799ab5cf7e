import { ALPHABET, type FileNeighbour, rows } from "./files.ts";
import { get, message, visible } from "./row.ts";

const range = { section: "RFC9110§14.2" };

/** What stands after `bytes=`, and the one range that is answered. */
const single: readonly (readonly [spec: string, start: number, end: number])[] = [
  ["0-0", 0, 0],
  ["1-1", 1, 1],
  ["25-25", 25, 25],
  ["0-25", 0, 25],
  ["0-26", 0, 25],
  ["0-", 0, 25],
  ["25-", 25, 25],
  ["-1", 25, 25],
  ["-25", 1, 25],
  ["-26", 0, 25],
  ["-27", 0, 25],
  ["-99999999999999999999", 0, 25],
  ["0-99999999999999999999999", 0, 25],
  ["00-00", 0, 0],
  ["007-0008", 7, 8],
  ["3-5, 4-6", 3, 6],
  ["0-0,99-", 0, 0],
  ["99-,0-0", 0, 0],
  ["0-1,2-3", 0, 3],
  [", 0-0 ,", 0, 0],
  ["0-0,,1-1", 0, 1],
  ["-0,0-0", 0, 0],
  ["\t0-0\t", 0, 0],
];

export const ranges: FileNeighbour[] = [
  ...single.map(([spec, start, end]) => ({
    ...range,
    family: "ranges",
    name: visible(spec),
    send: get("/hello.txt", `Range: bytes=${spec}`),
    statusCodes: [206],
    content: ALPHABET.slice(start, end + 1),
    fields: { "content-range": `bytes ${start}-${end}/26`, "content-length": String(end + 1 - start), etag: /^"/ },
  })),
  ...rows(
    {
      family: "ranges outside of the file",
      section: "RFC9110§15.5.17",
      statusCodes: [416],
      fields: { "content-range": "bytes */26" },
    },
    [
      "26-",
      "26-26",
      "99-100",
      "-0",
      "99999999999999999999999-",
      "26-,27-",
      "-0,-0",
      "9007199254740993-9007199254740994",
    ],
    (spec) => get("/hello.txt", `Range: bytes=${spec}`),
  ),
  ...rows(
    {
      ...range,
      family: "what is no range",
      statusCodes: [200],
      content: ALPHABET,
      fields: { "content-range": "" },
    },
    [
      ..."bytes|bytes=|bytes= |bytes=,|bytes=-|bytes=--1|bytes=1-0|bytes=0-0-0|bytes=0|bytes=0x0-1|bytes=+0-1|bytes=0-+1|bytes=1.0-2|bytes=0 -1|bytes=0- 1".split(
        "|",
      ),
      ..."bytes=a-b|bytes=0-b|bytes=0-1;2-3|bytes:0-1|bytes 0-1|bytes=0-1/26|=0-1|0-1|bytes==0-1|octets=0-1|items=0-1|byte=0-1|xbytes=0-1|none|none=0-1|*".split(
        "|",
      ),
      ...'bytes=0-1,x|bytes=x,0-1|bytes=0-1,1-0|bytes=\x800-1|bytes=\xb2-5|bytes=0-1\xa0|bytes="0-1"|bytes=0-1,-|bytes=5-4,0-0'.split(
        "|",
      ),
    ],
    (value) => get("/hello.txt", `Range: ${value}`),
  ),
  ...rows(
    { ...range, family: "ranges of other methods", statusCodes: [200], fields: { "content-range": "" } },
    ["bytes=0-0", "bytes=99-", "bytes=0-0,5-5"],
    (value) => message("HEAD /hello.txt HTTP/1.1", ["Host: a", `Range: ${value}`]),
  ),
  ...rows(
    { family: "If-Range that does not match", section: "RFC9110§13.1.5", statusCodes: [200], content: ALPHABET },
    [
      '"x"',
      "W/{etag}",
      "Thu, 01 Jan 1970 00:00:00 GMT",
      "Wed, 01 Jan 2031 00:00:00 GMT",
      "x",
      "",
      "*",
      '{etag}, "x"',
      '"x", {etag}',
      "Tue, 25 Jun 2024 17:12:19 GMT",
      "2024-06-25",
      '"',
      'W/"',
      "\xff",
    ],
    (value) => get("/hello.txt", "Range: bytes=0-0", `If-Range: ${value}`),
  ),
  ...rows(
    { family: "If-Range that matches", section: "RFC9110§13.1.5", statusCodes: [206], content: "a" },
    ["{etag}", "Tue, 25 Jun 2024 17:12:18 GMT"],
    (value) => get("/hello.txt", "Range: bytes=0-0", `If-Range: ${value}`),
  ),
  ...rows(
    { family: "If-Range without Range", section: "RFC9110§13.1.5", statusCodes: [200], content: ALPHABET },
    ["{etag}", '"x"'],
    (value) => get("/hello.txt", `If-Range: ${value}`),
  ),
  ...rows(
    {
      family: "ranges far apart in several parts",
      section: "RFC9110§15.3.7.2",
      statusCodes: [206],
      fields: { "content-type": /^multipart\/byteranges; boundary=/, "content-range": "" },
    },
    ["0-0,500-500", "500-500,0-0", "-1,0-0", "0-0, 500-500 ,900-"],
    (value) => get("/long.txt", `Range: bytes=${value}`),
  ),
  ...rows(
    { family: "too many ranges", section: "RFC9110§17.15", statusCodes: [200, 206, 416] },
    [50, 199, 200, 201, 1300].map((count) => Array.from({ length: count }, (_, at) => `${at * 2}-${at * 2}`).join(",")),
    (value) => get("/long.txt", `Range: bytes=${value}`),
  ),
];
