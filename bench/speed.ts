// npm run bench [-- --only text,file-1k --quick]: Porthole beside other servers. bench/README.md says how to read it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { projectFolder } from "./peers/index.ts";
import { drawCharts } from "./speed/charts/charts.ts";
import { changes, inCommon } from "./speed/figures/comparison.ts";
import type { RunRecord } from "./speed/figures/records.ts";
import { type Flags, readFlags, usage } from "./speed/flags.ts";
import { writePage } from "./speed/report/page.ts";
import { Terminal } from "./speed/report/terminal.ts";
import { listScenarios, run } from "./speed/run.ts";

const docs = join(projectFolder, "docs");

const flags = flagsOrEnd();
const output = flags.output === undefined ? docs : resolve(flags.output);
const keptPath = join(output, "performance.json");
if (flags.write) await mkdir(output, { recursive: true });
const scenarios = await listScenarios();
const unknown = flags.only.filter((id) => !scenarios.some(([known]) => known === id));
if (unknown.length > 0) endWithUsage(`there is no scenario "${unknown.join('", "')}": --list says which there are`);

if (flags.list) {
  for (const [id, title] of scenarios) console.log(`${id.padEnd(18)}${title}`);
} else if (flags.rewrite) {
  await write(await readRun(keptPath));
} else {
  await measure();
}

async function measure(): Promise<void> {
  const terminal = new Terminal();
  const record = await run(flags, terminal);
  terminal.bars(record.bars);
  const compared = flags.compare === undefined ? join(docs, "performance.json") : resolve(flags.compare);
  if (existsSync(compared)) {
    const before = await readRun(compared);
    const from = `the run of ${before.machine.date} (${basename(compared)})`;
    terminal.changes(changes(before, record), from, inCommon(before, record));
  } else if (flags.compare !== undefined) {
    terminal.say(`there is no ${flags.compare} to compare with`);
  }
  if (!flags.write) return;
  await writeFile(keptPath, formatted(record));
  await write(record);
  terminal.say("", "written: performance.md, its pictures, performance.json");
}

async function write(record: RunRecord): Promise<void> {
  await writeFile(join(output, "performance.md"), writePage(record));
  for (const [name, picture] of Object.entries(drawCharts(record))) await writeFile(join(output, name), picture);
}

async function readRun(path: string): Promise<RunRecord> {
  return JSON.parse(await readFile(path, "utf8")) as RunRecord;
}

/** The JSON as the project's formatter wants it, where that is installed; its numbers as exact as they can be. */
function formatted(record: RunRecord): string {
  const json = JSON.stringify(record, (_, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(5)) : value,
  );
  const biome = join(projectFolder, "node_modules", "@biomejs", "biome", "bin", "biome");
  const { status, stdout } = spawnSync(process.execPath, [biome, "format", "--stdin-file-path=docs/performance.json"], {
    cwd: projectFolder,
    input: json,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return status === 0 ? stdout : `${json}\n`;
}

function flagsOrEnd(): Flags {
  try {
    return readFlags(process.argv.slice(2));
  } catch (error) {
    return endWithUsage(error instanceof Error ? error.message : String(error));
  }
}

function endWithUsage(message: string): never {
  console.error(`${message}\n\n${usage}`);
  process.exit(2);
}
