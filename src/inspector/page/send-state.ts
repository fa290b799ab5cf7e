import { useEffect, useState } from "preact/hooks";
import type { Step } from "../../cases/index.ts";
import { type LineEnds, writePieces } from "../act/octet-escapes.ts";
import { type Draft, type DraftEnding, draftOf, filledSteps, type Pace } from "../act/sending-draft.ts";
import type { SendingReport, SendMessage } from "../act/sending-messages.ts";
import type { WindowCase } from "../act/window-cases-list.ts";
import { send } from "./window-api.ts";

/** What is being edited. It outlives the panel, which closes when something else is looked at. */
export interface EditedOctets {
  readonly text: string;
  readonly lineEnds: LineEnds;
  readonly pace: Pace;
  readonly pauseMs: number;
  readonly ending: DraftEnding;
  /** What cases ask for where any path will do. */
  readonly path: string;
  /** What it was made from. */
  readonly origin?: Origin | undefined;
  /** Whether it is not what it was made from any more. */
  readonly isChanged: boolean;
}

export interface Origin {
  readonly title: string;
  /** With names in braces, where it was not an exchange's. */
  readonly steps?: readonly Step[] | undefined;
  readonly eachOctetMs?: number | undefined;
  /** What to look at, or what is to be known of it. */
  readonly hint?: string | undefined;
  /** The case that is played and judged. */
  readonly case?: WindowCase | undefined;
}

let kept: EditedOctets | undefined;

/** Keeps octets for the panel, which is opened with them. */
export function openWithOctets(octets: string, origin: Origin): void {
  kept = { ...plainOctets(octets), origin };
  location.hash = "#send";
}

function plainOctets(octets: string): EditedOctets {
  return { ...written(draftOf([octets]), "crlf"), path: "/", isChanged: false };
}

function written({ pieces, pace, pauseMs, ending }: Draft, lineEnds: LineEnds) {
  return { text: writePieces(pieces, lineEnds), lineEnds, pace, pauseMs, ending };
}

/** The octets of a case or of other steps, for this server and a path of it. */
export function withOrigin({ lineEnds }: EditedOctets, origin: Origin, path: string): EditedOctets {
  const steps = filledSteps(origin.steps ?? [], location.origin, path);
  return { ...written(draftOf(steps, origin.eachOctetMs), lineEnds), path, origin, isChanged: false };
}

/** What is being edited, and how to change it. @param octets to begin with, where nothing is */
export function useEditedOctets(octets: string): [EditedOctets, (next: EditedOctets) => void] {
  const [edited, setEdited] = useState<EditedOctets>(() => kept ?? plainOctets(octets));
  return [
    edited,
    (next) => {
      kept = next;
      setEdited(next);
    },
  ];
}

/** How often it is asked what has come of a sending. */
const ASK_MS = 300;

export interface SendingInPage {
  /** What has come of the last one so far. */
  readonly report: SendingReport | undefined;
  /** Why it could not be sent, in a sentence. */
  readonly problem: string | undefined;
  /** Whether one is being begun or is under way. */
  readonly isBusy: boolean;
  readonly send: (message: SendMessage) => void;
  /** Closes its connection. */
  readonly end: () => void;
}

/** Sends something, and follows what comes of it. */
export function useSending(): SendingInPage {
  const [report, setReport] = useState<SendingReport | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isBeginning, setBeginning] = useState(false);
  const ask = async (message: SendMessage) => {
    try {
      setReport(await send(message));
    } catch (error) {
      setReport(undefined);
      setProblem((error as Error).message);
    }
  };
  useEffect(() => {
    if (report === undefined || report.isOver) return;
    const timer = setTimeout(() => ask({ outcome: report.id }), ASK_MS);
    return () => clearTimeout(timer);
  }, [report]);
  return {
    report,
    problem,
    isBusy: isBeginning || (report !== undefined && !report.isOver),
    send: async (message) => {
      setProblem(undefined);
      setReport(undefined);
      setBeginning(true);
      await ask(message);
      setBeginning(false);
    },
    end: () => {
      if (report !== undefined) void ask({ end: report.id });
    },
  };
}
