import type { ExchangeRecord, RecordingFacts } from "../record.ts";
import { drawnSegments, timelinePoints, timelineSentence } from "../view/timeline-points.ts";
import { TimelineDrawing } from "./timeline-drawing.tsx";
import { TimelineTable } from "./timeline-table.tsx";

export interface TimelineViewProps {
  readonly exchange: ExchangeRecord;
  readonly facts: RecordingFacts;
}

/** When things happened in an exchange: one sentence, a drawing, and a table of all moments that are known. */
export function TimelineView({ exchange }: TimelineViewProps) {
  const points = timelinePoints(exchange);
  const segments = drawnSegments(points, exchange.exchange === 1);
  return (
    <div class="timeline">
      <p class="timeline-sentence">{timelineSentence(exchange, points)}</p>
      {segments.length > 1 && <TimelineDrawing points={points} segments={segments} />}
      <TimelineTable points={points} />
    </div>
  );
}
