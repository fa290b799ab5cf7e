// A run: what is wanted of all scenarios, measured one after the other.
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { choosePeersNode, installPeers, makeTemporaryFolder, peersNode, projectFolder } from "../peers/index.ts";
import { bars, judge } from "./figures/bars.ts";
import type { FiguresRecord, RunRecord, ScenarioRecord } from "./figures/records.ts";
import type { Flags } from "./flags.ts";
import { chooseLoad } from "./load/choose.ts";
import { describeMachine } from "./machine.ts";
import { measureScenario } from "./measure/measure-scenario.ts";
import { reasonOf } from "./measure/reason.ts";
import { engine } from "./others/engine.ts";
import type { Figures } from "./others/figures.ts";
import { idleMemory } from "./others/idle-memory.ts";
import { startUp } from "./others/start-up.ts";
import type { Terminal } from "./report/terminal.ts";
import { allFileSizes, allScenarios, type Scenario, withBars, withOtherBuild, withPeers } from "./scenarios/index.ts";
import { type FilesFolder, writeFilesFolder } from "./servers/files-folder.ts";

export const allFigures: readonly Figures[] = [idleMemory, startUp, engine];

/** What can be named after --only, with what it is. */
export async function listScenarios(): Promise<readonly (readonly [id: string, title: string])[]> {
  const folder = await writeFilesFolder([1024]);
  try {
    const scenarios = await allScenarios({ ...folder, contentOf: () => Buffer.alloc(0) });
    return [...scenarios, ...allFigures].map(({ id, title }) => [id, title]);
  } finally {
    await folder.remove();
  }
}

/** Runs what the flags say, and tells of it on the way. */
export async function run(flags: Flags, terminal: Terminal): Promise<RunRecord> {
  installPeers();
  chooseNode(flags.node, terminal);
  const settings = { machine: describeMachine(), rounds: flags.rounds, seconds: flags.seconds };
  terminal.machine(settings);
  const folder = await writeFilesFolder(allFileSizes);
  const scripts = await makeTemporaryFolder();
  try {
    const wanted = await wantedScenarios(flags, folder);
    const scenarios = await measureScenarios(wanted, flags, folder.path, scripts.path, terminal);
    const figures = await measureFigures(flags, folder.path, terminal);
    const results = { scenarios, figures };
    // With some servers left out on purpose, what was not measured is no news.
    const ids = [...wanted, ...wantedFigures(flags)].map(({ id }) => id);
    const judged = judge(results, ids).filter(({ verdict }) => verdict !== "not measured" || flags.peers.length === 0);
    return { ...settings, bars: judged, ...results };
  } finally {
    await scripts.remove();
    await folder.remove();
  }
}

async function measureScenarios(
  scenarios: readonly Scenario[],
  { rounds, seconds }: Flags,
  folder: string,
  scripts: string,
  terminal: Terminal,
): Promise<readonly ScenarioRecord[]> {
  const records: ScenarioRecord[] = [];
  for (const [place, scenario] of scenarios.entries()) {
    const load = chooseLoad(scripts, scenario.by);
    if (load === undefined) {
      terminal.say(
        "",
        `${scenario.title} is left out: ${scenario.by} is not installed (apt-get install nghttp2-client)`,
      );
      continue;
    }
    const progress = (text: string) => terminal.progress(`${place + 1}/${scenarios.length} ${scenario.title}: ${text}`);
    const record = await measureScenario(scenario, { load, rounds, seconds, folder, progress });
    terminal.scenario(record);
    records.push(record);
  }
  return records;
}

async function measureFigures(flags: Flags, folder: string, terminal: Terminal): Promise<readonly FiguresRecord[]> {
  const records: FiguresRecord[] = [];
  for (const figures of wantedFigures(flags)) {
    const isNamed = nameTest(flags);
    try {
      const found = await figures.measure({
        folder,
        isQuick: flags.quick,
        isWanted: (name) =>
          /^porthole/i.test(name) || (isNamed(name) && (!flags.quick || bars.some(({ other }) => other === name))),
        progress: (text) => terminal.progress(`${figures.title}: ${text}`),
      });
      const { id, title, told, unit } = figures;
      const record = { id, title, told, unit, ...found };
      terminal.figures(record);
      records.push(record);
    } catch (error) {
      terminal.say("", `${figures.title} is left out: ${reasonOf(error)}`);
    }
  }
  return records;
}

function wantedFigures({ only }: Flags): readonly Figures[] {
  return allFigures.filter(({ id }) => only.length === 0 || only.includes(id));
}

async function wantedScenarios(flags: Flags, folder: FilesFolder): Promise<readonly Scenario[]> {
  const named = (await allScenarios(folder)).filter(({ id }) => flags.only.length === 0 || flags.only.includes(id));
  const short = flags.quick ? named.flatMap((scenario) => withBars(scenario) ?? []) : named;
  const isNamed = nameTest(flags);
  const chosen = short.map((scenario) => withPeers(scenario, isNamed));
  if (flags.beside === undefined) return chosen;
  const built = resolve(flags.beside);
  return chosen.map((scenario) => withOtherBuild(scenario, built));
}

/** Whether a server is among those that --peers names, by its name or a part of it. */
function nameTest({ peers }: Flags): (name: string) => boolean {
  return (name) => peers.length === 0 || peers.some((word) => name.toLowerCase().includes(word));
}

/** Node 26, which is fetched where it is not there, or the one that is named. */
function chooseNode(program: string | undefined, terminal: Terminal): void {
  choosePeersNode(program === undefined ? undefined : resolve(program));
  if (program !== undefined || peersNode.version.startsWith("26.")) return;
  terminal.say("fetching Node 26: npm run nodes -- 26");
  spawnSync(process.execPath, [join(projectFolder, "scripts", "nodes.mjs"), "26"], { stdio: "inherit" });
  choosePeersNode();
  if (!peersNode.version.startsWith("26."))
    terminal.say(`there is no Node 26: Porthole and all Node peers run on Node ${peersNode.version}`);
}
