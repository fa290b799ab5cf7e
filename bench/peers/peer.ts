// What all other servers have in common here, for whatever compares Porthole with them: whether one is installed, how it
// is started on a folder, how it is stopped.
import { freePort } from "./free-port.ts";
import { type RunningProgram, runProgram } from "./running-program.ts";
import { makeTemporaryFolder, type TemporaryFolder } from "./temporary-folder.ts";

/** A server that Porthole is compared with, set up as its own documentation begins. */
export interface Peer {
  /** As tables and `--only` name it: "nginx". */
  readonly name: string;
  /** How it is set up here: a clause that ends without a stop. */
  readonly setup: string;
  /** The peer on which it stands, whose reading of requests is its own. */
  readonly on: string | undefined;
  /** A path that answers a POST with the content it was sent, where a program of its kind has such a thing. */
  readonly post: string | undefined;
  /** Its version, or what is missing and how to have it. */
  find(): Presence;
  /** What is run to serve at a place, for who starts it in a way of his own. */
  launch(place: Place): Launch | Promise<Launch>;
  /**
   * Serves a folder on a port of 127.0.0.1, and answers once it takes connections.
   * @throws {Error} with what it last printed, where it does not get that far
   */
  start(options: StartOptions): Promise<RunningPeer>;
}

export type Presence = { readonly version: string } | { readonly missing: string };

export interface StartOptions {
  readonly folder: string;
  /** Words before its command, as `taskset -c 0`. */
  readonly before?: readonly string[];
}

export interface RunningPeer {
  /** "http://127.0.0.1:40123/" */
  readonly url: URL;
  /** Of the process that was started; servers with several have others below it. */
  readonly pid: number;
  /** Whether its process is still there. */
  isRunning(): boolean;
  /**
   * Starts it again at the same address, where it has ended by itself.
   * @throws {Error} as `start` does
   */
  startAgain(): Promise<void>;
  /** Ends it and all that it started, and deletes what was made for it. */
  stop(): Promise<void>;
}

/** What makes one peer differ from another. */
export interface PeerDraft {
  readonly name: string;
  readonly setup: string;
  readonly on?: string;
  readonly post?: string;
  /** Whether it takes port 0 and prints the address that it then has; else it is given a port that is free. */
  readonly printsAddress?: boolean;
  find(): Presence;
  /** What to run. Called again with another port where that one was taken meanwhile. */
  launch(place: Place): Launch | Promise<Launch>;
}

/** Where a peer runs. */
export interface Place {
  /** What it serves. */
  readonly folder: string;
  /** An empty folder for what it needs: its configuration, its logs. Others may read it. */
  readonly ownFolder: string;
  /** The port to listen on; 0 for any. */
  readonly port: number;
}

export interface Launch {
  readonly command: readonly [program: string, ...args: string[]];
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingFolder?: string;
  /** Others that were started for it, and end with it. */
  readonly behind?: readonly RunningPeer[];
}

const attemptsMax = 5;

/** A peer of what it is made of. */
export function peer(draft: PeerDraft): Peer {
  return {
    name: draft.name,
    setup: draft.setup,
    on: draft.on,
    post: draft.post,
    find: () => draft.find(),
    launch: (place) => draft.launch(place),
    start: (options) => started(draft, options),
  };
}

async function started(draft: PeerDraft, { folder, before = [] }: StartOptions): Promise<RunningPeer> {
  let failure: unknown;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const own = await makeTemporaryFolder();
    let launch: Launch | undefined;
    try {
      const place = { folder, ownFolder: own.path, port: draft.printsAddress === true ? 0 : await freePort() };
      launch = await draft.launch(place);
      return runningPeer(await runProgram(launch, place.port, before), launch, own, async (port) =>
        runProgram(await draft.launch({ ...place, port }), port, before),
      );
    } catch (error) {
      failure = error;
      await stopped(undefined, launch, own);
    }
  }
  throw new Error(`${draft.name} did not start: ${failure instanceof Error ? failure.message : failure}`);
}

function runningPeer(
  first: RunningProgram,
  launch: Launch,
  own: TemporaryFolder,
  runAgain: (port: number) => Promise<RunningProgram>,
): RunningPeer {
  let program = first;
  return {
    url: first.url,
    get pid() {
      return program.pid;
    },
    isRunning: () => program.isRunning(),
    async startAgain() {
      await program.stop();
      program = await runAgain(Number(first.url.port));
    },
    stop: () => stopped(program, launch, own),
  };
}

async function stopped(program: RunningProgram | undefined, launch: Launch | undefined, own: TemporaryFolder) {
  await program?.stop();
  for (const behind of launch?.behind ?? []) await behind.stop();
  await own.remove();
}
