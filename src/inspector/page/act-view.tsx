import type { ExchangeRecord, RecordingFacts } from "../record.ts";

export interface ActViewProps {
  readonly exchange: ExchangeRecord;
  readonly facts: RecordingFacts;
}

/** What can be done with an exchange: sent again, edited, broken on purpose, copied. */
export function ActView({ exchange }: ActViewProps) {
  return <p>{exchange.requestTarget}</p>;
}
