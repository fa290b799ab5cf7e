import { isResponseError, Query } from "../semantics/index.ts";
import type { DirectoryEntry } from "./file-store.ts";

export type ListingKey = "name" | "size" | "modified";

/** What a listing is sorted by. Directories come first, whatever it is. */
export interface ListingOrder {
  readonly key: ListingKey;
  readonly isDescending: boolean;
}

export const listingKeys: readonly ListingKey[] = ["name", "size", "modified"];

/** The order of a listing whose request says nothing of it. */
export const BY_NAME: ListingOrder = { key: "name", isDescending: false };

/** The order in which a key is most often wanted: names from A, the largest and the newest first. */
export function usualOrder(key: ListingKey): ListingOrder {
  return key === "name" ? BY_NAME : { key, isDescending: true };
}

/**
 * The order that a query asks for: `sort=name|size|modified`, `order=asc|desc`. A value that is none of these counts
 * as not said: an address that was typed wrong still shows the folder.
 * @param query not decoded, without its "?"
 */
export function parseListingOrder(query: string | undefined): ListingOrder {
  if (query === undefined || query === "") return BY_NAME;
  const asked = new Query(query);
  const key = listingKeys.find((each) => each === firstValue(asked, "sort")) ?? "name";
  const order = firstValue(asked, "order");
  const usual = usualOrder(key);
  if (order !== "asc" && order !== "desc") return usual;
  return { key, isDescending: order === "desc" };
}

/** The query that asks for an order, with its "?"; empty for the one that need not be asked for. */
export function writeListingOrder(order: ListingOrder): string {
  if (order.key === "name" && !order.isDescending) return "";
  return `?sort=${order.key}&order=${order.isDescending ? "desc" : "asc"}`;
}

/**
 * The entries in that order, in a list of their own: directories first, names as people count (img2 before img10),
 * what is equal by its name.
 */
export function orderedEntries(entries: readonly DirectoryEntry[], order: ListingOrder): DirectoryEntry[] {
  const compare = comparison[order.key];
  const sign = order.isDescending ? -1 : 1;
  return [...entries].sort((one, other) => {
    if (one.kind !== other.kind) return one.kind === "directory" ? -1 : 1;
    return sign * compare(one, other) || compareNames(one, other);
  });
}

type Comparison = (one: DirectoryEntry, other: DirectoryEntry) => number;

// One language for all: a listing does not change with the machine that it is made on.
const collator = new Intl.Collator("en", { numeric: true });

/** By code units where people see no difference (a01, a1), so that the order is always the same. */
function compareNames(one: DirectoryEntry, other: DirectoryEntry): number {
  return collator.compare(one.name, other.name) || (one.name < other.name ? -1 : 1);
}

const comparison: Readonly<Record<ListingKey, Comparison>> = {
  name: compareNames,
  size: (one, other) => one.sizeOctets - other.sizeOctets,
  modified: (one, other) => one.modifiedMs - other.modifiedMs,
};

/** Of what cannot be decoded nothing is asked. */
function firstValue(query: Query, name: string): string | undefined {
  try {
    return query.get(name);
  } catch (error) {
    if (isResponseError(error)) return undefined;
    throw error;
  }
}
