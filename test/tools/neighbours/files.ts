import { get, message, visible } from "./row.ts";

/** One request to a folder, next to an attack that is known. {etag} stands for that of /hello.txt. */
export interface FileNeighbour {
  readonly family: string;
  readonly section: string;
  readonly name: string;
  readonly send: string;
  /** The status codes that are right. */
  readonly statusCodes: readonly number[];
  readonly content?: string;
  /** Field values that are to be there, or with "" are not. */
  readonly fields?: Readonly<Record<string, string | RegExp>>;
}

export type Shared = Omit<FileNeighbour, "name" | "send">;

export const ALPHABET = "abcdefghijklmnopqrstuvwxyz";

export function rows(shared: Shared, values: readonly string[], send: (value: string) => string): FileNeighbour[] {
  return values.map((value) => ({ ...shared, name: visible(value), send: send(value) }));
}

const outside = [
  ..."/../secret.txt|/..%2fsecret.txt|/%2e%2e%2fsecret.txt|/%2E%2E/secret.txt|/sub/../../secret.txt|/sub/%2e%2e/%2e%2e/secret.txt".split(
    "|",
  ),
  ..."/..%5csecret.txt|/%2e%2e%5csecret.txt|/sub/..%5c..%5csecret.txt|/..%255csecret.txt|/%252e%252e/secret.txt|/%25252e%25252e/secret.txt".split(
    "|",
  ),
  ..."/..;/secret.txt|/..;a=b/secret.txt|/;/../secret.txt|/.;/secret.txt|/...//secret.txt|/.../secret.txt|/.%00./secret.txt|/..%00/secret.txt".split(
    "|",
  ),
  ..."/%2e%2e%00/secret.txt|/../secret.txt%00|/../secret.txt%00.txt|/hello.txt/../../secret.txt|/hello.txt/%2e%2e/%2e%2e/secret.txt".split(
    "|",
  ),
  ..."/%c0%ae%c0%ae/secret.txt|/%c0%2e%c0%2e/secret.txt|/%e0%80%ae./secret.txt|/%f0%80%80%ae./secret.txt|/..%c0%afsecret.txt|/..%c1%9csecret.txt".split(
    "|",
  ),
  ..."/%uff0e%uff0e/secret.txt|/%u002e%u002e/secret.txt|/%ef%bc%8e%ef%bc%8e/secret.txt|/%e2%80%a4%e2%80%a4/secret.txt|/..%ef%bc%8fsecret.txt".split(
    "|",
  ),
  ..."/.%2e%2fsecret.txt|/%2e./secret.txt|/./../secret.txt|/.//../secret.txt|//../secret.txt|///..//secret.txt|/sub//../../secret.txt".split(
    "|",
  ),
  ..."/link-out|/link-out/|/link-out/.|/sub/../link-out|/%6cink-out|//link-out|/LINK-OUT|/link-out%00|/link-out?x".split(
    "|",
  ),
  ..."/file:///etc/passwd|/etc/passwd|//etc/passwd|/%2fetc/passwd|/%2Fetc%2Fpasswd|/C:/boot.ini|/C:%5cboot.ini|/%5c%5chost%5cshare|/~/secret.txt|/~root".split(
    "|",
  ),
  ..."/..%09/secret.txt|/..%20/secret.txt|/%20../secret.txt|/..%0d%0a/secret.txt|/..%7f/secret.txt|/..%c2%a0/secret.txt|/..%e2%80%8b/secret.txt".split(
    "|",
  ),
  ..."http://a/../secret.txt|http://a/%2e%2e/secret.txt|http://a/..%2fsecret.txt|http://a//../secret.txt|http://a/link-out".split(
    "|",
  ),
];

export const traversals: FileNeighbour[] = [
  ...rows(
    { family: "paths that lead out of the folder", section: "RFC9110§17.3", statusCodes: [400, 403, 404] },
    outside,
    (target) => get(target),
  ),
  ...rows(
    { family: "the same with HEAD", section: "RFC9110§17.3", statusCodes: [400, 403, 404] },
    outside.slice(0, 24),
    (target) => message(`HEAD ${target} HTTP/1.1`, ["Host: a"]),
  ),
  ...rows(
    { family: "paths of the file, spelt otherwise", section: "RFC3986§6.2.2", statusCodes: [200], content: ALPHABET },
    "/hello.txt|/%68ello.txt|/h%65llo.txt|/%68%65%6c%6c%6f.txt|/hello%2Etxt|/hello.txt?|/hello.txt?/../secret.txt|http://b/hello.txt".split(
      "|",
    ),
    (target) => get(target),
  ),
  ...rows(
    { family: "dot segments, even such as lead nowhere", section: "RFC3986§6.2.2.3", statusCodes: [400] },
    ["/./hello.txt", "/sub/../hello.txt", "/%2e/hello.txt", "/sub/%2e%2e/hello.txt", "/sub/..", "/sub/."],
    (target) => get(target),
  ),
  ...rows(
    { family: "paths that are no file", section: "RFC3986§6.2.2", statusCodes: [400, 403, 404] },
    "/hello.txt/|/hello.txt/a|/hello.txt%2f|/hello.txt%5c|/hello.txt%00|/hello.txt%20|/hello.txt.|/hello.txt::$DATA|/hello.txt:a|/Hello.txt|/hello.TXT|/hello%252etxt|/hello.txt~|/hello.txt%0a|/hello|/.hello.txt|/%ff|/%80|/%c3|/%ed%a0%80|/%00|/con|/aux.txt|/nul|/a%2fb|/sub%2findex.html|/sub%5cindex.html|/.git/config|/.env|/.htaccess|/.ssh/id_rsa|/sub/.hidden".split(
      "|",
    ),
    (target) => get(target),
  ),
  ...rows(
    { family: "names that no disk has", section: "RFC9110§15.5.5", statusCodes: [404] },
    [
      `/${"a".repeat(256)}`,
      `/${"a/".repeat(500)}`,
      `/${"%61".repeat(300)}`,
      `/${"%e2%82%ac".repeat(90)}`,
      `/sub/${"b".repeat(1000)}`,
    ],
    (target) => get(target),
  ),
  ...rows(
    {
      family: "redirects that stay on this host",
      section: "RFC9110§17.3",
      statusCodes: [200, 301, 302, 307, 308, 400, 403, 404],
      fields: { location: /^(?:|\/(?![/\\]).*|https?:\/\/a\/.*)$/ },
    },
    "//sub|///sub|//evil.example/%2e%2e/sub|//evil.example//sub|/%2f/sub|/%5csub|/%5c%5cevil.example/..%2fsub|/sub/..//sub|/.//sub|/%2e//sub|/./%2fsub|/sub?//evil.example|/sub?a=%0d%0aX:y|/sub%0d%0aX:%20y|/%09/sub|/sub;//x|http://evil.example/sub|http://a//sub|/sub/%2e%2e//evil.example/%2e%2e/sub".split(
      "|",
    ),
    (target) => get(target),
  ),
];

const modified = "Tue, 25 Jun 2024 17:12:18 GMT";
const before = "Tue, 25 Jun 2024 17:12:17 GMT";

export const conditions: FileNeighbour[] = [
  ...rows(
    {
      family: "If-None-Match that matches",
      section: "RFC9110§13.1.2",
      statusCodes: [304],
      content: "",
      fields: { etag: /^"/, "content-range": "" },
    },
    [
      "{etag}",
      "W/{etag}",
      "*",
      '"x", {etag}',
      '{etag}, "x"',
      '"a,b" , {etag}',
      ",{etag},",
      'W/"x",W/{etag}',
      '"",{etag}',
      '"\xff",{etag}',
    ],
    (value) => get("/hello.txt", `If-None-Match: ${value}`),
  ),
  ...rows(
    { family: "If-None-Match that does not match", section: "RFC9110§13.1.2", statusCodes: [200], content: ALPHABET },
    ['"x"', 'W/"x"', '""', "x", '"*"', "w/{etag}", "", '"', "{etag}x", "x{etag}", '"{etag}"', "*x"],
    (value) => get("/hello.txt", `If-None-Match: ${value}`),
  ),
  ...rows(
    {
      family: "If-None-Match goes before If-Modified-Since",
      section: "RFC9110§13.2.2",
      statusCodes: [200],
      content: ALPHABET,
    },
    [modified, "Wed, 01 Jan 2031 00:00:00 GMT"],
    (date) => get("/hello.txt", 'If-None-Match: "x"', `If-Modified-Since: ${date}`),
  ),
  ...rows(
    { family: "If-Modified-Since that is so", section: "RFC9110§13.1.3", statusCodes: [304], content: "" },
    [modified, "Tuesday, 25-Jun-24 17:12:18 GMT", "Tue Jun 25 17:12:18 2024", "Wed, 26 Jun 2024 00:00:00 GMT"],
    (date) => get("/hello.txt", `If-Modified-Since: ${date}`),
  ),
  ...rows(
    {
      family: "If-Modified-Since that does not count",
      section: "RFC9110§13.1.3",
      statusCodes: [200],
      content: ALPHABET,
    },
    [
      before,
      "",
      "x",
      "0",
      "1719335538",
      "2024-06-25T17:12:18Z",
      "Tue, 25 Jun 2024 17:12:18",
      "Tue, 25 Jun 2024 17:12:18 UTC",
      "Tue, 25 Jun 2024 17:12:18 +0000",
      "Tue, 25 Jun 2024 17:12:18 CEST",
      "25 Jun 2024 17:12:18 GMT",
      "Tue, 32 Jun 2024 17:12:18 GMT",
      "Tue, 25 Jun 2024 24:00:00 GMT",
      "Tue, 25 Jun 2024 17:60:18 GMT",
      "Tue, 25 jun 2024 17:12:18 GMT",
      "Tue, 25 Foo 2024 17:12:18 GMT",
      "Tue, 25 Jun 99999 17:12:18 GMT",
      "Tue, -5 Jun 2024 17:12:18 GMT",
      `${modified}, ${modified}`,
      `"${modified}"`,
    ],
    (date) => get("/hello.txt", `If-Modified-Since: ${date}`),
  ),
  ...rows(
    { family: "preconditions that fail", section: "RFC9110§13.2.2", statusCodes: [412] },
    [
      'If-Match: "x"',
      "If-Match: W/{etag}",
      'If-Match: "x", "y"',
      "If-Match: x",
      "If-Match:",
      `If-Unmodified-Since: ${before}`,
      "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
      `If-Match: "x"\r\nIf-Unmodified-Since: ${modified}`,
      'If-Match: "x"\r\nIf-None-Match: {etag}',
      'If-Match: "x"\r\nRange: bytes=0-0',
      `If-Unmodified-Since: ${before}\r\nIf-Modified-Since: ${modified}`,
    ],
    (lines) => get("/hello.txt", lines),
  ),
  ...rows(
    { family: "preconditions that hold", section: "RFC9110§13.2.2", statusCodes: [200], content: ALPHABET },
    [
      "If-Match: {etag}",
      "If-Match: *",
      'If-Match: "x", {etag}',
      `If-Unmodified-Since: ${modified}`,
      "If-Unmodified-Since: x",
      "If-Unmodified-Since:",
      `If-Match: {etag}\r\nIf-Unmodified-Since: ${before}`,
      'If-Match: *\r\nIf-None-Match: "x"',
    ],
    (lines) => get("/hello.txt", lines),
  ),
  ...rows(
    { family: "conditions of what is not there", section: "RFC9110§13.2.1", statusCodes: [404] },
    [
      'If-Match: "x"',
      "If-None-Match: *",
      `If-Modified-Since: ${modified}`,
      `If-Unmodified-Since: ${before}`,
      "Range: bytes=0-0",
      "If-Match: *",
    ],
    (lines) => get("/missing.txt", lines),
  ),
];

export const methods: FileNeighbour[] = [
  ...rows(
    {
      family: "methods that a file does not have",
      section: "RFC9110§15.5.6",
      statusCodes: [405],
      fields: { allow: /\bGET\b.*\bHEAD\b/ },
    },
    ["POST", "PUT", "PATCH", "DELETE"],
    (method) => message(`${method} /hello.txt HTTP/1.1`, ["Host: a", "Content-Length: 5"], "hello"),
  ),
  ...rows(
    { family: "methods that nobody has", section: "RFC9110§15.6.2", statusCodes: [405, 501] },
    ["TRACE", "BREW", "get", "Get", "HEADS", "PROPFIND", "__proto__", "constructor"],
    (method) => message(`${method} /hello.txt HTTP/1.1`, ["Host: a"]),
  ),
  ...rows(
    { family: "OPTIONS", section: "RFC9110§9.3.7", statusCodes: [200, 204], fields: { allow: /\bGET\b/ } },
    ["/hello.txt", "/", "*"],
    (target) => message(`OPTIONS ${target} HTTP/1.1`, ["Host: a"]),
  ),
  ...rows(
    {
      family: "fields that TRACE would have shown",
      section: "RFC9110§9.3.8",
      statusCodes: [405, 501],
      fields: { "x-secret": "" },
    },
    ["Cookie: SECRET-OUTSIDE-ROOT", "Authorization: SECRET-OUTSIDE-ROOT"],
    (line) => message("TRACE /hello.txt HTTP/1.1", ["Host: a", line]),
  ),
  ...rows(
    { family: "codings asked for in any way", section: "RFC9110§12.5.3", statusCodes: [200], content: ALPHABET },
    [
      ...'gzip|br|gzip;q=0|identity|*|*;q=0.5|identity;q=1, *;q=0|gzip;q=2|gzip;q=-1|gzip;q=|;q=1|,|gzip;;q=1|deflate, compress|x|"gzip"|gzip;q=0.0001'.split(
        "|",
      ),
      "",
    ],
    (value) => get("/hello.txt", `Accept-Encoding: ${value}`),
  ),
  ...rows(
    { family: "content on a GET is passed over", section: "RFC9110§9.3.1", statusCodes: [200], content: ALPHABET },
    ["Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"],
    (rest) => `GET /hello.txt HTTP/1.1\r\nHost: a\r\n${rest}`,
  ),
];
