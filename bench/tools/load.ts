import { spawnSync } from "node:child_process";
import { connect } from "node:net";

export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Field lines beside Host. */
  readonly fieldLines: readonly string[];
}

/** Requests a second that a server answers under a load, or rejects if one answer was not a 200. */
export type Loader = (load: Load) => Promise<number>;

/** Whether a program can be run here. */
export function isInstalled(program: string, probe = "--version"): boolean {
  return spawnSync(program, [probe], { stdio: "ignore" }).error === undefined;
}

/** The load generator wrk, on the last processor core where taskset is there. */
export async function loadWithWrk({ port, connections, seconds, fieldLines }: Load): Promise<number> {
  const wrk = ["wrk", "-t1", `-c${connections}`, `-d${seconds}s`, ...fieldLines.flatMap((line) => ["-H", line])];
  const [program, ...rest] = [...pinnedTo(1), ...wrk, `http://127.0.0.1:${port}/`];
  const { stdout, status } = spawnSync(program!, rest, { encoding: "utf8" });
  const rate = /Requests\/sec:\s*([0-9.]+)/.exec(stdout)?.[1];
  if (status !== 0 || rate === undefined || /Non-2xx|Socket errors/.test(stdout))
    throw new Error(`wrk says:\n${stdout}`);
  return Number(rate);
}

/** The words before a command that keep it on one processor core; none where that is not possible. */
export function pinnedTo(core: number): string[] {
  return isInstalled("taskset") ? ["taskset", "-c", String(core)] : [];
}

/** A small client of our own, for machines without wrk: slower, so that it shows smaller differences. */
export async function loadWithSockets({ port, connections, seconds, fieldLines }: Load): Promise<number> {
  const request = ["GET / HTTP/1.1", `Host: 127.0.0.1:${port}`, ...fieldLines, "", ""].join("\r\n");
  const endMs = performance.now() + seconds * 1000;
  const counts = await Promise.all(Array.from({ length: connections }, () => requestAgain(port, request, endMs)));
  return counts.reduce((sum, count) => sum + count, 0) / seconds;
}

/** Sends a request as soon as the last one is answered, on one connection, and counts the answers. */
function requestAgain(port: number, request: string, endMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let answers = 0;
    let received = "";
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => socket.write(request));
    socket.setEncoding("latin1").on("data", (text: string) => {
      received += text;
      if (!isWhole(received)) return;
      if (!received.startsWith("HTTP/1.1 200 ")) return void socket.destroy(new Error(`not a 200: ${received}`));
      received = "";
      answers++;
      if (performance.now() < endMs) socket.write(request);
      else socket.end(() => resolve(answers));
    });
    socket.on("error", reject);
  });
}

function isWhole(response: string): boolean {
  const headEnd = response.indexOf("\r\n\r\n");
  if (headEnd === -1) return false;
  const lengthOctets = Number(/\r\ncontent-length: *([0-9]+)/i.exec(response.slice(0, headEnd))?.[1]);
  return response.length >= headEnd + 4 + lengthOctets;
}
