import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Health } from "./folder-server.ts";

export type { Health } from "./folder-server.ts";

/** A folder served in a process of its own. */
export class FolderProcess implements AsyncDisposable {
  readonly port: number;
  readonly endpoints: readonly [{ readonly host: string; readonly port: number }];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
    this.endpoints = [{ host: "127.0.0.1", port }];
  }

  /** @param flags "--list" for listings */
  static async start(folder: string, ...flags: string[]): Promise<FolderProcess> {
    const script = fileURLToPath(new URL(`./folder-server${import.meta.url.slice(-3)}`, import.meta.url));
    const child = fork(script, [folder, ...flags], { execArgv: ["--expose-gc"] });
    const exited = once(child, "exit").then(([code]) => Promise.reject(new Error(`the server ended with ${code}`)));
    const [{ port }] = await Promise.race([once(child, "message"), exited]);
    exited.catch(() => {});
    return new FolderProcess(child, port);
  }

  async health(): Promise<Health> {
    const answer = once(this.#child, "message");
    this.#child.send("health");
    const [health] = await answer;
    return health;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.send("close");
    await exited;
  }
}
