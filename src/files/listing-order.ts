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
  const compare = comparisons[order.key];
  const sign = order.isDescending ? -1 : 1;
  const named = entries.map((entry): NamedEntry => ({ entry, nameKey: nameKey(entry.name) }));
  named.sort((one, other) => {
    if (one.entry.kind !== other.entry.kind) return one.entry.kind === "directory" ? -1 : 1;
    return sign * compare(one, other) || compareNames(one, other);
  });
  return named.map(({ entry }) => entry);
}

interface NamedEntry {
  readonly entry: DirectoryEntry;
  readonly nameKey: string;
}

const comparisons: Readonly<Record<ListingKey, (one: NamedEntry, other: NamedEntry) => number>> = {
  name: compareNames,
  size: (one, other) => one.entry.sizeOctets - other.entry.sizeOctets,
  modified: (one, other) => one.entry.modifiedMs - other.entry.modifiedMs,
};

function compareNames(one: NamedEntry, other: NamedEntry): number {
  if (one.nameKey !== other.nameKey) return one.nameKey < other.nameKey ? -1 : 1;
  // Where people see no difference (A01, a1) the order is still always the same.
  return one.entry.name < other.entry.name ? -1 : one.entry.name > other.entry.name ? 1 : 0;
}

/**
 * A text by whose code units names stand as people would put them, whatever the machine's language: without case and
 * accents, and with each number behind the count of its digits. Made once a name, it sorts ten thousand of them in a
 * third of the time that a collator takes.
 */
function nameKey(name: string): string {
  const bare = ASCII.test(name) ? name : name.normalize("NFD").replace(MARKS, "");
  return bare.toLowerCase().replace(NUMBERS, (_, digits: string) => String(digits.length).padStart(3, "0") + digits);
}

const ASCII = /^[ -~]*$/;
const MARKS = /\p{M}/gu;
const NUMBERS = /0*(\d+)/g;

/** Of what cannot be decoded nothing is asked. */
function firstValue(query: Query, name: string): string | undefined {
  try {
    return query.get(name);
  } catch (error) {
    if (isResponseError(error)) return undefined;
    throw error;
  }
}
