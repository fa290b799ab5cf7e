import { realpathSync } from "node:fs";
import { join } from "node:path";
import { isatty } from "node:tty";
import { isConfigError } from "../config/index.ts";
import { DEFAULT_GRACE_SECONDS, type Server } from "../serve.ts";
import { visibleText } from "../trace/index.ts";
import { openBrowser } from "./browser.node.ts";
import { linesOf, shownPath } from "./paths.node.ts";
import { isLoopback } from "./reach.ts";
import type { ServeFlags } from "./serve-flags.ts";
import type { ServeOutput } from "./serve-output.node.ts";
import { listenToSignals, type RefusalsSignal, type SignalActions } from "./signals.node.ts";
import { SiteReloader } from "./site-reloader.node.ts";
import { exitCodes, startErrorText } from "./start-error.ts";
import type { Streams } from "./streams.node.ts";
import { paintFor } from "./terminal.ts";
import type { ChangedFile, WatchedPages } from "./watched-pages.ts";

/** How long a forced stop may take before the process just ends. */
const FORCED_STOP_MS = 1000;

/** What a server was started with. */
export interface ServingContext {
  readonly target: string;
  readonly flags: ServeFlags;
  readonly streams: Streams;
  readonly output: ServeOutput;
  /** Asks what was refused. */
  readonly refusalsSignal: RefusalsSignal;
  /** Under --watch. */
  readonly pages?: WatchedPages | undefined;
  /** Whom this process obeys in place of signals and reports to, where it is one of several. */
  readonly supervisor?: ServingSupervisor | undefined;
}

/** What a server obeys and reports to that is one of several: others tell people, and open the browser. */
export interface ServingSupervisor {
  /** Does what the supervisor asks from now on. */
  obey(actions: SignalActions): void;
  draining(connections: number): void;
  /** Settles when it has been told. */
  stopped(cut: number): Promise<void>;
}

/** A server that runs until a signal ends it: what signals, changed files and stray exceptions do to it. */
export class Serving {
  readonly #server: Server;
  readonly #context: ServingContext;
  readonly #reloader: SiteReloader;

  constructor(server: Server, context: ServingContext) {
    this.#server = server;
    this.#context = context;
    this.#reloader = new SiteReloader(server.prepared.files, {
      reload: async () => {
        await server.reload(context.target);
        return server.prepared.files;
      },
      succeeded: (reason) => this.#reloaded(reason),
      failed: (error) => this.#reloadFailed(error),
      fileOf: (error) => (isConfigError(error) ? error.file : undefined),
    });
  }

  start(): void {
    const { flags, output, streams, supervisor } = this.#context;
    const hasTerminal = streams.isTerminal || isatty(0);
    const actions = {
      drain: () => void this.#stop(),
      force: () => this.#force(),
      reload: () => void this.#reloader.reload("SIGHUP"),
    };
    if (supervisor === undefined) listenToSignals(actions, hasTerminal);
    else supervisor.obey(actions);
    this.#context.refusalsSignal.tell = () => output.refusals(this.#server.refusals());
    process.on("unhandledRejection", (cause) => {
      output.notice("error", "a promise was rejected and nobody took notice; the server goes on", cause);
    });
    process.on("uncaughtException", (cause) => {
      output.notice("error", "an exception was thrown outside of any exchange; the server goes on", cause);
    });
    if (flags.watch) this.#startWatching();
    if (flags.open && supervisor === undefined) openBrowserAt(this.#server.url, output);
  }

  async #stop(): Promise<void> {
    const { flags, output, supervisor } = this.#context;
    this.#reloader.close();
    this.#context.pages?.close();
    const stopping = this.#server.close();
    const graceSeconds = flags.grace ?? this.#server.prepared.options.graceSeconds ?? DEFAULT_GRACE_SECONDS;
    if (supervisor === undefined) output.draining(this.#server.connectionCount, graceSeconds);
    else supervisor.draining(this.#server.connectionCount);
    const { cut } = await stopping;
    await this.#end(cut === 0 ? exitCodes.ok : exitCodes.cut, cut);
  }

  /** Ends the grace; the stop that is under way then tells what was cut. */
  #force(): void {
    this.#server.closeNow();
    setTimeout(() => process.exit(exitCodes.failed), FORCED_STOP_MS).unref();
  }

  async #end(exitCode: number, cut: number): Promise<void> {
    const { output, supervisor } = this.#context;
    if (supervisor === undefined) output.stopped(cut);
    else await supervisor.stopped(cut);
    await output.flush();
    // What a site has begun besides, a timer for one, does not keep a stopped server's process.
    process.exit(exitCode);
  }

  #startWatching(): void {
    this.#reloader.startWatching();
    const { pages } = this.#context;
    if (pages !== undefined) pages.changed = (files) => this.#filesChanged(files, pages);
  }

  #filesChanged(files: readonly ChangedFile[], pages: WatchedPages): void {
    // What the site was loaded from is the reloader's: pages are told when the site is reloaded.
    const loadedFrom = new Set(this.#server.prepared.files.flatMap((file) => [file, realPathOf(file)]));
    const served = files.filter(({ path, root }) => !loadedFrom.has(join(root, path))).map(({ path }) => path);
    const [first, ...others] = served;
    if (first === undefined) return;
    const changed = others.length === 0 ? `${first} changed` : `${first} and ${others.length} more changed`;
    this.#context.output.notice("info", `${visibleText(changed)}: ${toldText(pages.liveReload.changed(served))}`);
  }

  #reloaded(reason: string): void {
    const { output, pages } = this.#context;
    const told = pages?.liveReload.siteChanged() ?? 0;
    output.notice("info", `${reason}: the site was reloaded${told === 0 ? "" : `, ${toldText(told)}`}`);
  }

  #reloadFailed(error: unknown): void {
    const { flags, output, pages } = this.#context;
    const text = startErrorText(error, { paint: paintFor(false), isVerbose: flags.verbose, linesOf, shownPath });
    output.notice("error", `the site was not reloaded, the last good one stays up:\n${text}`);
    // Pages that others see do not show them lines of the site file.
    const isAlone = this.#server.endpoints.every(({ host }) => isLoopback(host));
    pages?.liveReload.failed(isAlone ? text.replace(/^✖ /, "") : "What is wrong is said where the server was started.");
  }
}

/** Opens the browser, and says so where there is none. */
export function openBrowserAt(url: string, output: ServeOutput): void {
  openBrowser(url, (error) => output.notice("warn", `no browser was opened: ${error.message}`));
}

/** How many pages have heard of it. */
function toldText(pages: number): string {
  if (pages === 0) return "no page is open";
  return pages === 1 ? "told 1 page" : `told ${pages} pages`;
}

/** The file's name without symbolic links, as a root has it; the name itself where it has gone. */
function realPathOf(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}
