import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../../src/serve.ts";
import type { ExchangeEntry } from "../../src/server/index.ts";
import { projectRoot } from "./project-files.ts";

/** The kittens site, served on a port of its own with an empty guestbook of its own. */
export interface KittensSite extends AsyncDisposable {
  readonly url: string;
  /** The log: one entry an exchange that has ended. */
  readonly entries: ExchangeEntry[];
  /** The file that the guestbook is kept in. */
  readonly guestbookPath: string;
  /** The log's arrow of the last exchange that asked for this target, once that has been logged. */
  reasonOf(requestTarget: string): Promise<string | undefined>;
  /** Stops the server, and leaves the guestbook where it is until the site is disposed of. */
  close(): Promise<void>;
}

/** Serves examples/kittens. One at a time in a process: where its data is kept is said through the environment. */
export async function serveKittens(): Promise<KittensSite> {
  const data = await mkdtemp(join(tmpdir(), "porthole-kittens-"));
  process.env["PORTHOLE_KITTENS_DATA"] = data;
  const entries: ExchangeEntry[] = [];
  const server = await serve(join(projectRoot, "examples", "kittens"), {
    host: "127.0.0.1",
    port: 0,
    log: { exchange: (entry) => entries.push(entry), notice: () => {} },
  });
  return {
    url: server.url,
    entries,
    guestbookPath: join(data, "guestbook.jsonl"),
    async reasonOf(requestTarget) {
      for (;;) {
        const entry = entries.findLast((each) => each.requestTarget === requestTarget);
        if (entry !== undefined) return entry.reason;
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async close() {
      await server.close({ graceSeconds: 5 });
    },
    async [Symbol.asyncDispose]() {
      await server.close({ graceSeconds: 5 });
      await rm(data, { recursive: true, force: true });
    },
  };
}
