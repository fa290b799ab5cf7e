import type { Step } from "../../cases/index.ts";
import type { SendSteps } from "./sending-messages.ts";
import { isAction } from "./sending-reading.ts";

/** Octets as they are edited, and how they are to be sent. */
export interface Draft {
  /** What stands between the pause marks, each character one octet. */
  readonly pieces: readonly string[];
  readonly pace: Pace;
  /** How long is waited between octets, or at each mark. */
  readonly pauseMs: number;
  readonly ending: DraftEnding;
}

/** In one piece, one octet after the other, or a piece at a time. */
export type Pace = "whole" | "octets" | "marks";

/** What comes after the last octet: waiting for what the server does, the end of what is sent, or a reset. */
export type DraftEnding = "wait" | "half-close" | "reset";

export const PAUSE_MS = 1000;
/** Octets that are to arrive before a reset must be gone by then. */
const BEFORE_RESET_MS = 100;

/** What is asked of the server to send a draft. */
export function sendSteps({ pieces, pace, pauseMs, ending }: Draft): SendSteps {
  const sent = pace === "marks" ? pieces : [pieces.join("")];
  const steps = sent.flatMap((piece, at): readonly Step[] => [...(at > 0 ? [{ pauseMs }] : []), ...octetSteps(piece)]);
  if (ending === "half-close") steps.push("half-close");
  if (ending === "reset") steps.push({ pauseMs: BEFORE_RESET_MS }, "reset");
  return pace === "octets" ? { steps, eachOctetMs: pauseMs } : { steps };
}

/** Octets that read like something to do go out in two halves. */
function octetSteps(octets: string): readonly Step[] {
  if (octets === "") return [];
  return isAction(octets) ? [octets.slice(0, 1), octets.slice(1)] : [octets];
}

/** Steps as a draft: whatever is waited for between octets becomes a pause mark. */
export function draftOf(steps: readonly Step[], eachOctetMs?: number): Draft {
  const pieces: string[] = [];
  let isNew = true;
  let pauseMs: number | undefined;
  let ending: DraftEnding = "wait";
  for (const step of steps) {
    if (typeof step === "string" && !isAction(step)) {
      if (isNew) pieces.push(step);
      else pieces[pieces.length - 1] += step;
      isNew = false;
    } else if (step === "half-close" || step === "reset") ending = step;
    else {
      isNew = true;
      if (typeof step === "object" && pieces.length > 0) pauseMs ??= step.pauseMs;
    }
  }
  const pace = eachOctetMs !== undefined ? "octets" : pieces.length > 1 ? "marks" : "whole";
  return { pieces: pieces.length === 0 ? [""] : pieces, pace, pauseMs: eachOctetMs ?? pauseMs ?? PAUSE_MS, ending };
}

/** The steps of a case with what every site has: the rest stays in braces. @param path begins with "/" */
export function filledSteps(steps: readonly Step[], url: string, path: string): readonly Step[] {
  const { host, hostname, port } = new URL(url);
  const values: Readonly<Record<string, string>> = {
    authority: host,
    host: hostname,
    port: port || "80",
    path,
    POST: "POST",
    post: path,
    missing: "/there-is-no-such-page",
  };
  const filled = (step: string) => step.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return steps.map((step) => (typeof step === "string" && !isAction(step) ? filled(step) : step));
}
