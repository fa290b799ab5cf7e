import cluster from "node:cluster";
import { availableParallelism } from "node:os";
import { isatty } from "node:tty";
import { packageVersion } from "../package-version.node.ts";
import { type Listener, listenTcp, type PortSharing } from "../transport/index.ts";
import { WORKERS_MAX } from "./flag-values.ts";
import { listenOnFreePort } from "./free-port.ts";
import { writeErrorLine } from "./log-writer.node.ts";
import type { ServeFlags } from "./serve-flags.ts";
import { type OutputWriters, ServeOutput, standardWriters } from "./serve-output.node.ts";
import { openBrowserAt } from "./serving.node.ts";
import { listenToSignals, type RefusalsSignal } from "./signals.node.ts";
import { exitCodes } from "./start-error.ts";
import { failToStart } from "./start-failure.node.ts";
import type { Streams } from "./streams.node.ts";
import type { FromWorker, LoadedSite, StartFailure, WorkerListening } from "./workers-messages.ts";
import { type PlaceReceiver, type WorkerEnd, WorkerPlace } from "./workers-place.node.ts";

/** Where no worker has served yet, a place in which so many ended without a word ends the command. */
const FAILED_STARTS_MAX = 3;
/** How long workers may take beyond the grace, or when forced, before they are killed: one may be in a loop. */
const STOP_MARGIN_MS = 2000;
/** How long the end waits for output that is not read. */
const FLUSH_MS = 1000;

/** What the workers are started for, and with. */
export interface SupervisorContext {
  readonly flags: ServeFlags;
  readonly streams: Streams;
  readonly refusalsSignal: RefusalsSignal;
  /** How the port is shared; for tests to choose. */
  readonly sharing: PortSharing;
}

/**
 * The process that serves nothing: it starts the workers, has them listen on one port, speaks for them all, starts again
 * what ends, and passes signals on. It never loads the site, whose faults are so the workers' alone.
 *
 * The first worker loads the site before others are started, so that what is wrong with it is said once. A listener of
 * the supervisor's own finds the port, refuses one that is in use (which workers that share would not notice), and holds it
 * until all have loaded the site; then they listen within the same moment.
 */
export class Supervisor implements PlaceReceiver {
  readonly #context: SupervisorContext;
  readonly #places: readonly WorkerPlace[];
  readonly #writers: OutputWriters = standardWriters();
  /** Those that have loaded the site and wait for the port. */
  readonly #loaded = new Set<WorkerPlace>();
  #site: LoadedSite | undefined;
  #output: ServeOutput | undefined;
  #held: Listener | undefined;
  #port: number | undefined;
  #isAnnounced = false;
  #isStopping = false;
  #isEnding = false;
  #cut = 0;
  #hasLostWorker = false;
  #drainingConnections = new Map<WorkerPlace, number>();

  constructor(context: SupervisorContext) {
    this.#context = context;
    const count = workerCount(context.flags.workers);
    const { isTerminal, isErrorTerminal, columns } = context.streams;
    const startOf = (number: number) => () => {
      return { number, sharing: context.sharing, isTerminal, isErrorTerminal, columns: columns() };
    };
    this.#places = Array.from(
      { length: count },
      (_, index) => new WorkerPlace(startOf(index + 1), this.#writers, this),
    );
  }

  start(): void {
    // All from one queue, where each has none of its own: one that ends loses nothing that others could have answered.
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    cluster.setupPrimary({ stdio: ["ignore", "pipe", "pipe", "ipc"] });
    this.#places[0]!.start();
  }

  received(place: WorkerPlace, message: FromWorker): void {
    switch (message.type) {
      case "loaded":
        this.#loaded.add(place);
        if (this.#site === undefined) this.#firstLoaded(message.site).catch((error: unknown) => this.#fail(error));
        else this.#listenWhereLoaded();
        break;
      case "listening":
        this.#listening(place, message.listening);
        break;
      case "draining":
        this.#draining(place, message.connections);
    }
  }

  ended(place: WorkerPlace, end: WorkerEnd): void {
    this.#loaded.delete(place);
    this.#drainingConnections.delete(place);
    const failure = this.#isAnnounced ? undefined : (end.failure ?? neverReady(place, end));
    if (this.#isStopping) this.#endedWhileStopping(place, end);
    else if (failure !== undefined) void this.#end(failure.exitCode, failure);
    else this.#startAgain(place, end);
  }

  #startAgain(place: WorkerPlace, end: WorkerEnd): void {
    const delayMs = place.startAgain(end.servedMs);
    const when = delayMs === 0 ? "at once" : `in ${delayMs} ms`;
    this.#notice("error", `worker ${place.number} ${endText(end)}; another is started ${when}`);
  }

  async #firstLoaded(site: LoadedSite): Promise<void> {
    const { flags, streams } = this.#context;
    this.#site = site;
    this.#output = new ServeOutput(flags, site.log, streams, { writers: this.#writers });
    this.#held = await listenOnFreePort(site.askedPort, streams.isTerminal && !flags.strictPort, (port) =>
      listenTcp({ hosts: site.hosts, port, accepted: (connection) => connection.abort(), failed: () => {} }),
    );
    this.#port = this.#held.endpoints[0]!.port;
    for (const place of this.#places.slice(1)) place.start();
    this.#listenWhereLoaded();
  }

  /** Has all listen that may: at the start when all can, later whoever has been started again. */
  #listenWhereLoaded(): void {
    const port = this.#port;
    if (port === undefined || (this.#held !== undefined && this.#loaded.size < this.#places.length)) return;
    void this.#held?.close();
    this.#held = undefined;
    for (const place of this.#loaded) place.send({ type: "listen", port });
    this.#loaded.clear();
  }

  #listening(place: WorkerPlace, listening: WorkerListening): void {
    if (this.#isAnnounced) {
      this.#notice("info", `worker ${place.number} serves again (process ${place.pid})`);
    } else if (this.#places.every(({ isListening }) => isListening)) this.#announce(listening);
  }

  #announce({ url, endpoints, warning }: WorkerListening): void {
    const { flags } = this.#context;
    const { askedPort, hosts, serving } = this.#site!;
    const output = this.#output!;
    this.#isAnnounced = true;
    this.#obeySignals();
    output.announce({
      url,
      endpoints,
      workers: this.#places.length,
      askedPort,
      isLocalhost: hosts.includes("localhost"),
      serving,
      version: packageVersion(),
      readyMs: performance.now(),
    });
    if (warning !== undefined) output.notice("warn", warning);
    if (flags.open) openBrowserAt(url, output);
  }

  #obeySignals(): void {
    const { streams, refusalsSignal } = this.#context;
    const actions = {
      drain: () => this.#drain(),
      force: () => this.#force(),
      reload: () => this.#tellAll({ type: "reload" }),
    };
    listenToSignals(actions, streams.isTerminal || isatty(0));
    refusalsSignal.tell = () => this.#tellAll({ type: "tell-refusals" });
    if (!streams.isTerminal) return;
    process.stdout.on("resize", () => this.#tellAll({ type: "columns", columns: streams.columns() }));
  }

  #drain(): void {
    this.#isStopping = true;
    for (const place of this.#places) place.close();
    this.#tellAll({ type: "drain" });
    const { graceSeconds } = this.#site!;
    if (graceSeconds !== null) this.#killAfter(graceSeconds * 1000 + STOP_MARGIN_MS);
    this.#endIfAllAreGone();
  }

  #force(): void {
    this.#tellAll({ type: "force" });
    this.#killAfter(STOP_MARGIN_MS);
  }

  #killAfter(delayMs: number): void {
    const kill = () => {
      for (const place of this.#places) place.kill("SIGKILL");
    };
    setTimeout(kill, delayMs);
  }

  #tellAll(message: Parameters<WorkerPlace["send"]>[0]): void {
    for (const place of this.#places) place.send(message);
  }

  /** Says once how many connections have the grace. */
  #draining(place: WorkerPlace, connections: number): void {
    if (!this.#isStopping || this.#drainingConnections.has(place)) return;
    this.#drainingConnections.set(place, connections);
    if (this.#drainingConnections.size < this.#places.filter(({ isTaken }) => isTaken).length) return;
    const sum = [...this.#drainingConnections.values()].reduce((one, other) => one + other, 0);
    this.#output!.draining(sum, this.#site!.graceSeconds ?? Number.POSITIVE_INFINITY);
  }

  #endedWhileStopping(place: WorkerPlace, end: WorkerEnd): void {
    this.#cut += end.cut ?? 0;
    if (end.cut === undefined && end.servedMs > 0) {
      this.#hasLostWorker = true;
      this.#notice("error", `worker ${place.number} ${endText(end)} before it had stopped; what it was at is cut`);
    }
    this.#endIfAllAreGone();
  }

  #endIfAllAreGone(): void {
    if (this.#isEnding || this.#places.some(({ isTaken }) => isTaken)) return;
    if (!this.#hasLostWorker) this.#output!.stopped(this.#cut);
    void this.#end(this.#cut === 0 && !this.#hasLostWorker ? exitCodes.ok : exitCodes.cut);
  }

  #notice(level: "info" | "error", message: string): void {
    if (this.#output === undefined) writeErrorLine(message);
    else this.#output.notice(level, message);
  }

  /** The start has failed for a reason of the supervisor's own. */
  #fail(error: unknown): never {
    for (const place of this.#places) place.kill("SIGTERM");
    return failToStart(error, this.#context.flags.verbose, this.#context.streams);
  }

  /** Ends the command, and what is left of its workers. */
  async #end(exitCode: number, failure?: StartFailure): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#isStopping = true;
    for (const place of this.#places) {
      place.close();
      place.kill("SIGTERM");
    }
    await Promise.all([this.#writers.out.flush(FLUSH_MS), this.#writers.error.flush(FLUSH_MS)]);
    if (failure !== undefined) writeErrorLine(failure.text);
    process.exit(exitCode);
  }
}

function workerCount(workers: ServeFlags["workers"]): number {
  return workers === "auto" ? Math.min(availableParallelism(), WORKERS_MAX) : (workers ?? 1);
}

/** "(process 4711) ended by SIGKILL", "(process 4711) could not start:\n✖ …" */
function endText({ pid, exitCode, signal, failure }: WorkerEnd): string {
  const who = `(process ${pid})`;
  if (failure !== undefined) return `${who} could not start:\n${failure.text}\n`;
  return signal === null ? `${who} ended with exit code ${exitCode}` : `${who} was ended by ${signal}`;
}

/** What is said where nobody has served yet and this is not tried again; `undefined` where it is. */
function neverReady(place: WorkerPlace, end: WorkerEnd): StartFailure | undefined {
  if (place.failedStarts < FAILED_STARTS_MAX) return undefined;
  const exitCode = end.exitCode || exitCodes.failed;
  const text = `✖ worker ${place.number} ${endText(end)} before it served, ${FAILED_STARTS_MAX} times one after the other`;
  return { text, exitCode };
}
