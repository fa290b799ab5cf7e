// From the command to the first octets of a response.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { freePort, makeTemporaryFolder, type Peer, peersNode } from "../../peers/index.ts";
import { requestOctets } from "../answers/ask.ts";
import { caddy, httpServer, nginx, porthole, program, serve } from "../servers/all.ts";
import { sizedFile } from "../servers/files-folder.ts";
import { type Figures, type Measured, measureInTurn } from "./figures.ts";

export const bareNodeName = "node -e 0";

const answeredWithinMs = 20_000;
const endedWithinMs = 2_000;

export const startUp: Figures = {
  id: "start-up",
  title: "From the command to the first response",
  told:
    "A connection is tried every millisecond from the moment the command is given; the time ends with the first octets of the " +
    "response. `node -e 0`, which does nothing, is timed until it ends. No process is kept on a core. Each " +
    "server is ended by SIGTERM, and keeps what it keeps for its next start; its first start is timed with the others.",
  unit: "ms",
  measure({ folder, isQuick, isWanted, progress }) {
    const file = `/${sizedFile(1024)}`;
    const servers = [
      [porthole({ name: "porthole <folder>" }), file],
      [porthole({ name: "porthole site.ts", target: program("start-up/site.ts") }), "/text"],
      [serve, file],
      [httpServer, file],
      [caddy, file],
      [nginx(), file],
    ] as const;
    const bare: Measured = {
      name: bareNodeName,
      setup: "`node -e 0`",
      measure: () => timeToEnd([peersNode.program, "-e", "0"]),
    };
    const all = servers
      .filter(([{ name }]) => isWanted(name))
      .map(
        ([server, target]): Measured => ({
          name: server.name,
          server,
          setup: server.setup,
          measure: () => timeToFirstResponse(server, folder, target),
        }),
      );
    return measureInTurn([...all, bare], isQuick ? 7 : 15, progress);
  },
};

async function timeToEnd([command, ...args]: readonly string[]): Promise<number> {
  const startMs = performance.now();
  await once(spawn(command!, args, { stdio: "ignore" }), "exit");
  return performance.now() - startMs;
}

async function timeToFirstResponse(server: Peer, folder: string, target: string): Promise<number> {
  const presence = server.find();
  if ("missing" in presence) throw new Error(presence.missing);
  const own = await makeTemporaryFolder();
  const port = await freePort();
  const { command, environment, workingFolder } = await server.launch({ folder, ownFolder: own.path, port });
  const [name, ...args] = command;
  const startMs = performance.now();
  const child = spawn(name, args, {
    cwd: workingFolder,
    env: { ...process.env, ...environment },
    stdio: "ignore",
    detached: true,
  });
  const exited = once(child, "exit");
  try {
    while (performance.now() - startMs < answeredWithinMs) {
      const first = await firstOctets(port, target);
      if (first !== undefined) {
        if (!/^HTTP\/1\.1 200 /.test(first)) throw new Error(`answered ${JSON.stringify(first.slice(0, 30))}`);
        return performance.now() - startMs;
      }
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
      await delay(1);
    }
    throw new Error("no answer within twenty seconds");
  } finally {
    signalGroup(child, "SIGTERM");
    const overdue = setTimeout(() => signalGroup(child, "SIGKILL"), endedWithinMs);
    await exited;
    clearTimeout(overdue);
    signalGroup(child, "SIGKILL");
    await own.remove();
  }
}

/** The first octets of a response; `undefined` where nobody takes connections yet. */
function firstOctets(port: number, target: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () =>
      socket.write(requestOctets({ method: "GET", target, fieldLines: [] }, port)),
    );
    socket.setEncoding("latin1");
    socket.once("data", (text: string) => {
      socket.destroy();
      resolve(text);
    });
    socket.once("error", () => resolve(undefined));
    socket.once("close", () => resolve(undefined));
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, signal);
  } catch (error) {
    // It ended by itself.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
