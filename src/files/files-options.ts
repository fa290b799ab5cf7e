/** How the files of a folder are served. */
export interface FilesOptions {
  /** Answers a directory without an index.html with a list of its files; or says for which paths. Default false. */
  readonly list?: PathChoice | undefined;
  /** Names of files and directories that a list leaves out. */
  readonly unlisted?: ((path: string) => boolean) | undefined;
  /**
   * Serves about.html at /about, and redirects from /about.html and /about/index.html; or says for which paths.
   * Default false.
   */
  readonly cleanUrls?: PathChoice | undefined;
  /** "auto", the default: directories with a slash at the end, files without. */
  readonly trailingSlash?: TrailingSlash | undefined;
  /** Answers navigations to what is not there with this file, `true` for index.html. Default false. */
  readonly spa?: boolean | string | undefined;
  /** What caches are told. Default "no-cache". */
  readonly cache?: CacheRule | undefined;
  /** Sends content codings: siblings (.br, .gz, .zst) and, for what is small, coded here. Default true. */
  readonly compress?: boolean | undefined;
}

/** For every path, for none, or for those it answers true for: a path begins with "/" and is not decoded. */
export type PathChoice = boolean | ((path: string) => boolean);

export type TrailingSlash = "auto" | "always" | "never";

/**
 * What caches are told: "no-cache": keep it, and ask each time whether it still holds; "hashed": the same, but names
 * that carry a hash of their content never change; "no-store": keep nothing; or seconds for which it may be used
 * without asking.
 */
export type CacheRule = "no-cache" | "hashed" | "no-store" | number;

/** Whether a choice covers a path. */
export function covers(choice: PathChoice | undefined, path: string): boolean {
  return typeof choice === "function" ? choice(path) : choice === true;
}
