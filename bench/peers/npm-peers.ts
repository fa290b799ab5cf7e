// The peers that are npm packages, each as its README begins; their programs stand in programs/.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Peer, type PeerDraft, type Presence, peer } from "./peer.ts";
import { findPackage, peersFolder, peersNode } from "./places.ts";

const post = "/form";
const on = "node:http";

export const nodeHttp = nodePeer({
  name: "node:http",
  setup: "a file server of 30 lines, and a route that takes POST",
  post,
  program: "node-http.mjs",
  find: () => ({ version: peersNode.version }),
});

export const fastify = nodePeer({
  name: "Fastify",
  on,
  setup: "@fastify/static, and a route that takes POST",
  post,
  program: "fastify.mjs",
  find: () => findPackage("fastify"),
});

export const express = nodePeer({
  name: "Express",
  on,
  setup: "express.static, and a route that takes POST",
  post,
  program: "express.mjs",
  find: () => findPackage("express"),
});

export const hono = nodePeer({
  name: "Hono node-server",
  on,
  setup: "serveStatic, and a route that takes POST",
  post,
  program: "hono.mjs",
  find: () => findPackage("@hono/node-server"),
});

export const srvx = nodePeer({
  name: "srvx",
  on,
  setup: "its static middleware, and a fetch handler that takes POST",
  post,
  program: "srvx.mjs",
  find: () => findPackage("srvx"),
});

export const sirv = nodePeer({
  name: "sirv",
  on,
  setup: "on node:http",
  program: "sirv.mjs",
  find: () => findPackage("sirv"),
});

export const serve = peer({
  name: "serve",
  on,
  setup: "`serve <folder>`",
  find: () => findPackage("serve"),
  launch: ({ folder, port }) => ({
    command: [peersNode.program, inPackage("serve", "build/main.js"), "-l", `tcp://127.0.0.1:${port}`, "-L", folder],
    environment: { NO_UPDATE_CHECK: "1" },
  }),
});

export const httpServer = peer({
  name: "http-server",
  on,
  setup: "`http-server <folder>`",
  find: () => findPackage("http-server"),
  launch: ({ folder, port }) => ({
    command: [
      peersNode.program,
      inPackage("http-server", "bin/http-server"),
      folder,
      "-a",
      "127.0.0.1",
      "-p",
      `${port}`,
      "-s",
    ],
  }),
});

const exe = process.platform === "win32" ? ".exe" : "";

export const bunBinary = inPackage(
  `@oven/bun-${process.platform === "win32" ? "windows" : process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}`,
  `bin/bun${exe}`,
);

export const denoBinary = inPackage(
  `@deno/${process.platform}-${process.arch}${process.platform === "linux" ? "-glibc" : ""}`,
  `deno${exe}`,
);

// Their packages `bun` and `deno` put the program in place with an install script; it lies in a package of the platform.
export const bun = peer({
  name: "Bun.serve",
  setup: "a route that takes POST, files through Bun.file",
  post,
  find: () => findBinary("bun", bunBinary),
  printsAddress: true,
  launch: ({ folder, port }) => ({ command: [bunBinary, program("bun.mjs"), folder, `${port}`] }),
});

export const deno = peer({
  name: "Deno.serve",
  setup: "files as streams of Deno.open, and a route that takes POST",
  post,
  find: () => findBinary("deno", denoBinary),
  printsAddress: true,
  launch: ({ folder, ownFolder, port }) => ({
    command: [denoBinary, "run", "--no-config", "--allow-net", "--allow-read", program("deno.mjs"), folder, `${port}`],
    environment: { DENO_DIR: ownFolder, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
  }),
});

function nodePeer(draft: Omit<PeerDraft, "launch"> & { readonly program: string }): Peer {
  return peer({
    ...draft,
    printsAddress: true,
    launch: ({ folder, port }) => ({
      command: [peersNode.program, program(draft.program), folder, `${port}`],
      environment: { NODE_ENV: "production" },
    }),
  });
}

function program(name: string): string {
  return join(peersFolder, "programs", name);
}

function inPackage(name: string, path: string): string {
  return join(peersFolder, "node_modules", name, path);
}

function findBinary(name: string, binary: string): Presence {
  const found = findPackage(name);
  if ("missing" in found || existsSync(binary)) return found;
  return { missing: `no ${name} for ${process.platform} on ${process.arch} among npm's packages` };
}
