// node engine-costs.js <rounds>: the engine and an echo in turn; prints microseconds, a value a round, as JSON. With
// "echo" it is the server of the echo, a process of its own.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { nodeOctetText } from "../../../src/server/octet-text.node.ts";
import { browserHead, nanosecondsOctetByOctet, nanosecondsPerHead, nanosecondsPerRequest } from "./engine-cost.ts";

/** Microseconds, a value a round. */
export interface EngineCosts {
  readonly parsed: number[];
  readonly answered: number[];
  readonly echo: number[];
  readonly short: number[];
  readonly long: number[];
}

const requests = 20_000;
const echoMs = 300;
const echoConnections = 64;

if (process.argv[2] === "echo") serveEcho();
else process.stdout.write(JSON.stringify(await measure(Number(process.argv[2]))));

async function measure(rounds: number): Promise<EngineCosts> {
  const costs: EngineCosts = { parsed: [], answered: [], echo: [], short: [], long: [] };
  const works = { text: browserHead, perRead: 1, octetText: nodeOctetText };
  const [short, long] = [headOf(4096), headOf(8192)];
  const server = fork(fileURLToPath(import.meta.url), ["echo"]);
  const [port] = (await once(server, "message")) as [number];
  // The first round is not kept: nothing is compiled yet.
  for (let round = -1; round < rounds; round++) {
    const values: Record<keyof EngineCosts, number> = {
      parsed: nanosecondsPerHead(browserHead, requests) / 1000,
      echo: await echoed(server, port),
      answered: nanosecondsPerRequest({ ...works, answers: true }, requests) / 1000,
      short: nanosecondsOctetByOctet(short, 20) / 1000,
      long: nanosecondsOctetByOctet(long, 20) / 1000,
    };
    if (round >= 0) for (const [name, value] of Object.entries(values)) costs[name as keyof EngineCosts].push(value);
  }
  server.disconnect();
  return costs;
}

/** A request whose header section has about so many octets. */
function headOf(octets: number): string {
  const line = `X-Padding: ${"a".repeat(octets / 16 - 14)}\r\n`;
  return `GET / HTTP/1.1\r\nHost: localhost\r\n${line.repeat(15)}\r\n`;
}

/** Processor time of the server for one octet that comes and goes, in microseconds. */
async function echoed(server: ChildProcess, port: number): Promise<number> {
  const before = await processorTime(server);
  const endMs = performance.now() + echoMs;
  const counts = await Promise.all(Array.from({ length: echoConnections }, () => echoAgain(port, endMs)));
  const spent = (await processorTime(server)) - before;
  return spent / counts.reduce((sum, count) => sum + count, 0);
}

function echoAgain(port: number, endMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0;
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => socket.write("x"));
    socket.on("data", () => {
      count++;
      if (performance.now() < endMs) socket.write("x");
      else socket.end(() => resolve(count));
    });
    socket.on("error", reject);
  });
}

async function processorTime(server: ChildProcess): Promise<number> {
  const answer = once(server, "message");
  server.send("processor time");
  return ((await answer) as [number])[0];
}

function serveEcho(): void {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("data", (octets) => socket.write(octets));
    socket.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1", () => process.send!((server.address() as AddressInfo).port));
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send!(user + system);
  });
  process.once("disconnect", () => process.exit(0));
}
