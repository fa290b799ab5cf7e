import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the page loads. */
export interface WindowFiles {
  readonly script: Uint8Array;
  readonly style: Uint8Array;
}

/**
 * Finds and reads the script and the style sheet of the window's page when they are first asked for, and keeps them.
 * @param from the module beside or below whose folder they are looked for
 * @returns what answers them; `undefined` for as long as the page has not been built
 */
export function windowFiles(from: string = import.meta.url): () => WindowFiles | undefined {
  let files: WindowFiles | undefined;
  return () => {
    files ??= readFiles(fileURLToPath(from));
    return files;
  };
}

/** In the package they stand beside the code's folder; beside sources in what is built of them. */
function readFiles(module: string): WindowFiles | undefined {
  for (let folder = dirname(module); ; folder = dirname(folder)) {
    for (const place of [join(folder, "inspector"), join(folder, "dist", "inspector")]) {
      const script = join(place, "window.js");
      const style = join(place, "window.css");
      if (existsSync(script) && existsSync(style)) return { script: readFileSync(script), style: readFileSync(style) };
    }
    // What lies above the package is not ours.
    if (existsSync(join(folder, "package.json")) || dirname(folder) === folder) return undefined;
  }
}
