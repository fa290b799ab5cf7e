import { type Command, InvalidArgumentError, Option } from "commander";
import type { Environment } from "./terminal.ts";

export const logFormats = ["pretty", "json", "common", "combined", "none"] as const;
export type LogFormat = (typeof logFormats)[number];

/** What the command line and the environment say; `undefined` where they say nothing, so that the site file may. */
export interface ServeFlags {
  readonly port: number | undefined;
  readonly strictPort: boolean;
  /** `true` for all interfaces. */
  readonly host: string | true | undefined;
  readonly open: boolean;
  readonly watch: boolean;
  readonly wire: boolean;
  readonly dotfiles: boolean | undefined;
  readonly symlinks: boolean | undefined;
  readonly log: LogFormat | undefined;
  readonly quiet: boolean;
  /** Seconds. */
  readonly grace: number | undefined;
  readonly trustProxy: readonly string[] | undefined;
  readonly verbose: boolean;
}

/** The folder, site file or app file that is served; `undefined` for the current folder. */
export interface ServeArguments {
  readonly target: string | undefined;
  readonly flags: ServeFlags;
}

const PORT_MAX = 65_535;
const GRACE_SECONDS_MAX = 24 * 60 * 60;

/**
 * Gives the command its flags. Each has its environment variable, PORTHOLE_ and its name; one that is empty counts as
 * one that is not there.
 */
export function addServeFlags(command: Command, environment: Environment): Command {
  const flag = (group: string, spelling: string, description: string): Option => {
    const option = new Option(spelling, description).helpGroup(`${group}:`);
    const variable = `PORTHOLE_${option.name().toUpperCase().replaceAll("-", "_")}`;
    if (environment[variable]) option.env(variable);
    command.addOption(option);
    return option;
  };
  flag("Where", "-p, --port <n>", "port, 0 for any free one (default: 5000, or PORT)").argParser(parsePort);
  flag("Where", "--strict-port", "end with an error when the port is in use");
  flag("Where", "--host [h]", "address to listen on; alone: all interfaces (default: localhost)");
  flag(
    "Where",
    "--trust-proxy <cidr>",
    "believe these proxies' Forwarded and X-Forwarded-For, -Proto and -Host: they must set or remove every one of them",
  ).argParser(parseList);
  flag("What", "--dotfiles", "serve files whose name begins with a dot");
  flag("What", "--symlinks", "follow symbolic links that leave the folder");
  flag("While it runs", "-o, --open", "open the browser");
  flag("While it runs", "-w, --watch", "reload the site file, and all it imports, when they change");
  flag("While it runs", "--grace <s>", "seconds that open exchanges get at shutdown (default: 10)").argParser(
    parseGrace,
  );
  flag(
    "What is shown",
    "--log <format>",
    "access log: pretty, json, common, combined or none\n(default: pretty on a terminal, else json)",
  ).choices(logFormats);
  flag("What is shown", "-q, --quiet", "nothing but errors");
  flag("What is shown", "--wire", "the octets of every connection both ways, secrets masked");
  flag("What is shown", "--verbose", "stack traces, and the decisions behind each response");
  return command;
}

/**
 * Reads what a parsed command was told.
 * @param isPath whether a text is the path of something there
 * @throws InvalidArgumentError an environment variable or a host is wrong
 */
export function serveArguments(
  command: Command,
  environment: Environment,
  isPath: (text: string) => boolean,
): ServeArguments {
  const given = command.opts<Record<string, unknown>>();
  const isOn = (name: string): boolean | undefined => {
    if (given[name] === undefined) return undefined;
    if (command.getOptionValueSource(name) !== "env") return true;
    const option = command.options.find((each) => each.attributeName() === name)!;
    return parseSwitch(option.envVar!, environment[option.envVar!] ?? "");
  };
  let target: string | undefined = command.args[0];
  let host = hostGiven(given["host"]);
  if (typeof host === "string" && target === undefined && (/[/\\]/.test(host) || isPath(host))) {
    // "--host ./site" means "--host" and "./site".
    target = host;
    host = true;
  }
  const flags: ServeFlags = {
    port: (given["port"] as number | undefined) ?? portFrom(environment),
    strictPort: isOn("strictPort") ?? false,
    host: typeof host === "string" ? parseHost(host) : host,
    open: isOn("open") ?? false,
    watch: isOn("watch") ?? false,
    wire: isOn("wire") ?? false,
    dotfiles: isOn("dotfiles"),
    symlinks: isOn("symlinks"),
    log: given["log"] as LogFormat | undefined,
    quiet: isOn("quiet") ?? false,
    grace: given["grace"] as number | undefined,
    trustProxy: given["trustProxy"] as readonly string[] | undefined,
    verbose: isOn("verbose") ?? false,
  };
  return { target, flags };
}

function portFrom(environment: Environment): number | undefined {
  const port = environment["PORT"];
  if (port === undefined || port === "") return undefined;
  if (!isPort(port)) {
    throw new InvalidArgumentError(
      `the environment's PORT is '${port}'; it must be a whole number from 0 to ${PORT_MAX}`,
    );
  }
  return Number(port);
}

function isPort(text: string): boolean {
  return /^[0-9]{1,5}$/.test(text) && Number(text) <= PORT_MAX;
}

function parsePort(text: string): number {
  if (!isPort(text)) throw new InvalidArgumentError(`It must be a whole number from 0 to ${PORT_MAX}.`);
  return Number(text);
}

function parseGrace(text: string): number {
  if (!/^[0-9]{1,5}(?:\.[0-9]{1,3})?$/.test(text) || Number(text) > GRACE_SECONDS_MAX) {
    throw new InvalidArgumentError(`It must be a number of seconds from 0 to ${GRACE_SECONDS_MAX}.`);
  }
  return Number(text);
}

/** Adds to what was given before, so that the flag may be repeated; each may be a list with commas. */
function parseList(text: string, before: unknown): readonly string[] {
  const items = text.split(",").map((item) => item.trim());
  return [...(Array.isArray(before) ? (before as string[]) : []), ...items.filter((item) => item !== "")];
}

function hostGiven(value: unknown): string | true | undefined {
  if (value === undefined || value === true) return value;
  const host = String(value).toLowerCase();
  return host === "1" || host === "true" ? true : String(value);
}

/** A name or an IP address; whether it is one of this machine is found out by listening. */
function parseHost(text: string): string {
  const host = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  if (!/^[0-9A-Za-z._:%-]{1,255}$/.test(host)) {
    throw new InvalidArgumentError(`'${text}' is no host to listen on: give a name or an IP address, or --host alone`);
  }
  return host;
}

/** The value of an environment variable that stands for a flag without a value. */
function parseSwitch(name: string, value: string): boolean {
  const word = value.toLowerCase();
  if (["1", "true", "yes", "on"].includes(word)) return true;
  if (["0", "false", "no", "off"].includes(word)) return false;
  throw new InvalidArgumentError(`the environment's ${name} is '${value}'; it must be 1 or 0`);
}
