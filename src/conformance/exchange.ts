import { filled, type PlaceholderValues } from "../cases/index.ts";
import { type TargetAddress, Wire, type WireEnding } from "./dial.node.ts";
import { type ReceivedResponse, readResponses } from "./response-reader.ts";

/** What came of one ordinary request. */
export interface Asked {
  readonly responses: readonly ReceivedResponse[];
  readonly ending: WireEnding;
}

const PATIENCE_MS = 5000;
/** What says nothing of its end has ended, as far as can be told, when nothing has come for so long. */
const QUIET_MS = 400;

/** Whether more could be waited for in vain: no length was said, and nothing has come for a while. */
export function seemsEnded(response: ReceivedResponse | undefined, quietMs: number): boolean {
  const saysNoEnd = response?.faults.has("length-missing") === true || response?.faults.has("no-status-line") === true;
  return saysNoEnd && quietMs >= QUIET_MS;
}

/**
 * Sends these octets on a connection of their own and waits for one whole response.
 * @param options `lingerMs`: how long a close is waited for after it
 * @throws what the system says where nobody accepts the connection
 */
export async function asked(
  address: TargetAddress,
  octets: string,
  { patienceMs = PATIENCE_MS, lingerMs = 0 } = {},
): Promise<Asked> {
  const wire = await Wire.open(address);
  const untilMs = performance.now() + patienceMs;
  try {
    // Not waited for: a server may answer before it has read all of it.
    void wire.send(octets);
    const methods = [octets.slice(0, octets.indexOf(" "))];
    for (;;) {
      const hasEnded = wire.ending !== "open";
      const { final } = readResponses(wire.text, methods, hasEnded);
      const leftMs = untilMs - performance.now();
      if (hasEnded || leftMs <= 0 || seemsEnded(final[0], wire.quietMs)) {
        return { responses: final, ending: wire.ending };
      }
      if (final[0]?.isComplete === true) {
        if (lingerMs > 0) await wire.change(lingerMs);
        return { responses: final, ending: wire.ending };
      }
      await wire.change(final.length > 0 ? Math.min(leftMs, QUIET_MS) : leftMs);
    }
  } finally {
    wire.leave();
  }
}

/** A connection that says nothing; `undefined` where nobody accepts it. */
export async function silent(address: TargetAddress): Promise<Wire | undefined> {
  try {
    return await Wire.open(address);
  } catch {
    return undefined;
  }
}

/** A server that serves one connection after the other is known by its silence for so long. */
const SIDE_BY_SIDE_MS = 1500;

/** Whether a request is answered while two other connections are silent. */
export async function servesSideBySide(address: TargetAddress, octets: string): Promise<boolean> {
  const waiting = await Promise.all([silent(address), silent(address)]);
  try {
    const { responses } = await asked(address, octets, { patienceMs: SIDE_BY_SIDE_MS });
    return responses.length > 0;
  } catch {
    return false;
  } finally {
    for (const wire of waiting) wire?.leave();
  }
}

/** A server that waits for content is known by its silence for so long. */
const EARLY_MS = 300;
/** How long it may then take to answer: the content is not kept from it, for some servers wait for it without end. */
const LATE_MS = 1000;

/** Whether a request is answered as if right before any of its content has come. */
export async function answersBeforeContent(address: TargetAddress, head: string, content: string): Promise<boolean> {
  const wire = await silent(address);
  if (wire === undefined) return false;
  try {
    await wire.send(head);
    await wire.change(EARLY_MS);
    const statusCode = readResponses(wire.text, ["POST"], wire.ending !== "open").final[0]?.statusCode ?? 0;
    if (wire.receivedOctets === 0) {
      await wire.send(content);
      await wire.change(LATE_MS);
    }
    return statusCode >= 200 && statusCode < 400;
  } finally {
    wire.leave();
  }
}

/** The request that any server answers: for the page that is there, with nothing else. */
export function ordinaryGet(values: PlaceholderValues): string {
  return filled("GET {path} HTTP/1.1\r\nHost: {authority}\r\n\r\n", values);
}
