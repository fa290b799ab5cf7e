// npm run bench [-- --only text,file-1k --quick]: Porthole beside other servers. bench/README.md says how to read it.
import { parseArgs } from "node:util";
import { installPeers, makeTemporaryFolder } from "./peers/index.ts";
import { wrk } from "./speed/load/wrk.ts";
import { measureScenario } from "./speed/measure/measure-scenario.ts";
import { applicationScenarios } from "./speed/scenarios/applications.ts";
import { fileScenarios, fileSizes } from "./speed/scenarios/files.ts";
import { textScenarios } from "./speed/scenarios/text.ts";
import { writeFilesFolder } from "./speed/servers/files-folder.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    peers: { type: "string", multiple: true, default: [] },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "1" },
  },
});
installPeers();
const words = (texts: readonly string[]) => texts.flatMap((text) => text.split(",")).filter((word) => word !== "");
const only = words(values.only);
const peers = words(values.peers).map((name) => name.toLowerCase());
const folder = await writeFilesFolder(fileSizes);
const scripts = await makeTemporaryFolder();
const scenarios = [...textScenarios(), ...(await applicationScenarios()), ...fileScenarios(folder)];
for (const all of scenarios.filter(({ id }) => only.length === 0 || only.includes(id))) {
  const wanted = (place: number) =>
    place === 0 || peers.length === 0 || peers.includes(all.contestants[place]!.server.name.toLowerCase());
  const scenario = { ...all, pairs: all.pairs.filter((pair) => pair.every(wanted)) };
  const record = await measureScenario(scenario, {
    load: wrk(scripts.path, "1"),
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    folder: folder.path,
    progress: () => undefined,
  });
  console.log(`\n${record.title}`);
  for (const each of record.contestants)
    console.log(
      `  ${each.name.padEnd(26)} ${each.requestsPerSecond.median.toFixed(0).padStart(9)}/s ${(each.processorMicroseconds?.median ?? 0).toFixed(2).padStart(8)} µs`,
    );
  for (const each of record.pairs)
    console.log(
      `  × ${each.other.padEnd(24)} ${each.rate.median.toFixed(2)} (${each.rate.lowest.toFixed(2)}–${each.rate.highest.toFixed(2)})  cpu ${each.processorTime?.median.toFixed(2)}`,
    );
  for (const each of record.leftOut) console.log(`  ${each.name} left out: ${each.reason}`);
}
