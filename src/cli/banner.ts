import { duration, type Paint } from "../server/index.ts";
import type { Reach } from "./reach.ts";
import { paintFor } from "./terminal.ts";

/** What the banner says of a server that has just begun to listen. */
export interface BannerFacts {
  readonly version: string;
  /** From the start of the process to the first octet it could have taken. */
  readonly readyMs: number;
  /** "./kittens/site.ts (6 routes)" */
  readonly serving: string;
  /** Processes that serve, where there are several; `undefined` where this one does. */
  readonly workers?: number | undefined;
  /** The window, where it is served. */
  readonly window?: { readonly url: string; readonly token: string } | undefined;
  readonly port: number;
  /** The port that was asked for. */
  readonly askedPort: number;
  readonly reach: Reach;
}

/**
 * The banner: what is served, and where it can be reached. Begins and ends with an empty line.
 * @param columns characters of a line of the terminal; `undefined` where nothing has to fit
 */
export function bannerText(facts: BannerFacts, paint: Paint, columns?: number): string {
  const { port, askedPort, reach } = facts;
  const lines = ["", ...titleLines(facts, paint, columns), ""];
  if (askedPort !== 0 && port !== askedPort) {
    lines.push(
      `  ${paint.yellow("!")}  port ${askedPort} is in use; this is the next free one: ${paint.bold(String(port))}`,
      "",
    );
  }
  const row = (label: string, host: string) => {
    const url = paint.cyan(`http://${host}:${paint.bold(String(port))}/`);
    lines.push(`  ${paint.green("➜")}  ${paint.bold(`${label}:`.padEnd(9))} ${url}`);
  };
  for (const host of reach.localHosts) row("Local", host);
  for (const host of reach.networkHosts) row("Network", host);
  if (!reach.isExposed) lines.push(paint.dim("  ➜  Network:  use --host to expose"));
  else if (reach.networkHosts.length === 0)
    lines.push(paint.dim("  ➜  Network:  this machine has no address for others"));
  if (facts.window !== undefined) {
    const { url, token } = facts.window;
    lines.push(`  ${paint.green("➜")}  ${paint.bold("Window:".padEnd(9))} ${paint.cyan(url)}`);
    lines.push(paint.dim(`               from elsewhere, or through a proxy: ?token=${token}`));
  }
  lines.push("");
  return lines.join("\n");
}

/** What serves what: on two lines where one has no room for it. */
function titleLines({ version, readyMs, serving, workers }: BannerFacts, paint: Paint, columns: number | undefined) {
  const text = (paint: Paint, between: string) => {
    const title = `${paint.bold(paint.cyan("porthole"))} ${paint.dim(version)}`;
    return `  ${title}  ready in ${paint.bold(readyTime(readyMs))}${between}serving ${serving}${workersText(workers, paint)}`;
  };
  const isFitting = columns === undefined || text(unpainted, " · ").length <= columns;
  return text(paint, isFitting ? ` ${paint.dim("·")} ` : "\n  ").split("\n");
}

const unpainted = paintFor(false);

function workersText(workers: number | undefined, paint: Paint): string {
  if (workers === undefined) return "";
  return ` ${paint.dim("·")} ${workers === 1 ? "1 worker" : `${workers} workers`}`;
}

function readyTime(readyMs: number): string {
  return readyMs < 999.5 ? `${Math.max(Math.round(readyMs), 1)} ms` : duration(readyMs);
}

/** The line that says a stop has begun, where it may take a while. */
export function drainingText(connections: number, graceSeconds: number, paint: Paint): string {
  const what = connections === 1 ? "1 connection has" : `${connections} connections have`;
  return `\n  ${paint.dim(`stopping: ${what} up to ${graceSeconds} s to finish; once more to stop at once`)}`;
}

/** The line that a stopped server leaves behind. */
export function farewellText(cut: number, paint: Paint): string {
  if (cut === 0) return `\n  ${paint.green("✔")}  stopped, nothing was cut\n`;
  const what = cut === 1 ? "1 exchange was" : `${cut} exchanges were`;
  return `\n  ${paint.yellow("!")}  stopped, ${what} cut\n`;
}
