import { type ContentCoding, siblingExtension } from "./content-coder.node.ts";
import type { FileStore, FoundFile } from "./file-store.ts";

/** The codings that files may stand beside a file in, the server's preference first. */
export const siblingCodings = Object.keys(siblingExtension) as readonly ContentCoding[];

/** Finds the files that hold a file's content under a content coding: those beside it that are not older. */
export async function findSiblings(store: FileStore, found: FoundFile): Promise<ReadonlyMap<ContentCoding, FoundFile>> {
  const before = found.segments.slice(0, -1);
  const name = found.segments.at(-1) ?? "";
  const siblings = new Map<ContentCoding, FoundFile>();
  await Promise.all(
    siblingCodings.map(async (coding) => {
      const sibling = await store.lookup([...before, `${name}${siblingExtension[coding]}`]);
      // An older one was made of what the file was before.
      if (sibling.kind === "file" && isNotOlder(sibling.file, found)) siblings.set(coding, sibling.file);
    }),
  );
  return siblings;
}

/** Times are copied with less precision than they are kept with. */
function isNotOlder(sibling: FoundFile, file: FoundFile): boolean {
  return sibling.modifiedMs > file.modifiedMs - 1;
}
