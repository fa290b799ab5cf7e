import { ConfigError, type ConfigErrorPlace } from "../config/index.ts";
import type { FileStore, FilesOptions } from "../files/index.ts";
import { type FieldEditsOf, type FieldRule, fieldEditsOf } from "./field-rules.ts";
import { parseHeadersFile } from "./headers-file.ts";
import { type RedirectRule, type RedirectRules, redirectRules } from "./redirect-rules.ts";
import { parseRedirectsFile } from "./redirects-file.ts";

/** What a folder's own files say about how it is served: `_headers`, `_redirects`, `serve.json`. */
export interface FolderConventions {
  /** `_redirects` first, then the redirects and the rewrites of `serve.json`. */
  readonly rules: RedirectRules | undefined;
  /** `serve.json` first, then `_headers`. */
  readonly fieldEdits: FieldEditsOf | undefined;
  /** From `serve.json`; where there is one, `cleanUrls` is on unless it says otherwise. */
  readonly options: FilesOptions;
  readonly symlinks: boolean | undefined;
  /** What is served in the place of the folder itself, below it, with "/" between its segments. */
  readonly subfolder: string | undefined;
  /** Where that is said; `undefined` where there is none. */
  readonly subfolderPlace: ConfigErrorPlace | undefined;
  /**
   * The files that were read or looked for, below the folder: a change of one makes this stale, and none of them is
   * ever served. `_headers` and `_redirects` are those of the subfolder where there is one.
   */
  readonly files: readonly string[];
}

/**
 * Reads what a folder says about itself.
 * @param store of the folder, over whatever it follows or refuses
 * @returns `undefined` parts where it says nothing
 * @throws ConfigError with file and line where one of them is wrong or cannot be read
 */
export async function loadFolderConventions(store: FileStore): Promise<FolderConventions> {
  const serveJson = await readServeJson(store);
  const subfolder = serveJson?.subfolder ?? [];
  const headers = [...subfolder, "_headers"];
  const redirects = [...subfolder, "_redirects"];
  const fieldRules: FieldRule[] = [...(serveJson?.fields ?? [])];
  const redirectList: RedirectRule[] = [];
  const headersText = await readText(store, headers);
  if (headersText !== undefined) fieldRules.push(...parseHeadersFile(headersText, pathOf(store, headers)));
  const redirectsText = await readText(store, redirects);
  if (redirectsText !== undefined) redirectList.push(...parseRedirectsFile(redirectsText, pathOf(store, redirects)));
  redirectList.push(...(serveJson?.redirects ?? []));
  return {
    rules: redirectList.length === 0 ? undefined : redirectRules(redirectList),
    fieldEdits: fieldRules.length === 0 ? undefined : fieldEditsOf(fieldRules),
    options: serveJson?.options ?? {},
    symlinks: serveJson?.symlinks,
    subfolder: subfolder.length === 0 ? undefined : subfolder.join("/"),
    subfolderPlace: subfolder.length === 0 ? undefined : serveJson?.subfolderPlace,
    files: [SERVE_JSON, headers.join("/"), redirects.join("/")],
  };
}

const SERVE_JSON = "serve.json";

/** The names of the files that say how a folder is served. */
export const conventionFiles: readonly string[] = [SERVE_JSON, "_headers", "_redirects"];

/** Its schema is loaded only where there is such a file. */
async function readServeJson(store: FileStore) {
  const source = await readText(store, [SERVE_JSON]);
  if (source === undefined) return undefined;
  const { parseServeJson } = await import("./serve-json.ts");
  return parseServeJson(source, pathOf(store, [SERVE_JSON]));
}

async function readText(store: FileStore, segments: readonly string[]): Promise<string | undefined> {
  try {
    return await store.readText(segments);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`this cannot be read: ${why}`, { file: pathOf(store, segments), cause });
  }
}

function pathOf({ description }: FileStore, segments: readonly string[]): string {
  return [description.replace(/[/\\]$/, ""), ...segments].join("/");
}
