import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Launch } from "./peer.ts";

/** A server's process that takes connections. */
export interface RunningProgram {
  readonly url: URL;
  readonly pid: number;
  isRunning(): boolean;
  /** Asks it to end, with all processes it started; after five seconds they are ended. */
  stop(): Promise<void>;
}

const readyWithinMs = 20_000;
const endedWithinMs = 5_000;
const printedAddress = /http:\/\/(?:127\.0\.0\.1|localhost):([1-9][0-9]*)/;

/**
 * Starts a server and answers once it takes connections.
 * @param port where it listens; 0 where it chooses and prints its address
 * @throws {Error} with what it printed last, where it ends or is silent for twenty seconds
 */
export async function runProgram(launch: Launch, port: number, before: readonly string[]): Promise<RunningProgram> {
  const [program, ...args] = [...before, ...launch.command];
  const child = spawn(program!, args, {
    cwd: launch.workingFolder,
    env: { ...process.env, ...launch.environment },
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, so that those that it starts can be ended with it.
    detached: true,
  });
  endWithUs(child);
  let printed = "";
  let spawnError: Error | undefined;
  child.on("error", (error) => {
    spawnError = error;
  });
  for (const output of [child.stdout, child.stderr])
    output.setEncoding("utf8").on("data", (text: string) => {
      printed = (printed + text).slice(-4096);
    });

  const endMs = performance.now() + readyWithinMs;
  while (performance.now() < endMs) {
    if (spawnError !== undefined) throw spawnError;
    if (hasEnded(child)) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}: ${printed.trim()}`);
    const found = port === 0 ? Number(printedAddress.exec(printed)?.[1] ?? 0) : port;
    if (found > 0 && (await takesConnections(found)) && !hasEnded(child)) {
      const url = new URL(`http://127.0.0.1:${found}/`);
      return { url, pid: child.pid!, isRunning: () => !hasEnded(child), stop: () => end(child) };
    }
    await delay(25);
  }
  await end(child);
  throw new Error(`it took no connection for ${readyWithinMs / 1000} seconds: ${printed.trim()}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const exited = once(child, "exit");
  signal(child, "SIGTERM");
  await Promise.race([exited, delay(endedWithinMs, undefined, { ref: false })]);
  if (hasEnded(child)) return;
  signal(child, "SIGKILL");
  await exited;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(name);
    else process.kill(-child.pid, name);
  } catch (error) {
    // It ended between our look and our signal.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

const children = new Set<ChildProcess>();

/** Has the child end when this process does, by itself or because it was told to. */
function endWithUs(child: ChildProcess): void {
  if (children.size === 0) {
    process.on("exit", endChildren);
    for (const name of endingSignals) process.on(name, endAtSignal);
  }
  children.add(child);
  child.once("exit", () => {
    children.delete(child);
    if (children.size > 0) return;
    process.off("exit", endChildren);
    for (const name of endingSignals) process.off(name, endAtSignal);
  });
}

const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function endAtSignal(name: NodeJS.Signals): void {
  console.error(`\nended by ${name}`);
  process.exit(130);
}

function endChildren(): void {
  for (const child of children) signal(child, "SIGTERM");
}
