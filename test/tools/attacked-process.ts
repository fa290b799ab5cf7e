import assert from "node:assert/strict";
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import type { ServeOptions } from "../../src/index.ts";
import type { AttackedHealth } from "./attacked-server.ts";
import { eventually } from "./served-folder.ts";
import type { WitnessReport } from "./witness-client.ts";

export const MIB = 1024 ** 2;
/** Octets of /file. */
export const FILE_OCTETS = 10 * MIB;
/** Others are served within this time, whatever is done to the server. */
const SLOWEST_MS_MAX = 1_000;
/**
 * What may stay in use when an attack is over and everybody has gone: tables that have grown and keep their size, code
 * that was compiled meanwhile.
 */
const KEPT_OCTETS_MAX = 16 * MIB;

export interface AttackedOptions {
  readonly serve?: Pick<ServeOptions, "timeouts" | "limits">;
  /** Runs in a shell before the server, in its process, with the folder as "$1": `ulimit -n 128`. */
  readonly before?: string;
  /** The command before the shell, for one that gives it other rights: `["unshare", "-rm"]`. */
  readonly within?: readonly string[];
}

export interface AttackBounds {
  /** By how much the process may grow beyond what it had before. */
  readonly grownOctetsMax: number;
  /** Whether idle connections may be closed for newcomers, so that who keeps one has to ask again on another. */
  readonly makesRoom?: boolean;
}

/** A server to be attacked and a witness who asks it for a page meanwhile, each in a process of its own. */
export class AttackedProcess implements AsyncDisposable {
  readonly port: number;
  readonly endpoints: readonly [{ readonly host: string; readonly port: number }];
  readonly #server: ChildProcess;
  readonly #witness: ChildProcess;
  readonly #folder: string;

  private constructor(server: ChildProcess, witness: ChildProcess, port: number, folder: string) {
    this.#server = server;
    this.#witness = witness;
    this.port = port;
    this.endpoints = [{ host: "127.0.0.1", port }];
    this.#folder = folder;
  }

  static async start(options: AttackedOptions = {}): Promise<AttackedProcess> {
    const folder = await mkdtemp(join(tmpdir(), "porthole-attacked-"));
    await writeFile(join(folder, "large.bin"), Buffer.alloc(FILE_OCTETS, "octets "));
    const server = startServer(folder, options);
    const { port } = await nextMessage<{ readonly port: number }>(server);
    const witness = fork(toolFile("witness-client"), [String(port)]);
    await nextMessage(witness);
    const attacked = new AttackedProcess(server, witness, port, folder);
    // What happens for the first time is no attack's doing: code is compiled, tables are made, a folder is watched.
    await attacked.#witnessed(async () => {
      await (await fetch(`http://127.0.0.1:${port}/file`)).arrayBuffer();
    });
    return attacked;
  }

  /** What lies in the folder of uploads, as the server sees it. */
  async uploadNames(): Promise<string[]> {
    return await readdir(`/proc/${this.#server.pid}/root${this.#folder}/incoming`);
  }

  async health(): Promise<AttackedHealth> {
    if (!this.#server.connected) throw new Error("the server is gone");
    const answer = nextMessage<AttackedHealth>(this.#server);
    this.#server.send("health");
    return await answer;
  }

  /**
   * Attacks the server, and requires of it that meanwhile the witness is answered within a second, that memory stays
   * bounded, and that afterwards connections, descriptors and memory are given back and nothing has failed inside.
   */
  async holdsUnder(
    t: TestContext,
    { grownOctetsMax, makesRoom = false }: AttackBounds,
    attack: () => Promise<void>,
  ): Promise<void> {
    const before = await this.health();
    this.#server.send("begin");
    const witness = await this.#witnessed(attack);
    if (!makesRoom) assert.equal(witness.server.askedAgain, 0, "connections closed while a request was on its way");
    const after = await eventually(
      () => this.health(),
      (health) => isBack(before, health),
      "connections and descriptors are given back",
    );
    requireServed(witness, after.starvedMsMax);
    t.diagnostic(figures(witness, before, after));
    const grownOctets = after.residentOctetsMax - before.residentOctets;
    const keptOctets = after.usedOctets - before.usedOctets;
    assert.ok(grownOctets < grownOctetsMax, `it grew by ${mebibytes(grownOctets)} of ${mebibytes(grownOctetsMax)} MiB`);
    assert.ok(keptOctets < KEPT_OCTETS_MAX, `it kept ${mebibytes(keptOctets)} MiB in use`);
    assert.deepEqual(after.failures, []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of [this.#witness, this.#server]) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #witnessed(attack: () => Promise<void>): Promise<WitnessReport> {
    let report: Promise<WitnessReport>;
    this.#witness.send("begin");
    try {
      await attack();
    } finally {
      report = nextMessage(this.#witness);
      this.#witness.send("end");
    }
    return await report;
  }
}

/** Of all that was asked nothing was lost, and nothing was late but for what the machine itself was late with. */
function requireServed({ server, machine }: WitnessReport, starvedMs: number): void {
  assert.deepEqual(server.failures, []);
  assert.ok(server.asked > 0);
  assert.equal(server.answered, server.asked, "questions of the witness that were answered");
  const slowestMsMax = SLOWEST_MS_MAX + machine.slowestMs + starvedMs;
  assert.ok(
    server.slowestMs < slowestMsMax,
    `the witness waited ${server.slowestMs.toFixed()} ms; ${machine.slowestMs.toFixed()} ms of a bare server, and the server ${starvedMs.toFixed()} ms for a processor`,
  );
}

function isBack(before: AttackedHealth, now: AttackedHealth): boolean {
  return now.connections <= before.connections && (now.descriptors ?? 0) <= (before.descriptors ?? 0);
}

function startServer(folder: string, { serve = {}, before = ":", within = [] }: AttackedOptions): ChildProcess {
  const options = ["--expose-gc", toolFile("attacked-server"), folder, JSON.stringify(serve)];
  const stdio = ["ignore", "inherit", "inherit", "ipc"] as const;
  if (before === ":" && within.length === 0) return spawn(process.execPath, options, { stdio: [...stdio] });
  const shell = ["sh", "-c", `${before} && shift && exec "$@"`, "sh", folder, process.execPath, ...options];
  const [command = "sh", ...args] = [...within, ...shell];
  return spawn(command, args, { stdio: [...stdio] });
}

/** @throws when the process ends before it says anything more */
function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null, signal: string | null) => {
      child.off("message", told);
      reject(new Error(`the process ended with ${code ?? signal}`));
    };
    const told = (message: unknown) => {
      child.off("exit", ended);
      resolve(message as Message);
    };
    child.once("exit", ended);
    child.once("message", told);
  });
}

function toolFile(name: string): string {
  return fileURLToPath(new URL(`./${name}${import.meta.url.slice(-3)}`, import.meta.url));
}

function figures({ server, machine }: WitnessReport, before: AttackedHealth, after: AttackedHealth): string {
  return [
    `witness: ${server.answered} answers, ${server.askedAgain} asked again, slowest ${server.slowestMs.toFixed()} ms (bare ${machine.slowestMs.toFixed()}, starved ${after.starvedMsMax.toFixed()})`,
    `resident ${mebibytes(before.residentOctets)}, at most ${mebibytes(after.residentOctetsMax)}, after ${mebibytes(after.residentOctets)}`,
    `used ${mebibytes(before.usedOctets)} -> ${mebibytes(after.usedOctets)} MiB`,
    JSON.stringify(after.outcomes),
  ].join("; ");
}

function mebibytes(octets: number): number {
  return Math.round(octets / MIB);
}
