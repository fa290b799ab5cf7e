import { statSync } from "node:fs";
import { sep } from "node:path";
import { packageVersion } from "../package-version.node.ts";
import {
  type CommandOptions,
  DEFAULT_GRACE_SECONDS,
  DEFAULT_PORT,
  type Prepared,
  type Server,
  serveWith,
} from "../serve.ts";
import { parseAddressRanges } from "../server/index.ts";
import type { SiteOptions } from "../site/index.ts";
import type { PortSharing } from "../transport/index.ts";
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
import { failToStart, startFailure } from "./start-failure.node.ts";
import { type Streams, standardStreams } from "./streams.node.ts";
import { WatchedPages } from "./watched-pages.ts";
import { SHARING_VARIABLE, WORKER_VARIABLE } from "./workers-messages.ts";
import type { SupervisorLink } from "./workers-supervisor-link.node.ts";
import { keepYoungGeneration, mayKeepYoungGeneration } from "./young-generation.node.ts";

/** `porthole [target]`: serves until a signal ends it. Settles when it listens, or could not. */
export async function serveCommand(args: readonly string[]): Promise<void> {
  const refusalsSignal = listenToRefusalsSignal();
  const isVerbose = args.includes("--verbose");
  const supervisor = process.env[WORKER_VARIABLE] && (await openSupervisorLink(isVerbose, refusalsSignal));
  const streams = supervisor ? supervisor.streams : standardStreams(process.env, isVerbose);
  try {
    const given = givenArguments(args, streams);
    if (given === undefined) return;
    if (supervisor) await startServing(given, streams, refusalsSignal, supervisor);
    else if (given.flags.workers === undefined) await startServing(given, streams, refusalsSignal);
    else await startWorkers(given, streams, refusalsSignal);
  } catch (error) {
    if (supervisor) await supervisor.fail(startFailure(error, isVerbose, streams));
    failToStart(error, isVerbose, streams);
  }
}

async function openSupervisorLink(isVerbose: boolean, refusalsSignal: RefusalsSignal) {
  const { SupervisorLink } = await import("./workers-supervisor-link.node.ts");
  return SupervisorLink.open(isVerbose, refusalsSignal);
}

async function startWorkers({ flags }: ServeArguments, streams: Streams, refusalsSignal: RefusalsSignal) {
  requireWorkersMay(flags);
  requireAddressRanges(flags.trustProxy);
  const { Supervisor } = await import("./workers-supervisor.node.ts");
  // Chosen by tests: what shares the port where the system spreads no connections.
  const sharing = process.env[SHARING_VARIABLE] === "one-queue" ? "one-queue" : "own-queues";
  new Supervisor({ flags, streams, refusalsSignal, sharing }).start();
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
  porthole check <url>              a server in any language, held to the RFCs
  porthole compress <dir>           .br, .gz and .zst beside the files of a site
  porthole password [--user name]   the hash of a password, for --auth

Each flag has an environment variable: PORTHOLE_LOG=json, PORTHOLE_LIST=1,
PORTHOLE_COMPRESS=0. PORTHOLE_HEADER and PORTHOLE_AUTH hold one a line; an empty
variable does not count. Flags win over the environment, and that over the site
file.
Error pages tell what went wrong inside as the site file's "development" says;
where it says nothing, on a terminal and with --watch. NODE_ENV=development or
production decides over both. Beyond localhost (--host) only the site file can
turn it on.
Signals: SIGINT and SIGTERM let open exchanges finish, a second one ends at
once; SIGHUP reloads the site where there is no terminal; SIGUSR2 writes what
was refused, with counts and octets, to standard error as JSON.
Exit codes: 0 ok, 1 could not start or failed, 2 usage or a bad site file,
3 something was cut at shutdown.
`;

function isPath(text: string): boolean {
  return statSync(text, { throwIfNoEntry: false }) !== undefined;
}

async function startServing(
  { target = ".", flags }: ServeArguments,
  streams: Streams,
  refusalsSignal: RefusalsSignal,
  supervisor?: SupervisorLink,
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
  const output = new ServeOutput(flags, prepared.options.log, streams, { worker: supervisor?.number });
  const askedPort = flags.port ?? prepared.options.port ?? DEFAULT_PORT;
  const hosts = hostsOf(host, prepared.options);
  const serving = describe(prepared, target);
  const graceSeconds = flags.grace ?? prepared.options.graceSeconds ?? DEFAULT_GRACE_SECONDS;
  const { log } = prepared.options;
  const port = (await supervisor?.port({ serving, askedPort, hosts, log, graceSeconds })) ?? askedPort;
  const mayMove = streams.isTerminal && !flags.strictPort && supervisor === undefined;
  const server = await listenOnFreePort(port, mayMove, (tried) =>
    listen(prepared, preparing, { ...flags, port: tried, host: hosts }, output, supervisor?.sharing),
  );
  listening = server;
  // Signals are listened to before anyone is told that they may be sent.
  new Serving(server, { target, flags, streams, output, pages, refusalsSignal, supervisor }).start();
  const { url, endpoints } = server;
  const listenedOn = endpoints.map((each) => each.host);
  const warning = passwordsWarning([settings, prepared.options], listenedOn);
  if (supervisor !== undefined) return supervisor.listening({ url, endpoints, warning });
  const isLocalhost = hosts.includes("localhost");
  const version = packageVersion();
  const { window } = server;
  output.announce({ url, endpoints, askedPort, isLocalhost, serving, version, window, readyMs: performance.now() });
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
  sharing: PortSharing | undefined,
): Promise<Server> {
  const options = {
    ...preparing,
    port: flags.port,
    host: flags.host,
    trustProxy: flags.trustProxy,
    graceSeconds: flags.grace,
    log: output.log,
    trace: output.trace,
    recordsDecisions: flags.verbose,
    inspect: flags.inspect,
    record: flags.record,
    mask: flags.mask,
  };
  try {
    return await serveWith(prepared, options, {
      sharing,
      surges: mayKeepYoungGeneration() ? keepYoungGeneration : undefined,
    });
  } catch (error) {
    throw optionError(error);
  }
}

/** @throws CommandError flags that one process alone can serve by */
function requireWorkersMay({ watch, wire, inspect, record }: ServeFlags): void {
  const flags = { "--watch": watch, "--wire": wire, "--inspect": inspect, "--record": record !== undefined };
  const flag = Object.entries(flags).find(([, isGiven]) => isGiven)?.[0];
  if (flag === undefined) return;
  const hint = watch
    ? "Leave out --workers while you work on the site; where workers serve, SIGHUP makes them all reload it."
    : "Leave out --workers to look at octets: each process would see the connections that it has, and no other.";
  throw new CommandError(`${flag} does not go with --workers`, exitCodes.usage, { hint });
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
