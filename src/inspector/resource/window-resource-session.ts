import type { ExchangeRecord } from "../record.ts";
import type { RecordingSource } from "../recording-source.ts";
import { gathered, type LazySession, sessionPieces } from "../session/session-file.ts";
import { json } from "./window-resource-json.ts";

/**
 * All that is kept, as the JSON of a session, in pieces: each exchange is read when its turn comes, so that a client
 * that takes them slowly costs one piece. What has been forgotten by then is left out.
 */
export async function* keptSession(source: RecordingSource): AsyncGenerator<string, undefined> {
  const { facts, totals } = source;
  // Both of one moment: of each exchange the connection is there.
  const keys = [...source.exchangeKeys()];
  const connections = source.connections();
  const exchanges = exchangesOf(source, keys);
  const session: LazySession = { porthole: "session", format: 1, facts, totals, connections, exchanges };
  yield* gathered(sessionPieces(session, json));
}

function* exchangesOf(
  source: RecordingSource,
  keys: Iterable<readonly [connection: number, exchange: number]>,
): Generator<ExchangeRecord, undefined> {
  for (const [connection, exchange] of keys) {
    const record = source.exchange(connection, exchange);
    if (record !== undefined) yield record;
  }
}
