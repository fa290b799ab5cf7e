import { TransportError } from "../transport/index.ts";
import { CommandError, exitCodes } from "./start-error.ts";

/** Ports that are tried one after the other, so that a machine full of servers still gets an answer. */
const PORTS_TRIED_MAX = 100;
const PORT_MAX = 65_535;

/**
 * Listens on the port, or on the next free one after it where that may be.
 * @param listen tries one port; rejects with a TransportError where it cannot be had
 * @throws CommandError the port is in use
 * @throws TransportError the address cannot be had for another reason
 */
export async function listenOnFreePort<Listening>(
  port: number,
  mayMove: boolean,
  listen: (port: number) => Promise<Listening>,
): Promise<Listening> {
  const last = mayMove && port !== 0 ? Math.min(port + PORTS_TRIED_MAX - 1, PORT_MAX) : port;
  for (let tried = port; ; tried++) {
    try {
      return await listen(tried);
    } catch (error) {
      const isBusy = error instanceof TransportError && error.kind === "address-in-use";
      if (!isBusy) throw error;
      if (tried === last) throw portInUse(port, last, error);
    }
  }
}

function portInUse(port: number, last: number, cause: TransportError): CommandError {
  const message = last === port ? `port ${port} is in use` : `the ports from ${port} to ${last} are all in use`;
  const hint = "Stop what listens there, choose another with --port <n>, or let --port 0 take any free one.";
  return new CommandError(message, exitCodes.failed, { hint, cause });
}
