import * as nodeModule from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

/** What Node 22.8 and later have. */
interface CompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
}

/**
 * Has Node keep compiled code from one start to the next, in a folder that is the user's own: what lies in the
 * machine's folder for temporary files may be anybody's. NODE_DISABLE_COMPILE_CACHE and NODE_COMPILE_CACHE go before;
 * a folder that cannot be written is done without, and nothing is said.
 */
export function keepCompiledCode(): void {
  const { enableCompileCache } = nodeModule as CompileCache;
  const home = homeFolder();
  if (home !== "") enableCompileCache?.(join(home, ".cache", "porthole", "compiled"));
}

/** "" for a user without one, as a container may have. */
function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return "";
  }
}
