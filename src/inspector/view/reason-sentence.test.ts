import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConnectionSummary, ExchangeRecord, RecordedDecision } from "../record.ts";
import { afterwardsSentence, handlerTookUs, reasonSentence, sentenceText } from "./reason-sentence.ts";

const empty = { start: 0, kept: [], masked: [], reads: [] };

function exchangeOf(parts: Partial<ExchangeRecord>): ExchangeRecord {
  return {
    connection: 1,
    exchange: 1,
    phase: "ended",
    method: "GET",
    requestTarget: "/x?a=b",
    httpVersion: "HTTP/1.1",
    isCut: false,
    requestOctets: 1,
    responseOctets: 1,
    timeline: { acceptedUs: 0, firstOctetUs: 0 },
    request: empty,
    response: empty,
    decisions: [],
    ...parts,
  };
}

const note = (subject: string, outcome: string): RecordedDecision => ({ subject, outcome });
const route = note("route", '"/x" is this very path');
const run = note("handler", 'run the handler of "/x"');

const sentences: readonly (readonly [what: string, parts: Partial<ExchangeRecord>, sentence: string])[] = [
  [
    "no route matches",
    { statusCode: 404, decisions: [note("route", "none of 6 matches /puppies")] },
    "404, because no route matches /puppies: 6 were tried.",
  ],
  [
    "the one route does not match",
    { statusCode: 404, decisions: [note("route", "the one route does not match /puppies")] },
    "404, because the one route there is does not match /puppies.",
  ],
  [
    "the path has a slash too many",
    { statusCode: 404, decisions: [note("route", "no route, but there is one for /kittens")] },
    "404, because there is no route, but there is one for /kittens.",
  ],
  [
    "there is no file",
    { statusCode: 404, decisions: [note("route", '"/*" matches'), note("file", "a.css: no such file")] },
    "404, because there is no file a.css.",
  ],
  [
    "a file is refused",
    { statusCode: 404, requestTarget: "/.env", decisions: [note("file", ".env: dotfile")] },
    "404, because /.env is no file: .env: dotfile.",
  ],
  [
    "a handler refuses",
    { statusCode: 404, decisions: [route, run, note("handler", "the handler threw a ResponseError of 404")] },
    '404, because the handler of "/x" threw a ResponseError of 404.',
  ],
  [
    "a handler fails",
    {
      statusCode: 500,
      failure: "Error: purr.\n    at x",
      decisions: [route, run, note("handler", "the handler threw Error")],
    },
    '500, because the handler of "/x" failed: Error: purr.',
  ],
  [
    "a method has no route",
    { statusCode: 405, decisions: [note("method", "PUT is not one of GET, HEAD, OPTIONS")] },
    "405, because PUT is not one of GET, HEAD, OPTIONS.",
  ],
  [
    "a rule of HTTP is broken",
    {
      statusCode: 400,
      method: undefined,
      rule: "RFC9112-3.2/HOST-MISSING",
      refusal: { rule: "RFC9112-3.2/HOST-MISSING", message: "no Host field line; an HTTP/1.1 request must have one" },
    },
    "400, because the request breaks a rule: no Host field line; an HTTP/1.1 request must have one.",
  ],
  [
    "a limit is exceeded",
    {
      statusCode: 431,
      refusal: { rule: "RFC9110-5.4/HEADER-LINES", message: "the header section has too many field lines" },
    },
    "431, because the header section has too many field lines.",
  ],
  [
    "a coding is not known",
    {
      statusCode: 501,
      refusal: { rule: "RFC9112-6.1/UNKNOWN-CODING", message: "a transfer coding other than chunked" },
    },
    "501, because the request asks for what is not done here: a transfer coding other than chunked.",
  ],
  [
    "a deadline has passed",
    {
      statusCode: 408,
      refusal: { rule: "PORTHOLE/HEAD-DEADLINE", message: "The header section was not complete in time." },
    },
    "408, because the header section was not complete in time.",
  ],
  [
    "the query is wrong",
    {
      statusCode: 400,
      decisions: [route, note("query", 'The query parameter "n" is "x"; it should be a whole number.')],
    },
    '400, because the query parameter "n" is "x"; it should be a whole number.',
  ],
  [
    "nobody may ask",
    { statusCode: 401, decisions: [note("auth", "/admin/*: no Basic credentials")] },
    "401, because a user and a password are needed for /admin/*: no Basic credentials.",
  ],
  [
    "a template answers",
    {
      statusCode: 200,
      decisions: [route, note("handler", "run the template x.html"), note("handler", "the template made 9 characters")],
    },
    '200, because the route "/x" is filled by the template x.html.',
  ],
  [
    "a handler answers",
    { statusCode: 201, decisions: [route, run, note("handler", "the handler answered a Response with 201")] },
    '201, because the handler of "/x" answered a Response with 201.',
  ],
  [
    "a file answers",
    { statusCode: 200, decisions: [note("file", "x.html, 20 octets, in memory"), note("cache", "no-cache")] },
    "200, because /x is the file x.html.",
  ],
  [
    "a constant answers",
    { statusCode: 200, reason: "text", decisions: [route] },
    '200, because the route "/x" answers it (text).',
  ],
  [
    "a part was asked for",
    { statusCode: 206, decisions: [note("file", "x, 20 octets"), note("range", "bytes=0-4: 0-4 of 20")] },
    "206, because a part was asked for: bytes=0-4: 0-4 of 20.",
  ],
  [
    "nothing has changed",
    { statusCode: 304, decisions: [note("precondition", 'If-None-Match "a": one matches')] },
    '304, because the client has it as it is now: If-None-Match "a": one matches.',
  ],
  [
    "a route redirects",
    { statusCode: 301, decisions: [route, note("redirect", "301 to /y")] },
    '301, because the route "/x" redirects to /y.',
  ],
  [
    "a directory lacks its slash",
    { statusCode: 301, decisions: [note("redirect", "a directory's slash: /x/")] },
    "301, because it goes by /x/ (a directory's slash).",
  ],
  [
    "a rule redirects",
    { statusCode: 302, decisions: [note("rule", "_redirects line 2: 302 to /new")] },
    "302, because _redirects line 2 sends /x to /new.",
  ],
  [
    "a folder is listed",
    { statusCode: 200, decisions: [note("look", "x"), note("listing", "/x (3 names)")] },
    "200, because /x is a folder without a page of its own, and lists are on.",
  ],
  ["only the log's reason is known", { statusCode: 503, reason: "shutting down" }, "503, because shutting down."],
  [
    "the handler is at work",
    { phase: "answering", decisions: [route, run] },
    'No answer yet, because the handler of "/x" has not answered.',
  ],
  ["the head has not ended", { phase: "receiving" }, "No answer yet, because the head of the request has not ended."],
  [
    "the client went away",
    { statusCode: 0, isCut: true, decisions: [route] },
    "No response, because the connection was gone before.",
  ],
  [
    "the log says that the client went away",
    { statusCode: 0, isCut: true, reason: "client gone before the response", decisions: [route] },
    "No response, because the client was gone before the response.",
  ],
];

for (const [what, parts, sentence] of sentences) {
  test(`reason-sentence: "${sentence}" when ${what}`, () => {
    assert.equal(sentenceText(reasonSentence(exchangeOf(parts))), sentence);
  });
}

const connection: ConnectionSummary = {
  id: 1,
  remote: { host: "127.0.0.1", port: 1 },
  local: { host: "127.0.0.1", port: 2 },
  openedUs: 0,
  receivedOctets: 1,
  sentOctets: 1,
  exchanges: 2,
  forgottenExchanges: 0,
  end: { atUs: 5, by: "server", reason: "idle for 75 s" },
};

test("reason-sentence: who ended the connection is told when the exchange was its last", () => {
  assert.equal(
    afterwardsSentence(exchangeOf({ exchange: 2 }), connection),
    "It was the last exchange of its connection, which was closed by the server: idle for 75 s.",
  );
  assert.equal(afterwardsSentence(exchangeOf({ exchange: 1 }), connection), undefined);
  assert.match(afterwardsSentence(exchangeOf({ exchange: 2 }), { ...connection, end: undefined })!, /still open/);
});

test("reason-sentence: a handler's time is from its begin to its end when both were noted", () => {
  const at = (atUs: number, subject: string) => ({ subject, outcome: "", atUs });
  const decisions = [at(1, "route"), at(2, "handler"), at(5, "query"), at(9, "handler")];
  assert.deepEqual(
    decisions.map((_, index) => handlerTookUs(decisions, index)),
    [undefined, undefined, undefined, 7],
  );
});
