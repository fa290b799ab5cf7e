import { type Command, InvalidArgumentError, Option } from "commander";
import type { Exchange, IncomingRequest, Resource } from "../semantics/index.ts";
import { DEFAULT_PORT, type Prepared } from "../serve.ts";
import { notRun } from "../site/index.ts";
import { visibleText } from "../trace/index.ts";
import { newCommand, parseArguments, readArguments } from "./command-line.ts";
import { explainedExchange } from "./explained-exchange.ts";
import { explanationText } from "./explanation.ts";
import { parseLines } from "./flag-values.ts";
import { writeOutputLine } from "./log-writer.node.ts";
import { addSiteFlags, flagsOf, GivenFlags, requireFiles, type SiteFlags, siteFlags } from "./site-flags.ts";
import { developmentRule, prepareTarget } from "./start.node.ts";
import { CommandError, exitCodes, optionError } from "./start-error.ts";
import { failToStart } from "./start-failure.node.ts";
import { type Streams, standardStreams } from "./streams.node.ts";
import type { Environment } from "./terminal.ts";

interface ExplainFlags {
  readonly header: readonly string[];
  readonly site: string;
  readonly run?: boolean;
  readonly verbose?: boolean;
}

/** `porthole explain [METHOD] <path>`: says why one request is answered as it is, without a socket. */
export async function explainCommand(args: readonly string[]): Promise<void> {
  const isVerbose = args.includes("--verbose");
  const streams = standardStreams(process.env, isVerbose);
  try {
    const command = explainCommandLine(streams, process.env);
    if (!parseArguments(command, args)) return;
    await explain(command, streams);
    // A site file may have begun something that would keep the process.
    process.exit(exitCodes.ok);
  } catch (error) {
    failToStart(error, isVerbose, streams);
  }
}

function explainCommandLine({ paint }: Streams, environment: Environment): Command {
  const command = newCommand("porthole explain", paint)
    .usage("[METHOD] <path> [options]")
    .description(
      "Says why a request is answered as it is: every decision on the way, and the head of the response.\n" +
        "No socket is opened. A handler runs for GET and HEAD alone, unless --run is given.",
    )
    .argument("[method-or-path]", "method, GET by default")
    .argument("[path]", "request target, such as /kittens?size=300")
    .addOption(
      new Option("-H, --header <line>", "a field of the request, such as 'Accept: text/html'; may be repeated")
        .argParser(parseHeader)
        .default([], "Host: localhost:5000"),
    )
    .addOption(new Option("--site <target>", "folder, site file or app file").default(".", "the current folder"))
    .option("--run", "run the handler, whatever the method")
    .option("--verbose", "stack traces")
    .helpOption("-h, --help", "show this")
    .addHelpText("after", helpAfter);
  addSiteFlags(flagsOf(command, environment));
  return command;
}

const helpAfter = `
These flags are those of porthole, and so are their environment variables, with
PORTHOLE_HEADER for the fields of responses.
`;

async function explain(command: Command, streams: Streams): Promise<void> {
  const { paint } = streams;
  const columns = streams.columns();
  const flags = command.opts<ExplainFlags>();
  const { args } = command;
  const given = new GivenFlags(command, process.env, args[1], (text) => isMethod(text) && !args.some(isMethod));
  const fileFlags = readArguments(() => siteFlagsGiven(given, process.env));
  // A flag with an optional value may have taken one of the two.
  const words = args.length < 2 && given.target !== undefined ? [...args, given.target] : args;
  const [first, second] = words.some(isMethod) && !isMethod(words[0]!) ? words.toReversed() : words;
  if (first === undefined) {
    throw new CommandError("which path is to be explained?", exitCodes.usage, { hint: "porthole explain /path" });
  }
  if (second === undefined && isMethod(first)) {
    throw new CommandError(`which path is ${first} for?`, exitCodes.usage, { hint: `porthole explain ${first} /path` });
  }
  const [method, requestTarget] = second === undefined ? ["GET", first] : [first, second];
  const mayRun = (asked: string) => flags.run === true || asked === "GET" || asked === "HEAD";
  const { settings, dotfiles, symlinks } = fileFlags;
  const prepared = await prepareTarget(flags.site, {
    ...settings,
    development: developmentRule(process.env, streams, () => true),
    dotfiles,
    symlinks,
    stopBeforeHandler: (asked) => !mayRun(asked),
  });
  requireFiles(prepared.kind, fileFlags, flags.site);
  const port = prepared.options.port || DEFAULT_PORT;
  const requestOctets = requestOf(method, requestTarget, flags.header, port);
  const explained = await explainedExchange(stoppedBefore(prepared, mayRun), requestOctets, port).catch((error) => {
    throw optionError(error);
  });
  writeOutputLine(explanationText(requestOctets, explained, { paint, columns, isVerbose: flags.verbose === true }));
  if (lacksSlash(method, requestTarget)) {
    writeOutputLine(`  ${paint.yellow("!")} did you mean ${paint.bold(visibleText(`/${requestTarget}`))}?\n`);
  }
}

/** Whether this is meant as a method: one may be spelled otherwise where it stands before a path. */
function isMethod(word: string): boolean {
  return /^[A-Z]+$/.test(word);
}

/** Whether a request target was probably meant as a path: no origin, no asterisk, and no authority for CONNECT. */
function lacksSlash(method: string, requestTarget: string): boolean {
  return method !== "CONNECT" && !/^[/*]|:\/\//.test(requestTarget);
}

/** -H is a field of the request here; those of responses come from the environment alone. */
function siteFlagsGiven(given: GivenFlags, { PORTHOLE_HEADER }: Environment): SiteFlags {
  return siteFlags(given, PORTHOLE_HEADER ? parseLines(PORTHOLE_HEADER, undefined) : undefined);
}

/** The octets a client would send. */
function requestOf(method: string, requestTarget: string, headers: readonly string[], port: number): Uint8Array {
  const host = headers.some((line) => /^host:/i.test(line)) ? [] : [`Host: localhost:${port}`];
  const lines = [`${method} ${requestTarget} HTTP/1.1`, ...host, ...headers, "", ""];
  return new TextEncoder().encode(lines.join("\r\n"));
}

function parseHeader(line: string, before: readonly string[]): readonly string[] {
  if (!line.includes(":"))
    throw new InvalidArgumentError("It must be a name, a colon and a value: 'Accept: text/html'.");
  return [...before, line];
}

/** A module's fetch function is one handler for everything: it is stopped before as a whole. */
function stoppedBefore(prepared: Prepared, mayRun: (method: string) => boolean): Prepared {
  if (prepared.kind !== "fetch") return prepared;
  const resource: Resource = (request: IncomingRequest, exchange: Exchange) => {
    if (mayRun(request.method)) return prepared.resource(request, exchange);
    exchange.decisions?.note("handler", `fetch is not run for ${request.method}`);
    return notRun;
  };
  return { ...prepared, resource };
}
