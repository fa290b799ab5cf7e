import { useRef } from "preact/hooks";

export interface ShellDividerProps {
  readonly label: string;
  /** "vertical": it stands upright and is moved sideways. */
  readonly orientation: "vertical" | "horizontal";
  /** The share of what stands before it, in percent. */
  readonly percent: number;
  readonly move: (percent: number) => void;
}

const LEAST = 15;
const MOST = 85;
const STEP = 2;

/** The line between two parts of the page, to be moved by pointer or keys. */
export function ShellDivider({ label, orientation, percent, move }: ShellDividerProps) {
  const element = useRef<HTMLDivElement>(null);
  const isVertical = orientation === "vertical";
  const moveTo = (wanted: number) => move(Math.min(MOST, Math.max(LEAST, Math.round(wanted * 10) / 10)));
  const follow = (event: PointerEvent) => {
    const around = element.current?.parentElement?.getBoundingClientRect();
    if (around === undefined || !element.current?.hasPointerCapture(event.pointerId)) return;
    const share = isVertical
      ? (event.clientX - around.left) / around.width
      : (event.clientY - around.top) / around.height;
    moveTo(share * 100);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const wanted = keyMoves(percent)[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    moveTo(wanted);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be focused and moved; this is ARIA's window splitter
    <div
      ref={element}
      class={`shell-divider shell-divider-${orientation}`}
      role="separator"
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={Math.round(percent)}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.preventDefault();
        element.current?.setPointerCapture(event.pointerId);
      }}
      onPointerMove={follow}
    />
  );
}

function keyMoves(percent: number): Readonly<Record<string, number>> {
  return {
    ArrowLeft: percent - STEP,
    ArrowUp: percent - STEP,
    ArrowRight: percent + STEP,
    ArrowDown: percent + STEP,
    Home: LEAST,
    End: MOST,
  };
}
