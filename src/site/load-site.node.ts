import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import { ConfigError, isConfigError, shown, textPosition } from "../config/index.ts";
import { type FolderConventions, loadFolderConventions } from "../conventions/index.ts";
import { type FetchHandler, isFetchHandler } from "../fetch/index.ts";
import { diskStore, kindOfPath } from "../files/index.ts";
import { siteFileNames } from "./server-files.ts";
import { isSite, type Site, site } from "./site.ts";
import { loadSiteModule } from "./site-module.node.ts";
import { files } from "./site-values.ts";

export interface LoadSiteOptions {
  /**
   * What `import … from "porthole"` gives to a site file: the namespace of the copy that runs, so that a folder
   * without node_modules can have a site file.
   */
  readonly porthole: Readonly<Record<string, unknown>>;
  /**
   * The site file that was served before. Where it is gone from the folder that is loaded, that is an error: what it
   * kept to itself, itself included, is not served as files in its stead.
   */
  readonly siteFileBefore?: string | undefined;
}

/** What a path led to, not yet running. */
export type LoadedSite = LoadedPlace &
  (
    | { readonly kind: "folder"; readonly site: Site; readonly conventions: FolderConventions }
    | { readonly kind: "site"; readonly site: Site }
    | { readonly kind: "fetch"; readonly handler: FetchHandler }
  );

interface LoadedPlace {
  /** The folder that its files are in, absolute. */
  readonly root: string;
  /** The folder or file that it was loaded from, absolute. */
  readonly path: string;
  /** The files that it was loaded from, absolute: a change of one makes it stale. Packages are not among them. */
  readonly files: readonly string[];
  /** An error of this site's routes with the file and line of its route, where it has none and that can be told. */
  placed(error: unknown): unknown;
}

const MODULE_EXTENSIONS = new Set([".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"]);

/**
 * Loads what a path leads to: a folder with a site file, a folder without one, a site file, or a module that exports a
 * fetch handler. Each call reads everything anew.
 * @throws ConfigError where nothing is there, a folder has two site files, or a file is wrong: with its line
 */
export async function loadSite(target: string, options: LoadSiteOptions): Promise<LoadedSite> {
  const path = resolve(target);
  switch (await kindOf(path)) {
    case "missing":
      throw new ConfigError("nothing is there", { file: path, hint: "Name a folder, a site file or a module." });
    case "other":
      throw new ConfigError("this is neither a file nor a folder", { file: path });
    case "file":
      return loadFile(path, options);
    case "folder": {
      const siteFile = await findSiteFile(path);
      if (siteFile !== undefined) return loadFile(siteFile, options);
      requireNoneBefore(path, options.siteFileBefore);
      return loadFolder(path);
    }
  }
}

/** The files below a root that a site was loaded from and that nobody else reads: its site file, whatever its name is. */
export function siteFilesBelow(root: string, { kind, path }: LoadedSite): readonly string[] {
  const below = relative(resolve(root), path);
  return kind === "folder" || below.startsWith("..") ? [] : [below.replaceAll(sep, "/")];
}

async function kindOf(path: string) {
  try {
    return await kindOfPath(path);
  } catch (cause) {
    throw new ConfigError("this cannot be read", { file: path, cause });
  }
}

/**
 * The site that a folder without a site file is: its files by their paths, as its own conventions say.
 * @throws ConfigError where one of these is wrong: with its line
 */
async function loadFolder(path: string): Promise<LoadedSite> {
  const conventions = await loadFolderConventions(await diskStore(path));
  const { subfolder = ".", symlinks } = conventions;
  return {
    kind: "folder",
    site: site({ "/*": files(subfolder) }, symlinks === undefined ? {} : { symlinks }),
    conventions,
    root: path,
    path,
    files: conventions.files.map((file) => join(path, file)),
    placed: (error) => placedInConventions(error, conventions),
  };
}

/** A folder has one route, and what can be wrong with that is the subfolder that `serve.json` names. */
function placedInConventions(error: unknown, { subfolderPlace }: FolderConventions): unknown {
  if (!isConfigError(error) || error.key !== "/*" || subfolderPlace === undefined) return error;
  const message = error.message.replace('route "/*"', "public");
  return new ConfigError(message, { ...subfolderPlace, hint: "It is a folder below this one.", cause: error });
}

/** @throws ConfigError where there are two */
async function findSiteFile(folder: string): Promise<string | undefined> {
  const store = await diskStore(folder, { symlinks: true });
  const found: string[] = [];
  for (const name of siteFileNames) if ((await store.lookup([name])).kind === "file") found.push(name);
  if (found.length > 1) {
    throw new ConfigError(`${found.join(" and ")} are both there`, {
      file: join(folder, found[1]!),
      hint: `Keep one of them, or name the one to serve: porthole ${join(folder, found[0]!)}`,
    });
  }
  return found[0] === undefined ? undefined : join(folder, found[0]);
}

/** A folder that had a site file stays a site: the file may be away for a moment only. */
function requireNoneBefore(folder: string, siteFileBefore: string | undefined): void {
  if (siteFileBefore === undefined || dirname(siteFileBefore) !== folder) return;
  throw new ConfigError("the site file is gone, and its folder is not served in its place", {
    file: siteFileBefore,
    hint: "Put it back; to serve the folder as it is, start anew.",
  });
}

async function loadFile(path: string, options: LoadSiteOptions): Promise<LoadedSite> {
  const extension = extname(path).toLowerCase();
  const source = await readSource(path);
  const place = { root: dirname(path), path, placed: (error: unknown) => placedByKey(error, source, path) };
  if (extension === ".json") {
    const { parseSiteFile } = await import("./site-file.ts");
    return { ...place, kind: "site", site: parseSiteFile(source, path), files: [path] };
  }
  if (!MODULE_EXTENSIONS.has(extension)) {
    throw new ConfigError("this is neither a folder nor a site file", {
      file: path,
      hint: "A site file ends in .ts, .js or .json; to serve this file, name its folder.",
    });
  }
  const module = await loadSiteModule(path, options.porthole).catch((error: unknown) => {
    throw placedByKey(error, source, path);
  });
  if (isSite(module.value)) return { ...place, kind: "site", site: module.value, files: module.files };
  if (isFetchHandler(module.value)) return { ...place, kind: "fetch", handler: module.value, files: module.files };
  throw new ConfigError(`${wrongExport(basename(path), module.value)}`, {
    file: path,
    hint: "Write `export default site({ … })`, or export an object with a fetch function.",
    ...(module.value === undefined ? {} : placeOfText(source, "export default")),
  });
}

async function readSource(path: string): Promise<string> {
  try {
    const store = await diskStore(dirname(path), { symlinks: true, dotfiles: true });
    const source = await store.readText([basename(path)]);
    if (source !== undefined) return source;
  } catch (cause) {
    if (isConfigError(cause)) throw cause;
    throw new ConfigError(`this cannot be read: ${(cause as Error).message}`, { file: path, cause });
  }
  throw new ConfigError("nothing is there", { file: path });
}

function wrongExport(name: string, value: unknown): string {
  if (value === undefined) return `${name} has no default export`;
  return `the default export of ${name} is ${shown(value)}, neither a site nor an object with a fetch function`;
}

/** An error may name a route or an import alone; the file that has it, and the line, are known here. */
function placedByKey(error: unknown, source: string, path: string): unknown {
  if (!isConfigError(error) || error.file !== undefined || error.key === undefined) return error;
  const { key, hint } = error;
  const quoted = ['"', "'", "`"].map((quote) => `${quote}${key}${quote}`).find((each) => source.includes(each));
  const place = quoted === undefined ? {} : placeOfText(source, quoted);
  return new ConfigError(error.message, { file: path, ...place, key, hint, cause: error });
}

function placeOfText(source: string, text: string) {
  const offset = source.indexOf(text);
  return offset === -1 ? {} : textPosition(source, offset);
}
