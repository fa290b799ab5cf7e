// The window's page: what a browser loads, in two files beside the code of dist/. npm run build:page makes these alone,
// in dist/inspector/ or in the folder that is named.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { rolldown } from "rolldown";
import { licences } from "./licences.mjs";
import { root } from "./steps.mjs";

const page = join(root, "src", "inspector", "page");

/** Writes window.js and window.css into a folder. */
export async function bundledPage(outDir) {
  const bundle = await rolldown({
    cwd: root,
    input: { window: join(page, "main.tsx") },
    platform: "browser",
    tsconfig: join(root, "tsconfig.page.json"),
    transform: { target: "es2022" },
  });
  try {
    await bundle.write({
      dir: outDir,
      format: "iife",
      entryFileNames: "[name].js",
      keepNames: true,
      banner: ({ moduleIds }) => licences(moduleIds),
      comments: { legal: true, annotation: false, jsdoc: false },
    });
  } finally {
    await bundle.close();
  }
  writeFileSync(join(outDir, "window.css"), style());
}

/** All style sheets as one: what all share first, then those of the parts. */
function style() {
  const folder = join(page, "style");
  const names = readdirSync(folder).filter((name) => name.endsWith(".css"));
  const ordered = ["base.css", ...names.filter((name) => name !== "base.css").sort()];
  return ordered.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}

if (process.argv[1] === import.meta.filename) {
  const outDir = resolve(process.argv[2] ?? join(root, "dist", "inspector"));
  mkdirSync(outDir, { recursive: true });
  await bundledPage(outDir);
}
