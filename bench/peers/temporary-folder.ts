import { rmSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is gone when it is removed, and at the latest when this process ends. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

const paths = new Set<string>();

/** Makes one that all may read: some peers serve as another user. */
export async function makeTemporaryFolder(): Promise<TemporaryFolder> {
  if (paths.size === 0) process.on("exit", removeAll);
  const path = await mkdtemp(join(tmpdir(), "porthole-peers-"));
  paths.add(path);
  await chmod(path, 0o755);
  return { path, remove: () => remove(path) };
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
  paths.delete(path);
  if (paths.size === 0) process.off("exit", removeAll);
}

function removeAll(): void {
  for (const path of paths) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}
