import { answered, type Case, get, post, type Step } from "./case.ts";
import { answeredWith, closedAfter } from "./framing-outcomes.ts";
import type { Outcome } from "./outcome.ts";

const timeout =
  "Servers will usually have some timeout value beyond which they will no longer maintain an inactive connection.";
const slow =
  "Because HTTP uses mostly textual, character-delimited fields, parsers are often vulnerable to attacks based on sending very long (or very slow) streams of data";
const timesOut =
  "The 408 (Request Timeout) status code indicates that the server did not receive a complete request message within the time that it was prepared to wait.";

const boundWaiting =
  "Give each connection a deadline up to which the first, or the next, request is to have begun, and close it then.";
const boundHead =
  "Give the header section of a request a deadline from its first octet to its last, which no octet puts off; answer 408 (Request Timeout) then, or close without a word.";
const boundContent =
  "Give up a request whose content stops coming: answer 408 (Request Timeout), or close without a word.";

const WITHIN_MS = 125_000;
const ended: readonly Outcome[] = [
  { ...closedAfter(), withinMs: WITHIN_MS },
  { ...closedAfter(408), withinMs: WITHIN_MS },
];
const needs = ["patience"] as const;

/** An octet of a field's value every five seconds, for two minutes. */
function octetByOctet(): readonly Step[] {
  const begun = `${get().slice(0, -2)}X: `;
  return [begun, ...Array.from({ length: 24 }, (): readonly Step[] => [{ pauseMs: 5000 }, "y"]).flat()];
}

/** RFC 9112 §9.5: how long a server waits for what does not come. */
export const deadlineCases: readonly Case[] = [
  answered({
    rule: "RFC9112-9.5/SILENT",
    title: "a connection that says nothing for two minutes",
    level: "practice",
    quote: timeout,
    why: "A few thousand silent connections from one machine are all that it takes to keep everybody else out.",
    advice: boundWaiting,
    send: [{ pauseMs: 1 }],
    needs,
    pass: ended,
    warn: [{ responses: [], connection: "open" }],
  }),
  answered({
    rule: "RFC9112-9.5/HALF-A-HEAD",
    title: "half a header section, and nothing more for two minutes",
    level: "practice",
    quote: timeout,
    why: "Slowloris: connections that have begun a request count as busy, and a server with a place for each is soon full.",
    advice: boundHead,
    send: `${get().slice(0, -2)}X: y`,
    needs,
    pass: [...ended, { ...closedAfter("4xx"), withinMs: WITHIN_MS }],
  }),
  answered({
    rule: "RFC9112-9.5/HEAD-OCTET-BY-OCTET",
    title: "a header section that goes on by an octet every five seconds, for two minutes",
    level: "practice",
    quote: slow,
    quotedFrom: "RFC9110-17.5",
    why: "A deadline that every octet puts off is none: slowloris sends one just in time.",
    advice: boundHead,
    send: octetByOctet(),
    needs,
    pass: [closedAfter(), closedAfter(408), closedAfter("4xx")],
  }),
  answered({
    rule: "RFC9110-15.5.9/HALF-THE-CONTENT",
    title: "half of the announced content, and nothing more for two minutes",
    level: "practice",
    quote: timesOut,
    why: "A request that waits for its content holds a handler, and often a worker, until somebody gives it up.",
    advice: boundContent,
    send: post(["Content-Length: 10"], "hello"),
    needs: ["patience", "content"],
    pass: [...ended, { ...closedAfter("4xx"), withinMs: WITHIN_MS }, answeredWith("understood")],
    warn: [{ responses: [], connection: "open" }],
  }),
  answered({
    rule: "RFC9112-9.5/IDLE",
    title: "nothing for two minutes after a response",
    level: "practice",
    quote: timeout,
    why: "Connections that nobody uses any more take places and memory from those that somebody does.",
    advice: boundWaiting,
    send: [get(), "await-response", { pauseMs: 1 }],
    needs,
    pass: [{ ...closedAfter("understood"), withinMs: WITHIN_MS }],
    warn: [answeredWith("understood")],
  }),
];
