import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExchangeRecord, Session } from "../record.ts";
import {
  sampleConnection,
  sampleExchange,
  sampleMessage,
  sampleRefused,
  sampleSession,
} from "../testing/session-sample.ts";
import { harOf } from "./har.ts";

/** The archive of these exchanges, as whoever opens the file has it; it must have all that HAR 1.2 asks for. */
function written(...exchanges: ExchangeRecord[]) {
  return writtenOf(sampleSession({ exchanges }));
}

function writtenOf(session: Session) {
  const har = JSON.parse(JSON.stringify(harOf(session)));
  assert.deepEqual(harFaults(har), []);
  return har.log;
}

/** An exchange of these octets. */
function exchanged(request: string, response: string, changes: Partial<ExchangeRecord> = {}): ExchangeRecord {
  const [method = "", requestTarget = ""] = request.split(" ");
  return sampleExchange({
    method,
    requestTarget,
    request: sampleMessage(request),
    response: sampleMessage(response),
    contentOctets: undefined,
    ...changes,
  });
}

const getKittens = "GET /kittens HTTP/1.1\r\nHost: localhost:5000\r\n\r\n";

test("HAR: request and response are there as they were sent when an exchange went well", () => {
  const [entry] = written(sampleExchange()).entries;
  assert.deepEqual(entry.request, {
    method: "GET",
    url: "http://localhost:5000/kittens?size=300",
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: [{ name: "Host", value: "localhost:5000" }],
    queryString: [{ name: "size", value: "300" }],
    headersSize: 56,
    bodySize: 0,
  });
  assert.deepEqual(entry.response, {
    status: 200,
    statusText: "OK",
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: [
      { name: "Content-Type", value: "text/plain" },
      { name: "Content-Length", value: "4" },
    ],
    content: { size: 4, mimeType: "text/plain", text: "meow" },
    redirectURL: "",
    headersSize: 64,
    bodySize: 4,
  });
  assert.equal(entry._reason, "template kittens.html");
  assert.equal(entry.connection, "1");
  assert.equal(entry.serverIPAddress, "127.0.0.1");
});

test("HAR: timings add up to the time from the first octet to the last handed over when all is known", () => {
  const [entry] = written(sampleExchange()).entries;
  assert.equal(entry.startedDateTime, "2026-11-23T06:00:00.001Z");
  assert.deepEqual(entry.timings, { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0.1, wait: 1.4, receive: 0.5 });
  assert.equal(entry.time, 2);
});

test("HAR: no timing is negative when the response began before the request ended, or nothing came of it", () => {
  const early = {
    acceptedUs: 0,
    firstOctetUs: 1000,
    requestEndedUs: 5000,
    responseHeadUs: 2000,
    responseEndedUs: 6000,
  };
  const cut = { acceptedUs: 0, firstOctetUs: 1000 };
  const [first, second, third] = written(
    sampleExchange({ timeline: early }),
    sampleExchange({ exchange: 2, timeline: cut, statusCode: 0, isCut: true, response: sampleMessage("") }),
    sampleExchange({ exchange: 3, timeline: cut, phase: "answering" }),
  ).entries;
  assert.deepEqual([first.timings.send, first.timings.wait, first.timings.receive, first.time], [1, 0, 4, 5]);
  assert.equal(second.time, 0);
  assert.equal(second.response.status, 0);
  assert.equal(second.response.headersSize, -1);
  assert.equal(second._error, "the exchange was cut");
  assert.equal(third.time, 9);
});

test("HAR: content is there without its chunks when it was sent in chunks (RFC9112§7.1)", () => {
  const body = "4;a=b\r\nmeow\r\n5\r\n\xc3\xa4\xc3\xb6!\r\n0\r\nX-Sum: 1\r\n\r\n";
  const response = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;
  const [{ response: read }] = written(exchanged(getKittens, response)).entries;
  assert.deepEqual(read.content, { size: 9, mimeType: "text/plain", text: "meowäö!" });
  assert.equal(read.bodySize, body.length);
});

test("HAR: the final response is told when interim ones came before it (RFC9110§15.2)", () => {
  const interim = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n";
  const final = "HTTP/1.1 301 Moved Permanently\r\nLocation: /kittens\r\nContent-Length: 0\r\n\r\n";
  const message = sampleMessage(interim + final, { finalStart: interim.length });
  const [{ response }] = written(exchanged(getKittens, "", { statusCode: 301, response: message })).entries;
  assert.equal(response.statusText, "Moved Permanently");
  assert.equal(response.redirectURL, "/kittens");
  assert.deepEqual(
    response.headers.map(({ name }: { name: string }) => name),
    ["Location", "Content-Length"],
  );
  assert.equal(response.headersSize, final.length);
});

for (const [what, contentType, octets, content] of [
  ["a picture", "image/png", "\x89PNG\r\n\x1a\n", { text: btoa("\x89PNG\r\n\x1a\n"), encoding: "base64" }],
  ["no text in UTF-8", "text/plain", "caf\xe9", { text: btoa("caf\xe9"), encoding: "base64" }],
  [
    "text in another charset",
    "text/plain; charset=iso-8859-1",
    "caf\xc3\xa9",
    { text: btoa("caf\xc3\xa9"), encoding: "base64" },
  ],
  ["text with a BOM", "text/plain; charset=utf-8", "\xef\xbb\xbfcaf\xc3\xa9", { text: "\ufeffcafé" }],
  ["text in colour", "text/plain", "\x1b[1mbold", { text: "\x1b[1mbold" }],
] as const) {
  test(`HAR: no octet of the content is lost when it is ${what}`, () => {
    const response = `HTTP/1.1 200 OK\r\nContent-Type: ${contentType}\r\nContent-Length: ${octets.length}\r\n\r\n${octets}`;
    const [{ response: read }] = written(exchanged(getKittens, response)).entries;
    assert.deepEqual(read.content, { size: octets.length, mimeType: contentType, ...content });
  });
}

test("HAR: content stays as it was coded, and says so, when it has a content coding", () => {
  const response =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc";
  const [{ response: read }] = written(exchanged(getKittens, response)).entries;
  assert.deepEqual(read.content, {
    size: 3,
    mimeType: "text/html",
    text: btoa("abc"),
    encoding: "base64",
    _contentCoding: "gzip",
    comment: "The octets are as they were sent, coded with gzip.",
  });
});

test("HAR: what was kept from the beginning is there, and how much, when not all was kept", () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n";
  const end = head.length + 100;
  // The second octet of "é" was not kept.
  const kept = [
    { at: 0, octets: `${head}caf\xc3` },
    { at: end - 2, octets: "zz" },
  ];
  const response = sampleMessage("", { end, kept });
  const [{ response: read }] = written(exchanged(getKittens, "", { response, contentOctets: 100 })).entries;
  const comment = "The first 4 of 100 octets were kept.";
  assert.deepEqual(read.content, { size: 100, mimeType: "text/plain", text: "caf", comment });
  assert.equal(read.bodySize, 100);
});

test("HAR: a HEAD request's response has no content when it has a Content-Length (RFC9110§9.3.2)", () => {
  const response = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n";
  const [{ response: read }] = written(exchanged("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", response)).entries;
  assert.deepEqual(read.content, { size: 0, mimeType: "text/plain" });
  assert.equal(read.bodySize, 0);
});

test("HAR: a form's content is there when it was posted, as text or in base64", () => {
  const form =
    "POST /guests HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\nname=Mo";
  const upload = "POST /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\x00\xff\r\n0\r\n\r\n";
  const [first, second] = written(exchanged(form, ""), exchanged(upload, "", { exchange: 2 })).entries;
  assert.deepEqual(first.request.postData, { mimeType: "application/x-www-form-urlencoded", text: "name=Mo" });
  assert.equal(first.request.bodySize, 7);
  assert.deepEqual(second.request.postData, {
    mimeType: "application/octet-stream",
    text: btoa("\x00\xff"),
    _encoding: "base64",
  });
});

for (const [target, host, url, sentTarget] of [
  ["/a?b=c", "example.org", "http://example.org/a?b=c", undefined],
  ["/a", "bad host", "http://localhost:5000/a", undefined],
  ["/a", "a/b", "http://localhost:5000/a", undefined],
  ["//evil/a", "example.org", "http://example.org//evil/a", undefined],
  ["http://proxy.example/x", "example.org", "http://proxy.example/x", undefined],
  ["/\xff", "a", "http://a/%FF", "/\xff"],
  ["*", "a", "http://a/", "*"],
  ["a:443", "a:443", "http://a:443/", "a:443"],
] as const) {
  test(`HAR: the URL is absolute when the request target is ${JSON.stringify(target)} and Host is "${host}" (RFC9110§7.1)`, () => {
    const [{ request }] = written(
      exchanged(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, "", { requestTarget: target }),
    ).entries;
    assert.equal(request.url, url);
    assert.equal(request._requestTarget, sentTarget);
  });
}

test("HAR: the query's parameters are decoded, and stay as they were where that is not possible", () => {
  const target = "/?a=1&a=2&&name=J%C3%B6+B&bad=%zz&flag&e=f=g";
  const [{ request }] = written(exchanged(`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`, "")).entries;
  assert.deepEqual(
    request.queryString.map(({ name, value }: { name: string; value: string }) => `${name}:${value}`),
    ["a:1", "a:2", "name:Jö B", "bad:%zz", "flag:", "e:f=g"],
  );
});

test("HAR: octets that never became a request are no entry, and are there in a list of their own", () => {
  const log = written(sampleRefused(), sampleExchange({ exchange: 2 }));
  assert.equal(log.entries.length, 1);
  const [refused] = log._refused;
  assert.equal(refused.status, 400);
  assert.equal(refused.refusal.rule, "RFC9112-3.2/HOST-MISSING");
  assert.equal(atob(refused.received[0].base64), "GET / HTTP/1.1\r\n\r\n");
});

test("HAR: the rule that was broken is told when a request was understood and refused later", () => {
  const [{ _refusal }] = written(
    sampleExchange({ rule: "RFC9112-7.1/CHUNK-SIZE", refusal: { rule: "RFC9112-7.1/CHUNK-SIZE", at: 90 } }),
  ).entries;
  assert.deepEqual(_refusal, { rule: "RFC9112-7.1/CHUNK-SIZE", at: 90 });
});

test("HAR: it has its required members when a session is empty, or made by someone else", () => {
  writtenOf(sampleSession({ exchanges: [], connections: [] }));
  const timeline = { acceptedUs: 0, firstOctetUs: Number.MAX_SAFE_INTEGER, responseEndedUs: -5 };
  const nothing = sampleMessage("", { end: undefined });
  writtenOf(
    sampleSession({
      connections: [sampleConnection()],
      exchanges: [sampleExchange({ timeline, request: nothing, response: nothing, connection: 7 })],
    }),
  );
});

/** What HAR 1.2 asks for and is not there, or is of another kind: each with its place. */
function harFaults(har: unknown): string[] {
  const faults: string[] = [];
  check(har, { log: logShape }, "har", faults);
  return faults;
}

type Shape = ((value: unknown) => boolean) | readonly [Shape] | { readonly [member: string]: Shape };

function check(value: unknown, shape: Shape, where: string, faults: string[]): void {
  if (typeof shape === "function") {
    if (!shape(value)) faults.push(`${where}: ${JSON.stringify(value)}`);
  } else if (Array.isArray(shape)) {
    if (!Array.isArray(value)) faults.push(`${where}: no list`);
    else for (const [at, each] of value.entries()) check(each, shape[0], `${where}[${at}]`, faults);
  } else if (typeof value !== "object" || value === null) faults.push(`${where}: no object`);
  else {
    const members = shape as { readonly [member: string]: Shape };
    for (const [name, member] of Object.entries(members)) {
      const isOptional = name.endsWith("?");
      const found = (value as Record<string, unknown>)[name.replace("?", "")];
      if (!isOptional || found !== undefined) check(found, member, `${where}.${name.replace("?", "")}`, faults);
    }
    for (const name of Object.keys(value)) {
      if (!name.startsWith("_") && !(name in members) && !(`${name}?` in members))
        faults.push(`${where}.${name}: unknown`);
    }
  }
}

const isText = (value: unknown) => typeof value === "string";
const isSize = (value: unknown) => Number.isInteger(value) && (value as number) >= -1;
const isTime = (value: unknown) => typeof value === "number" && value >= 0;
const isOptionalTime = (value: unknown) => value === -1 || isTime(value);
const isUrl = (value: unknown) => isText(value) && URL.canParse(value as string) && !(value as string).includes("#");
const isDateTime = (value: unknown) =>
  /^\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(value).replace(/^\+/, ""));
const nameValues: Shape = [{ name: isText, value: isText, "comment?": isText }];
const cookies: Shape = [{ name: isText, value: isText }];

const logShape: Shape = {
  version: (value) => value === "1.2",
  creator: { name: isText, version: isText, "comment?": isText },
  entries: [
    {
      startedDateTime: isDateTime,
      time: isTime,
      request: {
        method: isText,
        url: isUrl,
        httpVersion: isText,
        cookies,
        headers: nameValues,
        queryString: nameValues,
        // Of "params" and "text" there is to be one: here it is the latter.
        "postData?": { mimeType: isText, text: isText, "comment?": isText },
        headersSize: isSize,
        bodySize: isSize,
        "comment?": isText,
      },
      response: {
        status: (value) => Number.isInteger(value),
        statusText: isText,
        httpVersion: isText,
        cookies,
        headers: nameValues,
        content: {
          size: isSize,
          mimeType: isText,
          "text?": isText,
          "encoding?": (value) => value === "base64",
          "compression?": isSize,
          "comment?": isText,
        },
        redirectURL: isText,
        headersSize: isSize,
        bodySize: isSize,
        "comment?": isText,
      },
      cache: {},
      timings: {
        "blocked?": isOptionalTime,
        "dns?": isOptionalTime,
        "connect?": isOptionalTime,
        send: isTime,
        wait: isTime,
        receive: isTime,
        "ssl?": isOptionalTime,
        "comment?": isText,
      },
      "serverIPAddress?": isText,
      "connection?": isText,
      "comment?": isText,
    },
  ],
  "comment?": isText,
};
