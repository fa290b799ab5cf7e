// What can be told of a scoreboard beside its counts: where all respected servers differ, and what changed since another.
import { contested } from "./contested.ts";
import { answersByCase, type Scoreboard } from "./record.ts";

/** A case that no respected server passes, of those that it applies to. */
export interface Disagreement {
  readonly id: string;
  /** The others were warned. */
  readonly failedBy: readonly string[];
  /** Why it stands all the same; `undefined` where nobody has written that yet. */
  readonly reason: string | undefined;
}

export function disagreements({ disputed }: Scoreboard, reasons = contested): readonly Disagreement[] {
  return Object.entries(disputed).map(([id, failedBy]) => ({ id, failedBy, reason: reasonFor(id, reasons) }));
}

/** Reasons for cases that are disputed no more. */
export function reasonsLeftOver({ disputed }: Scoreboard, reasons = contested): readonly string[] {
  return Object.keys(reasons).filter((beginning) => !Object.keys(disputed).some((id) => id.startsWith(beginning)));
}

function reasonFor(id: string, reasons: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(reasons).find(([beginning]) => id.startsWith(beginning))?.[1];
}

/** What is other than it was in an earlier run, a line each; of servers that both have. */
export function changes(before: Scoreboard, now: Scoreboard): readonly string[] {
  return now.servers.flatMap((server) => {
    const earlier = before.servers.find(({ name }) => name === server.name);
    if (earlier === undefined) return [`${server.name}: not there before`];
    const lines = earlier.version === server.version ? [] : [`${earlier.version} → ${server.version}`];
    const failed = answersByCase(server.failed);
    const failedEarlier = answersByCase(earlier.failed);
    for (const [id, answer] of failed) if (!failedEarlier.has(id)) lines.push(`fails now: ${id}: ${answer}`);
    for (const id of failedEarlier.keys()) if (!failed.has(id)) lines.push(`fails no more: ${id}`);
    return lines.map((line) => `${server.name}: ${line}`);
  });
}
