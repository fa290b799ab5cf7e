import { findNodeAtLocation, type JSONPath, type Node, parseTree } from "jsonc-parser";
import { type BaseIssue, type GenericSchema, type InferOutput, safeParse } from "valibot";
import { ConfigError, type ConfigErrorPlace } from "../files/index.ts";
import { jsonFaults, jsonFaultWords, textPosition } from "./json-text.ts";
import { HINT } from "./site-file-schema.ts";

/** What a JSON file holds, and where in its text each part of it stands. */
export interface JsonFile<Value> {
  readonly value: Value;
  /** The place of the value at these keys, or of what it stands in where it is not there. */
  place(at: JSONPath): ConfigErrorPlace;
}

/**
 * Parses JSON text, an object, and checks it. The schema's messages are ends of sentences about a key ("is empty, not a path"), and may have
 * a hint after {@link HINT}.
 * @param path of the file, for messages
 * @throws ConfigError with the line and column of the first thing that is wrong
 */
export function parseJsonFile<const Schema extends GenericSchema>(
  source: string,
  path: string,
  schema: Schema,
): JsonFile<InferOutput<Schema>> {
  const text = source.replace(/^\ufeff/, "");
  const fault = jsonFaults(text)[0];
  if (fault !== undefined) {
    const position = textPosition(text, fault.offset);
    throw new ConfigError(`the file is no JSON: ${jsonFaultWords(fault)}`, { file: path, ...position });
  }
  const tree = parseTree(text)!;
  const place = (at: JSONPath, isKey?: boolean) => placeOf(text, path, tree, at, isKey);
  if (tree.type !== "object") throw new ConfigError(`the file holds no object, but ${tree.type}`, place([]));
  refuseEqualKeys(tree, [], text, path);
  const parsed = safeParse(schema, JSON.parse(text), { abortEarly: false });
  if (parsed.success) return { value: parsed.output, place };
  throw issueError(firstIssue(parsed.issues, tree), place);
}

function placeOf(text: string, path: string, tree: Node, at: JSONPath, isKey = false): ConfigErrorPlace {
  let node: Node | undefined;
  for (let depth = at.length; node === undefined; depth--) node = findNodeAtLocation(tree, at.slice(0, depth));
  const { offset } = isKey && node.parent?.type === "property" ? node.parent : node;
  return { file: path, ...textPosition(text, offset), key: at.length === 0 ? undefined : at.join(".") };
}

/** JSON takes the last of two equal keys without a word. */
function refuseEqualKeys(node: Node, at: JSONPath, text: string, path: string): void {
  const keys = new Set<string>();
  node.children?.forEach((child, index) => {
    if (child.type !== "property") {
      refuseEqualKeys(child, [...at, index], text, path);
      return;
    }
    const key = child.children![0]!.value as string;
    const keyAt = [...at, key];
    if (keys.has(key)) {
      const position = textPosition(text, child.offset);
      throw new ConfigError(`"${key}" is there twice`, { file: path, ...position, key: keyAt.join(".") });
    }
    keys.add(key);
    refuseEqualKeys(child.children![1]!, keyAt, text, path);
  });
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

function issueError(issue: Issue, place: (at: JSONPath, isKey: boolean) => ConfigErrorPlace): ConfigError {
  const at = pathOf(issue);
  const isUnknownKey = issue.type === "strict_object" && issue.expected === "never";
  const isMissingKey = issue.type === "strict_object" && issue.path !== undefined && !isUnknownKey;
  const [sentence = "", hint] = issue.message.split(HINT);
  const subject = isMissingKey ? at.slice(0, -1) : at;
  const message = isUnknownKey ? sentence : `${nameOf(subject)} ${sentence}`;
  return new ConfigError(message, { ...place(subject, isUnknownKey), hint });
}

function nameOf(at: JSONPath): string {
  const last = at.at(-1);
  if (last === undefined) return "the file";
  return typeof last === "number" ? `item ${last + 1} of "${String(at.at(-2))}"` : `"${last}"`;
}
