import cluster, { type Worker } from "node:cluster";
import type { OutputWriters } from "./serve-output.node.ts";
import { BackOff } from "./workers-back-off.ts";
import { WholeLines } from "./workers-lines.ts";
import {
  envelope,
  type FromWorker,
  messageIn,
  type StartFailure,
  type ToWorker,
  WORKER_VARIABLE,
  type WorkerStart,
} from "./workers-messages.ts";

/** How long to wait for the last lines of a worker that has ended: what it has started may still have its pipes. */
const LAST_LINES_MS = 500;

/** A worker's process that has ended. */
export interface WorkerEnd {
  readonly pid: number | undefined;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** How long it had listened; 0 where it never did. */
  readonly servedMs: number;
  /** Why it could not start, where it said so. */
  readonly failure: StartFailure | undefined;
  /** What it had cut; `undefined` where it did not stop by itself. */
  readonly cut: number | undefined;
}

/** What the worker in a place tells, and that it has ended. */
export interface PlaceReceiver {
  received(place: WorkerPlace, message: FromWorker): void;
  ended(place: WorkerPlace, end: WorkerEnd): void;
}

/** The place of one worker: whoever is started in it after one has ended has the same number. */
export class WorkerPlace {
  readonly number: number;
  readonly #start: () => WorkerStart;
  readonly #writers: OutputWriters;
  readonly #receiver: PlaceReceiver;
  readonly #backOff = new BackOff();
  #worker: Worker | undefined;
  #listeningSinceMs: number | undefined;
  #startAgain: NodeJS.Timeout | undefined;
  /** Ends of this place's workers, none of which had listened since. */
  failedStarts = 0;

  /** @param start what a worker is to be told, at the moment it is started */
  constructor(start: () => WorkerStart, writers: OutputWriters, receiver: PlaceReceiver) {
    this.number = start().number;
    this.#start = start;
    this.#writers = writers;
    this.#receiver = receiver;
  }

  get pid(): number | undefined {
    return this.#worker?.process.pid;
  }

  get isListening(): boolean {
    return this.#listeningSinceMs !== undefined;
  }

  /** Whether there is a process in it whose end has not been told of. */
  get isTaken(): boolean {
    return this.#worker !== undefined;
  }

  start(): void {
    const worker = cluster.fork({ [WORKER_VARIABLE]: JSON.stringify(this.#start()) });
    this.#worker = worker;
    const told: Told = { failure: undefined, cut: undefined };
    // A worker that has gone cannot be told anything; its end says the rest.
    worker.on("error", () => {});
    worker.on("message", (received: unknown) => {
      const message = messageIn<FromWorker>(received);
      if (message === undefined) return;
      if (message.type === "failed") told.failure = message.failure;
      if (message.type === "stopped") told.cut = message.cut;
      if (message.type === "listening") {
        this.#listeningSinceMs = performance.now();
        this.failedStarts = 0;
      }
      this.#receiver.received(this, message);
    });
    void this.#ended(worker, told);
  }

  /** Starts a worker again, when it is time to. @returns milliseconds until then */
  startAgain(servedMs: number): number {
    const delayMs = this.#backOff.delayMs(servedMs);
    this.#startAgain = setTimeout(() => this.start(), delayMs);
    return delayMs;
  }

  /** Starts no worker any more. */
  close(): void {
    clearTimeout(this.#startAgain);
  }

  send(message: ToWorker): void {
    if (this.#worker?.isConnected()) this.#worker.process.send?.(envelope(message), undefined, undefined, () => {});
  }

  kill(signal: NodeJS.Signals): void {
    this.#worker?.process.kill(signal);
  }

  async #ended(worker: Worker, told: Told): Promise<void> {
    const { pid, stdout, stderr } = worker.process;
    const isSaid = Promise.all([passOn(stdout, this.#writers.out), passOn(stderr, this.#writers.error)]);
    const [exitCode, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      worker.once("exit", (code: number | null, name: string | null) => resolve([code, name]));
    });
    const servedMs = this.#listeningSinceMs === undefined ? 0 : performance.now() - this.#listeningSinceMs;
    this.#listeningSinceMs = undefined;
    if (servedMs === 0) this.failedStarts += 1;
    // Its last words come before those about its end.
    await Promise.race([isSaid, new Promise((resolve) => setTimeout(resolve, LAST_LINES_MS))]);
    // Not before its end is told of: whoever looks whether all have gone has to know of each what it has cut.
    this.#worker = undefined;
    this.#receiver.ended(this, { pid, exitCode, signal: signal || null, servedMs, ...told });
  }
}

/** What a worker has told that its end is judged by. */
interface Told {
  failure: StartFailure | undefined;
  cut: number | undefined;
}

/** Settles when the stream has ended. */
function passOn(stream: NodeJS.ReadableStream | null, writer: OutputWriters["out"]): Promise<void> {
  if (stream === null) return Promise.resolve();
  const lines = new WholeLines((text) => writer.writeLine(text));
  stream.on("data", (octets: Uint8Array) => lines.add(octets));
  return new Promise((resolve) => {
    stream.on("error", () => {});
    stream.once("close", () => {
      lines.end();
      resolve();
    });
  });
}
