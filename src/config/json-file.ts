import { findNodeAtLocation, type JSONPath, type Node, parseTree } from "jsonc-parser";
import { type BaseIssue, type GenericSchema, type InferOutput, safeParse } from "valibot";
import { ConfigError, type ConfigErrorPlace } from "./config-error.ts";
import { jsonFaults, jsonFaultWords } from "./json-faults.ts";
import { textPosition } from "./json-text.ts";

/** Parts a message's sentence from its hint. */
export const HINT = "\n";

/** Where in a JSON value something stands: keys, and indexes from 0. */
export type JsonPath = JSONPath;

/** What a JSON file holds, and where in its text each part of it stands. */
export interface JsonFile<Value> {
  readonly value: Value;
  /** The place of the value at these keys, or of its last key; of what it stands in where it is not there. */
  place(at: JsonPath, isKey?: boolean): ConfigErrorPlace;
}

export interface JsonFileRules {
  /** What the file is to hold, where that is no object: '{ "routes": … } is expected'. */
  readonly expected?: string | undefined;
  /** Whether the keys of the object at this place are names that the author chose: some names cannot be had there. */
  readonly isRecord?: ((at: JsonPath) => boolean) | undefined;
}

/**
 * Parses JSON text, an object, and checks it. The schema's messages are ends of sentences about a key ("is empty, not
 * a path"), and may have a hint after {@link HINT}.
 * @param path of the file, for messages
 * @throws ConfigError with the line and column of the first thing that is wrong
 */
export function parseJsonFile<const Schema extends GenericSchema>(
  source: string,
  path: string,
  schema: Schema,
  { expected = "an object is expected", isRecord = () => false }: JsonFileRules = {},
): JsonFile<InferOutput<Schema>> {
  const text = source.replace(/^\ufeff/, "");
  const fault = jsonFaults(text)[0];
  if (fault !== undefined) {
    const position = textPosition(text, fault.offset);
    throw new ConfigError(`the file is no JSON: ${jsonFaultWords(fault)}`, { file: path, ...position });
  }
  const tree = parseTree(text)!;
  const place = (at: JsonPath, isKey = false) => ({
    file: path,
    ...textPosition(text, offsetOf(tree, at, isKey)),
    key: at.length === 0 ? undefined : at.join("."),
  });
  if (tree.type !== "object") {
    const held = tree.type === "array" ? "a list" : tree.type === "null" ? "null" : `a ${tree.type}`;
    throw new ConfigError(`the file holds ${held}; ${expected}`, place([]));
  }
  refuseWrongKeys(tree, [], isRecord, (message, at, offset) => {
    throw new ConfigError(message, { ...place(at, true), ...textPosition(text, offset) });
  });
  const parsed = safeParse(schema, JSON.parse(text), { abortEarly: false });
  if (parsed.success) return { value: parsed.output, place };
  throw issueError(firstIssue(parsed.issues, tree), place);
}

function offsetOf(tree: Node, at: JsonPath, isKey: boolean): number {
  let node: Node | undefined;
  for (let depth = at.length; node === undefined; depth--) node = findNodeAtLocation(tree, at.slice(0, depth));
  return isKey && node.parent?.type === "property" ? node.parent.offset : node.offset;
}

/** JSON takes the last of two equal keys, and a schema leaves out some names of a record: both say nothing. */
function refuseWrongKeys(
  node: Node,
  at: JsonPath,
  isRecord: (at: JsonPath) => boolean,
  refuse: (message: string, at: JsonPath, offset: number) => never,
): void {
  const keys = new Set<string>();
  node.children?.forEach((child, index) => {
    if (child.type !== "property") {
      refuseWrongKeys(child, [...at, index], isRecord, refuse);
      return;
    }
    const key = child.children![0]!.value as string;
    const keyAt = [...at, key];
    if (keys.has(key)) refuse(`"${key}" is there twice`, keyAt, child.offset);
    keys.add(key);
    if (leftOutNames.has(key) && isRecord(at)) refuse(`"${key}" cannot be a name here`, keyAt, child.offset);
    refuseWrongKeys(child.children![1]!, keyAt, isRecord, refuse);
  });
}

const leftOutNames: ReadonlySet<string> = new Set(["__proto__", "prototype", "constructor"]);

type Issue = BaseIssue<unknown>;

/** The issue that stands first in the file: a person reads from the top. */
function firstIssue(issues: readonly Issue[], tree: Node): Issue {
  const offsetOf = (issue: Issue) => findNodeAtLocation(tree, pathOf(issue))?.offset ?? Number.POSITIVE_INFINITY;
  return [...issues].sort((one, other) => offsetOf(one) - offsetOf(other))[0]!;
}

function pathOf(issue: Issue): JsonPath {
  return issue.path?.map(({ key }) => (typeof key === "number" ? key : String(key))) ?? [];
}

function issueError(issue: Issue, place: (at: JsonPath, isKey: boolean) => ConfigErrorPlace): ConfigError {
  const at = pathOf(issue);
  const isUnknownKey = issue.type === "strict_object" && issue.expected === "never";
  const isMissingKey = issue.type === "strict_object" && issue.path !== undefined && !isUnknownKey;
  const [sentence = "", hint] = issue.message.split(HINT);
  const subject = isMissingKey ? at.slice(0, -1) : at;
  const message = isUnknownKey ? sentence : `${nameOf(subject)} ${sentence}`;
  return new ConfigError(message, { ...place(subject, isUnknownKey), hint });
}

function nameOf(at: JsonPath): string {
  const last = at.at(-1);
  if (last === undefined) return "the file";
  return typeof last === "number" ? `item ${last + 1} of "${String(at.at(-2))}"` : `"${last}"`;
}
