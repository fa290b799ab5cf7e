import type { Session } from "../record.ts";
import type { RecordingSource } from "../recording-source.ts";
import { json } from "./window-resource-json.ts";

/** Characters that are sent at once. */
const PIECE_CHARACTERS = 65_536;

/**
 * All that is kept, as the JSON of a {@link Session}, in pieces: each exchange is read when its turn comes, so that
 * a client that takes them slowly costs one piece. What has been forgotten by then is left out.
 */
export async function* sessionPieces(source: RecordingSource): AsyncGenerator<string, undefined> {
  let piece = "";
  for (const text of sessionTexts(source)) {
    piece += text;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

function* sessionTexts(source: RecordingSource): Generator<string, undefined> {
  const { facts, totals } = source;
  // Both of one moment: of each exchange the connection is there.
  const keys = [...source.exchangeKeys()];
  const begin: Omit<Session, "exchanges"> = {
    porthole: "session",
    format: 1,
    facts,
    totals,
    connections: source.connections(),
  };
  yield `${json(begin).slice(0, -1)},"exchanges":[`;
  let separator = "";
  for (const [connection, exchange] of keys) {
    const record = source.exchange(connection, exchange);
    if (record === undefined) continue;
    yield separator + json(record);
    separator = ",\n";
  }
  yield "]}\n";
}
