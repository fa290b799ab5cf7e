import { exchangeKey } from "../view/window-state.ts";
import { type Lane, laneBars } from "../view/window-state-lanes.ts";
import type { TimeScale } from "../view/window-state-scale.ts";

/** What the keys have reached among the lanes: a connection's label, or the key of one of its exchanges. */
export interface LaneCursor {
  readonly connection: number;
  readonly exchange: string | undefined;
}

/** Where a key leads: up and down among the connections, right and left among a connection's bars and its label. */
export function movedCursor(
  key: string,
  cursor: LaneCursor | undefined,
  lanes: readonly Lane[],
  scale: TimeScale,
  nowUs: number,
): LaneCursor | undefined {
  const index = cursor === undefined ? -1 : lanes.findIndex(({ connection }) => connection.id === cursor.connection);
  const toLane = (wanted: number): LaneCursor | undefined => {
    const lane = lanes[Math.min(lanes.length - 1, Math.max(0, wanted))];
    return lane && { connection: lane.connection.id, exchange: undefined };
  };
  switch (key) {
    case "ArrowDown":
      return toLane(index + 1);
    case "ArrowUp":
      return toLane(index === -1 ? lanes.length - 1 : index - 1);
    case "PageDown":
      return toLane(index + 8);
    case "PageUp":
      return toLane(index - 8);
    case "Home":
      return toLane(0);
    case "End":
      return toLane(lanes.length - 1);
    case "ArrowRight":
      return toBar(lanes[index], cursor, 1, scale, nowUs);
    case "ArrowLeft":
      return toBar(lanes[index], cursor, -1, scale, nowUs);
    default:
      return undefined;
  }
}

function toBar(
  lane: Lane | undefined,
  cursor: LaneCursor | undefined,
  step: 1 | -1,
  scale: TimeScale,
  nowUs: number,
): LaneCursor | undefined {
  if (lane === undefined) return undefined;
  const keys = laneBars(lane, scale, nowUs).map(({ exchanges }) => exchangeKey(exchanges[0]));
  const index = cursor?.exchange === undefined ? -1 : keys.indexOf(cursor.exchange);
  return { connection: lane.connection.id, exchange: keys[Math.min(keys.length - 1, index + step)] };
}
