import type { Endpoint, PortSharing } from "../transport/index.ts";
import type { LogFormat } from "./serve-flags.ts";

/** The environment variable by which a process knows that it is a worker: it holds a {@link WorkerStart}, as JSON. */
export const WORKER_VARIABLE = "PORTHOLE_WORKER";

/** The environment variable by which tests choose how workers share the port. */
export const SHARING_VARIABLE = "PORTHOLE_WORKER_SHARING";

/** What a worker is told when its process begins. */
export interface WorkerStart {
  /** From 1; the one that is started in its place has the same. */
  readonly number: number;
  readonly sharing: PortSharing;
  /** What the supervisor's standard output and standard error are: the worker's own are pipes to it. */
  readonly isTerminal: boolean;
  readonly isErrorTerminal: boolean;
  readonly columns: number | undefined;
}

/** What the supervisor tells a worker. */
export type ToWorker =
  | { readonly type: "listen"; readonly port: number }
  | { readonly type: "drain" }
  | { readonly type: "force" }
  | { readonly type: "reload" }
  | { readonly type: "tell-refusals" }
  | { readonly type: "columns"; readonly columns: number | undefined };

/** What a worker tells the supervisor: it has loaded the site, it listens, it stops, it has stopped; or it cannot start. */
export type FromWorker =
  | { readonly type: "loaded"; readonly site: LoadedSite }
  | { readonly type: "listening"; readonly listening: WorkerListening }
  | { readonly type: "failed"; readonly failure: StartFailure }
  | { readonly type: "draining"; readonly connections: number }
  | { readonly type: "stopped"; readonly cut: number };

/** What the supervisor has to know of a site, which it never loads itself. */
export interface LoadedSite {
  /** "./kittens/site.ts (6 routes)" */
  readonly serving: string;
  readonly askedPort: number;
  readonly hosts: readonly string[];
  readonly log: LogFormat | undefined;
  /** `null` where open exchanges get all the time they need. */
  readonly graceSeconds: number | null;
}

export interface WorkerListening {
  readonly url: string;
  readonly endpoints: readonly Endpoint[];
  /** What the one who runs it has to be warned of. */
  readonly warning: string | undefined;
}

/** Why a worker could not start, in the words of a command that cannot. */
export interface StartFailure {
  readonly text: string;
  readonly exitCode: number;
}

/** A message under a key of ours: a site's own code may send others. */
export function envelope(message: ToWorker | FromWorker) {
  return { porthole: message };
}

/** The message in an envelope; `undefined` where it is none of ours. */
export function messageIn<Message extends ToWorker | FromWorker>(received: unknown): Message | undefined {
  if (typeof received !== "object" || received === null || !("porthole" in received)) return undefined;
  return received.porthole as Message;
}
