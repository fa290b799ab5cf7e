import type { RedirectStatus } from "../files/index.ts";
import { type IncomingRequest, NOTED_ROWS_MAX, type NotedRow, parseQuery } from "../semantics/index.ts";
import { RuleIndex } from "./rule-index.ts";
import { parseRulePath, type RulePath } from "./rule-path.ts";
import type { Captures, RuleSource } from "./rule-pattern.ts";
import type { RuleTarget } from "./rule-target.ts";

/** What a rule says of one request. */
export type RuleMatch =
  | {
      readonly kind: "redirect";
      readonly status: RedirectStatus;
      /** Percent-encoded: a path of this origin, or an absolute URL. */
      readonly location: string;
      readonly rule: string;
    }
  | {
      readonly kind: "rewrite";
      /** 200, or that of a page which says what is wrong. */
      readonly status: RewriteStatus;
      /** The path, percent-encoded, whose file is answered in the place of the request's. */
      readonly path: string;
      readonly rule: string;
    };

export type RewriteStatus = 200 | 404 | 410 | 451;

/** Rules that send a request elsewhere, or answer it with another path's file. */
export interface RedirectRules {
  /**
   * The first rule that matches. One rewrite a request: what is answered in its place is not looked up here again.
   * @param when "before-files" for the rules that hide files; "no-file" for the others, where no file is there
   */
  find(request: IncomingRequest, when: "before-files" | "no-file"): RuleMatch | undefined;
  /** Why each rule does not match, for the decision record: the first ones, and how many there are. */
  missed(request: IncomingRequest): { readonly count: number; readonly rows: readonly NotedRow[] };
}

export interface RedirectRule {
  readonly source: RuleSource;
  /** Each has to be met by a parameter of the query. */
  readonly query: readonly QueryCondition[];
  readonly target: RuleTarget;
  readonly status: RedirectStatus | RewriteStatus;
  /** Whether it hides files: always, never, or only where the path's last segment has no extension. */
  readonly hidesFiles: "always" | "never" | "without-extension";
  /** Where it stands, for the log: "_redirects line 3". */
  readonly rule: string;
}

export type QueryCondition =
  | { readonly kind: "equals"; readonly parameter: string; readonly value: string }
  | { readonly kind: "capture"; readonly parameter: string; readonly name: string };

export function redirectRules(rules: readonly RedirectRule[]): RedirectRules {
  const beforeFiles = new RuleIndex(rules.filter(({ hidesFiles }) => hidesFiles !== "never"));
  const noFile = new RuleIndex(rules.filter(({ hidesFiles }) => hidesFiles !== "always"));
  return {
    find(request, when) {
      const index = when === "before-files" ? beforeFiles : noFile;
      if (index.rules.length === 0) return undefined;
      const path = parseRulePath(request.path);
      if (path === undefined) return undefined;
      for (const at of index.candidates(path)) {
        const rule = index.rules[at]!;
        if (rule.hidesFiles === "without-extension" && hasExtension(path) === (when === "before-files")) continue;
        const match = matchRule(rule, path, request);
        if (match !== undefined) return match;
      }
      return undefined;
    },
    missed(request) {
      const path = parseRulePath(request.path);
      const told = rules.slice(0, NOTED_ROWS_MAX).map((rule): NotedRow => [rule.rule, whyNot(rule, path, request)]);
      const more = rules.length - told.length;
      return { count: rules.length, rows: more > 0 ? [...told, ["…", `and ${more} more`]] : told };
    },
  };
}

function whyNot(rule: RedirectRule, path: RulePath | undefined, request: IncomingRequest): string {
  const captures = path && rule.source.match(path);
  if (captures === undefined) return "is for other paths";
  if (withParameters(captures, rule.query, request.query) === undefined) return "wants another query";
  return "leads to where it was asked for, or is for other files";
}

function hasExtension({ segments }: RulePath): boolean {
  return (segments.at(-1) ?? "").lastIndexOf(".") > 0;
}

function matchRule(rule: RedirectRule, path: RulePath, request: IncomingRequest): RuleMatch | undefined {
  const ofPath = rule.source.match(path);
  const captures = ofPath && withParameters(ofPath, rule.query, request.query);
  if (captures === undefined) return undefined;
  const { status, target } = rule;
  if (isRewriteStatus(status)) {
    const filled = target.fill(captures, undefined);
    return { kind: "rewrite", status, path: filled.replace(/[?#].*$/s, ""), rule: rule.rule };
  }
  const location = target.fill(captures, queryLeft(rule.query, request.query));
  return isItself(location, request) ? undefined : { kind: "redirect", status, location, rule: rule.rule };
}

/** The path's captures with the query's; `undefined` where a condition is not met. */
function withParameters(
  captures: Captures,
  conditions: readonly QueryCondition[],
  query: string | undefined,
): Captures | undefined {
  if (conditions.length === 0) return captures;
  const parameters = parametersOf(query);
  if (parameters === undefined) return undefined;
  const all = new Map(captures);
  for (const condition of conditions) {
    const value = parameters.get(condition.parameter)?.[0];
    if (value === undefined) return undefined;
    if (condition.kind === "equals") {
      if (value !== condition.value) return undefined;
    } else {
      if (value === "" || value.includes("\0")) return undefined;
      all.set(condition.name, encodeURIComponent(value));
    }
  }
  return all;
}

/** `undefined` where the query is not percent-encoded UTF-8: it meets no condition. */
function parametersOf(query: string | undefined): ReadonlyMap<string, readonly string[]> | undefined {
  try {
    return parseQuery(query ?? "");
  } catch {
    return undefined;
  }
}

/** The request's query without the parameters that the rule reads. */
function queryLeft(conditions: readonly QueryCondition[], query: string | undefined): string | undefined {
  if (conditions.length === 0 || query === undefined) return query;
  const read = new Set(conditions.map(({ parameter }) => parameter));
  const left = query.split("&").filter((text) => {
    const [name] = parametersOf(text)?.keys() ?? [];
    return name === undefined || !read.has(name);
  });
  return left.length === 0 ? undefined : left.join("&");
}

/** A redirect to the very place that was asked for would never end: its rule is passed over. */
function isItself(location: string, { path, query }: IncomingRequest): boolean {
  return location.replace(/#.*$/s, "") === (query === undefined ? path : `${path}?${query}`);
}

export function isRewriteStatus(status: number): status is RewriteStatus {
  return status === 200 || status === 404 || status === 410 || status === 451;
}
