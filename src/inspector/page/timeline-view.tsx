import type { ExchangeRecord, RecordingFacts } from "../record.ts";

export interface TimelineViewProps {
  readonly exchange: ExchangeRecord;
  readonly facts: RecordingFacts;
}

/** When things happened in an exchange. */
export function TimelineView({ exchange }: TimelineViewProps) {
  return <p>{exchange.requestTarget}</p>;
}
