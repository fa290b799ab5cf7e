import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { answered, type Case, refused } from "../../cases/case.ts";
import type { ExchangeRecord } from "../record.ts";
import { MadeUpRecording } from "../testing/made-up-recording.ts";
import { type CopyKind, copyKinds, copyOf } from "./copies.ts";
import { parseOctets } from "./octet-escapes.ts";

const SERVER = "http://localhost:5000/";

/** An exchange whose request has these octets; secrets stand between "⟦" and "⟧". */
function exchangeOf(text: string, parts: Partial<ExchangeRecord> = {}): ExchangeRecord {
  const masked: [number, number][] = [];
  let octets = "";
  for (const [piece] of text.matchAll(/⟦[^⟧]*⟧|[^⟦]+/g)) {
    const isSecret = piece.startsWith("⟦");
    if (isSecret) masked.push([100 + octets.length, 100 + octets.length + piece.length - 2]);
    octets += isSecret ? "*".repeat(piece.length - 2) : piece;
  }
  const recording = new MadeUpRecording();
  const end = 100 + octets.length;
  // On a connection that had received 100 octets before.
  const request = { start: 100, end, kept: [{ at: 100, octets }], masked, reads: [] };
  recording.add("/", { request, ...parts });
  return recording.exchange(1, 1)!;
}

const refusal = { rule: "RFC9112-2.2/BARE-LF", at: 110 };

/** A server that notes what each connection sent, and answers it. */
async function notingServer(t: TestContext) {
  const received: string[] = [];
  const server = createServer((socket: Socket) => {
    const at = received.push("") - 1;
    let isAnswered = false;
    socket.on("error", () => {});
    socket.on("data", (octets) => {
      received[at] += octets.toString("latin1");
      const [head, ...rest] = received[at]!.split("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(head!)?.[1] ?? 0);
      const isChunked = /transfer-encoding: chunked/i.test(head!);
      const isWhole = isChunked ? received[at]!.endsWith("0\r\n\r\n") : rest.join("\r\n\r\n").length >= length;
      if (rest.length === 0 || !isWhole || isAnswered) return;
      isAnswered = true;
      socket.end("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}/`, received };
}

/** Request line first, then fields in no order, then the content. */
function comparable(octets: string): unknown {
  const [head, ...rest] = octets.split("\r\n\r\n");
  const [line, ...fields] = head!.split("\r\n");
  return [
    line,
    fields.map((field) => field.replace(/^[^:]+/, (name) => name.toLowerCase())).sort(),
    rest.join("\r\n\r\n"),
  ];
}

const hasCurl = process.platform !== "win32" && spawnSync("curl", ["--version"]).status === 0;
const withoutCurl = !hasCurl && "needs curl and a POSIX shell";

const sentByCurl: readonly (readonly [what: string, octets: string])[] = [
  ["the plainest request", "GET / HTTP/1.1\r\nHost: HOST\r\n\r\n"],
  ["a path that curl would change", "GET /../a/./b//c?x=[1-3]&y={a,b} HTTP/1.1\r\nHost: HOST\r\nAccept: */*\r\n\r\n"],
  [
    "fields with quotes and without a value",
    'GET / HTTP/1.1\r\nHost: HOST\r\nX-It: it\'s "here" $HOME `id`\r\nX-No:\r\n\r\n',
  ],
  [
    "another host, and the same field twice",
    "GET / HTTP/1.1\r\nHost: b.example\r\nX: 1\r\nX: 2\r\nUser-Agent: u\r\n\r\n",
  ],
  ["HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n"],
  ["HEAD", "HEAD /a HTTP/1.1\r\nHost: HOST\r\n\r\n"],
  ["DELETE", "DELETE /a HTTP/1.1\r\nHost: HOST\r\n\r\n"],
  [
    "a form",
    "POST /a HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nname=it's",
  ],
  [
    "text that begins with @ and is of several lines",
    "PUT /a HTTP/1.1\r\nHost: HOST\r\nContent-Length: 7\r\n\r\n@a\n\n\xc3\xa9\n",
  ],
  ["octets that are no text", "POST /a HTTP/1.1\r\nHost: HOST\r\nContent-Length: 9\r\n\r\n\0\x01%\\\xff'\r\n1"],
  ["an empty POST", "POST /a HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\n\r\n"],
  ["the asterisk", "OPTIONS * HTTP/1.1\r\nHost: HOST\r\n\r\n"],
  ["absolute-form", "GET http://b.example/x HTTP/1.1\r\nHost: b.example\r\n\r\n"],
];

for (const [what, octets] of sentByCurl) {
  test(`copies: a shell sends the same when the request is ${what}`, { skip: withoutCurl }, async (t) => {
    const { url, received } = await notingServer(t);
    const sent = octets.replace("Host: HOST", `Host: ${new URL(url).host}`);
    const { text } = copyOf("curl", exchangeOf(sent), url);
    assert.match(text, /\bcurl --include /);
    await promisify(execFile)("sh", ["-c", text], { env: { PATH: process.env["PATH"] } });
    assert.deepEqual(comparable(received[0]!), comparable(sent), text);
  });
}

test("copies: chunks become content when they are copied for curl (RFC9112§7.1)", () => {
  const octets =
    "POST / HTTP/1.1\r\nHost: localhost:5000\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: u\r\n\r\n";
  const { text, notes } = copyOf("curl", exchangeOf(octets), SERVER);
  assert.match(text, /--header 'Transfer-Encoding: chunked'/);
  assert.match(text, /--data-binary hello$/);
  assert.deepEqual(notes, [
    "curl sends no trailer fields: they are left out.",
    "curl cuts the content into chunks of its own.",
  ]);
});

const sentByNetcat: readonly (readonly [what: string, octets: string, parts?: Partial<ExchangeRecord>])[] = [
  ["a line ends with LF alone", "GET / HTTP/1.1\nHost: a\n\n", { refusal }],
  ["a field line has no colon", "GET / HTTP/1.1\r\nHost a\r\n\r\n"],
  ["a value has octets beyond ASCII that are no UTF-8", "GET / HTTP/1.1\r\nHost: a\r\nX: \xe9\xff\r\n\r\n"],
  ["its length is wrong", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel"],
  ["all octets are in it", `%s\\n${Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join("")}0123`],
  ["it is a CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n"],
];

for (const [what, octets, parts] of sentByNetcat) {
  test(`copies: the shell writes the same octets for nc when ${what}`, { skip: withoutCurl }, () => {
    const { text, notes } = copyOf("curl", exchangeOf(octets, parts), SERVER);
    assert.match(notes[0]!, /^curl cannot send .* with nc\.$/);
    const [command, pipe] = text.split(" |\n");
    assert.equal(pipe, "  nc localhost 5000");
    assert.equal(spawnSync("sh", ["-c", command!]).stdout.toString("latin1"), octets);
  });
}

test("copies: fetch sends the same, but for what scripts may not set", async (t) => {
  const { url, received } = await notingServer(t);
  const octets = `POST /kittens?a=b HTTP/1.1\r\nHost: ${new URL(url).host}\r\nCookie: ⟦a=b⟧\r\nX-One: "1"\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nh\xc3\xa9y\n\\`;
  const { text } = copyOf("fetch", exchangeOf(octets), url);
  assert.match(text, /\/\/ Left out, for a script may not set them: Host, Cookie, Content-Length\.\n/);
  await new Function("console", `return (async () => { ${text} })();`)({ log: () => {} });
  const [head, content] = received[0]!.split("\r\n\r\n");
  assert.match(head!, /^POST \/kittens\?a=b HTTP\/1\.1\r\n/);
  assert.match(head!, /\r\nx-one: "1"\r\n/i);
  assert.equal(content, "h\xc3\xa9y\n\\");
});

test("copies: fetch is given octets as they are when they are no text", async (t) => {
  const { url, received } = await notingServer(t);
  const content = `${"\xff\0".repeat(40)}!`;
  const octets = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${content.length}\r\n\r\n${content}`;
  const { text } = copyOf("fetch", exchangeOf(octets), url);
  await new Function("console", `return (async () => { ${text} })();`)({ log: () => {} });
  assert.equal(received[0]!.split("\r\n\r\n")[1], content);
});

for (const octets of [
  "GET / HTTP/1.1\r\nHost a\r\n\r\n",
  "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
  "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na",
]) {
  test(`copies: fetch cannot send ${JSON.stringify(octets)}, and that is said`, () => {
    assert.deepEqual(copyOf("fetch", exchangeOf(octets), SERVER), {
      text: "",
      notes: ["fetch cannot send such a request."],
    });
  });
}

test("copies: octets with escapes are read as the same octets", () => {
  const octets = "POST / HTTP/1.1\r\nHost: a\r\n\r\n\0\xff\\\n";
  const { text } = copyOf("octets", exchangeOf(octets), SERVER);
  assert.deepEqual(parseOctets(text, "spelled").pieces, [octets]);
});

/** Reads the text of a case as the program that it is. */
function caseIn(text: string): Case {
  return new Function("refused", "answered", `return [${text}][0];`)(refused, answered);
}

test("copies: a case has the octets, with a name for what other targets have another of", () => {
  const octets = 'GET /a HTTP/1.1\r\nHost: localhost:5000\r\nX: \xe9\x7f"\\u00\r\n\r\n';
  const each = caseIn(copyOf("case", exchangeOf(octets, { statusCode: 404 }), SERVER).text);
  assert.deepEqual(each.send, [octets.replace("localhost:5000", "{authority}")]);
  assert.deepEqual(each.pass, [{ responses: [{ status: 404 }] }]);
});

test("copies: a case of what was refused says by which rule, and with which status code", () => {
  const parts = { statusCode: 414, refusal: { rule: "RFC9112-3/REQUEST-LINE-LENGTH" } };
  const each = caseIn(copyOf("case", exchangeOf("GET /a\0", parts), SERVER).text);
  assert.equal(each.rule, "RFC9112-3/REQUEST-LINE-LENGTH");
  assert.deepEqual(each.engine, ["error 414 RFC9112-3/REQUEST-LINE-LENGTH"]);
  assert.deepEqual(each.send, ["GET /a\0"]);
});

test("copies: a secret has a placeholder, and that is said, when it was masked", () => {
  const exchange = exchangeOf("GET / HTTP/1.1\r\nHost: a\r\nCookie: ⟦sid=12345⟧\r\n\r\n");
  const { text, notes } = copyOf("curl", exchange, SERVER);
  assert.match(text, /--header 'Cookie: SECRET-OF-9-OCTETS'/);
  assert.deepEqual(notes, ["Secrets were masked before they were kept: put yours where SECRET-OF-… stands."]);
  for (const kind of ["octets", "case"] as const)
    assert.match(copyOf(kind, exchange, SERVER).notes.join(), /asterisks/);
});

test("copies: a form's secret has a placeholder, and its length is no matter, when it was masked", () => {
  const octets = "POST / HTTP/1.1\r\nHost: localhost:5000\r\nContent-Length: 15\r\n\r\npassword=⟦secret⟧";
  assert.match(copyOf("curl", exchangeOf(octets), SERVER).text, /--data-binary password=SECRET-OF-6-OCTETS$/);
});

test("copies: that not all was kept is said when there is a gap", () => {
  const exchange = exchangeOf("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  const request = { ...exchange.request, end: 100 + 5000 };
  for (const kind of copyKinds) {
    const { notes } = copyOf(kind, { ...exchange, request }, SERVER);
    assert.ok(notes.includes("Only its first 27 octets were kept."), `${kind}: ${notes.join(" ")}`);
  }
});

test("copies: nothing is copied when nothing is kept", () => {
  for (const kind of copyKinds satisfies readonly CopyKind[]) {
    assert.deepEqual(copyOf(kind, exchangeOf(""), SERVER), { text: "", notes: ["None of its octets are kept."] });
  }
});
