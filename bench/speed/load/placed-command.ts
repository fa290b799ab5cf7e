import { spawnSync } from "node:child_process";

/** Whether a program can be run here. */
export function isInstalled(program: string, probe = "--version"): boolean {
  return spawnSync(program, [probe], { stdio: "ignore" }).error === undefined;
}

const hasTaskset = isInstalled("taskset");

/**
 * The words before a command that let it have as many descriptors as the system allows, and keep it on processor
 * cores: "0", "1", "0,1"; `undefined` for any. Nothing where the system has no such thing.
 */
export function placed(cores: string | undefined): string[] {
  if (process.platform !== "linux") return [];
  const raised = ["sh", "-c", 'ulimit -n "$(ulimit -Hn)" 2>/dev/null; exec "$0" "$@"'];
  return cores === undefined || !hasTaskset ? raised : [...raised, "taskset", "-c", cores];
}

/** Why processes are not kept on cores here; `undefined` where they are. */
export const notPlaced: string | undefined = hasTaskset
  ? undefined
  : "taskset is not installed: servers and load share the processor cores as the system likes";
