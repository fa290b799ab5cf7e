import type { EntityTag, Validators } from "../semantics/index.ts";
import type { ContentCoding } from "./content-coder.node.ts";
import { fileMediaType } from "./file-media-type.ts";
import type { FileState, FoundFile } from "./file-store.ts";

/** One sequence of octets that a file can be sent as (RFC 9110 §3.2): as it is, or under a content coding. */
export interface Representation {
  /** `undefined` as it is. */
  readonly coding: ContentCoding | undefined;
  /** Where its octets are on the disk: the file, or its sibling; of what was coded here, the file it was made of. */
  readonly file: FoundFile;
  readonly sizeOctets: number;
  /** In memory; `undefined` where they are read from the disk for each response. */
  readonly octets: Uint8Array | undefined;
  readonly validators: Validators;
}

/** A file in one of its states, with what is known of it: so long as nothing has changed, it need not be looked at. */
export class CachedFile {
  /** Its segments below the store's root, joined. */
  readonly key: string;
  /** Its name and the state its octets are of. */
  readonly found: FoundFile;
  readonly mediaType: string;
  /** Files with its content under a content coding, that stand beside it and are not older. */
  readonly siblings: ReadonlyMap<ContentCoding, FoundFile>;
  /** Changed so shortly before it was read that a further change might leave its state the same. */
  readonly isRecent: boolean;
  /** Whether what is sent depends on Accept-Encoding, or would for the same octets at another time. */
  readonly mayBeCoded: boolean;
  /** Codings it can be had in, the server's preference first. */
  offered: readonly ContentCoding[];
  /** As it is. */
  whole: Representation;
  /** Those under a coding that have been asked for. */
  readonly coded = new Map<ContentCoding, Representation>();
  /** Those under a coding that are being made. */
  readonly pending = new Map<ContentCoding, Promise<Representation | undefined>>();
  /** What it holds of the memory there is for files. */
  weightOctets: number;
  /** When it was last compared with the disk, on the clock of `performance.now`. */
  checkedMs: number;
  /** When its siblings were last looked for, on the same clock. */
  siblingsLookedMs: number;
  /** Somebody said that it has changed. */
  isStale = false;
  /** Asked for since room was last made. */
  isUsed = true;
  /** No longer kept: whoever still has it may send it and ask no more of it. */
  isDropped = false;
  /** A comparison with the disk that is under way. */
  checking: Promise<boolean> | undefined;

  constructor(init: CachedFileInit) {
    const { found, octets, hash, siblings, offered, nowMs } = init;
    this.key = keyOf(found.segments);
    this.found = found;
    this.mediaType = fileMediaType(found.segments.at(-1) ?? "");
    this.siblings = siblings;
    this.mayBeCoded = init.mayBeCoded;
    this.isRecent = init.isRecent;
    this.offered = offered;
    this.whole = representationOf({ coding: undefined, file: found, octets, hash });
    this.weightOctets = FILE_OVERHEAD_OCTETS + (octets?.length ?? 0);
    this.checkedMs = nowMs;
    this.siblingsLookedMs = nowMs;
  }
}

export interface CachedFileInit {
  readonly found: FoundFile;
  readonly octets: Uint8Array | undefined;
  readonly hash: string | undefined;
  readonly siblings: ReadonlyMap<ContentCoding, FoundFile>;
  readonly offered: readonly ContentCoding[];
  readonly mayBeCoded: boolean;
  readonly isRecent: boolean;
  readonly nowMs: number;
}

/** What a file counts for besides its octets: its names, fields and places in maps. */
export const FILE_OVERHEAD_OCTETS = 4096;

/** The name of a file among those of its store. */
export function keyOf(segments: readonly string[]): string {
  return segments.join("/");
}

export interface RepresentationInit {
  readonly coding: ContentCoding | undefined;
  readonly file: FoundFile;
  readonly octets: Uint8Array | undefined;
  /** Of its octets; `undefined` where it is not known yet. */
  readonly hash: string | undefined;
}

/** A representation with the validators that its content gives it, and its state until that is known. */
export function representationOf({ coding, file, octets, hash }: RepresentationInit): Representation {
  const weak: EntityTag = { isWeak: true, opaque: suffixed(stateTag(file), coding) };
  const entityTags = hash === undefined ? [weak] : [{ isWeak: false, opaque: suffixed(hash, coding) }, weak];
  return {
    coding,
    file,
    sizeOctets: octets?.length ?? file.sizeOctets,
    octets,
    validators: { entityTags, lastModifiedMs: file.modifiedMs },
  };
}

function suffixed(opaque: string, coding: ContentCoding | undefined): string {
  return coding === undefined ? opaque : `${opaque}-${coding}`;
}

/** Says that two files look alike from outside, no more: so it is weak (RFC 9110 §8.8.1). */
function stateTag({ sizeOctets, modifiedMs }: FileState): string {
  return `${sizeOctets.toString(36)}-${Math.floor(modifiedMs * 1000).toString(36)}`;
}
