import { spawnSync } from "node:child_process";
import { cpus, release, totalmem, type } from "node:os";
import { findPackage, findProgram, peersNode } from "../peers/index.ts";
import type { MachineRecord } from "./figures/records.ts";
import { isInstalled, notPlaced } from "./load/placed-command.ts";

/** What a run is made on and with. */
export function describeMachine(): MachineRecord {
  const processors = cpus();
  const presences = {
    Bun: findPackage("bun"),
    Deno: findPackage("deno"),
    nginx: findProgram("nginx", ["-v"], "nginx-light"),
    Caddy: findProgram("caddy", ["version"], "caddy"),
    h2load: findProgram("h2load", ["--version"], "nghttp2-client"),
  };
  const versions: Record<string, string> = { Node: peersNode.version };
  const missing: string[] = [];
  for (const [name, presence] of Object.entries(presences)) {
    if ("version" in presence) versions[name] = presence.version;
    else missing.push(`${name} is left out: ${presence.missing}`);
  }
  if (isInstalled("wrk", "-v")) versions["wrk"] = wrkVersion();
  else missing.push("wrk is not installed (apt-get install wrk): another program makes the load, see bench/README.md");
  if (notPlaced !== undefined) missing.push(notPlaced);
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: processors[0]?.model.trim() ?? "a processor without a name",
    cores: processors.length,
    memoryOctets: totalmem(),
    system: `${type()} ${release().split("-")[0]}`,
    versions,
    missing,
  };
}

function wrkVersion(): string {
  const { stdout } = spawnSync("wrk", ["-v"], { encoding: "utf8" });
  return /[0-9]+\.[0-9]+\.[0-9]+/.exec(stdout)?.[0] ?? "";
}
