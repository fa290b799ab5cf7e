/** Where a {@link ConfigError} lies and what to do about it. */
export interface ConfigErrorPlace {
  /** The file that is wrong: the path a person can open. */
  readonly file?: string | undefined;
  /** Counted from 1. */
  readonly line?: number | undefined;
  /** Counted from 1, in UTF-16 units. */
  readonly column?: number | undefined;
  /** The key, option or route pattern that is wrong: "routes./kittens.query.size.min". */
  readonly key?: string | undefined;
  /** What to do, in one sentence. */
  readonly hint?: string | undefined;
  /** What was thrown beneath. */
  readonly cause?: unknown;
}

/** A site, a site file or an option is wrong: the server does not start, or keeps the site it has. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly key: string | undefined;
  readonly hint: string | undefined;

  /** @param message what is wrong, one sentence without the place */
  constructor(message: string, place: ConfigErrorPlace = {}) {
    super(message, place.cause === undefined ? undefined : { cause: place.cause });
    this.file = place.file;
    this.line = place.line;
    this.column = place.column;
    this.key = place.key;
    this.hint = place.hint;
    Object.defineProperty(this, configErrorBrand, { value: true });
  }
}

const configErrorBrand = Symbol.for("porthole.ConfigError");

/** Whether this was thrown as a {@link ConfigError}, also by another copy of the package. */
export function isConfigError(error: unknown): error is ConfigError {
  return typeof error === "object" && error !== null && configErrorBrand in error;
}

/** What `make` answers; a ConfigError that it throws gets a place. */
export function placed<Value>(make: () => Value, place: () => ConfigErrorPlace): Value {
  try {
    return make();
  } catch (error) {
    if (!isConfigError(error)) throw error;
    throw new ConfigError(error.message, { ...place(), hint: error.hint, cause: error });
  }
}
