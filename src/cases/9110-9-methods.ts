import { closedUnanswered, only, withField } from "./9110-outcomes.ts";
import { accepted, answered, type Case, request, understood } from "./case.ts";

const unknown =
  "An origin server that receives a request method that is unrecognized or not implemented SHOULD respond with the 501 (Not Implemented) status code.";
const caseSensitive =
  "The method token is case-sensitive because it might be used as a gateway to object-based systems with case-sensitive method names.";
const allow =
  "The origin server MUST generate an Allow header field in a 405 response containing a list of the target resource's currently supported methods.";
const optional = "All other methods are OPTIONAL.";
const options =
  "A server generating a successful response to OPTIONS SHOULD send any header that might indicate optional features implemented by the server and applicable to the target resource (e.g., Allow)";
const asterisk =
  'An OPTIONS request with an asterisk ("*") as the request target (Section 7.1) applies to the server in general rather than to a specific resource.';
const reflected =
  "The final recipient of the request SHOULD exclude any request fields that are likely to contain sensitive data when that recipient generates the response content.";
const tunnel =
  "Any 2xx (Successful) response indicates that the sender (and all inbound proxies) will switch to tunnel mode immediately after the response header section";

const lookAtMethod =
  "Look at the method before all else: answer 501 where the server does not know it, and 405 where the resource does not take it.";
const allowAdvice = "Put an Allow field that lists the methods which the resource takes into every 405.";
const optionsAdvice =
  "Answer OPTIONS with 200 or 204 and an Allow field, or refuse it with 405 or 501, for * as for any path.";
const traceAdvice =
  "Refuse TRACE with 405 or 501, or leave Cookie, Authorization and their like out of the request that is reflected.";
const connectAdvice = "Refuse CONNECT with 501, 405 or 400: a server that is no proxy makes no tunnels.";

/** What else than 405 may be said to a method that a resource may or may not take. */
const notAllowedOtherwise = ["2xx", "3xx", 400, 401, 403, 404, 411, 415, "5xx"] as const;

/**
 * A method that looks like GET, and then one that nobody knows: a server that answers any method alike cannot be told
 * from one that takes the first for GET by the first alone.
 */
function lookalike(method: string): Pick<Case, "send" | "methods" | "pass" | "warn"> {
  const refusal = { status: ["4xx", "5xx"] } as const;
  return {
    send: [request(`${method} {path}`), "await-response", request("BREW {path}")],
    methods: [method, "BREW"],
    pass: [only(refusal, { status: "any" }), { responses: [refusal], connection: "closed" }],
    warn: [only(understood, understood), { responses: [understood], connection: "closed" }, closedUnanswered],
  };
}

/** RFC 9110 §9: the other methods. */
export const methodCases: readonly Case[] = [
  answered({
    rule: "RFC9110-9.1/UNKNOWN-METHOD",
    title: "a method that nobody knows",
    level: "SHOULD",
    quote: unknown,
    why: "Whoever takes an unknown method for GET says that something was done which was not.",
    advice: lookAtMethod,
    send: request("BREW {file}"),
    needs: ["file"],
    pass: [only({ status: [501, 405] })],
    warn: [
      // Many routers look for method and path together.
      only({ status: ["4xx", "3xx"] }),
      // What takes any method may know this one; a file with its validators was taken with GET.
      only({
        status: "2xx",
        fields: [
          { name: "ETag", is: "absent" },
          { name: "Last-Modified", is: "absent" },
        ],
      }),
      closedUnanswered,
    ],
  }),
  answered({
    rule: "RFC9110-9.1/METHOD-CASE",
    title: "get in lower case",
    quote: caseSensitive,
    why: "A filter that looks for GET or POST letter for letter lets another spelling of it pass.",
    advice: lookAtMethod,
    ...lookalike("get"),
  }),
  answered({
    rule: "RFC9110-9.1/METHOD-PREFIX",
    title: "a method that begins with GET",
    quote: "The request method token is the primary source of request semantics",
    why: "GETX is no GET: only part of the method was looked at.",
    advice: lookAtMethod,
    ...lookalike("GETX"),
  }),
  accepted({
    rule: "RFC9110-9.1/METHOD-TCHAR",
    title: "a method of every character that a token may have",
    level: "SHOULD",
    quote: "method = token",
    why: "It is a method like any other unknown one, not a malformed request.",
    advice: lookAtMethod,
    send: request("M!#$%&'*+-.^_`|~9 {path}"),
    engine: ["RequestHead M!#$%&'*+-.^_`|~9", "EndOfMessage"],
    pass: [only({ status: [501, 405, "2xx", "3xx", 403, 404] })],
    warn: [only({ status: ["4xx", "5xx"] }), closedUnanswered],
  }),

  // 405 (§15.5.6)
  ...["POST", "BREW", "TRACE"].map((method) =>
    answered({
      rule: "RFC9110-15.5.6/ALLOW",
      title: `${method} of a file`,
      quote: allow,
      why: "A 405 without Allow says no, and not what would do instead.",
      advice: allowAdvice,
      send: request(`${method} {file}`, method === "POST" ? ["Content-Length: 0"] : []),
      needs: ["file"],
      pass: [withField({ name: "Allow", is: "present" }, 405), only({ status: notAllowedOtherwise })],
      warn: [closedUnanswered],
    }),
  ),
  answered({
    rule: "RFC9110-10.2.1/ALLOW-SYNTAX",
    title: "Allow is a list of methods",
    quote: "Allow = #method",
    why: "Clients cut the field at its commas and compare letter for letter.",
    advice: allowAdvice,
    send: request("BREW {path}"),
    pass: [
      withField({ name: "Allow", matches: "^(?:[-!#$%&'*+.^_`|~\\w]+(?:[ \\t]*,[ \\t]*[-!#$%&'*+.^_`|~\\w]+)*)?$" }),
      withField({ name: "Allow", is: "absent" }),
      closedUnanswered,
    ],
  }),

  // OPTIONS (§9.3.7)
  answered({
    rule: "RFC9110-9.3.7/OPTIONS",
    title: "OPTIONS of a page",
    level: "SHOULD",
    quote: unknown,
    quotedFrom: "RFC9110-9.1",
    why: "Browsers ask with OPTIONS before a request to another site, and wait for the answer.",
    advice: optionsAdvice,
    send: request("OPTIONS {path}"),
    pass: [only({ status: ["2xx", "3xx", "4xx", 501] })],
  }),
  answered({
    rule: "RFC9110-9.3.7/OPTIONS-ALLOW",
    title: "Allow where OPTIONS succeeds",
    level: "SHOULD",
    quote: options,
    why: "An answer to OPTIONS that names no option is none.",
    advice: optionsAdvice,
    send: request("OPTIONS {path}"),
    pass: [withField({ name: "Allow", is: "present" }, "2xx"), only({ status: ["3xx", "4xx", "5xx"] })],
    warn: [only({ status: "2xx" })],
  }),
  answered({
    rule: "RFC9110-9.3.7/OPTIONS-ASTERISK",
    title: "OPTIONS *",
    level: "SHOULD",
    quote: asterisk,
    why: "It asks whether the server is there, and names no page that could be missing.",
    advice: optionsAdvice,
    send: request("OPTIONS *"),
    pass: [only({ status: ["2xx", 403, 404, 405, 501] })],
    warn: [only({ status: ["3xx", "4xx"] })],
  }),

  // TRACE (§9.3.8)
  ...[
    ["Cookie", "porthole-cookie=1f0a7c"],
    ["Authorization", "Bearer porthole-token-1f0a7c"],
    ["Proxy-Authorization", "Bearer porthole-token-1f0a7c"],
  ].map(([name, value]) =>
    answered({
      rule: "RFC9110-9.3.8/TRACE-SECRETS",
      title: `TRACE with ${name}`,
      level: "SHOULD",
      quote: reflected,
      why: "A script that may not read the field could read it in the response.",
      advice: traceAdvice,
      send: request("TRACE {path}", [`${name}: ${value}`]),
      pass: [only({ content: { hasNot: "1f0a7c" } })],
    }),
  ),
  answered({
    rule: "RFC9110-9.3.8/TRACE",
    title: "TRACE is refused",
    level: "practice",
    quote: optional,
    quotedFrom: "RFC9110-9.1",
    why: "It is of use to hardly anybody but those who attack, and answering it like GET is wrong as well.",
    advice: traceAdvice,
    send: request("TRACE {path}"),
    pass: [only({ status: ["4xx", 501] }), withField({ name: "Content-Type", matches: "^message/http" }, 200)],
    warn: [only(understood)],
  }),

  // CONNECT (§9.3.6)
  answered({
    rule: "RFC9110-9.3.6/CONNECT",
    title: "CONNECT to the server itself",
    level: "practice",
    quote: tunnel,
    why: "After 2xx the client takes all that follows for what another server says.",
    advice: connectAdvice,
    send: request("CONNECT {host}:{port}"),
    pass: [only({ status: ["4xx", 501] })],
    warn: [only({ status: ["3xx", "5xx"] }), closedUnanswered],
  }),
  answered({
    rule: "RFC9110-9.3.6/CONNECT-ELSEWHERE",
    title: "CONNECT to another port of the machine",
    level: "practice",
    quote: "There are significant risks in establishing a tunnel to arbitrary servers",
    why: "Whoever makes tunnels for anybody opens the network behind it.",
    advice: connectAdvice,
    send: request("CONNECT localhost:25"),
    pass: [only({ status: ["4xx", 501] })],
    warn: [only({ status: ["3xx", "5xx"] }), closedUnanswered],
  }),
];
