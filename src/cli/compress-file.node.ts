import {
  closeSync,
  futimesSync,
  lstatSync,
  openSync,
  readFile,
  renameSync,
  rmSync,
  type Stats,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { type ContentCoding, encode, siblingExtension } from "../files/index.ts";
import { type CompressSource, sourceAt } from "./compress-sources.node.ts";

/** A sibling larger than this share of its source is not worth the disk, nor its decoding. */
export const SIBLING_SHARE_MAX = 0.95;

/** A source larger than this is not read into memory. */
export const SOURCE_OCTETS_MAX = 256 * 1024 * 1024;

/** Times are copied with less precision than they are kept with. */
const MODIFIED_MS_APART = 1;

export interface CompressChoice {
  readonly codings: readonly ContentCoding[];
  /** Smaller sources have no siblings. */
  readonly octetsMin: number;
  /** Whether nothing is written or removed. */
  readonly isDryRun: boolean;
  /** Whether siblings are removed instead of written. */
  readonly isRemoval: boolean;
}

/** What became of one sibling: "unneeded" where the source is too small, or would get hardly smaller. */
export interface SiblingOutcome {
  readonly coding: ContentCoding;
  readonly kind: "written" | "fresh" | "removed" | "unneeded";
  /** Of the sibling; 0 where there is none. */
  readonly sizeOctets: number;
}

/**
 * Writes the siblings of one source that are missing or older than it, and removes those that are not worth it any more.
 * @throws Error where the source cannot be read or changes meanwhile, or a sibling cannot be written
 */
export async function compressFile(source: CompressSource, choice: CompressChoice): Promise<readonly SiblingOutcome[]> {
  const outcomes: SiblingOutcome[] = [];
  let octets: Uint8Array | undefined;
  for (const coding of choice.codings) {
    const path = source.path + siblingExtension[coding];
    const sibling = siblingAt(path);
    if (choice.isRemoval) {
      outcomes.push(removed(coding, path, sibling, choice.isDryRun));
    } else if (sibling !== undefined && sibling.mtimeMs > source.modifiedMs - MODIFIED_MS_APART) {
      outcomes.push({ coding, kind: "fresh", sizeOctets: sibling.size });
    } else if (source.sizeOctets < choice.octetsMin || source.sizeOctets > SOURCE_OCTETS_MAX) {
      outcomes.push(removed(coding, path, sibling, choice.isDryRun));
    } else {
      octets ??= await octetsOf(source);
      const coded = await encode(coding, octets, { effort: "best" });
      if (coded.length > octets.length * SIBLING_SHARE_MAX) {
        outcomes.push(removed(coding, path, sibling, choice.isDryRun));
      } else {
        if (!choice.isDryRun) writeSibling(path, coded, source);
        outcomes.push({ coding, kind: "written", sizeOctets: coded.length });
      }
    }
  }
  return outcomes;
}

/** @throws Error where something else than a file has the sibling's name */
function siblingAt(path: string): Stats | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isFile()) throw new Error(`${basename(path)} is there already, and is no file`);
  return stats;
}

function removed(coding: ContentCoding, path: string, sibling: Stats | undefined, isDryRun: boolean): SiblingOutcome {
  if (sibling === undefined) return { coding, kind: "unneeded", sizeOctets: 0 };
  if (!isDryRun) unlinkSync(path);
  return { coding, kind: "removed", sizeOctets: sibling.size };
}

async function octetsOf(source: CompressSource): Promise<Uint8Array> {
  const octets = await new Promise<Uint8Array>((resolve, reject) => {
    readFile(source.path, (error, read) => (error ? reject(error) : resolve(read)));
  });
  requireUnchanged(source);
  if (octets.length !== source.sizeOctets) throw changed();
  return octets;
}

function requireUnchanged(source: CompressSource): void {
  const now = sourceAt(source.path);
  if (now.sizeOctets !== source.sizeOctets || now.modifiedMs !== source.modifiedMs) throw changed();
}

function changed(): Error {
  return new Error("it was changed while it was being compressed");
}

/**
 * Puts a sibling in its place at once, with the source's date: it is of that state of the source, and of no later one.
 * Nothing can come in between, a signal least of all: no unfinished file is ever left.
 */
function writeSibling(path: string, octets: Uint8Array, source: CompressSource): void {
  requireUnchanged(source);
  const unfinished = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const descriptor = openSync(unfinished, "wx", source.mode);
    try {
      for (let at = 0; at < octets.length; ) at += writeSync(descriptor, octets, at);
      futimesSync(descriptor, source.accessedMs / 1000, source.modifiedMs / 1000);
    } finally {
      closeSync(descriptor);
    }
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
