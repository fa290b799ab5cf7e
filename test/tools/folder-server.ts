// A server of one folder in a process of its own: its parent asks how it fares. `folder-server.js <folder> [--list]`
import { readdirSync } from "node:fs";
import { serve } from "../../src/serve.ts";

/** How the server fares. */
export interface Health {
  readonly residentOctets: number;
  /** On the heap and beside it, after the garbage was collected where that can be asked for. */
  readonly usedOctets: number;
  /** Open file descriptors; `undefined` where the platform does not tell. */
  readonly descriptors: number | undefined;
  readonly connections: number;
  readonly exchanges: number;
  /** Exchanges by status code, and those that were cut under "cut". */
  readonly outcomes: Readonly<Record<string, number>>;
  /** What was thrown for a 5xx, and what else went wrong. */
  readonly failures: readonly string[];
}

const [folder = ".", ...flags] = process.argv.slice(2);
const outcomes: Record<string, number> = {};
const failures: string[] = [];
let exchanges = 0;
const server = await serve(folder, {
  host: "127.0.0.1",
  port: 0,
  list: flags.includes("--list"),
  log: {
    exchange({ statusCode, isCut, requestTarget, cause }) {
      exchanges++;
      const outcome = isCut ? "cut" : String(statusCode);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (statusCode >= 500 && failures.length < 20) failures.push(`${statusCode} ${requestTarget}: ${String(cause)}`);
    },
    notice({ level, message }) {
      if (level !== "info" && failures.length < 20) failures.push(message);
    },
  },
});

process.on("message", (message) => {
  if (message === "close") {
    void server.close({ graceSeconds: 0 }).then(() => process.disconnect());
    return;
  }
  void collected().then(tellHealth);
});
process.on("disconnect", () => process.exit());
process.send?.({ port: server.endpoints[0]?.port });

/** Twice, with a turn between: what stands beside the heap is let go of after what held it. */
async function collected(): Promise<void> {
  const { gc } = globalThis as { readonly gc?: () => void };
  for (let turn = 0; turn < 2; turn++) {
    gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function tellHealth(): void {
  const { rss, heapUsed, external } = process.memoryUsage();
  const health: Health = {
    residentOctets: rss,
    usedOctets: heapUsed + external,
    descriptors: openDescriptors(),
    connections: server.connectionCount,
    exchanges,
    outcomes,
    failures,
  };
  process.send?.(health);
}

function openDescriptors(): number | undefined {
  try {
    // The listing itself holds one.
    return readdirSync("/proc/self/fd").length - 1;
  } catch {
    return undefined;
  }
}
