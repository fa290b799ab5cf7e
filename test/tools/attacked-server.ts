// A server in a process of its own, for others to attack: its parent asks how it fares.
// `attacked-server.js <folder> <options of serve() as JSON>`
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { file, respond, route, type ServeOptions, serve, site, text } from "../../src/index.ts";
import { type ProcessHealth, processHealth } from "./process-health.ts";

/** How the server fares. */
export interface AttackedHealth extends ProcessHealth {
  /** The most that was resident since the parent said "begin". */
  readonly residentOctetsMax: number;
  /**
   * The longest that the process waited for a processor within any second since then: what the machine, not the server,
   * was late with; 0 where the platform does not tell.
   */
  readonly starvedMsMax: number;
  readonly connections: number;
  /** Exchanges, refused ones too, by status code; those that were cut under "cut". */
  readonly outcomes: Readonly<Record<string, number>>;
  /** What failed inside: what was thrown for a 500, and what the log was told beside exchanges. */
  readonly failures: readonly string[];
}

/** Octets of /stream. */
export const STREAM_OCTETS = 10 * 1024 * 1024;
/** Octets of content that /upload and /form take at the most. */
const CONTENT_OCTETS_MAX = 64 * 1024 * 1024;
const FAILURES_MAX = 20;

const [root = ".", options = "{}"] = process.argv.slice(2);
const uploadFolder = join(root, "incoming");
const keptFile = join(root, "kept.bin");
const outcomes: Record<string, number> = {};
const failures: string[] = [];
let residentOctetsMax = 0;
let starvedMsMax = 0;
/** How long the process had waited for a processor at each time of the last second. */
let waits: { readonly atMs: number; readonly waitedMs: number }[] = [];
setInterval(measure, 20).unref();

const attackedSite = site({
  "/": text("here"),
  "/file": file("large.bin"),
  "/stream": () => respond(blocks(), {}),
  "POST /upload": route({ contentOctetsMax: CONTENT_OCTETS_MAX }, async ({ content }) => {
    let octets = 0;
    for await (const piece of content ?? []) octets += piece.length;
    return text(String(octets));
  }),
  "POST /form": route({ contentOctetsMax: CONTENT_OCTETS_MAX }, async ({ form }) => {
    const { files } = await form({ uploadFolder });
    return text(files.map(({ sizeOctets }) => sizeOctets).join());
  }),
  "POST /keep": route({ contentOctetsMax: CONTENT_OCTETS_MAX }, async ({ form }) => {
    const { files } = await form({ uploadFolder });
    for (const each of files) await each.saveTo(keptFile, { overwrite: true });
    return text("kept");
  }),
  "POST /make-room": async () => {
    await rm(keptFile, { force: true });
    return text("there is room");
  },
  "POST /text": async (context) => text(String((await context.text()).length)),
  "POST /small": async (context) => text(String((await context.text({ contentOctetsMax: 65_536 })).length)),
  "POST /json": async (context) => text(typeof (await context.json())),
  "POST /decoded": async (context) => text(String((await context.text({ decode: true })).length)),
  "POST /as-sent": async ({ request }) => text(String((await request.arrayBuffer()).byteLength)),
});

const server = await serve(attackedSite, {
  host: "127.0.0.1",
  port: 0,
  root,
  ...(JSON.parse(options) as ServeOptions),
  log: {
    exchange({ statusCode, isCut, requestTarget, cause }) {
      const outcome = isCut ? "cut" : String(statusCode);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (statusCode === 500) addFailure(`500 ${requestTarget}: ${String(cause)}`);
    },
    notice({ level, message, cause }) {
      if (level === "error") addFailure(`${message}: ${String(cause)}`);
    },
  },
});

process.on("message", (message) => {
  if (message === "begin") begin();
  else void tellHealth();
});
process.on("disconnect", () => process.exit());
process.send?.({ port: server.endpoints[0]?.port });

function addFailure(failure: string): void {
  if (failures.length < FAILURES_MAX) failures.push(failure);
}

function begin(): void {
  residentOctetsMax = 0;
  starvedMsMax = 0;
  waits = [];
  measure();
}

function measure(): void {
  try {
    residentOctetsMax = Math.max(residentOctetsMax, process.memoryUsage.rss());
    const [, waitedNs = "0"] = readFileSync("/proc/self/schedstat", "latin1").split(" ");
    const now = { atMs: performance.now(), waitedMs: Number(waitedNs) / 1e6 };
    waits = [...waits.filter(({ atMs }, at) => atMs > now.atMs - 1000 || at === waits.length - 1), now];
    starvedMsMax = Math.max(starvedMsMax, now.waitedMs - waits[0]!.waitedMs);
  } catch {} // There is no such file here, or no descriptor for it.
}

async function tellHealth(): Promise<void> {
  const health = await processHealth();
  measure();
  const told: AttackedHealth = {
    ...health,
    residentOctetsMax,
    starvedMsMax,
    connections: server.connectionCount,
    outcomes,
    failures,
  };
  process.send?.(told);
}

async function* blocks(): AsyncGenerator<Uint8Array> {
  const block = new Uint8Array(64 * 1024);
  for (let octets = 0; octets < STREAM_OCTETS; octets += block.length) yield block;
}
