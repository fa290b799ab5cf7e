import {
  ConfigError,
  type ConfigErrorPlace,
  type JsonFile,
  type JsonPath,
  parseJsonFile,
  placed,
} from "../config/index.ts";
import { type FilesOptions, type PathChoice, parseFilePath } from "../files/index.ts";
import { type FieldRule, parseRuleField, requireRuleFieldName } from "./field-rules.ts";
import { parseGlob } from "./glob-pattern.ts";
import type { RedirectRule } from "./redirect-rules.ts";
import { parseRulePath } from "./rule-path.ts";
import { noCaptures, parseRulePattern, type RuleSource } from "./rule-pattern.ts";
import { parseRuleTarget } from "./rule-target.ts";
import { type ServeJson, serveJsonSchema } from "./serve-json-schema.ts";

/** What a `serve.json` says. */
export interface ServeJsonConventions {
  readonly redirects: readonly RedirectRule[];
  readonly fields: readonly FieldRule[];
  readonly options: FilesOptions;
  readonly symlinks: boolean | undefined;
  /** The folder that is served in the place of the one that the file is in, below it. */
  readonly subfolder: readonly string[];
  /** Where that is said. */
  readonly subfolderPlace: ConfigErrorPlace;
}

/**
 * Parses a `serve.json`.
 * @param source the text of the file
 * @param path of the file, for messages
 * @throws ConfigError with the line and column of the first thing that is wrong
 */
export function parseServeJson(source: string, path: string): ServeJsonConventions {
  const file = parseJsonFile(source, path, serveJsonSchema);
  const { value } = file;
  return {
    redirects: [...redirectsOf(file), ...rewritesOf(file)],
    fields: fieldsOf(file),
    options: {
      cleanUrls: choiceOf(file, "cleanUrls") ?? true,
      list: choiceOf(file, "directoryListing"),
      unlisted: unlistedOf(file),
      trailingSlash: value.trailingSlash === undefined ? undefined : value.trailingSlash ? "always" : "never",
    },
    symlinks: value.symlinks,
    subfolder: at(file, ["public"], () => (value.public === undefined ? [] : parseFilePath("public", value.public))),
    subfolderPlace: file.place(["public"]),
  };
}

type ServeFile = JsonFile<ServeJson>;

function redirectsOf(file: ServeFile): readonly RedirectRule[] {
  return (file.value.redirects ?? []).map(({ source, destination, type }, index) => {
    const from = at(file, ["redirects", index, "source"], () => parseSource(source));
    const target = at(file, ["redirects", index, "destination"], () => {
      return parseRuleTarget(isUrl(destination) ? destination : asPath(destination), from.names);
    });
    const rule = `serve.json redirects item ${index + 1}`;
    return { source: from, query: [], target, status: type ?? 301, hidesFiles: "always", rule };
  });
}

function rewritesOf(file: ServeFile): readonly RedirectRule[] {
  return (file.value.rewrites ?? []).map(({ source, destination }, index) => {
    const from = at(file, ["rewrites", index, "source"], () => parseSource(source));
    const target = at(file, ["rewrites", index, "destination"], () => {
      if (!isUrl(destination)) return parseRuleTarget(asPath(destination), from.names);
      throw new ConfigError("requests are not passed on to other servers", { hint: "Name a file of this folder." });
    });
    const rule = `serve.json rewrites item ${index + 1}`;
    return { source: from, query: [], target, status: 200, hidesFiles: "without-extension", rule };
  });
}

function fieldsOf(file: ServeFile): readonly FieldRule[] {
  return (file.value.headers ?? []).map(({ source, headers }, index) => {
    const place = ["headers", index];
    const glob = at(file, [...place, "source"], () => globSource(slashed(source), false));
    const by = `serve.json headers item ${index + 1}`;
    const fields = headers.flatMap(({ key, value }, line) => {
      const fieldAt = [...place, "headers", line];
      if (value !== null) return [at(file, fieldAt, () => parseRuleField(key, value, by))];
      at(file, fieldAt, () => requireRuleFieldName(key, true));
      return [];
    });
    const detached = headers.flatMap(({ key, value }) => (value === null ? [{ name: key, by }] : []));
    return { source: glob, detached, fields, isAdded: false, matches: "path-or-page" };
  });
}

function choiceOf(file: ServeFile, key: "cleanUrls" | "directoryListing"): PathChoice | undefined {
  const choice = file.value[key];
  if (choice === undefined || typeof choice === "boolean") return choice;
  const sources = choice.map((glob, index) => at(file, [key, index], () => globSource(slashed(glob), false)));
  return (path) => {
    const parsed = parseRulePath(path);
    return parsed !== undefined && sources.some((source) => source.match(parsed) !== undefined);
  };
}

/** `serve` looks at a name alone, so that ".git" means every one; globs over whole paths are taken as well. */
function unlistedOf(file: ServeFile): FilesOptions["unlisted"] {
  const { unlisted } = file.value;
  if (unlisted === undefined) return undefined;
  const sources = unlisted.map((glob, index) => at(file, ["unlisted", index], () => globSource(slashed(glob), false)));
  return (path) => {
    const parsed = parseRulePath(path.startsWith("/") ? path : `/${path}`);
    if (parsed === undefined) return true;
    const name = { ...parsed, text: `/${parsed.segments.at(-1) ?? ""}` };
    return sources.some((source) => source.match(parsed) !== undefined || source.match(name) !== undefined);
  };
}

/** What `*` of a source stands for goes by this name: `:0`. */
const SPLAT = "0";

/**
 * The source of a redirect or rewrite: path-to-regexp's `:name`, or a glob. As in `serve`, `*` takes slashes too.
 * @throws ConfigError without a place
 */
function parseSource(text: string): RuleSource {
  const source = slashed(text);
  if (/(?<!\\)\((?<![@?*+!]\()|:\w+[?+*(]/.test(source)) {
    throw new ConfigError(`"${text}" has a regular expression or an optional part, which are not supported`, {
      hint: "Write :name for one segment, and * for any number of them, which the destination has as :0.",
    });
  }
  const simple = source.replace(/\*+/g, "*");
  const isSimple = !/[[\]{}()!?\\@+|]/.test(simple) && simple.split("*").length <= 2;
  if (isSimple) return parseRulePattern(simple, SPLAT);
  if (/:[A-Za-z]/.test(source)) {
    throw new ConfigError(`"${text}" has both :name and a glob`, { hint: "Write one rule for each." });
  }
  return globSource(source, true);
}

function globSource(glob: string, takesSlashes: boolean): RuleSource {
  const matches = parseGlob(glob, { takesSlashes });
  return {
    exact: undefined,
    firstSegment: undefined,
    names: [],
    match: (path) => (matches(path.text === "" ? "/" : path.text) ? noCaptures : undefined),
  };
}

/** With one slash at its begin, as `serve` reads sources: "app/**", "./app/**" and "!app/**" mean paths. */
function slashed(text: string): string {
  const negation = text.startsWith("!") ? "!" : "";
  const path = text.slice(negation.length).replace(/^(?:\.?\/)*/, "/");
  return negation + (path.length > 1 ? path.replace(/\/$/, "") : path);
}

function asPath(destination: string): string {
  return destination.startsWith("/") ? destination : `/${destination.replace(/^\.\//, "")}`;
}

function isUrl(destination: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(destination);
}

function at<Value>(file: ServeFile, keys: JsonPath, make: () => Value): Value {
  return placed(make, () => file.place(keys));
}
