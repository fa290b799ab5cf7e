import { useEffect, useMemo, useState } from "preact/hooks";
import type { WindowState } from "../view/window-state.ts";
import { type ExchangeFilter, filterOf, isFiltering } from "../view/window-state-filter.ts";
import { activity, isUnderWay, type Lane, lanesOf } from "../view/window-state-lanes.ts";
import { endRevealing, evenScale, foldedScale, pxAt, type TimeScale } from "../view/window-state-scale.ts";
import { countOf, countText } from "../view/window-state-words.ts";
import { ConnectionAxis, ConnectionFolds } from "./connection-axis.tsx";
import { type LaneCursor, movedCursor } from "./connection-cursor.ts";
import { ConnectionLane } from "./connection-lane.tsx";
import { ConnectionLegend } from "./connection-legend.tsx";
import { ConnectionZoom, type Zoom } from "./connection-zoom.tsx";
import { useMedia, useSize, useTicks } from "./shell-hooks.ts";
import { ShellRows } from "./shell-rows.tsx";

export interface ConnectionLanesProps {
  readonly state: WindowState;
  readonly filter: ExchangeFilter;
  readonly nowUs: () => number;
  readonly isTimePassing: boolean;
  /** The connection that is looked at, or that the exchange is of that is. */
  readonly selectedConnection: number | undefined;
  readonly selectedExchange: string | undefined;
  readonly openConnection: (connection: number) => void;
  readonly openExchange: (connection: number, exchange: number) => void;
}

const LANE_PX = 36;
const LABEL_PX = 232;
const TRACK_PX_MIN = 40;
/** What stands above the lanes: their bar and the axis. */
const CHROME_PX = 62;

/** The connections, each a lane on one axis of time. */
export function ConnectionLanes(props: ConnectionLanesProps) {
  const { state, filter, selectedConnection, selectedExchange } = props;
  const [element, { width }] = useSize<HTMLElement>();
  const [zoom, setZoom] = useState<Zoom>("fit");
  const [ends, setEnds] = useState<readonly number[]>([]);
  const [cursor, setCursor] = useState<LaneCursor | undefined>(undefined);
  const [isLegendOpen, setLegendOpen] = useState(false);
  const lanes = useMemo(() => lanesOf(state, filter), [state, filter]);
  const keys = useMemo(() => lanes.map(({ connection }) => connection.id), [lanes]);
  const isSeen = useMemo(() => filterOf(filter), [filter]);
  const labelPx = width < 560 ? 150 : width < 720 ? 196 : LABEL_PX;
  const trackPx = Math.max(TRACK_PX_MIN, width - labelPx - 14);
  const nowUs = props.nowUs();
  const scale = useScale(lanes, zoom, ends.at(-1), nowUs, trackPx);
  useTicks(useTickMs(props.isTimePassing, zoom, lanes, trackPx));
  useRevealed(state, selectedExchange, scale, setEnds);
  const at = cursor ?? selectedCursor(selectedConnection, selectedExchange);
  const open = (next: LaneCursor) => {
    setCursor(next);
    const key = next.exchange?.split(".").map(Number);
    if (key === undefined) props.openConnection(next.connection);
    else props.openExchange(key[0]!, key[1]!);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.key === "Enter" || event.key === " ") && at !== undefined) open(at);
    else {
      const next = movedCursor(event.key, at, lanes, scale, nowUs);
      if (next === undefined) return;
      setCursor(next);
    }
    event.preventDefault();
  };
  return (
    <section
      class="lanes"
      aria-labelledby="lanes-title"
      ref={element}
      style={{
        "--lanes-label": `${labelPx}px`,
        "--lanes-most": isLegendOpen ? "none" : `${CHROME_PX + lanes.length * LANE_PX}px`,
      }}
    >
      <div class="lanes-bar">
        <h2 id="lanes-title">Connections</h2>
        <span class="lanes-count">{countWords(lanes.length, state, filter)}</span>
        <ConnectionZoom
          zoom={zoom}
          setZoom={setZoom}
          scale={scale}
          ends={ends}
          setEnds={setEnds}
          isLegendOpen={isLegendOpen}
          toggleLegend={() => setLegendOpen(!isLegendOpen)}
        />
      </div>
      {isLegendOpen && <ConnectionLegend />}
      <ConnectionAxis scale={scale} beganMs={state.facts.beganMs} />
      <div class="lanes-body">
        <ConnectionFolds scale={scale} />
        <ShellRows
          class="lanes-rows"
          label="Connections in time"
          rowPx={LANE_PX}
          keys={keys}
          activeKey={cursor?.connection ?? selectedConnection}
          activeId={at === undefined ? undefined : (at.exchange && `bar-${at.exchange}`) || `lane-${at.connection}`}
          onKeyDown={onKeyDown}
          row={(index) => (
            <ConnectionLane
              lane={lanes[index]!}
              rowIndex={index + 1}
              scale={scale}
              nowUs={nowUs}
              isSeen={isSeen}
              isNarrow={labelPx < LABEL_PX}
              isSelected={lanes[index]!.connection.id === selectedConnection}
              selectedExchange={selectedExchange}
              cursor={at?.connection === lanes[index]!.connection.id ? at : undefined}
              open={open}
            />
          )}
        />
      </div>
    </section>
  );
}

function selectedCursor(connection: number | undefined, exchange: string | undefined): LaneCursor | undefined {
  return connection === undefined ? undefined : { connection, exchange };
}

function countWords(shown: number, state: WindowState, filter: ExchangeFilter): string {
  const all = state.connections.size;
  if (isFiltering(filter)) return `${countText(shown)} of ${countText(all)}`;
  if (all < state.totals.connections) return `the last ${countText(all)} of ${countText(state.totals.connections)}`;
  return countOf(all, "connection");
}

/** Where times are drawn. On a folded scale, time that passes while nothing is under way changes nothing. */
function useScale(
  lanes: readonly Lane[],
  zoom: Zoom,
  endUs: number | undefined,
  nowUs: number,
  trackPx: number,
): TimeScale {
  const passingUs = useMemo(() => isUnderWay(lanes), [lanes]) ? nowUs : undefined;
  const spans = useMemo(() => activity(lanes, passingUs ?? 0), [lanes, passingUs]);
  if (zoom === "fit") return foldedScale(spans, endUs ?? Number.POSITIVE_INFINITY, nowUs, trackPx);
  return evenScale(endUs ?? nowUs, zoom * 1e6, trackPx);
}

/** Goes back in time, or forward, to an exchange that was selected elsewhere. */
function useRevealed(
  state: WindowState,
  selected: string | undefined,
  scale: TimeScale,
  setEnds: (ends: readonly number[]) => void,
): void {
  useEffect(() => {
    const timeline = selected === undefined ? undefined : state.exchanges.get(selected)?.timeline;
    if (timeline === undefined || scale.widthPx <= TRACK_PX_MIN) return;
    const px = pxAt(scale, timeline.firstOctetUs);
    if (px < 0 || px > scale.widthPx) setEnds([endRevealing(scale, timeline.firstOctetUs)]);
  }, [selected, scale.widthPx]);
}

/** How often the lanes are to be drawn: as often as they would move by a pixel, words of deadlines once a second. */
function useTickMs(isTimePassing: boolean, zoom: Zoom, lanes: readonly Lane[], trackPx: number): number {
  const isStill = useMedia("(prefers-reduced-motion: reduce)");
  if (!isTimePassing) return 0;
  if (isStill) return 1000;
  if (zoom === "fit") return isUnderWay(lanes) ? 100 : 1000;
  return Math.min(1000, Math.max(16, (zoom * 1000) / trackPx));
}
