import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bunBinary, type Peer, peer, peersFolder, peersNode, projectFolder } from "../../peers/index.ts";

/** Where Porthole is built. */
export const builtFolder = join(projectFolder, "dist");

/** A site, handler or app that Porthole is measured with: a file beside the programs of the peers. */
export function program(name: string): string {
  return join(peersFolder, "speed", name);
}

export interface PortholeOptions {
  /** As tables name it; "Porthole" where nothing is said. */
  readonly name?: string;
  /** A site file or an app file; where nothing is said, the folder that all serve. */
  readonly target?: string;
  /** What runs it: Node, where nothing is said. */
  readonly on?: "Bun";
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Porthole as its command starts it, without the access log, as the others are without theirs. */
export function porthole(options: PortholeOptions = {}, built = builtFolder): Peer {
  const { name = "Porthole", target, on, flags = [], environment = {} } = options;
  const command = join(built, "cli", "main.node.js");
  const made = peer({
    name,
    setup: ["`porthole --log none`", ...flags].join(" "),
    printsAddress: true,
    find() {
      if (!existsSync(command)) return { missing: "not built: npm run build" };
      if (on === "Bun" && !existsSync(bunBinary)) return { missing: "no Bun: npm ci --prefix bench/peers" };
      return {
        version: (JSON.parse(readFileSync(join(projectFolder, "package.json"), "utf8")) as { version: string }).version,
      };
    },
    launch: ({ folder, port }) => ({
      command: [
        ...([on === "Bun" ? bunBinary : peersNode.program, command, target ?? folder] as const),
        ...["--host", "127.0.0.1", "--port", `${port}`, "--log", "none", ...flags],
      ],
      environment: { NODE_ENV: "production", ...environment },
    }),
  });
  optionsOf.set(made, options);
  return made;
}

const optionsOf = new WeakMap<Peer, PortholeOptions>();

/** The same from another build; `undefined` where it is not Porthole. */
export function otherBuild(server: Peer, built: string): Peer | undefined {
  const options = optionsOf.get(server);
  return options && porthole({ ...options, name: `${server.name}, other build` }, built);
}
