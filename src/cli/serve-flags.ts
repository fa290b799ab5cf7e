import type { Command } from "commander";
import {
  parseFile,
  parseGrace,
  parseHost,
  parseList,
  parseNames,
  parsePort,
  parsePortVariable,
  parseWorkers,
} from "./flag-values.ts";
import { addHeaderFlag, addSiteFlags, flagsOf, GivenFlags, type SiteFlags, siteFlags } from "./site-flags.ts";
import type { Environment } from "./terminal.ts";

export const logFormats = ["pretty", "json", "common", "combined", "none"] as const;
export type LogFormat = (typeof logFormats)[number];

/** What the command line and the environment say; `undefined` where they say nothing, so that the site file may. */
export interface ServeFlags extends SiteFlags {
  readonly port: number | undefined;
  readonly strictPort: boolean;
  /** `true` for all interfaces. */
  readonly host: string | true | undefined;
  readonly open: boolean;
  readonly watch: boolean;
  readonly wire: boolean;
  /** Whether the window is served. */
  readonly inspect: boolean;
  /** The flight recorder's file. */
  readonly record: string | undefined;
  /** Names of fields whose values are masked besides those that always are. */
  readonly mask: readonly string[] | undefined;
  readonly log: LogFormat | undefined;
  readonly quiet: boolean;
  /** Seconds. */
  readonly grace: number | undefined;
  /** Processes that share the port; "auto" for one a core. */
  readonly workers: number | "auto" | undefined;
  readonly trustProxy: readonly string[] | undefined;
  readonly verbose: boolean;
}

/** The folder, site file or app file that is served; `undefined` for the current folder. */
export interface ServeArguments {
  readonly target: string | undefined;
  readonly flags: ServeFlags;
}

/** Gives the command its flags, each with its environment variable. */
export function addServeFlags(command: Command, environment: Environment): Command {
  const flag = flagsOf(command, environment);
  flag("Where", "-p, --port <n>", "port, 0 for any free one (default: 5000, or PORT)").argParser(parsePort);
  flag("Where", "--strict-port", "end with an error when the port is in use");
  flag("Where", "--host [h]", "address to listen on (default: localhost);\nalone: all interfaces");
  flag(
    "Where",
    "--trust-proxy <cidr>",
    "believe the Forwarded and X-Forwarded-For, -Proto\nand -Host of these proxies, which must set or\nremove every one of them",
  ).argParser(parseList);
  addSiteFlags(flag);
  addHeaderFlag(flag);
  flag("While it runs", "-o, --open", "open the browser");
  flag("While it runs", "-w, --watch", "reload the site, and the page in the browser, when\na file changes");
  flag("While it runs", "--grace <s>", "seconds for open exchanges at shutdown (default: 10)").argParser(parseGrace);
  flag(
    "While it runs",
    "--workers <n>",
    "processes that share the port, and are started again\nwhen they end; auto: one a core",
  ).argParser(parseWorkers);
  flag(
    "What is shown",
    "--log <format>",
    "access log: pretty, json, common, combined or none\n(default: pretty on a terminal, else json)",
  ).choices(logFormats);
  flag("What is shown", "-q, --quiet", "nothing but errors");
  flag("What is shown", "--wire", "the octets of every connection, secrets masked");
  flag("What is shown", "--inspect", "the window, at /~porthole/: every octet, and why");
  flag(
    "What is shown",
    "--record <file>",
    "keep the last refused or failed exchanges in a file:\n.html to look at, else JSON that the window opens",
  ).argParser(parseFile);
  flag(
    "What is shown",
    "--mask <names>",
    "fields and parameters that are secrets, besides\ncookies, credentials and passwords",
  ).argParser(parseNames);
  flag("What is shown", "--verbose", "stack traces, and the decisions behind each response");
  return command;
}

/**
 * Reads what a parsed command was told.
 * @param isPath whether a text is the path of something there
 * @throws InvalidArgumentError an environment variable, a host, a field or a rule of access is wrong
 */
export function serveArguments(
  command: Command,
  environment: Environment,
  isPath: (text: string) => boolean,
): ServeArguments {
  const given = new GivenFlags(command, environment, command.args[0], isPath);
  const host = hostGiven(given);
  const flags: ServeFlags = {
    port: given.value("port") ?? parsePortVariable(environment["PORT"]),
    strictPort: given.isOn("strictPort") ?? false,
    host,
    open: given.isOn("open") ?? false,
    watch: given.isOn("watch") ?? false,
    wire: given.isOn("wire") ?? false,
    inspect: given.isOn("inspect") ?? false,
    record: given.value("record"),
    mask: given.value("mask"),
    ...siteFlags(given, given.value("header")),
    log: given.value("log"),
    quiet: given.isOn("quiet") ?? false,
    grace: given.value("grace"),
    workers: given.value("workers"),
    trustProxy: given.value("trustProxy"),
    verbose: given.isOn("verbose") ?? false,
  };
  return { target: given.target, flags };
}

/** `true` for all interfaces. */
function hostGiven(given: GivenFlags): string | true | undefined {
  const value = given.value<string | true>("host");
  if (typeof value !== "string") return value;
  if (/^(?:1|true)$/i.test(value) || given.isTarget("host", value, /^$/, /[/\\]/)) return true;
  return parseHost(value);
}
