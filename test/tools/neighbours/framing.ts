import { chunked, each, family, message, type Neighbour, next, octets, post, smuggled, utf8 } from "./row.ts";

const lengths = [
  ..."5,6|6,5|5;5|5 5|5\t5|0x5|05h|5h|5.0|5.|.5|5e0|1_0|5_|'5'|\"5\"|(5)|5%|%35|+05|--5|+-5|5-|5+|-0|~5|5=|5/1|5:|:5".split(
    "|",
  ),
  ..."Infinity|NaN|null|true|five|0b101|0o5|5n|5L|5u|5 octets|bytes 5|bytes=5|#5|$5|*|?|5?|[5]|{5}|<5>|5&6".split("|"),
  ...["\u0665", "\u0966", "\uff15", "\u2460", "5\u2028", "\u00a05", "5\u200b", "\ufeff5", "\u22125"].map(utf8),
  ...["5\x00", "\x005", "5\x01", "\x085", "5\x0b", "\x0c5", "5\x1b", "5\x1f", "5\x7f", "\x805", "5\xa0", "5\xff"],
];

const names = [
  "Content_Length",
  "Content.Length",
  "ContentLength",
  "Content-Length-",
  "-Content-Length",
  "Content-Lengt",
];
names.push(
  "Content-Lengthh",
  "X-Content-Length",
  "Content-Length|",
  "Content--Length",
  "`Content-Length",
  "Content-Length~",
);

export const contentLengths: Neighbour[] = [
  ...family(
    { family: "values of Content-Length that are no 1*DIGIT", section: "RFC9112§6.3", outcome: "400 closed", seen: [] },
    each(lengths, (value) => post([`Content-Length: ${value}`], `hello${smuggled}`)),
  ),
  ...family(
    { family: "the same on a GET", section: "RFC9112§6.3", outcome: "400 closed", seen: [] },
    each(["-1", "+0", "0x0", "", "0,", "0;", "\xa00", "0 0"], (value) =>
      message("GET / HTTP/1.1", ["Host: a", `Content-Length: ${value}`], smuggled),
    ),
  ),
  ...family(
    { family: "the same in HTTP/1.0", section: "RFC9112§6.3", outcome: "400 closed", seen: [] },
    each(["-1", "+5", "5,6", "", "5 5", "5;", "five"], (value) =>
      message("POST / HTTP/1.0", ["Connection: keep-alive", `Content-Length: ${value}`], `hello${smuggled}`),
    ),
  ),
  ...family({ family: "two lines of Content-Length", section: "RFC9110§8.6", outcome: "400 closed", seen: [] }, [
    { send: post(["Content-Length: 5", "Content-Length: 0"], `hello${smuggled}`) },
    { send: post(["Content-Length: 0", "Content-Length: 5"], `hello${smuggled}`) },
    { send: post(["Content-Length: 5", "content-length: 6"], `hello${smuggled}`) },
    { send: post(["Content-Length: 5", "X: y", "CONTENT-LENGTH: 05"], `hello${smuggled}`) },
    { send: post(["Content-Length: 5", "Content-Length:"], `hello${smuggled}`) },
    { send: post(["Content-Length:", "Content-Length:"], `hello${smuggled}`) },
    { send: post(["Content-Length: 5", "Content-Length: -5"], `hello${smuggled}`) },
    { send: post(["Content-Length: 5", "Content-Length: 5", "Content-Length: 5"], `hello${smuggled}`) },
    { send: post(["Content-Length: 5, 5"], `hello${smuggled}`) },
    { send: post(["Content-Length: 5,5,5,5,5,6"], `hello${smuggled}`) },
    { send: post(["Content-Length: ,5"], `hello${smuggled}`) },
    { send: message("GET / HTTP/1.1", ["Host: a", "Content-Length: 0", "Content-Length: 1"], smuggled) },
  ]),
  ...family(
    {
      family: "names that are not Content-Length",
      section: "RFC9110§5.1",
      outcome: "200 200 open",
      seen: ["POST / 0", "GET /next 0"],
    },
    each(names, (name) => post([`${name}: 5`], next)),
  ),
  ...family(
    { family: "names with an octet that no name has", section: "RFC9110§5.6.2", outcome: "400 closed", seen: [] },
    each(
      [
        "\xa0Content-Length",
        "Content-Length\xa0",
        "Content\u00adLength",
        utf8("Content\u2010Length"),
        "Content Length",
      ],
      (name) => post([`${name}: 5`], `hello${smuggled}`),
    ),
  ),
  ...family(
    { family: "lengths that no sum holds", section: "RFC9110§8.6", outcome: "413 closed", seen: [] },
    each(
      ["4294967296000000", "9007199254740993", "18446744073709551621", "99999999999999999999", "1".repeat(1000)],
      (value) => post([`Content-Length: ${value}`], `hello${smuggled}`),
    ),
  ),
  ...family({ family: "lengths with zeros before", section: "RFC9110§8.6", outcome: "200 open", seen: ["POST / 5"] }, [
    { send: post(["Content-Length: 05"], "hello") },
    { send: post(["Content-Length: 000000000000005"], "hello") },
    { name: "more digits than the limit has", send: post(["Content-Length: 0000000000000005"], "hello") },
  ]),
];

const notChunkedLast = [
  "identity, gzip|chunked, identity|chunked, x|chunked;q=1|chunked;a=b|chunked; |chunked;chunked|chunked,chunked;x",
  "x-chunked|chunked-x|chunked_|_chunked|chunked.|.chunked|chunked*|*chunked|chunked!|chunke|hunked|chunkedd|chunk-ed",
  "(chunked)|<chunked>|{chunked}|chunked:|chunked=|=chunked|chunked?|#chunked|'chunked'|chunked\"|\"chunked",
  "chunked%00|chunked%20|chunked\\|\\chunked|chunked@|chun\tked|c hunked|chunked x|x chunked|deflate|br|compress|zstd",
]
  .join("|")
  .split("|");
const withOctets = ["chunked\x01", "\x02chunked", "chun\x1fked", "chunked\x7f", "\x1bchunked", "\x00chunked"];
const withHighOctets = ["chunked\xa0", "\x80chunked", "chun\xadked", utf8("chun\u212aed"), utf8("\u200bchunked")];
withHighOctets.push(utf8("chunked\u200d"), utf8("\uff43hunked"), "chunk\xe9d", utf8("\ufeffchunked"));
const codingsNotKnown = ["gzip, chunked", "identity, chunked", "x, chunked", "br,chunked", "deflate,gzip,chunked"];

export const transferCodings: Neighbour[] = [
  ...family(
    { family: "codings of which chunked is not the last", section: "RFC9112§6.3", outcome: "400 closed", seen: [] },
    [
      ...each([...notChunkedLast, ...withHighOctets], (value) =>
        post([`Transfer-Encoding: ${value}`], `0\r\n\r\n${smuggled}`),
      ),
      ...each(withOctets, (value) => post([`Transfer-Encoding: ${value}`], `0\r\n\r\n${smuggled}`)),
      { send: post(["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], `0\r\n\r\n${smuggled}`) },
      { send: post(["Transfer-Encoding: chunked", "X: y", "transfer-encoding: x"], `0\r\n\r\n${smuggled}`) },
      { send: post(["Transfer-Encoding: chunked", "TRANSFER-ENCODING: chunked"], `0\r\n\r\n${smuggled}`) },
      { send: post(["Transfer-Encoding:", "Transfer-Encoding:"], `0\r\n\r\n${smuggled}`) },
      { send: post(["Transfer-Encoding: ,"], `0\r\n\r\n${smuggled}`) },
      { send: post(["Transfer-Encoding: chunked,chunked"], `0\r\n\r\n${smuggled}`) },
    ],
  ),
  ...family(
    { family: "codings that are not known", section: "RFC9112§6.1", outcome: "501 closed", seen: [] },
    each(codingsNotKnown, (value) => post([`Transfer-Encoding: ${value}`], `0\r\n\r\n${smuggled}`)),
  ),
  ...family(
    { family: "any Transfer-Encoding beside Content-Length", section: "RFC9112§6.1", outcome: "400 closed", seen: [] },
    [
      ...each(["chunked", "Chunked", "gzip", "gzip, chunked", "identity", "", ",", "\tchunked", "x"], (value) =>
        post(["Content-Length: 5", `Transfer-Encoding: ${value}`], `0\r\n\r\n${smuggled}`),
      ),
      ...each(["0", "5", "", "-1", "99999999999999999999"], (value) =>
        post(["Transfer-Encoding: chunked", `Content-Length: ${value}`], `0\r\n\r\n${smuggled}`),
      ),
      ...each(["GET", "HEAD", "OPTIONS", "DELETE", "BREW"], (method) =>
        message(
          `${method} / HTTP/1.1`,
          ["Host: a", "Transfer-Encoding: chunked", "Content-Length: 3"],
          `0\r\n\r\n${smuggled}`,
        ),
      ),
    ],
  ),
  ...family(
    { family: "Transfer-Encoding in HTTP/1.0", section: "RFC9112§6.1", outcome: "400 closed", seen: [] },
    each(["chunked", "gzip", "identity", "", "gzip, chunked"], (value) =>
      message(
        "POST / HTTP/1.0",
        ["Host: a", "Connection: keep-alive", `Transfer-Encoding: ${value}`],
        `0\r\n\r\n${smuggled}`,
      ),
    ),
  ),
  ...family(
    {
      family: "codings that mean chunked",
      section: "RFC9112§7",
      outcome: "200 200 open",
      seen: ["POST / 5", "GET /next 0"],
    },
    each(["CHUNKED", "chunKED", "\tchunked", "chunked\t \t", ",chunked", "chunked,", " ,, chunked ,,"], (value) =>
      post([`Transfer-Encoding:${value}`], `5\r\nhello\r\n0\r\n\r\n${next}`),
    ),
  ),
  ...family(
    {
      family: "chunked of any method and later version",
      section: "RFC9112§6",
      outcome: "200 200 open",
    },
    [
      ...["GET", "DELETE", "OPTIONS", "PATCH", "BREW", "PURGE"].map((method) => ({
        name: method,
        send: message(`${method} /x HTTP/1.1`, ["Host: a", "Transfer-Encoding: chunked"], `1\r\nx\r\n0\r\n\r\n${next}`),
        seen: [`${method} /x 1`, "GET /next 0"],
      })),
      ...["HTTP/1.2", "HTTP/1.5", "HTTP/1.9"].map((version) => ({
        name: version,
        send: message(`POST /x ${version}`, ["Host: a", "Transfer-Encoding: chunked"], `1\r\nx\r\n0\r\n\r\n${next}`),
        seen: ["POST /x 1", "GET /next 0"],
      })),
    ],
  ),
  ...family(
    {
      family: "names that are not Transfer-Encoding",
      section: "RFC9110§5.1",
      outcome: "200 200 open",
      seen: ["POST / 5", "GET /next 0"],
    },
    each(
      "TransferEncoding|Transfer.Encoding|Transfer--Encoding|Transfer-Encoding-|-Transfer-Encoding|Transfer-Encoding1|TE|Transfer-Encodings|Content-Transfer-Encoding|`Transfer-Encoding|Transfer-Encoding~".split(
        "|",
      ),
      (name) => post([`${name}: chunked`, "Content-Length: 5"], `hello${next}`),
    ),
  ),
  ...family(
    { family: "Transfer-Encoding broken by an octet", section: "RFC9110§5.1", outcome: "400 closed", seen: [] },
    each(
      ["\x0b", "\x0c", "\x1c", "\x7f", "\x80", "\xad", "\u00ff", " ", "\t", "\x00", "(", ",", ";", "="].flatMap(
        (octet) => [`${octet}Transfer-Encoding`, `Transfer-Encoding${octet}`, `Transfer${octet}-Encoding`],
      ),
      (name) => post(["Content-Length: 5", `${name}: chunked`], `hello${smuggled}`),
    ),
  ),
];

const sizes = [
  ...'+0|-0|0x1|x1|1x|1h|1.|1_|1,|1\'|"1"|(1)|g|1g|#1|1%|%31|1 1|1\t1|=1|:1|1:|1=1|1/1|1\\|~1|1!|1@'.split("|"),
  ...[" 1", "\t1", "\x0b1", "1\x0b", "1\x0c", "\x001", "1\x00", "1\x7f", "\x801", "1\xa0", "\xff1", utf8("\uff11")],
];

/** Two octets of which one is that of a CRLF. */
const crAndOther = ["\r ", "\r\t", "\rX", "\r;", "\r0", "\r\x0b", "\r\x00", "\r\x8a", "\r\x85"];
const otherAndLf = [" \n", "\t\n", "X\n", "0\n", "\x0b\n", "\x8d\n", "\x00\n"];

export const chunks: Neighbour[] = [
  ...family({ family: "chunk sizes that are no 1*HEXDIG", section: "RFC9112§7.1", outcome: "400 closed", seen: [] }, [
    ...each(sizes, (size) => chunked(`${size}\r\na\r\n0\r\n\r\n${smuggled}`)),
    ...each(["", " ", ";", ";a=b", "\t"], (size) => chunked(`${size}\r\n\r\n${smuggled}`)),
    ...each(["+0", "-0", "0x0", "00x", "0 0", "0.", "\x000"], (size) =>
      chunked(`1\r\na\r\n${size}\r\n\r\n${smuggled}`),
    ),
  ]),
  ...family({ family: "sizes that no sum holds", section: "RFC9112§7.1", outcome: "413 closed", seen: [] }, [
    ...each(
      [
        "100000000000000",
        "FFFFFFFFFFFFFF",
        "8000000000000001",
        "fffffffffffffffe",
        "10000000000000000",
        "f".repeat(500),
      ],
      (size) => chunked(`${size}\r\na\r\n0\r\n\r\n${smuggled}`),
    ),
  ]),
  ...family(
    { family: "ends of chunk lines that are no CRLF", section: "RFC9112§7.1", outcome: "400 closed", seen: [] },
    [
      ...each(["\n", "\r", "\r\r\n", "\n\r", "\n\n", "\r\x00\n", "\x85", "\u000b\n", "\r \n", ...crAndOther], (end) =>
        chunked(`1${end}a\r\n0\r\n\r\n${smuggled}`),
      ),
      ...each(
        [
          "\n",
          "\r",
          "\r\r\n",
          "\n\r",
          "",
          "\r\x00\n",
          " \r\n",
          "xx",
          "\r\n\r\n",
          "\t\r\n",
          ...crAndOther,
          ...otherAndLf,
        ],
        (end) => chunked(`1\r\na${end}0\r\n\r\n${smuggled}`),
      ),
      ...each(["\n", "\r", "\r\r\n", "\n\r", "\r\x00\n", ...crAndOther], (end) => chunked(`0${end}\r\n${smuggled}`)),
      ...each(["\n", "\r\r\n", "\n\r\n", "\x00\r\n", " \r\n", "\t\r\n", ...crAndOther, ...otherAndLf], (end) =>
        chunked(`0\r\n${end}${smuggled}`),
      ),
      ...each(["\n", "\r\r\n", "\n\r\n", "\r X\r\n"], (end) => chunked(`0\r\nX: y${end}\r\n${smuggled}`)),
    ],
  ),
  ...family({ family: "chunk extensions", section: "RFC9112§7.1.1", outcome: "200 open", seen: ["POST / 1"] }, [
    ...each(
      [";a", ";a=b", " ;a", "\t;a", "; a", ";a =b", ";a= b", ";a ; b", ';a=""', ';a="\\""', ';a=";\t\xff"', ";a;b;c=d"],
      (extension) => chunked(`1${extension}\r\na\r\n0\r\n\r\n`),
    ),
    ...each([";a", ' ; a = "b"', ";a=b;c"], (extension) => chunked(`1\r\na\r\n0${extension}\r\n\r\n`)),
  ]),
  ...family({ family: "chunk extensions that are none", section: "RFC9112§7.1.1", outcome: "400 closed", seen: [] }, [
    ...each(
      [";", ";;a", "; ", ";=b", ";a=", ";a=;", ';a="', ';a="b', ';a="b"c', ";a=b c", ";a b", ",a", "a", " a", ' "a"'],
      (extension) => chunked(`1${extension}\r\na\r\n0\r\n\r\n${smuggled}`),
    ),
    ...each(
      [
        ";a\n",
        ";a=\n",
        ';a="\n"',
        ";\n",
        ";a\r",
        ";a\rb",
        ";a=b\r\r\n",
        ';a="\r\n"',
        ";\x00",
        ";a\x0b",
        ";a=\xff",
        ";\xe9",
      ],
      (extension) => chunked(`1${extension}\r\na\r\n0\r\n\r\n${smuggled}`),
    ),
    ...each([";", ";a=", ';a="', " a", ";\n", ";a\n", '";"'], (extension) =>
      chunked(`1\r\na\r\n0${extension}\r\n\r\n${smuggled}`),
    ),
    ...each([" ", "\t", "  "], (extension) => chunked(`1${extension}\r\na\r\n0\r\n\r\n${smuggled}`)),
  ]),
  ...family({ family: "trailer lines that are none", section: "RFC9112§7.1.2", outcome: "400 closed", seen: [] }, [
    ...each(
      [
        "X",
        "X y",
        ": y",
        " X: y",
        "\tX: y",
        "X : y",
        "X\t: y",
        "X: y\r\n folded",
        "X: y\r\n\tfolded",
        "(X): y",
        "X\x00: y",
      ],
      (line) => chunked(`0\r\n${line}\r\n\r\n${smuggled}`),
    ),
    ...each(["X: \x00", "X: \x7f", "X: y\x0b", "X: \ry", "X\xe9: y", "GET /smuggled HTTP/1.1"], (line) =>
      chunked(`1\r\na\r\n0\r\n${line}\r\n\r\n${smuggled}`),
    ),
  ]),
  ...family(
    {
      family: "trailers that frame or route a message change nothing",
      section: "RFC9110§6.5.1",
      outcome: "200 200 open",
      seen: ["POST / 1", "GET /next 0"],
    },
    each(
      [
        "Content-Length: 50",
        "Transfer-Encoding: gzip",
        "Host: b",
        "Connection: close",
        "Expect: x",
        "Content-Length: -1",
      ],
      (line) => chunked(`1\r\na\r\n0\r\n${line}\r\n\r\n${next}`),
    ),
  ),
  ...family({ family: "incomplete content", section: "RFC9112§8", outcome: "400 closed", seen: [] }, [
    ...each(["", "1", "1\r", "1\r\n", "1\r\na", "1\r\na\r", "1\r\na\r\n", "0", "0\r\n", "0\r\n\r"], chunked).map(
      (row) => ({
        ...row,
        ends: true,
      }),
    ),
    ...each(["0\r\nX", "0\r\nX: y", "0\r\nX: y\r\n", "5\r\nhello\r\n0;a", "FF\r\nhello"], chunked).map((row) => ({
      ...row,
      ends: true,
    })),
    ...each(["", "h", "hell"], (body) => post(["Content-Length: 5"], body)).map((row) => ({ ...row, ends: true })),
  ]),
  ...family({ family: "content that has not come yet", section: "RFC9112§6", outcome: "waiting", seen: [] }, [
    ...each(["", "1", "1\r", "1\r\na", "1\r\na\r\n0\r\n", "0\r\n\r", "0\r\nX: y\r\n"], chunked),
    ...each(["", "hell"], (body) => post(["Content-Length: 5"], body)),
  ]),
];

export const fieldOctets: Neighbour[] = [
  ...family(
    { family: "octets that no field value holds", section: "RFC9110§5.5", outcome: "400 closed", seen: [] },
    each([...octets(0, 8), ...octets(0x0b, 0x0c), ...octets(0x0e, 0x1f), "\x7f", "\r", "\n"], (octet) =>
      post(["Content-Length: 5", `X: a${octet}b`], `hello${smuggled}`),
    ),
  ),
  ...family(
    { family: "octets that no field name holds", section: "RFC9110§5.6.2", outcome: "400 closed", seen: [] },
    each([...octets(0, 9), ...octets(0x0b, 0x20), ...'"(),/;<=>?@[\\]{}', "\x7f", "\x80", "\xa0", "\xff"], (octet) =>
      post(["Content-Length: 5", `X${octet}Y: a`], `hello${smuggled}`),
    ),
  ),
  ...family(
    { family: "octets that values may hold", section: "RFC9110§5.5", outcome: "200 open", seen: ["POST / 5"] },
    each(["\t", " ", "\x80", "\x85", "\xa0", "\xff", '"', "\\", ":", "{}", utf8("\u2028"), "%0d%0a"], (octet) =>
      post(["Content-Length: 5", `X: a${octet}b`], "hello"),
    ),
  ),
];
