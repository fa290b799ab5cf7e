// A server of one folder in a process of its own: its parent asks how it fares. `folder-server.js <folder> [--list]`
import { serve } from "../../src/serve.ts";
import { type ProcessHealth, processHealth } from "./process-health.ts";

/** How the server fares. */
export interface Health extends ProcessHealth {
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
  void tellHealth();
});
process.on("disconnect", () => process.exit());
process.send?.({ port: server.endpoints[0]?.port });

async function tellHealth(): Promise<void> {
  const health: Health = {
    ...(await processHealth()),
    connections: server.connectionCount,
    exchanges,
    outcomes,
    failures,
  };
  process.send?.(health);
}
