// What the processes of a server have used, of Linux's /proc: a server's process and all of its group.
import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second in /proc on all of Linux's usual machines. */
const ticksPerSecond = 100;
const pageOctets = 4096;

export interface ProcessFigures {
  /** Processor time, user and system, in microseconds. */
  readonly processorMicroseconds: number;
  /** Memory that is resident. */
  readonly residentOctets: number;
}

/** Of all processes of a group; `undefined` where the system does not say. */
export function processFigures(group: number): ProcessFigures | undefined {
  if (process.platform !== "linux") return undefined;
  let ticks = 0;
  let pages = 0;
  let found = false;
  for (const name of readdirSync("/proc")) {
    if (!/^[0-9]+$/.test(name)) continue;
    const fields = statOf(name);
    // Numbered as proc(5) does, from the one after the name: 3 is the state, 5 the group, 14 and 15 the time.
    if (fields === undefined || Number(fields[5 - 3]) !== group) continue;
    found = true;
    ticks += Number(fields[14 - 3]) + Number(fields[15 - 3]);
    pages += Number(fields[24 - 3]);
  }
  if (!found) return undefined;
  return { processorMicroseconds: (ticks * 1e6) / ticksPerSecond, residentOctets: pages * pageOctets };
}

function statOf(process: string): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}
