// Medians and their spread. One round says little on a machine with other work; the middle of several says more.

/** What several rounds yielded: the middle, the quartiles, the ends. */
export interface Spread {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly lowest: number;
  readonly highest: number;
  /** What each round yielded, in their order. */
  readonly values: readonly number[];
}

/** @throws {RangeError} where there are no values, or one is no number */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0 || !values.every(Number.isFinite))
    throw new RangeError(`no spread of [${values.join(", ")}]`);
  const sorted = values.toSorted((one, other) => one - other);
  return {
    median: quantile(sorted, 0.5),
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
    lowest: sorted[0]!,
    highest: sorted.at(-1)!,
    values,
  };
}

export function median(values: readonly number[]): number {
  return spreadOf(values).median;
}

/** The value below which a share of the sorted values lies, between two of them where it falls between. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (sorted[above]! - sorted[below]!) * (place - below);
}
