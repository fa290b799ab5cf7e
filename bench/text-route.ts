// npm run bench:text [-- --rounds 5 --seconds 2 --browser]: a typed route that answers text, beside node:http, a fetch
// handler and bare node:net, with one connection and with 64. Servers take turns within a run; only ratios count.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isInstalled, type Loader, loadWithSockets, loadWithWrk, pinnedTo } from "./tools/load.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "2" },
    browser: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

/** What a browser sends beside Host, about 700 octets. */
const browserFieldLines = [
  'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"',
  "sec-ch-ua-mobile: ?0",
  'sec-ch-ua-platform: "Linux"',
  "Upgrade-Insecure-Requests: 1",
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8",
  "Sec-Fetch-Site: none",
  "Sec-Fetch-Mode: navigate",
  "Sec-Fetch-User: ?1",
  "Sec-Fetch-Dest: document",
  "Accept-Encoding: gzip, deflate, br, zstd",
  "Accept-Language: en-GB,en;q=0.9,de;q=0.8",
];

const reference = "node:http";
const names = [reference, "porthole text route", "porthole fetch handler", "bare node:net"];

const hasWrk = isInstalled("wrk", "-v");
const load: Loader = hasWrk ? loadWithWrk : loadWithSockets;
const servers = await Promise.all(names.map(startServer));
console.log(
  `Node ${process.versions.node}, ${rounds} rounds of ${seconds} s, load from ${hasWrk ? "wrk" : "a small client (install wrk for a sharper picture)"}, ` +
    `${values.browser ? "a browser's header section" : "a header section of one line"}`,
);
try {
  for (const connections of [1, 64]) printTable(connections, await measure(connections));
} finally {
  for (const { child } of servers) child.kill();
}

interface RunningServer {
  readonly name: string;
  readonly port: number;
  readonly child: ChildProcess;
}

async function startServer(name: string): Promise<RunningServer> {
  const program = fileURLToPath(new URL(`./text-servers${import.meta.url.slice(-3)}`, import.meta.url));
  const [command, ...rest] = [...pinnedTo(0), process.execPath, program, name];
  const child = spawn(command!, rest, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [port] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`${name} ended with ${code}`))),
  ]);
  return { name, port, child };
}

/** What one server did in one round. */
interface Measured {
  readonly requestsPerSecond: number;
  /** Processor time of the server's process; says more than the rate where the machine has other work. */
  readonly microsecondsPerRequest: number;
}

/** What each server did in each round, after one round that does not count. */
async function measure(connections: number): Promise<Map<string, Measured[]>> {
  const measured = new Map<string, Measured[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const server of servers) {
      const once = await measureOnce(server, connections, round === 0 ? 1 : seconds);
      if (round > 0) measured.get(server.name)!.push(once);
    }
  }
  return measured;
}

async function measureOnce({ port, child }: RunningServer, connections: number, seconds: number): Promise<Measured> {
  const fieldLines = values.browser ? browserFieldLines : [];
  const startMicroseconds = await processorTime(child);
  const requestsPerSecond = await load({ port, connections, seconds, fieldLines });
  const spentMicroseconds = (await processorTime(child)) - startMicroseconds;
  return { requestsPerSecond, microsecondsPerRequest: spentMicroseconds / (requestsPerSecond * seconds) };
}

async function processorTime(child: ChildProcess): Promise<number> {
  const answer = once(child, "message");
  child.send("processor time");
  const [microseconds] = await answer;
  return microseconds;
}

function printTable(connections: number, measured: ReadonlyMap<string, readonly Measured[]>): void {
  console.log(`\n${connections === 1 ? "one connection" : `${connections} connections`}`);
  console.log(`${"".padEnd(26)}requests/s  × ${reference}            CPU µs/request  × ${reference}`);
  for (const [name, all] of measured) {
    const rates = ratios(all, measured.get(reference)!, ({ requestsPerSecond }) => requestsPerSecond);
    const costs = ratios(all, measured.get(reference)!, ({ microsecondsPerRequest }) => microsecondsPerRequest);
    const rate = median(all.map(({ requestsPerSecond }) => requestsPerSecond)).toFixed(0);
    const cost = median(all.map(({ microsecondsPerRequest }) => microsecondsPerRequest)).toFixed(1);
    console.log(`  ${name.padEnd(24)}${rate.padStart(10)}  ${rates.padEnd(22)}${cost.padStart(14)}  ${costs}`);
  }
}

/** The median, lowest and highest ratio to the reference, each within its round. */
function ratios(all: readonly Measured[], references: readonly Measured[], pick: (one: Measured) => number): string {
  const each = all.map((one, round) => pick(one) / pick(references[round]!));
  return `${median(each).toFixed(2)} (${Math.min(...each).toFixed(2)}–${Math.max(...each).toFixed(2)})`;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
