import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { SecretMasker, type SecretMaskerOptions, SecretNames } from "./index.ts";

const octetsOf = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const textOf = (octets: Uint8Array) => Buffer.from(octets).toString("latin1");

/** What is masked when octets come in pieces of these sizes, the last for all that remain. */
function maskedInPieces(text: string, sizes: readonly number[], options?: SecretMaskerOptions): string {
  const octets = octetsOf(text);
  const masker = new SecretMasker(options);
  let masked = "";
  for (let at = 0, turn = 0; at < octets.length; turn++) {
    const size = sizes[Math.min(turn, sizes.length - 1)]!;
    masked += textOf(masker.mask(octets.subarray(at, at + size)));
    at += size;
  }
  return masked;
}

const whole = (text: string, options?: SecretMaskerOptions) => maskedInPieces(text, [Number.MAX_SAFE_INTEGER], options);

const next = "GET /next HTTP/1.1\r\nHost: y\r\n\r\n";

function post(content: string, mediaType: string): string {
  return `POST /in HTTP/1.1\r\nContent-Type: ${mediaType}\r\nContent-Length: ${content.length}\r\n\r\n${content}${next}`;
}

const form = (content: string) => post(content, "application/x-www-form-urlencoded");
const json = (content: string) => post(content, "application/json");
const parts = (...lines: string[]) => post(lines.join("\r\n"), "multipart/form-data; boundary=X");
const part = (name: string) => ["--X", `Content-Disposition: form-data; name="${name}"`, ""];
const chunked = (...lines: string[]) =>
  `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${lines.join("\r\n")}\r\n${next}`;

/** Of each, "§" stands for an octet of a secret. */
const messages: [why: string, message: string, secret: string][] = [
  ["a query", "GET /?user=a&password=§§§&c=d HTTP/1.1\r\n\r\n", "abc"],
  ["the end of a query", "GET /?token=§§§ HTTP/1.1\r\n\r\n", "abc"],
  ["a query with white space", "GET /?pin=§§§ §§§ HTTP/1.1\r\n\r\n", "aHTTPb"],
  ["a query in a field", "GET / HTTP/1.1\r\nReferer: /a?access_token=§§§\r\nX: y\r\n\r\n", "abc"],
  ["a field named like one", "GET / HTTP/1.1\r\nX-Api-Key: §§§\r\n§§§\r\nX: y\r\n\r\n", "abc de"],
  ["a form", form("user=a&password=§§§§&x=y"), "abcd"],
  ["the end of a form", form("user=a&password=§§§§"), "abcd"],
  ["a form, with white space", form("password=§§§§ §§§ §§"), "abcd\"ef'h"],
  ["a form, with what may begin a request", form("password=§§§§§§"), "POSTGE"],
  ["a form, with a name in brackets", form("user%5Bpassword%5D=§§&user[pin]=§§"), "abcd"],
  ["a form that is longer than it says", "POST / HTTP/1.1\r\nContent-Length: 12\r\n\r\npassword=§§§§§§", "abcdef"],
  ["a form that nobody announced", "POST / HTTP/1.1\r\n\r\npassword=§§§§§§", "abcdef"],
  ["JSON", json('{"user":"a","password":"§§§§","x":1}'), "abcd"],
  ["JSON with escapes", json('{"password":"§§§§§§","x":1}'), 'a\\"b\\\\'],
  ["JSON with white space", json('{"password"\t: \r\n "§§§","x":"y"}'), "abc"],
  ["JSON with a number", json('{"pin":§§§§,"x":1}'), "1234"],
  ["JSON with a list", json('{"token":§§§§§§§§§,"x":1}'), '["a","b"]'],
  ["JSON with an object", json('{"secret":§§§§§§§§§,"x":1}'), '{"k":"}"}'],
  ["JSON within JSON", json('{"a":"{\\"password\\":\\"§§§§§",\\"x\\":1}","y":2}'), "abcd\\"],
  ["a link in JSON", json('{"url":"/?token=§§§","x":"y"}'), "abc"],
  ["a part", parts(...part("user"), "bob", ...part("password"), "§§§", ...part("x"), "y", "--X--", ""), "abc"],
  ["a part of lines", parts(...part("new_password"), "--§§", "§", "", "§§§", "--X--", ""), "abcdef"],
  ["an empty part", parts(...part("password"), "", ...part("x"), "y", "--X--", ""), ""],
  ["chunks", chunked("3", "pas", "8", "sword=§§", "2;e=f", "§§", "0", "T: u", ""), "abcd"],
  ["chunks of JSON", chunked('c;a="b"', '{"password":', "3", '"§§', "4", '§","', "0", ""), "abc"],
  ["a field where a chunk's size should be", chunked("Cookie: §§§"), "abc"],
  ["a parameter where a chunk's size should be", chunked("dead=1&pin=§§§"), "abc"],
  ["a field after a bare CR where a chunk ends", chunked("1", "a\rCookie: §§§"), "abc"],
  ["a chunk that is longer than it says", chunked("5", "password=§§§"), "abc"],
];

const shown = (message: string, secret: string) => {
  let at = 0;
  return message.replace(/§/g, () => secret[at++] ?? assert.fail("a secret is too short"));
};

describe("mask", () => {
  for (const [why, message, secret] of messages) {
    test(`mask: a secret is masked, and nothing else, when it stands in ${why}`, () => {
      const masked = message.replace(/§/g, "*");
      const sent = shown(message, secret);
      assert.equal(whole(sent), masked);
      assert.equal(maskedInPieces(sent, [1]), maskedInPieces(sent, [1, 1]));
      for (let split = 1; split < sent.length; split++) {
        assert.equal(maskedInPieces(sent, [split, sent.length]), masked, `split at ${split}`);
      }
      assert.equal(maskedInPieces(sent, [1]), masked, "octet by octet");
    });
  }

  const userinfo: [sent: string, masked: string][] = [
    ["GET http://u:p@host:80/x HTTP/1.1\r\n", "GET http://***@host:80/x HTTP/1.1\r\n"],
    ["GET http://u:p@q@host/ HTTP/1.1\r\n", "GET http://*****@host/ HTTP/1.1\r\n"],
    ["CONNECT u:p@host:443 HTTP/1.1\r\n", "CONNECT ***@host:443 HTTP/1.1\r\n"],
    ["GET //u:p@host/ HTTP/1.1\r\n", "GET //***@host/ HTTP/1.1\r\n"],
    ["GET / HTTP/1.1\r\nReferer: https://u@h/a@b\r\n", "GET / HTTP/1.1\r\nReferer: https://*@h/a@b\r\n"],
    ["GET http://u:a=b@host/ HTTP/1.1\r\n", "GET http://*****@host/ HTTP/1.1\r\n"],
    ["POST / HTTP/1.1\r\n\r\nat=http://u:p@host/", "POST / HTTP/1.1\r\n\r\nat=http://***@host/"],
  ];
  for (const [sent, masked] of userinfo) {
    test(`mask: userinfo is masked, in pieces perhaps more, when it stands in ${JSON.stringify(sent)}`, () => {
      assert.equal(whole(sent), masked);
      const pieces = [[1], ...Array.from(sent, (_, split) => [split + 1, sent.length])];
      for (const sizes of pieces) {
        const got = maskedInPieces(sent, sizes);
        for (let at = 0; at < sent.length; at++) {
          if (masked[at] === "*") assert.equal(got[at], "*", `${at} of ${got}`);
          else if (got[at] !== "*") assert.equal(got[at], sent[at]);
        }
      }
    });
  }

  test("mask: fields, parameters, parts and members that someone named are masked", () => {
    const names = new SecretNames(["X-Motto", "nick", "X-Mo"]);
    const sent = `${form("nick=abc&a=b").replace("\r\n\r\n", "\r\nX-Motto: a\r\nX-Motto-2: b\r\nX-MO c\r\n\r\n")}`;
    const masked = whole(sent, { names });
    assert.match(masked, /\r\nX-Motto: \*\r\nX-Motto-2: b\r\nX-MO \*\r\n/);
    assert.match(masked, /\r\n\r\nnick=\*\*\*&a=bGET /);
    assert.equal(maskedInPieces(sent, [1], { names }), masked);
    assert.match(whole(json('{"nick":"abc"}'), { names }), /"nick":"\*\*\*"/);
    assert.match(whole(parts(...part("nick"), "abc", "--X--", ""), { names }), /\r\n\*\*\*\r\n--X--/);
  });

  test("mask: a page is shown as it was sent, and fields, members and userinfo masked, in a response", () => {
    const head = "HTTP/1.1 200 OK\r\nLocation: /?token=abc&x=y\r\nSet-Cookie: abc\r\nX-CSRF-Token: abc\r\n\r\n";
    const maskedHead = "HTTP/1.1 200 OK\r\nLocation: /?token=***&x=y\r\nSet-Cookie: ***\r\nX-CSRF-Token: ***\r\n\r\n";
    const page =
      '<form action="/in?token=1"><input name="password" value="x"><p style="color: red">Your password: none, your token=1</p>' +
      '<a href="https://unpkg.com/preact@11/x.js">a</a> <script>const password = "x", pin=1; // @ts-check\n</script>';
    const options: SecretMaskerOptions = { direction: "response" };
    assert.equal(whole(head + page, options), maskedHead + page);
    const members = '{"access_token":"abc","expires":3,"url":"https://u:p@h/"}';
    const maskedMembers = '{"access_token":"***","expires":3,"url":"https://***@h/"}';
    assert.equal(whole(head + members, options), maskedHead + maskedMembers);
    const streamed = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{"access_token":\r\n3\r\n"ab\r\n3\r\nc"}\r\n0\r\n\r\n${head}`;
    const maskedStream = streamed.replace(head, maskedHead).replace('"ab', '"**').replace('c"}', '*"}');
    assert.equal(maskedInPieces(streamed, [1], options), maskedStream);
  });

  test("mask: the next response is shown when one before it announces content that does not come", () => {
    const toHead = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n";
    const unmodified = "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n";
    const ok = "HTTP/1.1 200 OK\r\nSet-Cookie: abc\r\n\r\n";
    const sent = toHead + ok + unmodified + ok;
    assert.equal(maskedInPieces(sent, [1], { direction: "response" }), sent.replaceAll("abc", "***"));
  });

  const words = fc.constantFrom(
    ...[
      "password",
      "token",
      "user",
      "pin",
      "Cookie",
      "Authorization",
      "X",
      "=",
      "&",
      ":",
      '"',
      "{",
      "}",
      "[",
      "]",
      ",",
    ],
    ...[
      "\\",
      " ",
      "\t",
      "\r\n",
      "\r",
      "\n",
      "\r\n\r\n",
      "GET ",
      " HTTP/1.1\r\n",
      "POST",
      "/",
      "?",
      "#",
      "-",
      "--X",
      "5",
    ],
    ...["Content-Disposition: form-data; name=", "Content-Length: 9\r\n", "Transfer-Encoding: chunked\r\n", "a", "%5D"],
  );
  const texts = fc.array(words, { maxLength: 40 }).map((pieces) => pieces.join(""));
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
  const directions = fc.constantFrom<"request" | "response">("request", "response");

  test("mask: the same is masked whatever the pieces when no octets may be userinfo", () => {
    const plainTexts = texts.filter((text) => !text.includes("/") && !/(?:^|[\r\n])\s*[A-Z]+ /.test(text));
    fc.assert(
      fc.property(plainTexts, sizes, directions, (text, pieces, direction) => {
        const masked = whole(text, { direction });
        assert.equal(maskedInPieces(text, pieces, { direction }), masked);
        assert.equal(maskedInPieces(text, [1], { direction }), masked);
      }),
      { numRuns: 3000 },
    );
  });

  test("mask: no less is masked in pieces, and the octet count stays, whatever the octets", () => {
    const withUserinfo = fc.array(fc.oneof(words, fc.constantFrom("//", "@", "u:p", "http://", "CONNECT ")), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(withUserinfo, sizes, directions, (pieces, cuts, direction) => {
        const text = pieces.join("");
        const masked = whole(text, { direction });
        const inPieces = maskedInPieces(text, cuts, { direction });
        assert.equal(masked.length, text.length);
        assert.equal(inPieces.length, text.length);
        for (let at = 0; at < text.length; at++) {
          assert.ok(inPieces[at] === "*" || inPieces[at] === text[at]);
          if (masked[at] === "*" && text[at] !== "*") assert.equal(inPieces[at], "*", `${at}: ${masked} ${inPieces}`);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test("mask: time grows with the octets alone when they look like much", () => {
    const units = [
      "=",
      "a=",
      '":',
      "//a@",
      "a@",
      ":",
      `${" ".repeat(63)}:`,
      "\n",
      "\r",
      '"',
      "\\",
      "--\n",
      "{",
      "password=",
    ];
    const times = (unit: string, octetCount: number) => {
      const octets = octetsOf(unit.repeat(Math.ceil(octetCount / unit.length)));
      const before = process.cpuUsage();
      new SecretMasker().secretSpans(octets);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    for (const unit of units) {
      times(unit, 1 << 16);
      const small = times(unit, 1 << 17);
      assert.ok(times(unit, 1 << 20) < 40 * small + 200_000, `${JSON.stringify(unit)} ${small}`);
    }
  });
});
