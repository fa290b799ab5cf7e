import { ConfigError } from "../config/index.ts";
import { atLine, type ConventionLine, conventionLines, lineError, requireFewRules } from "./convention-lines.ts";
import {
  type DetachedField,
  type FieldRule,
  parseRuleField,
  type RuleField,
  requireRuleFieldName,
} from "./field-rules.ts";
import { parseRulePattern, type RuleSource } from "./rule-pattern.ts";

/**
 * Parses a `_headers` file: a path, and below it the fields of its responses, `Name: value`; `! Name` takes one away.
 * @param source the text of the file
 * @param path of the file, for messages
 * @throws ConfigError with the line that is wrong
 */
export function parseHeadersFile(source: string, path: string): readonly FieldRule[] {
  const rules: FieldRule[] = [];
  let dynamicRules = 0;
  let block: Block | undefined;
  const close = () => {
    if (block !== undefined) rules.push(ruleOf(block, path));
  };
  for (const line of conventionLines(source, path)) {
    if (isPathLine(line.text)) {
      close();
      const opened = atLine(path, line, () => parsePathLine(line.text));
      if (opened.exact === undefined) dynamicRules++;
      requireFewRules(path, line, rules.length + 1, dynamicRules);
      block = { line, source: opened, detached: [], fields: [] };
    } else if (block === undefined) {
      throw lineError(path, line, "a field stands before the first path", "Write the path above: /*");
    } else {
      const { detached, fields } = block;
      atLine(path, line, () => readField(line, detached, fields));
    }
  }
  close();
  return rules;
}

interface Block {
  readonly line: ConventionLine;
  readonly source: RuleSource;
  readonly detached: DetachedField[];
  readonly fields: RuleField[];
}

function isPathLine(text: string): boolean {
  return text.startsWith("/") || /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

function parsePathLine(text: string): RuleSource {
  if (!text.startsWith("/")) {
    throw new ConfigError("rules for one host alone are not supported", { hint: "Begin with the path: /*" });
  }
  return parseRulePattern(text, "splat");
}

function readField({ text, line }: ConventionLine, detached: DetachedField[], fields: RuleField[]): void {
  const by = `_headers line ${line}`;
  if (text.startsWith("!")) {
    const name = text.slice(1).trim();
    requireRuleFieldName(name, true);
    detached.push({ name, by });
    return;
  }
  const colon = text.indexOf(":");
  if (colon === -1) {
    throw new ConfigError(`"${text}" is neither a path nor a field`, {
      hint: 'A path begins with "/"; a field is written as Name: value, or ! Name to take it away.',
    });
  }
  fields.push(parseRuleField(text.slice(0, colon).trimEnd(), text.slice(colon + 1), by));
}

function ruleOf({ line, source, detached, fields }: Block, path: string): FieldRule {
  if (detached.length > 0 || fields.length > 0) {
    return { source, detached, fields, isAdded: true, matches: "path" };
  }
  throw lineError(path, line, `no field stands below ${line.text}`, "Write them below it: Name: value");
}
