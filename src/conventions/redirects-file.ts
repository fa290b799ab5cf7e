import { ConfigError } from "../config/index.ts";
import type { RedirectStatus } from "../files/index.ts";
import { atLine, type ConventionLine, conventionLines, requireFewRules } from "./convention-lines.ts";
import { isRewriteStatus, type QueryCondition, type RedirectRule } from "./redirect-rules.ts";
import { parseRulePattern, type RuleSource } from "./rule-pattern.ts";
import { parseRuleTarget } from "./rule-target.ts";

/**
 * Parses a `_redirects` file: a rule a line, `path [name=value …] [target] [status[!]]`, the first that matches wins.
 * @param source the text of the file
 * @param path of the file, for messages
 * @throws ConfigError with the line of the first rule that is wrong or asks for what is not done here
 */
export function parseRedirectsFile(source: string, path: string): readonly RedirectRule[] {
  const rules: RedirectRule[] = [];
  let dynamicRules = 0;
  for (const line of conventionLines(source, path)) {
    const rule = atLine(path, line, () => parseRule(line));
    rules.push(rule);
    if (rule.source.exact === undefined) dynamicRules++;
    requireFewRules(path, line, rules.length, dynamicRules);
  }
  return rules;
}

function parseRule({ text, line }: ConventionLine): RedirectRule {
  const words = text.split(/[ \t]+/);
  const comment = words.findIndex((word) => word.startsWith("#"));
  const [from = "", ...rest] = comment === -1 ? words : words.slice(0, comment);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(from)) {
    throw new ConfigError("rules for one host alone are not supported", { hint: "Begin with the path: /old /new" });
  }
  const source = parseRulePattern(from, SPLAT);
  if (rest.length === 0) throw new ConfigError("this rule has no target", { hint: "Such as: /old /new 301" });
  const { parameters, target, options } = partsOf(rest, from);
  const query = parameters.map(parseCondition);
  const { status, isForced } = parseStatus(options, target);
  const names = [...source.names, ...query.flatMap((each) => (each.kind === "capture" ? [each.name] : []))];
  requireNamesOnce(names);
  refuseStarInTarget(target, source);
  return {
    source,
    query,
    target: parseRuleTarget(target, names),
    status,
    hidesFiles: isForced ? "always" : "never",
    rule: `_redirects line ${line}`,
  };
}

const SPLAT = "splat";

interface RuleParts {
  readonly parameters: readonly string[];
  readonly target: string;
  readonly options: readonly string[];
}

const STATUS = /^[0-9]{3}!?$/;

/** What stands before the target, the target, and what stands after it. A rewrite may leave its target out: itself. */
function partsOf(words: readonly string[], from: string): RuleParts {
  const at = words.findIndex((word) => word.startsWith("/") || /^[a-z][a-z0-9+.-]*:/i.test(word));
  if (at !== -1) return { parameters: words.slice(0, at), target: words[at]!, options: words.slice(at + 1) };
  if (/^200!?$/.test(words[0]!)) return { parameters: [], target: from.replace("*", `:${SPLAT}`), options: words };
  throw new ConfigError("this rule has no target", {
    hint: 'A target is a path that begins with "/", or a URL: /old /new 301',
  });
}

function parseCondition(text: string): QueryCondition {
  const equals = text.indexOf("=");
  if (equals < 1) {
    throw new ConfigError(`"${text}" is neither a parameter of the query nor a target`, {
      hint: 'Parameters are written name=:name or name=value; a target begins with "/" or "https://".',
    });
  }
  const parameter = text.slice(0, equals);
  const value = text.slice(equals + 1);
  if (!value.startsWith(":")) return { kind: "equals", parameter: decoded(parameter), value: decoded(value) };
  if (!/^:[A-Za-z][A-Za-z0-9_]*$/.test(value) || value === `:${SPLAT}`) {
    throw new ConfigError(`"${value}" is no name`, { hint: "A name is a letter, then letters, digits and _." });
  }
  return { kind: "capture", parameter: decoded(parameter), name: value.slice(1) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new ConfigError(`"${text}" is not percent-encoded UTF-8`, { hint: 'Write "%" as %25.' });
  }
}

const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];

function parseStatus(
  options: readonly string[],
  target: string,
): { readonly status: RedirectRule["status"]; readonly isForced: boolean } {
  const [first = "301", ...conditions] = STATUS.test(options[0] ?? "301") ? options : ["301", ...options];
  if (conditions.length > 0) refuseCondition(conditions[0]!);
  const status = Number(first.replace("!", ""));
  const isForced = first.endsWith("!");
  if (redirectStatuses.includes(status)) return { status: status as RedirectStatus, isForced };
  if (!isRewriteStatus(status)) {
    throw new ConfigError(`${status} is no status code of a rule`, {
      hint: "Redirects: 301, 302, 303, 307, 308. Another path's file: 200, or 404, 410, 451 for pages that say so.",
    });
  }
  if (!target.startsWith("/")) {
    throw new ConfigError("requests are not passed on to other servers", {
      hint: `Redirect them (${target} 302), or name a file of this folder.`,
    });
  }
  if (target.startsWith("/.netlify/")) {
    throw new ConfigError("functions are not run here", { hint: "Write a site file with handlers instead." });
  }
  return { status, isForced };
}

function refuseCondition(text: string): never {
  const name = /^([A-Za-z]+)=/.exec(text)?.[1];
  if (name === undefined) {
    throw new ConfigError(`"${text}" stands where the rule has ended`, {
      hint: "A rule is: path [name=value …] [target] [status]",
    });
  }
  throw new ConfigError(`the condition ${name}= is not supported`, {
    hint: "Rules go by path and query alone: without the condition the rule would hold for everybody.",
  });
}

function requireNamesOnce(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ConfigError(`":${twice}" is named twice`);
}

function refuseStarInTarget(target: string, { names }: RuleSource): void {
  if (!target.includes("*") || !names.includes(SPLAT)) return;
  throw new ConfigError(`the target "${target}" has a "*"`, { hint: "What the path's * stands for is :splat." });
}
