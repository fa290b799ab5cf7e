export type RowKey = string | number;

/** A list of rows of one height, of which only those in sight are drawn. */
export interface RowList {
  /** The key of each row, in order. */
  readonly keys: readonly RowKey[];
  readonly rowPx: number;
  /** How much of the rows is in sight. */
  readonly heightPx: number;
}

/** Which rows are in sight. */
export interface RowPlace {
  /** How many px of the rows lie above those in sight. */
  readonly topPx: number;
  /** Whether the last row is in sight, and stays so when there are more. */
  readonly isAtEnd: boolean;
  /** The first row that is wholly in sight, and which it is. */
  readonly key: RowKey | undefined;
  readonly index: number;
  /** How far below the top that begins. */
  readonly offsetPx: number;
  /** The last row when the end was last in sight. */
  readonly seenKey: RowKey | undefined;
}

export const firstPlace: RowPlace = {
  topPx: 0,
  isAtEnd: true,
  key: undefined,
  index: 0,
  offsetPx: 0,
  seenKey: undefined,
};

/** The place of a list that was scrolled. */
export function scrolledPlace(place: RowPlace, list: RowList, topPx: number): RowPlace {
  const { keys, rowPx, heightPx } = list;
  const isAtEnd = topPx + heightPx >= keys.length * rowPx - 3;
  const index = Math.max(0, Math.min(keys.length - 1, Math.ceil(topPx / rowPx)));
  const offsetPx = index * rowPx - topPx;
  return { topPx, isAtEnd, key: keys[index], index, offsetPx, seenKey: isAtEnd ? keys.at(-1) : place.seenKey };
}

/** The place when the rows or a height have become others: the end stays in sight, or the rows that were. */
export function followedPlace(place: RowPlace, list: RowList): RowPlace {
  const { keys, rowPx, heightPx } = list;
  const lastTopPx = Math.max(0, keys.length * rowPx - heightPx);
  if (place.isAtEnd) return scrolledPlace(place, list, lastTopPx);
  // The oldest rows go: what is in sight has moved towards the beginning, if anywhere.
  const index = place.key === undefined ? -1 : keys.lastIndexOf(place.key, place.index);
  const topPx = index === -1 ? place.topPx : index * rowPx - Math.min(place.offsetPx, rowPx);
  return scrolledPlace(place, list, Math.min(lastTopPx, Math.max(0, topPx)));
}

/** The place that has a row in sight. */
export function revealingPlace(place: RowPlace, list: RowList, key: RowKey | undefined): RowPlace {
  const { keys, rowPx, heightPx } = list;
  const index = key === undefined ? -1 : keys.indexOf(key);
  if (index === -1) return place;
  const topPx = Math.min(index * rowPx, Math.max(place.topPx, (index + 1) * rowPx - heightPx));
  return topPx === place.topPx ? place : scrolledPlace(place, list, topPx);
}

/** Whether a row is wholly in sight. */
export function isInSight(place: RowPlace, list: RowList, key: RowKey | undefined): boolean {
  return key !== undefined && list.keys.includes(key) && revealingPlace(place, list, key) === place;
}

/** How many rows came since the end was last in sight. */
export function unseenRows(place: RowPlace, { keys }: RowList): number {
  if (place.isAtEnd || place.seenKey === undefined) return 0;
  const index = keys.lastIndexOf(place.seenKey);
  return index === -1 ? 0 : keys.length - 1 - index;
}
