// Memory that a connection takes while nothing happens on it.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Peer, RunningPeer } from "../../peers/index.ts";
import { requestOctets } from "../answers/ask.ts";
import { placed } from "../load/placed-command.ts";
import { askText } from "../scenarios/requests.ts";
import { hello, nginx, porthole, program } from "../servers/all.ts";
import { processFigures } from "../servers/process-figures.ts";
import { type Figures, type FiguresMeasuring, measureInTurn } from "./figures.ts";

const connectionsMax = 8000;
const openedAtOnce = 100;
/** What is made once, as compiled code is, is made for the first of them. */
const firstConnections = 1000;
const settlingMs = 2000;

export const idleMemory: Figures = {
  id: "memory",
  title: "Memory for an idle connection",
  told:
    "What the resident memory of a server grows by from the first thousand connections to eight thousand, for each of them: " +
    "all were answered once and stay, and two seconds passed since. What is made once for all is not counted so.",
  unit: "kB",
  measure({ folder, isQuick, isWanted, progress }: FiguresMeasuring) {
    const servers = [
      porthole({ target: program("site/site.mjs") }),
      ...[hello.bareNet, hello.nodeHttp, nginx(), hello.bun, hello.deno],
    ].filter(({ name }) => isWanted(name));
    const all = servers.map((server) => ({
      name: server.name,
      server,
      setup: server.setup,
      measure: () => octetsPerConnection(server, folder),
    }));
    return measureInTurn(all, isQuick ? 1 : 3, progress);
  },
};

/** In kilobytes. */
async function octetsPerConnection(server: Peer, folder: string): Promise<number> {
  const presence = server.find();
  if ("missing" in presence) throw new Error(presence.missing);
  const peer = await server.start({ folder, before: placed("0") });
  const port = Number(peer.url.port);
  try {
    const count = Math.min(connectionsMax, Math.floor(descriptorsMax() * 0.8));
    const first = await open(Math.min(firstConnections, count / 2), port);
    const before = await residentOctets(peer);
    const others = await open(count - first.length, port);
    const after = await residentOctets(peer);
    close([...first, ...others]);
    return (after - before) / others.length / 1000;
  } finally {
    await peer.stop();
  }
}

/** Once nothing happens any more. */
async function residentOctets(peer: RunningPeer): Promise<number> {
  await delay(settlingMs);
  const figures = processFigures(peer.pid);
  if (figures === undefined) throw new Error("this system does not say what memory processes have");
  return figures.residentOctets;
}

/** Descriptors that this process may have, and so the servers that it starts. */
function descriptorsMax(): number {
  if (process.platform !== "linux") return 1000;
  return Number(/^Max open files\s+([0-9]+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? 1000);
}

/** Connections that were answered once. */
async function open(count: number, port: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  const octets = requestOctets(askText[0]!, port);
  while (sockets.length < count) {
    const wanted = Math.min(openedAtOnce, count - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: wanted }, () => openOne(octets, port)))));
  }
  return sockets;
}

async function openOne(request: Buffer, port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  socket.write(request);
  await once(socket, "data");
  // What goes wrong later is seen by what is measured.
  socket.on("error", () => undefined).on("data", () => undefined);
  return socket;
}

function close(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.destroy();
}
