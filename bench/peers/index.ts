// The servers that Porthole is compared with: peer.ts says what one can do, each other file how one is set up.
import { apache } from "./apache.ts";
import { caddy } from "./caddy.ts";
import { haproxy } from "./haproxy.ts";
import { lighttpd } from "./lighttpd.ts";
import { nginx } from "./nginx.ts";
import { bun, deno, express, fastify, hono, httpServer, nodeHttp, serve, sirv, srvx } from "./npm-peers.ts";
import type { Peer } from "./peer.ts";
import { python } from "./python.ts";

export { freePort } from "./free-port.ts";
export { installPeers } from "./install-peers.ts";
export { bunBinary, denoBinary } from "./npm-peers.ts";
export type { Launch, Peer, Place, Presence, RunningPeer, StartOptions } from "./peer.ts";
export { peer } from "./peer.ts";
export { choosePeersNode, findPackage, findProgram, peersFolder, peersNode, projectFolder } from "./places.ts";
export { porthole } from "./porthole.ts";
export { alphabetPath, writeSiteFolder } from "./site-folder.ts";
export { makeTemporaryFolder, type TemporaryFolder } from "./temporary-folder.ts";

/** Servers by themselves, then what JavaScript has: first what serves applications, then what serves folders. */
export const peers: readonly Peer[] = [
  ...[nginx, apache, caddy, lighttpd, haproxy, python],
  ...[nodeHttp, fastify, express, hono, srvx, bun, deno],
  ...[sirv, serve, httpServer],
];
