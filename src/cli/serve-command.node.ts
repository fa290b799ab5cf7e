import { statSync } from "node:fs";
import { sep } from "node:path";
import { type CommandOptions, DEFAULT_PORT, type Prepared, type Server, serveWith } from "../serve.ts";
import { parseAddressRanges } from "../server/index.ts";
import type { SiteOptions } from "../site/index.ts";
import { newCommand, parseArguments, readArguments } from "./command-line.ts";
import { listenOnFreePort } from "./free-port.ts";
import { shownPath } from "./paths.node.ts";
import { isLoopback } from "./reach.ts";
import { addServeFlags, type ServeArguments, type ServeFlags, serveArguments } from "./serve-flags.ts";
import { ServeOutput } from "./serve-output.node.ts";
import { Serving } from "./serving.node.ts";
import { listenToRefusalsSignal, type RefusalsSignal } from "./signals.node.ts";
import { passwordsWarning, requireFiles } from "./site-flags.ts";
import { developmentRule, prepareTarget } from "./start.node.ts";
import { CommandError, exitCodes, optionError } from "./start-error.ts";
import { failToStart } from "./start-failure.node.ts";
import { type Streams, standardStreams } from "./streams.node.ts";
import { packageVersion } from "./version.node.ts";
import { WatchedPages } from "./watched-pages.ts";

/** `porthole [target]`: serves until a signal ends it. Settles when it listens, or could not. */
export async function serveCommand(args: readonly string[]): Promise<void> {
  const refusalsSignal = listenToRefusalsSignal();
  const isVerbose = args.includes("--verbose");
  const streams = standardStreams(process.env, isVerbose);
  try {
    const given = givenArguments(args, streams);
    if (given !== undefined) await startServing(given, streams, refusalsSignal);
  } catch (error) {
    failToStart(error, isVerbose, streams);
  }
}

function givenArguments(args: readonly string[], { paint }: Streams): ServeArguments | undefined {
  const command = newCommand("porthole", paint)
    .description("Serves a folder, a site, or a module that exports a fetch handler, chosen by what it is given.")
    .argument("[target]", "folder, site file (site.ts, .js or .json) or app file; the current folder by default")
    .version(packageVersion(), "-v, --version", "show the version")
    .helpOption("-h, --help", "show this")
    .addHelpText("after", helpAfter);
  addServeFlags(command, process.env);
  refuseUnknownCommand(args);
  if (!parseArguments(command, args)) return undefined;
  return readArguments(() => serveArguments(command, process.env, isPath));
}

/** Words with which other tools begin to serve. */
const servingWords: ReadonlySet<string> = new Set(["serve", "start", "dev", "run"]);

/** @throws CommandError where the first word is a command of other tools */
function refuseUnknownCommand([first = "", ...rest]: readonly string[]): void {
  if (!servingWords.has(first) || isPath(first)) return;
  const hint = `porthole serves without a word for it: ${["porthole", ...(rest.length === 0 ? ["."] : rest)].join(" ")}`;
  throw new CommandError(`there is no command called ${first}`, exitCodes.usage, { hint });
}

const helpAfter = `
Commands:
  porthole explain [METHOD] <path>  the decisions behind one response
  porthole check <url>              an HTTP server, in any language, against the RFCs
  porthole compress <dir>           .br, .gz and .zst beside the files of a site
  porthole password [--user name]   the hash of a password, for --auth

Each flag has an environment variable: PORTHOLE_LOG=json, PORTHOLE_LIST=1,
PORTHOLE_COMPRESS=0. PORTHOLE_HEADER and PORTHOLE_AUTH hold one a line; an empty
variable does not count. Flags win over the environment, that over the site file.
Error pages tell what went wrong inside as the site file's "development" says;
where it says nothing, on a terminal and with --watch. NODE_ENV=development or production decides
over both. Beyond localhost (--host) only the site file can turn it on.
Signals: SIGINT and SIGTERM let open exchanges finish, a second one ends at once;
SIGHUP reloads the site where there is no terminal; SIGUSR2 writes what was refused,
with counts and octets, to standard error as JSON.
Exit codes: 0 ok, 1 could not start or failed, 2 usage or a bad site file, 3
something was cut at shutdown.
`;

function isPath(text: string): boolean {
  return statSync(text, { throwIfNoEntry: false }) !== undefined;
}

async function startServing(
  { target = ".", flags }: ServeArguments,
  streams: Streams,
  refusalsSignal: RefusalsSignal,
): Promise<void> {
  requireAddressRanges(flags.trustProxy);
  const { settings, dotfiles, symlinks } = flags;
  const host = flags.host === true ? ["0.0.0.0", "::"] : flags.host;
  let listening: Server | undefined;
  // A site that is reloaded may name another host than the one that is listened on.
  const isOnLoopback = (site: SiteOptions) =>
    (listening?.endpoints.map((each) => each.host) ?? hostsOf(host, site)).every(isLoopback);
  const development = developmentRule(process.env, streams, isOnLoopback, flags.watch);
  // Beyond localhost pages tell less, but whoever writes the site still sees each change at once.
  const readsAnew = flags.watch || developmentRule(process.env, streams, () => true);
  const pages = flags.watch ? await WatchedPages.load() : undefined;
  const liveReload = pages?.liveReload;
  const preparing = { ...settings, development, readsAnew, dotfiles, symlinks, liveReload };
  const prepared = await prepareTarget(target, preparing);
  requireFiles(prepared.kind, flags, target);
  const output = new ServeOutput(flags, prepared.options.log, streams);
  const askedPort = flags.port ?? prepared.options.port ?? DEFAULT_PORT;
  const server = await listenOnFreePort(askedPort, streams.isTerminal && !flags.strictPort, (port) =>
    listen(prepared, preparing, { ...flags, port, host: host ?? prepared.options.host }, output),
  );
  listening = server;
  // Signals are listened to before anyone is told that they may be sent.
  new Serving(server, { target, flags, streams, output, pages, refusalsSignal }).start();
  output.announce({
    server,
    askedPort,
    isLocalhost: hostsOf(host, prepared.options).includes("localhost"),
    serving: describe(prepared, target),
    version: packageVersion(),
    readyMs: performance.now(),
  });
  const hosts = server.endpoints.map((each) => each.host);
  const warning = passwordsWarning([settings, prepared.options], hosts);
  if (warning !== undefined) output.notice("warn", warning);
}

function hostsOf(host: Address["host"], site: SiteOptions): readonly string[] {
  return [host ?? site.host ?? "localhost"].flat();
}

interface Address {
  readonly port: number;
  readonly host: string | readonly string[] | undefined;
}

async function listen(
  prepared: Prepared,
  preparing: CommandOptions,
  flags: Omit<ServeFlags, keyof Address> & Address,
  output: ServeOutput,
): Promise<Server> {
  try {
    return await serveWith(prepared, {
      ...preparing,
      port: flags.port,
      host: flags.host,
      trustProxy: flags.trustProxy,
      graceSeconds: flags.grace,
      log: output.log,
      trace: output.trace,
      recordsDecisions: flags.verbose,
    });
  } catch (error) {
    throw optionError(error);
  }
}

function requireAddressRanges(texts: readonly string[] | undefined): void {
  try {
    for (const text of texts ?? []) parseAddressRanges(text);
  } catch (error) {
    throw new CommandError(`--trust-proxy: ${(error as Error).message}`, exitCodes.usage, { cause: error });
  }
}

/** "./kittens/site.ts (6 routes)" */
function describe({ kind, routes, path }: Prepared, target: string): string {
  const shown = shownPath(path ?? target);
  if (kind === "folder") return `${shown === "." ? `.${sep}` : shown} (a folder)`;
  if (kind === "fetch") return `${shown} (a fetch handler)`;
  return `${shown} (${routes} ${routes === 1 ? "route" : "routes"})`;
}
