// node bench/memory-soak.ts [--requests 10000000] [--files 5000] [--largest 200]: a day of traffic in little. Asks a folder of files for
// them, whole, coded, in part and conditionally, changes some of them all the time, and prints how the memory of the
// server's process goes. Ends with 1 where it grew beyond the budget once its cache was full.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadFiles, ManyFiles, Random } from "../test/tools/file-load.ts";
import { FolderProcess, type Health } from "../test/tools/folder-process.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "10000000" },
    files: { type: "string", default: "5000" },
    /** KiB of the largest file: up to some 20, five thousand of them fit the memory that files may take. */
    largest: { type: "string", default: "200" },
    connections: { type: "string", default: "16" },
  },
});
const requests = Number(values.requests);
const fileCount = Number(values.files);
const connections = Number(values.connections);

const MIB = 1024 ** 2;
const ROUNDS = 40;
/** The first rounds fill the cache, and are not compared. */
const WARM_UP_ROUNDS = 4;
const GROWTH_OCTETS_MAX = 32 * MIB;
const CHANGE_EVERY_MS = 20;

const root = await mkdtemp(join(tmpdir(), "porthole-soak-"));
const startMs = performance.now();
try {
  process.stdout.write(`writing ${fileCount} files … `);
  const files = await ManyFiles.write(root, fileCount, Number(values.largest) * 1024);
  await using server = await FolderProcess.start(root);
  const idle = await server.health();
  console.log(`${requests} requests in ${ROUNDS} rounds, ${connections} connections; idle: ${line(idle)}`);
  const measured: Health[] = [];
  for (let round = 0; round < ROUNDS; round++) measured.push(await oneRound(server, files, round));
  process.exitCode = judged(measured) ? 0 : 1;
} finally {
  await rm(root, { recursive: true, force: true });
}

async function oneRound(server: FolderProcess, files: ManyFiles, round: number): Promise<Health> {
  const random = new Random(round);
  let changed = 0;
  let isOver = false;
  const changing = (async () => {
    while (!isOver) {
      await files.change(Math.floor(random.next() * fileCount), round + 1);
      changed++;
      await new Promise((resolve) => setTimeout(resolve, CHANGE_EVERY_MS));
    }
  })();
  const load = {
    port: server.port,
    names: files.names,
    requests: requests / ROUNDS,
    connections,
    depth: 8,
    seed: round,
  };
  const roundMs = performance.now();
  const counts = await loadFiles(load);
  const seconds = (performance.now() - roundMs) / 1000;
  isOver = true;
  await changing;
  const health = await server.health();
  const answered = Object.entries(counts).map(([status, count]) => `${status}: ${count}`);
  const rate = (load.requests / seconds).toFixed(0);
  console.log(
    `${String(round + 1).padStart(3)}  ${line(health)}  ${rate}/s, ${changed} changes, ${answered.join(", ")}`,
  );
  for (const failure of health.failures) console.log(`     ${failure}`);
  return health;
}

/** Says how it went; whether nothing grew and nothing failed. */
function judged(measured: readonly Health[]): boolean {
  const compared = measured.slice(Math.min(WARM_UP_ROUNDS, measured.length - 1));
  const grewOctets = compared.at(-1)!.usedOctets - compared[0]!.usedOctets;
  const highest = Math.max(...measured.map(({ residentOctets }) => residentOctets));
  const { outcomes, failures, descriptors } = measured.at(-1)!;
  const minutes = ((performance.now() - startMs) / 60_000).toFixed(1);
  console.log(
    `${minutes} min; in use it grew by ${mebibytes(grewOctets)} MiB after round ${WARM_UP_ROUNDS}, at its largest the process ` +
      `had ${mebibytes(highest)} MiB; ${descriptors} descriptors; ${JSON.stringify(outcomes)}`,
  );
  return grewOctets < GROWTH_OCTETS_MAX && failures.length === 0;
}

function line({ residentOctets, usedOctets, descriptors }: Health): string {
  return `${mebibytes(residentOctets).padStart(4)} MiB resident, ${mebibytes(usedOctets).padStart(4)} in use, ${descriptors} descriptors`;
}

function mebibytes(octets: number): string {
  return String(Math.round(octets / MIB));
}
