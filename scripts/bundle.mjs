// The code of dist/: what the library's door and the command load, each part once, so that a class is the same class
// for both. Nothing is minified, and names stay. A package that each start needs is copied in with its licence: one of
// package.json's devDependencies; what is in its dependencies is imported.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { licences } from "./licences.mjs";
import { root } from "./steps.mjs";

const entries = { index: "src/index.ts", "cli/main.node": "src/cli/main.node.ts" };

/** Writes the bundle of src/ into a folder. */
export async function bundled(outDir) {
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const bundle = await rolldown({
    cwd: root,
    input: entries,
    platform: "node",
    external: [/^node:/, ...Object.keys(dependencies)],
    tsconfig: false,
    transform: { target: "es2022" },
  });
  try {
    // What always loads together is one file: the bundler alone would make one of each set that some command shares.
    const { output } = await bundle.generate(written());
    const library = loadedWith(output, "index.js");
    const command = loadedWith(output, "parts/serve-command.node.js");
    const groups = [
      { name: (id) => (library.has(id) ? "server" : null), debugName: "server", priority: 2 },
      { name: (id) => (command.has(id) ? "serve-command" : null), debugName: "serve-command", priority: 1 },
    ];
    await bundle.write({ ...written(), dir: outDir, codeSplitting: { groups } });
  } finally {
    await bundle.close();
  }
}

function written() {
  return {
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "parts/[name].js",
    keepNames: true,
    banner: ({ moduleIds }) => licences(moduleIds),
    comments: { legal: true, annotation: false, jsdoc: false },
    plugins: [{ name: "start-up", generateBundle: (_options, files) => Object.values(files).forEach(makeFastToLoad) }],
  };
}

function makeFastToLoad(file) {
  if (file.type === "chunk") file.code = inAscii(withBuiltinsGot(file.code));
}

/**
 * Node's own modules are got and not imported: for an import Node makes a namespace, and all that its getters hold
 * back with it, such as the streams of node:fs.
 */
function withBuiltinsGot(code) {
  return code.replace(/^import (.+) from "(node:[^"]+)";$/gm, (_line, names, specifier) => {
    const pattern = names.replace(/^\* as /, "").replaceAll(" as ", ": ");
    return `const ${pattern} = process.getBuiltinModule("${specifier}");`;
  });
}

/**
 * Other characters, all of them in texts and expressions, are written as escapes: a text of ASCII alone is decoded and
 * kept in half the time and memory. String.raw would show them.
 */
function inAscii(code) {
  if (code.includes("String.raw")) return code;
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The sources that are loaded before a file's first line runs, that file's own among them. */
function loadedWith(output, fileName) {
  const chunks = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const found = new Set();
  const files = [fileName];
  for (const file of files) {
    const chunk = chunks.get(file);
    if (chunk === undefined) continue;
    for (const id of chunk.moduleIds) found.add(id);
    for (const imported of chunk.imports) if (!files.includes(imported)) files.push(imported);
  }
  return found;
}
