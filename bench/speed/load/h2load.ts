import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LoadOutcome, LoadProgram } from "./load.ts";
import { placed } from "./placed-command.ts";
import { runCommand } from "./run-command.ts";

/** The load generator h2load of nghttp2, speaking HTTP/1.1: where wrk is not there, and as a second witness. */
export function h2load(contentFolder: string, cores: string | undefined): LoadProgram {
  return {
    name: "h2load",
    async run({ port, connections, seconds, requests, pipelined }) {
      const [first] = requests;
      if (first === undefined || requests.some(({ method }) => method !== first.method))
        throw new Error("h2load sends requests of one method alone");
      const content: string[] = [];
      if (first.content !== undefined) {
        const path = join(contentFolder, "content");
        await writeFile(path, first.content);
        content.push("-d", path);
      }
      const h2load = ["h2load", "--h1", "-t1", `-c${connections}`, `-m${pipelined}`, "-D", String(seconds)];
      const fields = first.fieldLines.flatMap((line) => ["-H", line]);
      const targets = requests.map(({ target }) => `http://127.0.0.1:${port}${target}`);
      const command = [...placed(cores), ...h2load, ...content, ...fields, ...targets];
      return outcomeOf(await runCommand(command, seconds * 1000 + 30_000), seconds);
    },
  };
}

const multiples: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** @throws {Error} where h2load did not print what it should */
export function outcomeOf(printed: string, seconds: number): LoadOutcome {
  const counts =
    /^requests: .*?([0-9]+) done, ([0-9]+) succeeded, ([0-9]+) failed, ([0-9]+) errored, ([0-9]+) timeout/m.exec(
      printed,
    );
  const octets = /^traffic: ([0-9.]+)([KMG]?)B /m.exec(printed);
  if (counts === null || octets === null) throw new Error(`h2load says: ${printed.trim()}`);
  const [done, succeeded, failed, errored, timeouts] = counts.slice(1).map(Number);
  const faults = Object.entries({ failed, errored, timeouts }).filter(([, count]) => count! > 0);
  return {
    requests: succeeded ?? done!,
    seconds,
    octets: Number(octets[1]) * multiples[octets[2]!]!,
    latency99Ms: undefined,
    fault: faults.length === 0 ? undefined : `errors: ${faults.map(([name, count]) => `${name} ${count}`).join(", ")}`,
  };
}
