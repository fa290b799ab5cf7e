import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Runs a command to its end and answers what it printed.
 * @throws {Error} with what it said, where it cannot be run or fails
 */
export async function runCommand(command: readonly string[], endedWithinMs: number): Promise<string> {
  const [program, ...args] = command;
  const child = spawn(program!, args, { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  let complaint = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), endedWithinMs);
  try {
    const [code, signal] = await once(child, "close");
    if (code === 0) return printed;
    throw new Error(`${program} ended with ${code ?? signal}: ${(complaint + printed).trim()}`);
  } finally {
    clearTimeout(timer);
  }
}
