// biome-ignore-all lint/a11y/useSemanticElements: rows out of sight are not in the document, which a <table> forbids
import type { ComponentChildren, RefObject } from "preact";
import { useLayoutEffect, useReducer, useRef } from "preact/hooks";
import { countText } from "../window-state-words.ts";
import { useSize } from "./shell-hooks.ts";

export interface ShellRowsProps {
  /** What the list shows, for its class and its accessible name. */
  readonly class: string;
  readonly label: string;
  readonly rowPx: number;
  /** The key of each row, in order. */
  readonly keys: readonly (string | number)[];
  /** Draws one row. */
  readonly row: (index: number) => ComponentChildren;
  /** What stands before the rows and does not scroll away with them. */
  readonly head?: ComponentChildren;
  /** Rows of the head, counted as rows. */
  readonly headRows: number;
  /** The row that keys move; it is brought into sight when it becomes another one. */
  readonly activeKey: string | number | undefined;
  readonly activeId: string | undefined;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly scroller?: RefObject<HTMLDivElement | null> | undefined;
}

const SPARE_ROWS = 6;

/**
 * Rows of one height, of which only those in sight are in the document. It follows the last row as long as that is in
 * sight; otherwise the rows that are looked at stay where they are.
 */
export function ShellRows(props: ShellRowsProps) {
  const { keys, rowPx } = props;
  const [element, size] = useSize<HTMLDivElement>();
  const [, draw] = useReducer<number, undefined>((count) => count + 1, 0);
  const place = useRef<Place>({ top: 0, isAtEnd: true, key: undefined, index: 0, seen: 0 });
  useFollowing(element, place.current, keys, rowPx, size.height);
  useRevealing(element, place.current, props);

  const first = Math.max(0, Math.floor(place.current.top / rowPx) - SPARE_ROWS);
  const last = Math.min(keys.length, Math.ceil((place.current.top + size.height) / rowPx) + SPARE_ROWS);
  const indexes = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
  const unseen = place.current.isAtEnd ? 0 : Math.max(0, keys.length - place.current.seen);
  const toEnd = () => element.current?.scrollTo({ top: element.current.scrollHeight });
  const onScroll = () => {
    if (element.current !== null) notePlace(place.current, element.current, keys, rowPx);
    draw(undefined);
  };
  return (
    <div class={`shell-rows ${props.class}`}>
      <div
        class="shell-rows-grid"
        role="grid"
        aria-label={props.label}
        aria-rowcount={keys.length + props.headRows}
        aria-activedescendant={props.activeId}
        tabIndex={0}
        onKeyDown={props.onKeyDown}
      >
        {props.head}
        <div class="shell-rows-scroller" role="none" tabIndex={-1} ref={element} onScroll={onScroll}>
          <div class="shell-rows-all" role="none" style={{ height: keys.length * rowPx }}>
            {indexes.map((index) => (
              <div class="shell-rows-row" role="none" key={keys[index]!} style={{ top: index * rowPx, height: rowPx }}>
                {props.row(index)}
              </div>
            ))}
          </div>
        </div>
      </div>
      {unseen > 0 && (
        <button type="button" class="shell-rows-more" onClick={toEnd}>
          ↓ {countText(unseen)} new
        </button>
      )}
    </div>
  );
}

/** Which rows are in sight. */
interface Place {
  top: number;
  isAtEnd: boolean;
  /** The first row that is wholly in sight, and which it was. */
  key: string | number | undefined;
  index: number;
  /** How many rows there were when the end was last seen. */
  seen: number;
}

function notePlace(place: Place, element: HTMLElement, keys: readonly (string | number)[], rowPx: number): void {
  place.top = element.scrollTop;
  place.isAtEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 3;
  place.index = Math.min(keys.length - 1, Math.ceil(place.top / rowPx));
  place.key = keys[place.index];
  if (place.isAtEnd) place.seen = keys.length;
}

/** Keeps the end in sight, or the rows that were, when there are others before or after them. */
function useFollowing(
  element: RefObject<HTMLDivElement | null>,
  place: Place,
  keys: readonly (string | number)[],
  rowPx: number,
  heightPx: number,
): void {
  useLayoutEffect(() => {
    const scroller = element.current;
    if (scroller === null || heightPx === 0) return;
    if (place.isAtEnd) {
      scroller.scrollTop = scroller.scrollHeight;
    } else if (place.key !== undefined) {
      // The oldest rows go: what is in sight has moved towards the beginning, if anywhere.
      const index = keys.lastIndexOf(place.key, place.index);
      if (index !== -1 && index !== place.index) {
        scroller.scrollTop -= (place.index - index) * rowPx;
        place.seen -= place.index - index;
      }
    }
    notePlace(place, scroller, keys, rowPx);
  }, [keys, rowPx, heightPx]);
}

function useRevealing(element: RefObject<HTMLDivElement | null>, place: Place, props: ShellRowsProps): void {
  const { activeKey, keys, rowPx } = props;
  useLayoutEffect(() => {
    const scroller = element.current;
    const index = activeKey === undefined ? -1 : keys.indexOf(activeKey);
    if (scroller === null || index === -1) return;
    const top = index * rowPx;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + rowPx > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = top + rowPx - scroller.clientHeight;
    }
    notePlace(place, scroller, keys, rowPx);
  }, [activeKey]);
}
