import { type FieldLine, FieldSection } from "../semantics/index.ts";

/** What a page's Content-Security-Policy has to let through. */
export interface PolicyNeeds {
  /** A nonce that the script element carries. */
  readonly nonce: string;
  /** The script and what it connects to, as host-sources: "localhost:5000/~porthole/live.js". */
  readonly scriptSource: string;
  readonly connectSource: string;
}

const policyNames: ReadonlySet<string> = new Set(["content-security-policy", "content-security-policy-report-only"]);

/**
 * The fields with each policy (Content Security Policy Level 3, §2.2 and §3.1) widened by one script and one address to
 * connect to, and by nothing else: what the page may not do without live reload it may not do with it.
 */
export function widenedPolicies(fields: FieldSection, needs: PolicyNeeds): FieldSection {
  const lines = [...fields];
  if (!lines.some(([name]) => policyNames.has(name.toLowerCase()))) return fields;
  return FieldSection.of(
    lines.map((line): FieldLine => {
      const [name, value] = line;
      if (!policyNames.has(name.toLowerCase())) return line;
      const policies = value.split(",");
      return [name, policies.map((policy) => widenedPolicy(policy, needs)).join(", ")];
    }),
  );
}

function widenedPolicy(policy: string, needs: PolicyNeeds): string {
  const directives = parsedDirectives(policy);
  if (directives.size === 0) return policy;
  // Each falls back on the next where it is not there (§6.8.3).
  const scripts = directives.get("script-src-elem") ?? directives.get("script-src") ?? directives.get("default-src");
  const connections = directives.get("connect-src") ?? directives.get("default-src");
  if (scripts !== undefined) {
    const name = directives.has("script-src-elem") ? "script-src-elem" : "script-src";
    // A nonce would turn 'unsafe-inline' off, where that is what the page's own scripts run by.
    const isInline = scripts.some((source) => source.toLowerCase() === "'unsafe-inline'");
    const hasNonce = scripts.some((source) => /^'(nonce|sha256|sha384|sha512)-|^'strict-dynamic'$/i.test(source));
    directives.set(name, withSource(scripts, isInline && !hasNonce ? needs.scriptSource : `'nonce-${needs.nonce}'`));
  }
  if (connections !== undefined) directives.set("connect-src", withSource(connections, needs.connectSource));
  return [...directives].map(([name, sources]) => [name, ...sources].join(" ")).join("; ");
}

/** Of two directives of one name the first counts (§2.2.1). */
function parsedDirectives(policy: string): Map<string, readonly string[]> {
  const directives = new Map<string, readonly string[]>();
  for (const text of policy.split(";")) {
    const [name, ...sources] = text.split(/[\t\n\f\r ]+/).filter((word) => word !== "");
    if (name !== undefined && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources);
  }
  return directives;
}

function withSource(sources: readonly string[], source: string): readonly string[] {
  return [...sources.filter((each) => each.toLowerCase() !== "'none'"), source];
}
