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

/** The whole content of a generation. The last ones are remembered: writers and readers ask for the same. */
export function contentOf(file: ChangingFile, generation: number): Buffer {
  const key = `${file.number} ${generation} ${linesOf(file, generation)}`;
  let content = remembered.get(key);
  if (content === undefined) {
    const lines: string[] = [];
    const before = `${padded(file.number, 3)} ${padded(generation, 6)} `;
    for (let line = 0; line < linesOf(file, generation); line++) lines.push(`${before}${padded(line, 7)}\n`);
    content = Buffer.from(lines.join(""), "latin1");
    remembered.set(key, content);
    if (remembered.size > REMEMBERED_MAX) remembered.delete(remembered.keys().next().value!);
  }
  return content;
}

const REMEMBERED_MAX = 150;
const remembered = new Map<string, Buffer>();

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
  if (before + LINE_OCTETS > octets.length) return undefined;
  const line = octets.toString("latin1", before, before + LINE_OCTETS);
  const match = /^(\d{3}) (\d{6}) (\d{7})\n$/.exec(line) ?? assert.fail(`${shown}: a torn line: ${line}`);
  const [number, generation] = match.slice(1).map(Number) as [number, number, number];
  assert.equal(number, file.number, `${shown}: a line of another file`);
  const expected = contentOf(file, generation).subarray(start, start + octets.length);
  if (!expected.equals(octets)) {
    const at = expected.findIndex((octet, index) => octet !== octets[index]);
    const found = octets.toString("latin1", Math.max(0, at - 40), at + 40);
    assert.fail(`${shown}: not of generation ${generation} alone, at octet ${start + at}: ${JSON.stringify(found)}`);
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
