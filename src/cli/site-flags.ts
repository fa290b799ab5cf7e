import { type Command, Option } from "commander";
import { type SiteSettings, trailingSlashes } from "../site/index.ts";
import {
  parseAuth,
  parseCacheRule,
  parseHeader,
  parseLines,
  parseList,
  parseSwitch,
  parseSwitchWord,
} from "./flag-values.ts";
import { isLoopback } from "./reach.ts";
import { CommandError, exitCodes } from "./start-error.ts";
import type { Environment } from "./terminal.ts";

/** What the flags of {@link addSiteFlags} say; `undefined` where they say nothing, so that the site may. */
export interface SiteFlags {
  readonly settings: SiteSettings;
  readonly dotfiles: boolean | undefined;
  readonly symlinks: boolean | undefined;
  /** The flags of the command line, "--spa", that say how files are served: nothing that answers by itself has any. */
  readonly filesFlags: readonly string[];
}

/** Adds a flag to a command, in a group of its help. */
export type AddFlag = (group: string, spelling: string, description: string) => Option;

/**
 * Makes what adds flags to a command. Each has its environment variable, PORTHOLE_ and its name; one that is empty
 * counts as one that is not there.
 */
export function flagsOf(command: Command, environment: Environment): AddFlag {
  return (group, spelling, description) => {
    const option = new Option(spelling, description).helpGroup(`${group}:`);
    const variable = variableOf(option.name());
    if (environment[variable]) option.env(variable);
    command.addOption(option);
    return option;
  };
}

/** "--no-compress" has PORTHOLE_COMPRESS=0. */
function variableOf(name: string): string {
  return `PORTHOLE_${name.replace(/^no-/, "").toUpperCase().replaceAll("-", "_")}`;
}

/** The flags about which files are served, how and to whom, but for `--header`, which is not every command's. */
export function addSiteFlags(flag: AddFlag): void {
  const files = "Which files";
  flag(files, "-s, --spa [file]", "the file for navigations to what is not there\n(alone: index.html)");
  flag(files, "--list", "list a folder that has no index.html");
  flag(files, "--clean-urls", "about.html at /about, and redirects to it");
  flag(files, "--trailing-slash <when>", "auto, always or never (default: auto)").choices(trailingSlashes);
  flag(files, "--dotfiles", "serve files whose name begins with a dot");
  flag(files, "--symlinks", "follow symbolic links that leave the folder");
  const cache = "no-cache, hashed, no-store or a number of seconds\n(default: no-cache)";
  flag("How they are sent", "--cache <rule>", cache).argParser(parseCacheRule);
  flag("How they are sent", "--no-compress", "send every file as it is, without a content coding");
  const cors = "origins whose pages may read responses (alone: all)";
  flag("Who may ask", "--cors [origins]", cors).argParser(parseList);
  const auth = "[path=]user:hash of `porthole password`, such as\n'/admin/*=anna:$scrypt$…'; may be repeated";
  flag("Who may ask", "--auth <who>", auth).argParser(parseLines);
}

/** Adds `--header` of responses. */
export function addHeaderFlag(flag: AddFlag): void {
  const header = "a field of every response, 'N: v'; may be repeated";
  flag("How they are sent", "-H, --header <line>", header).argParser(parseLines);
}

/** The flags that say how files are served, by the name of their value. */
const filesFlagNames = ["spa", "list", "cleanUrls", "trailingSlash", "dotfiles", "symlinks", "cache", "compress"];

/** What a parsed command says; values that may be a path and not a flag's are told apart by who asks. */
export class GivenFlags {
  /** What stands beside the flags; a path that a flag with an optional value took is given back. */
  target: string | undefined;

  readonly #command: Command;
  readonly #environment: Environment;
  readonly #isPath: (text: string) => boolean;
  readonly #values: Record<string, unknown>;

  /**
   * @param target what stands beside the flags so far
   * @param isPath whether a text is the path of something there
   */
  constructor(
    command: Command,
    environment: Environment,
    target: string | undefined,
    isPath: (text: string) => boolean,
  ) {
    this.#command = command;
    this.#environment = environment;
    this.#isPath = isPath;
    this.#values = command.opts<Record<string, unknown>>();
    this.target = target;
  }

  /** A flag's value, parsed; `undefined` where it is not given. */
  value<Value>(name: string): Value | undefined {
    return this.#values[name] as Value | undefined;
  }

  /**
   * Whether a flag without a value is on.
   * @throws InvalidArgumentError its environment variable is wrong
   */
  isOn(name: string): boolean | undefined {
    if (this.#values[name] === undefined || this.#source(name) === "default") return undefined;
    if (this.#source(name) !== "env") return this.#values[name] === true;
    const { envVar = "" } = this.#command.options.find((each) => each.attributeName() === name)!;
    return parseSwitch(envVar, this.#environment[envVar] ?? "");
  }

  /** The flag's value is really what is to be served, as in "--host ./site": the flag is on without a value. */
  isTarget(name: string, text: string, mayBeValue: RegExp, mustBePath: RegExp): boolean {
    if (this.target !== undefined || this.#source(name) === "env" || mayBeValue.test(text)) return false;
    if (!mustBePath.test(text) && !this.#isPath(text)) return false;
    this.target = text;
    return true;
  }

  /** The flags of files that were given on the command line. */
  filesFlags(): readonly string[] {
    return this.#command.options
      .filter((option) => filesFlagNames.includes(option.attributeName()))
      .filter((option) => this.#source(option.attributeName()) === "cli")
      .map((option) => option.long!);
  }

  #source(name: string): string | undefined {
    return this.#command.getOptionValueSource(name);
  }
}

/**
 * Reads the flags of {@link addSiteFlags}.
 * @param headerLines fields of every response, as they were typed
 * @throws InvalidArgumentError one of them is wrong
 */
export function siteFlags(given: GivenFlags, headerLines: readonly string[] | undefined): SiteFlags {
  const settings: Record<keyof Omit<SiteSettings, "unlisted">, unknown> = {
    list: given.isOn("list"),
    cleanUrls: given.isOn("cleanUrls"),
    trailingSlash: given.value("trailingSlash"),
    spa: spaGiven(given),
    cache: given.value("cache"),
    compress: given.isOn("compress"),
    cors: corsGiven(given),
    headers: headerLines?.map(parseHeader),
    auth: authGiven(given),
  };
  return {
    settings: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
    dotfiles: given.isOn("dotfiles"),
    symlinks: given.isOn("symlinks"),
    filesFlags: given.filesFlags(),
  };
}

/** A file of the site is an HTML one or the name of nothing here; all else that is there is meant to be served. */
function spaGiven(given: GivenFlags): boolean | string | undefined {
  const value = given.value<string | true>("spa");
  if (typeof value !== "string") return value;
  return given.isTarget("spa", value, /\.x?html?$/i, /^\.{0,2}[/\\]|^[A-Za-z]:/) || (parseSwitchWord(value) ?? value);
}

function corsGiven(given: GivenFlags): boolean | readonly string[] | undefined {
  const value = given.value<readonly string[] | true>("cors");
  if (value === undefined || value === true) return value;
  const [first = "", ...more] = value;
  if (more.length > 0) return value;
  if (first === "*" || given.isTarget("cors", first, /:\/\//, /[/\\]/)) return true;
  return parseSwitchWord(first) ?? value;
}

function authGiven(given: GivenFlags) {
  const texts = given.value<readonly string[]>("auth");
  return texts === undefined ? undefined : parseAuth(texts);
}

/**
 * What is said at the start where others can read the passwords that a site asks for.
 * @param hosts that are listened on
 */
export function passwordsWarning(settings: readonly SiteSettings[], hosts: readonly string[]): string | undefined {
  if (settings.every(({ auth }) => auth === undefined) || hosts.every(isLoopback)) return undefined;
  return "passwords can be read on their way over plain HTTP, and others can reach this: put a proxy with TLS in front";
}

/**
 * Refuses flags about files for what answers without any.
 * @param kind of what is served
 * @throws CommandError one of them was given
 */
export function requireFiles(kind: "folder" | "site" | "fetch", { filesFlags }: SiteFlags, target: string): void {
  if (kind !== "fetch" || filesFlags.length === 0) return;
  const message = `${filesFlags.join(", ")}: ${target} serves no files; its fetch function answers everything`;
  throw new CommandError(message, exitCodes.usage, {
    hint: "Leave it out; --cors, --header and --auth work here too.",
  });
}
