import type { ExchangeRecord, RecordingFacts } from "../record.ts";

export interface ParserViewProps {
  readonly exchange: ExchangeRecord;
  readonly facts: RecordingFacts;
}

/** The parser step by step over the octets of a request. */
export function ParserView({ exchange }: ParserViewProps) {
  return <p>{exchange.requestTarget}</p>;
}
