// What can be told of a scoreboard beside its counts: where all respected servers differ, and what changed since another.
import { contested } from "./contested.ts";
import type { Scoreboard, ServerRecord } from "./record.ts";

/** What most of the Web is served by. Where all of them differ from us, we are the first to be suspected. */
export const respected: readonly string[] = ["nginx", "Apache httpd", "Caddy", "lighttpd", "node:http"];

/** A case that no respected server passes, of those that it applies to. */
export interface Disagreement {
  readonly id: string;
  readonly failedBy: readonly string[];
  /** Why it stands all the same; `undefined` where nobody has written that yet. */
  readonly reason: string | undefined;
}

/** The cases that at least two respected servers were tried with, and all of them failed. */
export function disagreements(board: Scoreboard, reasons = contested): readonly Disagreement[] {
  const servers = board.servers.filter(({ name }) => respected.includes(name));
  return Object.keys(board.cases).flatMap((id) => {
    const tried = servers.filter((server) => !isSkipped(server, id));
    if (tried.length < 2 || !tried.every(({ failed }) => id in failed)) return [];
    return [{ id, failedBy: tried.map(({ name }) => name), reason: reasonFor(id, reasons) }];
  });
}

function reasonFor(id: string, reasons: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(reasons).find(([beginning]) => id.startsWith(beginning))?.[1];
}

function isSkipped(server: ServerRecord, id: string): boolean {
  return Object.values(server.skipped).some((ids) => ids.includes(id));
}

/** What is other than it was in an earlier run, a line each; of servers that both have. */
export function changes(before: Scoreboard, now: Scoreboard): readonly string[] {
  return now.servers.flatMap((server) => {
    const earlier = before.servers.find(({ name }) => name === server.name);
    if (earlier === undefined) return [`${server.name}: not there before`];
    const lines = earlier.version === server.version ? [] : [`${earlier.version} → ${server.version}`];
    const fails = Object.keys(server.failed).filter((id) => !(id in earlier.failed));
    const failsNoMore = Object.keys(earlier.failed).filter((id) => !(id in server.failed));
    lines.push(...fails.map((id) => `fails now: ${id}: ${server.failed[id]}`));
    lines.push(...failsNoMore.map((id) => `fails no more: ${id}`));
    return lines.map((line) => `${server.name}: ${line}`);
  });
}
