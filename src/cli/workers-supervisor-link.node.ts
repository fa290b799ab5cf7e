import cluster from "node:cluster";
import type { PortSharing } from "../transport/index.ts";
import type { ServingSupervisor } from "./serving.node.ts";
import type { RefusalsSignal, SignalActions } from "./signals.node.ts";
import { type Streams, standardStreams } from "./streams.node.ts";
import {
  envelope,
  type FromWorker,
  type LoadedSite,
  messageIn,
  type StartFailure,
  type ToWorker,
  WORKER_VARIABLE,
  type WorkerListening,
  type WorkerStart,
} from "./workers-messages.ts";

/**
 * A worker's end of the link to its supervisor. Signals come from there: a terminal sends them to all processes that
 * belong to it, and what the supervisor passes on would then come twice. A supervisor that has gone is told by the
 * link's end, and the worker stops as on a signal.
 */
export class SupervisorLink implements ServingSupervisor {
  readonly number: number;
  readonly sharing: PortSharing;
  readonly streams: Streams;

  readonly #refusalsSignal: RefusalsSignal;
  #columns: number | undefined;
  #actions: SignalActions | undefined;
  #isDraining = false;
  #tellPort: (port: number) => void = () => {};

  /** The link of this process; `undefined` where it is no worker. */
  static open(isVerbose: boolean, refusalsSignal: RefusalsSignal): SupervisorLink | undefined {
    const start = process.env[WORKER_VARIABLE];
    // Neither the site nor what it starts is a worker of ours.
    delete process.env[WORKER_VARIABLE];
    if (start === undefined || !cluster.isWorker) return undefined;
    return new SupervisorLink(JSON.parse(start) as WorkerStart, isVerbose, refusalsSignal);
  }

  private constructor(start: WorkerStart, isVerbose: boolean, refusalsSignal: RefusalsSignal) {
    const { isTerminal, isErrorTerminal } = start;
    this.number = start.number;
    this.sharing = start.sharing;
    this.#columns = start.columns;
    this.#refusalsSignal = refusalsSignal;
    this.streams = standardStreams(process.env, isVerbose, {
      isTerminal,
      isErrorTerminal,
      columns: () => this.#columns,
    });
    for (const signal of ["SIGINT", "SIGHUP", "SIGBREAK"]) process.on(signal, () => {});
    process.on("SIGTERM", () => this.#drain());
    process.on("message", (received) => {
      const message = messageIn<ToWorker>(received);
      if (message !== undefined) this.#receive(message);
    });
    cluster.worker!.on("disconnect", () => {
      // The platform would else end this process at once.
      cluster.worker!.exitedAfterDisconnect = true;
      this.#drain();
    });
  }

  /** Tells what was loaded, and settles with the port to listen on. */
  async port(site: LoadedSite): Promise<number> {
    const told = new Promise<number>((resolve) => {
      this.#tellPort = resolve;
    });
    await this.#tell({ type: "loaded", site });
    return await told;
  }

  obey(actions: SignalActions): void {
    this.#actions = actions;
  }

  listening(listening: WorkerListening): void {
    void this.#tell({ type: "listening", listening });
  }

  draining(connections: number): void {
    void this.#tell({ type: "draining", connections });
  }

  async stopped(cut: number): Promise<void> {
    await this.#tell({ type: "stopped", cut });
  }

  /** Says why this worker cannot start, and ends it. */
  async fail(failure: StartFailure): Promise<never> {
    await this.#tell({ type: "failed", failure });
    process.exit(failure.exitCode);
  }

  #receive(message: ToWorker): void {
    switch (message.type) {
      case "listen":
        this.#tellPort(message.port);
        break;
      case "drain":
        this.#drain();
        break;
      case "force":
        this.#actions?.force();
        break;
      case "reload":
        this.#actions?.reload();
        break;
      case "tell-refusals":
        this.#refusalsSignal.tell?.();
        break;
      case "columns":
        this.#columns = message.columns;
    }
  }

  /** However often it is asked for: the supervisor alone can force. */
  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    if (this.#actions === undefined) process.exit();
    this.#actions.drain();
  }

  /** Settles when the message has left, or nobody is there to take it. */
  #tell(message: FromWorker): Promise<void> {
    return new Promise((resolve) => {
      if (!process.connected) resolve();
      else process.send!(envelope(message), undefined, undefined, () => resolve());
    });
  }
}
