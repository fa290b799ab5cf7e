/** What signals ask of a running server. */
export interface SignalActions {
  /** Finish what is open, take nothing new. */
  readonly drain: () => void;
  /** The same asked again: stop at once. */
  readonly force: () => void;
  /** Read the site anew. */
  readonly reload: () => void;
}

/**
 * Listens to the signals that the platform has: SIGINT, SIGTERM and SIGBREAK drain, a second one forces. SIGHUP drains
 * where there is a terminal, for its window was closed, and reloads where there is none.
 * @returns takes the listeners away again
 */
export function listenToSignals(actions: SignalActions, hasTerminal: boolean): () => void {
  let isDraining = false;
  const drain = () => {
    if (isDraining) return actions.force();
    isDraining = true;
    actions.drain();
  };
  const listeners: [NodeJS.Signals, () => void][] = [
    ["SIGINT", drain],
    ["SIGTERM", drain],
    ["SIGBREAK", drain],
    ["SIGHUP", hasTerminal ? drain : actions.reload],
  ];
  const installed = listeners.filter(([signal, listener]) => listens(signal, listener));
  return () => {
    for (const [signal, listener] of installed) process.off(signal, listener);
  };
}

/** Who answers SIGUSR2: nobody before there is a server, for nothing has been refused then. */
export interface RefusalsSignal {
  tell: (() => void) | undefined;
}

/**
 * Listens to SIGUSR2, where the platform has it, until the process ends: it asks what was refused. To be called before
 * anything else, for the signal ends a process that does not listen to it.
 */
export function listenToRefusalsSignal(): RefusalsSignal {
  const signal: RefusalsSignal = { tell: undefined };
  listens("SIGUSR2", () => signal.tell?.());
  return signal;
}

/** Whether the platform has the signal and it is listened to now. */
function listens(signal: NodeJS.Signals, listener: () => void): boolean {
  try {
    process.on(signal, listener);
    return true;
  } catch {
    return false;
  }
}
