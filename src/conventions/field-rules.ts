import { ConfigError } from "../config/index.ts";
import { type FieldEdit, isCacheField, isFieldValue, isToken, serverFields, trimOws } from "../semantics/index.ts";
import { RuleIndex } from "./rule-index.ts";
import { parseRulePath, type RulePath } from "./rule-path.ts";
import type { Captures, RuleSource } from "./rule-pattern.ts";
import { encodeUri } from "./rule-target.ts";

/** Fields that responses to some paths carry. All rules that match a path apply, in their order. */
export interface FieldRule {
  readonly source: RuleSource;
  /** Names of fields that are taken away, also where an earlier rule gave them; before `fields` are given. */
  readonly detached: readonly DetachedField[];
  readonly fields: readonly RuleField[];
  /** Whether its fields come on top of those that earlier rules gave, or in their place. */
  readonly isAdded: boolean;
  /** Under which names of a path it is looked for: as requested, or also as its page is called. */
  readonly matches: "path" | "path-or-page";
}

export interface RuleField {
  readonly name: string;
  /** Plain ASCII. `:name` of a capture stands for it. */
  readonly value: string;
  /** Where it stands, for the decision record: "_headers line 3". */
  readonly by: string;
}

export type DetachedField = Omit<RuleField, "value">;

/**
 * What is done to the fields of the response to a path. Paths that the same rules match get the same list, so that
 * what is made with it can be kept.
 * @param statusCode of the response; 200 when not said. What caches are told holds for 2xx and 304 alone: a page that is
 *   missing for a minute is not to be missing for a year, and a redirect goes when its reason does.
 */
export type FieldEditsOf = (path: string, statusCode?: number) => readonly FieldEdit[];

/** How many paths, and how many sets of rules, have their edits remembered, and how long one may be. */
const REMEMBERED_MAX = 1_000;
const REMEMBERED_UNITS_MAX = 500;

export function fieldEditsOf(rules: readonly FieldRule[]): FieldEditsOf {
  const index = new RuleIndex(rules);
  const byPath = new Map<string, readonly FieldEdit[]>();
  const bySet = new Map<string, readonly FieldEdit[]>();
  const uncached = new WeakMap<readonly FieldEdit[], readonly FieldEdit[]>();
  const ofPath = (path: string): readonly FieldEdit[] => {
    const known = byPath.get(path);
    if (known !== undefined) return known;
    const matches = matchesOf(index, path);
    const key = matches.map(({ at, captures }) => `${at} ${[...captures.values()].join(" ")}`).join("\n");
    const edits = bySet.get(key) ?? editsOf(matches);
    remember(bySet, key, edits);
    remember(byPath, path, edits);
    return edits;
  };
  return (path, statusCode = 200) => {
    const edits = ofPath(path);
    if (statusCode < 300 || statusCode === 304) return edits;
    const known = uncached.get(edits) ?? edits.filter(({ name }) => !isCacheField(name.toLowerCase()));
    uncached.set(edits, known);
    return known;
  };
}

/** Forgets all where there are too many: hostile paths cost no memory, and what is in use is soon back. */
function remember<Value>(memory: Map<string, Value>, key: string, value: Value): void {
  if (key.length > REMEMBERED_UNITS_MAX) return;
  if (memory.size >= REMEMBERED_MAX) memory.clear();
  memory.set(key, value);
}

interface FieldMatch {
  readonly at: number;
  readonly rule: FieldRule;
  /** Those that its values use. */
  readonly captures: Captures;
}

function matchesOf(index: RuleIndex<FieldRule>, path: string): readonly FieldMatch[] {
  const requested = parseRulePath(path);
  if (requested === undefined) return [];
  const matches = new Map<number, FieldMatch>();
  for (const [order, spelled] of [requested, ...pagesOf(path, requested)].entries()) {
    for (const at of index.candidates(spelled)) {
      const rule = index.rules[at]!;
      if (matches.has(at) || (order > 0 && rule.matches === "path")) continue;
      const captures = rule.source.match(spelled);
      if (captures !== undefined) matches.set(at, { at, rule, captures: usedCaptures(rule, captures) });
    }
  }
  return [...matches.values()].sort((one, other) => one.at - other.at);
}

/** The names that the page at a path may have: `/docs/` is `/docs/index.html`, `/about` may be `/about.html`. */
function pagesOf(path: string, { endsWithSlash, segments }: RulePath): readonly RulePath[] {
  const last = segments.at(-1) ?? "";
  const page = endsWithSlash ? `${path}index.html` : last.includes(".") ? undefined : `${path}.html`;
  const spelled = page === undefined ? undefined : parseRulePath(page);
  return spelled === undefined ? [] : [spelled];
}

function usedCaptures({ fields }: FieldRule, captures: Captures): Captures {
  if (captures.size === 0) return captures;
  const used = [...captures].filter(([name]) => fields.some(({ value }) => placeholderNames(value).includes(name)));
  return new Map(used);
}

const placeholder = /:([A-Za-z][A-Za-z0-9_]*)/g;

function placeholderNames(value: string): readonly string[] {
  return [...value.matchAll(placeholder)].map((found) => found[1]!);
}

/** A field that is a list of its own kind, which each rule adds to: what the server says there has to stay. */
const MERGED = "vary";
/** The one field whose values cannot stand in one line (RFC 9110 §5.3). */
const ONE_LINE_EACH = "set-cookie";

function editsOf(matches: readonly FieldMatch[]): readonly FieldEdit[] {
  const given = new Map<string, GivenField>();
  for (const { rule, captures } of matches) {
    for (const { name, by } of rule.detached) given.set(name.toLowerCase(), { name, values: [], by: [by] });
    for (const { name, value, by } of rule.fields) {
      const key = name.toLowerCase();
      const filled = value.replace(placeholder, (text, each: string) => {
        const capture = captures.get(each);
        return capture === undefined ? text : encodeUri(capture);
      });
      const before = rule.isAdded ? given.get(key) : undefined;
      const isFirst = before === undefined || before.values.length === 0;
      given.set(key, isFirst ? { name, values: [filled], by: [by] } : withValue(before, name, filled, by));
    }
  }
  return [...given].flatMap(([key, field]) => editsOfField(key, field));
}

/** What all rules that match say of one field. */
interface GivenField {
  readonly name: string;
  /** None where it is taken away. */
  readonly values: readonly string[];
  readonly by: readonly string[];
}

function withValue({ values, by }: GivenField, name: string, value: string, ruledBy: string): GivenField {
  return { name, values: [...values, value], by: by.includes(ruledBy) ? by : [...by, ruledBy] };
}

function editsOfField(key: string, { name, values, by: places }: GivenField): readonly FieldEdit[] {
  const by = places.join(" and ");
  if (values.length === 0) return [{ kind: "remove", name, by }];
  if (key === MERGED) return values.map((value) => ({ kind: "add", name, value, by }));
  if (key !== ONE_LINE_EACH) return [{ kind: "set", name, value: values.join(", "), by }];
  return values.map((value, index) => ({ kind: index === 0 ? "set" : "add", name, value, by }));
}

/**
 * @param by where it stands, for the decision record
 * @returns the field, its value without white space around it
 * @throws ConfigError without a place where it is no field, or one that a rule may not give
 */
export function parseRuleField(name: string, value: string, by: string): RuleField {
  requireRuleFieldName(name);
  const trimmed = trimOws(value);
  if (trimmed === "") {
    throw new ConfigError(`the field ${name} has no value`);
  }
  if (!isFieldValue(trimmed) || /[^\t\x20-\x7e]/.test(trimmed)) {
    throw new ConfigError(`the value of ${name} has a character that no field may have`, {
      hint: "Values are plain ASCII (RFC 9110 §5.5): percent-encode what is not.",
    });
  }
  return { name, value: trimmed, by };
}

/** @throws ConfigError without a place where it is no name, or that of a field that rules may not touch */
export function requireRuleFieldName(name: string, isDetached = false): void {
  const key = name.toLowerCase();
  if (!isToken(name)) {
    throw new ConfigError(`"${name}" is no name of a field`, { hint: "Write it as: Name: value" });
  }
  if (key === "basic-auth") {
    throw new ConfigError("Basic-Auth, with passwords anybody can read in this file, is not supported", {
      hint: "Guard paths with --auth: it takes hashes, which `porthole password` prints.",
    });
  }
  if (serverFields.has(key) || (isDetached && key === MERGED)) {
    throw new ConfigError(`${name} is made by the server, and no rule may ${isDetached ? "take it away" : "set it"}`, {
      hint: "Drop this line.",
    });
  }
}
