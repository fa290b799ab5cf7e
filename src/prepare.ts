import { type Answering, withAccess } from "./access/index.ts";
import { ConfigError, withoutUndefined } from "./config/index.ts";
import { type FetchHandler, fetchResource, isFetchHandler } from "./fetch/index.ts";
import { type DiskOptions, diskStore } from "./files/index.ts";
import type { LiveReload } from "./live-reload/index.ts";
import type { ErrorPage, Resource } from "./semantics/index.ts";
import {
  compileSite,
  errorPage,
  isSite,
  loadSite,
  requireSettings,
  type Site,
  type SiteContext,
  type SiteOptions,
  type SitePage,
  type SiteSettings,
  siteFilesBelow,
} from "./site/index.ts";

/**
 * What can be served: a site, an object with a fetch function, the path of a folder, a site file or an app file, or
 * what was prepared from one of these.
 */
export type Servable = Site | FetchHandler | string | Prepared;

export interface PrepareOptions extends SiteSettings {
  /** The folder that a site's files are in. Absent: the folder of the path that is served, else the current one. */
  readonly root?: string | undefined;
  /**
   * Whether error pages tell what went wrong inside; or what decides it, given the site's own options. Absent: what
   * the site says, and false where it says nothing.
   */
  readonly development?: boolean | ((site: SiteOptions) => boolean) | undefined;
  /** Whether templates and a site's own error pages are read anew when they change. Absent: as in development. */
  readonly readsAnew?: boolean | ((site: SiteOptions) => boolean) | undefined;
  /** Serves dotfiles too. Default false. */
  readonly dotfiles?: boolean | undefined;
  /** Follows symbolic links out of the root. Default false. */
  readonly symlinks?: boolean | undefined;
}

/** What a command asks for besides: it is no option of the library. */
export interface CommandOptions extends PrepareOptions {
  /** Where it answers true for a method, handlers are not called: the response says so instead. */
  readonly stopBeforeHandler?: ((method: string) => boolean) | undefined;
  /** Puts the script of live reload into pages, and watches the files that are served. */
  readonly liveReload?: LiveReload | undefined;
}

/** Something ready to answer. */
export interface Prepared {
  readonly kind: "folder" | "site" | "fetch";
  readonly resource: Resource;
  readonly errorPage: ErrorPage;
  /** How many routes there are; `undefined` where nobody can tell. */
  readonly routes: number | undefined;
  /** The file or folder it was loaded from, as it was found. */
  readonly path: string | undefined;
  /** The site's own settings; any other wins over them. */
  readonly options: SiteOptions;
  /** The files that it was loaded from: a change of one makes it stale. */
  readonly files: readonly string[];
  /** Keeps no files in memory and watches nothing any more; what is asked is still answered. */
  close(): void;
}

/** What `import … from "porthole"` gives to a site file. */
export type SiteFileImports = Readonly<Record<string, unknown>>;

/**
 * Makes something ready to answer, without a socket. What is prepared already stays as it is.
 * @param imports of a site file that `what` leads to
 * @throws ConfigError it is wrong: where, and what would be right
 */
export async function prepareWith(
  imports: SiteFileImports,
  what: Servable,
  options: CommandOptions,
): Promise<Prepared> {
  if (typeof what === "string") return pathPrepared(imports, what, options);
  if (isPrepared(what)) return what;
  if (isSite(what)) return sitePrepared(what, options.root ?? ".", options);
  if (isFetchHandler(what)) return fetchPrepared(what, options);
  throw new ConfigError("what is to be served is neither a site, nor an object with a fetch function, nor a path", {
    hint: 'Such as serve(site({ … })), serve({ fetch(request) { … } }) or serve("./folder").',
  });
}

/** Prepares what a path leads to; `siteFileBefore` is what was served from there before. */
export async function pathPrepared(
  imports: SiteFileImports,
  target: string,
  options: CommandOptions,
  siteFileBefore?: string,
): Promise<Prepared> {
  const loaded = await loadSite(target, { porthole: imports, siteFileBefore });
  const { kind, path, files } = loaded;
  if (loaded.kind === "fetch") return { ...fetchPrepared(loaded.handler, options), path, files };
  const conventions = loaded.kind === "folder" ? loaded.conventions : undefined;
  try {
    const root = options.root ?? loaded.root;
    const own = { conventions, serverFiles: siteFilesBelow(root, loaded) };
    return { ...(await sitePrepared(loaded.site, root, options, own)), kind, path, files };
  } catch (error) {
    throw loaded.placed(error);
  }
}

function isPrepared(what: Site | FetchHandler | Prepared): what is Prepared {
  return typeof what === "object" && what !== null && "resource" in what && "errorPage" in what;
}

/** What a root has for the server, beside its files. */
type FolderFiles = Pick<SiteContext, "conventions" | "serverFiles">;

async function sitePrepared(
  site: Site,
  root: string,
  options: CommandOptions,
  own: FolderFiles = {},
): Promise<Prepared> {
  const disk = await diskStore(root, { ...storeOptions(site.options), ...storeOptions(options) });
  const watched = options.liveReload?.watched(disk);
  const { readsAnew, stopBeforeHandler } = options;
  try {
    const compiled = await compileSite(site, {
      root,
      store: watched ?? disk,
      development: isDevelopment(options, site.options),
      readsAnew: typeof readsAnew === "function" ? readsAnew(site.options) : readsAnew,
      stopBeforeHandler,
      settings: options,
      ...own,
    });
    const close = () => {
      compiled.close();
      watched?.close();
    };
    const answering = withLiveReload(compiled, options.liveReload, compiled.settings);
    return {
      kind: "site",
      ...answering,
      routes: compiled.routes,
      path: undefined,
      options: site.options,
      files: [],
      close,
    };
  } catch (error) {
    watched?.close();
    throw error;
  }
}

function fetchPrepared(handler: FetchHandler, options: CommandOptions): Prepared {
  requireSettings("serve", options);
  const development = isDevelopment(options, {});
  const page: SitePage = (fault, request) => errorPage(fault, request, { development });
  const answering = withLiveReload(withAccess(fetchResource(handler), page, options), options.liveReload, options);
  return { kind: "fetch", ...answering, routes: undefined, path: undefined, options: {}, files: [], close() {} };
}

/** Pages that others may not see tell them nothing of their changes either. */
function withLiveReload(
  { resource, errorPage }: Answering,
  liveReload: LiveReload | undefined,
  { auth }: SiteSettings,
): Answering {
  if (liveReload === undefined) return { resource, errorPage };
  const own = withAccess(liveReload.own, errorPage, { auth });
  return { resource: liveReload.wrap(resource, own.resource), errorPage: liveReload.wrapErrorPage(errorPage) };
}

function isDevelopment({ development }: PrepareOptions, site: SiteOptions): boolean {
  if (typeof development === "function") return development(site);
  return development ?? site.development ?? false;
}

function storeOptions({ dotfiles, symlinks }: Pick<PrepareOptions, "dotfiles" | "symlinks">): DiskOptions {
  return withoutUndefined({ dotfiles, symlinks });
}
