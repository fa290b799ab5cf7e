// biome-ignore-all lint/a11y/useSemanticElements: rows out of sight are not in the document, which a <table> forbids
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useReducer, useRef } from "preact/hooks";
import {
  firstPlace,
  followedPlace,
  isInSight,
  type RowKey,
  type RowPlace,
  revealingPlace,
  scrolledPlace,
  unseenRows,
} from "../view/window-state-rows.ts";
import { countText } from "../view/window-state-words.ts";
import { useSize } from "./shell-hooks.ts";

export interface ShellRowsProps {
  /** What the list shows, for its class and its accessible name. */
  readonly class: string;
  readonly label: string;
  readonly rowPx: number;
  /** The key of each row, in order. */
  readonly keys: readonly RowKey[];
  /** Draws one row. */
  readonly row: (index: number) => ComponentChildren;
  /** The row of the columns' names, which does not scroll away. */
  readonly head?: ComponentChildren;
  /** How high that is. */
  readonly headPx?: number;
  /** The row that keys move; it is brought into sight when it becomes another one. */
  readonly activeKey: RowKey | undefined;
  /** The id of the element that keys have reached. */
  readonly activeId: string | undefined;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

const SPARE_ROWS = 6;

/** How it was when it was last drawn. */
interface Last {
  place: RowPlace;
  activeKey: RowKey | undefined;
  rowPx: number;
  isActiveInSight: boolean;
}

/**
 * Rows of one height, of which only those in sight are in the document. It follows the last row as long as that is in
 * sight, and the active row does not leave it for that; otherwise the rows that are looked at stay where they are.
 */
export function ShellRows(props: ShellRowsProps) {
  const { keys, rowPx, headPx = 0, activeKey } = props;
  const [element, size] = useSize<HTMLDivElement>();
  const [, draw] = useReducer<number, undefined>((count) => count + 1, 0);
  const last = useRef<Last>({ place: firstPlace, activeKey: undefined, rowPx, isActiveInSight: false });
  const list = { keys, rowPx, heightPx: Math.max(0, size.height - headPx) };
  if (size.height > 0) {
    const { place: before, isActiveInSight } = last.current;
    const isRevealed = isActiveInSight || activeKey !== last.current.activeKey || rowPx !== last.current.rowPx;
    const followed = followedPlace(before, list);
    const place = isRevealed ? revealingPlace(followed, list, activeKey) : followed;
    last.current = { place, activeKey, rowPx, isActiveInSight: isInSight(place, list, activeKey) };
  }
  const { place } = last.current;
  useLayoutEffect(() => {
    const grid = element.current;
    if (grid === null) return;
    if (Math.abs(grid.scrollTop - place.topPx) >= 1) grid.scrollTop = place.topPx;
    tellActive(grid, props.activeId);
  });
  const onScroll = () => {
    if (element.current === null || Math.abs(element.current.scrollTop - last.current.place.topPx) < 1) return;
    last.current.place = scrolledPlace(last.current.place, list, element.current.scrollTop);
    last.current.isActiveInSight = isInSight(last.current.place, list, activeKey);
    draw(undefined);
  };
  const unseen = unseenRows(place, list);
  return (
    <div class={`shell-rows ${props.class}`}>
      <div
        class="shell-rows-scroller"
        role="grid"
        aria-label={props.label}
        aria-rowcount={keys.length + (props.head === undefined ? 0 : 1)}
        tabIndex={0}
        ref={element}
        onKeyDown={props.onKeyDown}
        onScroll={onScroll}
      >
        {props.head}
        <div class="shell-rows-all" role="none" style={{ height: `${keys.length * rowPx}px` }}>
          {indexesInSight(place, keys.length, rowPx, list.heightPx).map((index) => (
            <div
              class="shell-rows-row"
              role="none"
              key={keys[index]!}
              style={{ top: `${index * rowPx}px`, height: `${rowPx}px` }}
            >
              {props.row(index)}
            </div>
          ))}
        </div>
      </div>
      {unseen > 0 && (
        <button
          type="button"
          class="shell-rows-more"
          onClick={() => element.current?.scrollTo({ top: element.current.scrollHeight })}
        >
          ↓ {countText(unseen)} new
        </button>
      )}
    </div>
  );
}

function indexesInSight({ topPx }: RowPlace, count: number, rowPx: number, heightPx: number): readonly number[] {
  const first = Math.max(0, Math.floor(topPx / rowPx) - SPARE_ROWS);
  const end = Math.min(count, Math.ceil((topPx + heightPx) / rowPx) + SPARE_ROWS);
  return Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
}

/** Says which element keys have reached, if it is in the document: rows out of sight are not. */
function tellActive(grid: HTMLElement, id: string | undefined): void {
  if (id !== undefined && document.getElementById(id) !== null) grid.setAttribute("aria-activedescendant", id);
  else grid.removeAttribute("aria-activedescendant");
}
