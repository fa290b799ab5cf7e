import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { makeTemporaryFolder, type TemporaryFolder } from "../../peers/index.ts";

export interface FilesFolder extends TemporaryFolder {
  /** What a file of the folder holds. */
  contentOf(name: string): Buffer;
}

const modified = new Date("2024-05-05T05:05:05Z");

/** The file of so many octets: "16384.txt". */
export function sizedFile(octets: number): string {
  return `${octets}.txt`;
}

/** A file that has its gzip beside it. */
export const compressedFile = "page.html";

/** Writes files of these sizes, and one that was compressed before; all servers serve this folder. */
export async function writeFilesFolder(sizes: readonly number[]): Promise<FilesFolder> {
  const above = await makeTemporaryFolder();
  const path = join(above.path, "public");
  await mkdir(path, { mode: 0o755 });
  const contents = new Map<string, Buffer>();
  const page = pageOf(2000);
  for (const [name, content] of [
    ...sizes.map((octets) => [sizedFile(octets), textOf(octets)] as const),
    [compressedFile, page] as const,
    [`${compressedFile}.gz`, gzipSync(page, { level: 9 })] as const,
  ]) {
    contents.set(name, content);
    await writeFile(join(path, name), content, { mode: 0o644 });
    await utimes(join(path, name), modified, modified);
  }
  return { path, contentOf: (name) => contents.get(name)!, remove: () => above.remove() };
}

/** Text in lines that differ, so that a piece at the wrong place shows. */
export function textOf(octets: number): Buffer {
  const lines: string[] = [];
  for (let length = 0; length < octets; length += lines.at(-1)!.length)
    lines.push(`${String(length).padStart(12, "0")} all cats are beautiful\n`);
  return Buffer.from(lines.join("").slice(0, octets), "latin1");
}

function pageOf(lines: number): Buffer {
  const items = Array.from({ length: lines }, (_, at) => `<li>Kitten ${at} is number ${(at * 7919) % lines}</li>\n`);
  return Buffer.from(`<!doctype html>\n<title>Kittens</title>\n<ul>\n${items.join("")}</ul>\n`);
}
