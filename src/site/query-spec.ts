import { ConfigError } from "../config/index.ts";
import { type Query, ResponseError } from "../semantics/index.ts";
import { isSecretName } from "../trace/index.ts";

const querySpecBrand: unique symbol = Symbol.for("porthole.query");

interface Branded<Value> {
  readonly [querySpecBrand]: true;
  /** Never there: carries the type of what is read. */
  readonly value?: Value;
}

export interface IntegerSpec extends Branded<number> {
  readonly type: "integer";
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly default: number | undefined;
}

export interface NumberSpec extends Branded<number> {
  readonly type: "number";
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly default: number | undefined;
}

export interface StringSpec extends Branded<string> {
  readonly type: "string";
  /** In Unicode characters. */
  readonly maxLength: number | undefined;
  /** Matches the whole value. */
  readonly pattern: RegExp | undefined;
  readonly default: string | undefined;
}

export interface OneOfSpec<Choice extends string = string> extends Branded<Choice> {
  readonly type: "oneOf";
  readonly choices: readonly Choice[];
  readonly default: Choice | undefined;
}

export interface BooleanSpec extends Branded<boolean> {
  readonly type: "boolean";
  readonly default: boolean | undefined;
}

/** What one query parameter may be. Plain data, known by its brand. */
export type QuerySpec = IntegerSpec | NumberSpec | StringSpec | OneOfSpec | BooleanSpec;

/** What reading a parameter by its spec yields. */
export type QueryValue<Spec> = Spec extends { readonly value?: infer Value } ? Exclude<Value, undefined> : never;

/** What reading parameters by a record of specs yields. */
export type QueryValues<Specs> = { -readonly [Name in keyof Specs]: QueryValue<Specs[Name]> };

export interface NumberSpecOptions {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Taken where the parameter is absent. Without one the parameter is required. */
  readonly default?: number | undefined;
}

export interface StringSpecOptions {
  /** In Unicode characters. */
  readonly maxLength?: number | undefined;
  /** Must match the whole value. A string is a regular expression with the flag "u". */
  readonly pattern?: RegExp | string | undefined;
  readonly default?: string | undefined;
}

/**
 * Specs of query parameters. A parameter without `default` is required; one that is given twice, or is not what its spec
 * says, is a 400 that names it.
 */
export const query = {
  /** A whole number in decimal digits, between `min` and `max`, both included. */
  integer(options: NumberSpecOptions = {}): IntegerSpec {
    return { ...brand, type: "integer", ...numberOptions("integer", options) };
  },
  /** A decimal number, such as 1.5 or -2e3, between `min` and `max`, both included. */
  number(options: NumberSpecOptions = {}): NumberSpec {
    return { ...brand, type: "number", ...numberOptions("number", options) };
  },
  /** Text. */
  string(options: StringSpecOptions = {}): StringSpec {
    const pattern = options.pattern === undefined ? undefined : wholePattern(options.pattern);
    return { ...brand, type: "string", maxLength: options.maxLength, pattern, default: options.default };
  },
  /** One of these words, exactly. */
  oneOf<const Choice extends string>(
    choices: readonly Choice[],
    options: { readonly default?: NoInfer<Choice> | undefined } = {},
  ): OneOfSpec<Choice> {
    if (choices.length === 0) throw new ConfigError("query.oneOf: no choices are given");
    if (options.default !== undefined && !choices.includes(options.default)) {
      throw new ConfigError(`query.oneOf: the default "${options.default}" is not one of the choices`);
    }
    return { ...brand, type: "oneOf", choices, default: options.default };
  },
  /** true, 1, on, yes, or the name alone; false, 0, off, no. */
  boolean(options: { readonly default?: boolean | undefined } = {}): BooleanSpec {
    return { ...brand, type: "boolean", default: options.default };
  },
} as const;

const brand = { [querySpecBrand]: true } as const;

/** Whether this was made by {@link query}, also by another copy of the package. */
export function isQuerySpec(value: unknown): value is QuerySpec {
  return typeof value === "object" && value !== null && querySpecBrand in value;
}

/**
 * Reads one parameter.
 * @throws ResponseError 400 that names the parameter and says what it should be
 */
export function readQueryParameter<Spec extends QuerySpec>(from: Query, name: string, spec: Spec): QueryValue<Spec> {
  const all = from.getAll(name);
  if (all.length > 1) throw refuse(name, `is given ${all.length} times; it may be given once`);
  const text = all[0];
  const isAbsent = text === undefined || (text === "" && (spec.type === "integer" || spec.type === "number"));
  if (isAbsent && spec.default !== undefined) return spec.default as QueryValue<Spec>;
  if (text === undefined) throw refuse(name, `is missing; it should be ${expectation(spec)}`);
  const value = parseParameter(text, spec);
  if (value === undefined) {
    // What is secret by its name stands in no page and no log.
    const given = isSecretName(name) ? "is not as expected" : `is ${quoted(text)}`;
    throw refuse(name, `${given}; it should be ${expectation(spec)}`);
  }
  return value as QueryValue<Spec>;
}

/** What a parameter should be, in words: "a whole number from 20 to 2000". */
export function expectation(spec: QuerySpec): string {
  switch (spec.type) {
    case "integer":
      return `a whole number${boundsText(spec)}`;
    case "number":
      return `a number${boundsText(spec)}`;
    case "string":
      if (spec.maxLength !== undefined && spec.pattern === undefined) return `at most ${spec.maxLength} characters`;
      return spec.pattern === undefined ? "text" : "text of the form that this page expects";
    case "oneOf":
      return spec.choices.length === 1
        ? `"${spec.choices[0]}"`
        : `one of ${spec.choices.map((choice) => `"${choice}"`).join(", ")}`;
    case "boolean":
      return '"true" or "false"';
  }
}

function parseParameter(text: string, spec: QuerySpec): number | string | boolean | undefined {
  switch (spec.type) {
    case "integer":
      return /^-?[0-9]{1,16}$/.test(text) ? within(Number(text), spec, Number.isSafeInteger) : undefined;
    case "number":
      return /^-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?$/.test(text)
        ? within(Number(text), spec, Number.isFinite)
        : undefined;
    case "string":
      if (spec.maxLength !== undefined && isLongerThan(text, spec.maxLength)) return undefined;
      return spec.pattern === undefined || spec.pattern.test(text) ? text : undefined;
    case "oneOf":
      return spec.choices.includes(text) ? text : undefined;
    case "boolean":
      return booleanWords.get(text.toLowerCase());
  }
}

const booleanWords: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["on", true],
  ["yes", true],
  ["", true],
  ["false", false],
  ["0", false],
  ["off", false],
  ["no", false],
]);

function within(value: number, spec: IntegerSpec | NumberSpec, mayBe: (value: number) => boolean): number | undefined {
  if (!mayBe(value)) return undefined;
  if (spec.min !== undefined && value < spec.min) return undefined;
  if (spec.max !== undefined && value > spec.max) return undefined;
  return value === 0 ? 0 : value; // no negative zero
}

function isLongerThan(text: string, lengthMax: number): boolean {
  if (text.length <= lengthMax) return false;
  return text.length > lengthMax * 2 || [...text].length > lengthMax;
}

function boundsText(spec: IntegerSpec | NumberSpec): string {
  if (spec.min !== undefined && spec.max !== undefined) return ` from ${spec.min} to ${spec.max}`;
  if (spec.min !== undefined) return `, ${spec.min} or more`;
  return spec.max === undefined ? "" : `, ${spec.max} or less`;
}

function refuse(name: string, what: string): ResponseError {
  return new ResponseError(400, `The query parameter ${quoted(name)} ${what}.`);
}

const quotedLengthMax = 60;

function quoted(text: string): string {
  return `"${text.length <= quotedLengthMax ? text : `${text.slice(0, quotedLengthMax)}…`}"`;
}

function numberOptions(type: string, { min, max, default: absent }: NumberSpecOptions) {
  for (const [name, value] of Object.entries({ min, max, default: absent })) {
    const isNumber = value === undefined || (type === "integer" ? Number.isSafeInteger(value) : Number.isFinite(value));
    if (!isNumber) throw new ConfigError(`query.${type}: ${name} is ${String(value)}, which is no ${type}`);
  }
  if (min !== undefined && max !== undefined && min > max) {
    throw new ConfigError(`query.${type}: min ${min} is more than max ${max}`);
  }
  const isOutside = absent !== undefined && ((min ?? absent) > absent || (max ?? absent) < absent);
  if (isOutside) throw new ConfigError(`query.${type}: the default ${absent} is not from min to max`);
  return { min, max, default: absent };
}

function wholePattern(pattern: RegExp | string): RegExp {
  const source = typeof pattern === "string" ? pattern : pattern.source;
  const flags = typeof pattern === "string" ? "u" : pattern.flags.replace(/[gy]/g, "");
  try {
    return new RegExp(`^(?:${source})$`, flags);
  } catch (cause) {
    throw new ConfigError(`query.string: the pattern ${source} is no regular expression`, { cause });
  }
}
