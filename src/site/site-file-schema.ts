import * as v from "valibot";
import { HINT, nearestWord } from "../config/index.ts";
import { CACHE_SECONDS_MAX, cacheRules, trailingSlashes } from "./required-options.ts";

/** An object with these keys and no other; says which keys there are when one is wrong or missing. */
function keyed<const Entries extends v.ObjectEntries>(entries: Entries, missingHint?: string) {
  return v.strictObject(entries, (issue) => {
    const keys = Object.keys(entries).filter((key) => key !== "$schema");
    const key = String(issue.path?.at(-1)?.key ?? "");
    if (issue.path === undefined) return `is ${described(issue.input)}, not an object`;
    if (issue.expected !== "never") return `has no "${key}"${missingHint === undefined ? "" : HINT + missingHint}`;
    const meant = nearestWord(key, keys);
    return `"${key}" is no key here${HINT}${meant === undefined ? `Keys here: ${keys.join(", ")}.` : `Did you mean "${meant}"?`}`;
  });
}

function described(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : String(value);
}

const not = (what: string) => (issue: v.BaseIssue<unknown>) => `is ${described(issue.input)}, not ${what}`;

function isNumberText(input: unknown): input is string {
  return typeof input === "string" && /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/.test(input);
}

const text = v.string(not("text"));
const flag = v.boolean(not("true or false"));
const number = v.number((issue) =>
  isNumberText(issue.input) ? `is text; write the number ${issue.input}` : not("a number")(issue),
);
const whole = (min: number, max: number = Number.MAX_SAFE_INTEGER) =>
  v.pipe(
    number,
    v.integer(not("a whole number")),
    v.minValue(min, (issue) => `is ${issue.received}; at least ${min} is expected`),
    v.maxValue(max, (issue) => `is ${issue.received}; at most ${max} is expected`),
  );
const oneOf = <const Choices extends readonly (string | number)[]>(choices: Choices) =>
  v.picklist(choices, (issue) => {
    const { input } = issue;
    if (choices.some((choice) => typeof choice === "number" && String(choice) === input)) {
      return `is text; write the number ${input}`;
    }
    return notAWord(issue, choices.map(String), `One of ${choices.join(", ")}.`);
  });
function notAWord({ input }: v.BaseIssue<unknown>, words: readonly string[], otherwise: string): string {
  const meant = typeof input === "string" ? nearestWord(input, words) : undefined;
  const hint = meant === undefined ? otherwise : `Did you mean "${meant}"?`;
  return `is ${described(input)}, which is not known here${HINT}${hint}`;
}
const path = v.pipe(
  text,
  v.nonEmpty("is empty, not a path"),
  v.description('A path below the folder of this file, with "/": pages/about.html'),
);

const bounds = {
  min: v.optional(v.pipe(number, v.description("The least that is taken."))),
  max: v.optional(v.pipe(number, v.description("The most that is taken."))),
  default: v.optional(v.pipe(number, v.description("Taken where the parameter is absent; without it it is required."))),
};

const querySpecs = {
  integer: v.pipe(keyed({ type: v.literal("integer"), ...bounds }), v.title("A whole number")),
  number: v.pipe(keyed({ type: v.literal("number"), ...bounds }), v.title("A number")),
  string: v.pipe(
    keyed({
      type: v.literal("string"),
      maxLength: v.optional(v.pipe(whole(0), v.description("In characters."))),
      pattern: v.optional(v.pipe(text, v.description("A regular expression that the whole value matches."))),
      default: v.optional(v.pipe(text, v.description("Taken where the parameter is absent."))),
    }),
    v.title("Text"),
  ),
  oneOf: v.pipe(
    keyed({
      type: v.literal("oneOf"),
      choices: v.pipe(
        v.array(text, not("a list of words")),
        v.nonEmpty("is empty: no choices are given"),
        v.description("The words that are taken."),
      ),
      default: v.optional(v.pipe(text, v.description("Taken where the parameter is absent."))),
    }),
    v.title("One of several words"),
  ),
  boolean: v.pipe(
    keyed({
      type: v.literal("boolean"),
      default: v.optional(v.pipe(flag, v.description("Taken where the parameter is absent."))),
    }),
    v.title("Yes or no"),
  ),
};

const cache = v.pipe(
  v.union([oneOf(cacheRules), whole(0, CACHE_SECONDS_MAX)], (issue) =>
    typeof issue.input === "number"
      ? `is ${issue.input}; a whole number of seconds, 0 to ${CACHE_SECONDS_MAX}, is expected`
      : notAWord(issue, cacheRules, `One of ${cacheRules.join(", ")}, or a number of seconds.`),
  ),
  v.description(
    'What caches are told: "no-cache" (the default): keep it and ask each time; "hashed": the same, but names with a hash of their content never change; "no-store"; or seconds for which nobody has to ask.',
  ),
);
const compress = v.pipe(
  flag,
  v.description("Sends .br, .gz and .zst siblings, and codes small text here. Default true."),
);
const filesOptions = {
  list: v.optional(v.pipe(flag, v.description("Lists a folder that has no index.html. Default false."))),
  cleanUrls: v.optional(
    v.pipe(flag, v.description("Serves about.html at /about, and redirects /about.html to it. Default false.")),
  ),
  trailingSlash: v.optional(
    v.pipe(
      oneOf(trailingSlashes),
      v.description('"auto", the default: folders end in a slash, files do not; "always" or "never": all do, or none.'),
    ),
  ),
  spa: v.optional(
    v.pipe(
      v.union([flag, v.pipe(text, v.nonEmpty("is empty, not a path"))], not("true, false or a path")),
      v.description("Answers navigations to what is not there with this file; true for index.html. Default false."),
    ),
  ),
  cache: v.optional(cache),
  compress: v.optional(compress),
};

const statusCode = v.pipe(whole(200, 599), v.description("The response's status code; 200 when not said."));
const status = v.optional(statusCode);

function entrySchemas<Spec extends v.GenericSchema<unknown, QuerySpecJson>>(querySpec: Spec) {
  return {
    file: v.pipe(
      keyed({ file: path, status, cache: v.optional(cache), compress: v.optional(compress) }),
      v.title("A file"),
    ),
    files: v.pipe(
      keyed({ files: path, ...filesOptions }),
      v.title("The files of a folder"),
      v.description('Only under a wildcard: "/assets/*": { "files": "assets" }'),
    ),
    template: v.pipe(
      keyed({
        template: path,
        query: v.optional(
          v.pipe(
            v.record(v.string(), querySpec, not("an object")),
            v.description("The query's parameters by name; the template sees each under it."),
          ),
        ),
        values: v.optional(
          v.pipe(
            v.record(v.string(), v.unknown(), not("an object")),
            v.description("Constants by name; the template sees each under it."),
          ),
        ),
        status,
      }),
      v.title("A template"),
      v.description("A LiquidJS template, filled in for each request. What it prints is escaped for HTML."),
    ),
    redirect: v.pipe(
      keyed({
        redirect: v.pipe(
          text,
          v.nonEmpty("is empty, not a location"),
          v.description("A path of this site or an absolute URL. The pattern's params may stand in it: /new/:id"),
        ),
        status: v.optional(v.pipe(oneOf([301, 302, 303, 307, 308]), v.description("302 when not said."))),
      }),
      v.title("A redirect"),
      v.description("The request's query is kept, unless the location has one."),
    ),
    text: v.pipe(
      keyed({ text: v.pipe(text, v.description("The text, sent as UTF-8.")), status }),
      v.title("Plain text"),
    ),
    json: v.pipe(keyed({ json: v.pipe(v.unknown(), v.description("Any JSON.")), status }), v.title("JSON")),
    status: v.pipe(
      keyed({ status: statusCode }),
      v.title("A status code"),
      v.description("Answered with the built-in page for it."),
    ),
  };
}

const authRule = keyed({
  realm: v.optional(v.pipe(text, v.description("What the browser calls it when it asks for the password."))),
  users: v.pipe(
    v.record(v.string(), text, not("an object")),
    v.description("Hashes of passwords, as `porthole password` prints them, by user."),
  ),
});

const accessOptions = {
  cors: v.optional(
    v.pipe(
      v.union([flag, text, v.array(text)], not("true, an origin or a list of origins")),
      v.description("Origins whose pages may read the responses: https://app.example.com; true for every one."),
    ),
  ),
  headers: v.optional(
    v.pipe(
      v.record(v.string(), v.union([text, v.array(text)], not("text or a list of texts")), not("an object")),
      v.description("Fields that every response carries, by name."),
    ),
  ),
  auth: v.optional(
    v.pipe(
      v.record(v.string(), authRule, not("an object")),
      v.description('Who may ask for what, by path: "/admin/*" for all below it, "/*" for everything.'),
    ),
  ),
};

export type QuerySpecJson = v.InferOutput<(typeof querySpecs)[keyof typeof querySpecs]>;

type EntrySchemas = ReturnType<typeof entrySchemas<v.GenericSchema<unknown, QuerySpecJson>>>;
export type EntryJson = v.InferOutput<EntrySchemas[keyof EntrySchemas]>;

function siteSchema<Entry extends v.GenericSchema<unknown, EntryJson>>(entry: Entry) {
  const milliseconds = v.optional(v.pipe(whole(0), v.description("In milliseconds.")));
  const limit = (description: string) => v.optional(v.pipe(whole(0), v.description(description)));
  return v.pipe(
    keyed(
      {
        $schema: v.optional(v.pipe(text, v.description("Where an editor finds the schema of this file."))),
        routes: v.pipe(
          v.record(v.string(), entry, not("an object")),
          v.title("Routes"),
          v.description(
            'What answers each path. A pattern is "[METHOD ]/path"; a segment is literal, ":name" or, as the last one, "*". Their order does not matter.',
          ),
        ),
        port: v.optional(v.pipe(whole(0, 65535), v.description("0 takes any free port. Default 5000."))),
        host: v.optional(
          v.pipe(
            v.union([text, v.array(text)], not("text or a list of texts")),
            v.description("Host names or addresses to listen on. Default localhost."),
          ),
        ),
        development: v.optional(v.pipe(flag, v.description("Whether error pages tell what went wrong inside."))),
        log: v.optional(
          v.pipe(oneOf(["pretty", "json", "common", "combined", "none"]), v.description("The form of the log.")),
        ),
        graceSeconds: v.optional(
          v.pipe(
            number,
            v.minValue(0, "is negative; 0 or more is expected"),
            v.description("Seconds that open exchanges get at shutdown. Default 10."),
          ),
        ),
        dotfiles: v.optional(v.pipe(flag, v.description('Serves files whose name begins with "." too.'))),
        symlinks: v.optional(v.pipe(flag, v.description("Follows symbolic links out of the folder."))),
        ...filesOptions,
        ...accessOptions,
        trustProxy: v.optional(
          v.pipe(
            v.union([text, v.array(text)], not("text or a list of texts")),
            v.description("Addresses of proxies whose Forwarded fields count, in CIDR notation."),
          ),
        ),
        timeouts: v.optional(
          v.pipe(
            keyed({ headers: milliseconds, idle: milliseconds, receive: milliseconds, send: milliseconds }),
            v.description("Deadlines."),
          ),
        ),
        limits: v.optional(
          v.pipe(
            keyed({
              maxRequestLine: limit("Octets of the request line."),
              maxHeaderSize: limit("Octets of the header section."),
              maxHeaderLines: limit("Field lines of a header section."),
              maxRequestBodySize: limit("Octets of a request's content."),
              maxRequestsPerConnection: limit("Exchanges of one connection; 0 for no limit."),
              maxConnections: limit("Connections at a time."),
            }),
            v.description("Limits."),
          ),
        ),
      },
      'To serve all files of the folder: "routes": { "/*": { "files": "." } }',
    ),
    v.title("A site of Porthole"),
    v.description("Which path is answered with what, and how the server is to run."),
  );
}

/** The schema for editors: every alternative in a union, as JSON Schema has it. */
export const editorSchema = siteSchema(v.union(Object.values(entrySchemas(v.union(Object.values(querySpecs))))));

const specOfType = v.lazy((input) => {
  const type = typeof input === "object" && input !== null && "type" in input ? input.type : undefined;
  if (typeof type === "string" && Object.hasOwn(querySpecs, type)) return querySpecs[type as keyof typeof querySpecs];
  return keyed({ type: oneOf(Object.keys(querySpecs) as (keyof typeof querySpecs)[]) });
}) as v.GenericSchema<unknown, QuerySpecJson>;

const entries = entrySchemas(specOfType);
const entryKinds = (Object.keys(entries) as (keyof typeof entries)[]).filter((kind) => kind !== "status");

const entryOfKind = v.lazy((input) => {
  const keys = typeof input === "object" && input !== null ? Object.keys(input) : [];
  const kinds = entryKinds.filter((kind) => keys.includes(kind));
  if (kinds.length === 1) return entries[kinds[0]!];
  if (kinds.length === 0 && keys.length === 1 && keys[0] === "status") return entries.status;
  return v.never((issue) => wrongEntry(issue.input, keys, kinds));
}) as v.GenericSchema<unknown, EntryJson>;

function wrongEntry(input: unknown, keys: readonly string[], kinds: readonly string[]): string {
  if (kinds.length > 1) return `has ${kinds.map((kind) => `"${kind}"`).join(" and ")}; a route has one of them`;
  const hint = `Such as { "file": "index.html" }. One of ${entryKinds.join(", ")}, or status alone.`;
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return `is ${described(input)}, not an object${HINT}${hint}`;
  }
  const meant = keys.map((key) => nearestWord(key, entryKinds)).find((word) => word !== undefined);
  return `says nothing to answer with${HINT}${meant === undefined ? hint : `Did you mean "${meant}"?`}`;
}

/** The schema that a site file is read by: each entry by the alternative that it means, so that a message is about that. */
export const siteFileSchema = siteSchema(entryOfKind);
