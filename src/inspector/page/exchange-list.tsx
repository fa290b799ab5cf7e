import { useMemo, useState } from "preact/hooks";
import type { ExchangeSummary } from "../record.ts";
import { exchangeKey, type WindowState } from "../view/window-state.ts";
import { type ExchangeFilter, filterOf, isFiltering } from "../view/window-state-filter.ts";
import { countOf, countText } from "../view/window-state-words.ts";
import { ExchangeHead, ExchangeRow } from "./exchange-row.tsx";
import { useSize, useTicks } from "./shell-hooks.ts";
import { ShellRows } from "./shell-rows.tsx";

export interface ExchangeListProps {
  readonly state: WindowState;
  readonly filter: ExchangeFilter;
  readonly nowUs: () => number;
  readonly isTimePassing: boolean;
  /** The key of the exchange that is looked at. */
  readonly selected: string | undefined;
  /** @param isMove whether what is looked at already is to be replaced */
  readonly open: (exchange: ExchangeSummary, isMove: boolean) => void;
}

const WIDE_PX = 720;
const HEAD_PX = 24;
const ROW_PX = 26;
const TALL_ROW_PX = 44;

/** The exchanges in the order in which they began, the newest last. */
export function ExchangeList(props: ExchangeListProps) {
  const { state, filter, selected } = props;
  const all = useMemo(() => [...state.exchanges.values()], [state.exchanges]);
  const shown = useMemo(() => all.filter(filterOf(filter)), [all, filter]);
  const keys = useMemo(() => shown.map(exchangeKey), [shown]);
  const [moved, setMoved] = useState<string | undefined>(undefined);
  const activeKey = moved !== undefined && keys.includes(moved) ? moved : selected;
  const [element, { width }] = useSize<HTMLElement>();
  useTicks(props.isTimePassing && shown.some(({ phase }) => phase !== "ended") ? 500 : 0);
  const isWide = width >= WIDE_PX;
  const beganMs = state.facts.beganMs;
  const open = (exchange: ExchangeSummary, isMove: boolean) => {
    setMoved(exchangeKey(exchange));
    props.open(exchange, isMove);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const index = activeKey === undefined ? -1 : keys.indexOf(activeKey);
    const wanted = shown[movedIndex(event.key, index, shown.length)];
    if (event.ctrlKey || event.metaKey || event.altKey || wanted === undefined) return;
    event.preventDefault();
    if (event.key === "Enter" || event.key === " ") open(wanted, false);
    else if (selected !== undefined) open(wanted, true);
    else setMoved(exchangeKey(wanted));
  };
  const nowUs = props.nowUs();
  return (
    <section class="exchanges" aria-labelledby="exchanges-title" ref={element}>
      <div class="exchanges-bar">
        <h2 id="exchanges-title">Exchanges</h2>
        <span class="exchanges-count">{countWords(shown.length, all.length, state, filter)}</span>
      </div>
      {shown.length === 0 && (
        <p class="exchanges-none">
          {all.length === 0 ? "No exchange yet." : "No exchange that is kept matches the filter."}
        </p>
      )}
      <ShellRows
        class={isWide ? "exchanges-rows is-wide" : "exchanges-rows"}
        label="Exchanges"
        rowPx={isWide ? ROW_PX : TALL_ROW_PX}
        keys={keys}
        head={isWide ? <ExchangeHead /> : undefined}
        headPx={isWide ? HEAD_PX : 0}
        activeKey={activeKey}
        activeId={activeKey === undefined ? undefined : `exchange-${activeKey}`}
        onKeyDown={onKeyDown}
        row={(index) => (
          <ExchangeRow
            exchange={shown[index]!}
            connection={state.connections.get(shown[index]!.connection)}
            rowIndex={index + 1 + (isWide ? 1 : 0)}
            beganMs={beganMs}
            nowUs={nowUs}
            isSelected={keys[index] === selected}
            isActive={keys[index] === activeKey}
            isWide={isWide}
            open={(exchange) => open(exchange, false)}
          />
        )}
      />
    </section>
  );
}

function countWords(shown: number, all: number, state: WindowState, filter: ExchangeFilter): string {
  if (isFiltering(filter)) return `${countText(shown)} of ${countText(all)}`;
  if (all < state.totals.exchanges) return `the last ${countText(all)} of ${countText(state.totals.exchanges)}`;
  return countOf(all, "exchange");
}

/** Which row a key leads to; -1 for a key that leads nowhere. */
function movedIndex(key: string, index: number, count: number): number {
  switch (key) {
    case "ArrowDown":
      return index === -1 ? 0 : Math.min(count - 1, index + 1);
    case "ArrowUp":
      return index === -1 ? count - 1 : Math.max(0, index - 1);
    case "PageDown":
      return Math.min(count - 1, index + 10);
    case "PageUp":
      return Math.max(0, index - 10);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    case "Enter":
    case " ":
      return index;
    default:
      return -1;
  }
}
