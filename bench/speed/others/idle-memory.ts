// Memory that a connection takes while nothing happens on it.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Peer } from "../../peers/index.ts";
import { requestOctets } from "../answers/ask.ts";
import { placed } from "../load/placed-command.ts";
import { askText } from "../scenarios/requests.ts";
import { hello, nginx, porthole, program } from "../servers/all.ts";
import { processFigures } from "../servers/process-figures.ts";
import { type Figures, type FiguresMeasuring, measureInTurn } from "./figures.ts";

const connectionsMax = 8000;
const openedAtOnce = 100;
const warmUpConnections = 100;
const settlingMs = 2000;

export const idleMemory: Figures = {
  id: "memory",
  title: "Memory for an idle connection",
  told:
    "What the resident memory of a server grows by when thousands of connections are opened, each of which was answered once " +
    "and stays, divided by their number; two seconds after the last of them.",
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
    // What is made for the first of them is not of each of them.
    close(await open(warmUpConnections, port));
    await delay(settlingMs);
    const before = processFigures(peer.pid);
    const count = Math.min(connectionsMax, Math.floor(descriptorsMax() * 0.8));
    const sockets = await open(count, port);
    await delay(settlingMs);
    const after = processFigures(peer.pid);
    close(sockets);
    if (before === undefined || after === undefined)
      throw new Error("this system does not say what memory processes have");
    return (after.residentOctets - before.residentOctets) / count / 1000;
  } finally {
    await peer.stop();
  }
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
