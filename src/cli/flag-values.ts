import { InvalidArgumentError } from "commander";
import { type AuthOption, authOfFlags, parseAuthFlag, parseResponseFieldFlag } from "../access/index.ts";
import { ConfigError, isConfigError } from "../config/index.ts";
import type { CacheRule } from "../files/index.ts";
import type { FieldLine } from "../semantics/index.ts";
import { cacheRules, isCacheRule } from "../site/index.ts";

/** The values of flags, and of the environment variables that stand for them. What is wrong is an InvalidArgumentError, or a ConfigError of the site's own parsers. */

const PORT_MAX = 65_535;
const GRACE_SECONDS_MAX = 24 * 60 * 60;
/** More processes than the largest machines have cores only cost memory. */
export const WORKERS_MAX = 256;

export function parsePort(text: string): number {
  if (!isPort(text)) throw new InvalidArgumentError(`It must be a whole number from 0 to ${PORT_MAX}.`);
  return Number(text);
}

/** The value of PORT; an empty one counts as one that is not there. */
export function parsePortVariable(value: string | undefined): number | undefined {
  if (value === undefined || value === "") return undefined;
  if (isPort(value)) return Number(value);
  throw new InvalidArgumentError(
    `the environment's PORT is '${value}'; it must be a whole number from 0 to ${PORT_MAX}`,
  );
}

function isPort(text: string): boolean {
  return /^[0-9]{1,5}$/.test(text) && Number(text) <= PORT_MAX;
}

export function parseGrace(text: string): number {
  if (!/^[0-9]{1,5}(?:\.[0-9]{1,3})?$/.test(text) || Number(text) > GRACE_SECONDS_MAX) {
    throw new InvalidArgumentError(`It must be a number of seconds from 0 to ${GRACE_SECONDS_MAX}.`);
  }
  return Number(text);
}

export function parseWorkers(text: string): number | "auto" {
  if (text.toLowerCase() === "auto") return "auto";
  if (/^[1-9][0-9]{0,2}$/.test(text) && Number(text) <= WORKERS_MAX) return Number(text);
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${WORKERS_MAX}, or auto.`);
}

export function parseCacheRule(text: string): CacheRule {
  const rule = /^[0-9]{1,10}$/.test(text) ? Number(text) : text;
  if (isCacheRule(rule)) return rule;
  throw new InvalidArgumentError(`It must be ${cacheRules.join(", ")} or a whole number of seconds.`);
}

/** Adds to what was given before, so that the flag may be repeated; each may be a list with commas. */
export function parseList(text: string, before: unknown): readonly string[] {
  const items = text.split(",").map((item) => item.trim());
  return [...textsOf(before), ...items.filter((item) => item !== "")];
}

/** As `parseList`, of names: a flag that was meant to follow is none, nor is nothing. */
export function parseNames(text: string, before: unknown): readonly string[] {
  const names = parseList(text, []);
  if (names.length === 0 || names.some((name) => name.startsWith("-"))) {
    throw new InvalidArgumentError("It must be names with commas between: X-Api-Key,session_id.");
  }
  return [...textsOf(before), ...names];
}

/** A file's path; a flag that was meant to follow is none. */
export function parseFile(text: string): string {
  if (text.startsWith("-")) throw new InvalidArgumentError(`It must be a file; one of that name would be ./${text}.`);
  return text;
}

/** Adds to what was given before, so that the flag may be repeated; its variable holds one a line. */
export function parseLines(text: string, before: unknown): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return [...textsOf(before), ...lines.filter((line) => line !== "")];
}

function textsOf(before: unknown): readonly string[] {
  return Array.isArray(before) ? (before as string[]) : [];
}

/** A name or an IP address; whether it is one of this machine is found out by listening. */
export function parseHost(text: string): string {
  const host = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  if (!/^[0-9A-Za-z._:%-]{1,255}$/.test(host)) {
    throw new InvalidArgumentError(`'${text}' is no host to listen on: give a name or an IP address, or --host alone`);
  }
  return host;
}

/** `undefined` where the value is none of a switch. */
export function parseSwitchWord(value: string): boolean | undefined {
  const word = value.toLowerCase();
  if (["1", "true", "yes", "on"].includes(word)) return true;
  if (["0", "false", "no", "off"].includes(word)) return false;
  return undefined;
}

/** The value of an environment variable that stands for a flag without a value. */
export function parseSwitch(name: string, value: string): boolean {
  const isOn = parseSwitchWord(value);
  if (isOn === undefined) throw new InvalidArgumentError(`the environment's ${name} is '${value}'; it must be 1 or 0`);
  return isOn;
}

/** A field of responses as one types it: "Cache-Control: no-store". */
export function parseHeader(text: string): FieldLine {
  return ofFlag("--header", () => parseResponseFieldFlag(text));
}

/** Who may ask for what, from `[path=]user:hash` each. No message repeats what was given: it may be a password. */
export function parseAuth(texts: readonly string[]): AuthOption {
  return authOfFlags(texts.map((text) => ofFlag("--auth", () => parseAuthFlag(text))));
}

/** What `parse` reads; where it is wrong, the error names the flag. */
function ofFlag<Value>(flag: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    const hint = isConfigError(error) ? error.hint : undefined;
    // The flag's name stands in the place of the option's.
    throw new ConfigError(`${flag}: ${(error as Error).message.replace(/^headers: /, "")}`, { hint, cause: error });
  }
}
