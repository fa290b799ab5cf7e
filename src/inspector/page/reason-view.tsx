import type { ExchangeRecord, RecordingFacts } from "../record.ts";

export interface ReasonViewProps {
  readonly exchange: ExchangeRecord;
  readonly facts: RecordingFacts;
}

/** Why this response: the decision record of an exchange. */
export function ReasonView({ exchange }: ReasonViewProps) {
  return <p>{exchange.requestTarget}</p>;
}
