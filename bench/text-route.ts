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

/** For each server the requests a second of each round, after one round that does not count. */
async function measure(connections: number): Promise<Map<string, number[]>> {
  const rates = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const { name, port } of servers) {
      const fieldLines = values.browser ? browserFieldLines : [];
      const rate = await load({ port, connections, seconds: round === 0 ? 1 : seconds, fieldLines });
      if (round > 0) rates.get(name)!.push(rate);
    }
  }
  return rates;
}

function printTable(connections: number, rates: ReadonlyMap<string, readonly number[]>): void {
  console.log(`\n${connections === 1 ? "one connection" : `${connections} connections`}`);
  console.log(`  ${"server".padEnd(24)}${"requests/s".padStart(12)}   to ${reference}, median (lowest–highest round)`);
  const references = rates.get(reference)!;
  for (const [name, rate] of rates) {
    const ratios = rate.map((each, round) => each / references[round]!);
    const spread = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
    console.log(
      `  ${name.padEnd(24)}${median(rate).toFixed(0).padStart(12)}   ${median(ratios).toFixed(2)}× (${spread})`,
    );
  }
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
