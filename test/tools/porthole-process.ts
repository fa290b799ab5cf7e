import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

/**
 * The file to run for the command `porthole`: the one PORTHOLE_BIN names, else the one beside these tests, which is
 * TypeScript where they are, and compiled where they are.
 */
export const portholeFile =
  process.env["PORTHOLE_BIN"] ??
  fileURLToPath(new URL(`../../src/cli/main.node${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url));

export interface PortholeOptions {
  /** The program that runs it, by default this Node. */
  readonly runtime?: string;
  readonly cwd?: string;
  /** Beside what the command needs to run at all; variables of the tests' own environment do not reach it. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What standard output is, in place of a pipe that is read. */
  readonly stdout?: number | "closed";
}

/** A running `porthole`, and all that it has said. */
export class PortholeProcess {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  readonly #exited: Promise<number | string>;
  #look: () => void = () => {};

  constructor(args: readonly string[], options: PortholeOptions = {}) {
    const { PATH = "", SystemRoot = "", HOME = "" } = process.env;
    const environment = { PATH, SystemRoot, HOME, NODE_NO_WARNINGS: "1", ...options.environment };
    this.child = spawn(options.runtime ?? process.execPath, [portholeFile, ...args], {
      cwd: options.cwd ?? tmpdir(),
      env: environment,
      stdio: ["ignore", typeof options.stdout === "number" ? options.stdout : "pipe", "pipe"],
    });
    if (options.stdout === "closed") this.child.stdout?.destroy();
    this.#collect("stdout");
    this.#collect("stderr");
    this.#exited = once(this.child, "close").then(([code, signal]) => {
      this.#look();
      return (code ?? signal) as number | string;
    });
  }

  /** Settles with the exit code, or the name of the signal that ended the process. */
  async exit(): Promise<number | string> {
    return await this.#exited;
  }

  /** Settles when standard output, or standard error, matches. @throws when the process ends before it does */
  async says(pattern: RegExp, stream: "stdout" | "stderr" = "stdout"): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this[stream]);
      if (match !== null) return match;
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`porthole ended without saying ${pattern}:\n${this.stdout}\n${this.stderr}`);
      }
      await new Promise<void>((resolve) => {
        this.#look = resolve;
      });
    }
  }

  /** The URL that it says it listens on, in any of its formats. */
  async url(stream: "stdout" | "stderr" = "stdout"): Promise<string> {
    const [url] = await this.says(/http:\/\/[^"\s\u001b]+/, stream);
    return url;
  }

  /** The lines of standard output as JSON. */
  json(): Record<string, unknown>[] {
    return this.stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  #collect(stream: "stdout" | "stderr"): void {
    this.child[stream]?.setEncoding("utf8").on("data", (text: string) => {
      this[stream] += text;
      this.#look();
    });
  }
}

/** Starts `porthole`; it is gone when the test is over. */
export function startPorthole(t: TestContext, args: readonly string[], options?: PortholeOptions): PortholeProcess {
  const porthole = new PortholeProcess(args, options);
  t.after(async () => {
    porthole.child.kill("SIGKILL");
    await porthole.exit();
  });
  return porthole;
}

/** Runs `porthole` to its end. */
export async function runPorthole(args: readonly string[], options?: PortholeOptions) {
  const porthole = new PortholeProcess(args, options);
  const code = await porthole.exit();
  return { code, stdout: porthole.stdout, stderr: porthole.stderr };
}

/** A folder of its own with these files, gone when the test is over. */
export function folderOf(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "porthole-cli-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}
