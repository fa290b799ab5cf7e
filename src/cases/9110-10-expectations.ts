import { accepted, answered, type Case, get, ownChoice, post, refused, request, understood } from "./case.ts";
import { answeredWith, closedAfter, toldApart } from "./framing-outcomes.ts";
import type { Outcome } from "./outcome.ts";

const member =
  "A server that receives an Expect field value containing a member other than 100-continue MAY respond with a 417 (Expectation Failed) status code to indicate that the unexpected expectation cannot be met.";
const mayOmit =
  "A server MAY omit sending a 100 (Continue) response if it has already received some or all of the content for the corresponding request, or if the framing indicates that there is no content.";
const in10 = "A server that receives a 100-continue expectation in an HTTP/1.0 request MUST ignore that expectation.";
const mustSend = "The origin server MUST NOT wait for the content before sending the 100 (Continue) response.";
const ultimately =
  "A server that sends a 100 (Continue) response MUST ultimately send a final status code, once it receives and processes the request content, unless the connection is closed prematurely.";
const notIn10 =
  "Since HTTP/1.0 did not define any 1xx status codes, a server MUST NOT send a 1xx response to an HTTP/1.0 client.";

const goOn =
  "Answer Expect: 100-continue with HTTP/1.1 100 Continue and an empty line, or with a final response, before the content is waited for.";
const thenFinal = "After a 100 (Continue) read the content and send the final response to it.";
const not10 = "Send no interim response to an HTTP/1.0 request.";
const passOver = "Answer an expectation that you do not know with 417 (Expectation Failed), or pass over it.";

const hidden = "GET /smuggled HTTP/1.1\r\nHost: a.example\r\n\r\n";

/** The client is told to go on, or gets the response at once; what it must not is wait, not even for a 408. */
const toldAtOnce: readonly Outcome[] = [
  { interim: [100], responses: [] },
  { interim: [], ...answeredWith("any"), withinMs: 3000 },
  { interim: [100], ...answeredWith("any") },
];
const anyFinal: readonly Outcome[] = [
  { interim: [100], responses: [understood] },
  { interim: [], ...answeredWith("any") },
];

/** RFC 9110 §10.1.1: Expect. */
export const expectationCases: readonly Case[] = [
  ...[
    ["100-continue", "Expect: 100-continue", "Content-Length: 5"],
    ["100-Continue in letters of both cases", "Expect: 100-Continue", "Content-Length: 5"],
    ["100-continue with chunked content", "Expect: 100-continue", "Transfer-Encoding: chunked"],
  ].map(([title, ...lines]) =>
    accepted({
      rule: "RFC9110-10.1.1/CONTINUE",
      title: `${title}, and no content yet`,
      quote: mustSend,
      why: "The client holds its content back until it is told to go on: where both wait, nothing happens for seconds.",
      advice: goOn,
      send: post(lines),
      needs: ["content"],
      engine: ["RequestHead POST expects=true"],
      pass: toldAtOnce,
    }),
  ),
  ...[
    ["Content-Length: 5", "hello", "Content hello"],
    ["Transfer-Encoding: chunked", "2\r\nok\r\n0\r\n\r\n", "Content ok"],
  ].map(([line, body, content]) =>
    accepted({
      rule: "RFC9110-10.1.1/CONTINUE-THEN-FINAL",
      title: `100-continue with ${line!.split(":")[0]}, and the content after the first response`,
      quote: ultimately,
      why: "After 100 (Continue) the client sends its content and waits for what becomes of it.",
      advice: thenFinal,
      send: [post([line!, "Expect: 100-continue"]), "await-response", body!],
      needs: ["content"],
      engine: ["RequestHead POST expects=true", content!, "EndOfMessage"],
      pass: anyFinal,
    }),
  ),
  ownChoice(
    accepted({
      rule: "RFC9110-10.1.1/CONTINUE",
      title: "100-continue between empty list elements",
      quote: mustSend,
      why: "Empty elements of a list count for nothing.",
      send: [post(["Content-Length: 5", "Expect: , 100-CONTINUE,"]), "await-response", "hello"],
      engine: ["RequestHead POST expects=true", "Content hello", "EndOfMessage"],
    }),
  ),
  accepted({
    rule: "RFC9110-10.1.1/CONTENT-AT-ONCE",
    title: "100-continue with the content at once, and a request behind it",
    quote: ultimately,
    why: "A client need not wait; the content that came along is content, and no request.",
    advice: thenFinal,
    send: post(["Expect: 100-continue", "Content-Length: 5"], "hello") + get(),
    needs: ["content"],
    engine: ["RequestHead POST", "Content hello", "EndOfMessage", "RequestHead GET", "EndOfMessage"],
    pass: [...toldApart.pass, answeredWith("4xx", "understood"), closedAfter("4xx")],
    warn: toldApart.warn,
  }),
  ...[
    ["a GET without content", get("Expect: 100-continue")],
    ["a POST with Content-Length: 0", post(["Expect: 100-continue", "Content-Length: 0"])],
  ].map(([title, send]) =>
    accepted({
      rule: "RFC9110-10.1.1/CONTINUE-WITHOUT-CONTENT",
      title: `100-continue on ${title}`,
      level: "MAY",
      quote: mayOmit,
      why: "Without content there is nothing to wait for.",
      advice: "Pass over Expect on a request without content.",
      send: send!,
      engine: ["RequestHead expects=false", "EndOfMessage"],
      pass: [answeredWith("understood"), answeredWith("4xx")],
      warn: [{}],
    }),
  ),
  accepted({
    rule: "RFC9110-10.1.1/CONTINUE-IN-1.0",
    title: "100-continue in HTTP/1.0",
    quote: in10,
    why: "A client of HTTP/1.0 takes an interim response for the final one.",
    advice: not10,
    send: "{POST} {post} HTTP/1.0\r\nHost: {authority}\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok",
    needs: ["content"],
    engine: ["RequestHead POST expects=false", "Content ok", "EndOfMessage", "finished"],
    pass: [{ interim: [], responses: [understood] }],
  }),
  answered({
    rule: "RFC9110-15.2/INTERIM-IN-1.0",
    title: "100-continue in HTTP/1.0, and no content yet",
    quote: notIn10,
    why: "A client of HTTP/1.0 takes an interim response for the final one.",
    advice: not10,
    send: [
      "{POST} {post} HTTP/1.0\r\nHost: {authority}\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
      { pauseMs: 300 },
      "ok",
    ],
    needs: ["content"],
    pass: [{ interim: [], responses: [understood] }],
    warn: [{ interim: [], responses: [{ status: "4xx" }] }],
  }),
  ownChoice(
    accepted({
      rule: "RFC9110-10.1.1/EXPECT-EMPTY",
      title: "an empty Expect field",
      level: "MAY",
      quote: member,
      why: "Nothing is expected.",
      send: post(["Expect:", "Content-Length: 2"], "ok"),
      engine: ["RequestHead POST expects=false", "Content ok", "EndOfMessage"],
    }),
  ),
  ...["a-pony", "100-continue, a-pony", "100-continue; q=1", "100-continue=1", '"100-continue"', "200-ok"].map(
    (value) => {
      const unknown = refused({
        rule: "RFC9110-10.1.1/EXPECTATION",
        title: `Expect: ${value}`,
        level: "MAY",
        quote: member,
        why: "What nobody here can promise is said so, before the content is sent.",
        advice: passOver,
        send: post([`Expect: ${value}`, "Content-Length: 2"], "ok"),
        needs: ["content"],
        status: 417,
        pass: [answeredWith(417), answeredWith("understood")],
        warn: [{}],
      });
      return value === "a-pony" ? unknown : ownChoice(unknown);
    },
  ),
  ownChoice(
    refused({
      rule: "RFC9110-10.1.1/EXPECTATION",
      title: "an unknown expectation on a second line",
      level: "MAY",
      quote: member,
      why: "Two lines are one list.",
      send: post(["Expect: 100-continue", "Expect: a-pony", "Content-Length: 2"], "ok"),
      status: 417,
    }),
  ),
  answered({
    rule: "RFC9110-10.1.1/EXPECTATION-FRAMING",
    title: "an unknown expectation, its content, and a request behind it",
    quote:
      "A server MUST read the entire request message body or close the connection after sending its response; otherwise, the remaining data on a persistent connection would be misinterpreted as the next request.",
    quotedFrom: "RFC9112-9.3",
    why: "A 417 that is sent before the content was read leaves the content on the connection.",
    advice: "After a 417 (Expectation Failed) read the content all the same, or close the connection.",
    send: post(["Expect: a-pony", "Content-Length: 5"], "hello") + get(),
    needs: ["content"],
    pass: [answeredWith("any", "understood"), { ...answeredWith("any"), connection: "closed" }],
  }),
  answered({
    rule: "RFC9110-10.1.1/EXPECTATION-FRAMING",
    title: "100-continue to a page that is not there, with content that is a request",
    quote:
      "A server MUST read the entire request message body or close the connection after sending its response; otherwise, the remaining data on a persistent connection would be misinterpreted as the next request.",
    quotedFrom: "RFC9112-9.3",
    why: "A server that refuses and takes the content for unsent reads it as a request when it was sent after all.",
    advice: "After a final response instead of 100 (Continue) read the content all the same, or close the connection.",
    send: request("POST {missing}", ["Expect: 100-continue", `Content-Length: ${hidden.length}`], hidden) + get(),
    needs: ["not-found"],
    pass: [answeredWith("any", "understood"), closedAfter("any")],
    warn: [closedAfter()],
  }),
];
