import type { Paint } from "../server/index.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether colours are wanted: NO_COLOR (not empty) says no, FORCE_COLOR says yes unless it is 0 or false; else a
 * terminal that is not dumb has them.
 */
export function hasColours(environment: Environment, isTerminal: boolean): boolean {
  if (environment["NO_COLOR"]) return false;
  const forced = environment["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTerminal && environment["TERM"] !== "dumb";
}

/** Colours as SGR sequences, or none. */
export function paintFor(isColoured: boolean): Paint {
  const colour = (code: number, end: number) =>
    isColoured ? (text: string) => `\u001b[${code}m${text}\u001b[${end}m` : (text: string) => text;
  return {
    dim: colour(2, 22),
    bold: colour(1, 22),
    red: colour(31, 39),
    green: colour(32, 39),
    yellow: colour(33, 39),
    blue: colour(34, 39),
    magenta: colour(35, 39),
    cyan: colour(36, 39),
  };
}
