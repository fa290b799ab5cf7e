import type { Step } from "../../cases/index.ts";
import { ResponseError } from "../../semantics/index.ts";
import { type SendMessage, sendingLimits } from "./sending-messages.ts";

/**
 * Reads what the page asks for.
 * @param message JSON that was parsed
 * @throws ResponseError 400 it is not as `SendMessage` says, or asks for more than `sendingLimits` allow
 */
export function parseSendMessage(message: unknown): SendMessage {
  if (!isRecord(message)) throw new ResponseError(400, "Expected an object with steps, case, outcome or end.");
  const kinds = ["steps", "case", "outcome", "end"].filter((name) => message[name] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    throw new ResponseError(400, "Expected one of steps, case, outcome and end.");
  }
  const extra = kind === "steps" ? "eachOctetMs" : kind === "case" ? "path" : undefined;
  const unknown = Object.keys(message).find((name) => name !== kind && name !== extra);
  if (unknown !== undefined) throw new ResponseError(400, `"${unknown}" means nothing beside "${kind}".`);
  if (kind === "outcome") return { outcome: textOf(message, "outcome") };
  if (kind === "end") return { end: textOf(message, "end") };
  if (kind === "case") return { case: textOf(message, "case"), path: pathOf(message["path"]) };
  return { steps: stepsOf(message["steps"]), eachOctetMs: pauseOf(message["eachOctetMs"], "eachOctetMs") };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(message: Readonly<Record<string, unknown>>, name: string): string {
  const value = message[name];
  if (typeof value !== "string" || value === "" || value.length > 1000) {
    throw new ResponseError(400, `Expected "${name}" to be a text of 1 to 1,000 characters.`);
  }
  return value;
}

/** A path goes into the request line of a case, and must not end it. */
function pathOf(path: unknown): string | undefined {
  if (path === undefined) return undefined;
  if (typeof path !== "string" || !/^\/[!-"$-~]{0,2000}$/.test(path)) {
    throw new ResponseError(
      400,
      'Expected "path" to begin with "/" and to have printable ASCII without spaces and "#" alone.',
    );
  }
  return path;
}

function pauseOf(pauseMs: unknown, name: string): number | undefined {
  if (pauseMs === undefined) return undefined;
  if (typeof pauseMs !== "number" || !(pauseMs >= 0 && pauseMs <= sendingLimits.totalMs)) {
    throw new ResponseError(
      400,
      `Expected "${name}" to be milliseconds from 0 to ${sendingLimits.totalMs.toLocaleString("en-US")}.`,
    );
  }
  return pauseMs;
}

function stepsOf(steps: unknown): readonly Step[] {
  const { stepsMax, octetsMax } = sendingLimits;
  if (!Array.isArray(steps) || steps.length === 0 || steps.length > stepsMax) {
    throw new ResponseError(400, `Expected "steps" to be a list of 1 to ${stepsMax.toLocaleString("en-US")} steps.`);
  }
  const read = steps.map(stepOf);
  const octets = read.reduce((sum, step) => sum + (typeof step === "string" && !isAction(step) ? step.length : 0), 0);
  if (octets > octetsMax) {
    throw new ResponseError(
      400,
      `Expected at most ${octetsMax.toLocaleString("en-US")} octets, not ${octets.toLocaleString("en-US")}.`,
    );
  }
  return read;
}

function stepOf(step: unknown, index: number): Step {
  const place = `Step ${index + 1}`;
  if (typeof step === "string") {
    const beyond = /[^\0-\xff]/.exec(step);
    if (beyond === null) return step;
    const code = beyond[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    throw new ResponseError(
      400,
      `${place}: character ${beyond.index + 1}, U+${code}, is no octet: each character must be U+0000 to U+00FF.`,
    );
  }
  if (isRecord(step) && Object.keys(step).length === 1 && step["pauseMs"] !== undefined) {
    return { pauseMs: pauseOf(step["pauseMs"], "pauseMs")! };
  }
  throw new ResponseError(
    400,
    `${place} is none: expected octets, "half-close", "reset", "await-response" or { "pauseMs": 100 }.`,
  );
}

/** Whether a step is something to do rather than octets to send. */
export function isAction(step: Step): step is "half-close" | "reset" | "await-response" {
  return step === "half-close" || step === "reset" || step === "await-response";
}
