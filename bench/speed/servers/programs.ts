// The peers that are programs of a runtime: files beside the programs of the scoreboard, each given its port.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { bunBinary, denoBinary, findPackage, type Peer, peer, peersFolder, peersNode } from "../../peers/index.ts";
import { program } from "./porthole.ts";

export interface ProgramOptions {
  /** As tables name it. */
  readonly name: string;
  /** A file in bench/peers/speed. */
  readonly file: string;
  /** The package it stands for; none for what the runtime brings. */
  readonly package?: string;
  /** After the port. "folder" becomes the folder that all serve. */
  readonly words?: readonly string[];
}

export function onNode(options: ProgramOptions): Peer {
  const find = () => (options.package === undefined ? { version: peersNode.version } : findPackage(options.package));
  return launched(options, "node", find, () => [peersNode.program]);
}

export function onBun(options: ProgramOptions): Peer {
  return launched(
    options,
    "Bun",
    () => found("bun", bunBinary),
    () => [bunBinary],
  );
}

export function onDeno(options: ProgramOptions): Peer {
  const run = ["run", "--no-lock", "--node-modules-dir=manual", "--allow-net", "--allow-read", "--allow-env"];
  return launched(
    options,
    "Deno",
    () => found("deno", denoBinary),
    () => [denoBinary, ...run],
  );
}

function launched(options: ProgramOptions, on: string, find: Peer["find"], command: () => readonly string[]): Peer {
  const { name, file, words = [] } = options;
  return peer({
    name,
    setup: `bench/peers/speed/${file} on ${on}`,
    printsAddress: true,
    find,
    launch: ({ folder, ownFolder, port }) => ({
      command: [
        ...(command() as [string]),
        program(file),
        `${port}`,
        ...words.map((word) => (word === "folder" ? folder : word)),
      ],
      environment: { NODE_ENV: "production", DENO_DIR: ownFolder, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    }),
  });
}

function found(name: string, binary: string) {
  const presence = findPackage(name);
  if ("missing" in presence || existsSync(binary)) return presence;
  return { missing: `no ${name} for ${process.platform} on ${process.arch} among npm's packages` };
}

/** The commands that serve a folder, as they are installed. */
export const serve = peer({
  name: "serve",
  setup: "`serve -L <folder>`",
  find: () => findPackage("serve"),
  launch: ({ folder, port }) => ({
    command: [
      ...([peersNode.program, join(peersFolder, "node_modules", "serve", "build", "main.js")] as const),
      ...["-l", `tcp://127.0.0.1:${port}`, "-L", folder],
    ],
    environment: { NODE_ENV: "production", NO_UPDATE_CHECK: "1" },
  }),
});

export const httpServer = peer({
  name: "http-server",
  setup: "`http-server -s -g <folder>`",
  find: () => findPackage("http-server"),
  launch: ({ folder, port }) => ({
    command: [
      ...([peersNode.program, join(peersFolder, "node_modules", "http-server", "bin", "http-server"), folder] as const),
      ...["-a", "127.0.0.1", "-p", `${port}`, "-s", "-g"],
    ],
    environment: { NODE_ENV: "production" },
  }),
});
