// npm run scoreboard [-- --only nginx,caddy --deadlines --output docs/scoreboard]: the checker on Porthole and on what is
// installed of other servers, one after the other. Writes docs/scoreboard.md and docs/scoreboard.json; with --only, it
// writes nothing unless --output says where. `--rewrite` runs nothing and writes the page again from the JSON.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { installPeers, type Peer, peers, peersNode, porthole, projectFolder, writeSiteFolder } from "./peers/index.ts";
import { checkPeer } from "./scoreboard/check-peer.ts";
import { writePage } from "./scoreboard/page.ts";
import { answersByCase, type Checked, type Scoreboard, scoreboardOf } from "./scoreboard/record.ts";
import { changes, disagreements, reasonsLeftOver } from "./scoreboard/standing.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    deadlines: { type: "boolean", default: false },
    output: { type: "string" },
    rewrite: { type: "boolean", default: false },
  },
});
const wanted = values.only.flatMap((names) => names.split(",")).map((name) => name.trim().toLowerCase());
const usual = join(projectFolder, "docs", "scoreboard");
// A part of the servers is no scoreboard to show.
const output = values.output === undefined ? (wanted.length === 0 ? usual : undefined) : resolve(values.output);

if (values.rewrite) {
  const from = output ?? usual;
  await writeFile(`${from}.md`, writePage(await readBoard(from)));
} else {
  const board = await run(chosenPeers());
  await tell(board);
  process.exitCode = board.servers.some(({ name, failed }) => name === porthole.name && failed.length > 0) ? 1 : 0;
}

function chosenPeers(): readonly Peer[] {
  const all = [porthole, ...peers];
  if (wanted.length === 0) return all;
  const named = new Set(wanted.filter((word) => all.some(({ name }) => name.toLowerCase() === word)));
  const chosen = all.filter(({ name }) =>
    wanted.some((word) => (named.has(word) ? name.toLowerCase() === word : name.toLowerCase().includes(word))),
  );
  if (chosen.length > 0) return chosen;
  console.error(`--only names none of: ${all.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

async function run(chosen: readonly Peer[]): Promise<Scoreboard> {
  installPeers();
  const folder = await writeSiteFolder();
  const checked: Checked[] = [];
  const leftOut: { name: string; reason: string }[] = [];
  for (const peer of chosen) {
    const { name, setup, on } = peer;
    const presence = peer.find();
    if ("missing" in presence) {
      console.log(`${name}: ${presence.missing}`);
      leftOut.push({ name, reason: presence.missing });
      continue;
    }
    const { version } = presence;
    try {
      checked.push({ name, version, setup, on, report: await checkPeer(peer, version, folder.path, values.deadlines) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      console.log(`${name} ${version}: ${reason}`);
      leftOut.push({ name, reason: reason.split("\n")[0]!.replaceAll(projectFolder, ".") });
    }
  }
  await folder.remove();
  const date = new Date().toISOString().slice(0, 10);
  return scoreboardOf(checked, { date, node: peersNode.version, deadlines: values.deadlines, leftOut });
}

async function tell(board: Scoreboard): Promise<void> {
  for (const server of board.servers) {
    if (server.name !== porthole.name) continue;
    for (const [id, got] of answersByCase(server.failed)) console.log(`Porthole fails ${id}: ${got}`);
    for (const [id, got] of answersByCase(server.warned)) console.log(`Porthole is warned of ${id}: ${got}`);
  }
  for (const { id, reason } of disagreements(board)) {
    if (reason === undefined) console.log(`no respected server passes, and no reason is written: ${id}`);
  }
  if (wanted.length === 0)
    for (const beginning of reasonsLeftOver(board)) console.log(`a reason is left over in contested.ts: ${beginning}`);
  if (output === undefined) return;
  if (existsSync(`${output}.json`)) for (const line of changes(await readBoard(output), board)) console.log(line);
  await writeFile(`${output}.json`, formatted(JSON.stringify(board)));
  await writeFile(`${output}.md`, writePage(board));
}

/** The JSON as the project's formatter wants it, where that is installed. */
function formatted(json: string): string {
  const biome = join(projectFolder, "node_modules", "@biomejs", "biome", "bin", "biome");
  const { status, stdout } = spawnSync(process.execPath, [biome, "format", "--stdin-file-path=docs/scoreboard.json"], {
    cwd: projectFolder,
    input: json,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return status === 0 ? stdout : `${json}\n`;
}

async function readBoard(path: string): Promise<Scoreboard> {
  return JSON.parse(await readFile(`${path}.json`, "utf8")) as Scoreboard;
}
