import { type TimeScale, usAt } from "../view/window-state-scale.ts";

/** How many seconds the axis is long; or that it shows what happened, with the pauses folded. */
export type Zoom = "fit" | 1 | 10 | 60 | 300;

const zooms: readonly (readonly [Zoom, string, string])[] = [
  ["fit", "Fit", "What happened, with the pauses folded"],
  [1, "1 s", "One second"],
  [10, "10 s", "Ten seconds"],
  [60, "1 min", "One minute"],
  [300, "5 min", "Five minutes"],
];

export interface ConnectionZoomProps {
  readonly zoom: Zoom;
  readonly setZoom: (zoom: Zoom) => void;
  readonly scale: TimeScale;
  /** Where the axis ends that was gone back to, step by step; none: in the present. */
  readonly ends: readonly number[];
  readonly setEnds: (ends: readonly number[]) => void;
  readonly isLegendOpen: boolean;
  readonly toggleLegend: () => void;
}

/** What part of time is seen. */
export function ConnectionZoom(props: ConnectionZoomProps) {
  const { zoom, scale, ends, setEnds } = props;
  const change = (next: Zoom) => {
    setEnds([]);
    props.setZoom(next);
  };
  return (
    <div class="lanes-controls">
      <button
        type="button"
        aria-label="Earlier"
        disabled={!scale.hasEarlier}
        onClick={() => setEnds([...ends, usAt(scale, scale.widthPx / 2)])}
      >
        ‹
      </button>
      <button type="button" aria-label="Later" disabled={ends.length === 0} onClick={() => setEnds(ends.slice(0, -1))}>
        ›
      </button>
      {ends.length > 0 && (
        <button type="button" class="lanes-present" onClick={() => setEnds([])}>
          Now
        </button>
      )}
      <fieldset class="lanes-zoom" aria-label="Time axis">
        {zooms.map(([each, words, title]) => (
          <button key={each} type="button" title={title} aria-pressed={zoom === each} onClick={() => change(each)}>
            {words}
          </button>
        ))}
      </fieldset>
      <button type="button" aria-expanded={props.isLegendOpen} onClick={props.toggleLegend}>
        Legend
      </button>
    </div>
  );
}
