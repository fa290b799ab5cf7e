import type { EntityTag } from "../semantics/index.ts";
import type { DirectoryEntry } from "./file-store.ts";

/**
 * A weak entity tag for a listing: another one when a name, a size or a time in it is another. The entries' own order
 * does not count, for a disk tells them in any.
 * @param variant what else the answer depends on: its form, its order, its path
 */
export function listingTag(entries: readonly DirectoryEntry[], variant: string): EntityTag {
  let one = 0;
  let other = 0;
  for (const { name, kind, sizeOctets, modifiedMs } of entries) {
    // A slash, which no name has, keeps the end of a name from being taken for a size.
    const hash = textHash(`${kind === "directory" ? "//" : "/"}${sizeOctets} ${modifiedMs}`, textHash(name));
    // Two sums of unlike mixtures: what would cancel out in one does not in the other.
    one = (one + mixed(hash)) >>> 0;
    other = (other + mixed(hash ^ 0x9e3779b9)) >>> 0;
  }
  const opaque = [textHash(variant), entries.length, one, other].map((part) => part.toString(36)).join("-");
  return { isWeak: true, opaque };
}

const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * FNV-1a over code units: 32 bits that change with the text, and no secret.
 * @param basis the hash of what stands before it
 */
export function textHash(text: string, basis: number = FNV_BASIS): number {
  let hash = basis;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  return hash >>> 0;
}

/** Spreads every bit over all (the finalizer of MurmurHash3). */
function mixed(hash: number): number {
  let value = hash;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
