import type { ExchangeRecord, RecordingFacts } from "../record.ts";

export interface OctetsViewProps {
  readonly exchange: ExchangeRecord;
  readonly facts: RecordingFacts;
}

/** The octets of an exchange as they came and went, each named by the grammar. */
export function OctetsView({ exchange }: OctetsViewProps) {
  return <p>{exchange.requestTarget}</p>;
}
