import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Jiti } from "jiti";
import { ConfigError, isConfigError, nearestWord } from "../config/index.ts";

export interface SiteModule {
  /** Its default export; of a CommonJS module all that it exports. */
  readonly value: unknown;
  /** The files that it was made of, its own first; those of packages are left out. */
  readonly files: readonly string[];
}

/**
 * Where translated site files are kept: not where other users of the machine can put theirs. False for a user without
 * a home, as a container may have: then nothing is kept.
 */
function translatedFolder(): string | false {
  try {
    const home = homedir();
    return home === "" ? false : join(home, ".cache", "porthole", "site-files");
  } catch {
    return false;
  }
}

const require = createRequire(import.meta.url);

/** Modules of earlier loads, which the next one is to read anew. */
const loadedBefore = new Set<string>();
/** Loads come one after another: what a load has read is told by what is new since it began. */
let lastLoad: Promise<unknown> = Promise.resolve();

/**
 * Loads a module in TypeScript or JavaScript, and all that it imports, anew. `porthole` in it is the namespace given.
 * @throws ConfigError with file and line where it is malformed, imports what is not there, or throws
 */
export function loadSiteModule(path: string, porthole: Readonly<Record<string, unknown>>): Promise<SiteModule> {
  const load = lastLoad.then(() => loadModule(path, porthole));
  lastLoad = load.catch(() => undefined);
  return load;
}

async function loadModule(path: string, porthole: Readonly<Record<string, unknown>>): Promise<SiteModule> {
  // Modules are cached within a load, so that two that import a third one share it.
  // By require: Node looks through a CommonJS file for the names that an import may ask for, and this one is large.
  const { createJiti } = require("jiti") as typeof import("jiti");
  const jiti = createJiti(path, {
    fsCache: translatedFolder(),
    moduleCache: true,
    virtualModules: { porthole: { ...porthole } },
  });
  forgetEarlier(jiti);
  const earlier = new Set(Object.keys(jiti.cache));
  const filesRead = () => Object.keys(jiti.cache).filter((file) => !earlier.has(file) && !isPackage(file));
  try {
    const value = defaultExport(await evaluate(jiti, path));
    return { value, files: [path, ...filesRead().filter((file) => file !== path)] };
  } catch (error) {
    throw moduleError(error, path, filesRead(), Object.keys(porthole));
  } finally {
    for (const file of filesRead()) loadedBefore.add(file);
  }
}

function forgetEarlier(jiti: Jiti): void {
  for (const file of loadedBefore) delete jiti.cache[file];
  loadedBefore.clear();
}

/**
 * By `require` where that can be: what is imported natively stays in Node's own cache, where nothing can be read anew.
 * A module that awaits at its top level needs `import`.
 */
async function evaluate(jiti: Jiti, path: string): Promise<unknown> {
  try {
    return jiti(path) as unknown;
  } catch (error) {
    if (!(error instanceof Error) || !/^await is only valid|require\(\) (?:async|cannot be used)/.test(error.message)) {
      throw error;
    }
    return jiti.import(path);
  }
}

/** Of a CommonJS module all that it exports; `undefined` where there is none. */
function defaultExport(exported: unknown): unknown {
  if (typeof exported !== "object" || exported === null) return exported;
  if (Object.hasOwn(exported, "default")) return (exported as { default: unknown }).default;
  const isEmpty = Object.keys(exported).length === 0;
  return isEmpty || Object.hasOwn(exported, "__esModule") ? undefined : exported;
}

function isPackage(file: string): boolean {
  return file.includes(`${sep}node_modules${sep}`);
}

/** An error of a site's author, with the place in their files where it came up. */
function moduleError(
  error: unknown,
  path: string,
  filesRead: readonly string[],
  exportNames: readonly string[],
): ConfigError {
  if (!(error instanceof Error))
    return new ConfigError(`the file threw ${String(error)}`, { file: path, cause: error });
  const place = malformedPlace(error) ?? stackPlace(error, [path, ...filesRead]) ?? { file: path };
  if (isConfigError(error)) {
    return new ConfigError(error.message, { ...place, key: error.key, hint: error.hint, cause: error });
  }
  const firstLine = error.message.split("\n", 1)[0]!.trim();
  const unknownName = /_porthole\.(\w+)\) is not a function/.exec(firstLine)?.[1];
  if (unknownName !== undefined) {
    const meant = nearestWord(unknownName, exportNames);
    const hint = meant === undefined ? `It exports ${exportNames.join(", ")}.` : `Did you mean "${meant}"?`;
    return new ConfigError(`porthole exports no "${unknownName}"`, { ...place, hint, cause: error });
  }
  const missing = /^Cannot find (?:module|package) '([^']+)'/.exec(firstLine)?.[1];
  if (missing !== undefined) {
    // Imports are moved when a module is translated: the file is known, its line is not.
    const importer = /Require stack:\n- (.+)/.exec(error.message)?.[1];
    const file = importer === undefined || importer === path ? undefined : importer;
    const hint = missingImportHint(missing);
    return new ConfigError(`the import "${missing}" is not there`, { file, key: missing, hint, cause: error });
  }
  if (MALFORMED.test(error.message)) {
    return new ConfigError(firstLine.replace(/^\w*Error: /, ""), { ...place, cause: error });
  }
  return new ConfigError(`the file threw ${error.name}: ${firstLine}`, { ...place, cause: error });
}

function missingImportHint(specifier: string): string {
  if (/^(?:[./]|[a-z]+:)/.test(specifier)) return "Check its spelling.";
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
  return `npm install ${name}, or check its spelling.`;
}

// "ParseError: Unexpected token, expected "," ⏎ /site/site.ts:4:0"
const MALFORMED = /^(?:ParseError|SyntaxError): [\s\S]*\n\s*(.+):(\d+):(\d+)\s*$/;

function malformedPlace(error: Error) {
  const match = MALFORMED.exec(error.message);
  if (match === null) return undefined;
  return { file: match[1]!, line: Number(match[2]), column: Number(match[3]) + 1 };
}

/**
 * The innermost call that stands in one of the site's own files. Translation keeps lines where they are, and not
 * columns.
 */
function stackPlace(error: Error, files: readonly string[]) {
  for (const frame of error.stack?.split("\n") ?? []) {
    const match = /^\s*at (?:.*\()?(?:async )?(.+?):(\d+):\d+\)?$/.exec(frame);
    if (match === null) continue;
    const file = match[1]!.startsWith("file:") ? fileURLToPath(match[1]!) : match[1]!;
    if (files.includes(file)) return { file, line: Number(match[2]) };
  }
  return undefined;
}
