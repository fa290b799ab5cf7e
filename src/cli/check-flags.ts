import { type Command, InvalidArgumentError } from "commander";
import type { Level } from "../cases/index.ts";
import { parsePath, parseTarget } from "./check-target.ts";
import { parseLines, parseList } from "./flag-values.ts";
import { flagsOf, GivenFlags } from "./site-flags.ts";
import type { Environment } from "./terminal.ts";

export const reportFormats = ["text", "json", "junit", "sarif", "html"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** A report in a file. */
export interface ReportFile {
  readonly file: string;
  readonly format: ReportFormat;
}

/** What the command line and the environment say. */
export interface CheckFlags {
  /** `undefined` where the cases are only listed. */
  readonly url: URL | undefined;
  readonly file: string | undefined;
  readonly post: string | undefined;
  readonly redirect: string | undefined;
  readonly only: readonly string[] | undefined;
  readonly level: Level | undefined;
  readonly deadlines: boolean;
  readonly connections: number | undefined;
  readonly isAllowed: boolean;
  /** Of what goes to standard output. */
  readonly format: ReportFormat;
  readonly outputs: readonly ReportFile[];
  readonly baseline: string | undefined;
  readonly updateBaseline: boolean;
  /** The file of the repository that results in SARIF are shown at. */
  readonly source: string | undefined;
  readonly list: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Gives the command its flags, each with its environment variable. */
export function addCheckFlags(command: Command, environment: Environment): Command {
  const flag = flagsOf(command, environment);
  const what = "What is asked for";
  flag(what, "--path <p>", "the path to ask for where any will do (default:\nthat of the URL)").argParser(parsePath);
  flag(
    what,
    "--file <p>",
    "a path that answers with a file, best one with a\nvalidator (default: looked for)",
  ).argParser(parsePath);
  flag(what, "--post <p>", "a path that takes POST (default: looked for)").argParser(parsePath);
  flag(what, "--redirect <p>", "a path that redirects (default: looked for)").argParser(parsePath);
  const which = "Which cases";
  flag(which, "--only <words>", "families, rules or parts of names; may be repeated").argParser(parseList);
  flag(which, "--level <level>", "what binds at least so: must, practice, should, may").argParser(parseLevel);
  flag(which, "--deadlines", "wait for the server's deadlines too, up to two minutes");
  command.option("--list", "list the cases, and try none");
  command.options.at(-1)!.helpGroup(`${which}:`);
  const how = "How it is tried";
  flag(how, "--connections <n>", "connections at a time, 1 to 64 (default: 12)").argParser(parseConnections);
  flag(how, "--i-may-test-this-host", "check a server that is not on this machine:\nyou say that you may");
  const report = "The report";
  flag(report, "--format <format>", `${reportFormats.join(", ")} (default: text)`).choices(reportFormats);
  flag(
    report,
    "-o, --output <file>",
    "write it to a file, in the format of its ending:\n.txt .json .xml .sarif .html; may be repeated",
  ).argParser(parseLines);
  flag(report, "--source <file>", "the file of your repository that SARIF points at");
  flag(report, "-q, --quiet", "what failed and the tally, nothing else");
  flag(report, "--verbose", "all of each failure and warning; stack traces");
  const baseline = "What is known";
  flag(baseline, "--baseline <file>", "fail on failures alone that are not in this file");
  command.option("--update-baseline", "write the failures of this run to that file");
  command.options.at(-1)!.helpGroup(`${baseline}:`);
  return command;
}

function parseLevel(text: string): Level {
  const level = levels.get(text.toLowerCase());
  if (level === undefined) throw new InvalidArgumentError("It must be must, practice, should or may.");
  return level;
}

const levels: ReadonlyMap<string, Level> = new Map([
  ["must", "MUST"],
  ["practice", "practice"],
  ["should", "SHOULD"],
  ["may", "MAY"],
]);

const CONNECTIONS_MAX = 64;

function parseConnections(text: string): number {
  if (!/^[0-9]{1,2}$/.test(text) || Number(text) < 1 || Number(text) > CONNECTIONS_MAX) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${CONNECTIONS_MAX}.`);
  }
  return Number(text);
}

/**
 * Reads what a parsed command was told.
 * @throws InvalidArgumentError the target, or what two flags say together, is wrong
 */
export function checkFlags(command: Command, environment: Environment): CheckFlags {
  const given = new GivenFlags(command, environment, command.args[0], () => false);
  const list = given.value<boolean>("list") === true;
  const baseline = given.value<string>("baseline");
  const updateBaseline = given.value<boolean>("updateBaseline") === true;
  if (updateBaseline && baseline === undefined) {
    throw new InvalidArgumentError("--update-baseline needs --baseline <file>: the file that is written");
  }
  const { format, outputs } = reportsGiven(given);
  return {
    url: list && given.target === undefined ? undefined : targetGiven(given),
    file: given.value("file"),
    post: given.value("post"),
    redirect: given.value("redirect"),
    only: given.value("only"),
    level: given.value("level"),
    deadlines: given.isOn("deadlines") ?? false,
    connections: given.value("connections"),
    isAllowed: given.isOn("iMayTestThisHost") ?? false,
    format,
    outputs,
    baseline,
    updateBaseline,
    source: given.value("source"),
    list,
    quiet: given.isOn("quiet") ?? false,
    verbose: given.isOn("verbose") ?? false,
  };
}

function targetGiven(given: GivenFlags): URL {
  if (given.target === undefined) {
    throw new InvalidArgumentError("which server is to be checked? porthole check http://localhost:5000");
  }
  const url = parseTarget(given.target);
  const path = given.value<string>("path");
  if (path === undefined) return url;
  if (`${url.pathname}${url.search}` !== "/" && `${url.pathname}${url.search}` !== path) {
    throw new InvalidArgumentError(
      `the URL has the path ${url.pathname}${url.search}, and --path is ${path}: give one`,
    );
  }
  return new URL(path, url);
}

/** Without a file all goes to standard output; with files the text goes there, whatever their formats. */
function reportsGiven(given: GivenFlags): Pick<CheckFlags, "format" | "outputs"> {
  const format = given.value<ReportFormat>("format");
  const files = given.value<readonly string[]>("output") ?? [];
  if (files.length === 0) return { format: format ?? "text", outputs: [] };
  if (files.length > 1 && format !== undefined) {
    throw new InvalidArgumentError("--format goes with one --output: several have the formats of their endings");
  }
  return { format: "text", outputs: files.map((file) => ({ file, format: format ?? formatOf(file) })) };
}

function formatOf(file: string): ReportFormat {
  const ending = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? "";
  const format = endings.get(ending);
  if (format === undefined) {
    throw new InvalidArgumentError(`${file}: its ending says no format; --format does, or one of ${endingNames}`);
  }
  return format;
}

const endings: ReadonlyMap<string, ReportFormat> = new Map([
  ["txt", "text"],
  ["json", "json"],
  ["xml", "junit"],
  ["sarif", "sarif"],
  ["html", "html"],
]);
const endingNames = [...endings.keys()].map((ending) => `.${ending}`).join(", ");
