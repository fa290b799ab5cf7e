import { findNodeAtLocation, type JSONPath, type Node, parseTree } from "jsonc-parser";
import { type BaseIssue, safeParse } from "valibot";
import { ConfigError, isConfigError } from "../files/index.ts";
import { jsonFaults, jsonFaultWords, textPosition } from "./json-text.ts";
import { type QuerySpec, query } from "./query-spec.ts";
import { parseRoutePattern } from "./route-pattern.ts";
import { type Site, type SiteOptions, site } from "./site.ts";
import { type EntryJson, HINT, type QuerySpecJson, siteFileSchema } from "./site-file-schema.ts";
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
  const place = (at: JSONPath, isKey: boolean, offset?: number) => placeOf(source, path, at, isKey, offset);
  refuseMalformed(source, path);
  const tree = parseTree(source)!;
  if (tree.type !== "object") {
    const held = tree.type === "array" ? "an array" : tree.type === "null" ? "null" : `a ${tree.type}`;
    throw new ConfigError(`the file holds ${held}; { "routes": … } is expected`, place([], false));
  }
  refuseWrongKeys(tree, place);
  const parsed = safeParse(siteFileSchema, JSON.parse(source), { abortEarly: false });
  if (!parsed.success) throw issueError(firstIssue(parsed.issues, tree), place);
  const { $schema: _, routes, ...options } = parsed.output;
  const values: Record<string, SiteValue> = {};
  for (const [pattern, entry] of Object.entries(routes)) {
    placed(
      () => parseRoutePattern(pattern),
      () => place(["routes", pattern], true),
    );
    values[pattern] = siteValue(entry, (at) => place(["routes", pattern, ...at], false));
  }
  return site(values, options as SiteOptions);
}

function siteValue(entry: EntryJson, place: (at: JSONPath) => Place): SiteValue {
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
  place: (at: JSONPath) => Place,
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

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly key: string | undefined;
}

type PlaceOf = (at: JSONPath, isKey: boolean, offset?: number) => Place;

/** The place of a value, or of its key; of what it stands in where it is not there. An offset that is known wins. */
function placeOf(source: string, path: string, at: JSONPath, isKey: boolean, known?: number): Place {
  const tree = parseTree(source)!;
  let node: Node | undefined;
  for (let depth = at.length; node === undefined; depth--) node = findNodeAtLocation(tree, at.slice(0, depth));
  const offset = known ?? (isKey && node.parent?.type === "property" ? node.parent.offset : node.offset);
  return { file: path, ...textPosition(source, offset), key: at.length === 0 ? undefined : at.join(".") };
}

function placed<Value>(make: () => Value, place: () => Place): Value {
  try {
    return make();
  } catch (error) {
    if (!isConfigError(error)) throw error;
    throw new ConfigError(error.message, { ...place(), hint: error.hint, cause: error });
  }
}

function refuseMalformed(source: string, path: string): void {
  const fault = jsonFaults(source)[0];
  if (fault === undefined) return;
  const words = jsonFaultWords(fault);
  throw new ConfigError(`the file is no JSON: ${words}`, { file: path, ...textPosition(source, fault.offset) });
}

/** JSON would take the last of two equal keys, and the schema leaves out some names of a record: both say nothing. */
function refuseWrongKeys(node: Node, place: PlaceOf, at: JSONPath = []): void {
  const keys = new Set<string>();
  node.children?.forEach((child, index) => {
    if (child.type !== "property") {
      refuseWrongKeys(child, place, [...at, index]);
      return;
    }
    const key = child.children![0]!.value as string;
    if (keys.has(key)) {
      throw new ConfigError(`"${key}" is there twice`, place([...at, key], true, child.offset));
    }
    keys.add(key);
    if (leftOutNames.has(key) && isRecord(at)) {
      throw new ConfigError(`"${key}" cannot be a name here`, { ...place([...at, key], true) });
    }
    refuseWrongKeys(child.children![1]!, place, [...at, key]);
  });
}

const leftOutNames: ReadonlySet<string> = new Set(["__proto__", "prototype", "constructor"]);

/** Whether the keys of the object at this place are names that the author chose. */
function isRecord(at: JSONPath): boolean {
  if (at[0] === "headers") return at.length === 1;
  if (at[0] === "auth") return at.length === 1 || (at.length === 3 && at[2] === "users");
  if (at[0] !== "routes") return false;
  return at.length === 1 || (at.length === 3 && (at[2] === "query" || at[2] === "values"));
}

type Issue = BaseIssue<unknown>;

/** The issue that stands first in the file: a person reads from the top. */
function firstIssue(issues: readonly Issue[], tree: Node): Issue {
  const offsetOf = (issue: Issue) => findNodeAtLocation(tree, pathOf(issue))?.offset ?? Number.POSITIVE_INFINITY;
  return [...issues].sort((one, other) => offsetOf(one) - offsetOf(other))[0]!;
}

function pathOf(issue: Issue): JSONPath {
  return issue.path?.map(({ key }) => (typeof key === "number" ? key : String(key))) ?? [];
}

function issueError(issue: Issue, place: PlaceOf): ConfigError {
  const at = pathOf(issue);
  const isUnknownKey = issue.expected === "never" && issue.type === "strict_object";
  const isMissing = issue.type === "strict_object" && issue.path !== undefined && !isUnknownKey;
  const [sentence = "", hint] = issue.message.split(HINT);
  const subject = isMissing ? nameOf(at.slice(0, -1)) : nameOf(at);
  const message = isUnknownKey ? sentence : `${subject} ${sentence}`;
  return new ConfigError(message, { ...place(isMissing ? at.slice(0, -1) : at, isUnknownKey), hint });
}

function nameOf(at: JSONPath): string {
  const last = at.at(-1);
  if (last === undefined) return "the file";
  return typeof last === "number" ? `item ${last + 1} of "${String(at.at(-2))}"` : `"${last}"`;
}
