// Files of a folder.

import { caddy, files, httpServer, nginx, porthole, serve } from "../servers/all.ts";
import type { FilesFolder } from "../servers/files-folder.ts";
import { compressedFile, sizedFile } from "../servers/files-folder.ts";
import { get } from "./requests.ts";
import { type Contestant, firstBesideOthers, type Scenario } from "./scenario.ts";

const everyone = [
  ...[porthole(), nginx(), caddy, files.sirv, serve, httpServer],
  ...[files.fastify, files.express, files.hono, files.nodeHttp, files.bun, files.deno],
];
const whoHasTags = [porthole(), nginx(), caddy, files.sirv, serve, httpServer, files.fastify, files.express];
const whoTakesWhatIsCompressed = [porthole(), nginx(), caddy, files.sirv, httpServer, files.fastify, files.hono];

const kib = 1024;
const sizes = [
  { id: "file-1k", title: "A file of 1 KiB", octets: kib, connections: 64 },
  { id: "file-16k", title: "A file of 16 KiB", octets: 16 * kib, connections: 64 },
  { id: "file-100k", title: "A file of 100 KiB", octets: 100 * kib, connections: 64 },
  { id: "file-10m", title: "A file of 10 MiB", octets: 10 * kib * kib, connections: 8 },
];

/** Sizes that the folder must have a file of. */
export const fileSizes: readonly number[] = sizes.map(({ octets }) => octets);

export function fileScenarios(folder: FilesFolder): readonly Scenario[] {
  return [...sizes.map((size) => wholeFile(size, folder)), notModified(folder), precompressed(folder)];
}

function wholeFile({ id, title, octets, connections }: (typeof sizes)[number], folder: FilesFolder): Scenario {
  const name = sizedFile(octets);
  return scenario({
    id,
    title,
    told:
      octets === kib
        ? "`porthole <folder>`, beside nginx with `open_file_cache` and `sendfile`, and what JavaScript has for folders."
        : `The same, on ${connections} connections.`,
    servers: everyone,
    connections,
    asked: get(`/${name}`, { fields: { "content-type": /^text\/plain\b/ }, content: folder.contentOf(name) }),
    // Few large responses end within a second: what of them was sent counts, too.
    ...(octets > kib * kib ? { counts: "octets" } : {}),
  });
}

function notModified(folder: FilesFolder): Scenario {
  const name = sizedFile(16 * kib);
  return {
    ...scenario({
      id: "not-modified",
      title: "304 (Not Modified)",
      told: "`If-None-Match` with the entity tag that the server gave.",
      servers: whoHasTags,
      connections: 64,
      asked: get(`/${name}`, { content: folder.contentOf(name) }),
    }),
    isConditional: true,
  };
}

function precompressed(folder: FilesFolder): Scenario {
  const content = folder.contentOf(`${compressedFile}.gz`);
  return scenario({
    id: "precompressed",
    title: "A file that was compressed before",
    told: `\`${compressedFile}.gz\`, ${(content.length / kib).toFixed(0)} KiB, for \`Accept-Encoding: gzip\`.`,
    servers: whoTakesWhatIsCompressed,
    connections: 64,
    asked: get(
      `/${compressedFile}`,
      { fields: { "content-type": /^text\/html\b/, "content-encoding": /^gzip$/ }, content },
      ["Accept-Encoding: gzip"],
    ),
  });
}

interface Draft {
  readonly id: string;
  readonly title: string;
  readonly told: string;
  readonly servers: readonly Contestant["server"][];
  readonly connections: number;
  readonly counts?: "octets";
  readonly asked: Contestant["asked"][number];
}

function scenario({ servers, asked, ...rest }: Draft): Scenario {
  // One list for all: the load program writes its script once for each.
  const all = [asked];
  const contestants = servers.map((server) => ({ server, asked: all }));
  return { ...rest, contestants, pairs: firstBesideOthers(contestants) };
}
