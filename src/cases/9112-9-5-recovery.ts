import { answered, type Case, get, post, type Step, understood } from "./case.ts";

const anticipate = "Implementations ought to anticipate the need to recover from asynchronous close events.";
const concurrent =
  "Most servers are designed to maintain thousands of concurrent connections, while controlling request queues to enable fair use and detect denial-of-service attacks.";

const survive =
  "Catch whatever goes wrong on a connection at that connection: close it, and go on accepting and serving others.";
const sideBySide =
  "Serve each connection on its own (a thread, a task, an event loop), so that one which is slow or silent keeps no other one waiting.";

const badOnes: readonly (readonly [title: string, send: string | readonly Step[]])[] = [
  ["octets that are no HTTP", "\x80\xff\0\x01\r\n\r\n\xfe\xfd\r\n\r\n"],
  ["the beginning of a TLS handshake", "\x16\x03\x01\0\xa5\x01\0\0\xa1\x03\x03abcdefghijklmnopqrstuvwxyz012345\0"],
  ["a request line without a target", "GET\r\n\r\n"],
  ["an empty line and the end", ["\r\n\r\n", "half-close"]],
  ["a field line without a colon", get("nocolon")],
  ["a Content-Length that is no number", post(["Content-Length: many"], "hello")],
  ["a chunk size that is no number", post(["Transfer-Encoding: chunked"], "many\r\nhello\r\n0\r\n\r\n")],
  ["octets in the head that are no UTF-8", get("X: \xc3\x28\xa0\xa1\xff")],
  ["a target that is no UTF-8", get().replace("{path}", "/%c3%28%ff")],
  ["a target with %00", get().replace("{path}", "/%00")],
  ["20,000 octets without a line end", "A".repeat(20_000)],
  ["a reset within the content", [post(["Content-Length: 50"], "hello"), { pauseMs: 50 }, "reset"]],
  ["an end within the content", [post(["Content-Length: 50"], "hello"), "half-close"]],
];

const slowOnes: readonly (readonly [title: string, beside: readonly Step[]])[] = [
  ["a connection that has sent half a request line", ["GET {pat", { pauseMs: 100 }]],
  ["a connection that has sent half its content", [post(["Content-Length: 50"], "hello"), { pauseMs: 100 }]],
  ["a connection that is kept after a response", [get(), { pauseMs: 100 }]],
  ["a connection that does not read its responses", [get().repeat(50), { pauseMs: 100 }]],
];

/** RFC 9112 §9: what one connection does to the others, which is nothing. */
export const recoveryCases: readonly Case[] = [
  ...badOnes.map(([what, send]) =>
    answered({
      rule: "RFC9112-9.3.1/RECOVERS",
      title: `another connection after ${what}`,
      level: "practice",
      quote: anticipate,
      why: "One stranger's octets must not take the server away from everybody else.",
      advice: survive,
      send,
      // Nothing need come: silence is not waited out.
      pass: [{ responses: [], serves: "another-connection" }, { serves: "another-connection" }],
    }),
  ),
  ...slowOnes.map(([what, beside]) =>
    answered({
      rule: "RFC9112-9/SIDE-BY-SIDE",
      title: `a request beside ${what}`,
      level: "practice",
      quote: concurrent,
      why: "A browser opens several connections and leaves most of them silent: who serves one after the other serves nobody.",
      advice: sideBySide,
      send: get(),
      beside,
      pass: [{ responses: [understood] }],
    }),
  ),
];
