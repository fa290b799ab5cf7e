// Numbers as people read them.
import type { Spread } from "../figures/statistics.ts";

/** "1.23", "12.3", "123" */
export function ratio(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0);
}

/** "1.23 (1.20–1.31)": the median, the lowest and the highest round. */
export function ratioWithSpread({ median, lowest, highest }: Spread): string {
  return `${ratio(median)} (${ratio(lowest)}–${ratio(highest)})`;
}

/** "86,463" */
export function count(value: number): string {
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** "1.2 GB/s" */
export function octetsPerSecond(value: number): string {
  const [size, unit] = value >= 1e9 ? [1e9, "GB/s"] : value >= 1e6 ? [1e6, "MB/s"] : [1e3, "kB/s"];
  return `${(value / size!).toFixed(value / size! < 10 ? 2 : 0)} ${unit}`;
}

/** "1", "8,000", "100 MiB" */
export function size(value: number): string {
  if (value >= 2 ** 20 && value % 2 ** 20 === 0) return `${value / 2 ** 20} MiB`;
  return value.toLocaleString("en");
}
