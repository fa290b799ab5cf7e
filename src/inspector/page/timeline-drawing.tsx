import type { DrawnSegment, TimelineKind, TimelinePoint } from "../view/timeline-points.ts";

export interface TimelineDrawingProps {
  readonly points: readonly TimelinePoint[];
  readonly segments: readonly DrawnSegment[];
}

const kindWords: Readonly<Record<TimelineKind, string>> = {
  client: "waiting for the client",
  server: "Porthole",
  site: "the site's own code",
  out: "on its way out",
};

/** The segments of an exchange side by side, numbered as the table's rows are. The table says all that it shows. */
export function TimelineDrawing({ points, segments }: TimelineDrawingProps) {
  const numberOf = (key: string) => points.findIndex((point) => point.key === key) + 1;
  const first = points.findIndex(({ key }) => key === segments[0]!.until);
  const kinds = (Object.keys(kindWords) as TimelineKind[]).filter((kind) =>
    segments.some((each) => each.kind === kind),
  );
  return (
    <figure class="timeline-figure">
      <div class="timeline-bar" aria-hidden="true">
        <span class="timeline-start">{first}</span>
        {segments.map((segment) => (
          <div
            key={segment.until}
            class={`timeline-segment timeline-${segment.kind}${segment.isToScale ? "" : " timeline-widened"}`}
            style={{ width: `${segment.share * 100}%` }}
            title={segment.words}
          >
            <span class="timeline-words">{segment.words}</span>
            <span class="timeline-number">{numberOf(segment.until)}</span>
          </div>
        ))}
      </div>
      <figcaption class="timeline-legend">
        {kinds.map((kind) => (
          <span key={kind}>
            <i class={`timeline-swatch timeline-${kind}`} aria-hidden="true" /> {kindWords[kind]}
          </span>
        ))}
        {segments.some(({ isToScale }) => !isToScale) && (
          <span>
            <i class="timeline-swatch timeline-widened" aria-hidden="true" /> too short to see: not to scale
          </span>
        )}
      </figcaption>
    </figure>
  );
}
