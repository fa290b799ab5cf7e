import { parseAuthOption, parseCorsOption, parseResponseFields } from "../access/index.ts";
import {
  ConfigError,
  type ConfigErrorPlace,
  isConfigError,
  type JsonPath,
  parseJsonFile,
  placed,
} from "../config/index.ts";
import { type QuerySpec, query } from "./query-spec.ts";
import { parseRoutePattern } from "./route-pattern.ts";
import { type Site, type SiteOptions, site } from "./site.ts";
import { type EntryJson, type QuerySpecJson, siteFileSchema } from "./site-file-schema.ts";
import {
  file,
  files,
  json,
  redirect,
  type SiteValue,
  status,
  type TemplateValues,
  template,
  text,
} from "./site-values.ts";

/**
 * Parses a site file in JSON.
 * @param source the text of the file
 * @param path of the file, for messages
 * @throws ConfigError with the line, column and key of the first thing that is wrong, and a hint
 */
export function parseSiteFile(source: string, path: string): Site {
  const expected = '{ "routes": … } is expected';
  const { value, place } = parseJsonFile(source, path, siteFileSchema, { expected, isRecord });
  const { $schema: _, routes, ...options } = value;
  const values: Record<string, SiteValue> = {};
  for (const [pattern, entry] of Object.entries(routes)) {
    placed(
      () => parseRoutePattern(pattern),
      () => place(["routes", pattern], true),
    );
    values[pattern] = siteValue(entry, (at) => place(["routes", pattern, ...at]));
  }
  requireAccess(options, place);
  return site(values, options as SiteOptions);
}

/** Whether the keys of the object at this place are names that the author chose. */
function isRecord(at: JsonPath): boolean {
  if (at[0] === "headers") return at.length === 1;
  if (at[0] === "auth") return at.length === 1 || (at.length === 3 && at[2] === "users");
  if (at[0] !== "routes") return false;
  return at.length === 1 || (at.length === 3 && (at[2] === "query" || at[2] === "values"));
}

type PlaceOf = (at: JsonPath, isKey?: boolean) => ConfigErrorPlace;

/** Checks who may ask for what, so that what is wrong is said with its place. */
function requireAccess({ auth, cors, headers }: Pick<SiteOptions, "auth" | "cors" | "headers">, place: PlaceOf): void {
  const check = (value: unknown, name: string, parse: () => unknown) => {
    try {
      parse();
    } catch (error) {
      if (!isConfigError(error)) throw error;
      const at = pathOfKey({ [name]: value }, error.key ?? name) ?? [name];
      throw new ConfigError(error.message, { ...place(at, at.length > 1), hint: error.hint, cause: error });
    }
  };
  if (auth !== undefined) check(auth, "auth", () => parseAuthOption(auth));
  if (headers !== undefined) check(headers, "headers", () => parseResponseFields(headers));
  if (cors === undefined) return;
  if (Array.isArray(cors)) {
    cors.forEach((origin: string, index) => {
      placed(
        () => origin === "*" || parseCorsOption([origin]),
        () => place(["cors", index]),
      );
    });
  }
  check(cors, "cors", () => parseCorsOption(cors));
}

/** The keys of which an error's key is made; names that the author chose may have dots in them. */
function pathOfKey(value: unknown, key: string): JsonPath | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    if (name === key) return [name];
    const rest = key.startsWith(`${name}.`) ? pathOfKey(inner, key.slice(name.length + 1)) : undefined;
    if (rest !== undefined) return [name, ...rest];
  }
  return undefined;
}

function siteValue(entry: EntryJson, place: (at: JsonPath) => ConfigErrorPlace): SiteValue {
  if ("redirect" in entry) {
    return placed(
      () => redirect(entry.status ?? 302, entry.redirect),
      () => place(["redirect"]),
    );
  }
  const value = plainValue(entry, place);
  if (!("status" in entry) || entry.status === undefined) return value!;
  const code = entry.status;
  return placed(
    () => (value === undefined ? status(code) : status(code, value)),
    () => place(["status"]),
  );
}

/** `undefined` where the entry is a status code alone. */
function plainValue(
  entry: Exclude<EntryJson, { redirect: string }>,
  place: (at: JsonPath) => ConfigErrorPlace,
): SiteValue | undefined {
  if ("file" in entry) {
    const { file: name, status: _, ...options } = entry;
    return file(name, options);
  }
  if ("files" in entry) {
    const { files: directory, ...options } = entry;
    return files(directory, options);
  }
  if ("text" in entry) return text(entry.text);
  if ("json" in entry) return json(entry.json);
  if (!("template" in entry)) return undefined;
  const values: Record<string, TemplateValues[string]> = { ...(entry.values as TemplateValues) };
  for (const [name, spec] of Object.entries(entry.query ?? {})) {
    if (Object.hasOwn(values, name)) {
      throw new ConfigError(`"${name}" is a value and a parameter of the query at once`, place(["query", name]));
    }
    values[name] = placed(
      () => querySpec(spec),
      () => place(["query", name]),
    );
  }
  return template(entry.template, values);
}

function querySpec(spec: QuerySpecJson): QuerySpec {
  switch (spec.type) {
    case "integer":
      return query.integer(spec);
    case "number":
      return query.number(spec);
    case "string":
      return query.string(spec);
    case "oneOf":
      return query.oneOf(spec.choices, spec);
    case "boolean":
      return query.boolean(spec);
  }
}
