// The engine alone, beside what one octet costs that goes there and back.
import { fileURLToPath } from "node:url";
import { peersNode } from "../../peers/index.ts";
import { spreadOf } from "../figures/statistics.ts";
import { placed } from "../load/placed-command.ts";
import { runCommand } from "../load/run-command.ts";
import type { EngineCosts } from "./engine-costs.ts";
import type { Figures } from "./figures.ts";

export const engineNames = {
  parsed: "a browser's header section, parsed",
  answered: "the same, parsed and answered",
  echo: "one octet echoed",
  short: "4 KiB, one octet at a time",
  long: "8 KiB, one octet at a time",
};

const program = fileURLToPath(new URL(`./engine-costs${import.meta.url.slice(-3)}`, import.meta.url));

export const engine: Figures = {
  id: "engine",
  title: "The engine alone",
  told:
    "Without sockets and server, a request of a browser's fifteen field lines; beside it the processor time that a server on node:net takes " +
    "to send one octet back, with 64 connections. And a header section that comes one octet at a time.",
  unit: "µs",
  async measure({ isQuick, progress }) {
    progress("engine and echo in turn");
    const command = [...placed("0"), peersNode.program, program, isQuick ? "7" : "15"];
    const costs = JSON.parse(await runCommand(command, 90_000)) as EngineCosts;
    const setup = `bench/speed/others/engine-costs.ts on Node ${peersNode.version}`;
    const figures = Object.entries(engineNames).map(([key, name]) => ({
      name,
      version: "",
      setup,
      value: spreadOf(costs[key as keyof EngineCosts]),
    }));
    return { figures, leftOut: [] };
  },
};
