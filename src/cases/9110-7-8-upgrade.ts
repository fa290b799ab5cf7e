import { accepted, answered, type Case, get, ownChoice, post, understood } from "./case.ts";
import { answeredWith, closedAfter } from "./framing-outcomes.ts";
import type { Outcome } from "./outcome.ts";

const mayIgnore =
  "A server MAY ignore a received Upgrade header field if it wishes to continue using the current protocol on that connection.";
const notIndicated =
  "A server MUST NOT switch to a protocol that was not indicated by the client in the corresponding request's Upgrade header field.";
const in10 = "A server that receives an Upgrade header field in an HTTP/1.0 request MUST ignore that Upgrade field.";
const withoutOption =
  "In contrast, a connection-specific field received without a corresponding connection option usually indicates that the field has been improperly forwarded by an intermediary and ought to be ignored by the recipient.";

const ignore = "Pass over an Upgrade to a protocol that you do not speak, and answer the request as any other.";
const keepBehind = "Where an Upgrade is not done, read what came behind the request as the next request.";
const needsOption =
  "Take Upgrade only where Connection lists upgrade, and never in HTTP/1.0; else answer the request as any other.";

/** Answered in this protocol, with a refusal of the upgrade or none; the request behind it likewise. */
const staysHttp: readonly Outcome[] = [
  { interim: [], ...answeredWith("understood", "understood") },
  { interim: [], ...answeredWith("4xx", "understood") },
  { interim: [], ...closedAfter("4xx") },
  { interim: [], ...closedAfter(501) },
];

/** RFC 9110 §7.8: Upgrade. */
export const upgradeCases: readonly Case[] = [
  accepted({
    rule: "RFC9110-7.8/UPGRADE",
    title: "protocols that there are not, and a request after the response",
    quote: notIndicated,
    why: "Whoever does not speak the other protocol answers in this one, and goes on in it.",
    advice: ignore,
    send: [get("Connection: Upgrade", "Upgrade: foo/1, bar"), "await-response", get()],
    engine: ["RequestHead GET upgrade=foo/1,bar", "EndOfMessage", "RequestHead GET upgrade=undefined", "EndOfMessage"],
    pass: staysHttp,
  }),
  answered({
    rule: "RFC9110-7.8/UPGRADE-PIPELINED",
    title: "a protocol that there is not, and a request behind it at once",
    level: "practice",
    quote: mayIgnore,
    why: "What came behind a request whose Upgrade is ignored is the next request: where it is dropped, the client waits for ever.",
    advice: keepBehind,
    send: get("Connection: Upgrade", "Upgrade: foo/1") + get(),
    pass: staysHttp,
  }),
  accepted({
    rule: "RFC9110-7.8/UPGRADE-PIPELINED",
    title: "websocket in a version that there is not, and a request behind it",
    level: "practice",
    quote: mayIgnore,
    why: "A proxy that believes in a tunnel after any Upgrade lets through what follows unseen.",
    advice: keepBehind,
    send: get("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 777") + get(),
    engine: ["RequestHead GET upgrade=websocket", "EndOfMessage", "RequestHead GET upgrade=undefined", "EndOfMessage"],
    pass: staysHttp,
  }),
  ...[
    ["websocket", "websocket"],
    ["h2c", "h2c"],
  ].map(([value, upgrade]) => {
    const each = accepted({
      rule: "RFC9110-7.8/UPGRADE",
      title: `Upgrade: ${value}`,
      level: "MAY",
      quote: mayIgnore,
      why: "Whoever does not speak the other protocol answers in this one.",
      advice: ignore,
      send: get("Connection: Upgrade", `Upgrade: ${value}`) + get(),
      engine: [
        `RequestHead GET upgrade=${upgrade}`,
        "EndOfMessage",
        "RequestHead GET upgrade=undefined",
        "EndOfMessage",
      ],
      pass: [...staysHttp, { interim: [101] }],
      warn: [{}],
    });
    return value === "h2c" ? each : ownChoice(each);
  }),
  accepted({
    rule: "RFC9110-7.8/UPGRADE-WITH-CONTENT",
    title: "h2c on a request with content, and a request behind it",
    level: "practice",
    quote:
      "A client cannot begin using an upgraded protocol on the connection until it has completely sent the request message",
    why: "The content belongs to the request, and is no octet of the other protocol.",
    advice: keepBehind,
    send: post(["Connection: Upgrade", "Upgrade: h2c", "Content-Length: 5"], "hello") + get(),
    needs: ["content"],
    engine: ["RequestHead POST upgrade=h2c", "Content hello", "EndOfMessage", "RequestHead GET", "EndOfMessage"],
    pass: [...staysHttp, { interim: [101] }],
  }),
  accepted({
    rule: "RFC9110-7.6.1/UPGRADE-WITHOUT-OPTION",
    title: "Upgrade without the connection option",
    level: "practice",
    quote: withoutOption,
    why: "An intermediary passed on what was not for us, and does not speak the other protocol.",
    advice: needsOption,
    send: get("Upgrade: websocket"),
    engine: ["RequestHead GET upgrade=undefined", "EndOfMessage"],
    pass: [{ interim: [], responses: [understood] }],
    warn: [{ interim: [], ...answeredWith("4xx") }],
  }),
  accepted({
    rule: "RFC9110-7.8/UPGRADE-IN-1.0",
    title: "Upgrade in HTTP/1.0",
    quote: in10,
    why: "HTTP/1.0 has no 101, and an old proxy forwards what it does not understand.",
    advice: needsOption,
    // Nothing is missing of what websocket asks for.
    send:
      "GET {path} HTTP/1.0\r\nHost: {authority}\r\nConnection: keep-alive, upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: cG9ydGhvbGUtY2hlY2stMA==\r\n\r\n",
    engine: ["RequestHead GET upgrade=undefined", "EndOfMessage"],
    pass: [{ interim: [], responses: [understood] }],
  }),
];
