import assert from "node:assert/strict";
import { open, rename, rm, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Each line of a file says which file, which generation of it and which line this is, so that any piece betrays a mix. */
export const LINE_OCTETS = 19;

/** A file whose content is another one, and of another size, in each generation. */
export interface ChangingFile {
  /** Its name below the root; "7.txt". */
  readonly name: string;
  readonly number: number;
  readonly linesMin: number;
  readonly linesMax: number;
}

export function linesOf({ number, linesMin, linesMax }: ChangingFile, generation: number): number {
  const spread = (Math.imul(generation + 1, 2_654_435_761) ^ Math.imul(number + 1, 40_503)) >>> 0;
  return linesMin + (spread % (linesMax - linesMin + 1));
}

export function contentOf(file: ChangingFile, generation: number): Buffer {
  const lines: string[] = [];
  for (let line = 0; line < linesOf(file, generation); line++) {
    lines.push(`${padded(file.number, 3)} ${padded(generation, 6)} ${padded(line, 7)}\n`);
  }
  return Buffer.from(lines.join(""), "latin1");
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}

/**
 * The generation that these octets of the file are of: all of one, each at its place. `undefined` where there is no
 * whole line among them.
 * @param start where in the file they stand
 */
export function generationOf(file: ChangingFile, octets: Buffer, start: number, shown: string): number | undefined {
  const before = (LINE_OCTETS - (start % LINE_OCTETS)) % LINE_OCTETS;
  let generation: number | undefined;
  for (let at = before; at + LINE_OCTETS <= octets.length; at += LINE_OCTETS) {
    const line = octets.toString("latin1", at, at + LINE_OCTETS);
    const match = /^(\d{3}) (\d{6}) (\d{7})\n$/.exec(line) ?? assert.fail(`${shown}: a torn line at ${start + at}`);
    const [, number, ofGeneration, lineNumber] = match.map(Number) as [number, number, number, number];
    assert.equal(number, file.number, `${shown}: a line of another file`);
    assert.equal(lineNumber * LINE_OCTETS, start + at, `${shown}: a line of another place`);
    generation ??= ofGeneration;
    assert.equal(ofGeneration, generation, `${shown}: generations mixed at octet ${start + at}`);
  }
  return generation;
}

/** How files change under a server's feet. */
export const changes = {
  /** As rsync and editors do: written beside it, then renamed. */
  async replaced(root: string, file: ChangingFile, generation: number): Promise<void> {
    const path = join(root, file.name);
    const beside = join(dirname(path), `.${file.number}.${generation}.new`);
    await writeFile(beside, contentOf(file, generation));
    await rename(beside, path);
  },

  /** As a shell's ">" does: emptied, then written. */
  async rewritten(root: string, file: ChangingFile, generation: number): Promise<void> {
    await writeFile(join(root, file.name), contentOf(file, generation));
  },

  /** Cut to half its lines: the beginning of the generation that is there. */
  async cut(root: string, file: ChangingFile, generation: number): Promise<void> {
    await truncate(join(root, file.name), (linesOf(file, generation) >> 1) * LINE_OCTETS);
  },

  async deleted(root: string, file: ChangingFile): Promise<void> {
    await rm(join(root, file.name), { force: true });
  },

  /** The same size, written over in one call, as `rsync --inplace` does. */
  async overwritten(root: string, file: ChangingFile, octets: Buffer): Promise<void> {
    const handle = await open(join(root, file.name), "r+");
    try {
      await handle.write(octets, 0, octets.length, 0);
    } finally {
      await handle.close();
    }
  },
};
