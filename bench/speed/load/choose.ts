import { h2load } from "./h2load.ts";
import type { LoadProgram } from "./load.ts";
import { ownClient } from "./own-client.ts";
import { isInstalled } from "./placed-command.ts";
import { wrk } from "./wrk.ts";

const core = "1";

/**
 * The load program that is there: wrk, else h2load, else a client of our own.
 * @param by the one it has to be
 * @returns `undefined` where that one is not there
 */
export function chooseLoad(folder: string, by?: "h2load"): LoadProgram | undefined {
  if (by === undefined && isInstalled("wrk", "-v")) return wrk(folder, core);
  if (isInstalled("h2load")) return h2load(folder, core);
  return by === undefined ? ownClient : undefined;
}
