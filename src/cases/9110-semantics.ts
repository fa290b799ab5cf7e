import { accepted, type Case, get, post, refused } from "./case.ts";

const member =
  "A server that receives an Expect field value containing a member other than 100-continue MAY respond with a 417 (Expectation Failed) status code to indicate that the unexpected expectation cannot be met.";
const mayOmit =
  "A server MAY omit sending a 100 (Continue) response if it has already received some or all of the content for the corresponding request, or if the framing indicates that there is no content.";
const in10 = "A server that receives a 100-continue expectation in an HTTP/1.0 request MUST ignore that expectation.";
const mustSend = "The origin server MUST NOT wait for the content before sending the 100 (Continue) response.";
const mayIgnore =
  "A server MAY ignore a received Upgrade header field if it wishes to continue using the current protocol on that connection.";
const upgradeIn10 =
  "A server that receives an Upgrade header field in an HTTP/1.0 request MUST ignore that Upgrade field.";
const upgradeOption =
  "In contrast, a connection-specific field received without a corresponding connection option usually indicates that the field has been improperly forwarded by an intermediary and ought to be ignored by the recipient.";

const final = [{ responses: [{ status: "2xx" }] }, { responses: [{ status: "3xx" }] }] as const;

/** RFC 9110, where it touches the message: Expect (§10.1.1) and Upgrade (§7.8). */
export const semanticsCases: readonly Case[] = [
  ...["100-continue", "100-Continue", ", 100-CONTINUE,"].map((value) =>
    accepted({
      rule: "RFC9110-10.1.1/CONTINUE",
      quote: mustSend,
      why: "The client holds its content back until it is told to go on, or is answered.",
      send: [post(["Content-Length: 5", `Expect: ${value}`]), "await-response", "hello"],
      needs: ["content"],
      engine: ["RequestHead POST expects=true", "Content hello", "EndOfMessage"],
      pass: [...final, { responses: [{ status: "4xx" }] }],
    }),
  ),
  accepted({
    rule: "RFC9110-10.1.1/CONTINUE-CHUNKED",
    quote: mustSend,
    why: "Content of unknown length is content.",
    send: [post(["Transfer-Encoding: chunked", "Expect: 100-continue"]), "await-response", "2\r\nok\r\n0\r\n\r\n"],
    needs: ["content"],
    engine: ["RequestHead POST expects=true", "Content ok", "EndOfMessage"],
    pass: [...final, { responses: [{ status: "4xx" }] }],
  }),
  ...[get("Expect: 100-continue"), post(["Expect: 100-continue", "Content-Length: 0"])].map((send) =>
    accepted({
      rule: "RFC9110-10.1.1/CONTINUE-WITHOUT-CONTENT",
      level: "MAY",
      quote: mayOmit,
      why: "Without content there is nothing to wait for.",
      send,
      engine: ["RequestHead expects=false", "EndOfMessage"],
      pass: [...final, { responses: [{ status: "4xx" }] }],
    }),
  ),
  accepted({
    rule: "RFC9110-10.1.1/CONTINUE-IN-1.0",
    quote: in10,
    why: "HTTP/1.0 has no interim responses.",
    send: "POST {path} HTTP/1.0\r\nHost: {authority}\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok",
    needs: ["content"],
    engine: ["RequestHead POST expects=false", "Content ok", "EndOfMessage", "finished"],
  }),
  accepted({
    rule: "RFC9110-10.1.1/EXPECT-EMPTY",
    level: "MAY",
    quote: member,
    why: "Nothing is expected.",
    send: post(["Expect:", "Content-Length: 2"], "ok"),
    needs: ["content"],
    engine: ["RequestHead POST expects=false", "Content ok", "EndOfMessage"],
  }),
  ...["a-pony", "100-continue, a-pony", "100-continue; q=1", "100-continue=1", '"100-continue"', "200-ok"].map(
    (value) =>
      refused({
        rule: "RFC9110-10.1.1/EXPECTATION",
        level: "MAY",
        quote: member,
        why: "What nobody here can promise is said so, before the content is sent.",
        send: post([`Expect: ${value}`, "Content-Length: 2"], "ok"),
        needs: ["content"],
        status: 417,
        pass: [{ responses: [{ status: 417 }] }, ...final],
      }),
  ),
  refused({
    rule: "RFC9110-10.1.1/EXPECTATION",
    level: "MAY",
    quote: member,
    why: "Also on a second line.",
    send: post(["Expect: 100-continue", "Expect: a-pony", "Content-Length: 2"], "ok"),
    needs: ["content"],
    status: 417,
    pass: [{ responses: [{ status: 417 }] }, ...final],
  }),

  ...[
    ["websocket", "websocket"],
    ["foo/1, bar", "foo/1,bar"],
    ["h2c", "h2c"],
  ].map(([value, upgrade]) =>
    accepted({
      rule: "RFC9110-7.8/UPGRADE",
      level: "MAY",
      quote: mayIgnore,
      why: "Whoever does not speak the other protocol answers in this one.",
      send: get("Connection: Upgrade", `Upgrade: ${value}`) + get(),
      engine: [
        `RequestHead GET upgrade=${upgrade}`,
        "EndOfMessage",
        "RequestHead GET upgrade=undefined",
        "EndOfMessage",
      ],
      pass: [...final, { responses: [{ status: "4xx" }] }, { responses: [{ status: 501 }] }],
    }),
  ),
  accepted({
    rule: "RFC9110-7.8/UPGRADE-WITH-CONTENT",
    level: "MAY",
    quote: mayIgnore,
    why: "The content belongs to the request, and is no octet of the other protocol.",
    send: post(["Connection: Upgrade", "Upgrade: h2c", "Content-Length: 5"], "hello") + get(),
    needs: ["content"],
    engine: ["RequestHead POST upgrade=h2c", "Content hello", "EndOfMessage", "RequestHead GET", "EndOfMessage"],
  }),
  accepted({
    rule: "RFC9110-7.6.1/UPGRADE-WITHOUT-OPTION",
    level: "SHOULD",
    quote: upgradeOption,
    why: "An intermediary passed on what was not for us.",
    send: get("Upgrade: websocket"),
    engine: ["RequestHead GET upgrade=undefined", "EndOfMessage"],
  }),
  accepted({
    rule: "RFC9110-7.8/UPGRADE-IN-1.0",
    quote: upgradeIn10,
    why: "HTTP/1.0 has no 101.",
    send: "GET {path} HTTP/1.0\r\nHost: {authority}\r\nConnection: keep-alive, upgrade\r\nUpgrade: websocket\r\n\r\n",
    engine: ["RequestHead GET upgrade=undefined", "EndOfMessage"],
  }),
];
