import type { ExchangeSummary } from "../record.ts";
import { isRefused } from "./window-state.ts";

/** The first digit of a status code. */
export type StatusClass = 1 | 2 | 3 | 4 | 5;

export const statusClasses: readonly StatusClass[] = [1, 2, 3, 4, 5];

/** Which exchanges are to be seen. */
export interface ExchangeFilter {
  /** Each of its words occurs in the method or the request target, in any case of letters. */
  readonly text: string;
  /** Only these; all where there are none. */
  readonly classes: ReadonlySet<StatusClass>;
  readonly isRefusedOnly: boolean;
}

/** Shows everything. */
export const noFilter: ExchangeFilter = { text: "", classes: new Set(), isRefusedOnly: false };

export function isFiltering(filter: ExchangeFilter): boolean {
  return filter.text.trim() !== "" || filter.classes.size > 0 || filter.isRefusedOnly;
}

/** The class of an exchange's status code; `undefined` where no response has begun. */
export function statusClass({ statusCode }: ExchangeSummary): StatusClass | undefined {
  const digit = Math.floor((statusCode ?? 0) / 100);
  return statusClasses.find((known) => known === digit);
}

/** Answers a function that says whether an exchange is to be seen. */
export function filterOf(filter: ExchangeFilter): (exchange: ExchangeSummary) => boolean {
  if (!isFiltering(filter)) return () => true;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return (exchange) => {
    if (filter.isRefusedOnly && !isRefused(exchange)) return false;
    if (filter.classes.size > 0) {
      const itsClass = statusClass(exchange);
      if (itsClass === undefined || !filter.classes.has(itsClass)) return false;
    }
    if (words.length === 0) return true;
    const text = `${exchange.method ?? ""} ${exchange.requestTarget ?? exchange.rule ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

/** A filter with a class of status codes taken in, or out. */
export function withClassToggled(filter: ExchangeFilter, toggled: StatusClass): ExchangeFilter {
  const classes = new Set(filter.classes);
  if (!classes.delete(toggled)) classes.add(toggled);
  return { ...filter, classes };
}
