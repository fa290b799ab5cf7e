import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { FileClient } from "./tools/file-client.ts";
import { loadFiles, ManyFiles } from "./tools/file-load.ts";
import { FolderProcess } from "./tools/folder-process.ts";
import { distinctText } from "./tools/served-folder.ts";

const MIB = 1024 ** 2;
const FILES = 2_000;
const REQUESTS = 60_000;
const ROUNDS = 5;
const PAGES = 1_500;
/** What the process may grow by once its cache is full: allocators keep some of what they had. */
const GROWTH_OCTETS_MAX = 40 * MIB;
/** What it may take above an idle process: the memory cache, its bookkeeping, and what is under way. */
const TAKEN_OCTETS_MAX = 64 * MIB + 130 * MIB;

describe("memory", { timeout: 180_000 }, () => {
  test(`memory: does not grow beyond the cache's budget in ${REQUESTS} requests for ${FILES} files that change`, async () => {
    const root = await mkdtemp(join(tmpdir(), "porthole-memory-"));
    try {
      const files = await ManyFiles.write(root, FILES);
      await using server = await FolderProcess.start(root);
      const idle = await server.health();
      const used: number[] = [];
      const resident: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const requests = REQUESTS / ROUNDS;
        const load = { port: server.port, names: files.names, requests, connections: 8, depth: 8, seed: round };
        const [counts] = await Promise.all([loadFiles(load), changeSome(files, round)]);
        const unexpected = Object.keys(counts).filter((status) => !["200", "206", "304", "416"].includes(status));
        assert.deepEqual(unexpected, [], JSON.stringify(counts));
        const health = await server.health();
        assert.deepEqual(health.failures, []);
        used.push(health.usedOctets);
        resident.push(health.residentOctets);
      }
      const shown = `${used.map(mebibytes)} MiB used, ${resident.map(mebibytes)} MiB resident, ${mebibytes(idle.residentOctets)} idle`;
      assert.ok(used.at(-1)! - used[1]! < GROWTH_OCTETS_MAX, `it grew: ${shown}`);
      assert.ok(used.at(-1)! - idle.usedOctets < TAKEN_OCTETS_MAX, `it took too much: ${shown}`);
      assert.ok(resident.at(-1)! - resident[1]! < 2 * GROWTH_OCTETS_MAX, `the process grew: ${shown}`);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });

  test("memory: small pages take no more than the cache's budget when each is kept in every coding", async () => {
    const root = await mkdtemp(join(tmpdir(), "porthole-memory-"));
    try {
      const text = distinctText(3_000);
      for (let at = 0; at < PAGES; at++) await writeFile(join(root, `page-${at}.html`), `${at} ${text}`);
      await using server = await FolderProcess.start(root);
      const idle = await server.health();
      const client = await FileClient.connect(server);
      for (const coding of ["br", "gzip", "zstd"]) {
        for (let at = 0; at < PAGES; at++) {
          const answer = await client.get(`/page-${at}.html`, `Accept-Encoding: ${coding}`);
          assert.equal(answer.statusCode, 200);
        }
      }
      client.close();
      const health = await server.health();
      const takenOctets = health.usedOctets - idle.usedOctets;
      assert.ok(takenOctets < 64 * MIB + 40 * MIB, `${mebibytes(takenOctets)} MiB for ${PAGES} pages of 3 kB`);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});

async function changeSome(files: ManyFiles, round: number): Promise<void> {
  for (let at = round; at < FILES; at += 40) await files.change(at, round + 1);
}

function mebibytes(octets: number): number {
  return Math.round(octets / MIB);
}
