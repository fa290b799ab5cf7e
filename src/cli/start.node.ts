import { accessSync, constants, statSync } from "node:fs";
import { nearestWord } from "../config/index.ts";
import { type CommandOptions, type Prepared, prepare } from "../serve.ts";
import type { SiteOptions } from "../site/index.ts";
import { CommandError, exitCodes } from "./start-error.ts";
import type { Streams } from "./streams.node.ts";
import type { Environment } from "./terminal.ts";

/**
 * Loads what a command line names, as every command does.
 * @throws CommandError it is not there, or not readable
 * @throws ConfigError it is wrong
 */
export async function prepareTarget(target: string, options: CommandOptions): Promise<Prepared> {
  requireReadable(target);
  return await prepare(target, options);
}

/**
 * Decides whether pages tell what is wrong inside: where nothing but loopback is listened on NODE_ENV decides, else the
 * site's own word, else whether someone sits at a terminal or asked for --watch; where others may ask too, the site's own word alone, unless
 * NODE_ENV is production.
 * @param isOnLoopback whether nothing but loopback is listened on, or will be by the site's options
 */
export function developmentRule(
  { NODE_ENV }: Environment,
  { isTerminal }: Pick<Streams, "isTerminal">,
  isOnLoopback: (site: SiteOptions) => boolean,
  isWatching = false,
): (site: SiteOptions) => boolean {
  return (site) => {
    if (NODE_ENV === "production") return false;
    if (!isOnLoopback(site)) return site.development ?? false;
    return NODE_ENV === "development" || (site.development ?? (isTerminal || isWatching));
  };
}

function requireReadable(target: string): void {
  try {
    const isFolder = statSync(target).isDirectory();
    accessSync(target, isFolder ? constants.R_OK | constants.X_OK : constants.R_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const isMissing = code === "ENOENT" || code === "ENOTDIR";
    const isWord = /^[a-z]+$/i.test(target);
    const missing = isWord ? `there is no file or folder called ${target}` : `there is no ${target}`;
    const message = isMissing ? missing : `${target} is not readable (${code})`;
    const hint = isMissing ? missingHint(target) : "Porthole needs the right to read it.";
    throw new CommandError(message, exitCodes.failed, { hint, cause: error });
  }
}

const commands = ["explain", "compress", "password", "help"];

function missingHint(target: string): string {
  const meant = nearestWord(target, commands);
  return meant === undefined ? "Give a folder, a site file or an app file." : `Did you mean "porthole ${meant}"?`;
}
