// npm run build: src/ becomes dist/, what the package holds: the code in a few files, for a start loads one file faster
// than a hundred, and a declaration beside each source's place. An outer folder may be named: npm run build -- /tmp/dist
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { bundled } from "./bundle.mjs";
import { bundledPage } from "./bundle-page.mjs";
import { filesBelow, replaceFolder, root, startsRun } from "./steps.mjs";

/** Builds into a folder of its own, so that dist/ is whole at every moment. Answers whether types are right. */
export async function builds(outDir = join(root, "dist")) {
  const scratch = join(root, "node_modules", ".cache", `porthole-build-${process.pid}`);
  mkdirSync(scratch, { recursive: true });
  try {
    const declares = startsRun(
      "typescript/bin/tsc",
      "-p",
      "tsconfig.build.json",
      "--emitDeclarationOnly",
      "--outDir",
      scratch,
    );
    const isPageTyped = startsRun("typescript/bin/tsc", "-p", "tsconfig.page.json");
    await bundled(scratch);
    await bundledPage(join(scratch, "inspector"));
    const isTyped = (await declares) && (await isPageTyped);
    // Nobody imports the command, and its declarations name packages that are copied in.
    for (const file of filesBelow(join(scratch, "cli"))) if (file.endsWith(".d.ts")) rmSync(file);
    replaceFolder(outDir, scratch);
    return isTyped;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const [outDir] = process.argv.slice(2);
  process.exitCode = (await builds(outDir && resolve(outDir))) ? 0 : 1;
}
