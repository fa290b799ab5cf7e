import * as v from "valibot";
import { HINT, nearestWord, shown } from "../config/index.ts";
import { DYNAMIC_RULES_MAX } from "./convention-lines.ts";

/** An object with these keys and no other. */
function keyed<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, (issue) => {
    const keys = Object.keys(entries).filter((key) => key !== "$schema");
    const key = String(issue.path?.at(-1)?.key ?? "");
    if (issue.path === undefined) return `is ${shown(issue.input)}, not an object`;
    if (issue.expected !== "never") return `has no "${key}"`;
    const meant = nearestWord(key, keys);
    const hint = meant === undefined ? `Keys here: ${keys.join(", ")}.` : `Did you mean "${meant}"?`;
    return `"${key}" is no key here${HINT}${hint}`;
  });
}

const not = (what: string) => (issue: v.BaseIssue<unknown>) => `is ${shown(issue.input)}, not ${what}`;

const text = v.pipe(v.string(not("text")), v.nonEmpty("is empty"));
const flag = v.boolean(not("true or false"));
const globs = v.array(text, not("a list of globs"));
/** Each of them may be tried for a request. */
const rulesOf = <const Rule extends v.GenericSchema>(rule: Rule) =>
  v.pipe(
    v.array(rule, not("a list")),
    v.maxLength(
      DYNAMIC_RULES_MAX,
      ({ input }) => `has ${input.length} rules; ${DYNAMIC_RULES_MAX} are taken at the most`,
    ),
  );
const flagOrGlobs = v.union([flag, globs], not("true, false or a list of globs"));

/** What a `serve.json` may hold. */
export const serveJsonSchema = keyed({
  $schema: v.optional(text),
  public: v.optional(text),
  cleanUrls: v.optional(flagOrGlobs),
  rewrites: v.optional(rulesOf(keyed({ source: text, destination: text }))),
  redirects: v.optional(
    rulesOf(
      keyed({
        source: text,
        destination: text,
        type: v.optional(v.picklist([301, 302, 303, 307, 308], not("one of 301, 302, 303, 307, 308"))),
      }),
    ),
  ),
  headers: v.optional(
    rulesOf(
      keyed({
        source: text,
        headers: v.array(
          keyed({ key: text, value: v.nullable(v.string(not("text, or null to take the field away"))) }),
          not("a list"),
        ),
      }),
    ),
  ),
  directoryListing: v.optional(flagOrGlobs),
  unlisted: v.optional(globs),
  trailingSlash: v.optional(flag),
  renderSingle: v.optional(
    v.literal(false, `is not supported${HINT}Name the file, or list the folder (directoryListing).`),
  ),
  symlinks: v.optional(flag),
  etag: v.optional(flag),
});

export type ServeJson = v.InferOutput<typeof serveJsonSchema>;
