import { axisTicks, type TimeScale } from "../view/window-state-scale.ts";
import { durationText } from "../view/window-state-words.ts";
import { placed } from "./shell-placed.ts";

const FOLD_LABEL_US_MIN = 500_000;

/** The axis of time: times of day, times since then, and the pauses that are folded. */
export function ConnectionAxis({ scale, beganMs }: { readonly scale: TimeScale; readonly beganMs: number }) {
  return (
    <div class="lanes-axis" aria-hidden="true">
      <div class="lanes-axis-track">
        {scale.pieces.map((piece) =>
          piece.isFolded ? (
            <span
              key={`fold-${piece.fromPx}`}
              class="lanes-fold"
              style={placed(piece.fromPx, piece.toPx - piece.fromPx)}
            >
              {foldText(piece.toUs - piece.fromUs)}
            </span>
          ) : null,
        )}
        {axisTicks(scale, beganMs).map(({ px, label, isClock }) => (
          <span key={`tick-${label}`} class={isClock ? "lanes-tick is-clock" : "lanes-tick"} style={placed(px)}>
            {label}
          </span>
        ))}
      </div>
    </div>
  );
}

/** How long a pause was, in as few letters as there is room for. */
function foldText(us: number): string {
  if (us < FOLD_LABEL_US_MIN) return "";
  if (us < 60e6) return durationText(us);
  return us < 3600e6 ? `${Math.round(us / 60e6)} min` : `${Math.round(us / 3600e6)} h`;
}

/** The folded pauses, behind the lanes. */
export function ConnectionFolds({ scale }: { readonly scale: TimeScale }) {
  return (
    <div class="lanes-folds" aria-hidden="true">
      {scale.pieces.map(({ isFolded, fromPx, toPx }) =>
        isFolded ? <i key={fromPx} class="lanes-fold" style={placed(fromPx, toPx - fromPx)} /> : null,
      )}
    </div>
  );
}
